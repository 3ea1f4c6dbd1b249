"""What hypothesis makes up: dates of limited precision, YAML, treaties."""

from datetime import date

from hypothesis import strategies as st

from allies.facts.dates import Edtf, edtf

days = st.dates(min_value=date(1000, 1, 1), max_value=date(2099, 12, 31))


@st.composite
def edtfs(draw: st.DrawFn) -> Edtf:
    """A day, month or year, plain or qualified, or an interval of two of these."""
    ends = sorted(draw(st.lists(days, min_size=1, max_size=2)))
    return edtf(
        "/".join(
            end.isoformat()[: draw(st.sampled_from([4, 7, 10]))] + draw(st.sampled_from(["", "", "~", "?"]))
            for end in ends
        )
    )


def days_of(value: Edtf) -> st.SearchStrategy[date]:
    """Any day that a value can be."""
    return st.dates(min_value=value.earliest, max_value=value.latest)


periods = st.builds("P{}Y{}M{}D".format, st.integers(0, 50), st.integers(0, 30), st.integers(0, 400))

# Letters of the languages of our sources, and whatever YAML takes for more than a letter.
_words = st.text(st.sampled_from("abcnoyesNULLtrue019 .,:;-–—#&*!|>'\"%@`{}[]()?~\\\néñ«»ЁйсоюзаМ朝鮮"), max_size=20)
_scalars = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _words
_keys = _words.filter(lambda word: "\n" not in word)
trees = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4), max_leaves=20
)
mappings = st.dictionaries(_keys, trees, max_size=4)
