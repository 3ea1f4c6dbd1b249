"""The door for MkDocs: `serve` and `build` get each page's finished Markdown. No promise is kept here."""

import sys
from pathlib import Path

for name in [name for name in sys.modules if name.startswith("allies")]:
    del sys.modules[name]  # `mkdocs serve` loads this file again at each change, so a changed engine is used at once

from allies import check, pages  # noqa: E402

_facts = {}


def on_pre_build(config):
    _facts["all"] = check.checked(Path(config.config_file_path).parent)


def on_page_markdown(markdown, page, config, files):
    return pages.page(markdown, _facts["all"], page.file.src_uri)
