"""Validate: data + schema → problems, each with its line and the way to mend it.

In JSON Schema's words: an instance is checked against the keywords of a schema, and a pointer says where.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from babel import Locale
from babel.core import get_global
from jsonschema_rs import Draft202012Validator, ValidationError

from allies.facts.readings import date_readings, number_readings
from allies.load import Document, escape, resolve, steps
from allies.problems import FactsError, Location, Problem, nearest

Schema = dict[str, Any]
Meant = set[tuple[str | int, ...]]  # the paths of keys
Said = tuple[str, str, str]  # what is wrong, how to mend it, and the key below the value that it is about, if any

_TYPES = {
    "string": "text, in quotes",
    "object": "a mapping of keys to values",
    "array": "a list",
    "integer": "a whole number, without quotes",
    "boolean": "true or false",
}
DISPUTED = "/disputed"
_READ = ("en", "es", "ru", "fr", "de")  # the languages in which people may write a date as they say it
STATE = "^[A-Z]{3}$"  # the code of a state
_CODES = {  # what a broken keyword is called; all others are a value-form
    "additionalProperties": "key-unknown",
    "required": "key-missing",
    "dependentRequired": "key-alone",
    "type": "value-type",
    "enum": "value-unknown",
    "maxLength": "text-long",
    "minimum": "number-low",
    "maximum": "number-high",
    "uniqueItems": "value-twice",
    **dict.fromkeys(("minItems", "maxItems", "minProperties"), "entries"),
}
_NAMES = {  # the form of a key, in words, by its pattern
    STATE: "Write the code of a state: three capital letters, as in MEX.",
    "^[a-z0-9-]+$": "Write lower-case letters, digits and hyphens.",
}
_SIZES = {  # what is wrong with a value too large or too small, and how to mend it, by the keyword
    **dict.fromkeys(("minItems", "maxItems"), ("has not the right number of entries", "Write {} of them.")),
    "maxLength": ("is longer than {} characters", "Shorten it to the fragment that prints the value."),
    "maximum": ("is more than {}", "Write a lower number."),
    "minimum": ("is less than {}", "Write the number that the source prints."),
    "uniqueItems": ("stands here twice", "Keep each value once."),
}
_MISSING = "Write it after the colon{}, in quotes where it begins with #; or delete the key."
_NO_MORE = " (`{}` where there is no more to say)"


@dataclass(frozen=True, eq=False)
class Schemas:
    """The schemas of a folder, by the kind of fact they describe: `schemas["treaty"]`."""

    contents: dict[str, Schema]

    @classmethod
    def read(cls, folder: Path) -> "Schemas":
        """Every `*.schema.json` of a folder. Raises OSError, ValueError (not UTF-8) or FactsError (not JSON)."""
        contents = {}
        for path in sorted(folder.glob("*.schema.json")):
            try:
                contents[path.name.removesuffix(".schema.json")] = json.loads(path.read_text("utf-8"))
            except json.JSONDecodeError as error:
                where, what = Location(f"schema/{path.name}", error.lineno), f"This is not JSON: {error.msg}."
                mend = "Correct this line or the one above it, or restore the file from the repository."
                raise FactsError(Problem(where=where, what=what, mend=mend, code="schema-unreadable")) from None
        return cls(contents)

    def __getitem__(self, kind: str) -> Schema:
        return self.contents[kind]

    @cached_property
    def whole(self) -> dict[str, Schema]:
        """Each schema by its kind, with its references written out (none refers to itself)."""
        return {kind: self._inlined(schema, schema["$id"]) for kind, schema in self.contents.items()}

    @cached_property
    def validators(self) -> dict[str, Draft202012Validator]:
        formats = {"language": lambda code: code == _language(code)}
        whole = self.whole.items()
        return {kind: Draft202012Validator(each, validate_formats=True, formats=formats) for kind, each in whole}

    def _inlined(self, schema: Any, base: str) -> Any:
        """A schema with its references written out below its own keywords; `x-form` keeps how a shared shape describes
        its form, where a property has a description of its own."""
        if isinstance(schema, list):
            return [self._inlined(part, base) for part in schema]
        if not isinstance(schema, dict):
            return schema
        kept = {keyword: part for keyword, part in schema.items() if keyword not in ("$schema", "$id", "$defs", "$ref")}
        own = {key: part if key == "examples" else self._inlined(part, base) for key, part in kept.items()}
        uri, _, pointer = urljoin(base, schema.get("$ref", "")).partition("#")
        by_id = {each["$id"]: each for each in self.contents.values()}
        if "$ref" not in schema or uri not in by_id:  # names.json, which is for editors; the rules know names better
            return own
        shape = self._inlined(resolve(by_id[uri], pointer), uri)
        form = {"x-form": shape["description"]} if "description" in shape else {}
        return {**shape, **form, **own}

    def __reduce__(self) -> tuple[type["Schemas"], tuple[dict[str, Schema]]]:
        return Schemas, (self.contents,)  # validators cannot be copied, and are made anew


@dataclass(frozen=True)
class _Failure:
    """A value that breaks a keyword: the keyword, what it wants, the schema it stands in, the value and its place."""

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
        around = whole  # which tells more of a key than a condition that requires it does
        for step in outer:
            schema = schema[step]
            around = schema if isinstance(schema, dict) and "properties" in schema else around
        keyword = str(last)
        is_key = error.kind.name == "propertyNames"
        instance = error.kind.value.instance if is_key else error.instance
        within = [each for branch in error.kind.value for each in branch] if error.kind.name == "oneOf" else []
        below = tuple(cls.of(each, whole) for each in within)
        path = tuple(error.instance_path)
        wanted, about = schema[keyword], around if keyword == "required" else schema
        return cls(keyword, wanted, about, instance, path, is_key, below, error.message)

    @property
    def strays(self) -> list[tuple[str, str | None]]:
        """Each key that its mapping does not know, and the one that was meant, where one is close and not yet there."""
        known = self.schema.get("properties", {})
        unused = [name for name in known if name not in self.instance]
        return [(key, nearest(key, unused)) for key in self.instance if key not in known]


def below(schema: Schema, *steps: str) -> Schema:
    """The schema of what stands below, step by step, where references are written out; empty where it has none."""
    for step in steps:
        found = schema.get("properties", {}).get(step, schema.get("items", schema.get("additionalProperties")))
        schema = found if isinstance(found, dict) else {}
    return schema


def validate(document: Document, kind: str, schemas: Schemas) -> list[Problem]:
    """Every problem of a document held against the schema of its kind."""
    errors = schemas.validators[kind].iter_errors(document.data)
    failures = [_Failure.of(error, schemas.whole[kind]) for error in errors]
    meant: Meant = {
        (*failure.path, near)
        for failure in failures
        if failure.keyword == "additionalProperties"
        for _, near in failure.strays
        if near
    }
    found = {problem for failure in failures for problem in _problems(failure, document, meant)}
    disputes = {problem.where.pointer.partition(DISPUTED)[0] for problem in found if _is_shape_of_dispute(problem)}
    about = [problem for problem in found if problem.where.pointer.partition(DISPUTED)[0] not in disputes]
    other = [each for each in found if each not in about and DISPUTED not in f"{each.where.pointer}/"]
    return sorted([*about, *other, *(_dispute(document, holder, schemas.whole[kind]) for holder in disputes)])


def _is_shape_of_dispute(problem: Problem) -> bool:
    """Whether a problem is one of the shape of a dispute, rather than of a value in it."""
    shape = ("key-unknown", "key-missing", "value-type", "value-missing", "value-empty")
    return DISPUTED in f"{problem.where.pointer}/" and problem.code in shape


def _dispute(document: Document, holder: str, schema: Schema) -> Problem:
    """A dispute in a wrong shape, with the right one: of the entry's date, or of one of several values by its name."""
    said = '{follows: [source], rivals: {"1952": [other-source]}, because: {en: Why the first is followed.}}'
    by_name = "follows" not in below(schema, *steps(holder), "disputed").get("properties", {})
    said = f"{{value: {said}}}, value being the key in dispute" if by_name else said
    what = "This is not the shape of a dispute."
    return document.problem(f"{holder}/disputed", what, f"Write disputed: {said}.", "dispute-form")


def _problems(failure: _Failure, document: Document, meant: Meant) -> Iterator[Problem]:
    """The problems in one failure; `meant` has the keys that misspelt ones stand for, which are not missing besides."""
    pointer = "".join(f"/{escape(str(step))}" for step in failure.path)
    inside = [each for each in failure.within if each.path != failure.path]  # in the branch of the right type
    for each in inside:
        yield from _problems(each, document, meant)
    said = _SAID.get(failure.keyword, _of_form)
    for what, mend, key in said(failure, f"under {pointer}" if pointer else "at the top of the file", meant):
        if not inside:
            where = document.at(f"{pointer}/{escape(key)}" if key else pointer)
            yield Problem(where=where, what=what, mend=mend, code=_code(failure))


def _code(failure: _Failure) -> str:
    """The kind of problem that a failure is."""
    if failure.instance is None:
        return "value-missing"
    sized = failure.keyword.startswith("min") and failure.keyword != "minimum"
    if sized and not failure.instance:
        return "value-empty"
    if failure.keyword == "pattern" and failure.wanted == STATE:
        return "state-form"
    return "key-form" if failure.is_key else _CODES.get(failure.keyword, "value-form")


def _stray(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    known = [name for name in failure.schema.get("properties", {}) if name not in failure.instance]
    for key, near in failure.strays:
        mend = f"Write {near!r}." if near else f"Use one of: {', '.join(known)}." if known else "Delete it."
        yield f"There is no key {key!r} {here}.", mend, key


def _missing(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    for key in failure.wanted:
        if key not in failure.instance and (*failure.path, key) not in meant:
            example = (failure.schema.get("properties", {}).get(key) or {}).get("examples", [None])[0]
            hint = "" if example is None else f", for example: {key}: {json.dumps(example, ensure_ascii=False)}"
            yield f"The key {key!r} is missing {here}.", f"Add it{hint}.", ""


def _unaccompanied(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    for key, needed in failure.wanted.items():
        for name in needed if key in failure.instance else ():
            if name not in failure.instance and (*failure.path, name) not in meant:
                what = f"The key {key!r} goes with a key {name!r}, which is missing."
                yield what, f"Add {name!r}, or delete {key!r}.", ""


def _one_of(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    if not all("required" in option for option in failure.wanted):
        yield from _of_form(failure, here, meant)
        return
    keys = [key for option in failure.wanted for key in option["required"]]
    choices = " or ".join(map(repr, keys))
    if not any((*failure.path, key) in meant for key in keys):
        yield f"Exactly one of {choices} belongs {here}.", f"Keep or add exactly one of {choices}.", ""


def _of_type(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    value, wanted = failure.instance, _TYPES[failure.wanted]
    if value is None:
        yield from _of_form(failure, here, meant)
        return
    plain = isinstance(value, int) and not isinstance(value, bool) and failure.wanted == "string"
    plain = plain and bool(re.search(failure.schema.get("pattern", ""), str(value)))
    meant_so = f'"{value}", in quotes' if plain else _recast(value, failure.wanted, failure.schema)
    mend = f"Write {meant_so or f'{wanted}{_example(failure.schema)}'}."
    yield f"{_quote(value)} is not {wanted.split(',')[0]}.", mend, ""


def _recast(value: Any, wanted: str, schema: Schema) -> str:
    """What somebody may mean who wrote a value of another type than the one wanted; nothing where that is not plain."""
    match wanted, value:
        case "boolean", "true" | "false":
            return f"{value}, without quotes"
        case "object", [str(), *_] if not schema.get("required"):
            return f"{{{', '.join(f'{each}: {{}}' for each in value)}}}"
        case "object", str():
            keys = schema.get("required") or [*schema.get("properties", ())][:1]
            if keys and below(schema, keys[0]).get("type") == "string":
                return f"{{{', '.join([f'{keys[0]}: {_quote(value)}', *(f'{each}: ...' for each in keys[1:])])}}}"
        case "array", dict() if value:
            return f"`- ` before {next(iter(value))!r}, as each entry of a list begins"
        case "array", str() if schema["items"].get("type") == "string":
            return _quote(re.split(r"[,\s]+", value.strip()))
    return ""


def _of_size(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    value, keyword = failure.instance, failure.keyword
    if not value and keyword.startswith("min") and keyword != "minimum":
        yield f"{_quote(value)} is empty.", "Fill it in, or delete the key.", ""
    elif keyword in _SIZES:
        what, mend = _SIZES[keyword]
        twice = [each for index, each in enumerate(value) if each in value[:index]] if keyword == "uniqueItems" else []
        yield f"{_quote(twice[0] if twice else value)} {what.format(failure.wanted)}.", mend.format(failure.wanted), ""
    else:
        yield from _of_form(failure, here, meant)


def _meant_days(failure: _Failure) -> list[str]:
    """The dates that a text can mean where a date is wanted."""
    return _dates(failure.instance) if failure.schema.get("x-claim") in ("date", "day") else []


def _of_form(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    value = _quote(failure.instance)
    match failure.keyword:
        case "type" | "enum" if failure.instance is None:
            yield "A value is missing here.", _MISSING.format(_NO_MORE if failure.wanted == "object" else ""), ""
        case "enum":
            near = nearest(str(failure.instance), [str(value) for value in failure.wanted])
            mend = f"Write {near!r}." if near else f"Write one of: {', '.join(map(str, failure.wanted))}."
            yield f"{value} is none of the words allowed here.", mend, ""
        case "pattern" | "format" | "oneOf":
            yield f"{value} has not the form needed here.", _form(failure.schema), ""
        case key if failure.wanted is False:
            yield f"The key {key!r} does not go with what stands beside it.", "Delete it, or correct its neighbors.", ""
        case _:
            what = f"{value} breaks the rule {failure.keyword!r}: {failure.message[:200]}."
            yield what, _form(failure.schema), ""


def _of_pattern(failure: _Failure, here: str, meant: Meant) -> Iterator[Said]:
    value = _quote(failure.instance)
    if failure.is_key:
        what = "is no code of a state" if failure.wanted == STATE else "has not the form needed here"
        yield f"The key {value} {what}.", _pattern(failure.wanted), failure.instance
    elif (days := _meant_days(failure)) and days != [failure.instance]:
        odd = re.search(r"\d{4}-(1[3-9]|[2-9]\d)\b", failure.instance)
        what = f"{value} has the month {odd[1]}." if odd else f"{value} is not written as year-month-day."
        yield what, f"Write {' or '.join(map(_quote, days))}.", ""
    elif days and failure.wanted.startswith("^(199") and len(failure.instance) == len("1995-01-01"):
        yield f"No page could be read on {value} yet.", "Write the day on which it was read.", ""
    elif failure.wanted == STATE:
        yield f"{value} is no code of a state.", _NAMES[STATE], ""
    elif failure.wanted.startswith("^P") and (period := _period(failure.instance)):
        yield f"{value} is not written as a period.", f"Write {period}.", ""
    elif failure.schema.get("title") == "Language":
        known = _language(failure.instance)
        yield f"{value} is no code of a language.", f'Write "{known}".' if known else _form(failure.schema), ""
    elif file := re.search(r"([a-z0-9-]+)\.ya?ml$", str(failure.instance)):
        yield f"{value} is the name of a file.", f"Write {file[1]!r}.", ""
    else:
        yield from _of_form(failure, here, meant)


_SAID: dict[str, Callable[[_Failure, str, Meant], Iterator[Said]]] = {
    "additionalProperties": _stray,
    "required": _missing,
    "dependentRequired": _unaccompanied,
    "oneOf": _one_of,
    "type": _of_type,
    **dict.fromkeys(("pattern", "format"), _of_pattern),
    **dict.fromkeys(
        ("minItems", "maxItems", "minProperties", "minLength", "maxLength", "maximum", "minimum", "uniqueItems"),
        _of_size,
    ),
}


def _dates(text: Any) -> list[str]:
    """The days that somebody may mean who writes them otherwise than as year-month-day."""
    plain = re.sub(r"^[\s“”„‘’«»\"']+|[\s“”„‘’«»\"'.]+$", "", re.sub("[–—−‐‑]", "-", str(text)))
    plain = re.sub(r"(?<=\d)[Oo](?=[\d-])", "0", plain)
    swapped = re.sub(r"^(\d{4})-(\d\d)-(0\d|1[0-2])$", r"\1-\3-\2", plain)
    readings = [{str(day) for language in _READ for day in date_readings(each, language)} for each in (plain, swapped)]
    return sorted(readings[0] or readings[1])


def _language(text: Any) -> str | None:
    """The code of a language by its English or own name, by another code of it, or by that of a state that speaks
    it."""
    wanted = str(text).casefold()
    if (code := re.split("[-_]", wanted)[0]) in Locale("en").languages and code != "kr":  # Kanuri, and meant is Korean
        return code
    if meant := get_global("language_aliases").get(code) or get_global("likely_subtags").get(f"und_{code.upper()}"):
        return str(meant).partition("_")[0]
    names = [*Locale("en").languages.items(), *((code, Locale(code).display_name or "") for code in _READ)]
    return next((code for code, name in names if name.casefold() == wanted), None)


def _period(text: Any) -> str | None:
    """The period that somebody means who writes it in words, or leaves out its first letter: a number of one unit."""
    found = re.fullmatch(r"(?i)p?\s*(\d+|[a-z-]+)[\s-]*(y|m|d)((ear|onth|ay)s?)?['’]?(\s+notice)?", str(text).strip())
    numbers = number_readings(found[1], "en") if found else []
    return f"P{numbers[0]}{found[2].upper()}" if found and len(numbers) == 1 else None


def _quote(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."


def _example(schema: Any) -> str:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f", for example {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""


def _form(schema: Any) -> str:
    """What a keyword wants, in the words of the schema that a person wrote."""
    schema = schema if isinstance(schema, dict) else {}
    if schema.get("description"):
        example = schema.get("examples", [None])[0]
        form = f"in the form of {json.dumps(example, ensure_ascii=False)}" if example else "as described"
        return f"Write it {form}. {schema.get('x-form') or schema['description']}"
    return _pattern(schema["pattern"]) if "pattern" in schema else "See the schema's description of this value."


def _pattern(pattern: str) -> str:
    return _NAMES.get(pattern) or f"Write it so that it matches {pattern}."
