"""Expected: what we stand behind, written by hand a second time, held against what the facts say and give.

`tests/bonds.yaml` says who owes what to whom and who belongs where; `tests/answers.yaml`, pair by pair, what the answer
is on a day. Nothing writes them: a problem prints the line, and a person who means it copies it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from allies.answers import derive
from allies.answers.derive import Answer, Verdict
from allies.facts import model
from allies.facts.dates import ImpossibleDate, day
from allies.facts.read import Facts
from allies.load import Document, escape, read
from allies.problems import Location, Problem, coded

BONDS, ANSWERS = "tests/bonds.yaml", "tests/answers.yaml"
VERDICTS = [each.value for each in Verdict]
MARKS = ("contested", "contested_for", "exceptions", "open", "partial", "union", "wartime")


def problems(facts: Facts) -> list[Problem]:
    """Where the facts and the two tables differ. A repository without their folder needs none."""
    found: list[Problem] = []
    for path, hold, code in ((BONDS, bonds, "second-entry"), (ANSWERS, answers, "answer-flipped")):
        if (facts.root / path).parent.is_dir() and not (facts.root / path).exists():
            found.append(Problem(where=Location(path), what=f"There is no {path}.", mend="Restore it.", code=code))
        document, unread = read(facts.root / path, path) if (facts.root / path).exists() else (None, [])
        found += unread
        found += coded(code, hold(facts, document)) if document and not unread else ()
    return found


def bonds(facts: Facts, document: Document) -> Iterator[Problem]:
    """Each treaty, organization, search and unprinted value stands in the second entry as the facts have it."""
    for section, wanted in entries(facts).items():
        said = document.data.get(section) or {}
        if wanted and not said:
            yield document.problem("", f"There is no section {section!r} with lines.", "Restore it.")
            continue
        for key, line in wanted.items():
            if said.get(key) != line:
                yield _differs(facts, document, section, key, line)
        for key in said.keys() - wanted.keys():
            what = f"The facts have no {key!r} under {section}."
            yield document.problem(f"/{section}/{key}", what, "Restore the fact, or delete the line.")


def entries(facts: Facts) -> dict[str, dict[str, Any]]:
    """What the second entry has to say, by section and id."""
    return {
        "treaties": {id: _treaty(treaty) for id, treaty in facts.treaties.items()},
        "organizations": {id: _body(body) for id, body in facts.organizations.items()},
        "searches": {id: _search(search) for id, search in facts.searches.items()},
        "states": {code: _state(state) for code, state in facts.states.items()},
        "commitments": {id: _commitment(each, facts) for id, each in facts.commitments.items()},
        "conflicts": {id: _conflict(each) for id, each in facts.conflicts.items()},
        "relations": {id: _relation(each) for id, each in facts.relations.items()},
        "comparisons": {id: f"{each.years} {each.sha256} on {each.compared}" for id, each in facts.comparisons.items()},
        "differences": {
            f"{id}-{key}": _difference(each)
            for id, comparison in facts.comparisons.items()
            for key, each in comparison.differences.items()
        },
        "unprinted": {ref: facts.claims[ref].value for ref in facts.unprinted},
    }


def answers(facts: Facts, document: Document) -> Iterator[Problem]:
    """Each answer we stand behind is the one that is derived, and rests on what we say."""
    for index, entry in enumerate(document.data.get("answers") or []):
        where = document.at(f"/answers/{index}")
        try:
            answer, wanted, by, because = _stood_behind(entry, facts)
        except (KeyError, TypeError, ImpossibleDate) as error:
            mend = "Write pair: [MEX, RUS], day, answer, by: [ids] and because."
            yield Problem(where=where, what=f"The entry cannot be read: {error}.", mend=mend)
            continue
        pair = f"{answer.a} and {answer.b} on {answer.day}"
        if answer.verdict.value != wanted:
            what = f"The facts give {answer.verdict.value!r} for {pair}; we stand behind {wanted!r}: {because}"
            mend = "Correct the fact that flipped it, or argue for the new answer here."
            yield Problem(where=where, what=what, mend=mend)
        elif (rests := _rests(answer)) != by:
            ours, theirs = (", ".join(sorted(ids)) for ids in (rests, by))
            what = f"The answer for {pair} rests on {ours or 'nothing'}, not on {theirs}."
            yield Problem(where=where, what=what, mend=f"Correct the facts, or write by: [{ours}].")


def _stood_behind(entry: dict[str, Any], facts: Facts) -> tuple[Answer, str, set[str], str]:
    """The answer that is derived for an entry, and the one that it has, by what and why. Raises KeyError, TypeError and
    ImpossibleDate for one that cannot be read."""
    a, b = entry["pair"]
    if a == b:
        raise KeyError(f"{a} stands twice in the pair")
    if odd := {a, b} - facts.states.keys():
        raise KeyError(f"{min(odd)} is the code of no state")
    if entry["answer"] not in VERDICTS:
        raise KeyError(f"{entry['answer']} is none of {', '.join(VERDICTS)}")
    answer = derive.answer(facts, a, b, day(entry["day"]))
    return answer, entry["answer"], set(entry["by"]), entry["because"]


def _rests(answer: Answer) -> set[str]:
    found = {bond.treaty for bond in answer.deciding}
    return found or (set(answer.reach.searches) if answer.verdict is Verdict.NOT_ALLIES else set())


def _differs(facts: Facts, document: Document, section: str, key: str, line: Any) -> Problem:
    written = f"  {key}: {_flow(line)}"
    if section == "unprinted":
        what = f"No source was seen to print {line!r}, the value of {key}, and the second entry does not say so."
        mend = f"Add a row that prints it, or write this line under unprinted: `{written.strip()}`."
        claim, second = facts.claims[key], f"/{section}/{escape(key)}"
        known = key in (document.data.get(section) or {})
        where = document.at(second) if known else claim.document.at(claim.pointer)
        return Problem(where=where, what=what, mend=mend)
    said = (document.data.get(section) or {}).get(key)
    second = f"says {_flow(said)}" if said else "is missing"
    place = key if said else max((each for each in document.data[section] if each < key), default="")
    what = f"The facts say of {section}/{key}: {_flow(line)}. The second entry {second}."
    mend = f"Correct the fact, or write this line under {section}: `{written.strip()}`."
    return document.problem(f"/{section}/{place}".rstrip("/"), what, mend)


def _treaty(treaty: model.Treaty) -> dict[str, Any]:
    gone = {code for code, party in treaty.parties.items() if party.denunciation or party.bound_until}
    force = "ended" if treaty.ended else "in force"
    if not treaty.entry_into_force:
        force = "ended without a day of entry into force" if treaty.ended else "no day of entry into force"
    owes = [_owed(each) for each in treaty.obligations]
    text = {"text": "unread"} if treaty.unread else {}
    return {"owes": owes, "is": force, **text, **_in_and_gone("parties", treaty.parties, gone), **_marks(treaty)}


def _search(search: model.Search) -> dict[str, str]:
    registers = sorted(search.registers.items())
    ways = {
        way: " ".join(f"{key} {years}" for key, each in registers if (years := getattr(each, way)))
        for way in ("compared", "followed")
    }
    return {"registers": " ".join(key for key, _ in registers), **{way: told for way, told in ways.items() if told}}


def _owed(each: model.Obligation) -> str:
    """An obligation by its kind, and by whom and to whom it is owed where not by and to all."""
    sides = {"by": each.owed_by, "to": each.owed_to}
    return " ".join([each.kind, *(f"{word} {' '.join(codes)}" for word, codes in sides.items() if codes)])


def _state(state: model.State) -> dict[str, str]:
    """What a state is, which of its days are told, whom it continues, and where the Correlates of War list it."""
    days = " ".join(key for key in ("acted", "began", "ended") if getattr(state, key))
    listed = ", ".join(f"{each.number} {each.since}/{each.until if each.until < 9999 else ''}" for each in state.cow)
    told = {"days": days, "continues": state.continues.state if state.continues else "", "listed": listed}
    return {"is": state.status, **{key: said for key, said in told.items() if said}}


def _commitment(each: model.Commitment, facts: Facts) -> dict[str, str]:
    kinds = ("binding", "undertakes")
    printed = " ".join(key for key in kinds if facts.claims[f"{each.ref}#/{key}"].rows)
    seen = {"seen": printed} if printed else {}
    sides = {side: " ".join(getattr(each.parties, side)) for side in ("by", "to")}
    return {"form": each.form, "binding": each.binding, "undertakes": each.undertakes, **sides, **seen}


def _conflict(each: model.Conflict) -> dict[str, str]:
    told = {"one": each.sides.one, "other": each.sides.other, "took_part": each.took_part, "called": each.called}
    return {key: " ".join(codes) for key, codes in told.items() if codes}


def _relation(each: model.Relation) -> dict[str, str]:
    """What happened, in order, and between whom where not between the two; what else there is, by its keys."""
    events = (" ".join([event.kind, *(event.between or ())]) for event in each.events.values())
    groups = {key: " ".join(getattr(each, key)) for key in ("missions", "visits", "votes", "statements")}
    return {key: said for key, said in {"events": ", ".join(events), **groups}.items() if said}


def _difference(each: model.Difference) -> str:
    told = (each.reason, "weaker" * each.weaker, each.number, each.treaty, *each.states, each.years)
    return " ".join(str(said) for said in told if said)


def _body(body: model.Organization) -> dict[str, Any]:
    gone = {code for code, membership in body.members.items() if membership.left}
    return {**_in_and_gone("members", body.members, gone), **_marks(body)}


def _marks(fact: model.Treaty | model.Organization) -> dict[str, str]:
    """What a fact says of itself that keeps it modest."""
    found = [name for name in MARKS if getattr(fact, name, None)]
    return {"marks": " ".join(found)} if found else {}


def _in_and_gone(word: str, everybody: Iterable[str], gone: set[str]) -> dict[str, str]:
    """Who is in and who has left, as the second entry writes it."""
    found = {word: " ".join(sorted(set(everybody) - gone))}
    return found | ({"gone": " ".join(sorted(gone))} if gone else {})


def _flow(value: Any) -> str:
    """A value as one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return ""
    plain = isinstance(value, int) or re.fullmatch(r"[A-Za-z][A-Za-z_ -]*", value)
    return str(value) if plain else f'"{value}"'
