"""Editors: which states, sources, treaties and organizations there are, where an editor looks: `schema/names.json`.

Each schema refers to its part of that file, which as committed allows every name. `allies schema` writes it out for one
checkout: names complete, with what they stand for, and others are marked. Git is told to see what is committed.
"""

import json
import subprocess
from contextlib import suppress

from allies.facts.model import KINDS
from allies.facts.read import Facts
from allies.facts.validate import Schema
from allies.gate.kept import put

FILE = "schema/names.json"
AWAY = ("update-index", "--skip-worktree", FILE)  # git sees what is committed, and not what is written over it
NAMED = {"state": "states", "source": "sources", "treaty": "treaties", "organization": "organizations"}


def write(facts: Facts) -> None:
    """Writes which names there are, and has git look away. Raises OSError."""
    with suppress(FileNotFoundError):  # where there is no git, nobody looks
        subprocess.run(["git", "-C", str(facts.root), *AWAY], capture_output=True)
    put(facts.root, facts.root / FILE, text(facts))


def refresh(facts: Facts) -> None:
    """Writes the names anew where they were written before and are others now."""
    path = facts.root / FILE
    with suppress(OSError):
        was = "" if path.parent.is_symlink() else path.read_text("utf-8")
        if '"enum"' in was and was != (now := text(facts)):
            put(facts.root, path, now)


def text(facts: Facts) -> str:
    """For each kind of fact, where its files name others, with all names there are."""
    found = {kind: _marked(facts.schemas.whole[kind]) for kind in KINDS}
    for kind, folder in NAMED.items():
        names = _names(facts, kind, folder)
        wrong = f"facts/{folder}/ has no file of this name."
        enum = {"enum": list(names), "enumDescriptions": list(names.values()), "errorMessage": wrong}
        keys = {name: {"title": name, "description": about, "anyOf": [{}]} for name, about in names.items()}
        found |= {f"the-{kind}": enum, f"by-{kind}": {"propertyNames": enum, "properties": keys}}
    return json.dumps(found, ensure_ascii=False, indent=0) + "\n"


def _names(facts: Facts, kind: str, folder: str) -> dict[str, str]:
    """The names of a folder's files, those with mistakes, too, and what each stands for, as far as it is known."""
    found = {}
    for path in sorted((facts.root / "facts" / folder).glob("*.yaml")):
        document = facts.documents.get(f"{folder}/{path.stem}")
        data = document.data if document else {}
        name = data.get("title", data.get("name", ""))
        shown = next(iter(name.values()), "") if isinstance(name, dict) else name
        found[path.stem.upper() if kind == "state" else path.stem] = shown
    return found


def _marked(schema: Schema) -> Schema:
    """What of a schema, written out, is about names of other files; and the form of what has one of its own."""
    named, keyed = schema.get("x-names"), schema.get("propertyNames", {}).get("x-names")
    found: Schema = {"$ref": f"#/{'the' if named else 'by'}-{named or keyed}"} if named or keyed else {}
    if "x-form" in schema and schema.get("x-claim") in ("date", "day"):
        quoted = (f'`"{each}"`' for each in schema["examples"])
        found["markdownDescription"] = "\n\n".join((schema["description"], schema["x-form"], *quoted))
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict) and (below := _marked(schema[keyword])):
            found[keyword] = below
    properties = {key: _marked(each) for key, each in schema.get("properties", {}).items()}
    kept = {key: each for key, each in properties.items() if each or "additionalProperties" in found}
    found |= {"properties": kept} if kept else {}
    return {key: schema[key] for key in ("title", "description") if found and key in schema} | found
