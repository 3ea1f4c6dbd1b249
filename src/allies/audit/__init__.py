"""Audit: the built HTML held against the raw facts. It shares no code with what made the pages, so that it proves more than agreement.

The modules, from the ground up: `days` and `raw` (facts as plain data), `words` (word lists and names), `page` and `read` (HTML as
passages that know what a mark carries); then the checks: `marks`, `cites`, `context`, `derived` and `claims`, `naked`, `links`, `loads`.
What a sentence says by hand is listed in tests/audit-exceptions.yaml, or it is a problem.
"""

from dataclasses import dataclass, field
from pathlib import Path

from allies import parallel
from allies.audit.cites import cites
from allies.audit.claims import claims
from allies.audit.context import context
from allies.audit.exceptions import read_exceptions, sift
from allies.audit.hints import Hints
from allies.audit.links import HOME, Base, Ties, broken, half_made, orphans, ties
from allies.audit.loads import loads, stylesheets
from allies.audit.marks import marks
from allies.audit.naked import Finding, naked, uncapitalized
from allies.audit.page import Page
from allies.audit.raw import RawFacts, read_facts
from allies.audit.read import read_page
from allies.audit.reading import Reader
from allies.audit.words import read_lexicon
from allies.problems import FactsError, Location, Problem

__all__ = ["audit"]

MANY = 100  # pages from which on a second process saves more time than it takes


@dataclass
class Examined:
    """What the audit keeps of a page: its problems, and what can be judged only beside the other pages."""

    problems: list[Problem]
    findings: list[Finding] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    ties: dict[str, Ties] = field(default_factory=dict)


def audit(site: Path, root: Path) -> list[Problem]:
    """Every problem in a built site, held against the facts of the repository at `root`; in the order of files and lines."""
    raw, problems = read_facts(root)
    allowed, found = read_exceptions(root)
    if problems:
        return sorted({*problems, *found})
    problems += found
    try:
        examiner = Examiner(site, raw)
    except FactsError as error:
        return sorted({*problems, *error.problems})
    findings: list[Finding] = []
    words: set[str] = set()
    known: dict[str, Ties] = {}
    for page in parallel.each(examiner.examine, sorted(site.rglob("*.html")), MANY):
        problems += page.problems
        findings += page.findings
        words |= page.words
        known |= page.ties
    written = uncapitalized(words)
    problems += sift((finding for finding in findings if not finding.unless or not finding.unless <= written), allowed)
    problems += [*broken(site, known), *orphans(known), *stylesheets(site, examiner.base)]
    return sorted(set(problems))


class Examiner:
    """Holds single pages of a site against the facts. Raises FactsError where the word lists cannot be read."""

    def __init__(self, site: Path, raw: RawFacts) -> None:
        self.site, self.raw, self.lexicon = site, raw, read_lexicon(raw)
        self.reader, self.hints = Reader(self.lexicon), Hints(raw, self.lexicon)
        home = self._read(site / HOME) if (site / HOME).is_file() else None
        self.base = Base.of(home) if isinstance(home, Page) else Base()

    def examine(self, path: Path) -> Examined:
        """Everything that can be said of one page by itself."""
        page = self._read(path)
        if isinstance(page, Problem):
            return Examined([page])
        problems = [
            *marks(page, self.raw, self.lexicon),
            *cites(page, self.raw),
            *context(page, self.raw, self.lexicon),
        ]
        problems += [*claims(page, self.raw, self.reader), *half_made(page), *loads(page, self.base)]
        words = {word for passage in page.passages for word in passage.text.split()}
        return Examined(problems, list(naked(page, self.reader, self.hints)), words, {page.path: ties(page, self.base)})

    def _read(self, path: Path) -> Page | Problem:
        relative = path.relative_to(self.site).as_posix()
        location = f"{self.site.name}/{relative}"
        try:
            return read_page(path.read_text("utf-8"), relative, location)
        except UnicodeDecodeError:
            return Problem(
                where=Location(location), what="The page is not UTF-8.", mend="Save it in the encoding UTF-8."
            )
        except RecursionError:
            return Problem(
                where=Location(location),
                what="The page's elements are nested too deeply to be read.",
                mend="Make it flatter.",
            )
