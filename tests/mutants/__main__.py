"""Runs the mutation tests: plants, counts, reports; the outcome of a whole run goes to answers/mutants.json."""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

import yaml

from allies.gate.committed import MUTANTS
from allies.problems import FactsError

from .classes import CLASSES, planted
from .gate import Gate, snapshot
from .world import Mutation, World

ROOT = Path(__file__).parent.parent.parent
HOLES = "tests/mutants/holes.yaml"
PER_CLASS = 14
_GATE: list[Gate] = []  # the one of a process of the pool


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        try:
            gate = Gate(snapshot(ROOT, Path(folder) / "repository"), Path(folder) / "built" / "site")
        except FactsError as error:
            print(error, file=sys.stderr)
            return 1
        if gate.before or gate.failing or gate.page_problems:
            print(
                f"Before anything is planted, the gate finds {len(gate.before) + len(gate.failing) + len(gate.page_problems)} problems; they do not count.",
                file=sys.stderr,
            )
        world = World(gate.root, gate.facts, gate.pages.texts)
        gate.pages.keep(
            {path.relative_to(gate.root).as_posix(): path.read_text("utf-8") for path in gate.root.glob("docs/**/*.md")}
        )
        work = [
            (name, mutation, text)
            for name in options.only or CLASSES
            for mutation, text in planted(name, world, options.per_class)
        ]
        if options.list:
            for name, mutation, _ in work:
                print(f"{name}  {mutation.path}:{mutation.line}  {mutation.what}")
            return 0
        _GATE.append(gate)
        with multiprocessing.get_context("fork").Pool(min(2, os.cpu_count() or 1), _begin) as pool:
            outcomes = pool.map(
                _try,
                [(mutation.path, mutation.line, mutation.what, mutation.html, text) for _, mutation, text in work],
                chunksize=4,
            )
    results = [(name, mutation, by) for (name, mutation, _), by in zip(work, outcomes)]
    whole = not options.only and options.per_class == PER_CLASS
    if whole:
        _write(results, str(gate.facts.edition))
    return _report(results, options.verbose)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Plants errors in a copy of the facts and pages, and counts how many the gate catches.",
    )
    parser.add_argument(
        "--per-class", type=int, default=PER_CLASS, metavar="N", help=f"how many to plant of each class ({PER_CLASS})"
    )
    parser.add_argument("--only", nargs="+", choices=CLASSES, metavar="CLASS", help="only these classes")
    parser.add_argument("--list", action="store_true", help="list what would be planted, and run nothing")
    parser.add_argument("--verbose", action="store_true", help="say of each error what caught it")
    return parser.parse_args()


def _begin() -> None:
    """Gives a process of the pool a copy of the repository of its own."""
    gate = _GATE[0]
    folder = tempfile.mkdtemp(prefix="copy-", dir=gate.root.parent)
    gate.move(Path(folder))


def _try(task: tuple[str, int, str, bool, str]) -> str | None:
    path, line, what, html, text = task
    return _GATE[0].catches(Mutation(path, line, what, lambda: text, html=html), text)


def _write(results: list[tuple[str, Mutation, str | None]], day: str) -> None:
    classes = {}
    for name in CLASSES:
        mine = [(mutation, by) for each, mutation, by in results if each == name]
        survivors = [f"{mutation.path}:{mutation.line}  {mutation.what}" for mutation, by in mine if by is None]
        classes[name] = {
            "text": CLASSES[name].__doc__,
            "planted": len(mine),
            "caught": len(mine) - len(survivors),
            **({"survivors": survivors} if survivors else {}),
        }
    total = {
        "day": day,
        "planted": len(results),
        "caught": sum(each["caught"] for each in classes.values()),
        "classes": dict(sorted(classes.items())),
    }
    (ROOT / "answers" / MUTANTS).write_text(json.dumps(total, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _holes() -> dict[str, str]:
    """Why nothing can catch some errors of a class, by its name."""
    return yaml.safe_load((ROOT / HOLES).read_text("utf-8"))


def _report(results: list[tuple[str, Mutation, str | None]], verbose: bool) -> int:
    new = []
    for name in dict.fromkeys(name for name, _, _ in results):
        mine = [(mutation, by) for each, mutation, by in results if each == name]
        print(f"{sum(by is not None for _, by in mine):4}/{len(mine):<4} {name}")
        for mutation, by in mine:
            if verbose or by is None:
                print(
                    f"          {mutation.path}:{mutation.line}  {mutation.what}"
                    + (f"\n            caught: {by}" if by else "  SURVIVES")
                )
        new += [mutation for mutation, by in mine if by is None and name not in _holes()]
    print(f"{sum(by is not None for _, _, by in results)} of {len(results)} planted errors were caught.")
    for mutation in new:
        print(
            f"\n{mutation.path}:{mutation.line}\n    This error is not caught: {mutation.what}\n    To mend: Close the hole, or say in {HOLES} why nothing can catch some errors of its class."
        )
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
