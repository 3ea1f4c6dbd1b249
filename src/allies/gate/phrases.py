"""Phrases: a phrasebook has every phrase that the schema names and no other, each with its slots."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError

from allies.answers.derive import LESSER_KINDS
from allies.answers.phrases import FOLDER, SLOT
from allies.facts.read import Facts
from allies.facts.validate import Schemas, validate
from allies.load import Document, load
from allies.problems import Location, Problem, coded
from allies.rules.plain import MARKUP

KIND = "phrases"


def problems(root: Path, facts: Facts) -> list[Problem]:
    """What is wrong with the phrasebooks of a repository, each of which names whatever is in dispute."""
    found, schemas = list[Problem](), facts.schemas
    disputed = {claim.pointer.rpartition("/")[2] for claim in facts.claims.values() if claim.dispute}
    for path in sorted((root / FOLDER).glob("*.yaml")):
        document, unread = load(path.read_bytes(), path.relative_to(root).as_posix())
        found += unread or [*_of_language(path)]
        if document is not None and not unread:
            found += validate(document, KIND, schemas) or [*_slots(document, schemas), *_fields(document, disputed)]
    return [*coded("phrase", found)]


def kinds(schemas: Schemas) -> Iterator[Problem]:
    """Every kind of obligation that the schema of treaties knows has its phrases."""
    sections = schemas.whole[KIND]["properties"]
    kinds = schemas.whole["treaty"]["properties"]["obligations"]["items"]["properties"]["kind"]["enum"]
    wanted = [(section, f"{kind}{way}") for section in ("bond", "owes") for kind in kinds for way in ("", "-one-way")]
    wanted += [("added", f"pact-of-{kind}") for kind in LESSER_KINDS]
    for section, key in wanted:
        if key not in sections[section]["properties"]:
            what = f"A kind of obligation has no phrase {key!r} of the section {section!r}."
            mend = f"Add it to schema/{KIND}.schema.json and to each phrasebook in {FOLDER}/."
            yield Problem(where=Location(f"schema/{KIND}.schema.json"), what=what, mend=mend, code="phrase")


def _of_language(path: Path) -> Iterator[Problem]:
    """A phrasebook is called after its language."""
    try:
        Locale(path.stem)
    except (UnknownLocaleError, ValueError):
        what = f"{path.stem!r} is the code of no language."
        mend = "Name the file es.yaml for Spanish, and so on."
        yield Problem(where=Location(f"{FOLDER}/{path.name}"), what=what, mend=mend)


def _fields(document: Document, disputed: set[str]) -> Iterator[Problem]:
    """Each value in dispute has a name."""
    for key in sorted(disputed - document.data["field"].keys()):
        what = f"{key!r} is in dispute among the facts, and has no name here."
        yield document.problem("/field", what, f"Write {key}: and what the value is called.")


def _slots(document: Document, schemas: Schemas) -> Iterator[Problem]:
    """Each phrase has the slots that the schema names; it holds no number of its own."""
    for section, phrases in document.data.items():
        known = schemas.whole[KIND]["properties"][section].get("properties", {})
        for key, text in phrases.items():
            where = document.at(f"/{section}/{key}")
            wanted, has = set(known.get(key, {}).get("x-slots", ())), set(SLOT.findall(text))
            for slot in sorted(has - wanted):
                slots = ", ".join(f"{{{each}}}" for each in sorted(wanted))
                mend = f"Use these alone: {slots}." if wanted else "Take it out: this phrase has no slot."
                yield Problem(where=where, what=f"The phrase has the slot {{{slot}}}, which nothing fills.", mend=mend)
            for slot in sorted(wanted - has):
                what = f"The phrase leaves out the slot {{{slot}}}."
                yield Problem(where=where, what=what, mend=f"Say {{{slot}}} in it.")
            if found := MARKUP.search(text):
                what = f"{found[0]!r} is markup, and a phrase is plain text."
                yield Problem(where=where, what=what, mend="Say it in words; a page gives them their form.")
            for said in sorted(set(re.findall(r"\d+", text))):
                what = f"The phrase holds the number {said}; that comes from a fact."
                yield Problem(where=where, what=what, mend="Say it by a slot.")
