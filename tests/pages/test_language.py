"""Another language: a phrasebook more and the theme's language, and the pages speak it and are audited in it."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

OTHER = str.maketrans("aeiou", "eioua")
THEME = """
page 8161ba4c603e7e74
page e810e177bdf32097
page fbca06e26178cf30
"""


@pytest.fixture
def spanish(small, relist):
    """A small site in Spanish, whose phrases are the English ones with other vowels."""
    english = (small / "docs/phrases/en.yaml").read_text("utf-8")
    turned = re.sub(
        r'(?<=: ")(?:[^"\\]|\\.)*(?="(?: *#.*)?$)',
        lambda text: re.sub(r"(\{\w+\})|[^{}]+", lambda each: each[1] or each[0].translate(OTHER), text[0]),
        english,
        flags=re.MULTILINE,
    )
    (small / "docs/phrases/es.yaml").write_text(turned, "utf-8")
    with (small / "docs/phrases/theme.txt").open("a", encoding="utf-8") as theme:
        theme.write(THEME)
    settings = small / "mkdocs.yml"
    settings.write_text(re.sub(r"^  language: en$", "  language: es", settings.read_text("utf-8"), flags=re.M), "utf-8")
    relist(small)
    return small


def test_a_site_in_another_language_is_built_and_passes_the_audit(spanish, run):
    result = run("build", cwd=spanish)
    assert result.returncode == 0, result.stdout
    page = LexborHTMLParser((spanish / "site/pairs/arcadia-borduria/index.html").read_text("utf-8"))
    assert page.css_first(".answer__verdict").text().startswith(("Yis. ", "Nu. "))
