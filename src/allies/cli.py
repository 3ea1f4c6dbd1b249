"""The commands: thin doors to the engine. Exit status 1 for problems, 2 for wrong usage.

A command brings along what it needs by itself, so that none waits for the tools of another.
"""

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EPIPE
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from allies.answers import compare, data, derive, said
from allies.answers.phrases import Phrasebook
from allies.facts import dates
from allies.facts.dates import Edtf, ImpossibleDate
from allies.facts.model import KINDS
from allies.facts.read import Facts, find_root
from allies.facts.validate import Schemas
from allies.gate import kept
from allies.problems import FactsError, Location, NotKnown, Problem, coded

PAIRS = click.option(
    "--pairs",
    type=click.Choice(["told", "all"]),
    default="told",
    show_default=True,
    help="Pages for the pairs there is something to say of, or for every pair.",
)


class _Door(click.Command):
    """A command over a repository, which its function gets first; what keeps it from its work is a sentence, or the
    problems there are."""

    def invoke(self, ctx: click.Context) -> Any:
        work: Any = self.callback
        root = _root(ctx.obj, ctx)
        try:
            return ctx.invoke(work, root, **ctx.params)
        except FactsError as error:
            told = error.problems
        except OSError as error:
            if error.errno == EPIPE:
                raise  # whoever reads has gone, which is no news
            told = (_refused(error, root),)
        except NotKnown as error:
            raise click.UsageError(f"{error}{'.' * (not str(error).endswith('?'))}", ctx) from None
        _print(coded("work-stopped", told), "text")
        sys.exit(1)


FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
PATIENCE = 2  # seconds after which somebody wonders
LANGUAGE = click.option("--language", help="A language that docs/phrases/ has; that of the site by default.")


class _Doors(click.Group):
    """The commands, with what holds for each: how long one takes is told."""

    command_class = _Door

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        if sys.flags.optimize > 1:
            what = "Python was told to leave out docstrings, which here say what rules mean."
            raise click.UsageError(f"{what} Unset PYTHONOPTIMIZE, or set it to 1.")
        with _patience():
            return super().invoke(ctx)


@contextmanager
def _patience() -> Iterator[None]:
    """Tells on a terminal, after a while and then each second, for how long the work has been going on."""
    began, wait = time.monotonic(), sys.stderr.isatty() and "serve" not in sys.argv and hasattr(signal, "setitimer")
    if wait:

        def said(*_: object) -> None:
            click.echo(f"\r\033[K{time.monotonic() - began:.0f} s ... \r", err=True, nl=False)

        before = signal.signal(signal.SIGALRM, said)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE, 1)
    try:
        yield
    finally:
        if wait:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            click.echo("\r\033[K", err=True, nl=False)


@click.group(cls=_Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The repository; by default the nearest folder upward with facts/ and mkdocs.yml.",
)
@click.version_option(package_name="allies", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, root: Path | None) -> None:
    """Are X and Y allies? Facts with evidence, and answers derived from them."""
    context.obj = root


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How problems are printed.",
)
@FILES
def check(root: Path, form: str, files: tuple[Path, ...]) -> None:
    """Hold every fact and every page against schemas, rules and evidence; or fact FILES alone, as before a commit.

    Of files alone, nothing is said of what they do to other files, to pages and to answers.
    """
    gc.disable()  # all is needed to the end, which is near; looking for garbage would take a tenth of the time
    try:
        said = _right(root, files) if files else kept.passed(root)
    except FactsError as error:
        _print(error.problems, form)
        sys.exit(1)
    _print([], form)
    if form == "text":
        click.echo(f"{said}: no problem found.")


def _right(root: Path, files: Iterable[Path]) -> str:
    """How many files were looked at alone. Raises FactsError with what is wrong in them."""
    from allies.gate.check import check_files

    names = {os.path.relpath(path.parent.resolve() / path.name, root) for path in files}
    if others := [name for name in sorted(names) if not name.startswith("facts/")]:
        raise click.UsageError(f"{others[0]} is no fact file. Name files below facts/, or none for everything.")
    with kept.memory(root) as memory:
        if problems := check_files(root, names, memory):
            raise FactsError(*problems)
    return f"{len(names)} fact file{'s' * (len(names) != 1)}, looked at alone"


class Kinds(click.Group):
    """A command for each kind of fact, with an option for each of its keys, both as the schemas have them."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        from allies.gate import new

        if name not in KINDS:
            return None
        schemas = Schemas.read(_root(context.obj) / "schema").whole
        options = [
            click.Option(
                [f"--{field.name}", field.name.replace("-", "_")],
                help=field.says,
                multiple=True,
                type=click.Choice(field.choices) if field.choices else str,
            )
            for field in new.options(schemas, name)
        ]
        printed = click.Option(["--printed"], multiple=True, metavar="OPTION=WORDS", help=new.PRINTED)
        about = schemas[name].get("description", "")
        id = click.Argument(["id"], required=False)
        return _Door(name, callback=partial(_begin, name), params=[id, *options, printed], help=about)


@main.command(name="new", cls=Kinds)
def new_fact() -> None:
    """Begin a fact file of a kind, in its form, and that of its source (--source-link, --source-publisher, ...).

    Keys come from the schema: `allies new treaty --help` lists them. What is left out stays empty, with a comment that
    says what belongs there, and `allies check` leads to it.
    """


def _begin(kind: str, root: Path, /, id: str | None, printed: tuple[str, ...], **given: tuple[str, ...]) -> None:
    from allies.gate import new

    facts, known = _read(root), {name.replace("_", "-"): list(values) for name, values in given.items() if values}
    if sys.stdin.isatty():
        id = id or click.prompt("The file's name, as in rio-treaty")
        ask = partial(click.prompt, default="", show_default=False)
        known |= new.asked(facts.schemas.whole, kind, known, ask)
    for path in new.begin(facts, kind, id or "", known, dict(each.partition("=")[::2] for each in printed)):
        click.echo(f"{path} written.")
    click.echo("Fill in what is empty; `allies check` leads to it.")


@main.command()
def schema(root: Path) -> None:
    """Have editors complete the names of states, sources, treaties and organizations, and mark others.

    That is for this checkout: each check keeps the names up to date, and git sees the committed form of their file.
    """
    from allies.gate import editors

    editors.write(_read(root))
    click.echo(f"{editors.FILE} written: names complete now. Git looks away (its word for that: skip-worktree).")


@main.command(name="fmt")
@FILES
@click.option("--check", "only_check", is_flag=True, help="Write nothing; status 1 where a file is not in its form.")
def fmt(root: Path, files: tuple[Path, ...], only_check: bool) -> None:
    """Bring fact FILES (all by default) into their form: keys in the schema's order, quotation marks, spacing."""
    _rewrite(root, files, fix=False, only_check=only_check)


@main.command(name="fix")
@FILES
def fix_files(root: Path, files: tuple[Path, ...]) -> None:
    """Mend in fact FILES (all by default) what needs no knowledge of the facts, and say what was changed.

    That is the form (see `allies fmt`), quotation marks around dates, and misspelt keys that can be only one.
    """
    _rewrite(root, files, fix=True)


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("--on", metavar="DATE", help="The day asked for, as in 1943-06-01; the edition's by default.")
@click.option("--history", "past", is_flag=True, help="Tell what happened between them, too, in the order of days.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@LANGUAGE
def ask(root: Path, a: str, b: str, on: str | None, past: bool, form: str, language: str | None) -> None:
    """Are states A and B allies? Names, alpha-2 and alpha-3 codes are understood."""
    facts = kept.checked(root)
    when = _day(on, facts)
    first, second = facts.state_named(a), facts.state_named(b)
    if first == second:
        raise click.UsageError(f"{a} and {b} are the same state.")
    _must_exist(facts, first, when)
    _must_exist(facts, second, when)
    answer, phrases = derive.answer(facts, first, second, when), Phrasebook.read(facts.root, language)
    told = said.history(facts, answer, phrases) if past else []
    if form == "json":
        events = {"events": [{"from": start, "said": line} for start, line in told]} if past else {}
        click.echo(json.dumps(data.answer_data(facts, answer, phrases) | events, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([data.answer_text(facts, answer, phrases), *(f"- {line}" for _, line in told)]))


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def report(root: Path, form: str) -> None:
    """How well the facts are supported: publishers, primary sources, disputes, what is unconfirmed."""
    from allies.gate import report as reports

    figures = reports.report(kept.checked(root))
    click.echo(json.dumps(figures, ensure_ascii=False, indent=2) if form == "json" else reports.text(figures))


@main.command()
@click.option("--on", metavar="DATE", help="The day asked for; the edition's by default.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--write", is_flag=True, help="Write answers/ anew instead of printing.")
def answers(root: Path, on: str | None, form: str, write: bool) -> None:
    """Print every pair's answer for a day, or write the committed answers anew."""
    facts = kept.checked(root)
    if write:
        from allies.gate import committed
        from allies.pages.plan import Plan

        changed = committed.write(Plan(facts))
        click.echo(
            "\n".join(f"{path.relative_to(facts.root)} written" for path in changed) or "answers/ is up to date."
        )
        return
    rows = data.table(derive.answers(facts, _day(on, facts)))
    click.echo(
        data.csv_text(data.COLUMNS, rows)
        if form == "csv"
        else json.dumps([dict(zip(data.COLUMNS, row)) for row in rows], indent=0),
        nl=form == "json",
    )


@main.command(name="compare")
@click.argument("table", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "form", type=click.Choice(list(compare.FORMATS)), default="pairs", show_default=True)
def compare_table(root: Path, table: Path, form: str) -> None:
    """Hold the answers against TABLE (CSV: pairs or members, and years) and print each difference that nothing accounts
    for."""
    facts, rows = kept.checked(root), compare.read(table, form)
    found, digest = list(compare.differences(facts, rows, form)), compare.digest(rows)
    same = [each for each in facts.comparisons.values() if each.sha256 == digest]
    problems = [problem for each in same for problem in compare.stale(facts, each, found)]
    open_ones = list(compare.spans(each for each in found if not each.by))
    click.echo("\n".join([*open_ones, *map(str, problems)]), nl=bool(open_ones or problems))
    known = f"the table of comparisons/{same[0].id}" if same else "no table on record"
    click.echo(
        f"{len(rows)} pairs and years, {len(found)} differ, {len(open_ones)} spans open; {digest}, {known}.", err=True
    )
    if open_ones or problems:
        sys.exit(1)


@main.command(name="from-issue")
@click.argument("file", type=click.File(encoding="utf-8"))
def from_issue(root: Path, file: TextIO) -> None:
    """Make a change, ready to check, of the body of an issue form in FILE (- for what is piped in)."""
    from allies.gate import issue

    facts = kept.checked(root)
    try:
        texts = issue.change(facts, file.read(issue.LONGEST + 1))
    except UnicodeDecodeError:
        raise click.UsageError("The text is not in the encoding UTF-8.") from None
    for path, text in texts.items():
        kept.put(root, root / path, text)
        click.echo(f"{path} written.")
    click.echo("Read the source, and what was written; then run `allies check`.")


@main.command()
@click.argument("ref", metavar="POINTER|CODE")
def explain(root: Path, ref: str) -> None:
    """Say what the value under POINTER (treaties/rio-treaty#/signed) means and what rests on it; or what CODE means."""
    from allies.gate import explain as explained

    click.echo("\n".join(explained.explain(kept.checked(root), ref)))


@main.command()
@click.argument("day")
@click.option("--dry-run", is_flag=True, help="Only say what would follow.")
def edition(root: Path, day: str, dry_run: bool) -> None:
    """Move the edition to DAY: say what is due by then and which answers change, and write the day where it stands."""
    from allies.gate import edition as editions

    to, facts = _one_day(day, "DAY"), kept.checked(root)
    if to.surely_before(facts.edition):
        raise click.BadParameter(f"The edition is of {facts.edition}, and only moves on from there.", param_hint="DAY")
    click.echo("\n".join(editions.consequences(facts, to)))
    if not dry_run:
        for name in editions.move(root, to):
            click.echo(f"{name} written.")
        click.echo("Look at what is due, then run `make answers` and `make check`.")


@main.command(name="prose")
@click.option("--write", is_flag=True, help="List them as they are now in docs/phrases/.")
def list_prose(root: Path, write: bool) -> None:
    """Show the sentences, calls and phrases that are not listed, or are listed and gone; --write lists them anew."""
    from allies.gate import prose

    came, went = prose.write(root) if write else prose.changes(root)
    click.echo(
        "\n".join([*(f"+ {text}" for text in came), *(f"- {text}" for text in went)]) or "The list is up to date."
    )


@main.command()
@click.argument("revision", default="HEAD")
def diff(root: Path, revision: str) -> None:
    """Say in plain words which answers, claims and pages differ from REVISION (HEAD by default)."""
    from allies.gate import diff as changes

    for line in changes.diff(kept.checked(root), revision):
        click.echo(line)


@main.command()
@click.argument("revision")
@click.option("--write", is_flag=True, help="Put it into CHANGELOG.md, and the answers into facts/revisions/.")
def changelog(root: Path, revision: str, write: bool) -> None:
    """Write what readers would notice since REVISION: answers changed, corrected, added, with the history's reasons."""
    from allies.gate import changelog as changes

    facts = kept.checked(root)
    lines = list(changes.changelog(facts, revision))
    if write:
        changes.write(root, lines)
        lines = [f"{path} written." for path in (changes.LOG, *changes.record(facts, revision))]
    click.echo("\n".join(lines))


@main.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@PAIRS
@LANGUAGE
def render(root: Path, target: Path, pairs: str, language: str | None) -> None:
    """Write the finished Markdown of every page to TARGET, for any site generator."""
    from allies.pages import write as pages
    from allies.pages.plan import Plan

    count = pages.write(Plan(kept.checked(root), pairs == "all", language), target)
    click.echo(f"{count} pages written to {target}.")


@main.command()
@PAIRS
def build(root: Path, pairs: str) -> None:
    """Check, build, audit, and publish the site to site/. A failed build leaves the old site as it was."""
    from allies.site import build as builder

    site = kept.steady(root, lambda facts: builder.build(facts, pairs == "all"))
    click.echo(f"{len(list(site.rglob('*.html')))} pages in {site.name}/.")


@main.command()
@click.argument("site", type=click.Path(path_type=Path), default="site")
def audit(root: Path, site: Path) -> None:
    """Hold a built SITE against the raw facts: every mark, every claim, every link."""
    from allies.site import build as builder
    from allies.site import publish

    publish.mend(root)
    if not site.is_dir():
        raise click.BadParameter(f"No folder is called {str(site)!r}.", param_hint="SITE")
    problems = builder.audited(site, root)
    _print(problems, "text")
    if problems:
        sys.exit(1)
    click.echo(f"{len(list(site.rglob('*.html')))} pages: no problem found.")


@main.command()
@click.argument("folder", metavar="KEPT", type=click.Path(path_type=Path, file_okay=False))
@click.option("--room", type=click.IntRange(1), help="How many MB the host gives the whole site; 1000 by default.")
def keep(root: Path, folder: Path, room: int | None) -> None:
    """Keep the edition that site/ is, packed, in KEPT, and put below site/editions/ what has room: the newest editions
    whole, of those before them the data."""
    from allies.site import editions

    day = str(kept.checked(root).edition)
    if not (site := root / "site").is_dir():
        raise click.UsageError("There is no site/ to keep; run `allies build` first.")
    for each, whole in editions.keep(site, folder, day, room or editions.ROOM):
        click.echo(f"site/{editions.FOLDER}/{each}/{'' if whole else editions.DATA}")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@PAIRS
def serve(root: Path, port: int, pairs: str) -> None:
    """Show the site at http://127.0.0.1:PORT; a changed fact, schema, page or engine shows at once; so do problems."""
    from allies.site import preview

    preview.serve(root, port, pairs == "all")


def _read(root: Path) -> Facts:
    """The facts as far as they can be built, whatever else is wrong. Raises FactsError."""
    with kept.memory(root) as memory:
        facts, problems = memory.read(root)
    if facts is None:
        raise FactsError(*problems)
    return facts


def _rewrite(root: Path, files: tuple[Path, ...], *, fix: bool, only_check: bool = False) -> None:
    """Writes fact files anew, where they are not as they should be, and says so."""
    from allies.facts import form

    every = (path for path in sorted((root / "facts").rglob("*.yaml")) if path.is_file() and not path.is_symlink())
    found = list(form.rewritten(root, files or every, fix=fix))
    problems = [each for each in found if isinstance(each, Problem)]
    others = [each for each in found if not isinstance(each, Problem)]
    for each in others:
        click.echo("\n".join(f"{each.path}:{said}" for said in each.said))
        if not only_check:
            kept.put(root, root / each.path, each.text)
    _print(problems, "text")
    if only_check and others:
        click.echo(f"{len(others)} fact files are not in their form. To mend: allies fmt", err=True)
    if problems or only_check and others:
        sys.exit(1)


def _day(asked: str | None, facts: Facts) -> Edtf:
    """The day of an option, the edition's by default. Raises a usage error for one after the edition."""
    found = _one_day(asked, "--on") if asked else facts.edition
    if found.surely_after(facts.edition):
        says = f"The facts are asserted for {facts.edition}; of {found} they say nothing."
        what = f"{says} Ask for that day or an earlier one."
        raise click.BadParameter(what, param_hint="--on")
    return found


def _one_day(text: str, of: str) -> Edtf:
    """The day in an option or argument. Raises a usage error for anything else."""
    try:
        return dates.day(text)
    except ImpossibleDate as error:
        raise click.BadParameter(f"{error}.", param_hint=of) from None


def _must_exist(facts: Facts, code: str, on: Edtf) -> None:
    """Raises a usage error for what is a territory, or for a state that had ended by a day, or had surely not begun."""
    state, earlier = facts.states[code], "Ask for an earlier day (--on)"
    if state.status == "territory":
        what = f"{state.called('en')} is a territory, and is here as a member of organizations alone."
        raise click.UsageError(f"{what} Ask for the state that it is a part of.")
    began, ended = state.began and state.began.date, state.ended and state.ended.date
    if ended and ended.latest <= on.earliest:
        heirs = (other.name for other in facts.states.values() if other.continues and other.continues.state == code)
        hint = "".join(f", or for {heir}, which continues it" for heir in list(heirs)[:1])
        what = f"On {on} {state.called('en')} was no more: it lasted until {ended}."
        raise click.UsageError(f"{what} {earlier}{hint}.")
    if began and began.earliest > on.latest:
        what = f"On {on} {state.called('en')} was not yet a state: it was one from {began} on."
        raise click.UsageError(f"{what} Ask for a later day (--on).")
    if union := derive.union(facts, code, on):
        whole, days = facts.states[union.union or ""], (union.start(code), union.end(code))
        told = " to ".join(str(each.day) for each in days if each)
        what = f"On {on} {state.called('en')} was one state with {whole.called('en')}, from {told}."
        raise click.UsageError(f"{what} Ask for {whole.name}, or for another day (--on).")


def _root(given: Path | None, context: click.Context | None = None) -> Path:
    try:
        return find_root((given or Path.cwd()).resolve())
    except FactsError as error:
        raise click.UsageError(str(error), context) from None


def _refused(error: OSError, root: Path) -> Problem:
    """What the system refuses, such as to write where there is no room."""
    path = os.path.relpath(os.fsdecode(error.filename or root), root)
    mend = "See that the disk has room and that you may write here, and try again; what stood there is as it was."
    return Problem(where=Location(path), what=f"The work stopped: {error.strerror or error}.", mend=mend)


def _print(problems: Iterable[Problem], form: str) -> None:
    told = list(problems)
    if form != "text":
        from allies.gate import forms

        click.echo(forms.FORMS[form](told), nl=bool(told) or form != "github")
    elif told:
        from allies.facts.form import MENDED

        click.echo("\n".join(map(_in_color, told)))
        hint = " `allies fix` may mend some of it." if any(each.code in MENDED for each in told) else ""
        click.echo(f"\n{len(told)} problem{'s' * (len(told) != 1)}.{hint}", err=True)


def _in_color(problem: Problem) -> str:
    """A problem as text, its place and the way to mend it set off; on anything but a terminal, no color comes out."""
    where, what, mend = str(problem).split("\n", 2)
    return "\n".join([click.style(where, bold=True), what, click.style(mend, fg="green")])
