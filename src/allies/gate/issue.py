"""Issue: the body of an issue form becomes a change ready to check, or it is said what is missing.

What a stranger wrote is data: it ends up in quotation marks in a fact file, under a name made from plain letters, or
nowhere.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from allies.facts.claims import Claim
from allies.facts.dates import ImpossibleDate, edtf
from allies.facts.draft import plain
from allies.facts.edit import replaced, with_key, with_row
from allies.facts.form import formatted
from allies.facts.read import Facts, kind_of
from allies.facts.readings import date_readings, slug
from allies.facts.validate import Schema, below
from allies.gate import new
from allies.load import steps
from allies.pages.plan import Plan
from allies.problems import NotKnown

FORMS = ".github/ISSUE_TEMPLATE"
LONGEST, LONGEST_ID, EMPTY = 65_536, 60, "_No response_"
PRINTED, SHOWN = "printed-", 12


def change(facts: Facts, body: str) -> dict[str, str]:
    """The files to write, with their texts, by their paths below the repository. Raises NotKnown, which says what is
    missing."""
    form, said = _read(facts.root, body)
    if "page" not in said:
        printed = {name.removeprefix(PRINTED): text for name, text in said.items() if name.startswith(PRINTED)}
        given = {name: [text] for name, text in said.items() if not name.startswith(PRINTED)}
        return new.drafts(facts, form.rpartition("-")[2], slug(said["title"])[:LONGEST_ID].strip("-"), given, printed)
    claim = _claim(facts, said["page"], said["value"])
    about = {name.removeprefix("source-"): text for name, text in said.items() if name.startswith("source-")}
    id, written = new.source_draft(facts, about)
    return {**written, claim.document.path: _edited(facts, claim, id, said)}


def _read(root: Path, body: str) -> tuple[str, dict[str, str]]:
    """The name of the form that a body was made with, and what it says, by the ids of its fields."""
    if len(body) > LONGEST:
        raise NotKnown(f"The text is longer than {LONGEST:,} letters, which no form gives")
    pieces = re.split(r"^### (.+)$", body.replace("\r\n", "\n"), flags=re.MULTILINE)[1:]
    answers = [(label.strip(), value.strip()) for label, value in zip(pieces[::2], pieces[1::2])]
    for path in sorted({*(root / FORMS).glob("*.yml")} - {root / FORMS / "config.yml"}):
        form = yaml.safe_load(path.read_text("utf-8"))["body"]
        ids = {each["attributes"]["label"]: each["id"] for each in form}
        if [label for label, _ in answers] == list(ids):
            said = {ids[label]: plain(value) for label, value in answers if value not in ("", EMPTY)}
            needed = [each for each in form if each.get("validations", {}).get("required")]
            if missing := [each["attributes"]["label"] for each in needed if each["id"] not in said]:
                raise NotKnown(f"Missing: {'; '.join(missing)}")
            return path.stem, said
    raise NotKnown("The headings are those of no form here; file it anew by one of them")


def _claim(facts: Facts, page: str, value: str) -> Claim:
    """The claim that a page shows as a value, or that stands under a pointer."""
    ref = _file(facts, page)
    claims = [each for each in facts.claims_by_file.get(ref, []) if each.sort != "state"]
    read = date_readings(value, "en")
    found = [
        each
        for each in claims
        if each.pointer == value.removeprefix("#")
        or str(each.value) == value
        or (each.sort == "date" and edtf(each.value) in read)
    ]
    if len(found) == 1:
        return found[0]
    among = ", ".join(each.pointer for each in (found or claims)[:SHOWN])
    many = f"{len(found)} values of {ref} say so" if found else f"No value of {ref} says {value[:60]!r}"
    raise NotKnown(f"{many}; name one by its place, such as: {among}")


def _file(facts: Facts, page: str) -> str:
    """The ref of the fact file that a page or a path stands for."""
    path = re.sub(r"^https?://[^/]+/|^facts/|\.yaml$|index\.html$", "", page.partition("#")[0].strip())
    plan = Plan(facts, all_pairs=True)  # whether each has a page is of no concern
    pairs = {address: "relations/" + "-".join(sorted(pair)).lower() for pair, address in plan.pairs.items()}
    for ref in (path, pairs.get(f"{path.strip('/')}/", ""), *facts.documents):
        if ref in facts.documents and (ref in (path, pairs.get(path)) or plan.page(ref) == f"{path.strip('/')}/"):
            return ref
    raise NotKnown(f"No page or file here is called {page[:80]!r}; write it in the form of treaties/rio-treaty/")


def _edited(facts: Facts, claim: Claim, source: str, said: dict[str, str]) -> str:
    """The text of the file of a claim, with the value as it should be or the rival declared, and a row that prints
    it."""
    schema = facts.schemas.whole[kind := kind_of(claim.document)]
    text = (facts.root / claim.document.path).read_text("utf-8")
    if "right" in said:
        text = replaced(text, claim.pointer, _typed(claim, said["right"]))
    supports = {} if claim.supports == "date" else {"supports": claim.supports}
    text = with_row(text, claim.holder, {"source": source, **supports, "printed": said["printed"]})
    if "rival" in said:
        if claim.dispute:
            raise NotKnown("A dispute is declared there already; add the rival to it by hand")
        follows = list(dict.fromkeys(each.row.source for each in facts.standing(claim.ref).agreeing))
        rivals = {str(_typed(claim, said["rival"])): [source]}
        dispute: dict[str, Any] = {"follows": follows, "rivals": rivals, "because": {"en": said["because"]}}
        text = _declared(text, claim, dispute, schema)
    return formatted(text, kind, schema)[0]


def _declared(text: str, claim: Claim, dispute: dict[str, Any], schema: Schema) -> str:
    """The text with a dispute over a claim, beside those over other values of its entry."""
    place = f"{claim.holder}/disputed"
    if "follows" in below(schema, *steps(place)).get("properties", {}):
        return with_key(text, claim.holder, "disputed", dispute)
    if place in claim.document.lines:
        return with_key(text, place, claim.supports, dispute)
    return with_key(text, claim.holder, "disputed", {claim.supports: dispute})


def _typed(claim: Claim, text: str) -> Any:
    """A value as a fact file has one of its sort. Raises NotKnown."""
    if claim.sort == "number":
        if not text.isdecimal():
            raise NotKnown(f"{text[:60]!r} is not a whole number")
        return int(text)
    if claim.sort != "date":
        return text
    read = date_readings(text, "en")
    try:
        return str(edtf(text) if not read else next(iter(read)) if len(read) == 1 else edtf(text))
    except ImpossibleDate:
        raise NotKnown(f"{text[:60]!r} is no date, as in 2004-09-06") from None
