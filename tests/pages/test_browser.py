"""The built site in a real browser, as readers have it: by mouse, keyboard, on a phone, in the dark, without scripts,
from a folder on disk and below a sub-path. Skipped without Chromium."""

import functools
import gzip
import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from testing import EDITION

TODAY = f"{date.fromisoformat(EDITION):%-d %B %Y}"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VALIDATE = Path(__file__).parents[1] / "node/node_modules/.bin/html-validate"
KINDS = {  # where there are many of a kind, one of the heaviest
    "home": "",
    "flagship": "pairs/mexico-russia/",
    "evidence": "pairs/mexico-russia/evidence/",
    "pair": "pairs/japan-philippines/",
    "any pair": "pairs/",
    "state": "states/united-states/",
    "treaty": "treaties/rio-treaty/",
    "organization": "organizations/un/",
    "commitments": "commitments/united-states/",
    "ended": "ended/russia/",
    "disputes": "disputes/relations-2/",
    "sources": "sources/c/",
    "list": "treaties/",
    "registers": "registers/",
    "method": "method/",
    "lost": "404.html",
}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NONE = "No treaty in force was found that binds both of them to defend each other."
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => (sum += each.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""

expect.set_options(timeout=30_000)  # the machine may be busy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed, so nobody looked at the pages in a browser"),
]


class Server(http.server.ThreadingHTTPServer):
    """Serves the site at its root and, as a forge does with the pages of a project, below /allies/."""

    def __init__(self, site: Path) -> None:
        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path: str) -> str:
                return super().translate_path(path.removeprefix("/allies"))

            def send_error(self, code, message=None, explain=None):
                self.send_response(code)
                self.end_headers()
                self.wfile.write((site / "404.html").read_bytes())

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
        self.address = f"http://127.0.0.1:{self.server_port}/"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = Server(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])


@pytest.fixture
def opened(browser: Browser, address: str):
    """Opens a page in a browser of its own: `opened("pairs/", viewport=PHONE)`. At the end of the test, a complaint of
    the browser, an answer that failed, or a request to another host is an error."""
    contexts, complaints = [], []

    def open_page(path: str | None = "", base: str = address, **options) -> Page:
        context = browser.new_context(**{"viewport": WIDE, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: base.startswith("file:") or complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith((base, "data:", "blob:")) or complaints.append(asked.url))
        if not base.startswith("file:"):  # there the theme asks in vain for an index to search, as README says
            page.on("console", lambda said: harmless(said, page) or complaints.append(f"{said.type}: {said.text}"))
            page.on("requestfailed", lambda it: left_off(it) or complaints.append(f"{it.url}: {it.failure}"))
        if path is not None:
            page.goto(base + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "The browser complains:\n" + "\n".join(complaints)


def harmless(said: ConsoleMessage, page: Page) -> bool:
    """Whether the browser only notes something, or that the address itself, as asked for, is missing."""
    return said.type == "log" or (said.location["url"] == page.url and "404" in said.text)


def left_off(asked: Request) -> bool:
    """Whether the page was left (or closed) while it fetched ahead: whoever does that misses nothing."""
    return asked.failure == "net::ERR_ABORTED"


def ask(page: Page, a: str, b: str, day: str = "") -> str:
    """What the finder says of two names and a day."""
    form = page.locator("form.finder")
    for name, value in zip(("a", "b", "on"), (a, b, day)):
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()
    expect(form.locator("output")).not_to_be_empty()
    return form.locator("output").inner_text()


@pytest.mark.skipif(not VALIDATE.exists(), reason="html-validate is not installed; `make test-browser` does it.")
def test_the_html_of_each_kind_of_page_is_valid(site):
    pages = [str(site / path / ("" if path.endswith(".html") else "index.html")) for path in KINDS.values()]
    command = [str(VALIDATE), "--config", str(VALIDATE.parents[2] / "html.mjs"), "--formatter", "text"]
    told = subprocess.run([*command, *pages], capture_output=True, text=True)
    assert told.returncode == 0, (told.stdout + told.stderr)[:4000]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_a_phone_is_light_and_does_not_move_as_it_loads(kind, opened, address, record_testsuite_property):
    page, loaded = opened(None, viewport=PHONE), {}
    page.on("response", lambda given: loaded.update({given.url: len(gzip.compress(given.body())) / 1000}))
    page.goto(address + KINDS[kind])
    page.wait_for_load_state("networkidle")
    shift, width = page.evaluate(SHIFT), page.evaluate("document.documentElement.scrollWidth")
    index = sum(loaded.pop(url) for url in list(loaded) if url.endswith("search_index.json"))  # comes in the background
    weight = sum(loaded.values())
    told = (
        f"{len(loaded)} requests, {weight:.0f} KB compressed, {index:.0f} KB of index for searching, shift {shift:.3f}"
    )
    record_testsuite_property(kind, told)
    assert width <= PHONE["width"], f"The page is {width} pixels wide on a screen of {PHONE['width']}."
    assert len(loaded) <= 15, f"More than 15 requests until the page is there: {told}."
    assert weight <= 250, f"More than 250 KB until the page is there: {told}."
    assert index <= 400, f"The index for searching is too heavy: {told}."
    assert shift == 0, f"What stands on the page moves while it loads: {told}."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_wide_or_on_a_phone(kind, scheme, opened):
    page = opened(KINDS[kind], color_scheme=scheme, bypass_csp=True)
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        found = Axe().run(page)
        assert not found.violations_count, found.generate_report()


@pytest.mark.parametrize(("asked", "answer"), [
    (("Mexico", "Russia"), f"No. Mexico and Russia are not formal allies. As of {TODAY}. {NONE} Why"),
    (("Mexico", "Brazil"), "No. Mexico and Brazil are not formal allies. They were allies until 6 September 2004, "
        f"under the Rio Treaty. As of {TODAY}. {NONE} Why"),
    (("Switzerland", "Nepal"), "No. Switzerland and Nepal are not formal allies. "
        f"Switzerland has been permanently neutral since 20 November 1815. As of {TODAY}. Why"),
    (("mexico", "rus", "1943-06-01"), "Yes. Mexico and Russia are formal allies. As of 1 June 1943. Why"),
    (("USA", "Japan"), f"Yes. The United States and Japan are formal allies. As of {TODAY}. "
        "Under the U.S.-Japan Security Treaty, each is to help the other if it is attacked. Why"),
    (("Fiji", "Chad"), f"No. Fiji and Chad are not formal allies. As of {TODAY}. Why"),
    (("Fiji", "Chad", "1985-01-01"), f"No. Fiji and Chad are not formal allies. As of 1 January 1985. {NONE} Why"),
    (("Nauru", "Chad", "1985-01-01"), "Unknown. Whether Nauru and Chad are allies cannot be told from the facts here. "
        "As of 1 January 1985. No treaty that binds both on that day is recorded, and no register was compared for it. "
        "Why"),
    (("Mexico", "Russia", "2030-01-01"), f"The facts are asserted for {TODAY}; of 1 January 2030 they say nothing."),
    (("Bangladesh", "Chad", "1960-01-01"),
        "On 1 January 1960 Bangladesh was not yet a state: it was one from 16 December 1971 on."),
    (("Syria", "Egypt", "1960-01-01"), "On 1 January 1960 Syria was one state with Egypt, from 22 February 1958 to "
        "28 September 1961. Ask for Egypt, or for another day."),
    (("Korea", "Chad"), "“Korea” may be: North Korea, South Korea."),
    (("Atlantis", "Chad"), "No state is called “Atlantis”."),
    (("cote d'ivoire", "CHAD"), "No. Côte d'Ivoire and Chad are not formal allies. They were allies until "
        f"10 March 1964, under the Defense Pact of the African and Malagasy Union. As of {TODAY}. {NONE} Why"),
    (("Turkiye", "TURKEY"), "These are the same state."),
    (("u.s.s.r.", "China", "1955-01-01"),
        "Yes. The Soviet Union and China are formal allies. As of 1 January 1955. Why"),
    (("yugoslavia", "greece", "1970-01-01"),
        "No. Yugoslavia and Greece are not formal allies. As of 1 January 1970. Why"),
    (("East Germany", "Fiji", "1980-01-01"),
        f"No. East Germany and Fiji are not formal allies. As of 1 January 1980. {NONE} Why"),
    (("USSR", "Cuba"), "The Soviet Union was no more: it lasted until 26 December 1991. Ask for an earlier day."),
])  # fmt: skip
def test_the_finder_answers_for_two_names_and_a_day(asked, answer, opened):
    page = opened()
    assert ask(page, *asked) == answer


def test_the_finder_has_the_little_data_that_an_answer_takes_before_it_is_asked(opened):
    page, given = opened(viewport=PHONE), []
    page.on("response", lambda each: "/api/" in each.url and given.append(each))
    with page.expect_response(re.compile(r"/JPN-PHL\.json$")):
        for name, value in (("a", "Japan"), ("b", "Philippines")):
            page.locator(f"form.finder [name={name}]").fill(value)
    weight = sum(len(gzip.compress(each.body())) for each in given) / 1000
    assert weight <= 150, f"The data that an answer takes weigh {weight:.0f} KB compressed."
    given.clear()
    assert ask(page, "Japan", "Philippines").startswith("No. ")
    assert not given, "After the choice something is asked for that could have been there."


def test_the_finder_answers_from_the_header_of_any_page_by_keyboard(opened):
    page = opened("treaties/rio-treaty/")
    page.locator("#ask").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.finder-dialog")).to_be_visible()
    page.keyboard.type("Japan")
    page.keyboard.press("Tab")
    page.keyboard.type("Philippines")
    page.keyboard.press("Enter")
    said = page.locator("dialog output")
    expect(said).to_contain_text("No. Japan and the Philippines are not formal allies.")
    said.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/pairs/japan-philippines/$"))


def test_the_finder_of_a_pair_page_is_filled_in_with_the_pair_and_goes_by_escape(opened):
    page = opened("pairs/japan-philippines/", viewport=PHONE)
    page.locator("#ask").click()
    fields = page.locator("dialog form")
    expect(fields.locator("[name=a]")).to_have_value("Japan")
    expect(fields.locator("[name=b]")).to_have_value("Philippines")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("#ask")).to_be_focused()


def test_a_question_has_an_address_and_back_and_forward_work(opened):
    page = opened("pairs/?a=JPN&b=PHL&on=2020-01-01")
    said = page.locator("form.finder output")
    expect(said).to_have_text("No. Japan and the Philippines are not formal allies. As of 1 January 2020. Why")
    ask(page, "USA", "Japan")
    expect(said).to_contain_text("Yes. The United States and Japan")
    assert "a=USA&b=Japan" in page.url
    page.go_back()
    expect(said).to_contain_text("No. Japan and the Philippines")
    page.go_forward()
    expect(said).to_contain_text("Yes. The United States and Japan")


@pytest.mark.parametrize("words", ["Japan Philippines", "philippines japan"])
def test_the_search_box_finds_the_page_of_two_states_first(words, opened):
    page = opened("method/")
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially(words)  # the theme listens to keys
    first = page.locator(".md-search-result__item a").first
    expect(first).to_have_attribute("href", re.compile("pairs/japan-philippines/"))
    expect(first).to_contain_text("Are Japan and the Philippines allies?")
    expect(page.locator(".md-search-result .md-tags").first).to_be_hidden()


@pytest.mark.parametrize(("words", "answer"), [
    ("are russia and china allies?", "No. Russia and China are not formal allies, though they have a lesser pact."),
    ("is Japan an ally of the Philippines", "No. Japan and the Philippines are not formal allies."),
    ("uk us", "Yes. The United Kingdom and the United States are formal allies."),
    ("trinidad england", "No. Trinidad and Tobago and the United Kingdom are not formal allies."),
    ("Fiji, Chad", "No. Fiji and Chad are not formal allies."),
    ("soviet union cuba", "The Soviet Union was no more: it lasted until 26 December 1991. Ask for an earlier day."),
])  # fmt: skip
def test_the_search_box_answers_for_the_two_states_that_a_question_names(words, answer, opened):
    page = opened("method/")
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially(words)
    expect(page.locator(".search-offer h1")).to_have_text(answer)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"pairs/\?a=[A-Z]{3}&b=[A-Z]{3}$"))


@pytest.mark.parametrize("words", ["mexico", "korea japan", "china india pakistan", "who are the allies of japan"])
def test_the_search_box_offers_no_answer_where_not_two_states_are_named(words, opened):
    page = opened("method/")
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially(words)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    expect(page.locator(".search-offer")).to_have_count(0)


def test_a_citation_opens_in_place_with_what_was_printed_and_goes_by_escape(opened):
    page = opened("pairs/mexico-russia/", viewport=PHONE)
    cited = page.locator("article a.cite").first
    size = cited.bounding_box()
    assert min(size["width"], size["height"]) >= 24, f"A citation is too small to tap: {size}."
    cited.focus()
    page.keyboard.press("Enter")
    opened_here = page.get_by_role("dialog").filter(has=page.locator("a[href^=http]"))
    expect(opened_here).to_be_visible()
    page.keyboard.press("Escape")
    expect(opened_here).to_be_hidden()
    expect(cited).to_be_focused()


def test_a_missing_address_is_looked_for(opened, address):
    page = opened(None)
    page.goto(f"{address}allies/pairs/japan-philipines/")
    said = page.locator("form.finder output")
    expect(said).to_contain_text("Near it:")
    said.get_by_role("link").first.click()
    expect(page.locator("form.finder output")).to_contain_text("No. Japan and the Philippines are not formal allies.")


def test_a_citation_leads_to_its_source_and_back_without_scripts(opened):
    page = opened("pairs/mexico-russia/", java_script_enabled=False)
    cited = page.locator("article a[href^='#source']").first
    target = cited.get_attribute("href")
    cited.click()
    expect(page.locator(f"[id='{target[1:]}']")).to_be_in_viewport()
    assert page.locator(f"[id='{target[1:]}'] a[href^='http']").count()


def test_the_colors_chosen_stay_on_the_next_page(opened):
    page = opened("method/", color_scheme="light")
    page.locator("form[data-md-component=palette] label:visible").click()
    page.locator("form[data-md-component=palette] label:visible").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.goto(page.url.replace("method/", "pairs/mexico-russia/"))
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_on_paper_there_is_the_answer_with_its_sources_and_nothing_to_click(opened):
    page = opened("pairs/japan-philippines/")
    page.emulate_media(media="print")
    expect(page.locator(".answer__verdict").first).to_be_visible()
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator("article ol.sources > li").first).to_be_visible()


def test_without_scripts_every_pair_is_reached_by_links(opened):
    page = opened("pairs/", java_script_enabled=False)
    page.locator("article a[href$='states/']").click()
    page.locator("article a[href$='fiji/']").first.click()
    expect(page.locator("article")).to_contain_text("Chad")


def test_from_a_folder_on_disk_links_and_answers_work(opened, site):
    page = opened("index.html", base=f"file://{site}/")
    for words in ("states/", "japan", "japan-philippines"):
        page.wait_for_load_state()
        page.locator(f"article a[href*='{words}']").first.click()
    expect(page.locator(".answer__verdict").first).to_contain_text("No.")
    page.locator("#ask").click()
    expect(page).to_have_url(re.compile("/pairs/index.html$"))


def test_from_a_folder_on_disk_a_sentence_says_why_there_is_no_search_box(opened, site):
    page = opened("pairs/japan-philippines/index.html", base=f"file://{site}/")
    expect(page.locator(".search-closed")).to_be_visible()
    expect(page.locator(".search-closed")).to_contain_text("A page on disk cannot be searched.")


def test_below_a_sub_path_pages_links_and_the_finder_work(opened, address):
    page = opened("pairs/japan-philippines/", base=f"{address}allies/")
    page.locator("#ask").click()
    expect(page.locator("dialog [name=a]")).to_have_value("Japan")
    assert ask(page, "Fiji", "Chad") == f"No. Fiji and Chad are not formal allies. As of {TODAY}. Why"
    page.locator("dialog output a").click()
    expect(page).to_have_url(f"{address}allies/states/fiji/")
