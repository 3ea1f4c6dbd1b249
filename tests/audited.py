"""A small site and the facts behind it, for the tests of the audit: the facts are made up, the pages are as Material builds them."""

import textwrap
from pathlib import Path

from allies.audit import audit
from allies.problems import Problem

FACTS = {
    "edition": 'asserted_for: "2026-11-22"',
    "states/mex": "name: {en: Mexico, es: México}\ncode: MEX\nalpha2: MX\nadjective: Mexican\ncapital: {en: Mexico City}\nstatus: un-member",
    "states/rus": """
        name: {en: Russia}
        code: RUS
        alpha2: RU
        adjective: Russian
        aliases: [Russian Federation]
        capital: {en: Moscow}
        status: un-member
        continues: {state: SUN, date: "1991-12-24", evidence: [{source: un-russia, printed: "24 December 1991"}]}
    """,
    "states/sun": "name: {en: Soviet Union}\nwith_article: the Soviet Union\nadjective: Soviet\ncode: SUN\nstatus: former",
    "states/jpn": "name: {en: Japan}\ncode: JPN\nalpha2: JP\nstatus: un-member",
    "organizations/csto": """
        name: {en: Collective Security Treaty Organization}
        abbreviation: CSTO
        kind: alliance
        purpose: {en: Its members promise each other defense.}
        members:
          RUS: {joined: "2003-09-18", evidence: [{source: csto-site, printed: "18 September 2003"}]}
    """,
    "organizations/forum": """
        name: {en: Forum of the Seas}
        kind: forum
        purpose: {en: Talks about the seas.}
        members:
          MEX: {joined: "1999", evidence: [{source: csto-site, printed: "1999"}]}
          RUS: {joined: "1999", left: "2014", evidence: [{source: csto-site, printed: "1999"}, {source: csto-site, supports: left}]}
    """,
    "treaties/rio-treaty": """
        title: Inter-American Treaty of Reciprocal Assistance
        also_known_as: [Rio Treaty]
        signed: "1947-09-02"
        entry_into_force: "1948-12-03"
        obligations: [{kind: defense, article: "3(1)", summary: {en: An attack on one is an attack on all.}}]
        parties:
          JPN: {}
          MEX:
            denunciation:
              received: "2002-09-06"
              effective: "2004-09-06"
              evidence: [{source: oas-b29, supports: received, printed: "September 6, 2002"}]
        evidence:
          - {source: oas-b29, supports: signed, printed: "September 2, 1947"}
          - {source: oas-b29, supports: entry_into_force, printed: "December 3, 1948"}
    """,
    "treaties/wartime": """
        title: Declaration of the Harbor
        signed: "1942-01-01"
        entry_into_force: "1942-01-01"
        ended: {date: "1945-09-02", how: lapsed, evidence: [{source: oas-b29, printed: "September 2, 1945"}]}
        obligations: [{kind: offense, summary: {en: Each fights on.}}]
        parties: {MEX: {bound_from: "1942-06-05"}, SUN: {}}
        evidence:
          - {source: oas-b29, supports: signed, printed: "January 1, 1942"}
          - {source: oas-b29, supports: entry_into_force, printed: "January 1, 1942"}
          - {source: oas-b29, supports: parties/MEX/bound_from, printed: "June 5, 1942"}
    """,
    "treaties/trade": """
        title: Trade Agreement
        signed: "1973-04-13"
        obligations: []
        parties: {MEX: {}, SUN: {}}
        evidence: [{source: oas-b29, supports: signed, printed: "April 13, 1973"}]
    """,
    "relations/mex-rus": """
        states: [MEX, RUS]
        events:
          established:
            kind: established
            date: "1890-12-11"
            between: [MEX, RUS]
            title: {en: Relations established}
            evidence: [{source: un-russia, printed: "11 December 1890"}]
          severed:
            kind: severed
            date: "1930-01-26"
            between: [MEX, SUN]
            title: {en: Relations broken off}
            summary: {en: "In {date} Mexico closed its legation."}
            evidence: [{source: un-russia, printed: "26 января 1930 года"}, {source: csto-site, printed: "23 January 1930"}]
            disputed: {follows: [un-russia], because: {en: The decree gives that day.}}
          restored:
            kind: restored
            date: "1942-11"
            between: [MEX, SUN]
            title: {en: Relations restored}
            evidence: [{source: un-russia}]
        visits:
          summit: {date: "2012-06-18/2012-06-19", visitor: Ana Petrova, of: RUS, to: MEX, evidence: [{source: un-russia, printed: "18-19 June 2012"}]}
        votes:
          es-1:
            body: un-general-assembly
            resolution: ES-11/1
            date: "2022-03-02"
            positions: {MEX: for, RUS: against}
            totals: {for: 1141, against: 5}
            evidence:
              - {source: un-russia, printed: "2 March 2022"}
              - {source: un-russia, supports: totals/for, printed: "1,141"}
              - {source: un-russia, supports: totals/against, printed: "5"}
        corrections:
          never:
            claim: {en: The neighbors were never close.}
            finding: {en: They were.}
            points_to: events/established
    """,
    "searches/mex-rus-defense": """
        question: {en: Does any treaty bind Mexico and Russia?}
        about: [MEX, RUS]
        sought: [defense]
        registers:
          atop: {source: oas-b29, read: "2026-11-22", extent: whole, result: none, remark: {en: Every row was read.}}
        would_change: [{en: A treaty.}]
    """,
    "concepts/ally": "term: {en: Ally}\ndefinition: {en: A state that a treaty binds.}\nevidence: [{source: oas-b29}]",
    "sources/un-russia": 'publisher: United Nations\ntitle: Member States\nlink: "https://www.un.org/russia"\nlanguage: ru\nkind: official\nread: "2026-11-22"',
    "sources/csto-site": 'publisher: CSTO Secretariat\ntitle: Members\nno_link: on paper only\nlanguage: en\nkind: official\nread: "2026-11-22"',
    "sources/oas-b29": 'publisher: OAS Press\ntitle: Status\nlink: "https://oas.example/b29"\nlanguage: en\nkind: primary\nread: "2026-11-22"',
}

MEXICO = '<data value="Mexico" data-fact="states/mex#/name/en">Mexico</data>'
RUSSIA = '<data value="Russia" data-fact="states/rus#/name/en">Russia</data>'
SIGNED = '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed">2 September 1947</time>'
CITED = '<sup><a class="cite" href="#source-oas-b29">1</a></sup>'
SOURCES = (
    '<section class="sources"><ol class="sources"><li id="source-oas-b29"><a href="https://oas.example/b29" rel="noopener external">'
    '<data value="Status" data-fact="sources/oas-b29#/title">Status</data></a></li></ol></section>'
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{head}
<title>{title}</title>
</head>
<body>
<nav class="md-nav"><a href="{home}">Treaties of 1942, by NATO</a></nav>
<main class="md-main">
<article class="md-content__inner md-typeset">
{body}
</article>
</main>
<footer class="md-footer">Made with Material</footer>
</body>
</html>
"""


class Site:
    """A repository with the facts above, and the pages that a test puts into its site."""

    def __init__(self, root: Path) -> None:
        self.root, self.site = root, root / "site"
        for name, text in FACTS.items():
            self.write(f"facts/{name}.yaml", _dedent(text))

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def page(self, body: str, path: str = "index.html", *, title: str = "Home", head: str = "") -> "Site":
        home = "../" * path.count("/") or "."
        self.write(f"site/{path}", _PAGE.format(body=body, title=title, head=head, home=home))
        return self

    def audit(self) -> list[Problem]:
        return audit(self.site, self.root)


def _dedent(text: str) -> str:
    return textwrap.dedent(text).strip() + "\n"
