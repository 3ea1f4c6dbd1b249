"""Validate: data + schema → problems, each with its line and the way to mend it.

In JSON Schema's words: an instance is checked against the keywords of a schema, and a pointer says where.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jsonschema_rs import Draft202012Validator, ValidationError

from allies.load import Document, escape, resolve
from allies.problems import Problem, nearest

Schema = dict[str, Any]

_TYPES = {
    "string": "text, in quotes",
    "object": "a mapping of keys to values",
    "array": "a list",
    "integer": "a whole number, without quotes",
    "boolean": "true or false",
}
_NAMES = {  # the form of a key, in words, by its pattern
    "^[A-Z]{3}$": "Write the code of a state: three capital letters, as in MEX.",
    "^[a-z0-9-]+$": "Write lower-case letters, digits and hyphens.",
}


@dataclass(frozen=True)
class Schemas:
    """The schemas of a folder, by the kind of fact they describe: `schemas["treaty"]`."""

    contents: dict[str, Schema]

    @classmethod
    def read(cls, folder: Path) -> "Schemas":
        """Every `*.schema.json` of a folder. Raises OSError or ValueError (not JSON)."""
        return cls(
            {
                path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8"))
                for path in sorted(folder.glob("*.schema.json"))
            }
        )

    def __getitem__(self, kind: str) -> Schema:
        return self.contents[kind]

    @cached_property
    def whole(self) -> dict[str, Schema]:
        """Each schema by its kind, with its references written out (none refers to itself)."""
        return {kind: self._inlined(schema, schema["$id"]) for kind, schema in self.contents.items()}

    @cached_property
    def validators(self) -> dict[str, Draft202012Validator]:
        return {kind: Draft202012Validator(schema, validate_formats=True) for kind, schema in self.whole.items()}

    def resolve(self, schema: Schema, base: str) -> tuple[Schema, str]:
        """A schema with its `$ref` followed and merged in beneath its own keywords, and the base URI that then holds."""
        if "$ref" not in schema:
            return schema, base
        found, base = self._follow(schema["$ref"], base)
        own = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        found, base = self.resolve(found, base)
        return {**found, **own}, base

    def _inlined(self, schema: Any, base: str) -> Any:
        """A schema with its references written out; `x-form` keeps how a shared shape describes its form, where a property
        has a description of its own."""
        if isinstance(schema, list):
            return [self._inlined(part, base) for part in schema]
        if not isinstance(schema, dict):
            return schema
        shape = self.resolve({"$ref": schema["$ref"]}, base)[0] if "$ref" in schema else {}
        schema, base = self.resolve(schema, base)
        form = {"x-form": shape["description"]} if "description" in shape else {}
        parts = {
            keyword: part for keyword, part in schema.items() if keyword not in ("$schema", "$id", "$defs", "examples")
        }
        return {
            **form,
            **{keyword: self._inlined(part, base) for keyword, part in parts.items()},
            **{keyword: part for keyword, part in schema.items() if keyword == "examples"},
        }

    def _follow(self, reference: str, base: str) -> tuple[Schema, str]:
        uri, _, pointer = urljoin(base, reference).partition("#")
        return resolve(self._by_id[uri], pointer), uri

    @cached_property
    def _by_id(self) -> dict[str, Schema]:
        return {schema["$id"]: schema for schema in self.contents.values()}

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class _Failure:
    """A value that breaks a keyword: the keyword, what it wants, the schema it stands in, the value and where that stands."""

    keyword: str
    wanted: Any
    schema: Any
    instance: Any
    path: tuple[str | int, ...]
    is_key: bool  # whether the value is a key, rather than what stands under one
    within: tuple["_Failure", ...]  # where several shapes are allowed: what is wrong with each
    message: str

    @classmethod
    def of(cls, error: ValidationError, whole: Schema) -> "_Failure":
        """An error of the validator, looked up in the schema it was made from."""
        *outer, last = error.schema_path
        schema: Any = whole
        for step in outer:
            schema = schema[step]
        keyword = str(last)
        is_key = error.kind.name == "propertyNames"
        instance = error.kind.value.instance if is_key else error.instance
        within = [each for branch in error.kind.value for each in branch] if error.kind.name == "oneOf" else []
        return cls(
            keyword,
            schema[keyword],
            schema,
            instance,
            tuple(error.instance_path),
            is_key,
            tuple(cls.of(each, whole) for each in within),
            error.message,
        )

    @property
    def strays(self) -> list[tuple[str, str | None]]:
        """Each key that its mapping does not know, and the one that was meant, where one is close and not yet there."""
        known = self.schema.get("properties", {})
        unused = [name for name in known if name not in self.instance]
        return [(key, nearest(key, unused)) for key in self.instance if key not in known]


def validate(document: Document, kind: str, schemas: Schemas) -> list[Problem]:
    """Every problem of a document held against the schema of its kind."""
    failures = [
        _Failure.of(error, schemas.whole[kind]) for error in schemas.validators[kind].iter_errors(document.data)
    ]
    meant = {
        (*failure.path, near)
        for failure in failures
        if failure.keyword == "additionalProperties"
        for _, near in failure.strays
        if near
    }
    return sorted({problem for failure in failures for problem in _problems(failure, document, meant)})


def _problems(failure: _Failure, document: Document, meant: set[tuple[str | int, ...]]) -> Iterator[Problem]:
    """The problems in one failure; `meant` holds the keys that misspelt ones stand for, which are not missing besides."""
    pointer = "".join(f"/{escape(str(step))}" for step in failure.path)
    here = f"under {pointer}" if pointer else "at the top of the file"

    def problem(what: str, mend: str, at: str = pointer) -> Problem:
        return Problem(where=document.at(at), what=what, mend=mend)

    match failure.keyword:
        case "additionalProperties":
            known = [name for name in failure.schema.get("properties", {}) if name not in failure.instance]
            for key, near in failure.strays:
                mend = f"Write {near!r}." if near else f"Use one of: {', '.join(known)}." if known else "Delete it."
                yield problem(f"There is no key {key!r} {here}.", mend, f"{pointer}/{escape(key)}")
        case "pattern" if failure.is_key:
            mend = _NAMES.get(failure.wanted) or f"Write it so that it matches {failure.wanted}."
            yield problem(
                f"The key {_quote(failure.instance)} has not the form needed here.",
                mend,
                f"{pointer}/{escape(failure.instance)}",
            )
        case "required":
            for key in [
                key for key in failure.wanted if key not in failure.instance and (*failure.path, key) not in meant
            ]:
                example = (failure.schema.get("properties", {}).get(key) or {}).get("examples", [None])[0]
                hint = "" if example is None else f", for example: {key}: {json.dumps(example, ensure_ascii=False)}"
                yield problem(f"The key {key!r} is missing {here}.", f"Add it{hint}.")
        case "type" | "enum" if failure.instance is None:
            yield problem("A value is missing here.", "Write it after the colon, or delete the key.")
        case "type":
            wanted = _TYPES[failure.wanted]
            plain = (
                isinstance(failure.instance, int)
                and not isinstance(failure.instance, bool)
                and failure.wanted == "string"
            )
            mend = f'Write "{failure.instance}", in quotes.' if plain else f"Write {wanted}{_example(failure.schema)}."
            yield problem(f"{_quote(failure.instance)} is not {wanted.split(',')[0]}.", mend)
        case "enum":
            near = nearest(str(failure.instance), [str(value) for value in failure.wanted])
            mend = f"Write {near!r}." if near else f"Write one of: {', '.join(map(str, failure.wanted))}."
            yield problem(f"{_quote(failure.instance)} is none of the words allowed here.", mend)
        case "pattern" | "format":
            yield problem(f"{_quote(failure.instance)} has not the form needed here.", _form(failure.schema))
        case "dependentRequired":
            for key, needed in failure.wanted.items():
                for missing in [
                    name
                    for name in needed
                    if key in failure.instance and name not in failure.instance and (*failure.path, name) not in meant
                ]:
                    yield problem(
                        f"The key {key!r} goes with a key {missing!r}, which is missing.",
                        f"Add {missing!r}, or delete {key!r}.",
                    )
        case "oneOf" if not all("required" in option for option in failure.wanted):
            inside = [each for each in failure.within if each.path != failure.path]  # the branch of the right type
            for each in inside:
                yield from _problems(each, document, meant)
            if not inside:
                yield problem(f"{_quote(failure.instance)} has not the form needed here.", _form(failure.schema))
        case "oneOf":
            keys = [key for option in failure.wanted for key in option.get("required", ["?"])]
            choices = " or ".join(map(repr, keys))
            if not any((*failure.path, key) in meant for key in keys):
                yield problem(f"Exactly one of {choices} belongs {here}.", f"Keep or add exactly one of {choices}.")
        case "minItems" | "minProperties" | "minLength" if not failure.instance:
            yield problem(f"{_quote(failure.instance)} is empty.", "Fill it in, or delete the key.")
        case "minItems" | "maxItems":
            yield problem(
                f"{_quote(failure.instance)} has not the right number of entries.", f"Write {failure.wanted} of them."
            )
        case "maxLength":
            yield problem(
                f"{_quote(failure.instance)} is longer than {failure.wanted} characters.",
                "Shorten it to the fragment that prints the value.",
            )
        case "minimum":
            yield problem(
                f"{_quote(failure.instance)} is less than {failure.wanted}.", "Write the number that the source prints."
            )
        case "uniqueItems":
            twice = next(value for index, value in enumerate(failure.instance) if value in failure.instance[:index])
            yield problem(f"{_quote(twice)} stands here twice.", "Keep each value once.")
        case _:
            yield problem(
                f"{_quote(failure.instance)} breaks the rule {failure.keyword!r}: {failure.message[:200]}.",
                _form(failure.schema),
            )


def _quote(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."


def _example(schema: Any) -> str:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f", for example {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""


def _form(schema: Any) -> str:
    """What a keyword wants, in the words of the schema that a person wrote."""
    if isinstance(schema, dict) and schema.get("description"):
        example = (
            f"in the form of {json.dumps(schema['examples'][0], ensure_ascii=False)}"
            if schema.get("examples")
            else "as described"
        )
        return f"Write it {example}. {schema.get('x-form') or schema['description']}"
    if isinstance(schema, dict) and "pattern" in schema:
        return _NAMES.get(schema["pattern"]) or f"Write it so that it matches {schema['pattern']}."
    return "See the schema's description of this value."
