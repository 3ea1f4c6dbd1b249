"""New: a fact file is begun, and that of its source, where nothing stands yet."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from allies.facts.draft import Field, draft, fields, plain
from allies.facts.model import KINDS
from allies.facts.read import ID, Facts, plain_link
from allies.facts.readings import slug
from allies.facts.validate import Schema
from allies.problems import NotKnown

SOURCE = "source"
WORDS = 5  # of a publisher and a title that make an id
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


def begin(facts: Facts, kind: str, id: str, given: Mapping[str, list[str]], printed: Mapping[str, str]) -> list[str]:
    """Writes a new file, and that of its source where it is new; their paths. Raises NotKnown, and then nothing is
    written."""
    texts = drafts(facts, kind, id, given, printed)
    for path, text in texts.items():
        with (facts.root / path).open("x", encoding="utf-8") as file:
            file.write(text)
    return list(texts)


def drafts(
    facts: Facts, kind: str, id: str, given: Mapping[str, list[str]], printed: Mapping[str, str]
) -> dict[str, str]:
    """The text of a new file, and of its source's where that is new, by their paths. Raises NotKnown."""
    path, schemas = _path(kind, id), facts.schemas.whole
    if id in facts.ids[KINDS[kind].folder]:
        raise NotKnown(f"{path} is there already, and stays as it is")
    allowed = options(schemas, kind)
    values = {field.name: field.read(given[field.name], facts) for field in allowed if field.name in given}
    words = {name: plain(text) for name, text in printed.items()}
    if unknown := sorted({*given, *words} - {field.name for field in allowed}):
        raise NotKnown(f"There is no option {unknown[0][:60]!r}; --help lists those there are")
    about = {name.removeprefix(f"{SOURCE}-"): value for name, value in values.items() if name.startswith(f"{SOURCE}-")}
    written: dict[str, str] = {}
    if kind == SOURCE:
        values.setdefault("read", _today())
    elif "link" in about:
        values[SOURCE], written = source_draft(facts, about, values.get(SOURCE))
    return {**written, path: draft(kind, schemas[kind], values, values.get(SOURCE, ""), words)}


def source_draft(facts: Facts, about: Mapping[str, Any], id: str | None = None) -> tuple[str, dict[str, str]]:
    """The id given for a source, or that of its link, or one made of what is told of it; the text of its file by its
    path, where it has none. Raises NotKnown."""
    publisher, title, link = (about.get(key, "") for key in ("publisher", "title", "link"))
    known = facts.sources_by_link.get(plain_link(link), []) if link else []
    by = slug(publisher) or slug(urlsplit(link).netloc.removeprefix("www."))
    id = id or next(iter(known), None) or _new_id(facts, by, slug(title))
    path, data = _path(SOURCE, id), {"read": _today(), **about}
    return id, {} if id in facts.ids["sources"] else {path: draft(SOURCE, facts.schemas.whole[SOURCE], data)}


def asked(
    schemas: Mapping[str, Schema], kind: str, given: Mapping[str, list[str]], ask: Callable[[str], str]
) -> dict[str, list[str]]:
    """What a person answers for each value that a new file needs and that is not given yet."""
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
    if not ID.fullmatch(id):
        raise NotKnown(f"{id[:60]!r} is no id: lower-case letters, digits and hyphens make one, as in rio-treaty")
    return f"facts/{KINDS[kind].folder}/{id}.yaml"


def _new_id(facts: Facts, publisher: str, title: str) -> str:
    """An id that no source has yet."""
    words = [*publisher.split("-")[:3], *title.split("-")]
    base = "-".join(filter(None, words[:WORDS])) or SOURCE
    numbered = (f"{base}-{number}" for number in count(2))
    return next(id for id in chain([base], numbered) if id not in facts.ids["sources"])


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
