"""Runs the mutation tests: plants, counts, prints a table, and writes .cache/mutants.json."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import yaml

from allies.problems import FactsError

from .classes import CLASSES, Class, planted
from .gate import DOORS, ELSEWHERE, TABLE, Door, Verdict
from .world import Mutant

ROOT = Path(__file__).parent.parent.parent
HOLES, OUTCOME = "tests/mutants/holes.yaml", ".cache/mutants.json"
ENOUGH = 0.98
FEW, MANY = 12, 60  # errors of each class
Tried = list[tuple[Mutant, Verdict]]


def main() -> int:
    options = _options()
    classes = [each for each in CLASSES.values() if options.only is None or each.name in options.only]
    tried: dict[Class, Tried] = {}
    try:
        for name in [name for name in DOORS if options.door in (None, name)]:
            tried |= _through(name, [each for each in classes if each.door == name], options)
    except FactsError as error:
        print(error, "\nThis is so before any error was planted. To mend: Mend it first.", file=sys.stderr)
        return 1
    if options.list:
        return 0
    (ROOT / OUTCOME).parent.mkdir(exist_ok=True)
    (ROOT / OUTCOME).write_text(json.dumps(_outcome(tried), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return _report(tried, options.verbose)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Plants errors in copies of the facts, pages and site, and counts how many the gate catches.",
    )
    parser.add_argument("--short", action="store_true", help=f"plant {FEW} errors of each class, not {MANY}")
    parser.add_argument("--per-class", type=int, metavar="N", help="how many to plant of each class")
    parser.add_argument("--seed", type=int, default=0, help="draw another sample")
    parser.add_argument("--only", nargs="+", choices=CLASSES, metavar="CLASS", help="only these classes")
    parser.add_argument("--door", choices=DOORS, help="only what this door must catch")
    parser.add_argument("--unabridged", action="store_true", help="ask the whole door of each error; slow")
    parser.add_argument("--list", action="store_true", help="list what would be planted, and try nothing")
    parser.add_argument("--verbose", action="store_true", help="say of each error what caught it")
    return parser.parse_args()


def _through(name: str, classes: list[Class], options: argparse.Namespace) -> dict[Class, Tried]:
    """Each class of one door with its errors and what became of them."""
    if not classes:
        return {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        door: Door = DOORS[name](ROOT, Path(folder))
        count = options.per_class or (FEW if options.short else MANY)
        work = [(each, mutant) for each in classes for mutant in planted(each, door.world, count, options.seed)]
        if options.list:
            print(*(f"{each.name}  {mutant}" for each, mutant in work), sep="\n")
            return {}
        verdicts = door.verdicts([mutant for _, mutant in work], options.unabridged)
    tried: dict[Class, Tried] = {each: [] for each in classes}
    for (each, mutant), verdict in zip(work, verdicts, strict=True):
        tried[each].append((mutant, verdict))
    return tried


def _outcome(tried: dict[Class, Tried]) -> dict[str, dict[str, object]]:
    return {
        each.name: {
            "door": each.door,
            "text": each.text,
            "planted": len(mutants),
            "caught": _count(mutants),
            "survivors": [_told(*pair) for pair in _survivors(mutants)],
        }
        for each, mutants in tried.items()
    }


def _report(tried: dict[Class, Tried], verbose: bool) -> int:
    """Prints the table, the survivors, and what is to be mended; 1 where a class falls short."""
    print(f"{'door':6}{'planted':>8}{'caught':>8}{'':>8}{TABLE:>10}{ELSEWHERE:>10}  class")
    for each, mutants in tried.items():
        places = [sum(verdict.by == place for _, verdict in mutants) or "" for place in (TABLE, ELSEWHERE)]
        share = f"{_count(mutants) / max(1, len(mutants)):.1%}"
        print(f"{each.door:6}{len(mutants):8}{_count(mutants):8}{share:>8}{places[0]:>10}{places[1]:>10}  {each.name}")
    for each, mutants in tried.items():
        shown = mutants if verbose else _survivors(mutants)
        if shown:
            print(f"\n{each.name}: {each.text}", *(f"  {_told(*pair)}" for pair in shown), sep="\n")
    print()
    for name in DOORS:
        mine = [(each, mutants) for each, mutants in tried.items() if each.door == name]
        total, good = sum(len(mutants) for _, mutants in mine), sum(_count(mutants) for _, mutants in mine)
        print(f"{name}: {good} of {total} planted errors were caught.")
    holes = yaml.safe_load((ROOT / HOLES).read_text("utf-8")) or {}
    short = [
        each for each, mutants in tried.items() if each.name not in holes and _count(mutants) < ENOUGH * len(mutants)
    ]
    for each in short:
        print(f"{each.name}: fewer than {ENOUGH:.0%} are caught. To mend: Close the hole, or name it in {HOLES}.")
    unknown = [name for name in holes if name not in CLASSES]
    for name in unknown:
        print(f"{HOLES}: no class is called {name!r}. To mend: Delete it.")
    return 1 if short or unknown else 0


def _count(mutants: Tried) -> int:
    return sum(verdict.caught for _, verdict in mutants)


def _survivors(mutants: Tried) -> Tried:
    return [(mutant, verdict) for mutant, verdict in mutants if not verdict.caught]


def _told(mutant: Mutant, verdict: Verdict) -> str:
    return f"{mutant}" + (f"  [{verdict.by}: {verdict.what}]" if verdict.by else "")


if __name__ == "__main__":
    sys.exit(main())
