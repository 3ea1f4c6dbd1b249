"""Cross-check: our memberships and codes against data by others, the last World Factbook and a join of code lists.

The data lies beside the repository, in shared/reference, and nothing of it is copied into it. Where it is missing, the
tests that need it are skipped and say so. Where the Factbook is the one that is wrong or out of date, an entry of
tests/reference-exceptions.yaml says why; an entry that nothing needs any more fails.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from testing import assert_clean

from allies.answers import derive
from allies.facts.read import Facts
from allies.load import Document, load
from allies.problems import Problem

LIST = "tests/reference-exceptions.yaml"

# The Factbook's own abbreviation for each of our organizations; None for one that it does not know.
FACTBOOK = {
    "african-development-bank": "AfDB",
    "african-union": "AU",
    "aiib": None,
    "aladi": "LAIA",
    "alba": None,
    "andean-community": "CAN",
    "apec": "APEC",
    "arab-league": "LAS",
    "arab-maghreb-union": "AMU",
    "arctic-council": "Arctic Council",
    "asean": "ASEAN",
    "asia-cooperation-dialogue": None,
    "asian-development-bank": "ADB",
    "association-of-caribbean-states": "ACS",
    "benelux": "Benelux",
    "bimstec": "BIMSTEC",
    "brics": "BRICS",
    "bsec": "BSEC",
    "caricom": "Caricom",
    "celac": "CELAC",
    "cern": "CERN",
    "cis": "CIS",
    "colombo-plan": "CP",
    "comesa": "COMESA",
    "commonwealth": "C",
    "council-of-europe": "CE",
    "council-of-the-baltic-sea-states": "CBSS",
    "cptpp": None,
    "csto": "CSTO",
    "d-8": "D-8",
    "eaeu": "EAEU",
    "east-african-community": "EAC",
    "ebrd": "EBRD",
    "eccas": None,
    "economic-cooperation-organization": "ECO",
    "ecowas": "ECOWAS",
    "efta": "EFTA",
    "european-space-agency": "ESA",
    "european-union": "EU",
    "fao": "FAO",
    "francophonie": "OIF",
    "g20": "G-20",
    "gcc": "GCC",
    "group-of-77": "G-77",
    "group-of-seven": "G-7",
    "guam": "GUAM",
    "iaea": "IAEA",
    "icao": "ICAO",
    "ifad": "IFAD",
    "igad": "IGAD",
    "ilo": "ILO",
    "imf": "IMF",
    "imo": "IMO",
    "indian-ocean-commission": "InOC",
    "international-criminal-court": "ICCt",
    "interpol": "Interpol",
    "iom": "IOM",
    "irena": None,
    "islamic-development-bank": "IDB",
    "itu": "ITU",
    "melanesian-spearhead-group": None,
    "mercosur": "Mercosur",
    "nafta": None,
    "nato": "NATO",
    "non-aligned-movement": "NAM",
    "nordic-council": "NC",
    "oas": "OAS",
    "oecd": "OECD",
    "oecs": "OECS",
    "oic": "OIC",
    "opcw": "OPCW",
    "opec": "OPEC",
    "organization-of-turkic-states": None,
    "osce": "OSCE",
    "pacific-alliance": "Pacific Alliance",
    "pacific-islands-forum": "PIF",
    "rcep": None,
    "saarc": "SAARC",
    "sadc": "SADC",
    "sco": "SCO",
    "sica": "SICA",
    "uemoa": "WAEMU",
    "un": "UN",
    "unesco": "UNESCO",
    "unido": "UNIDO",
    "union-state": None,
    "upu": "UPU",
    "usmca": "USMCA",
    "visegrad-group": None,
    "wco": "WCO",
    "who": "WHO",
    "wipo": "WIPO",
    "wmo": "WMO",
    "world-bank": "IBRD",  # "the World Bank" means the International Bank for Reconstruction and Development
    "wto": "WTO",
}
COMPARED = [organization for organization, abbreviation in FACTBOOK.items() if abbreviation]

BRICS = Document(
    "facts/organizations/brics.yaml", {}, {"/members/MEX": 7}
)  # made up: what the two rules are shown to catch


@pytest.fixture(scope="module")
def reference(root) -> Path:
    """The folder of data that nobody here wrote."""
    folder = root.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("Not cross-checked: there is no folder shared/reference beside the repository.")
    return folder


@pytest.fixture(scope="module")
def factbook(reference) -> dict[str, set[str]]:
    """The states that are full members of each organization: those without any remark in brackets."""
    members: dict[str, set[str]] = {}
    for row in _rows(reference / "factbook_organizations.csv"):
        if not row["status"] and row["gec"] != "EE":  # the European Union has rows like a state's
            members.setdefault(row["organization"], set()).add(row["iso3"] or row["name"])
    return members


@pytest.fixture(scope="module")
def codes(reference) -> dict[str, dict[str, str]]:
    """The row of each alpha-3 code."""
    return {row["iso3"]: row for row in _rows(reference / "state_codes.csv") if row["iso3"]}


@pytest.fixture(scope="module")
def exceptions(root) -> Document:
    document, problems = load((root / LIST).read_bytes(), LIST)
    assert_clean(problems)
    return document


@pytest.mark.parametrize("id", COMPARED)
def test_our_members_are_the_full_members_of_the_factbook(id, facts, factbook, exceptions):
    organization = facts.organizations[id]
    ours, theirs = _members(facts, id), factbook[FACTBOOK[id]]
    assert ours, "None of our states is a member."
    if organization.partial:  # a state that is not on our list may well be a member
        theirs = theirs & ours
    assert_clean(disagreements(facts.documents[f"organizations/{id}"], ours, theirs, exceptions))


def test_our_numbers_are_those_of_the_correlates_of_war(facts, reference):
    """Years alone, and from 1945 on; a number that several states share, one after the other, is one."""
    ours: dict[int, set[int]] = {}
    for state in facts.states.values():
        for each in state.cow:
            ours.setdefault(each.number, set()).update(range(each.since, min(each.until, 2016) + 1))
    theirs: dict[int, set[int]] = {}
    for row in _rows(reference / "state_codes.csv"):
        for first, last in (spell.split("/") for spell in filter(None, row["cow_membership_spells"].split(";"))):
            years = range(int(first[:4]), int(last[:4] or 2016) + 1)
            theirs.setdefault(int(row["cow_code"]), set()).update(years)
    later = range(1945, 2017)
    assert {number: found for number, years in ours.items() if (found := years & set(later))} == {
        number: found for number, years in theirs.items() if (found := years & set(later))
    }
    assert set(ours) == set(theirs)


def test_our_codes_are_those_of_iso_3166(facts, codes):
    """A code that we assigned ourselves has no alpha-2 code; nor is it on a list. Codes of former states are on none of
    today."""
    ours = {code: state.alpha2 for code, state in facts.states.items() if state.status != "former"}
    theirs = {code: codes[code]["iso2"] if code in codes else None for code in ours}
    assert_clean(
        Problem(
            where=facts.at(f"states/{code.lower()}#/alpha2"),
            what=f"{code} has the alpha-2 code {alpha2!r}; the list of codes says {theirs[code]!r}.",
            mend="Correct the code that is wrong.",
        )
        for code, alpha2 in ours.items()
        if alpha2 != theirs[code]
    )


def test_our_members_of_the_united_nations_are_those_of_the_list_of_codes(facts, codes):
    ours = {code for code, state in facts.states.items() if state.status == "un-member"}
    theirs = {code for code, row in codes.items() if row["un_member"] == "1"}
    assert len(theirs) == 193, "The list of codes is not the one that this test was written for."
    assert ours == theirs, (
        f"Only ours: {sorted(ours - theirs)}; only theirs: {sorted(theirs - ours)}. Correct `status` in facts/states/."
    )


def test_every_organization_is_compared_or_unknown_to_the_factbook(facts):
    missing, gone = set(facts.organizations) - set(FACTBOOK), set(FACTBOOK) - set(facts.organizations)
    assert not missing, (
        f"Add {sorted(missing)} to the table above with the Factbook's abbreviation, or None where it has none."
    )
    assert not gone, f"Take {sorted(gone)} out of the table above: no such file is in facts/organizations/."


def test_every_exception_stands_once_in_order_and_gives_its_reason(facts, exceptions):
    entries = exceptions.data["exceptions"]
    places = [(entry["organization"], entry["state"]) for entry in entries]
    assert places == sorted(set(places)), "Sort the exceptions by organization and state, each once."
    for entry in entries:
        assert set(entry) == {"organization", "state", "reason"}
        assert entry["organization"] in COMPARED
        assert entry["state"] in facts.states or entry["reason"].startswith("A territory ")
        assert entry["reason"].endswith(".")


def test_a_disagreement_that_no_exception_lists_is_caught():
    joined, gone = disagreements(
        BRICS, ours={"BRA", "MEX"}, theirs={"BRA", "RUS"}, exceptions=Document(LIST, {"exceptions": []})
    )
    assert str(joined) == (
        "facts/organizations/brics.yaml:7: /members/MEX\n"
        "    MEX is a member of brics by our facts and no full member in the Factbook.\n"
        "    To mend: Look at the evidence: correct facts/organizations/brics.yaml or, "
        "where the Factbook is wrong or out of date, "
        "add {organization: brics, state: MEX, reason: …} to tests/reference-exceptions.yaml."
    )
    assert gone.what == "RUS is a full member of brics in the Factbook and no member by our facts."


def test_an_exception_that_nothing_needs_is_caught():
    needed, needless = ({"organization": "brics", "state": state, "reason": "It joined."} for state in ("MEX", "RUS"))
    elsewhere = {"organization": "apec", "state": "CHN", "reason": "It joined."}
    list_of_them = Document(LIST, {"exceptions": [elsewhere, needed, needless]}, {"/exceptions/2": 9})
    [problem] = disagreements(BRICS, ours={"BRA", "MEX", "RUS"}, theirs={"BRA", "RUS"}, exceptions=list_of_them)
    assert str(problem) == (
        "tests/reference-exceptions.yaml:9: /exceptions/2\n"
        "    The Factbook and our facts say the same of RUS in brics.\n"
        "    To mend: Delete this exception, unless it is our facts that were changed by mistake."
    )


def disagreements(organization: Document, ours: set[str], theirs: set[str], exceptions: Document) -> Iterator[Problem]:
    """Every state on which the two differ and no exception says why, and every exception that no difference needs."""
    id = organization.id
    listed = {
        entry["state"]: exceptions.at(f"/exceptions/{index}")
        for index, entry in enumerate(exceptions.data["exceptions"])
        if entry["organization"] == id
    }
    for state in sorted((ours ^ theirs) - set(listed)):
        only_ours = f"{state} is a member of {id} by our facts and no full member in the Factbook."
        only_theirs = f"{state} is a full member of {id} in the Factbook and no member by our facts."
        yield Problem(
            where=organization.at(f"/members/{state}"),
            what=only_ours if state in ours else only_theirs,
            mend=f"Look at the evidence: correct {organization.path} or, where the Factbook is wrong or out of date, "
            f"add {{organization: {id}, state: {state}, reason: …}} to {LIST}.",
        )
    for state in sorted(set(listed) - (ours ^ theirs)):
        yield Problem(
            where=listed[state],
            what=f"The Factbook and our facts say the same of {state} in {id}.",
            mend="Delete this exception, unless it is our facts that were changed by mistake.",
        )


def _members(facts: Facts, organization: str) -> set[str]:
    """The states that belong to an organization on the day of the edition."""
    return {
        code
        for code, state in facts.states.items()
        if state.status != "former" and derive.member(facts, facts.organizations[organization], code, facts.edition)
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
