"""Readings: what a printed fragment says, as a date, a number or a name.

A reader accepts a fragment only when all of it that looks like a date or a number forms exactly one; what could be read
in two ways (03/12/48) has two readings, and the row must say which one is meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from babel import Locale, UnknownLocaleError

from allies.facts.dates import Edtf, ImpossibleDate, edtf
from allies.load import table
from allies.problems import nearest

_RANGE_WORDS = set("- – — to through until al a hasta по до bis au do ao and y и".split())
FIRST_OF_OURS, LAST_JULIAN = date(1582, 10, 15), date(1923, 12, 31)  # by then every state had given up the Julian one
_JOINTS = ("y", "and", "et", "e", "-")  # between words of a number
_ROMAN = {word: number for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
_TABLE = Path(__file__).with_name("readings.yaml")
_LANGUAGES = ("en", "es", "ru", "fr", "de", "pt", "it", "uk", "pl")  # in which a month of another is looked for
_BY_NUMBERS = ("zh", "ja", "ko")  # these have no names for months, but numbers
_UNSPACED = ("zh", "ja", "ko", "th", "hi", "am", "ka")  # in which a word's edge is not seen, or is no space
_WORD = r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0652\u0900-\u0dff]*)+"  # with the signs above and below its letters
_TOKEN = re.compile(rf"\d+|{_WORD}(?:['’]{_WORD})?|[-–—]|[^\s\w]", re.UNICODE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|°|ª|-?го|-?е|-?й)\b|(?<=\d)\s?[º°ª]", re.IGNORECASE)
_NUMERIC = re.compile(
    r"(?<!\d)(\d{4})([./-]) ?(\d{1,2})\2 ?(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})([./-]) ?(\d{1,2})\6 ?(\d{4}|\d\d)(?!\d)"
)
_BEYOND_SIGN = re.compile(r"(?<!\w)[<>≤≥]\s?\d|\d\+")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)|[一二三四五六七八九十]{1,3}(?=[月日])")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년](?!度)\s?(?:(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일])?)?")

# Which orders of day, month and year form one date; "-" stands for the dash or word of a range.
_SHAPES = {
    "m": "m", "y": "y", "my": "my", "ym": "ym", "dmy": "dmy", "mdy": "mdy", "ymd": "ymd", "ydm": "ydm",
    "dm": "dm", "md": "md",
    "y-y": "y/y", "my-my": "my/my", "m-my": "m/my", "d-dmy": "d/dmy", "md-dy": "md/dy", "dm-dmy": "dm/dmy",
    "md-mdy": "md/mdy", "dmy-dmy": "dmy/dmy", "mdy-mdy": "mdy/mdy", "d-dm": "d/dm", "md-d": "md/d", "dm-dm": "dm/dm",
}  # fmt: skip


@cache
def date_readings(fragment: str, language: str, year: str | None = None, order: str | None = None) -> frozenset[Edtf]:
    """Every date that a printed fragment can mean; empty where it holds none, or more than one.

    A fragment without a year takes the one given; where none is given either, it has no reading. One that says "about"
    a date, or puts a question mark behind it, reads as such (`1948~`, `1948?`); one that says "before" or "after" it
    does not. The `order` of a source settles what bare numbers mean: month/day/year, or year,month,day for the last
    three cells of a row.
    """
    if order == "year,month,day":
        return _in_cells(fragment)
    if other_calendar(fragment, language):
        return frozenset()
    plain = _plain(fragment)
    if "0" in plain and (decade := _decades().search(plain)):
        return _of_decade(decade, language)
    if "0" in plain and _joined(plain, language):
        return frozenset()
    text = _EAST_ASIAN.sub(_with_month, _HAN.sub(_in_digits, _ORDINAL.sub("", plain)))
    text = re.sub(r"(?<=\d),(?=\d)", "/", text) if order else text  # cells of a table
    numeric = _NUMERIC.search(text)
    if numeric is None:
        return _in_words(text, language, year)
    rest = text[: numeric.start()] + " " + text[numeric.end() :]
    said = [] if re.search(r"\d", rest) else _numeric_readings(numeric, language, order)
    return _hedged(said, _tokens(text[: numeric.start()]), text, language)


def _in_cells(fragment: str) -> frozenset[Edtf]:
    """The date in the last three cells of a row; an empty cell is a day that is not known."""
    cells = re.search(r"(?:^|,)(\d{4}),(\d{1,2}),(\d{0,2})$", fragment)
    found = _edtf("-".join(cell.zfill(2) for cell in cells.groups() if cell)) if cells else None
    return frozenset({found} if found else ())


def _in_words(text: str, language: str, year: str | None) -> frozenset[Edtf]:
    """The date in a text that names its month, or has a year alone."""
    for name in (each for each in _months(language) if "’" in each):
        text = text.replace(name.replace("’", " "), name)
    tokens = _day_in_words(_tokens(text), language)
    known = _numbers("numbers", language) | _numbers("days", language)
    spelled = [] if re.search(r"\d{4}", text) else _spelled_out(tokens, known)
    if any(len(each) == 4 and each.isdecimal() for each in spelled):
        tokens = spelled  # siete de junio de dos mil cuatro
    pieces = [next(same) for _, same in groupby(_pieces(tokens, language), lambda piece: piece[:2])]
    symbols = re.sub("-+", "-", "".join(symbol for symbol, _, _ in pieces).strip("-"))
    joined = symbols.replace("-", "")  # a dash or an "and" may join words, not dates
    shape = _SHAPES.get(symbols) or _SHAPES.get(joined)
    if shape is None:
        return frozenset()
    first = next(position for symbol, _, position in pieces if symbol != "-")
    found = _assemble(shape, [value for _, value, _ in pieces if value], year)
    return _hedged([each for one in found for each in _in_one_style(one)], tokens[:first], text, language)


def _in_one_style(found: Edtf) -> list[Edtf]:
    """An interval, and its last day besides where both can be one day, as the Julian and our calendar have it."""
    last, apart = found.latest, (found.latest - found.earliest).days
    behind = last.year // 100 - last.year // 400 - 2  # days that the Julian calendar is behind
    both = found.is_interval and FIRST_OF_OURS <= last <= LAST_JULIAN and apart == behind
    return [found, edtf(last.isoformat())] if both else [found]


def _of_decade(found: re.Match[str], language: str) -> frozenset[Edtf]:
    """The ten years of a decade; nothing for one that leaves out its century, or has other numbers beside it."""
    first = (found["first"] or found["year"] or "")[:4]
    rest = f"{found.string[: found.start()]} {found.string[found.end() :]}"
    if len(first) < 4 or first.endswith("00") or re.search(r"\d", rest):
        return frozenset()
    span = edtf(f"{first}/{first[:3]}9")
    return _hedged([span], _tokens(found.string[: found.start()]), found.string, language)


def _joined(text: str, language: str) -> bool:
    """Whether letters are joined to a round year that may make it a decade, as languages do that no table has."""
    ends = {*table(_TABLE)["year_ends"], *_RANGE_WORDS, *_months(language)}
    return any(each.lower() not in ends for each in re.findall(r"(?<!\d)\d{3}0[-'’]?([^\W\d_]+)", text))


def other_calendar(fragment: str, language: str) -> str | None:
    """The sign in a fragment by which its date is of another calendar or era than ours, or of the old style."""
    text = _plain(fragment)
    usual = text.isascii() and set(re.findall("[a-z]+", text.lower())) <= _usual(language)
    if not usual and (found := _signs().search(text)):
        return found[0].strip(" 0123456789") or found[0]
    limits = table(_TABLE)["lowest"].get(language, 0), table(_TABLE)["highest"]
    return next(
        (year for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text) if not limits[0] < int(year) < limits[1]), None
    )


def _pieces(tokens: list[str], language: str) -> Iterator[tuple[str, str, int]]:
    """What in a text can be part of a date: its letter in a shape, its value and its place."""
    months = _months(language)
    for position, token in enumerate(tokens):
        if token.isdigit():
            yield "y" if len(token) == 4 else "d" if len(token) <= 2 else "x", token, position
        elif token in months and not _is_word(token, tokens, position, language):
            yield "m", f"{months[token]:02}", position
        elif token in _ROMAN and _between_numbers(tokens, position):
            yield "m", f"{_ROMAN[token]:02}", position
        elif token in _RANGE_WORDS:
            yield "-", "", position


def _with_month(found: re.Match[str]) -> str:
    """A date of numbers and signs with the Roman number of its month."""
    year, month, day = found.groups()
    roman = list(_ROMAN)[int(month) - 1] if month and 0 < int(month) <= 12 else month or ""
    return f" {year} {roman} {day or ''} "


def _in_digits(found: re.Match[str]) -> str:
    """A Chinese numeral in digits: the four of a year, or a number below a hundred."""
    tens, ten, ones = found[0].rpartition("十")
    text = f"{tens or 1}{ones or 0}" if ten else ones
    return text.translate(_HAN_DIGITS)


def _day_in_words(tokens: list[str], language: str) -> list[str]:
    """Tokens with the day in digits where it stands in words before its month: the fifth day of May."""
    known = _numbers("days", language) or _numbers("numbers", language)
    at = next((at for at, token in enumerate(tokens) if token in _months(language) and token not in known), 0)
    while at and tokens[at - 1] in _little(language):
        at -= 1
    first = at
    while first and (tokens[first - 1] in known or tokens[first - 1] in _JOINTS and first < at):
        first -= 1
    day = _spelled_out(tokens[first:at], known)
    return [*tokens[:first], *day, *tokens[at:]] if len(day) == 1 else tokens


def holds_numbers_of(fragment: str, value: Edtf) -> bool:
    """Whether a fragment that no reader understands could say a date: where it holds digits, they are the date's."""
    found = re.findall(r"\d+", _plain(fragment))
    short = {int(number) for number in found if len(number) <= 2}
    wanted = {piece[0]: int(piece[1:]) for piece in value.components if piece != "sure"}
    if any(len(number) == 4 for number in found) and f"{wanted['y']:04}" not in found:
        return False
    in_words = re.search(r"[^\W\d_]{2}", fragment)  # then the month may be among the words
    return not short or all(wanted[letter] in short for letter in ("d" if in_words else "dm") if letter in wanted)


def number_readings(fragment: str, language: str) -> list[int]:
    """Every whole number a printed fragment holds, in digits or else in words."""
    joined = re.sub(r"(?<=\d)[,.\u00a0\u202f ](?=\d{3}(?!\d))", "", fragment)
    digits = [int(found) for found in re.findall(r"\d+", joined)]
    if digits:
        return digits
    words = re.findall(r"[^\W\d_]+", _plain(fragment).lower())
    return [int(each) for each in _spelled_out(words, _numbers("numbers", language)) if each.isdecimal()]


def is_month(word: str, language: str) -> bool:
    """Whether a word is the whole name of a month and cannot be anything else (as `May` and `an august body` can)."""
    if language == "en" and (word.islower() or word in ("May", "March")):
        return False
    return word.lower() in _months(language) and (
        len(word) > 4 or word in ("June", "July", "март", "июнь", "июня", "июль", "июля")
    )


def is_read(language: str) -> bool:
    """Whether dates in a language are read."""
    return bool(_months(language)) or language in _BY_NUMBERS


def ages(text: str, language: str) -> str | None:
    """The word of a text for readers that will be wrong one day, such as "currently"."""
    found = _ageing(language).search(text.lower())
    return found[0] if found else None


def denial(fragment: str, language: str) -> str | None:
    """The words of a clause by which nobody owes the help that it is about."""
    found = _beside("denied", language).search(fragment.lower())
    return found[0] if found else None


def hedge(fragment: str, language: str) -> str | None:
    """The words of a fragment by which another day than the one that it prints is meant."""
    said = f" {' '.join(_tokens(_plain(fragment)))} "
    directly = (words.strip() for words in _phrases("beyond", language) if f"{words} " in said)
    beside = _beside("beside", language).search(said) or _BEYOND_SIGN.search(fragment)
    return max(directly, key=len, default=beside and beside[0]) if re.search(r"\d", said) else None


def odd_month(fragment: str, language: str) -> tuple[str, str | None, str | None] | None:
    """The word beside numbers that stands where a month would, if it is none: the word, another language in which it
    is one, and the month that is spelled nearly so."""
    tokens = _TOKEN.findall(_plain(fragment))
    for word in (each for at, each in enumerate(tokens) if len(each) > 2 and _beside_a_number(tokens, at)):
        if word.isalpha() and word.lower() not in _months(language):
            other = next((each for each in _LANGUAGES if word.lower() in _months(each)), None)
            near = None if other else nearest(word, [month for month in _months(language) if len(month) > 3])
            return word, other, near.capitalize() if near and word[0].isupper() else near
    return None


def _beside_a_number(tokens: list[str], at: int) -> bool:
    return tokens[at - 1 : at] != [] and tokens[at - 1].isdigit() and any(t.isdigit() for t in tokens[at + 1 : at + 3])


@cache
def fold(text: str) -> str:
    """A text without case, accents and punctuation, for comparing names."""
    return " ".join(re.findall(r"\w+", _bare(text).casefold()))


def elsewhere() -> dict[str, list[str]]:
    """Names, folded, that hold the name of a state and mean another place, with no state for each."""
    return {fold(name): [] for name in table(_TABLE)["elsewhere"]}


@cache
def slug(name: str) -> str:
    """A name as part of an id or address, in plain letters: `Côte d'Ivoire` is `cote-divoire`; empty where it has
    none."""
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", _bare(name.lower()))))


def _bare(text: str) -> str:
    """A text without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _lowest_place(number: int) -> int:
    """10 for 230, 100 for 200, 1 for 235: a smaller number word that follows belongs to the same number."""
    return next((place for place in (1000, 100, 10) if number and number % place == 0), 1)


def _plain(fragment: str) -> str:
    """A fragment with letters composed and digits of any script as 0 to 9."""
    if fragment.isascii():
        return fragment
    return re.sub(r"\d", lambda found: str(int(found[0])), unicodedata.normalize("NFC", fragment))


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text)]


def _hedged(found: Iterable[Edtf], before: list[str], text: str, language: str) -> frozenset[Edtf]:
    """What was found, as the words before it and a question mark behind it qualify it."""
    opened = max((at for at, token in enumerate(before) if token in "([;:"), default=-1)
    words = [token for token in before[opened + 1 :] if token[0].isalnum()]
    while words and words[-1] in _little(language):
        words.pop()
    said = f" {' '.join(words)}"
    if said.endswith(_phrases("beyond", language)) or _beside("beside", language).search(text.lower()):
        return frozenset()
    if _BEYOND_SIGN.search(text):
        return frozenset()
    about = (
        said.endswith(_phrases("about", language))
        or re.search("[~±]", text)
        or _beside("around", language).search(text.lower())
    )
    mark = "~" if about else "?" if "?" in text or said.endswith(_phrases("perhaps", language)) else ""
    return frozenset(
        edtf(reading.text.replace("/", f"{mark}/") if reading.is_interval else reading.text + mark) for reading in found
    )


@cache
def _numbers(kind: str, language: str) -> dict[str, int]:
    """Words of a kind that stand for numbers, which follow one another by a step."""
    rows = table(_TABLE)[kind].get(language, ())
    return {word: first + step * place for first, step, words in rows for place, word in enumerate(words.split())}


@cache
def _phrases(kind: str, language: str) -> tuple[str, ...]:
    """The words of a kind in a language, and in English, each with a space before it."""
    known = table(_TABLE)[kind]
    return tuple(f" {words}" for words in dict.fromkeys([*known["en"], *known.get(language, ())]))


@cache
def _little(language: str) -> set[str]:
    """What may stand between a word and the date that it is about: articles and the like, and days of the week."""
    try:
        days = {
            word.lower()
            for width in ("wide", "abbreviated")
            for word in Locale(language).days["format"][width].values()
        }
    except (UnknownLocaleError, ValueError):
        days = set()
    return days - set(table(_TABLE)["beyond"].get(language, ())) | {word[1:] for word in _phrases("little", language)}


@cache
def _beside(kind: str, language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(words[1:]) for words in _phrases(kind, language))
    return re.compile(words if language in _UNSPACED else rf"\b(?:{words})\b")


@cache
def _ageing(language: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, table(_TABLE)["ageing"].get(language, ("$^",))))
    return re.compile(rf"\b(?:{words})\b")


@cache
def _usual(language: str) -> set[str]:
    """Words that are no sign of another calendar: months, days of the week, and those between; no abbreviations."""
    words = _months(language).keys() | _little(language) | {"from", "since", "until", "and", "signed", "th", "st"}
    return {word for word in words if len(word) > 2 or word in ("in", "on", "of", "de", "am", "th", "st")}


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join([*table(_TABLE)["era"], *table(_TABLE)["old_style"]]))


@cache
def _decades() -> re.Pattern[str]:
    before, joined, signs = ("|".join(map(re.escape, words)) for words in table(_TABLE)["decade"].values())
    after = rf"(?<!\d)(?P<first>(?:\d\d)?\d0)\s?(?:{signs}|(?:{joined})(?!\w))"
    return re.compile(rf"(?i:\b(?:{before})\s?['’]?(?P<year>(?:\d\d)?\d0)(?!\d)|{after})")


def _numeric_readings(match: re.Match[str], language: str, order: str | None) -> Iterable[Edtf]:
    year, _, month, day, first, separator, second, last = match.groups()
    if year:
        candidates = [(year, month, day)]
    else:
        years = [last] if len(last) == 4 else [f"19{last}", f"20{last}"]
        day_first, month_first = (second, first), (first, second)
        known = {"day/month/year": [day_first], "month/day/year": [month_first]}.get(order or "")
        orders = known or ([day_first] if separator == "." and language != "en" else [day_first, month_first])
        candidates = [(y, m, d) for y in years for m, d in orders]
    return {found for y, m, d in candidates if (found := _edtf(f"{y}-{int(m):02}-{int(d):02}"))}


def _assemble(shape: str, values: list[str], year: str | None) -> Iterable[Edtf]:
    """The date or interval of a shape; the parts that one end of an interval leaves out are those of the other."""
    remaining, ends = iter(values), []
    for part in shape.split("/"):
        ends.append({letter: next(remaining) for letter in part})
    for missing, given in ((ends[0], ends[-1]), (ends[-1], ends[0])):
        for letter in "ym":
            if letter in given and letter not in missing and ("d" in missing or letter == "y"):
                missing[letter] = given[letter]
    texts = []
    for end in ends:
        of_year = end.get("y", year)
        if of_year is None:
            return []
        texts.append("-".join([of_year, *(end[letter].zfill(2) for letter in "md" if letter in end)]))
    found = _edtf("/".join(texts))
    return [found] if found else []


def _edtf(text: str) -> Edtf | None:
    try:
        return edtf(text)
    except ImpossibleDate:
        return None


def _spelled_out(tokens: list[str], known: dict[str, int]) -> list[str]:
    """Tokens with the numbers that stand there in words as digits, those that form one together."""
    result, adjoining = list[str](), False
    for token in tokens:
        number, before = known.get(token), int(result[-1]) if adjoining else 0
        below = before % (10 * (number or 1))
        if number is None:
            adjoining = adjoining and token in _JOINTS
            result += [] if adjoining else [token]
            continue
        if adjoining and number in (100, 1000) and 0 < below < number:
            result[-1] = str(before + below * (number - 1))  # two hundred, one thousand two hundred
        elif adjoining and number < _lowest_place(before):
            result[-1] = str(before + number)  # thirty-five, treinta y cinco
        else:
            result.append(str(number))
        adjoining = True
    return result


def _between_numbers(tokens: list[str], position: int) -> bool:
    around = [token for token in tokens[max(0, position - 2) : position + 3] if token not in "./-"]
    at = around.index(tokens[position])
    return at > 0 and around[at - 1].isdigit()


def _is_word(token: str, tokens: list[str], position: int, language: str) -> bool:
    """English `may` and `march` (and their like) are months only beside a number."""
    if language != "en" or token not in ("may", "march"):
        return False
    neighbors = tokens[max(0, position - 3) : position + 3]
    neighbors.remove(token)
    return not any(each.isdigit() or each in _months(language) for each in neighbors) and len(tokens) > 2


@cache
def _months(language: str) -> dict[str, int]:
    try:
        tables = Locale(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    names = {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in tables[context][width].items()
    }
    known = {**{name: number for name, number in names.items() if not name.isdigit()}, **_numbers("months", language)}
    return {_bare(name): number for name, number in known.items()} | known
