"""Pages: which pages there are, and their finished Markdown."""

from pathlib import Path

from allies.facts import Facts
from allies.problems import FactsError, Problem
from allies.render.page import render


def page(text: str, facts: Facts, path: str) -> str:
    """The finished Markdown of one page under docs/. Raises FactsError."""
    return render(text, facts, f"docs/{path}")


def problems(facts: Facts) -> list[Problem]:
    """Every problem of every page: pointers that lead nowhere, templates that cannot be read."""
    found: list[Problem] = []
    for path in sources(facts.root):
        try:
            page((facts.root / "docs" / path).read_text("utf-8"), facts, path)
        except FactsError as error:
            found += error.problems
    return sorted(found)


def sources(root: Path) -> list[str]:
    """The Markdown files under docs/, as paths below it."""
    docs = root / "docs"
    return sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md") if not path.is_symlink())


def write(facts: Facts, target: Path) -> int:
    """Writes the finished tree of docs/ for any site generator, and returns the number of pages. Raises FactsError."""
    count = 0
    for path in sorted((facts.root / "docs").rglob("*")):
        relative = path.relative_to(facts.root / "docs")
        if path.is_file() and not path.is_symlink():
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".md":
                (target / relative).write_text(page(path.read_text("utf-8"), facts, relative.as_posix()), "utf-8")
                count += 1
            else:
                (target / relative).write_bytes(path.read_bytes())
    return count
