"""Preview: whoever runs `make serve` sees each change, and each problem, in the browser that is open."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

TREATY = "facts/treaties/guarantee.yaml"


class Served:
    """A running `allies serve` over a repository."""

    def __init__(self, folder, port):
        self.folder, self.port, self._base = folder, port, f"http://127.0.0.1:{port}/"

    def page(self, address):
        """What stands at an address now, whatever its status; nothing where no server answers yet."""
        try:
            with urllib.request.urlopen(self._base + address, timeout=20) as answer:  # noqa: S310 - our own server
                return answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError:
            return ""

    def said_to(self, request):
        """The whole answer to a request, as bytes on the line, whatever the request."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")

    def wait_for(self, address, text, there=True):
        """The page once it holds a text, or no longer does; fails after half a minute."""
        for _ in range(300):
            page = self.page(address)
            if page and (text in page) is there:
                return page
            time.sleep(0.1)
        pytest.fail(f"{text!r} {'never appeared' if there else 'never went'} at /{address}")

    def change(self, name, old, new):
        """Replaces a text in a file."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@contextmanager
def serving(folder, root):
    """A server over a repository, as `make serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "allies", "serve", "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(root / "src")}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=errors)
        try:
            yield Served(folder, port)
        finally:
            process.terminate()
            process.wait()
        errors.seek(0)
        said = errors.read().decode()
        assert "Traceback" not in said, said[:3000]


@pytest.fixture(scope="module")
def server(small_world, root, tmp_path_factory):
    """A server that many tests ask."""
    folder = shutil.copytree(small_world, tmp_path_factory.mktemp("served") / "world", symlinks=True)
    (folder / "schema").unlink()
    shutil.copytree(root / "schema", folder / "schema")
    (folder / "docs/treaties").mkdir(exist_ok=True)
    (folder / "docs/treaties/_any.md").write_text("# {{ treaty.title }}\n\n{{ treaty.obligations }}\n", "utf-8")
    with serving(folder, root) as server:
        server.wait_for("", "Arcadia")
        yield server


def shown(server):
    """What the server shows on two pages; nothing where it shows problems."""
    return [re.findall(r"<article.*</article>", server.page(at), re.DOTALL) for at in ("", "treaties/guarantee/")]


def files(folder):
    """What stands in every file of a repository."""
    names = ("facts", "schema", "docs", "mkdocs.yml")
    paths = [path for name in names for path in (folder / name, *(folder / name).rglob("*")) if path.is_file()]
    return {path: path.read_bytes() for path in paths}


@pytest.fixture
def served(server):
    """The server, whose files are put back once the test is over, and shown again as they were before the next one."""
    before, pages = files(server.folder), shown(server)
    assert all(pages)
    yield server
    for path in files(server.folder).keys() - before.keys():
        path.unlink()
    for path, content in before.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    for _ in range(300):
        if shown(server) == pages:
            return
        time.sleep(0.1)
    pytest.fail("What the test changed and put back is still shown.")


def test_every_page_is_served_written_or_made_from_facts_and_the_data_too(served):
    assert "Guarantee" in served.page("treaties/guarantee/")
    assert '"version":"v1"' in served.page("api/v1/index.json")
    assert served.page("treaties/nothing/") == "HTTP 404"


def test_a_changed_fact_reaches_the_page_that_is_open(served):
    before = served.page("treaties/guarantee/")
    assert "livereload(" in before  # the page asks for news of itself
    served.change(TREATY, "defends Eldorado", "defends Eldorado and its rivers")
    served.wait_for("treaties/guarantee/", "and its rivers")


def test_a_changed_page_is_shown(served):
    served.change("docs/index.md", "Read the whole answer", "Read every word of it")
    served.wait_for("", "Read every word of it")
    assert "Arcadia" in served.page("pairs/arcadia-borduria/")


def test_a_new_page_is_shown(served):
    (served.folder / "docs/states/new.md").write_text("# Something new\n", "utf-8")
    served.wait_for("states/new/", "Something new")


def test_the_page_of_a_deleted_fact_is_gone(served):
    assert "Guarantee" in served.page("treaties/guarantee/")
    (served.folder / TREATY).unlink()
    served.wait_for("treaties/guarantee/", "HTTP 404")


def test_no_address_leads_out_of_the_site(served):
    served.change(TREATY, "signed:", "singed:")
    served.wait_for("", "singed")
    for address in ("../../outside/", "..%2f..%2foutside%2f", "x" * 400 + "/"):
        assert "singed" in served.page(address)
    assert not list(served.folder.parent.rglob("outside"))


STRANGE = {
    "GET /%00 HTTP/1.1": 404,
    "GET /%00/ HTTP/1.1": 404,
    "GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1": 404,
    "GET /../../../etc/passwd HTTP/1.1": 404,
    "GET /%zz%c3%28/%ff HTTP/1.1": 404,
    "GET /%0d%0aSet-Cookie:x HTTP/1.1": 404,
    f"GET /{'x' * 300} HTTP/1.1": 404,
    f"GET /{'x' * 60000} HTTP/1.1": 404,
    f"GET /{'x' * 70000} HTTP/1.1": 414,
    f"GET /{'x/' * 20000} HTTP/1.1": 404,
    f"GET /livereload/{'9' * 5000}/1 HTTP/1.1": 404,
    "GET http://evil.example/ HTTP/1.1": 404,
    "POST / HTTP/1.1": 405,
    "DELETE /index.html HTTP/1.1": 405,
    "BREW / HTTP/1.1": 405,
    "HEAD / HTTP/1.1": 200,
    "GET / HTTP/9.9": 505,
    "no request at all, really": 400,
}


def test_whatever_is_asked_is_answered_in_a_line_and_without_a_traceback(served):
    for line, status in STRANGE.items():
        answer = served.said_to(f"{line}\r\nHost: localhost:{served.port}\r\n\r\n".encode("latin-1"))
        head, _, body = answer.partition("\r\n\r\n")
        assert f" {status} " in head.splitlines()[0] or f"Error code: {status}" in answer, (line[:60], answer[:200])
        assert "Traceback" not in answer
        assert "root:" not in answer
        assert body == "" or not line.startswith("HEAD")


def test_a_page_of_another_host_reads_nothing(served):
    own, port = f"http://127.0.0.1:{served.port}/ and http://localhost:{served.port}/", served.port
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        "localhost:1",
        "",
        f"127.0.0.1:{port}.evil.example",
    ):
        answer = served.said_to(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert answer.startswith("HTTP/1.0 403 Forbidden\r\n"), host
        assert answer.endswith(f"\r\n\r\nThis preview answers only at {own}.\n"), host
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert "Arcadia" in served.said_to(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()), host


def test_what_a_preview_made_is_gone_when_it_ends(small, root):
    with serving(small, root) as server:
        server.wait_for("", "Arcadia")
        assert len(list((small / ".site").iterdir())) == 2
    assert [path.name for path in (small / ".site").iterdir()] == ["lock"]


def test_a_changed_template_reaches_every_page_made_of_it(served):
    served.change("docs/treaties/_any.md", "# {{", "# The {{")
    served.wait_for("treaties/guarantee/", ">The <")


def test_a_template_that_changes_while_a_fact_is_broken_is_used_once_it_is_mended(served):
    served.change(TREATY, "signed:", "singed:")
    served.wait_for("", "singed")
    served.change("docs/treaties/_any.md", "# {{", "# The {{")
    time.sleep(1)
    served.change(TREATY, "singed:", "signed:")
    served.wait_for("treaties/guarantee/", ">The <")


def test_problems_take_the_place_of_every_page_until_they_are_mended(served):
    served.change(TREATY, "signed:", "singed:")
    page = served.wait_for("", "There is no key &#x27;singed&#x27;")
    assert f"{TREATY}:" in page
    assert "Write &#x27;signed&#x27;." in page
    assert "There is no key" in served.page("treaties/guarantee/")
    served.change(TREATY, "singed:", "signed:")
    served.wait_for("", "Arcadia")
    assert "There is no key" not in served.page("treaties/guarantee/")


def test_a_broken_page_shows_its_own_problem_alone(served):
    served.change("docs/index.md", "{{ pair(", "{{ pear(")
    served.wait_for("", "cannot be rendered")
    assert "Guarantee" in served.page("treaties/guarantee/")
    served.change("docs/index.md", "{{ pear(", "{{ pair(")
    served.wait_for("", "Read the whole answer")


@pytest.mark.parametrize(("name", "text", "told"), [
    ("docs/index.md", b"# \xff", "docs/index.md"),
    ("docs/index.md", b"# Home\n\n[Lost](nowhere.md)\n", "nowhere.md"),
    ("schema/treaty.schema.json", b"[]", "The schemas cannot be read"),
    ("mkdocs.yml", b"plugins: [", "mkdocs.yml"),
])  # fmt: skip
def test_whatever_breaks_is_told_until_it_is_mended(name, text, told, served):
    path = served.folder / name
    before = path.read_bytes()
    path.write_bytes(text)
    served.wait_for("", told)
    path.write_bytes(before)
    served.wait_for("", "Read the whole answer")


def test_what_an_editor_leaves_beside_a_fact_is_no_problem(served):
    (served.folder / "facts/treaties/.guarantee.yaml.swp").write_bytes(b"\x00")
    served.change(TREATY, "defends Eldorado", "defends Eldorado and its rivers")
    served.wait_for("treaties/guarantee/", "and its rivers")


def test_a_page_without_its_last_slash_is_found(served):
    assert "Guarantee" in served.page("treaties/guarantee")


def test_a_port_that_is_taken_is_told(small, run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]), cwd=small)
    assert result.returncode == 2
    assert "Name another one with --port." in result.stderr


def test_facts_that_are_broken_from_the_start_are_shown_too(small, root):
    edition = small / "facts/edition.yaml"
    edition.write_text(edition.read_text("utf-8").replace("asserted_for", "asserted_four"), "utf-8")
    with serving(small, root) as server:
        server.wait_for("", "asserted_four")
        server.change("facts/edition.yaml", "asserted_four", "asserted_for")
        server.wait_for("", "Read the whole answer")
