"""Build: the site is made in a folder of its own, audited there, and only then put in the place of the old one."""

import base64
import hashlib
import re
from functools import partial
from pathlib import Path

from allies import parallel
from allies.facts.read import Facts
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Problem, coded
from allies.site import api, calendar, feed, lost, publish, search, shell
from allies.site.generate import generate
from allies.site.head import Head

MANY = 100  # files from which on a second process saves more time than it takes
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src {}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)


def build(facts: Facts, all_pairs: bool = False) -> Path:
    """Builds, audits and publishes the site of a repository; returns its folder.

    Raises FactsError and OSError; then the published site is as it was.
    """
    plan, root = Plan(facts, all_pairs), facts.root
    publish.refuse_strangers(root)
    with publish.workplace(root) as folder:
        make(plan, folder / "docs", folder / "site")
        publish.finish(folder / "site")
        problems = audited(folder / "site", root)
        if problems:
            raise FactsError(*problems)
        return publish.publish(folder / "site", root)


def make(plan: Plan, docs: Path, site: Path) -> None:
    """Makes everything that is published, and no more. Raises FactsError and OSError."""
    pages.write(plan, docs, made=False)
    shell.write(plan, docs)
    generate(plan.facts, docs, site)
    lost.settle(site)
    head, made = _headed(plan, site), list(pages.generated(plan))
    _ = [*map(plan.nearest, plan.states)], plan.allies  # for all processes
    found = shell.files(plan, shell.shells(plan, site), head)
    found |= {f"{api.FOLDER}/{name}": make for name, make in api.files(plan).items()}
    found[feed.NAME] = partial(feed.text, plan, head.base, head.site)
    found[calendar.NAME] = partial(calendar.text, plan, head.base, head.site)
    for folder in {(site / name).parent for name in found}:
        folder.mkdir(parents=True, exist_ok=True)
    parallel.each(lambda name: (site / name).write_bytes(found[name]().encode()), list(found), MANY)
    shell.list_in_sitemap(site, [each.address for each in made])
    search.add(site, plan, made)


def _headed(plan: Plan, site: Path) -> Head:
    """Gives the pages that the generator made their policy, and those that somebody wrote their heads."""
    texts = {path: with_policy(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    address = {path: path.relative_to(site).as_posix().removesuffix("index.html") for path in texts}
    asked = {each.address: pages.answered(each, plan) for each in pages.authored(plan)}
    head = Head.of({address[path]: text for path, text in texts.items() if address[path] in asked}, str(plan.on))
    for path, text in texts.items():
        whole = head.added(text, asked[address[path]]) if address[path] in asked else text
        path.write_text(whole, "utf-8")
    return head


def audited(site: Path, root: Path) -> list[Problem]:
    """What the audit finds in a built site."""
    from allies.audit import audit  # here, so that a page can be rendered without the HTML parser

    return [*coded("site", audit(site, root))]


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
    policy = _POLICY.format(scripts)
    return html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
