"""Generate: finished Markdown becomes HTML, by the site generator and the theme. No promise is kept here."""

import logging
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from allies.facts.read import Facts
from allies.problems import FactsError, Location, Problem


def generate(facts: Facts, docs: Path, site: Path, only_changed: bool = False) -> None:
    """Makes `site` of the pages in `docs`; `only_changed`, only those that are older in `site`: no index, no map of the
    site, no check of links. Raises FactsError where the generator stops, as it does at a link that leads nowhere."""
    os.environ.update(SOURCE_DATE_EPOCH=str(_epoch(facts)), NO_MKDOCS_2_WARNING="1")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    said = _Said()
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.ERROR if only_changed else logging.WARNING)
    logger.addHandler(said)
    try:
        settings = str(facts.root / "mkdocs.yml")
        config = load_config(settings, docs_dir=str(docs), site_dir=str(site), strict=not only_changed)
        config.repo_url = config.edit_uri = None  # the theme would ask the forge's host how many like it
        if only_changed:
            config.theme.static_templates = set()
            for plugin in config.plugins.values():
                plugin.config["enabled"] = False
        build(config, dirty=only_changed)
    except (MkDocsException, SystemExit) as error:
        raise FactsError(*said.problems or [_problem(f"The site generator stopped: {error}")]) from None
    finally:
        logger.removeHandler(said)


class _Said(logging.Handler):
    """What the generator warns of, as problems."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.problems.append(_problem(record.getMessage()))


def _problem(said: str) -> Problem:
    page = re.search(r"'([^']+\.md)'", said)
    where = Location(f"docs/{page[1]}" if page else "mkdocs.yml")
    what = f"{said.strip().rstrip('.!')}."
    return Problem(where=where, what=what, mend="Correct the page, or the settings of the generator in mkdocs.yml.")


def _epoch(facts: Facts) -> int:
    """The edition's day in seconds since 1970 (UTC): the only time a build knows."""
    day = facts.edition.earliest
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
