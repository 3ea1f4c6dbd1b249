"""Audit: the built HTML held against the raw facts. It shares no code with what made the pages, so that it proves more than agreement.

The modules, from the ground up: `days` and `raw` (facts as plain data), `words` (word lists and names), `page` and `read` (HTML as
passages that know what a mark carries); then the checks: `marks`, `cites`, `context`, `derived` and `claims`, `naked`, `links`, `loads`.
What a sentence says by hand is listed in tests/audit-exceptions.yaml, or it is a problem.
"""

from pathlib import Path

from allies.audit.cites import cites
from allies.audit.claims import claims
from allies.audit.context import context
from allies.audit.exceptions import read_exceptions, sift
from allies.audit.hints import Hints
from allies.audit.links import HOME, Base, Ties, broken, half_made, orphans, ties
from allies.audit.loads import loads, stylesheets
from allies.audit.marks import marks
from allies.audit.naked import Finding, Reader, naked, uncapitalized
from allies.audit.page import Page
from allies.audit.raw import read_facts
from allies.audit.read import read_page
from allies.audit.words import read_lexicon
from allies.problems import FactsError, Location, Problem

__all__ = ["audit"]


def audit(site: Path, root: Path) -> list[Problem]:
    """Every problem in a built site, held against the facts of the repository at `root`; in the order of files and lines."""
    raw, problems = read_facts(root)
    try:
        lexicon = read_lexicon(raw)
    except FactsError as error:
        return [*problems, *error.problems]
    allowed, found = read_exceptions(root)
    problems += found
    base, reader, hints = _base(site), Reader(lexicon), Hints(raw, lexicon)
    findings: list[Finding] = []
    words: set[str] = set()
    known: dict[str, Ties] = {}
    for path in sorted(site.rglob("*.html")):
        page = _read(path, site)
        if isinstance(page, Problem):
            problems.append(page)
            continue
        problems += [*marks(page, raw, lexicon), *cites(page, raw), *context(page, raw, lexicon), *claims(page, raw, reader)]
        problems += [*half_made(page), *loads(page, base)]
        findings += naked(page, reader, hints)
        words.update(word for passage in page.passages for word in passage.text.split())
        known[page.path] = ties(page, base)
    written = uncapitalized(words)
    problems += sift((finding for finding in findings if not finding.unless or not finding.unless <= written), allowed)
    problems += [*broken(site, known), *orphans(known), *stylesheets(site, base)]
    return sorted(set(problems))


def _read(path: Path, site: Path) -> Page | Problem:
    relative = path.relative_to(site).as_posix()
    location = f"{site.name}/{relative}"
    try:
        return read_page(path.read_text("utf-8"), relative, location)
    except UnicodeDecodeError:
        return Problem(where=Location(location), what="The page is not UTF-8.", mend="Save it in the encoding UTF-8.")
    except RecursionError:
        return Problem(where=Location(location), what="The page's elements are nested too deeply to be read.", mend="Make it flatter.")


def _base(site: Path) -> Base:
    home = _read(site / HOME, site) if (site / HOME).is_file() else None
    return Base.of(home) if isinstance(home, Page) else Base()
