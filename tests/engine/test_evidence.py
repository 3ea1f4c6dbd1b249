"""Evidence: a value is held against what its sources print, and every slip of a digit shows."""

from datetime import timedelta

import pytest
from babel.dates import format_date
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import days

from allies.facts.claims import Claim, Row
from allies.facts.evidence import Witnesses, hold, standing, unsupported
from allies.facts.read import Facts
from allies.load import Document

WITNESSES = Witnesses(
    {
        "gazette": {"language": "en", "publisher": "Arcadia"},
        "archive": {"language": "ru", "publisher": "Borduria"},
        "copy": {"language": "en", "publisher": "Library", "copy_of": "Arcadia"},
    },
    {"QAA": ("Arcadia", "Аркадия"), "QAB": ("Borduria",), "QAC": ("Old Borduria",)},
)


def claim(
    value: object, *printed: str | dict, sort: str = "date", dispute: dict | None = None, words: dict | None = None
) -> Claim:
    """A claim with a row for each printed form: a fragment that the gazette prints, or the fields of a row."""
    blank = dict.fromkeys(("printed", "reads", "year", "language", "note"))
    rows = tuple(
        Row(
            pointer=f"/evidence/{index}",
            **{**blank, "source": "gazette", **(row if isinstance(row, dict) else {"printed": row})},
        )
        for index, row in enumerate(printed)
    )
    return Claim(
        Document("facts/treaties/x.yaml", {}, {"": 1}),
        "/date",
        sort,
        value,
        "",
        "date",
        {"x-evidence": "required" if sort in ("date", "number") else "listed", "x-words": words},
        rows,
        dispute,
    )


def complaints(*arguments: object, **options: object) -> list[str]:
    return [problem.what for problem in hold(claim(*arguments, **options), WITNESSES)]


@given(days, st.sampled_from(["en", "ru"]))
def test_a_value_that_its_source_prints_is_confirmed(value, language):
    source = {"en": "gazette", "ru": "archive"}[language]
    held = claim(value.isoformat(), {"source": source, "printed": format_date(value, "long", language)})
    assert not list(hold(held, WITNESSES))
    assert standing(held, WITNESSES).confirmed


@given(days, st.sampled_from([timedelta(1), timedelta(-1), timedelta(30), timedelta(365), timedelta(36525)]))
def test_a_value_off_by_a_day_a_month_a_year_or_a_century_is_caught(value, slip):
    assume(value.year + slip.days // 365 < 3000)
    assert len(complaints((value + slip).isoformat(), format_date(value, "long", "en"))) == 1


@given(days)
def test_a_value_with_day_and_month_exchanged_is_caught(value):
    assume(value.day <= 12 and value.day != value.month)
    assert (
        len(complaints(value.replace(month=value.day, day=value.month).isoformat(), format_date(value, "long", "en")))
        == 1
    )


@given(days, st.data())
def test_a_digit_changed_in_the_printed_form_is_caught(value, data):
    printed = format_date(value, "d MMMM y", "en")
    position = data.draw(st.sampled_from([index for index, letter in enumerate(printed) if letter.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != printed[position]))
    assert len(complaints(value.isoformat(), printed[:position] + digit + printed[position + 1 :])) == 1


@given(days, st.sampled_from([4, 7]))
def test_a_value_less_precise_than_its_source_is_caught(value, length):
    [what] = complaints(value.isoformat()[:length], format_date(value, "long", "en"))
    assert "is less precise than" in what


@given(days, st.sampled_from(["y", "MMMM y"]))
def test_a_value_more_precise_than_its_sources_is_caught(value, form):
    [what] = complaints(value.isoformat(), format_date(value, form, "en"))
    assert "is more precise, or surer," in what


@pytest.mark.parametrize(("value", "printed"), [
    ("1970-01-02", ["2 January 1970", "in January 1970", "1970"]),  # the finest source is enough
    ("1970-01-02", ["January 1970", {"printed": "2 January", "year": "1970", "note": "the year stands above"}]),
    ("1970-01-02", [{"printed": "01/02/70", "reads": "1970-01-02", "note": "month first"}]),
    ("1970-01-02/1970-01-05", ["2–5 January 1970", "January 1970"]),
    ("1948~", ["about 1948"]),
    ("1970", [{"printed": "en el año setenta", "reads": "1970", "note": "in words"}]),
    ("1970-01-02", [{"printed": None}, "2 January 1970"]),
    # An unknown source is a problem of its own.
    ("1970-01-02", [{"source": "moon-herald", "printed": "3 January 1970"}]),
])  # fmt: skip
def test_evidence_that_fits_is_no_problem(value, printed):
    assert complaints(value, *printed) == []


@pytest.mark.parametrize("reads", ["1970-01-03", "1971-01-02", "1970-02-02"])
def test_what_a_person_reads_has_to_be_among_what_the_fragment_can_say(reads):
    [what] = complaints("1970-01-02", {"printed": "2 January 1970", "reads": reads, "note": "so it says"})
    assert what == f"`reads` is {reads!r}, but '2 January 1970' can only be 1970-01-02."


def test_several_rows_that_say_another_thing_are_one_contradiction():
    [what] = complaints("1970-01-20", "2 January 1970", {"source": "archive", "printed": "2 января 1970 г."})
    assert what == (
        "gazette prints '2 January 1970' and archive prints '2 января 1970 г.', which says '1970-01-02'; "
        "the value of 'date' is '1970-01-20'."
    )


def test_rows_that_say_two_other_things_are_two_contradictions():
    assert len(complaints("1970-01-20", "2 January 1970", "3 January 1970")) == 2


DISPUTE = {"follows": ["gazette"], "because": {"en": "Why."}}


def test_a_declared_dispute_that_its_rows_show_is_no_problem():
    dispute = {**DISPUTE, "rivals": {"1970-01-03": ["archive"]}}
    assert (
        complaints("1970-01-02", "2 January 1970", {"source": "archive", "printed": "3 января 1970"}, dispute=dispute)
        == []
    )


def test_a_dispute_is_shown_by_rows_that_exclude_each_other_though_none_excludes_the_value():
    assert (
        complaints(
            "1970-01",
            "January 1970",
            {"source": "archive", "printed": "2 января 1970"},
            {"source": "copy", "printed": "3 January 1970"},
            dispute={**DISPUTE, "rivals": {"1970-01-02": ["archive"], "1970-01-03": ["copy"]}},
        )
        == []
    )


@pytest.mark.parametrize(("rivals", "expected"), [
    ({}, ["archive prints '3 января 1970', a rival that the dispute does not name as such."]),
    ({"1970-01-04": ["archive"]}, [
        "archive prints '3 января 1970', a rival that the dispute does not name as such.",
        "The dispute names 'archive' as a rival with '1970-01-04', but no row here shows it.",
    ]),
    ({"1970-01-03": ["archive"], "1970-01-05": ["copy"]},
        ["The dispute names 'copy' as a rival with '1970-01-05', but no row here shows it."]),
])  # fmt: skip
def test_every_rival_is_named_with_what_it_prints(rivals, expected):
    assert (
        complaints(
            "1970-01-02",
            "2 January 1970",
            {"source": "archive", "printed": "3 января 1970"},
            dispute={**DISPUTE, "rivals": rivals},
        )
        == expected
    )


def test_a_source_can_print_two_rivals():
    rows = [
        "2 January 1970",
        {"source": "archive", "printed": "3 января 1970"},
        {"source": "archive", "printed": "4 января 1970"},
    ]
    assert (
        complaints(
            "1970-01-02", *rows, dispute={**DISPUTE, "rivals": {"1970-01-03": ["archive"], "1970-01-04": ["archive"]}}
        )
        == []
    )


@pytest.mark.parametrize(("rows", "complaint"), [
    (["2 January 1970"], "A dispute over 'date' is declared, but every row agrees."),
    ([{"source": "archive", "printed": "2 января 1970"}, {"source": "gazette", "printed": "3 January 1970"}],
        "The dispute follows 'gazette', which has no row here that prints '1970-01-02', but '3 January 1970'."),
    (["2 January 1970", {"source": "archive", "printed": "не помню"}],
        "'не помню' cannot be read as a date in the language 'ru'."),
])  # fmt: skip
def test_a_dispute_has_to_be_shown_and_to_follow_what_is_adopted(rows, complaint):
    assert complaints("1970-01-02", *rows, dispute={**DISPUTE, "rivals": {"1970-01-03": ["gazette"]}}) == [complaint]


@pytest.mark.parametrize(("value", "printed", "fits"), [
    (141, "141 votes", True), (1035, "1,035 abstentions", True), (5, "five against", True), (141, "140 votes", False),
    (141, "141 of 193", False), (3, "no votes", False),
])  # fmt: skip
def test_a_number_is_held_against_its_printed_form(value, printed, fits):
    assert (complaints(value, printed, sort="number") == []) is fits


@pytest.mark.parametrize(("value", "printed", "fits"), [
    ("Ana Morales", "Ambassador Ana Morales", True), ("Ana Morales", "Ana Morelos", False),
    ("3(1)", "Article 3(1)", True), ("2", "Article 12", False), ("4", "제4조", True), ("Entente", "ententes", True),
])  # fmt: skip
def test_a_name_has_to_be_inside_its_printed_form(value, printed, fits):
    assert (complaints(value, printed, sort="name") == []) is fits


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ("UNTS 48 163 1948-02-18", True),
        ("UNTS 49 164 1948-02-18", False),
        ({"printed": "100163", "reads": "163", "note": "a first digit for the register"}, True),
        ({"printed": "100164", "reads": "163", "note": "digits that are not there"}, False),
        ({"printed": "條約第百六十三號", "reads": "163", "note": "in Chinese numerals"}, True),
        ({"printed": "條約第百六十三號"}, False),
    ],
)
def test_a_registration_is_printed_by_one_of_its_numbers_digit_by_digit(row, fits):
    assert (not complaints({"series": "UNTS", "volume": 48, "page": 163}, row, sort="registration")) is fits


@pytest.mark.parametrize(("value", "printed", "fits"), [
    ("QAA", "for Arcadia", True), ("QAA", "Аркадия", True), ("QAA", "for Borduria", False),
    ("QAB", "Old Borduria", False), ("QAC", "Old Borduria", True), ("QAA", "for Dystonia", False),
    ("QZZ", "for Nobody", True),
])  # fmt: skip
def test_a_state_has_to_be_printed_under_one_of_its_names(value, printed, fits):
    assert (complaints(value, printed, sort="state") == []) is fits


@pytest.mark.parametrize(
    ("printed", "fits"), [("Arcadia: for", True), ("Arcadia: against", False), ("Arcadia stood before it", False)]
)
def test_a_choice_has_to_be_printed_by_one_of_its_words(printed, fits):
    assert (
        complaints("for", printed, sort="choice", words={"for": ["for", "in favor"], "against": ["against"]}) == []
    ) is fits


@pytest.mark.parametrize(
    ("sort", "needed"), [("date", True), ("number", True), ("name", False), ("state", False), ("choice", False)]
)
def test_dates_and_numbers_need_evidence(sort, needed):
    assert bool(list(unsupported(claim("1970", sort=sort)))) is needed


def test_a_row_without_a_printed_form_confirms_nothing():
    assert not standing(claim("1970", {"printed": None}), WITNESSES).confirmed


def test_a_standing_tells_who_agrees_and_who_rivals(world: Facts):
    severed = world.standing("relations/qaa-qab#/events/severed/date")
    assert [reading.row.source for reading in severed.agreeing] == ["bordurian-archive"]
    assert [str(reading.value) for reading in severed.rivals] == ["1930-01-23"]


def test_a_row_is_read_in_its_own_language_before_that_of_its_source():
    assert complaints("1970-01-02", {"source": "archive", "printed": "2 January 1970", "language": "en"}) == []


def test_every_date_and_number_of_the_world_is_confirmed_except_what_is_reckoned(world: Facts):
    open_ones = {
        ref
        for ref, claim in world.claims.items()
        if claim.sort in ("date", "number") and not world.standing(ref).confirmed
    }
    assert open_ones == {"treaties/mutual-defense-pact#/parties/QAE/denunciation/effective"}


@pytest.mark.parametrize(("fragment", "names", "held"), [
    ("for the Republic of ARCADIA", "Republic of Arcadia", True),
    ("El Salvador", "Salvador", True),
    ("México", "Mexico", True),
    ("Arcadians", "Arcadia", False),
    ("Российская  Федерация", "российская федерация", True),
])  # fmt: skip
def test_a_name_is_found_whatever_its_case_accents_and_spacing(fragment, names, held):
    assert Witnesses({}, {"QAA": (names,)}).named(fragment) == ({"QAA"} if held else set())


def test_a_name_inside_a_longer_name_is_not_found():
    assert WITNESSES.named("Borduria") == {"QAB"}
    assert WITNESSES.named("of Old Borduria") == {"QAC"}
    assert WITNESSES.named("Old Borduria and Borduria") == {"QAB", "QAC"}


def test_a_name_that_several_states_share_is_that_of_each():
    assert Witnesses({}, {"QAA": ("Arcadia",), "QAB": ("Borduria", "ARCADIA")}).named("Arcadia") == {"QAA", "QAB"}
