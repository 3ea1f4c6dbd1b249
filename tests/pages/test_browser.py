"""The built site in a real browser: nothing is blocked, nothing sticks out on a phone. Skipped without Chromium."""

import functools
import http.server
import re
import shutil
import subprocess
import threading

import pytest
from testing import EDITION

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ["", "pairs/mexico-russia/", "method/", "sources/"]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MEASURE = """<!doctype html><title>waiting</title>
<iframe src="/{page}" style="width:{width}px;height:900px;border:0"></iframe><script>
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const root = frame.contentDocument.documentElement;
  document.title = "measured " + root.scrollWidth;
}};
</script>"""

ASK = """<!doctype html><title>waiting</title><iframe src="/" style="width:1000px;height:1500px"></iframe><script>
const frame = document.querySelector("iframe");
frame.onload = async () => {
  const form = frame.contentDocument.getElementById("finder");
  Object.assign(form.elements.a, {value: "%s"});
  Object.assign(form.elements.b, {value: "%s"});
  Object.assign(form.elements.on, {value: "%s"});
  if (form.dataset.address === undefined) form.requestSubmit();
  while (!form.querySelector("output").textContent) await new Promise((done) => setTimeout(done, 50));
  const link = form.querySelector("output a");
  document.title = form.querySelector("output").textContent + (link ? new URL(link.href).pathname : "");
};
</script>"""

NONE = "No treaty in force was found that binds both of them to defend each other."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed, so nobody looked at the pages in a browser"),
]


@pytest.fixture(scope="module")
def address(site):
    """Where the site is served; /measure/WIDTH/PAGE puts a page into a frame and writes its real width into the
    title."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self):
            found = re.fullmatch(r"/measure/(\d+)/(.*)|/ask/(\w+)/(\w+)/([\d-]*)", self.path)
            if found is None:
                return super().do_GET()
            body = (MEASURE.format(width=found[1], page=found[2]) if found[1] else ASK % found.groups()[2:]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            return self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def browse(url, tmp_path, *flags):
    command = [BROWSER, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", *flags, url]
    return subprocess.run(command, capture_output=True, text=True, timeout=90)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_without_an_error_and_its_policy_blocks_nothing_of_its_own(page, address, tmp_path):
    result = browse(address + page, tmp_path, "--enable-logging=stderr", "--dump-dom")
    complaints = [
        line for line in result.stderr.splitlines() if "CONSOLE" in line and not re.search(r"404|favicon", line)
    ]
    assert "md-search" in result.stdout, result.stderr[-500:]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_phone(page, address, tmp_path):
    dom = browse(f"{address}measure/390/{page}", tmp_path, "--dump-dom").stdout
    width = re.search(r"<title>measured (\d+)</title>", dom)
    assert width, "The page did not load."
    assert int(width[1]) <= 390, f"The page is {width[1]} pixels wide on a screen of 390."


@pytest.mark.parametrize(("asked", "answer"), [
    ("Mexico/Russia/",
        f"No. Mexico and Russia are not formal allies. As of {EDITION}. {NONE} Why/pairs/mexico-russia/"),
    ("mexico/rus/1943-06-01", "Yes. Mexico and Russia are formal allies. As of 1943-06-01. Why/pairs/mexico-russia/"),
    ("USA/Japan/", f"Yes. The United States and Japan are formal allies. As of {EDITION}. "
        "Under the U.S.-Japan Security Treaty, "
        "each is to help the other if it is attacked. Why/pairs/japan-united-states/"),
    ("Fiji/Chad/", f"No. Fiji and Chad are not formal allies. As of {EDITION}. Why/states/fiji/"),
    ("Fiji/Chad/1985-01-01", f"No. Fiji and Chad are not formal allies. As of 1985-01-01. {NONE} Why/states/fiji/"),
    ("Nauru/Chad/1985-01-01", "Unknown. Whether Nauru and Chad are allies cannot be told from the facts here. "
        "As of 1985-01-01. No treaty is recorded, and no register reaches that day. Why/states/nauru/"),
    ("Mexico/Russia/2030-01-01", f"The facts are asserted for {EDITION}; of 2030-01-01 they say nothing."),
    ("Bangladesh/Chad/1960-01-01", "On 1960-01-01 Bangladesh was not yet a state: it came into being 1971-12-16."),
    ("Korea/Chad/", "“Korea” may be: North Korea, South Korea."),
    ("Atlantis/Chad/", "No state is called “Atlantis”."),
])  # fmt: skip
def test_the_finder_answers_for_two_names_and_a_day(asked, answer, address, tmp_path):
    dom = browse(f"{address}ask/{asked}", tmp_path, "--dump-dom").stdout
    assert re.search(r"<title>(.*?)</title>", dom)[1] == answer


def test_a_question_has_an_address(address, tmp_path):
    dom = browse(f"{address}pairs/?a=JPN&b=PHL&on=2020-01-01", tmp_path, "--dump-dom").stdout
    said = re.sub("<[^>]+>", "", re.search(r"<output[^>]*>(.*?)</output>", dom)[1])
    assert said == "No. Japan and the Philippines are not formal allies. As of 2020-01-01. Why"
