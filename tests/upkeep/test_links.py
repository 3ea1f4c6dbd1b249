"""A look at the links of sources, tried on a server of its own: what is gone, and what merely does not answer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from upkeep import links


class Host(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def host():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def source(link, archived=None):
    return SimpleNamespace(id="example", link=link, archived=archived)


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "alive"), (404, "dead"), (410, "dead"), (403, "unknown"), (429, "unknown"), (500, "unknown")],
)
def test_only_a_link_whose_host_says_that_it_is_gone_is_dead(host, status, state):
    assert [found for _, found in links.checked([source(f"{host}/{status}")])] == [state]


def test_an_archived_copy_counts(host):
    assert [found for _, found in links.checked([source(f"{host}/404", f"{host}/200")])] == ["archived"]


def test_a_host_that_does_not_answer_is_unknown():
    assert [found for _, found in links.checked([source("http://127.0.0.1:9/")])] == ["unknown"]


def test_the_report_names_the_file_of_each_dead_link(host):
    lines = list(links.report([source(f"{host}/404"), SimpleNamespace(id="other", link=f"{host}/200", archived=None)]))
    assert lines == ["## Links", "1 alive, 0 archived, 0 unknown, 1 dead.", "- [ ] `facts/sources/example.yaml`"]
