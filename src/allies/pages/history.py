"""History: what happened between two states, as a picture."""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from allies.answers.history import Entry
from allies.facts.dates import Edtf
from allies.pages.marks import Marks

ROW, HEAD, BAR = 30, 24, 8  # heights, in pixels
LONGEST = 46  # letters of a name in the picture
STEPS = (10, 20, 50, 100)  # years between two lines of the picture
BROKEN = ("severed", "lapsed", "none")  # events from which on there are no relations


def drawn(marks: Marks, told: list[Entry]) -> Markup:
    """The picture of some entries: a row for diplomatic relations and one for each other time, from left to right;
    nothing of fewer than two entries."""
    if len(told) < 2:
        return Markup()
    scale = _Scale(min(each.start.earliest.year for each in told), marks.facts.edition)
    events = [each for each in told if each.event]
    rows = [_relations(marks, events, scale)] if events else []
    rows += [_row(each.kind, each.name, [(each.start, each.end)], scale) for each in told if not each.event]
    height = HEAD + ROW * len(rows)
    body = Markup("").join([*scale.lines(height), *(_placed(row, at) for at, row in enumerate(rows))])
    form = '<figure class="history"><svg width="100%" height="{}" role="img" aria-label="{}">{}</svg></figure>'
    return Markup(form).format(height, marks.say("picture/same"), body)


class _Scale:
    """Where a day stands between the left edge of the picture and its right one, in percent."""

    def __init__(self, first: int, edition: Edtf) -> None:
        last = edition.latest.year + 1
        self.step = next((step for step in STEPS if (last - first) / step <= 6), STEPS[-1])
        self.first, self.last = first - first % 10, last
        self.today = edition.latest

    def at(self, day: date) -> int:
        """In hundredths of a percent."""
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 1, 1).toordinal()
        return max(0, min(10000, (day.toordinal() - start) * 10000 // (end - start)))

    def lines(self, height: int) -> Iterator[Markup]:
        """A line for every few years, and one for today."""
        for year in range(self.first + -self.first % self.step, self.last, self.step):
            x = percent(self.at(date(year, 1, 1)))
            yield Markup('<line x1="{}" x2="{}" y1="16" y2="{}"/><text class="year" x="{}" y="11">{}</text>').format(
                x, x, height, x, year
            )
        x = percent(self.at(self.today))
        yield Markup('<line class="today" x1="{}" x2="{}" y1="16" y2="{}"/>').format(x, x, height)


def percent(hundredths: int) -> str:
    """A place as SVG has it: 12.34%."""
    return f"{hundredths // 100}.{hundredths % 100:02}%"


Row = tuple[str, str, list[Markup]]  # the kind, the name, and what is drawn below it


def _row(kind: str, name: str, times: list[tuple[Edtf, Edtf | None]], scale: _Scale) -> Row:
    """A bar for each time, paler where its days are not known exactly."""
    bars = []
    for start, end in times:
        widest = scale.at(start.earliest), scale.at(end.latest if end else scale.today)
        surest = scale.at(start.latest), scale.at(end.earliest if end else scale.today)
        bars += [_bar("range", *widest)] if widest != surest else []
        bars += [_bar("", *surest)] if surest[0] <= surest[1] else []
    return kind, name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…", bars


def _bar(kind: str, start: int, end: int) -> Markup:
    width = percent(max(end - start, 50))
    about = Markup(' class="{}"').format(kind) if kind else Markup()
    return Markup('<rect{} x="{}" y="16" width="{}" height="{}"/>').format(about, percent(min(start, 9950)), width, BAR)


def _relations(marks: Marks, events: list[Entry], scale: _Scale) -> Row:
    """A bar while there are relations, and a dot for each event."""
    times: list[tuple[Edtf, Edtf | None]] = []
    on: Edtf | None = None
    for each in events:
        if each.kind in BROKEN and on:
            times.append((on, each.start))
            on = None
        elif each.kind not in (*BROKEN, "recognized"):
            on = on or each.start
    kind, name, bars = _row(
        "relations", str(marks.say("picture/relations")), [*times, *([(on, None)] if on else [])], scale
    )
    dots = [Markup('<circle cx="{}" cy="20" r="4"/>').format(percent(scale.at(each.start.earliest))) for each in events]
    return kind, name, [*bars, *dots]


def _placed(row: Row, at: int) -> Markup:
    kind, name, shapes = row
    form = '<g class="{}" transform="translate(0 {})"><text y="11">{}</text>{}</g>'
    return Markup(form).format(kind, HEAD + ROW * at, name, Markup("").join(shapes))
