"""New: a fact file is begun, and that of its source, where nothing stands yet."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from allies.facts.draft import ID, Field, draft, fields, plain, source_id, states
from allies.facts.model import FOLDERS
from allies.facts.validate import Schema, Schemas
from allies.problems import NotKnown

SOURCE = "source"
PRINTED = "What the source prints for an option, letter by letter, as in: --printed 'signed=Done on 4 March 1947'."
ASKED = ("string", "integer", "boolean")


def options(schemas: Mapping[str, Schema], kind: str) -> list[Field]:
    """What a new file of a kind, and that of its source, can be begun with."""
    own = list(fields(schemas[kind]))
    if kind == SOURCE:
        return own
    known = Field(
        SOURCE, (), {"title": "Source", "description": "Id of a source that facts/sources/ has, or is to have."}, False
    )
    about = [Field(f"{SOURCE}-{each.name}", each.path, each.schema, each.many) for each in _source(schemas)]
    return [*own, *([] if SOURCE in {each.name for each in own} else [known]), *about]


def begin(root: Path, kind: str, id: str, given: Mapping[str, list[str]], printed: Mapping[str, str]) -> list[str]:
    """Writes a new file, and that of its source where it is new; their paths. Raises NotKnown, and then nothing is
    written."""
    schemas = Schemas.read(root / "schema").whole
    texts = dict(drafts(root, schemas, kind, id, given, printed))
    for path, text in texts.items():
        with (root / path).open("x", encoding="utf-8") as file:
            file.write(text)
    return list(texts)


def drafts(
    root: Path,
    schemas: Mapping[str, Schema],
    kind: str,
    id: str,
    given: Mapping[str, list[str]],
    printed: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """The path and text of a new file, and of its source's where that is new. Raises NotKnown."""
    _must_be_id(id)
    if (root / _path(kind, id)).exists():
        raise NotKnown(f"{_path(kind, id)} is there already, and stays as it is")
    known = states(root)
    allowed = options(schemas, kind)
    values = {field.name: field.read(given[field.name], known) for field in allowed if field.name in given}
    words = {name: plain(text) for name, text in printed.items()}
    if unknown := sorted({*given, *words} - {field.name for field in allowed}):
        raise NotKnown(f"There is no option {unknown[0][:60]!r}; --help lists those there are")
    about = {name.removeprefix(f"{SOURCE}-"): value for name, value in values.items() if name.startswith(f"{SOURCE}-")}
    if kind == SOURCE:
        values.setdefault("read", _today())
    elif "link" in about:
        values[SOURCE], written = source_draft(root, schemas, about, values.get(SOURCE))
        yield from written
    yield _path(kind, id), draft(kind, schemas[kind], values, values.get(SOURCE, ""), words)


def source_draft(
    root: Path, schemas: Mapping[str, Schema], about: Mapping[str, Any], id: str | None = None
) -> tuple[str, list[tuple[str, str]]]:
    """The id given for a source, or one made of what is told of it; the path and text of its file, where it has none.
    Raises NotKnown."""
    id = id or source_id(root, *(about.get(key, "") for key in ("publisher", "title", "link")))
    _must_be_id(id)
    path = _path(SOURCE, id)
    return id, [] if (root / path).exists() else [(path, draft(SOURCE, schemas[SOURCE], {"read": _today(), **about}))]


def asked(root: Path, kind: str, given: Mapping[str, list[str]], ask: Callable[[str], str]) -> dict[str, list[str]]:
    """What a person answers for each value that a new file needs and that is not given yet."""
    schemas = Schemas.read(root / "schema").whole
    schema, found = schemas[kind], dict[str, list[str]]()
    needed = [each for each in fields(schema) if each.path[0] in schema["required"] and each.name not in given]
    sources = [] if kind == SOURCE or {SOURCE, f"{SOURCE}-link"} & set(given) else _source(schemas)
    asked = [*((each.name, each) for each in needed), *((f"{SOURCE}-{each.name}", each) for each in sources)]
    for name, field in asked:
        words = f" ({', '.join(field.choices)})" if field.choices else ""
        if answer := ask(f"{field.says}{words}\n{name}").strip():
            found[name] = [answer]
    return found


def _source(schemas: Mapping[str, Schema]) -> list[Field]:
    """What is told of a source: what every source has, and its link."""
    wanted = {*schemas[SOURCE]["required"], "link", "copy_of"}
    return [each for each in fields(schemas[SOURCE]) if each.path[0] in wanted]


def _path(kind: str, id: str) -> str:
    return f"facts/{next(folder for folder, each in FOLDERS.items() if each == kind)}/{id}.yaml"


def _must_be_id(id: str) -> None:
    if not re.fullmatch(ID, id):
        raise NotKnown(f"{id[:60]!r} is no id: lower-case letters, digits and hyphens make one, as in rio-treaty")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
