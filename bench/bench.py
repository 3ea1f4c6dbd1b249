"""Bench: how fast the gate is, against others' tools and against its own growth; every figure from one run.

    make bench                              everything
    make bench ARGS="--only growth --runs 1"

Nothing here is a test: a slow machine is no wrong fact. Everything happens in a temporary copy; no network is used.
The largest growth takes minutes.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ALLIES = [str(BIN / "allies")]
CHECK_JSONSCHEMA = [str(BIN / "check-jsonschema")]
MKDOCS = [sys.executable, "-m", "mkdocs"]
COPIED = ("answers", "docs", "facts", "schema", "src", "tests", "mkdocs.yml")
FACTORS = (1, 10, 50)
MADE_UP = 150  # files, the first time


@dataclass(frozen=True)
class Run:
    """What one command took: seconds on the clock, peak memory of its process in MB, and what it printed."""

    seconds: float
    megabytes: float
    output: str


def main() -> None:
    options = _options()
    parts: dict[str, Callable] = {
        "check": against_check_jsonschema,
        "build": against_plain_mkdocs,
        "serve": a_changed_fact,
        "pairs": every_pair,
        "growth": growth,
    }
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; "
        f"the best of {options.runs} runs, each a process of its own\n"
    )
    with tempfile.TemporaryDirectory(prefix="allies-bench-") as folder:
        repository = copy(Path(folder) / "repository")
        run([*ALLIES, "answers", "--write"], repository)
        for name, part in parts.items():
            if name in options.only:
                part(repository, options)
                print()


def against_check_jsonschema(repository: Path, options: argparse.Namespace) -> None:
    """The whole gate, against a schema check of the same files with the same schemas."""
    ours = afresh(options.runs, repository)
    path, lines = repository / "facts/treaties/rio-treaty.yaml", iter(range(99))
    changed = best(
        options.runs, [*ALLIES, "check"], repository, lambda: path.open("a").write(f"# changed {next(lines)}\n")
    )
    alone = best(options.runs, [*ALLIES, "check", str(path)], repository)
    theirs = [
        best(options.runs, schema_check(repository, schema, files), repository) for schema, files in kinds(repository)
    ]
    start = best(options.runs, [*CHECK_JSONSCHEMA, "--version"], repository)
    total, idle = sum(run.seconds for run in theirs), start.seconds * len(theirs)
    table(
        "Checking the facts",
        [
            ("allies check (schemas, rules, evidence, pages, answers)", ours, 1.0),
            (
                f"check-jsonschema, the same files, {len(theirs)} calls, one per kind",
                Run(total, max(run.megabytes for run in theirs), ""),
                total / ours.seconds,
            ),
            ("   of which starting it", Run(idle, start.megabytes, ""), idle / ours.seconds),
            ("allies check once more, one file changed", changed, changed.seconds / ours.seconds),
            ("allies check of that file alone", alone, alone.seconds / ours.seconds),
        ],
    )
    share, bare = ours.seconds / total, ours.seconds / (total - idle)
    print(f"allies check takes {share:.2f} of its time, {bare:.2f} of it without the starts.")


def every_pair(repository: Path, options: argparse.Namespace) -> None:
    """All pairs: their answers for a day, and a site with a page for each."""
    first = run([*ALLIES, "ask", "MEX", "RUS"], repository)
    ready = best(max(options.runs, 2), [*ALLIES, "ask", "MEX", "RUS"], repository)
    answers = best(options.runs, [*ALLIES, "answers"], repository)
    site = best(1, [*ALLIES, "build", "--pairs", "all"], repository)
    pages = len(list((repository / "site").rglob("index.html")))
    print("Every pair of states")
    print(f"  one answer: {ready.seconds:.2f} s; {first.seconds:.2f} s where the facts have to be checked")
    print(f"  answers for a day: {answers.seconds - ready.seconds:.2f} s more than one answer")
    print(f"  a site with a page for each, {pages:,} pages: {site.seconds:.0f} s, {site.megabytes:,.0f} MB")


def against_plain_mkdocs(repository: Path, options: argparse.Namespace) -> None:
    """Check, render, build, audit and publish, against the site generator alone over the same finished pages, and over
    their words."""
    finished, words = repository / "finished", repository / "words"
    run([*ALLIES, "render", str(finished)], repository)
    pages = sorted(finished.rglob("*.md"))
    for page in pages:
        copy = words / page.relative_to(finished)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(without_tags(page.read_text("utf-8")), "utf-8")
    bare, plain = (generated(repository, docs) for docs in (finished, words))
    ours = best(1, [*ALLIES, "build"], repository)
    table(
        "Building the site",
        [
            ("allies build (check, render, build, audit, publish)", ours, ours.seconds / bare.seconds),
            ("mkdocs build of the same pages with the facts typed in", bare, 1.0),
            ("mkdocs build of their words alone, as plain Markdown", plain, plain.seconds / bare.seconds),
        ],
    )
    print(
        f"A page takes {ours.seconds / len(pages) * 1000:.1f} ms, {ours.seconds / plain.seconds:.2f}× a page of plain "
        f"Markdown with the same words ({len(pages):,} pages)."
    )


def a_changed_fact(repository: Path, options: argparse.Namespace) -> None:
    """How long it takes until a browser that has a page open under `allies serve` has it with a changed fact."""
    changes = {
        "treaties/rio-treaty/": ("facts/treaties/rio-treaty.yaml", "subject: {en: ", "subject: {en: changed "),
        "pairs/mexico-russia/": ("facts/relations/mex-rus.yaml", "summary: {en: ", "summary: {en: Changed. "),
    }
    print("A changed fact on the page that is open")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}/"
    process = subprocess.Popen(
        [*ALLIES, "serve", "--port", base.split(":")[2].strip("/")], cwd=repository, stdout=subprocess.DEVNULL
    )
    try:
        while process.poll() is None and not got(base):
            time.sleep(0.2)
        for page, (name, old, new) in changes.items():
            path, taken = repository / name, []
            before = path.read_text("utf-8")
            for text in [before.replace(old, new, 1), before] * options.runs:
                asks = re.search(r"livereload\((\d+), (\d+)\);", got(base + page))
                start = time.perf_counter()
                path.write_text(text, "utf-8")
                while process.poll() is None and int(got(f"{base}livereload/{asks[1]}/{asks[2]}") or 0) <= int(asks[1]):
                    pass  # each call waits for news, as a browser does
                got(base + page)
                taken.append(time.perf_counter() - start)
            print(f"  {page:<22} {min(taken):.2f} to {max(taken):.2f} s")
    finally:
        process.terminate()
        process.wait()


def growth(repository: Path, options: argparse.Namespace) -> None:
    """Time per fact added, as made-up facts come on top of the present ones: some, then 10 and 50 times as many."""
    present = len(list((repository / "facts").rglob("*.yaml")))
    start = afresh(options.runs, repository)
    print(f"Growing, with made-up facts on top of the {present:,} files there are ({start.seconds:.2f} s)")
    print(f"{'':>5}{'added':>9}{'time':>11}{'per file added':>17}{'memory':>11}")
    for factor in options.factors:
        make_up(repository, present + MADE_UP * factor)
        run([*ALLIES, "answers", "--write"], repository)
        measured = afresh(options.runs if factor == 1 else 1, repository)
        added = counted(measured.output)[0] - present
        each = (measured.seconds - start.seconds) / added * 1000
        print(
            f"{factor:>4}×{added:>9,}{measured.seconds:>9.2f} s{each:>14.2f} ms{measured.megabytes:>8,.0f} MB",
            flush=True,
        )


# Commands


def got(address: str) -> str:
    """What a server answers, nothing where none does."""
    try:
        with urllib.request.urlopen(address, timeout=90) as answer:  # noqa: S310 - our own server
            return answer.read().decode("utf-8")
    except OSError:
        return ""


def generated(repository: Path, docs: Path) -> Run:
    """The site generator alone over a folder of finished pages."""
    config = repository / f"{docs.name}.yml"
    config.write_text(
        f"INHERIT: mkdocs.yml\nstrict: false\ndocs_dir: {docs}\nsite_dir: {repository / 'generated' / docs.name}\n",
        "utf-8",
    )
    return best(1, [*MKDOCS, "build", "--quiet", "--config-file", str(config)], repository)


def without_tags(text: str) -> str:
    """The words of a finished page as plain Markdown, a paragraph for each line."""
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    body = re.sub(r"<[^>]*>", " ", text[front.end() if front else 0 :])
    return (
        (front[0] if front else "")
        + "\n\n".join(line for line in (" ".join(line.split()) for line in body.splitlines()) if line)
        + "\n"
    )


def afresh(runs: int, repository: Path) -> Run:
    """The fastest of several checks that remember nothing of another."""
    return best(runs, [*ALLIES, "check"], repository, lambda: shutil.rmtree(repository / ".cache", ignore_errors=True))


def best(runs: int, command: Sequence[str], folder: Path, before: Callable[[], None] = lambda: None) -> Run:
    """The fastest of several runs, with the most memory that any of them took; something is done before each."""
    done = [(before(), run(command, folder))[1] for _ in range(runs)]
    fastest = min(done, key=lambda each: each.seconds)
    return Run(fastest.seconds, max(each.megabytes for each in done), fastest.output)


def run(command: Sequence[str], folder: Path) -> Run:
    """One run of a command that has to succeed; where it does not, its output is shown and the bench ends."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **quiet}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode:
        sys.exit(f"{printed[-3000:]}\nThis command failed, with status {process.returncode}: {' '.join(command)[:500]}")
    return Run(seconds, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024), printed)


def schema_check(repository: Path, schema: Path, files: Sequence[Path]) -> list[str]:
    """check-jsonschema over the files of one kind; the schemas' own names are addresses, so it is told where they
    stand."""
    return [
        *CHECK_JSONSCHEMA,
        "--no-cache",
        "--schemafile",
        str(schema),
        "--base-uri",
        schema.as_uri(),
        *(str(each.relative_to(repository)) for each in files),
    ]


def kinds(repository: Path) -> list[tuple[Path, list[Path]]]:
    """Each schema with the fact files it is for, read off the line by which editors find it."""
    found: dict[Path, list[Path]] = {}
    for path in sorted((repository / "facts").rglob("*.yaml")):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)", path.read_text("utf-8"))
        if not named:
            sys.exit(f"{path.relative_to(repository)} does not begin with the line that names its schema.")
        found.setdefault((path.parent / named[1]).resolve(), []).append(path)
    return sorted(found.items())


def counted(output: str) -> tuple[int, int]:
    """Fact files and claims, as `allies check` counts them."""
    said = re.search(r"([\d,]+) fact files, ([\d,]+) claims", output)
    if not said:
        sys.exit(f"allies check did not say how much it checked:\n{output[-500:]}")
    return int(said[1].replace(",", "")), int(said[2].replace(",", ""))


def table(title: str, rows: Sequence[tuple[str, Run, float]]) -> None:
    print(f"{title}\n{'':<64}{'time':>9}{'ratio':>9}{'memory':>11}")
    for what, measured, ratio in rows:
        print(f"  {what:<62}{measured.seconds:>7.2f} s{ratio:>8.2f}×{measured.megabytes:>8,.0f} MB", flush=True)


# Made-up facts: each group is a treaty between two states, half an organization, and the sources that both cite


def copy(target: Path) -> Path:
    """The repository as it stands, without what was built."""
    target.mkdir(parents=True)
    for name in COPIED:
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif origin.exists():
            shutil.copy2(origin, target / name)
    return target


def make_up(repository: Path, files: int) -> None:
    """Adds made-up facts until there are so many files; what stands there already is kept."""
    facts = repository / "facts"
    there = sum(1 for _ in facts.rglob("*.yaml"))
    states = _usable_states(facts)
    number = sum(1 for _ in (facts / "treaties").glob("made-up-*.yaml"))
    second: dict[str, list[str]] = {"treaties": [], "organizations": []}  # the lines that the gate wants of them
    while there < files:
        made, said = _group(number, states)
        for name, text in made.items():
            (facts / name).write_text(text, "utf-8")
        for section, line in said.items():
            second[section].append(f"  made-up-{number:05}: {{{line}}}\n")
        there, number = there + len(made), number + 1
    bonds = repository / "tests/bonds.yaml"
    text = bonds.read_text("utf-8")
    for section, lines in second.items():
        text = text.replace(f"\n{section}:\n", f"\n{section}:\n{''.join(lines)}", 1)
    bonds.write_text(text, "utf-8")


MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
}
PRINTED = {"en": "{0.day} {1} {0.year}", "es": "{0.day} de {1} de {0.year}", "ru": "{0.day} {1} {0.year} года"}
CONSULTATION = """
  - kind: consultation
    article: "2"
    summary: {{en: They consult when either is threatened.}}
    evidence:
      - {{source: {source}, supports: kind, printed: The parties consult}}
      - {{source: {source}, supports: article, printed: Article 2}}"""


def _group(number: int, states: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The files of one treaty, its sources and, every other time, an organization; and what the second entry says."""
    signed = date(2001, 1, 1) + timedelta(days=number * 17 % 4000)
    force, founded = signed + timedelta(days=200), signed + timedelta(days=40)
    first, second = sorted(
        {states[number % len(states)], states[(number * 7 + 3) % len(states)]} | {states[(number + 1) % len(states)]}
    )[:2]
    sources = {language: f"made-up-{number:05}-{language}" for language in MONTHS}
    made = {f"sources/{id}.yaml": _source(id, language, number) for language, id in sources.items()}
    made[f"treaties/made-up-{number:05}.yaml"] = f"""# yaml-language-server: $schema=../../schema/treaty.schema.json
title: Agreement of Made-up Facts, Volume {number}
subject: {{en: made-up facts}}
signed: "{signed}"
entry_into_force: "{force}"
obligations: {CONSULTATION.format(source=sources["en"]) if number % 4 == 0 else "[]"}
parties:
  {first}: {{}}
  {second}: {{}}
evidence:
{_rows(sources, "signed", signed)}
{_rows(sources, "entry_into_force", force)}
  - {{source: {sources["en"]}, supports: parties, printed: both, reads: {first} {second}, note: as headed}}
"""
    owes = "[consultation]" if number % 4 == 0 else "[]"
    said = {"treaties": f"owes: {owes}, is: in force, parties: {first} {second}"}
    if number % 2 == 0:
        members = sorted({states[(number * 11 + step * 13) % len(states)] for step in range(12)})
        made[
            f"organizations/made-up-{number:05}.yaml"
        ] = f"""# yaml-language-server: $schema=../../schema/organization.schema.json
name: {{en: Organization of Made-up Facts {number}}}
kind: organization
purpose: {{en: Organization for the making up of facts.}}
founded:
  date: "{founded}"
  evidence:
{_rows(sources, "", founded, 4)}
members:
""" + "".join(
            f'  {code}:\n    joined: "{founded}"\n    evidence:\n{_rows(sources, "", founded, 6)}\n' for code in members
        )
        said["organizations"] = f"members: {' '.join(members)}"
    return made, said


def _source(id: str, language: str, number: int) -> str:
    return f"""# yaml-language-server: $schema=../../schema/source.schema.json
publisher: Publisher {number} ({language})
title: Made-up text {number}
link: https://made-up.example/{id}
language: {language}
kind: official
read: "2026-11-01"
"""


def _rows(sources: dict[str, str], supports: str, day: date, indent: int = 2) -> str:
    named = f"supports: {supports}, " if supports else ""
    printed = {key: PRINTED[key].format(day, MONTHS[key][day.month - 1]) for key in sources}
    rows = (f"- {{source: {id}, {named}printed: '{printed[key]}'}}" for key, id in sources.items())
    return "\n".join(f"{' ' * indent}{row}" for row in rows)


def _usable_states(facts: Path) -> list[str]:
    """Members of the United Nations that existed all the while, but for the two of the flagship page, which has to stay
    as it is."""
    found = []
    for path in sorted((facts / "states").glob("*.yaml")):
        text = path.read_text("utf-8")
        began = re.search(r'^began:\n  date: "(\d{4})', text, re.MULTILINE)
        if "status: un-member" in text and not (began and began[1] >= "2000") and path.stem not in ("mex", "rus"):
            found.append(path.stem.upper())
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run; the best counts")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=["check", "build", "serve", "pairs", "growth"],
        default=["check", "build", "serve", "pairs", "growth"],
    )
    parser.add_argument(
        "--factors", nargs="+", type=int, default=FACTORS, help="how many times the first number of made-up facts"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
