"""Validate: data + schema → problems, each with its line and the way to mend it.

In JSON Schema's words: an instance is checked against the keywords of a schema, and a pointer says where.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource

from allies.load import Document, escape
from allies.problems import Problem, nearest

FORMATS = FormatChecker(["date"])  # others need a further package, without which jsonschema accepts anything
_TYPES = {"string": "text, in quotes", "object": "a mapping of keys to values", "array": "a list", "integer": "a whole number, without quotes", "boolean": "true or false"}
_NAMES = {  # the form of a key, in words, by its pattern
    "^[A-Z]{3}$": "Write the code of a state: three capital letters, as in MEX.",
    "^[a-z0-9-]+$": "Write lower-case letters, digits and hyphens.",
}


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
        return {kind: Draft202012Validator(self._inlined(schema, schema["$id"]), format_checker=FORMATS) for kind, schema in self.contents.items()}

    def resolve(self, schema: dict, base: str) -> tuple[dict, str]:
        """A schema with its `$ref` followed and merged in beneath its own keywords, and the base URI that then holds."""
        if "$ref" not in schema:
            return schema, base
        found, base = self._follow(schema["$ref"], base)
        own = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        found, base = self.resolve(found, base)
        return {**found, **own}, base

    def _inlined(self, schema: Any, base: str) -> Any:
        """A schema with its references written out (none refers to itself), which validates twice as fast.

        `x-form` keeps how a shared shape describes its form, where a property has a description of its own.
        """
        if isinstance(schema, list):
            return [self._inlined(part, base) for part in schema]
        if not isinstance(schema, dict):
            return schema
        shape = self.resolve({"$ref": schema["$ref"]}, base)[0] if "$ref" in schema else {}
        schema, base = self.resolve(schema, base)
        form = {"x-form": shape["description"]} if "description" in shape else {}
        parts = {keyword: part for keyword, part in schema.items() if keyword not in ("$schema", "$id", "$defs", "examples")}
        return {**form, **{keyword: self._inlined(part, base) for keyword, part in parts.items()}, **{keyword: part for keyword, part in schema.items() if keyword == "examples"}}

    def _follow(self, reference: str, base: str) -> tuple[dict, str]:
        if (reference, base) not in self._followed:
            resolved = self.registry.resolver(base).lookup(reference)
            self._followed[reference, base] = resolved.contents, resolved.resolver._base_uri
        return self._followed[reference, base]

    @cached_property
    def _followed(self) -> dict[tuple[str, str], tuple[dict, str]]:
        return {}

    def __hash__(self) -> int:
        return id(self)


def validate(document: Document, kind: str, schemas: Schemas) -> list[Problem]:
    """Every problem of a document held against the schema of its kind."""
    errors = list(schemas.validators[kind].iter_errors(document.data))
    meant = {(*error.absolute_path, near) for error in errors if error.validator in ("additionalProperties", "unevaluatedProperties") for _, near in _strays(error) if near}
    return sorted({problem for error in errors for problem in _problems(error, document, meant)})


def _problems(error: ValidationError, document: Document, meant: set[tuple]) -> Iterator[Problem]:
    """The problems in one error; `meant` holds the keys that misspelt ones stand for, which are not missing besides."""
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    here = f"under {pointer}" if pointer else "at the top of the file"

    def problem(what: str, mend: str, at: str = pointer) -> Problem:
        return Problem(where=document.at(at), what=what, mend=mend)

    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            known = [name for name in error.schema.get("properties", {}) if name not in error.instance]
            for key, near in _strays(error):
                mend = f"Write {near!r}." if near else f"Use one of: {', '.join(known)}." if known else "Delete it."
                yield problem(f"There is no key {key!r} {here}.", mend, f"{pointer}/{escape(key)}")
        case "pattern" if "propertyNames" in error.relative_schema_path:
            mend = _NAMES.get(error.validator_value) or f"Write it so that it matches {error.validator_value}."
            yield problem(f"The key {_quote(error.instance)} has not the form needed here.", mend, f"{pointer}/{escape(error.instance)}")
        case "required":
            for key in [key for key in error.validator_value if key not in error.instance and (*error.absolute_path, key) not in meant]:
                example = (error.schema.get("properties", {}).get(key) or {}).get("examples", [None])[0]
                hint = "" if example is None else f", for example: {key}: {json.dumps(example, ensure_ascii=False)}"
                yield problem(f"The key {key!r} is missing {here}.", f"Add it{hint}.")
        case "type" | "enum" if error.instance is None:
            yield problem("A value is missing here.", "Write it after the colon, or delete the key.")
        case "type":
            wanted = _TYPES[error.validator_value]
            plain = isinstance(error.instance, int) and not isinstance(error.instance, bool) and error.validator_value == "string"
            mend = f'Write "{error.instance}", in quotes.' if plain else f"Write {wanted}{_example(error.schema)}."
            yield problem(f"{_quote(error.instance)} is not {wanted.split(',')[0]}.", mend)
        case "enum":
            near = nearest(str(error.instance), [str(value) for value in error.validator_value])
            mend = f"Write {near!r}." if near else f"Write one of: {', '.join(map(str, error.validator_value))}."
            yield problem(f"{_quote(error.instance)} is none of the words allowed here.", mend)
        case "pattern" | "format":
            yield problem(f"{_quote(error.instance)} has not the form needed here.", _form(error.schema))
        case "dependentRequired":
            for key, needed in error.validator_value.items():
                for missing in [name for name in needed if key in error.instance and name not in error.instance and (*error.absolute_path, name) not in meant]:
                    yield problem(f"The key {key!r} goes with a key {missing!r}, which is missing.", f"Add {missing!r}, or delete {key!r}.")
        case "oneOf" if not all("required" in option for option in error.validator_value):
            inside = [each for each in error.context if each.relative_path]  # the branch of the right type
            for each in inside:
                yield from _problems(each, document, meant)
            if not inside:
                yield problem(f"{_quote(error.instance)} has not the form needed here.", _form(error.schema))
        case "oneOf":
            keys = [key for option in error.validator_value for key in option.get("required", ["?"])]
            choices = " or ".join(map(repr, keys))
            if not any((*error.absolute_path, key) in meant for key in keys):
                yield problem(f"Exactly one of {choices} belongs {here}.", f"Keep or add exactly one of {choices}.")
        case "minItems" | "minProperties" | "minLength" if not error.instance:
            yield problem(f"{_quote(error.instance)} is empty.", "Fill it in, or delete the key.")
        case "minItems" | "maxItems":
            yield problem(f"{_quote(error.instance)} has not the right number of entries.", f"Write {error.validator_value} of them.")
        case "maxLength":
            yield problem(f"{_quote(error.instance)} is longer than {error.validator_value} characters.", "Shorten it to the fragment that prints the value.")
        case "minimum":
            yield problem(f"{_quote(error.instance)} is less than {error.validator_value}.", "Write the number that the source prints.")
        case "uniqueItems":
            twice = next(value for index, value in enumerate(error.instance) if value in error.instance[:index])
            yield problem(f"{_quote(twice)} stands here twice.", "Keep each value once.")
        case _:
            yield problem(f"{_quote(error.instance)} breaks the rule {error.validator!r}: {error.message[:200]}.", _form(error.schema))



def _strays(error: ValidationError) -> list[tuple[str, str | None]]:
    """Each key that its mapping does not know, and the one that was meant, where one is close and not yet there."""
    known = error.schema.get("properties", {})
    unused = [name for name in known if name not in error.instance]
    return [(key, nearest(key, unused)) for key in error.instance if key not in known]


def _quote(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."


def _example(schema: Any) -> str:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f", for example {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""


def _form(schema: Any) -> str:
    """What a keyword wants, in the words of the schema that a person wrote."""
    if isinstance(schema, dict) and schema.get("description"):
        example = f"in the form of {json.dumps(schema['examples'][0], ensure_ascii=False)}" if schema.get("examples") else "as described"
        return f"Write it {example}. {schema.get('x-form') or schema['description']}"
    if isinstance(schema, dict) and "pattern" in schema:
        return _NAMES.get(schema["pattern"]) or f"Write it so that it matches {schema['pattern']}."
    return "See the schema's description of this value."
