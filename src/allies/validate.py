"""Validate: data + schema → problems, each with its line and the way to mend it.

In JSON Schema's words: an instance is checked against the keywords of a schema, and a pointer says where.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource

from allies.load import Document, escape
from allies.problems import Problem, nearest

_TYPES = {"string": "text, in quotes", "object": "a mapping of keys to values", "array": "a list", "integer": "a whole number, without quotes", "boolean": "true or false"}


@dataclass(frozen=True)
class Schemas:
    """The schemas of a folder, by the kind of fact they describe: `schemas["treaty"]`."""

    contents: dict[str, dict]

    @classmethod
    def read(cls, folder: Path) -> "Schemas":
        """Every `*.schema.json` of a folder. Raises OSError or ValueError (not JSON)."""
        return cls({path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.schema.json"))})

    def __getitem__(self, kind: str) -> dict:
        return self.contents[kind]

    @cached_property
    def registry(self) -> Registry:
        return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in self.contents.values())

    @cached_property
    def validators(self) -> dict[str, Draft202012Validator]:
        checker = FormatChecker()
        return {kind: Draft202012Validator(schema, registry=self.registry, format_checker=checker) for kind, schema in self.contents.items()}

    def resolve(self, schema: dict, base: str) -> tuple[dict, str]:
        """A schema with its `$ref` followed and merged in beneath its own keywords, and the base URI that then holds."""
        if "$ref" not in schema:
            return schema, base
        found, base = self._follow(schema["$ref"], base)
        own = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        found, base = self.resolve(found, base)
        return {**found, **own}, base

    @cache
    def _follow(self, reference: str, base: str) -> tuple[dict, str]:
        resolved = self.registry.resolver(base).lookup(reference)
        return resolved.contents, resolved.resolver._base_uri

    def __hash__(self) -> int:
        return id(self)


def validate(document: Document, kind: str, schemas: Schemas) -> list[Problem]:
    """Every problem of a document held against the schema of its kind."""
    return sorted({problem for error in schemas.validators[kind].iter_errors(document.data) for problem in _problems(error, document)})


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    here = f"under {pointer}" if pointer else "at the top of the file"

    def problem(what: str, mend: str, at: str = pointer) -> Problem:
        return Problem(where=document.at(at), what=what, mend=mend)

    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            known = error.schema.get("properties", {})
            for key in [key for key in error.instance if key not in known]:
                near = nearest(key, [name for name in known if name not in error.instance]) or nearest(key, known)
                mend = f"Write {near!r}." if near else f"Use one of: {', '.join(known)}."
                yield problem(f"There is no key {key!r} {here}.", mend, f"{pointer}/{escape(key)}")
        case "propertyNames":
            yield problem(f"The key {error.instance!r} has not the form of a name here.", _form(error.schema), f"{pointer}/{escape(str(error.instance))}")
        case "required":
            for key in [key for key in error.validator_value if key not in error.instance]:
                example = (error.schema.get("properties", {}).get(key) or {}).get("examples", [None])[0]
                hint = "" if example is None else f", for example: {key}: {json.dumps(example, ensure_ascii=False)}"
                yield problem(f"The key {key!r} is missing {here}.", f"Add it{hint}.")
        case "type":
            mend = f"Write {_TYPES[error.validator_value]}{_example(error.schema)}."
            yield problem(f"{_quote(error.instance)} is not {_TYPES[error.validator_value].split(',')[0]}.", mend)
        case "enum":
            near = nearest(str(error.instance), [str(value) for value in error.validator_value])
            mend = f"Write {near!r}." if near else f"Write one of: {', '.join(map(str, error.validator_value))}."
            yield problem(f"{_quote(error.instance)} is none of the words allowed here.", mend)
        case "pattern" | "format":
            yield problem(f"{_quote(error.instance)} is not of the form needed here.", _form(error.schema))
        case "dependentRequired":
            for key, needed in error.validator_value.items():
                for missing in [name for name in needed if key in error.instance and name not in error.instance]:
                    yield problem(f"The key {key!r} goes with a key {missing!r}, which is missing.", f"Add {missing!r}, or delete {key!r}.")
        case "oneOf":
            choices = " or ".join("/".join(repr(key) for key in option.get("required", ["?"])) for option in error.validator_value)
            yield problem(f"Exactly one of {choices} belongs {here}.", f"Keep or add exactly one of {choices}.")
        case "minItems" | "minProperties" | "minLength":
            yield problem(f"{_quote(error.instance)} is empty.", "Fill it in, or delete the key.")
        case "uniqueItems":
            yield problem(f"{_quote(error.instance)} holds a value twice.", "Keep each value once.")
        case _:
            yield problem(f"{_quote(error.instance)} breaks the rule {error.validator!r}: {error.message[:200]}.", _form(error.schema))


def _quote(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."


def _example(schema: Any) -> str:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f", for example {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""


def _form(schema: Any) -> str:
    """What a keyword wants, in the words of the schema that a person wrote."""
    if isinstance(schema, dict) and schema.get("description"):
        return f"{schema['description']}{' For example' + _example(schema).removeprefix(', for example') + '.' if schema.get('examples') else ''}"
    if isinstance(schema, dict) and "pattern" in schema:
        return f"Write it so that it matches {schema['pattern']}."
    return "See the schema's description of this value."
