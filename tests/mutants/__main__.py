"""Runs the mutation tests: plants, counts, prints a table, and writes .cache/mutants.json."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from allies.problems import FactsError

from .classes import CHECK, CLASSES, PER_CLASS, SITE, Class, planted
from .gate import TABLE, Door, Verdict, caught, check_door, site_door
from .world import Mutant

ROOT = Path(__file__).parent.parent.parent
HOLES, OUTCOME = "tests/mutants/holes.yaml", ".cache/mutants.json"
ENOUGH = 0.98
DOORS = {CHECK: check_door, SITE: site_door}
Tried = list[tuple[Mutant, Verdict]]


def main() -> int:
    options = _options()
    classes = [each for each in CLASSES.values() if options.only is None or each.name in options.only]
    tried: dict[Class, Tried] = {}
    try:
        for name in [name for name in DOORS if options.door in (None, name)]:
            tried |= _through(name, [each for each in classes if each.door == name], options)
    except FactsError as error:
        print(error, file=sys.stderr)
        return 1
    if options.list:
        return 0
    holes = yaml.safe_load((ROOT / HOLES).read_text("utf-8")) or {}
    (ROOT / OUTCOME).parent.mkdir(exist_ok=True)
    (ROOT / OUTCOME).write_text(json.dumps(_outcome(tried), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return _report(tried, holes, options.verbose)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Plants errors in copies of the facts, the pages and the site, and counts how many the gate catches.",
    )
    parser.add_argument("--only", nargs="+", choices=CLASSES, metavar="CLASS", help="only these classes")
    parser.add_argument("--door", choices=DOORS, help="only what this door must catch")
    parser.add_argument("--per-class", type=int, metavar="N", help=f"how many to plant of each class ({PER_CLASS})")
    parser.add_argument("--alone", action="store_true", help="try each error by itself; slow")
    parser.add_argument("--list", action="store_true", help="list what would be planted, and try nothing")
    parser.add_argument("--verbose", action="store_true", help="say of each error what caught it")
    return parser.parse_args()


def _through(name: str, classes: list[Class], options: argparse.Namespace) -> dict[Class, Tried]:
    """Each class of one door with its errors and what became of them."""
    if not classes:
        return {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        door: Door = DOORS[name](ROOT, Path(folder))
        if door.before:
            print(
                f"Before anything is planted, {name} finds {len(door.before)} problems; they do not count.",
                file=sys.stderr,
            )
        count = options.per_class or PER_CLASS[name]
        work = [(each, mutant) for each in classes for mutant in planted(each, door.world, count)]
        if options.list:
            print(*(f"{each.name}  {mutant}" for each, mutant in work), sep="\n")
            return {}
        verdicts = door.verdicts([mutant for _, mutant in work], options.alone)
    tried: dict[Class, Tried] = {each: [] for each in classes}
    for number, (each, mutant) in enumerate(work):
        tried[each].append((mutant, verdicts[number]))
    return tried


def _outcome(tried: dict[Class, Tried]) -> dict[str, dict[str, object]]:
    return {
        each.name: {
            "door": each.door,
            "text": each.text,
            "planted": len(mutants),
            "caught": _count(each, mutants),
            "survivors": [_told(mutant, verdict) for mutant, verdict in _survivors(each, mutants)],
        }
        for each, mutants in tried.items()
    }


def _report(tried: dict[Class, Tried], holes: dict[str, str], verbose: bool) -> int:
    """Prints the table, the survivors, and what is to be mended; 1 where a class falls short."""
    print(f"{'door':6}{'planted':>8}{'caught':>8}{'by table':>10}  class")
    for each, mutants in tried.items():
        tables = sum(verdict.by == TABLE for _, verdict in mutants)
        print(f"{each.door:6}{len(mutants):8}{_count(each, mutants):8}{tables or '':>10}  {each.name}")
    for each, mutants in tried.items():
        shown = mutants if verbose else list(_survivors(each, mutants))
        print(*([f"\n{each.name}: {each.text}"] if shown else []), *(f"  {_told(*pair)}" for pair in shown), sep="\n")
    for name in (CHECK, SITE):
        mine = [(each, mutants) for each, mutants in tried.items() if each.door == name]
        total, good = sum(len(mutants) for _, mutants in mine), sum(_count(*pair) for pair in mine)
        print(f"{name}: {good} of {total} planted errors were caught.")
    short = [
        each
        for each, mutants in tried.items()
        if each.name not in holes and _count(each, mutants) < ENOUGH * max(1, len(mutants))
    ]
    for each in short:
        print(f"{each.name}: fewer than {ENOUGH:.0%} are caught. To mend: Close the hole, or name it in {HOLES}.")
    unknown = [name for name in holes if name not in CLASSES]
    for name in unknown:
        print(f"{HOLES}: no class is called {name!r}. To mend: Delete it.")
    return 1 if short or unknown else 0


def _count(each: Class, mutants: Tried) -> int:
    return sum(caught(each.door, verdict) for _, verdict in mutants)


def _survivors(each: Class, mutants: Tried) -> Iterator[tuple[Mutant, Verdict]]:
    return ((mutant, verdict) for mutant, verdict in mutants if not caught(each.door, verdict))


def _told(mutant: Mutant, verdict: Verdict) -> str:
    return f"{mutant}" + (f"  [{verdict.by}: {verdict.what}]" if verdict.by else "")


if __name__ == "__main__":
    sys.exit(main())
