"""Generate: finished Markdown becomes HTML, by the site generator and the theme. No promise is kept here."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from allies.facts import Facts
from allies.problems import FactsError, Location, Problem


def generate(facts: Facts, docs: Path, site: Path, only_changed: bool = False) -> None:
    """Makes `site` of the pages in `docs`; `only_changed` leaves alone what is newer in `site`, and whatever links to it unchecked.

    Raises FactsError where the generator stops, as it does at a link that leads nowhere.
    """
    os.environ["SOURCE_DATE_EPOCH"] = str(_epoch(facts))
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.ERROR if only_changed else logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
    try:
        build(load_config(str(facts.root / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(site), strict=not only_changed), dirty=only_changed)
    except (MkDocsException, SystemExit) as error:
        raise FactsError(Problem(where=Location("mkdocs.yml"), what=f"The site generator stopped: {error}.", mend="Mend what it warned of above, and build again.")) from None


def _epoch(facts: Facts) -> int:
    """The edition's day in seconds since 1970 (UTC): the only time a build knows."""
    day = facts.edition.earliest
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
