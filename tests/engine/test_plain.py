"""Plain texts and public links: what a stranger may not slip into a fact or a page is refused at its line."""

from pathlib import Path

import pytest

from allies.gate.check import check_all
from allies.pages.write import forbidden
from allies.rules.plain import private

NEAR = """
    http://localhost/ http://LOCALHOST:8000/x http://localhost./ http://a.localhost/ http://printer.local/
    http://router/ http://nas.lan/ http://x.internal/ http://box.home.arpa/ http://127.0.0.1/ http://127.1/
    http://127.0.0.1./ http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://017700000001/
    http://0/ http://0.0.0.0/ http://10.1.2.3/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.1.1/
    http://169.254.169.254/ http://[::1]/ http://[::]/ http://[fc00::1]/ http://[fd12:3456::1]/ http://[fe80::1]/
    http://[::ffff:127.0.0.1]/ http://[::ffff:c0a8:1]/ http://%6c%6fcalhost/ http://１２７.0.0.1/ http://127。0。0。1/
    http:/127.0.0.1/ http:\\\\127.0.0.1\\ https:///localhost/ http:///
""".split()
OTHER = {
    "holds a user or a password": [
        "https://me:secret@page.example/",
        "https://me@page.example/",
        "http://@page.example/",
    ],
    "begins with file:, not with https:": ["file:///etc/passwd"],
    "begins with javascript:, not with https:": ["javascript:alert(1)"],
    "begins with ftp:, not with https:": ["ftp://page.example/"],
    "is no address": ["http://[::1/", "http://[x]/"],
}
PUBLIC = """
    https://page.example/ http://page.example:8080/a@b?c=//localhost https://treaties.un.org/x#y http://8.8.8.8/
    http://172.32.0.1/ https://locale.example/ https://local.example/ https://10.example/ http://[2606:4700::1]/
""".split()


@pytest.mark.parametrize("link", NEAR)
def test_a_link_into_the_readers_own_machine_or_network_is_refused_in_every_form(link: str) -> None:
    assert private(link) == "leads into the reader's own machine or network"


@pytest.mark.parametrize(("why", "link"), [(why, link) for why, links in OTHER.items() for link in links])
def test_a_link_that_is_no_public_page_is_refused(why: str, link: str) -> None:
    assert private(link) == why


@pytest.mark.parametrize("link", PUBLIC)
def test_a_link_to_a_public_page_is_none_of_these(link: str) -> None:
    assert private(link) is None


@pytest.mark.parametrize("text", [
    "<script>alert()</script>", "an <img src=x> of it", "a </div> too", "<!-- said -->", "{{ x }}", "{% set x = y %}",
    "{# said #}", "--8<-- 'secret.md'", "**bold** words", "a [link](page)", "`code` words", "javascript:alert",
    "&lt;b&gt;", "see http://127.0.0.1/x", "see file:///etc/passwd", "see https://me:pw@page.example/",
])  # fmt: skip
def test_a_fact_with_markup_or_a_private_link_is_one_problem_at_its_line(text: str, own_world: Path) -> None:
    path = own_world / "facts/relations/qaa-qab.yaml"
    before = path.read_text("utf-8")
    quoted = text.replace("'", "''")
    path.write_text(before.replace("Arcadia broke off relations.", f"'{quoted}'"), "utf-8")
    line = before[: before.index("Arcadia broke off relations.")].count("\n") + 1
    found = [each for each in check_all(own_world)[1] if each.code in ("text-markup", "link-private")]
    assert [(each.where.line, each.where.pointer) for each in found] == [(line, "/events/severed/summary/en")]


PAGES = {
    "<b>bold</b>": "Raw HTML stands in the page: '<b>bold</b>'.",
    "<details onclick=\"x\">": "Raw HTML stands in the page: '<details onclick=\"x\">'.",
    "<input name=\"a\">": "Raw HTML stands in the page: '<input name=\"a\">'.",
    "<script src=\"a.js\"></script>": "Raw HTML stands in the page: '<script src=\"a.js\"></script>'.",
    "a <{{ name(\"states/qaa\") }}>": "Raw HTML stands in the page: '<{{ name(\"states/qaa\") }}>'.",
    "<!-- said -->": "Raw HTML stands in the page: '<!-- said -->'.",
    "<https://page.example>": "Raw HTML stands in the page: '<https://page.example>'.",
    "--8<-- \"secret.md\"": "'--8<--' pulls another file in, which a page may not do.",
    "word{ onclick=\"x\" }": "'{ onclick=\"x\" }' is neither a call nor a list of classes.",
    "word{: style=\"display:none\" .a }": "'{: style=\"display:none\" .a }' is neither a call nor a list of classes.",
    "[a](javascript:alert)": "The link javascript:alert begins with javascript:, not with https:.",
    "[a](java&#115;cript:alert)": "The link javascript:alert begins with javascript:, not with https:.",
    "[a]({{ name(\"states/qaa\") }})": "The link {{ is not written out.",
    "[a](http://127.1/x)": "The link http://127.1/x leads into the reader's own machine or network.",
    "[a](//localhost/x)": "The link https://localhost/x leads into the reader's own machine or network.",
    "[a](/\\localhost/x)": "The link https://localhost/x leads into the reader's own machine or network.",
    "![a](//b.example)": "'![a](//b.example)' is no text, heading, list, quotation or table, of which a page is made.",
    "turned \u202earound": "The line holds the invisible character U+202E.",
    "![a](file:///x)": "The link file:///x begins with file:, not with https:.",
    "[a]: http://0x7f000001/": "The link http://0x7f000001/ leads into the reader's own machine or network.",
    "!!! note": "'!!! note' is no text, heading, list, quotation or table, of which a page is made.",
    "```yaml": "'```yaml' is no text, heading, list, quotation or table, of which a page is made.",
    ":   What it is.": "':   What it is.' is no text, heading, list, quotation or table, of which a page is made.",
    "| --- | :-: |": "'| --- | :-: |' is no text, heading, list, quotation or table, of which a page is made.",
    "![a](a.png)": "'![a](a.png)' is no text, heading, list, quotation or table, of which a page is made.",
    "Read http://me:pw@page.example/ first.": "The link http://me:pw@page.example/ holds a user or a password.",
}  # fmt: skip


@pytest.mark.parametrize("text", PAGES)
def test_a_page_holds_no_html_no_snippet_and_no_private_link(text: str) -> None:
    [problem] = forbidden(f"# Title\n\n{text}\n", "docs/page.md")
    assert (problem.where.path, problem.where.line, problem.what) == ("docs/page.md", 3, PAGES[text])


@pytest.mark.parametrize("text", [
    "<details>\n<summary>More</summary>\n</details>", "[a](page.md){ .md-button .large }", "{: .wide #here }",
    "[a](https://page.example/x), [b](../page.md#part), [c](mailto:us@page.example) and [d](#part)",
    "{% set both = pair('QAA', 'QAB') %}{{ both.x }} {{ name(ref='states/qab') }}", "It is written &lt; {{ rules() }}.",
    "> Said.\n\n#### Small\n\n- one\n- two: three\n\n---\n\n| A | B: |\n| --- | --- |\n| c | d |",
])  # fmt: skip
def test_a_page_may_fold_link_and_call(text: str) -> None:
    assert not list(forbidden(text, "docs/page.md"))


def test_check_tells_every_such_line_of_a_page(own_world: Path) -> None:
    with (own_world / "docs/index.md").open("a", encoding="utf-8") as page:
        page.write("\n<b>bold</b>\n\n[a](http://localhost/)\n")
    last = (own_world / "docs/index.md").read_text("utf-8").count("\n")
    found = [problem.where for problem in check_all(own_world)[1]]
    assert {where.line for where in found if where.path == "docs/index.md"} >= {last - 2, last}
