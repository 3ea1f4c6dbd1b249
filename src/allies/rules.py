"""Rules: what a schema cannot say. Each rule is a generator of problems; its docstring is the rule as readers see it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Any

from allies import derive, evidence, model
from allies.claims import Claim, ref_of
from allies.dates import Edtf, ImpossibleDate, Order, add, edtf
from allies.derive import Verdict
from allies.facts import Facts, kind_of
from allies.load import Document, escape
from allies.problems import Problem, nearest
from allies.readings import fold, is_month, number_readings

MAX_SEARCH_AGE = "P1Y"  # how old a search record may be before an absence has to be looked for again
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Rule:
    """One editorial rule: what it is held against (a collection of `Facts`), and the generator that holds it."""

    over: str
    check: Callable[[Any, Facts], Iterator[Problem]]

    @property
    def name(self) -> str:
        return self.check.__name__

    @property
    def text(self) -> str:
        return " ".join(self.check.__doc__.split())

    def subjects(self, facts: Facts) -> list[Any]:
        return list(getattr(facts, self.over).values())

    def problems(self, facts: Facts) -> Iterator[Problem]:
        for subject in self.subjects(facts):
            yield from self.check(subject, facts)


RULES: list[Rule] = []


def rule(over: str) -> Callable:
    """Registers a generator as a rule over one collection of the facts."""

    def register(check: Callable) -> Callable:
        RULES.append(Rule(over, check))
        return check

    return register


def problems(facts: Facts) -> list[Problem]:
    """Every problem that any rule finds in the facts."""
    return sorted({problem for each in RULES for problem in each.problems(facts)})


# What is named exists


@rule("documents")
def every_cited_source_exists(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every source that is cited has a file of its own."""
    for pointer, key, value in _values(document):
        if key == "source" or "/follows/" in pointer:
            yield from _unknown(document, pointer, value, "sources", "source", facts)
        elif "/counted_by/" in pointer or "/rivals/" in pointer:
            yield from _unknown(document, pointer, key, "sources", "source", facts)


@rule("sources")
def every_source_is_used(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """Every source is cited by at least one fact."""
    if source.id not in _cited(facts) and not facts.broken:
        yield Problem(where=facts.at(f"sources/{source.id}"), what=f"No fact cites the source {source.id!r}.", mend="Cite it where it supports a value, or delete the file.")


@rule("documents")
def every_state_named_exists(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every state that a fact names has a file of its own."""
    for pointer, value in _states_named(document):
        if value.lower() not in facts.ids["states"]:
            near = nearest(value, facts.states)
            yield Problem(where=document.at(pointer), what=f"No state has the code {value!r}.", mend=f"Write {near!r}, or add facts/states/{value.lower()}.yaml." if near else f"Add facts/states/{value.lower()}.yaml.")


@rule("organizations")
def organizations_and_treaties_named_exist(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """Every organization and treaty that an organization names has a file of its own."""
    document = facts.documents[f"organizations/{organization.id}"]
    for other in organization.member_organizations:
        yield from _unknown(document, f"/member_organizations/{other}", other, "organizations", "organization", facts)
    if organization.treaty:
        yield from _unknown(document, "/treaty", organization.treaty, "treaties", "treaty", facts)


@rule("searches")
def treaties_found_by_a_search_exist(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """Every treaty that a search found has a file of its own, and a search that found something says what."""
    document = facts.documents[f"searches/{search.id}"]
    for key, register in search.registers.items():
        for index, treaty in enumerate(register.found):
            yield from _unknown(document, f"/registers/{key}/found/{index}", treaty, "treaties", "treaty", facts)
        if (register.result == "found") != bool(register.found):
            yield Problem(where=document.at(f"/registers/{key}/result"), what=f"The result is {register.result!r}, but {'something' if register.found else 'nothing'} is listed under `found`.", mend="Write result: found with the list, or result: none without it.")


@rule("relations")
def corrections_point_to_a_fact(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Every correction of a claim met elsewhere points to the fact that carries the evidence."""
    document = facts.documents[f"relations/{relation.id}"]
    for key, correction in relation.corrections.items():
        yield from _unresolved(document, f"/corrections/{key}/points_to", correction.points_to, facts)


# Evidence


@rule("claims")
def evidence_agrees_with_the_value(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """Each date and each number has evidence, and every printed form agrees with its value or the dispute is declared."""
    yield from evidence.hold(claim, facts.witnesses)
    misdirected = any((stray.what, stray.holder, stray.meant) == ("row", claim.holder, claim.supports) for stray in facts.strays[ref_of(claim.document)])
    if not misdirected and not _follows_from_notice(claim, facts):
        yield from evidence.unsupported(claim)


@rule("documents")
def every_row_supports_a_value(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every row of evidence that prints something supports a value of its entry, and every dispute is about one."""
    for stray in facts.strays[ref_of(document)]:
        about = f"is about {stray.supports!r}, which is no value of its entry" if stray.supports else "does not say what it is about, and its entry has no date of its own"
        mend = f"Write {stray.meant!r}." if stray.meant else f"Name one of: {', '.join(stray.known)}." if stray.known else f"Move the {stray.what} to the entry whose value it is about."
        where = f"{stray.pointer}/supports" if stray.what == "row" and stray.supports else stray.pointer
        yield Problem(where=document.at(where), what=f"This {stray.what} {about}.", mend=mend)


@rule("documents")
def no_row_of_evidence_stands_twice(document: Document, facts: Facts) -> Iterator[Problem]:
    """No row of evidence is given twice: one source that prints a value once is one witness."""
    for pointer, rows in _lists_of_evidence(document.data):
        for index, row in enumerate(rows):
            if row in rows[:index]:
                yield Problem(where=document.at(f"{pointer}/{index}"), what=f"This row of {row['source']} stands here a second time.", mend="Delete it.")


@rule("claims")
def no_source_is_two_witnesses(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """No source is called twice for one reading of a value, even where it prints it twice."""
    if len({row.source for row in claim.rows}) == len(claim.rows):
        return
    standing = evidence.standing(claim, facts.witnesses)
    seen: list[evidence.Reading] = []
    for reading in sorted(standing.agreeing + standing.rivals, key=lambda reading: claim.rows.index(reading.row)):
        same = [other for other in seen if (other.row.source, str(other.value)) == (reading.row.source, str(reading.value))]
        if same and (same[0].row.printed, same[0].row.note) != (reading.row.printed, reading.row.note):
            yield Problem(where=claim.document.at(reading.row.pointer), what=f"{reading.row.source} is called a second time for {claim.supports!r}, and says the same.", mend="Name the source that prints this, or keep one of the two rows.")
        seen.append(reading)


@rule("claims")
def no_day_is_later_than_the_edition(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """No fact is dated after the day for which the facts are asserted."""
    if claim.sort == "date" and edtf(claim.value).surely_after(facts.edition):
        yield Problem(where=claim.document.at(claim.pointer), what=f"{claim.value!r} is later than the edition, {facts.edition}.", mend="Correct the date, or raise asserted_for in facts/edition.yaml.")


@rule("sources")
def no_source_was_read_after_the_edition(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """No source was read after the day for which the facts are asserted."""
    if source.read.surely_after(facts.edition):
        yield Problem(where=facts.at(f"sources/{source.id}#/read"), what=f"The source was read on {source.read}, after the edition, {facts.edition}.", mend="Correct the day, or raise asserted_for in facts/edition.yaml.")


@rule("documents")
def texts_for_readers_hold_no_date_or_number(document: Document, facts: Facts) -> Iterator[Problem]:
    """A text for readers types no date and no number: it pulls them in from a fact, and what it pulls in exists."""
    for pointer, language, text in _texts(document.data):
        for name in PLACEHOLDER.findall(text):
            yield from _unresolved(document, pointer, name, facts, f"The placeholder {{{name}}}")
        typed = _typed(text, language)
        if typed:
            yield Problem(where=document.at(pointer), what=f"The text types a date or a number, {typed!r}: {_beginning(text)!r}.", mend="Pull it in with a placeholder such as {events/severed/date}, or leave it out: pages print dates beside the text.")


# Treaties


@rule("treaties")
def the_days_of_a_treaty_are_in_order(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A treaty is signed before it enters into force, and ends only after that."""
    ended = treaty.ended.date if treaty.ended else None
    yield from _in_order(facts, f"treaties/{treaty.id}", [("/signed", treaty.signed), ("/entry_into_force", treaty.entry_into_force), ("/ended/date", ended)])


@rule("treaties")
def the_days_of_a_party_are_in_order(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A party signs or joins a treaty not before the treaty is made, and is released after it was bound."""
    for state, party in treaty.parties.items():
        at, name, notice = f"/parties/{state}", f"treaties/{treaty.id}", party.denunciation
        made = ("/signed", treaty.signed)
        signed = (f"{at}/signed", party.signed) if party.signed else made
        own = (f"{at}/bound_from", party.bound_from)
        start = own if party.bound_from else ("/entry_into_force", treaty.entry_into_force) if treaty.entry_into_force else signed
        yield from _in_order(facts, name, [made, (f"{at}/signed", party.signed)])
        yield from _in_order(facts, name, [signed, (f"{at}/deposited", party.deposited)])
        yield from _in_order(facts, name, [signed, own])
        yield from _in_order(facts, name, [start, (f"{at}/denunciation/received", notice and notice.received), (f"{at}/denunciation/effective", notice and notice.effective)])
        yield from _in_order(facts, name, [start, (f"{at}/bound_until", party.bound_until)], strictly=True)


@rule("treaties")
def denunciations_respect_the_notice_period(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A denunciation takes effect on the day on which the treaty's notice period has run."""
    for state, party in treaty.parties.items():
        if party.denunciation and treaty.notice_period:
            where = facts.at(f"treaties/{treaty.id}#/parties/{state}/denunciation/effective")
            effective = party.denunciation.effective
            try:
                due = add(party.denunciation.received, treaty.notice_period)
            except ImpossibleDate as error:
                yield Problem(where=facts.at(f"treaties/{treaty.id}#/notice_period"), what=f"{error}.", mend="Correct the notice period.")
                continue
            if effective.surely_before(party.denunciation.received) or _has_rows(facts, treaty, f"/parties/{state}/denunciation/effective"):
                continue  # the order of the days is a rule of its own, and what a source prints needs no reckoning
            if not due.overlaps(effective):
                early = effective.surely_before(due)
                yield Problem(
                    where=where,
                    what=f"{state} is released on {effective}, {'before' if early else 'after'} {due}.",
                    mend=f"Write {due}, or cite the source that {'shortens' if early else 'lengthens'} the {treaty.notice_period} notice.",
                )
            elif not effective.contains(due):
                yield Problem(where=where, what=f"{effective} is more precise than the {treaty.notice_period} notice tells: {due}.", mend=f"Write {due}, or cite the source that prints more.")


@rule("treaties")
def obligations_name_parties(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """Who owes an obligation, to whom, and whose obligations are contested are all parties of the treaty."""
    named = [(f"/obligations/{index}/{key}/{place}", state) for index, obligation in enumerate(treaty.obligations) for key in ("owed_by", "owed_to") for place, state in enumerate(getattr(obligation, key))]
    named += [(f"/contested_for/{state}", state) for state in treaty.contested_for]
    named += [(f"/exceptions/{index}/between/{place}", state) for index, exception in enumerate(treaty.exceptions) for place, state in enumerate(exception.between)]
    for pointer, state in named:
        if state not in treaty.parties and state.lower() in facts.ids["states"]:
            yield Problem(where=facts.at(f"treaties/{treaty.id}#{pointer}"), what=f"{state!r} is no party of this treaty.", mend="Name a party, or add the state under parties.")


@rule("treaties")
def parties_existed_when_they_were_bound(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A state is bound by a treaty only while it, or the state it continues, exists; it may have been signed on the way there."""
    for code, party in treaty.parties.items():
        start = party.bound_from or (treaty.entry_into_force if len(treaty.parties) == 2 else None)
        yield from _existed(facts, code, start, f"treaties/{treaty.id}#/parties/{code}" + ("/bound_from" if party.bound_from else ""))


@rule("treaties")
def one_treaty_has_one_file(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """No two files tell of the same treaty: the same title, signed on the same day."""
    for other in facts.treaties.values():
        if other.id < treaty.id and fold(other.title) == fold(treaty.title) and other.signed == treaty.signed:
            yield Problem(where=facts.at(f"treaties/{treaty.id}#/title"), what=f"{treaty.title!r}, signed {treaty.signed}, stands in treaties/{other.id} too.", mend="Keep one of the two files.")


@rule("treaties")
def rolls_of_parties_are_met(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """Every list of parties that a source prints names the parties of that day."""
    for index, roll in enumerate(treaty.rolls):
        bound = {state for state in treaty.parties for start, end in [treaty.bound(state)] if start and start.earliest <= roll.as_of.latest and (end is None or end.latest > roll.as_of.earliest)}
        yield from _roll(facts, f"treaties/{treaty.id}#/rolls/{index}", roll, bound, set())


# Organizations


@rule("organizations")
def members_join_after_the_founding_and_leave_after_joining(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A member joins on or after the founding day, leaves after it joined, and is never a member twice at a time."""
    name = f"organizations/{organization.id}"
    founded = organization.founded.date if organization.founded else None
    for group in ("members", "member_organizations"):
        for id, membership in getattr(organization, group).items():
            at = f"/{group}/{id}"
            spells = [*((f"{at}/earlier/{index}", spell) for index, spell in enumerate(membership.earlier)), (at, membership)]
            for pointer, spell in spells:
                yield from _in_order(facts, name, [("/founded/date", founded), (f"{pointer}/joined", spell.joined)])
                yield from _in_order(facts, name, [(f"{pointer}/joined", spell.joined), (f"{pointer}/left", spell.left)], strictly=True)
            for (pointer, spell), (later, following) in pairwise(spells):
                yield from _in_order(facts, name, [(f"{pointer}/left", spell.left), (f"{later}/joined", following.joined)])


@rule("organizations")
def members_existed_when_they_joined(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A state joins an organization only once it, or the state it continues, exists."""
    for code, membership in organization.members.items():
        yield from _existed(facts, code, membership.joined, f"organizations/{organization.id}#/members/{code}/joined")


@rule("organizations")
def a_continued_seat_was_held_before(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A member that carries on a seat does so from the day its predecessor gave it up, and the state's own file says that it continues it; where one did, it is said."""
    name = f"organizations/{organization.id}"
    for code, membership in organization.members.items():
        for earlier in facts.lineage(code)[1:] if not membership.continues else ():
            before = organization.members.get(earlier)
            if before and before.left and before.left.overlaps(membership.joined):
                yield Problem(where=facts.at(f"{name}#/members/{code}"), what=f"{code} joined on {membership.joined}, when {earlier}, which it continues, left; nothing says that it carries on the seat.", mend=f"Add continues: {earlier}, or correct the dates.")
        if membership.continues:
            before, state = organization.members.get(membership.continues), facts.states.get(code)
            if before is None or before.left is None or not before.left.overlaps(membership.joined):
                yield Problem(where=facts.at(f"{name}#/members/{code}/continues"), what=f"{code} carries on the seat of {membership.continues} from {membership.joined}, but {membership.continues} did not leave then.", mend=f"Give members/{membership.continues} the same day as `left`.")
            if state and membership.continues not in facts.lineage(code):
                yield Problem(where=facts.at(f"{name}#/members/{code}/continues"), what=f"facts/states/{code.lower()}.yaml does not say that {code} continues {membership.continues}.", mend="Add `continues` there, with its evidence, or take it out here.")


@rule("organizations")
def official_counts_are_met(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """The members add up to the number that the organization itself, or a good source, counts."""
    official = organization.official_count
    if official:
        groups = [organization.members] + ([] if official.states_only else [organization.member_organizations])
        sure = sum(_is_member(membership, official.as_of, True) for group in groups for membership in group.values())
        possible = sum(_is_member(membership, official.as_of, False) for group in groups for membership in group.values())
        if not sure <= official.count <= possible:
            yield Problem(where=facts.at(f"organizations/{organization.id}#/official_count/count"), what=f"The official count is {official.count}, but the members listed for {official.as_of} add up to {sure}.", mend="Look for the member that is missing or one too many, or correct the count and its evidence.")


@rule("organizations")
def rolls_of_members_are_met(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """Every list of members that a source prints names the members of that day."""
    for index, roll in enumerate(organization.rolls):
        states = {code for code, membership in organization.members.items() if _is_member(membership, roll.as_of, False)}
        others = {id for id, membership in organization.member_organizations.items() if _is_member(membership, roll.as_of, False)}
        yield from _roll(facts, f"organizations/{organization.id}#/rolls/{index}", roll, states, others)


# Relations


@rule("relations")
def diplomatic_events_form_a_legal_sequence(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Diplomatic events follow one another in time and in law: nothing is restored that was not severed, nothing severed that did not exist."""
    needs = {"established": {None}, "lapsed": {"on"}, "recognized": {None, "lapsed", "on"}, "severed": {"on"}, "restored": {"severed"}, "raised": {"on"}, "continued": {"on"}}
    leaves = {"lapsed": "lapsed", "severed": "severed"}
    words = {None: "there were no relations yet", "on": "there are relations", "lapsed": "relations have lapsed", "severed": "relations are severed"}
    early = list(_before_the_entry_above(relation.events))
    for key, date, above in early:
        yield Problem(where=facts.at(f"relations/{relation.id}#/events/{key}/date"), what=f"{date} is before {above}, the event above it.", mend="Put the events in the order of their days, or correct the date.")
    state = None
    for key, event in relation.events.items() if not early else ():  # out of order, their law cannot be judged
        where = facts.at(f"relations/{relation.id}#/events/{key}/kind")
        if state not in needs[event.kind]:
            yield Problem(where=where, what=f"Relations cannot be {event.kind!r} on {event.date}: {words[state]} by then.", mend="Correct the kind, or add the event that is missing in between.")
        state = leaves.get(event.kind, "on")


@rule("relations")
def the_parts_of_a_relation_are_in_order(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Visits, votes and statements stand in the order of their days; the two states, in that of their codes."""
    name = f"relations/{relation.id}"
    if relation.states != sorted(relation.states):
        yield Problem(where=facts.at(f"{name}#/states"), what=f"The states stand as {', '.join(relation.states)}.", mend=f"Write [{', '.join(sorted(relation.states))}].")
    for group in ("visits", "votes", "statements"):
        for key, date, above in _before_the_entry_above(getattr(relation, group)):
            yield Problem(where=facts.at(f"{name}#/{group}/{key}/date"), what=f"{date} is before {above}, the entry above it.", mend="Put the entries in the order of their days, or correct the date.")


@rule("relations")
def states_of_a_relation_existed(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """The states between which something happened existed on that day."""
    for key, event in relation.events.items():
        for code in event.between or relation.states:
            yield from _existed(facts, code, event.date, f"relations/{relation.id}#/events/{key}/date")


@rule("relations")
def an_absence_has_its_search_record(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Two states that have a page of their own and no alliance have a search record that says where one was looked for."""
    if not set(relation.states) <= set(facts.states) or not facts.whole("searches", "treaties"):
        return
    answer = derive.answer(facts, *relation.states, facts.edition)
    if not answer.searches and answer.verdict not in (Verdict.ALLIES, Verdict.DISPUTED):
        yield Problem(where=facts.at(f"relations/{relation.id}"), what=f"No search record is about {' and '.join(relation.states)}.", mend=f"Add facts/searches/{relation.id}-defense.yaml: which registers were read, for what, when, and with what result.")


# Searches


@rule("searches")
def a_search_is_no_older_than_the_edition_allows(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """An absence rests on registers read within the year before the edition, and not after it."""
    for key, register in search.registers.items():
        where = facts.at(f"searches/{search.id}#/registers/{key}/read")
        if register.read.surely_after(facts.edition):
            yield Problem(where=where, what=f"The register was read on {register.read}, after the edition, {facts.edition}.", mend="Correct the day, or raise asserted_for in facts/edition.yaml.")
        elif add(register.read, MAX_SEARCH_AGE).surely_before(facts.edition):
            yield Problem(where=where, what=f"The register was read on {register.read}, more than a year before the edition, {facts.edition}.", mend="Read it again, and record the day and the result.")


# States


@rule("states")
def a_name_means_one_state(state: model.State, facts: Facts) -> Iterator[Problem]:
    """No two states share a name, an alias or a code."""
    shared = {name: facts.codes_by_name[fold(name)] for name in facts.witnesses.state_names[state.code]}
    if state.alpha2:
        shared[state.alpha2] = [code for code, other in facts.states.items() if other.alpha2 == state.alpha2]
    for name, codes in shared.items():
        others = [code for code in codes if code < state.code]
        if others:
            pointer = next((pointer for pointer, _, value in _values(facts.documents[f"states/{state.id}"]) if value == name), "")
            yield Problem(where=facts.at(f"states/{state.id}#{pointer}"), what=f"{name!r} is a name of {others[0]} too.", mend="Keep it for one of the two.")


@rule("states")
def a_state_begins_before_it_ends(state: model.State, facts: Facts) -> Iterator[Problem]:
    """A state comes into being before it ceases to exist, and continues another from then on."""
    name = f"states/{state.id}"
    began, ended = ("/began/date", state.began and state.began.date), ("/ended/date", state.ended and state.ended.date)
    continues = ("/continues/date", state.continues and state.continues.date)
    yield from _in_order(facts, name, [began, ended], strictly=True)
    yield from _in_order(facts, name, [began, continues])
    yield from _in_order(facts, name, [continues, ended] if state.continues else [])
    if state.continues and state.code in facts.lineage(state.continues.state):
        yield Problem(where=facts.at(f"{name}#/continues/state"), what=f"{state.code} would continue itself.", mend="Name the state that came before it.")


# Helpers


def _unknown(document: Document, pointer: str, id: str, folder: str, kind: str, facts: Facts) -> Iterator[Problem]:
    known = facts.ids[folder]
    if id not in known:
        near = nearest(id, known)
        yield Problem(where=document.at(pointer), what=f"No {kind} is called {id!r}.", mend=f"Write {near!r}." if near else f"Add facts/{folder}/{id}.yaml.")



def _cited(facts: Facts) -> set[str]:
    cited = facts.__dict__.get("_cited")
    if cited is None:
        cited = {value for document in facts.documents.values() for pointer, key, value in _values(document) if key == "source"}
        cited |= {key for treaty in facts.treaties.values() for key in treaty.counted_by}
        facts.__dict__["_cited"] = cited
    return cited


def _states_named(document: Document) -> Iterator[tuple[str, str]]:
    keyed = {"organization": ("members", "absences"), "treaty": ("parties", "contested_for")}.get(kind_of(document), ())
    for group in keyed:
        yield from ((f"/{group}/{code}", code) for code in document.data.get(group, {}))
    for pointer, key, value in _values(document):
        steps = pointer.split("/")
        in_list = len(steps) > 2 and steps[-2] in ("owed_by", "owed_to", "about", "states", "between")
        if in_list or key in ("of", "in", "to", "by", "state", "continues") and isinstance(value, str) and re.fullmatch("[A-Z]{3}", value):
            yield pointer, value
        elif len(steps) > 2 and steps[-2] == "positions":
            yield pointer, steps[-1]


def _lists_of_evidence(value: Any, pointer: str = "") -> Iterator[tuple[str, list[dict]]]:
    """Every list of rows of evidence, with its pointer."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        where = f"{pointer}/{escape(str(key))}"
        if key == "evidence" and isinstance(child, list):
            yield where, child
        else:
            yield from _lists_of_evidence(child, where)


def _beginning(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _texts(value: Any, pointer: str = "") -> Iterator[tuple[str, str, str]]:
    """Pointer, language and words of every text for readers (names of things, which may hold numbers, are left out)."""
    if isinstance(value, dict):
        for key, child in value.items():
            where = f"{pointer}/{escape(key)}"
            if isinstance(child, dict) and isinstance(child.get("en"), str) and key not in ("name", "titles"):
                yield from ((f"{where}/{language}", language, text) for language, text in child.items())
            else:
                yield from _texts(child, where)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, dict) and isinstance(child.get("en"), str):
                yield from ((f"{pointer}/{index}/{language}", language, text) for language, text in child.items())
            else:
                yield from _texts(child, f"{pointer}/{index}")


@lru_cache(maxsize=4096)  # several rules ask for them
def _values(document: Document) -> tuple[tuple[str, str, Any], ...]:
    """Pointer, key and value of everything in a document that is no mapping and no list."""
    return tuple(_scalars(document.data))


def _scalars(value: Any, pointer: str = "", key: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _scalars(child, f"{pointer}/{escape(name)}", name)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _scalars(child, f"{pointer}/{index}", key)
    else:
        yield pointer, key, value


def _unresolved(document: Document, pointer: str, name: str, facts: Facts, what: str = "") -> Iterator[Problem]:
    own = ref_of(document)
    ref = facts.pulled_in(f"{own}#{pointer}", name) if "{" in what else name if "#" in name else f"{own}#/{name}"
    try:
        whole = isinstance(facts.value(ref), (dict, list))
        leads = "to a whole entry, not to a value" if whole and what else ""
    except KeyError:
        leads = "nowhere" if ref.partition("#")[0] not in facts.broken else ""
    if leads:
        near = nearest(ref, [claim.ref for claim in facts.claims.values()])
        yield Problem(where=document.at(pointer), what=f"{what or repr(name)} leads {leads}.", mend=f"Point to a value that exists{f', such as {near}' if near else ''}.")


def _in_order(facts: Facts, name: str, days: Iterable[tuple[str, Any]], strictly: bool = False) -> Iterator[Problem]:
    """The days are known to follow one another, as far as they can be told apart; `strictly`, none is the day before it."""
    known = [(pointer, day) for pointer, day in days if day]
    for (first, before), (second, after) in pairwise(known):
        same = strictly and after.compare(before) is Order.SAME
        if after.surely_before(before) or same:
            what = f"{after} ({second.lstrip('/')}) is {'the same day as' if same else 'before'} {before} ({first.lstrip('/')})."
            yield Problem(where=facts.at(f"{name}#{second}"), what=what, mend="Correct whichever of the two is wrong.")


def _before_the_entry_above(entries: Mapping[str, Any]) -> Iterator[tuple[str, Edtf, Edtf]]:
    """Key and date of each dated entry that lies before the one above it, and that one's date."""
    keys = list(entries)
    for above, key in pairwise(keys):
        if entries[key].date.surely_before(entries[above].date):
            yield key, entries[key].date, entries[above].date


@cache
def _typed(text: str, language: str) -> str | None:
    """The first date or number that a text has outside its placeholders."""
    bare = PLACEHOLDER.sub(" ", text)
    bare = re.sub(r"\b[A-Za-z]+\d+\b|\b(?i:one|un|una|uno|один|одна|одно)\b", " ", bare)  # G20 is a name; "one" is a pronoun too
    words = (word for word in re.findall(r"[^\W\d_]+", bare) if number_readings(word, language) or is_month(word, language))
    return next(chain(re.findall(r"\d[\d.,:-]*", bare), words), None)


def _existed(facts: Facts, code: str, day: Any, ref: str) -> Iterator[Problem]:
    line = [facts.states[each] for each in facts.lineage(code) if each in facts.states]
    if not day or not line:
        return
    oldest, state = line[-1], line[0]
    if oldest.began and day.surely_before(oldest.began.date):
        yield Problem(where=facts.at(ref), what=f"{day} is before {oldest.name.en} came into being, {oldest.began.date}.", mend="Correct the date, or name the state of that time.")
    elif state.ended and day.surely_after(state.ended.date):
        yield Problem(where=facts.at(ref), what=f"{day} is after {state.name.en} ceased to exist, {state.ended.date}.", mend="Correct the date, or name the state that followed.")


def _follows_from_notice(claim: Claim, facts: Facts) -> bool:
    """Whether a value needs no row because it is reckoned: the end of a notice period (see denunciations_respect_the_notice_period)."""
    return claim.pointer.endswith("/denunciation/effective") and "notice_period" in claim.document.data


def _has_rows(facts: Facts, treaty: model.Treaty, pointer: str) -> bool:
    claim = facts.claims.get(f"treaties/{treaty.id}#{pointer}")
    return bool(claim and claim.rows)


def _is_member(membership: model.Membership, on: Any, surely: bool) -> bool:
    """Whether an entry is a member on a day: surely, or as far as its dates allow."""
    for spell in (membership, *membership.earlier):
        if surely and spell.joined.latest <= on.earliest and (spell.left is None or spell.left.earliest > on.latest):
            return True
        if not surely and spell.joined.earliest <= on.latest and (spell.left is None or spell.left.latest > on.earliest):
            return True
    return False


def _roll(facts: Facts, ref: str, roll: model.Roll, states: set[str], others: set[str]) -> Iterator[Problem]:
    """Each printed name read back to a member; each member printed, unless the source names only a part."""
    named, unread = set(), False
    organizations = {id: [organization.name.en, organization.abbreviation or "", *organization.aliases] for id, organization in facts.organizations.items()}
    for index, name in enumerate(roll.printed):
        codes = set(facts.codes_by_name.get(fold(name), ()))
        codes |= {id for id, names in organizations.items() if fold(name) in set(map(fold, names))}
        where = facts.at(f"{ref}/printed/{index}")
        if not codes and not facts.whole("states", "organizations"):
            return  # the name may be that of a file with problems of its own
        unread = unread or len(codes) != 1
        if len(codes) != 1:
            yield Problem(where=where, what=f"{name!r} is a name of {' and of '.join(sorted(codes)) or 'no state or organization known here'}.", mend="Add the printed form to the aliases of the state it means, or copy the name again.")
        elif not codes <= states | others:
            yield Problem(where=where, what=f"{roll.source} prints {name!r} for {roll.as_of}, but {min(codes)} is not listed here for that day.", mend="Add it with its dates, or correct the list.")
        named |= codes
    missing = (states | others) - named
    if missing and not roll.part and not unread and (others & named or not states <= named):
        missing = missing if others & named else missing & states
        if missing:
            yield Problem(where=facts.at(ref), what=f"{roll.source} does not print {', '.join(sorted(missing))}, listed here for {roll.as_of}.", mend="Take it out or correct its dates; where the source names only some, write part: true.")
