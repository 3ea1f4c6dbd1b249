"""Links and loads: every page is reached, every link leads somewhere, nothing comes from another host, nothing runs, nothing is half made."""

import pytest
from audited import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def said(site, body="<p>text</p>", **arguments):
    return [f"{problem.what} {problem.mend}" for problem in site.page(body, **arguments).audit()]


def test_pages_joined_by_right_links_pass(site):
    site.page(
        '<h2 id="more">More</h2><p><a href="../../#top">Back</a> to <a href="#more">more</a></p>',
        "pairs/both/index.html",
    )
    site.write("site/data.csv", "a,b")
    site.write("site/LICENSE", "text")
    links = (
        "pairs/both/",
        "pairs/both/#more",
        "pairs/both/index.html",
        "data.csv",
        "LICENSE",
        "/data.csv",
        "https://example.org/",
        "mailto:a@example.org",
        "?q=x",
    )
    assert said(site, '<h1 id="top">Text</h1>' + "".join(f'<p><a href="{link}">text</a></p>' for link in links)) == []


def test_links_to_the_sites_own_address_are_internal(site):
    head = '<link rel="canonical" href="https://allies.example/home/">'
    assert said(
        site, '<p><a href="https://allies.example/home/lost/">text</a> <a href="/home/">text</a></p>', head=head
    ) == [
        "The link https://allies.example/home/lost/ leads to lost/index.html, which does not exist. Correct or delete it."
    ]


@pytest.mark.parametrize(("link", "line"), [
    ("pair/both/", "The link pair/both/ leads to pair/both/index.html, which does not exist. Link to pairs/both/index.html."),
    ("pairs/both/#mor", 'The link pairs/both/#mor leads to "mor", which is not on pairs/both/index.html. Write #more.'),
    ("#more", 'The link #more leads to "more", which is not on index.html. Correct or delete it.'),
    ("data.csv", "The link data.csv leads to data.csv, which does not exist. Correct or delete it."),
    ("../../etc/passwd", "The link ../../etc/passwd leads out of the site. Link to a page of the site."),
    ("javascript:alert(1)", "A link begins with javascript:. Link to an http or https address."),
    ("java&#10;script:alert(1)", "A link begins with javascript:. Link to an http or https address."),
    ("JAVASCRIPT:alert(1)", "A link begins with javascript:. Link to an http or https address."),
    ("data:text/html,x", "A link begins with data:. Link to an http or https address."),
    ("file:///etc/passwd", "A link begins with file:. Link to an http or https address."),
])  # fmt: skip
def test_a_bad_link_is_caught(site, link, line):
    site.page('<h2 id="more">More</h2>', "pairs/both/index.html")
    assert line in said(site, f'<p><a href="pairs/both/">Good</a> <a href="{link}">text</a></p>')


def test_a_page_that_nothing_links_to_is_caught(site):
    site.page("<p>text</p>", "lost/index.html").page("<p>text</p>", "404.html")
    assert said(site) == [
        "No chain of links leads from the home page to lost/index.html. Link to it from a page that readers reach, or delete it."
    ]


def test_two_pages_that_only_link_to_each_other_are_caught(site):
    site.page('<a href="../other/">text</a>', "one/index.html").page('<a href="../one/">text</a>', "other/index.html")
    assert len(said(site)) == 2


def test_a_site_without_a_home_page_is_caught(site):
    (site.site).mkdir()
    assert [str(problem.what) for problem in site.audit()] == ["The site has no home page."]


@pytest.mark.parametrize(("body", "what"), [
    ('<p style="background: url(https://evil.example/x.png)">text</p>', "<p> loads https://evil.example/x.png from another host."),
    (r'<p style="background: u\72l(https://evil.example/x.png)">text</p>', "<p> loads https://evil.example/x.png from another host."),
    ('<p style="--font: \'x\'; src: url(//fonts.example/x.woff2)">text</p>', "<p> loads //fonts.example/x.woff2 from another host."),
    ('<img alt="" src="//evil.example/x.png">', "<img> loads //evil.example/x.png from another host."),
    ('<img alt="" src="https:/\\evil.example/x.png">', "<img> loads https:/\\evil.example/x.png from another host."),
    ('<img alt="" srcset="a.png 1x, https://evil.example/x.png 2x">', "<img> loads https://evil.example/x.png from another host."),
    ('<video poster="https://evil.example/x.png"></video>', "<video> loads https://evil.example/x.png from another host."),
    ('<svg><image href="https://evil.example/x.png"/></svg>', "<image> loads https://evil.example/x.png from another host."),
    ('<p><a href="#x" ping="https://evil.example/">text</a></p>', "<a> loads https://evil.example/ from another host."),
    ('<form action="https://evil.example/"></form>', "<form> loads https://evil.example/ from another host."),
    ('<script>alert(1)</script>', "The article holds <script>, which can run or load something."),
    ('<iframe src="x.html"></iframe>', "The article holds <iframe>, which can run or load something."),
    ('<p onclick="alert(1)">text</p>', "<p> has the attribute onclick, which runs a script."),
    ('<p/onmouseover=alert(1)>text</p>', "<p> has the attribute onmouseover, which runs a script."),
])  # fmt: skip
def test_what_loads_from_elsewhere_or_runs_is_caught(site, body, what):
    assert what in [problem.what for problem in site.page(body).audit()]


@pytest.mark.parametrize(("head", "what"), [
    ('<link rel="stylesheet" href="https://fonts.example/css">', "<link> loads https://fonts.example/css from another host."),
    ('<link rel="preconnect" href="https://fonts.example">', "<link> loads https://fonts.example from another host."),
    ('<script src="https://cdn.example/x.js"></script>', "<script> loads https://cdn.example/x.js from another host."),
    ('<style>@import "https://fonts.example/css";</style>', "<style> loads https://fonts.example/css from another host."),
    ('<base href="https://evil.example/">', "<base> loads https://evil.example/ from another host."),
    ('<meta http-equiv="refresh" content="0; url=https://evil.example/">', "<meta> loads https://evil.example/ from another host."),
    ('<link rel="license" href="https://example.org/"><link rel="icon" href="icon.png">', None),
])  # fmt: skip
def test_what_the_head_loads_from_elsewhere_is_caught(site, head, what):
    assert [problem.what for problem in site.page("<p>text</p>", head=head).audit()] == ([what] if what else [])


def test_a_stylesheet_that_loads_from_elsewhere_is_caught(site):
    site.write(
        "site/assets/main.css",
        "/* url(https://fine.example/) */ a { background: url(x.png) } @import 'https://fonts.example/css';",
    )
    assert said(site) == [
        "The stylesheet loads https://fonts.example/css from another host. Keep a copy in the site, or do without."
    ]


@pytest.mark.parametrize(("body", "line"), [
    ('<p id="x">text</p><p id="x">text</p>', 'The id "x" stands 2 times on the page. Give each element an id of its own.'),
    ("<table><thead><tr><th>Text</th></tr></thead><tbody></tbody></table>", "A table has no content. Fill it, or say in a sentence that there is nothing."),
    ("<table><tr><td> </td></tr></table>", "A table has no content. Fill it, or say in a sentence that there is nothing."),
    ("<p>It is {{ fact }} here.</p>", '"{{ fact }}" stands on the page unrendered. Correct the name of the fact, or the braces.'),
    ("<p>It is {date} here.</p>", '"{date}" stands on the page unrendered. Correct the name of the fact, or the braces.'),
    ("<p>It is {% if %} here.</p>", '"{% if %}" stands on the page unrendered. Correct the name of the fact, or the braces.'),
    ("<p>text{ .md-button }</p>", '"{ .md-button }" stands on the page unrendered. Correct the name of the fact, or the braces.'),
])  # fmt: skip
def test_what_is_half_made_is_caught(site, body, line):
    assert line in said(site, body)


def test_braces_in_code_are_left_alone(site):
    assert said(site, "<pre><code>{{ fact }}</code></pre>") == []
