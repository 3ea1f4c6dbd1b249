"""The door for `mkdocs serve`, which gets each page's finished Markdown here. No promise is kept in a hook."""

import sys
from pathlib import Path

for name in [name for name in sys.modules if name.startswith("allies")]:
    del sys.modules[name]  # this file is loaded again at each change, so a changed engine is used at once

from allies import check, pages  # noqa: E402
from allies.render.plan import Plan  # noqa: E402

_plans = {}


def on_pre_build(config):
    facts = check.checked(Path(config.config_file_path).parent)
    _plans["site"] = Plan(facts, facts.edition)


def on_page_markdown(markdown, page, config, files):
    return pages.page(markdown, _plans["site"], page.file.src_uri)
