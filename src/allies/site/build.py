"""Build: the site is made in a fresh folder, audited there, and only then put in the place of the old one.

`site` is a symbolic link to a folder under .site/, so that it is replaced in one step: at any moment it is the old site
or the new one, whole.
"""

import base64
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allies.facts.read import Facts
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Location, Problem
from allies.site import api, shell
from allies.site.generate import generate

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def build(facts: Facts, all_pairs: bool = False) -> Path:
    """Builds, audits and publishes the site of a repository; returns its folder. Raises FactsError; then nothing has changed."""
    plan = Plan(facts, facts.edition, all_pairs)
    with _fresh_folder(facts.root) as folder:
        pages.write(plan, folder / "docs", made=False)
        shell.write(plan, folder / "docs")
        generate(facts, folder / "docs", folder / "site")
        for page in sorted((folder / "site").rglob("*.html")):
            page.write_text(with_policy(page.read_text("utf-8")), "utf-8")
        shell.fill_in(plan, folder / "site")
        api.write(plan, folder / "site")
        problems = audited(folder / "site", facts.root)
        if problems:
            raise FactsError(*problems)
        return _publish(folder / "site", facts.root)


def audited(site: Path, root: Path) -> list[Problem]:
    """What the audit finds in a built site."""
    from allies.audit import audit  # here, so that a page can be rendered without the HTML parser

    return audit(site, root)


def with_policy(html: str) -> str:
    """A page with a Content-Security-Policy that allows only its own inline scripts, by their hashes, and this host."""
    hashes = sorted(
        {
            base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            for script in _SCRIPT.findall(html)
            if script.strip()
        }
    )
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in hashes)])
    policy = f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
    return html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


@contextmanager
def _fresh_folder(root: Path) -> Iterator[Path]:
    """A folder of its own for one build; what an interrupted build left behind is cleared away first."""
    base = root / ".site"
    base.mkdir(exist_ok=True)
    for left in base.glob("building-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="building-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(built: Path, root: Path) -> Path:
    """Puts a finished site in the place of the old one, in one step, and clears the old one away."""
    digest = hashlib.sha256()
    for path in sorted(built.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(built).as_posix().encode() + b"\0" + path.read_bytes())
    home = root / ".site" / digest.hexdigest()[:16]
    if not home.exists():
        built.rename(home)
    site = root / "site"
    if site.exists() and not site.is_symlink():
        raise FactsError(
            Problem(
                where=Location("site"),
                what="site is a folder, not the link that a build makes.",
                mend="Move it away, and build again.",
            )
        )
    link = root / ".site" / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(".site") / home.name)
    os.replace(link, site)
    for old in (root / ".site").iterdir():
        if old.is_dir() and old.name != home.name and not old.name.startswith("building-"):
            shutil.rmtree(old, ignore_errors=True)
    return site
