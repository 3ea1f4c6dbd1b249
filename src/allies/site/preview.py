"""Preview: the site while somebody writes it.

A page is made when it is asked for, from the facts as they stand, and the browser shows it anew after each change;
where the facts have problems, these are what it shows. The server, the watching of files and the reloading are the site
generator's own.
"""

import gc
import html
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from mkdocs.livereload import LiveReloadServer
from watchdog import events
from watchdog.observers import Observer

from allies.gate.check import check
from allies.gate.kept import Memory
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.pages.write import Page
from allies.problems import FactsError, Location, NotKnown, Problem
from allies.site import api, publish, shell
from allies.site.generate import generate
from allies.site.shell import Shell

WATCHED = ("facts", "schema", "docs", "answers", "mkdocs.yml")
ENGINE = Path(__file__).parents[1]
CHANGES = [events.FileCreatedEvent, events.FileDeletedEvent, events.FileModifiedEvent, events.FileMovedEvent]
HOST, SETTLED, IDLE = "127.0.0.1", 0.05, 3.0  # seconds without another change
PROBLEMS = "problems.html"  # stands in for every page while there are any
LONGEST = 1000  # characters of an address

_PROBLEMS = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Problems</title><style>
body {{font: 1rem/1.5 system-ui; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark}}
pre {{white-space: pre-wrap}}
</style></head><body><h1>Not yet</h1><pre>{}</pre></body></html>
"""

Headers = list[tuple[str, str]]
Answer = tuple[tuple[str, Headers], Iterable[bytes]]  # status and headers, and the content
Stamps = dict[Path, tuple[int, int]]


def serve(root: Path, port: int, all_pairs: bool = False) -> None:
    """Shows a repository's site at http://127.0.0.1:PORT until it is interrupted; starts anew when the engine changes.

    Raises NotKnown for a port that cannot be had.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the folder goes, however it ends
    with publish.workplace(root) as folder:
        server = _Server(Preview(root, folder, all_pairs), port)
        for watched in (*(root / name for name in WATCHED), ENGINE):
            if watched.exists():
                server.watch(str(watched))
        try:
            server.serve()
        except KeyboardInterrupt:
            return
        except _EngineChanged:
            pass
        finally:
            server.shutdown()
    os.execv(sys.executable, [sys.executable, "-m", "allies", *sys.argv[1:]])


class _EngineChanged(BaseException):
    """Ends a server whose code is another than that of the files."""


class _Server(LiveReloadServer):
    """The generator's server, which has each page made before it looks for it."""

    def __init__(self, preview: "Preview", port: int) -> None:
        super().__init__(preview.refresh, HOST, port, str(preview.site))
        self.preview = preview
        self.build_delay = SETTLED
        observer: Any = Observer()  # is told of changes by the system, where the generator's looks for them
        observer.schedule = partial(observer.schedule, event_filter=CHANGES)
        self.observer = observer

    def server_bind(self) -> None:
        try:
            super().server_bind()
        except OSError as error:
            what = f"Port {self.server_address[1]} cannot be had ({error.strerror}). Name another one with --port"
            raise NotKnown(what) from None

    def server_activate(self) -> None:
        super().server_activate()
        print(f"The site stands at {self.url} while this runs; Ctrl+C ends it.", flush=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke off is no news, and whatever else happens is told in a line."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            print(f"A request was not answered: {type(error).__name__}: {error}.", file=sys.stderr)

    def serve_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore").lstrip("/")
        refusal = self._refusal(environ, address)
        try:
            words, answer = refusal or self._answer(environ, address)
        except OSError as error:  # the disk is full, or the folder gone
            words, answer = _said("500 Internal Server Error", f"The page cannot be made: {error.strerror}.")
        start_response(*words)
        return answer if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: WSGIEnvironment, address: str) -> Answer:
        """What stands at an address: status and headers, and the content."""
        while True:
            generation, instead = self.preview.bring(address)
            asked = {**environ, "PATH_INFO": f"/{instead}"} if instead else environ
            said: list[tuple[str, Headers]] = []
            answer = super().serve_request(asked, lambda *words, said=said: said.append(words))
            if generation == self.preview.generation:  # else the facts have changed while the page was on its way
                return said[0], answer

    def _refusal(self, environ: WSGIEnvironment, address: str) -> Answer | None:
        """The answer to a request that gets no page; one for another host's name is sent by a page of that host."""
        own = [f"{host}:{self.server_port}".removesuffix(":80") for host in (HOST, "localhost")]
        if environ.get("HTTP_HOST", "").lower().removesuffix(":80") not in own:
            return _said("403 Forbidden", f"This preview answers only at http://{own[0]}/ and http://{own[1]}/.")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _said("405 Method Not Allowed", "A preview can only be read.", ("Allow", "GET, HEAD"))
        if len(address) > LONGEST or not address.isprintable():
            return _said("404 Not Found", "No page has an address like this.")
        return None


def _said(status: str, sentence: str, *headers: tuple[str, str]) -> Answer:
    """An answer of one sentence."""
    return (status, [("Content-Type", "text/plain; charset=utf-8"), *headers]), [f"{sentence}\n".encode()]


class Preview:
    """The pages of a repository in `folder`, made one by one. Can be asked from several threads."""

    def __init__(self, root: Path, folder: Path, all_pairs: bool = False) -> None:
        self.root, self.docs, self.site, self._all_pairs = root, folder / "docs", folder / "site", all_pairs
        self.generation = 0
        self._lock = threading.Lock()
        self._memory = Memory()
        self._plan: Plan | None = None  # the last one that could be made
        self._schema: Stamps = {}  # the state of schema/ for which that holds
        self._generated: dict[Path, Any] | None = None  # what is the same for all facts, as the generator last had it
        self._shells: dict[str, Shell] = {}
        self._problems: Sequence[Problem] = ()
        self._makers: dict[str, Callable[[], str]] = {}  # by file; those of pages that are up to date are gone
        self._known: set[str] = set()  # all files, up to date or not
        self._engine = _stamps(ENGINE)
        self._tidying = threading.Timer(IDLE, gc.collect)
        self.refresh()

    def refresh(self) -> None:
        """Reads the facts again; every page is made anew when it is next asked for."""
        with self._lock:
            self.generation += 1
            gc.disable()  # somebody waits, and little of what is there is garbage
            self._tidying.cancel()
            self._problems = _problems_of(self._read_again)
            self._tidying = threading.Timer(IDLE, gc.collect)
            self._tidying.daemon = True
            self._tidying.start()
        for problem in self._problems:
            print(problem, file=sys.stderr)

    def bring(self, address: str) -> tuple[int, str | None]:
        """Makes what stands at an address of the site, unless it is up to date or nothing is known to stand there.

        Returns the number of the reading of facts that it was made from, and, where there are problems, the address to
        show instead.
        """
        with self._lock:
            name = f"{address}index.html" if address == "" or address.endswith("/") else address
            name = f"{name}/index.html" if f"{name}/index.html" in self._known else name
            problems = self._problems
            if not problems and name in self._makers:
                problems = _problems_of(partial(self._make, name))
            if not problems or not name.endswith("index.html"):
                return self.generation, None
            self._write(PROBLEMS, _as_page(problems))
            return self.generation, PROBLEMS

    def _read_again(self) -> None:
        """Raises FactsError with every problem."""
        if _stamps(ENGINE) != self._engine:
            for path in ENGINE.rglob("*.py"):
                compile(path.read_text("utf-8"), str(path), "exec")
            raise _EngineChanged
        schema = _stamps(self.root / "schema")
        if schema != self._schema:
            self._memory = Memory()
            self._schema = schema
        facts, problems = check(self.root, self._memory)
        if problems or not facts:
            raise FactsError(*problems)
        self._plan = plan = Plan(facts, self._all_pairs, before=self._plan)
        fixed = self._fixed(plan)
        if fixed != self._generated:
            self._generate_all(plan)
            self._generated = fixed
        written = {f"{each.address}index.html": partial(self._regenerated, each, plan) for each in pages.authored(plan)}
        data = {f"{api.FOLDER}/{name}": make for name, make in api.files(plan).items()}
        self._makers = shell.files(plan, self._shells) | data | written
        for name in self._known - self._makers.keys():
            (self.site / name).unlink(missing_ok=True)
        self._known = set(self._makers)

    def _fixed(self, plan: Plan) -> dict[Path, Any]:
        """The state of what is the same for all facts; of a page that somebody wrote, only that it is there."""
        written = {self.root / "docs" / each.path for each in pages.authored(plan)}
        return {
            path: path in written or stamp
            for name in ("docs", "mkdocs.yml")
            for path, stamp in _stamps(self.root / name).items()
        }

    def _generate_all(self, plan: Plan) -> None:
        """Has the generator make the written pages, the shells of all others, and the rest. Raises FactsError."""
        self._generated = None
        shutil.rmtree(self.docs, ignore_errors=True)
        pages.write(plan, self.docs, made=False)
        shell.write(plan, self.docs)
        generate(plan.facts, self.docs, self.site)
        self._shells = shell.shells(plan, self.site)
        for source in self.docs.rglob(f"{shell.SLUG}.md"):
            source.unlink()

    def _regenerated(self, each: Page, plan: Plan) -> str:
        """A page that somebody wrote, by the generator."""
        text, path = pages.finished(each, plan), self.docs / each.path
        made = self.site / each.address / "index.html"
        if not (path.is_file() and path.read_text("utf-8") == text and made.is_file()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            generate(plan.facts, self.docs, self.site, only_changed=True)
        return made.read_text("utf-8")

    def _make(self, name: str) -> None:
        self._write(name, self._makers[name]())
        del self._makers[name]

    def _write(self, name: str, text: str) -> None:
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _problems_of(work: Callable[[], None]) -> Sequence[Problem]:
    """What goes wrong in some work: the problems it raises, or whatever else happens, told as one."""
    try:
        work()
    except FactsError as error:
        return error.problems
    except Exception as error:
        where, said = Location(getattr(error, "filename", None) or "preview"), f"{type(error).__name__}: {error}"
        mend = "Take back the last change, or see what this says of it."
        return [Problem(where=where, what=f"{said.rstrip('.')}.", mend=mend)]
    return ()


def _stamps(place: Path) -> Stamps:
    """When each file in a place was changed last, and its size."""
    paths = [place, *place.rglob("*")]
    files = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


def _as_page(problems: Iterable[Problem]) -> str:
    """Problems as a page of their own."""
    told = "\n\n".join(html.escape(str(problem)) for problem in problems)
    return _PROBLEMS.format(told)
