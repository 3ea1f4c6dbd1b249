"""Editors: names complete, with what they stand for, and others are marked; tried with the YAML language server."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from allies.gate import editors
from allies.gate.check import check, checked

SERVER = Path(__file__).parents[1] / "node/node_modules/yaml-language-server/bin/yaml-language-server"
NODE = shutil.which("node")
LINE = "# yaml-language-server: $schema=../../schema/treaty.schema.json\n"
PATIENCE = 180  # seconds after which a server that says nothing is stopped
SETTINGS = {"schemaStore": {"enable": False}}

needs_server = pytest.mark.skipif(
    not (NODE and SERVER.exists()), reason="The YAML language server is not installed; `make test-browser` does it."
)


class Editor:
    """What an editor asks the language server, of a text as the file facts/treaties/edited.yaml."""

    def __init__(self, root: Path) -> None:
        command = [str(NODE), str(SERVER), "--stdio"]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.root, self._said, self._marked, self._opened = root, 0, {}, 0
        self._end = threading.Timer(PATIENCE, self._server.kill)
        self._end.start()
        able = {"completion": {"completionItem": {"snippetSupport": True}}}
        folder = {"uri": root.as_uri(), "name": root.name}
        self._ask("initialize", processId=None, capabilities={"textDocument": able}, workspaceFolders=[folder])
        self._say({"method": "initialized", "params": {}})

    def completed(self, text: str) -> dict[str, str]:
        """What is offered at the | in a text, and what is said of it."""
        found = self._ask("textDocument/completion", **self._at(text))
        return {each["label"]: each.get("documentation", "") for each in found["items"]}

    def hover(self, text: str) -> str:
        """What is said of what stands at the | in a text."""
        return self._ask("textDocument/hover", **self._at(text))["contents"]["value"]

    def marked(self, text: str) -> list[tuple[str, str]]:
        """What is marked as wrong in a text, and why."""
        uri, lines = self._open(text), text.splitlines()
        while uri not in self._marked:
            self._read()
        ranges = [(each["range"]["start"], each["range"]["end"], each["message"]) for each in self._marked[uri]]
        return [(lines[a["line"]][a["character"] : b["character"]], why) for a, b, why in ranges]

    def tell_of_change(self, file: str) -> None:
        """As an editor does once a file on disk is another."""
        changes = [{"uri": (self.root / file).as_uri(), "type": 2}]
        self._say({"method": "workspace/didChangeWatchedFiles", "params": {"changes": changes}})

    def close(self) -> None:
        self._end.cancel()
        self._server.kill()
        self._server.communicate()

    def _at(self, text: str) -> dict:
        before = text.partition("|")[0]
        position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return {"textDocument": {"uri": self._open(text.replace("|", ""))}, "position": position}

    def _open(self, text: str) -> str:
        self._opened += 1  # a file of its own, so that nothing said of one is taken for another
        uri = (self.root / f"facts/treaties/edited-{self._opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._say({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _ask(self, method: str, **params: object) -> dict:
        self._said += 1
        self._say({"id": self._said, "method": method, "params": params})
        while True:
            told = self._read()
            if told.get("id") == self._said and "method" not in told:
                return told["result"]

    def _say(self, message: dict) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(f"Content-Length: {len(content)}\r\n\r\n".encode() + content)
        self._server.stdin.flush()

    def _read(self) -> dict:
        head = []
        while line := self._server.stdout.readline().strip():
            head.append(line)
        [length] = (int(line.partition(b":")[2]) for line in head if line.lower().startswith(b"content-length"))
        told = json.loads(self._server.stdout.read(length))
        if told.get("method") == "textDocument/publishDiagnostics":
            self._marked[told["params"]["uri"]] = told["params"]["diagnostics"]
        elif "method" in told and "id" in told:  # the server asks, mostly for its settings
            asked = told["method"] == "workspace/configuration"
            self._say({"id": told["id"], "result": [SETTINGS, None, None, None] if asked else None})
        return told


@pytest.fixture
def unlinked(own_world: Path) -> Path:
    """A world with schemas of its own, as they are committed."""
    schema = (own_world / "schema").resolve()
    (own_world / "schema").unlink()
    (own_world / "schema").mkdir()
    for path in schema.glob("*.schema.json"):
        shutil.copy(path, own_world / "schema")
    kinds = (path.name.partition(".")[0] for path in schema.glob("*.schema.json"))
    (own_world / editors.FILE).write_text(json.dumps({kind: {} for kind in kinds}), "utf-8")
    return own_world


@pytest.fixture
def editor(unlinked: Path) -> Iterator[Editor]:
    found = Editor(unlinked)
    yield found
    found.close()


def treaty(parties: str = "  QAA: {}\n", row: str = "{source: arcadian-gazette, supports: signed}") -> str:
    said = f'title: Pact\nsigned: "1990-01-31"\nobligations: []\nparties:\n{parties}evidence:\n  - {row}\n'
    return LINE + said


@needs_server
def test_what_there_is_completes_and_misfits_are_marked(editor, unlinked):
    editors.write(checked(unlinked))
    assert editor.completed(treaty("  QAA: {}\n  QA|\n"))["QAB"] == "Borduria"
    row = "{source: arc|, supports: signed}"
    assert editor.completed(treaty(row=row))["bordurian-archive"] == "Договоры Бордурии"
    assert {"source", "supports", "printed"} <= editor.completed(treaty(row="{so|}")).keys()
    said = editor.hover(treaty(row="{source: arcadian-gaz|ette, supports: signed}"))
    assert "Id of a file in facts/sources/." in said
    assert "* `arcadian-gazette`: " in said
    assert '`"1947-09-02"`' in editor.hover(treaty().replace("signed:", "sig|ned:", 1)), "A day stands in quotes."
    assert editor.marked(treaty()) == []
    wrong = treaty("  QAA: {}\n  QAX: {}\n", "{source: arcadian-gazete, supports: signed}")
    assert editor.marked(wrong) == [
        ("QAX", "facts/states/ has no file of this name."),
        ("arcadian-gazete", "facts/sources/ has no file of this name."),
    ]


@needs_server
def test_before_names_were_written_keys_complete_and_every_name_is_allowed(editor):
    assert {"source", "supports", "printed"} <= editor.completed(treaty(row="{so|}")).keys()
    assert "Day of signature" in editor.hover(treaty().replace("signed:", "sig|ned:", 1))
    assert editor.marked(treaty("  QAX: {}\n")) == []
    assert [what for what, _ in editor.marked(treaty().replace("parties:", "partys:"))] != []


@needs_server
def test_each_check_keeps_the_names_up_to_date(editor, unlinked):
    editors.write(checked(unlinked))
    row = "{source: new-gazette, supports: signed}"
    assert [what for what, _ in editor.marked(treaty(row=row))] == ["new-gazette"]
    shutil.copy(unlinked / "facts/sources/arcadian-gazette.yaml", unlinked / "facts/sources/new-gazette.yaml")
    check(unlinked)  # finds the same link twice, and the name all the same
    editor.tell_of_change(editors.FILE)
    assert editor.marked(treaty(row=row)) == []


def test_a_check_writes_no_names_where_nobody_asked_for_them(unlinked):
    before = (unlinked / editors.FILE).read_bytes()
    check(unlinked)
    assert (unlinked / editors.FILE).read_bytes() == before


def test_git_goes_on_seeing_what_is_committed(unlinked):
    def git(*arguments: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        told = subprocess.run(["git", *who, *arguments], cwd=unlinked, capture_output=True, text=True, check=True)
        return told.stdout

    (unlinked / ".gitignore").write_text(".cache/\n", "utf-8")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "as it was")
    before = (unlinked / editors.FILE).read_text("utf-8")
    editors.write(checked(unlinked))
    assert (unlinked / editors.FILE).read_text("utf-8") != before
    assert git("status", "--porcelain") == ""
    git("add", "-A")
    assert git("diff", "HEAD") == ""
    git("checkout", "-q", "-b", "other")


def test_every_schema_of_facts_refers_to_its_names(root):
    names = json.loads((root / editors.FILE).read_text("utf-8"))
    for kind in editors.KINDS:
        schema = json.loads((root / f"schema/{kind}.schema.json").read_text("utf-8"))
        assert schema["$ref"] == f"names.json#/{kind}"
        assert kind in names
