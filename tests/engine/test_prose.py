"""Prose and phrases: what is not listed, is gone, or says what only a fact may say, told at its line."""

import shutil

import pytest

from allies.gate import phrases, prose
from allies.gate.check import check_all


@pytest.fixture
def pages(own_world, root):
    """A made-up repository with a phrasebook and one page, whose sentences are listed."""
    shutil.rmtree(own_world / "docs")
    shutil.copytree(root / "docs/phrases", own_world / "docs/phrases")
    (own_world / "docs/index.md").write_text("# Welcome\n\nNothing here is typed by hand.\n", "utf-8")
    (own_world / "mkdocs.yml").write_text("site_name: Answers\n", "utf-8")
    prose.write(own_world)
    return own_world


@pytest.fixture
def found(pages, world):
    def problems(text):
        (pages / "docs/index.md").write_text(f"# Welcome\n\n{text}\n", "utf-8")
        return [str(problem) for problem in (*prose.problems(pages, prose.names(world)), *prose.unreviewed(pages))]

    return problems


def test_listed_sentences_are_no_problem(found):
    assert not found("Nothing here is typed by hand.")


def test_a_sentence_that_is_not_listed_is_told_at_its_line(found):
    assert found("Nothing here is typed by hand.\nBoth are allies under a secret treaty.") == [
        "docs/index.md:4: [not-reviewed]\n"
        "    This place has 'Both are allies under a secret treaty.'; what was reviewed here is nothing.\n"
        "    To mend: Read it once more, then list it with `allies prose --write`."
    ]


def test_a_lost_not_is_told_with_what_was_reviewed(found):
    [problem] = found("Something here is typed by hand.")
    assert problem.startswith("docs/index.md:3:")
    assert "'Something here is typed by hand.'; what was reviewed here is 'Nothing here is typed by hand.'." in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There are 12 of them.", "the number 12"),
        ("There are twelve of them.", "the number 12"),
        ("It began in September.", "the month 'September'"),
        ("It is about Arcadia.", "the name 'Arcadia'"),
    ],
)
def test_what_only_a_fact_may_say_is_refused(text, said, found):
    assert any(said in each for each in found(text))


def test_a_pointer_exchanged_for_another_is_another_sentence(found, pages):
    (pages / "docs/index.md").write_text('# Welcome\n\nIt was signed on {{ fact("treaties/x#/signed") }}.\n', "utf-8")
    prose.write(pages)
    assert found('It was signed on {{ fact("treaties/y#/signed") }}.')


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("No. {a}", "<b>No</b>. {a}", "'<b>No</b>.' is markup, and a phrase is plain text."),
        ("No. {a} and {b} are not", "No. {a} and {c} are not", "The phrase has the slot {c}, which nothing fills."),
        ("No. {a} and {b} are not", "No. {a} are not", "The phrase leaves out the slot {b}."),
        ('  unconfirmed: "unconfirmed"\n', "", "The key 'unconfirmed' is missing under /flag."),
        (
            '  unconfirmed: "unconfirmed"\n',
            '  unconfirmed: "unconfirmed"\n  x: "y"\n',
            "There is no key 'x' under /flag.",
        ),
        ('  date: "date"\n', "", "'date' is in dispute among the facts, and has no name here."),
    ],
)
def test_a_phrasebook_has_every_phrase_with_its_slots_and_no_other(old, new, expected, pages, world):
    path = pages / "docs/phrases/en.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert expected in [problem.what for problem in phrases.problems(pages, world)]


@pytest.mark.parametrize(("old", "new", "code"), [
    ("No. {a} and {b} are not", "No. {a} and {b} {c} are not", "phrase"), ("\nanswer:", "\nanswer:\t", "tab"),
    ('  unknown: "unknown"\n', '  unknown: "unknown"\n  unknown: "not known"\n', "key-twice"),
])  # fmt: skip
def test_what_is_wrong_is_not_said_to_be_unreviewed_besides(old, new, code, pages):
    path = pages / "docs/phrases/en.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert [each.code for each in check_all(pages)[1] if each.where.path.startswith("docs/phrases/")] == [code]


def test_every_kind_of_obligation_has_its_phrases(world):
    assert not list(phrases.kinds(world.schemas))


def test_a_call_exchanged_for_another_is_told_at_its_line(pages, world):
    (pages / "docs/index.md").write_text(
        "# {{ pair('ARC', 'BOR').question }}\n\nNothing here is typed by hand.\n", "utf-8"
    )
    prose.write(pages)
    assert not prose.problems(pages, prose.names(world))
    (pages / "docs/index.md").write_text(
        "# {{ pair('ARC', 'SYL').question }}\n\nNothing here is typed by hand.\n", "utf-8"
    )
    assert str(prose.unreviewed(pages)[0]) == (
        "docs/index.md:1: [not-reviewed]\n"
        """    This place has "{{ pair('ARC', 'SYL').question }}"; """
        """what was reviewed here is "{{ pair('ARC', 'BOR').question }}".\n"""
        "    To mend: Read it once more, then list it with `allies prose --write`."
    )


def test_a_phrase_turned_into_its_opposite_is_told_at_its_line(pages):
    book = pages / "docs/phrases/en.yaml"
    book.write_text(book.read_text("utf-8").replace("are not formal allies.", "are formal allies."), "utf-8")
    [problem] = prose.unreviewed(pages)
    assert problem.where.path == "docs/phrases/en.yaml"
    assert "what was reviewed here is 'answer/not-allies: No. {a} and {b} are not formal allies.'" in problem.what


def test_a_call_that_is_gone_is_told(pages):
    (pages / prose.LIST).write_text(f"{prose.text(prose.present(pages))}docs/lost.md\n  {{{{ finder() }}}}\n", "utf-8")
    [problem] = prose.unreviewed(pages)
    assert problem.where.path == prose.LIST
    assert problem.what == "This place lacks something; what was reviewed here is '{{ finder() }}'."


def test_settings_that_are_no_yaml_are_told_at_their_line(pages, world):
    (pages / "mkdocs.yml").write_text("site_name: Answers\nnav: [a\n", "utf-8")
    [problem] = prose.problems(pages, prose.names(world))
    assert str(problem).startswith("mkdocs.yml:2: [bracket-unclosed]\n    A bracket or brace is opened here")
