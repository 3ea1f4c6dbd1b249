"""Readings: what a printed fragment says, in its language; what could be read in two ways is never read in one."""

from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from strategies import days

from allies.facts.dates import day, edtf
from allies.facts.readings import (
    date_readings,
    denial,
    fold,
    holds_numbers_of,
    is_month,
    number_readings,
    odd_month,
    other_calendar,
)
from allies.load import table

KINDS_OF_NUMBERS = ("lowest", "highest", "numbers", "days", "months")


def said(fragment: str, language: str, year: str | None = None) -> set[str]:
    return {str(reading) for reading in date_readings(fragment, language, year)}


@given(days, st.sampled_from(["en", "es", "ru"]), st.sampled_from(["long", "full"]))
def test_every_date_in_its_long_form_reads_back(value, language, form):
    assert said(format_date(value, form, language), language) == {value.isoformat()}


@given(days, st.sampled_from(["en", "es", "ru"]))
def test_every_date_with_its_month_shortened_reads_back(value, language):
    assert said(format_date(value, "medium" if language != "ru" else "d MMM y 'г.'", language), language) == {
        value.isoformat()
    }


@given(days, st.sampled_from(["fr", "pt", "de", "it", "pl", "uk"]))
def test_dates_in_the_other_languages_of_our_sources_read_back(value, language):
    assert said(format_date(value, "long", language), language) == {value.isoformat()}


@given(days, st.sampled_from(["en", "es", "ru"]), st.sampled_from(["MMMM y", "LLLL y", "y"]))
def test_a_month_or_a_year_reads_as_no_more_than_that(value, language, form):
    assert said(format_date(value, form, language), language) == {value.isoformat()[: 4 if form == "y" else 7]}


@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(1600, 2099),
    st.sampled_from("/-"),
    st.sampled_from(["en", "es", "ru"]),
    st.booleans(),
)
def test_day_and_month_in_numbers_are_never_read_in_one_way_where_two_are_possible(
    first, second, year, mark, language, padded
):
    form = "{:02}" if padded else "{}"
    readings = said(f"{form.format(first)}{mark}{form.format(second)}{mark}{year}", language)
    assert readings == {f"{year}-{first:02}-{second:02}", f"{year}-{second:02}-{first:02}"}


@given(days, st.sampled_from("/-."), st.sampled_from(["en", "ru", "zh"]), st.booleans())
def test_numbers_that_begin_with_the_year_are_year_month_and_day(value, mark, language, padded):
    month, day = (f"{number:02}" if padded else str(number) for number in (value.month, value.day))
    assert said(f"{value.year}{mark}{month}{mark}{day}", language) == {value.isoformat()}


@given(days, st.sampled_from("/-."), st.sampled_from(["en", "es", "ru"]))
def test_a_year_of_two_digits_is_never_read_as_one(value, mark, language):
    assert len(said(value.strftime(f"%d{mark}%m{mark}%y"), language)) != 1


@given(days, st.sampled_from(["es", "ru", "de"]))
def test_numbers_with_full_stops_are_day_month_year_outside_english(value, language):
    assert said(f"{value.day:02}.{value.month:02}.{value.year}", language) == {value.isoformat()}


@given(days)
def test_year_month_day_is_read_in_any_language(value):
    assert said(f"on {value.isoformat()}", "en") == {value.isoformat()}


@given(st.integers(1, 14), st.integers(15, 28), st.integers(1, 12), st.integers(1924, 2099))
def test_a_range_of_days_reads_as_an_interval(first, last, month, year):
    interval = {f"{year}-{month:02}-{first:02}/{year}-{month:02}-{last:02}"}
    names = {language: format_date(date(year, month, last), "d MMMM y", language) for language in ("en", "es", "ru")}
    assert said(f"{first}–{names['en']}", "en") == interval
    assert said(f"del {first} al {names['es'].replace(' ', ' de ')}", "es") == interval
    assert said(f"с {first} по {names['ru']} г.", "ru") == interval


@pytest.mark.parametrize(("fragment", "language", "reading"), [
    ("26 января 1930 года", "ru", "1930-01-26"),
    ("в январе 1930 г.", "ru", "1930-01"),
    ("в 1998 году", "ru", "1998"),
    ("МЕХИКО, 21 фев 2026", "ru", "2026-02-21"),
    ("26 de enero de 1930", "es", "1930-01-26"),
    ("6 de septiembre del 2002", "es", "2002-09-06"),
    ("1º de enero de 1942", "es", "1942-01-01"),
    ("siete de junio de dos mil cuatro", "es", "2004-06-07"),
    ("veintiséis de enero de mil novecientos treinta", "es", "1930-01-26"),
    ("treinta y uno de marzo de mil novecientos cuarenta", "es", "1940-03-31"),
    ("cuatro y veinticuatro de agosto", "es", None),
    ("September 6th, 2002", "en", "2002-09-06"),
    ("the 2nd of January, 1970", "en", "1970-01-02"),
    ("Apr. 18, 1961", "en", "1961-04-18"),
    ("18 APRIL 1961", "en", "1961-04-18"),
    ("4.VIII.1924", "ru", "1924-08-04"),
    ("10–12 November 1942", "en", "1942-11-10/1942-11-12"),
    ("November 10 to December 2, 1942", "en", "1942-11-10/1942-12-02"),
    ("30 December 1942 – 2 January 1943", "en", "1942-12-30/1943-01-02"),
    ("between 1815 and 2018", "en", "1815/2018"),
    ("1917—1980", "ru", "1917/1980"),
    ("2024년 6월 19일", "ko", "2024-06-19"),
    ("２０２４年６月１９日", "ja", "2024-06-19"),
    ("May 2004", "en", "2004-05"),
    ("in January of the year 1943", "en", "1943-01"),
    ("1943, as it may be read", "en", "1943"),
    ("1942-11-10", "en", "1942-11-10"),
    ("25/12/1991", "en", "1991-12-25"),
    ("the twenty-fifth day of May, 1951", "en", "1951-05-25"),
    ("this fifth day of May, one thousand nine hundred and fifty-one", "en", "1951-05-05"),
    ("this third day of March in the year one thousand nine hundred and sixty-two", "en", "1962-03-03"),
    ("one of the May 1951 treaties", "en", "1951-05"),
    ("3 मार्च 1962", "hi", "1962-03-03"),
    ("El dos de mayo de 1951", "es", "1951-05-02"),
    ("a los cinco días del mes de mayo de 1951", "es", "1951-05-05"),
    ("le dix-sept mai 1951", "fr", "1951-05-17"),
    ("trente et un mai 1951", "fr", "1951-05-31"),
    ("am fünften Mai 1951", "de", "1951-05-05"),
    ("двадцать пятого мая 1951 года", "ru", "1951-05-25"),
    ("vinte e um de maio de 1951", "pt", "1951-05-21"),
    ("no dia 13 de maio de 1964", "pt", "1964-05-13"),
    ("ventitré maggio 1951", "it", "1951-05-23"),
    ("5 fevrier 1951", "fr", "1951-02-05"),
    ("w maju 1951 r.", "pl", "1951-05"),
    ("5. маја 1951. године", "sr", "1951-05-05"),
    ("1951 жылғы 5 мамыр", "kk", "1951-05-05"),
    ("5-IX-1951", "it", "1951-09-05"),
    ("1951. 5. 5.", "ko", "1951-05-05"),
    ("5 أيار/مايو 1951", "ar", "1951-05-05"),
    ("26 كانون الأول 1996", "ar", "1996-12-26"),
    ("在1964年11月建交", "zh", "1964-11"),
    ("一九五○年二月十四日", "zh", "1950-02-14"),
    ("二〇二四年十二月三十一日", "ja", "2024-12-31"),
    ("1951年13月5日", "zh", None),
    ("March–April 1951", "en", "1951-03/1951-04"),
    ("May or June 1951", "en", None),
    ("Law No. 5 of May 1951", "en", None),
])  # fmt: skip
def test_dates_are_read_as_sources_print_them(fragment, language, reading):
    assert said(fragment, language) == ({reading} if reading else set())


@pytest.mark.parametrize(("fragment", "language", "reading"), [
    ("about 1948", "en", "1948~"),
    ("c. 1948", "en", "1948~"),
    ("около 1948 года", "ru", "1948~"),
    ("hacia el año 1948", "es", "1948~"),
    ("circa 1948–1950", "en", "1948~/1950"),
    ("2 January 1970 (?)", "en", "1970-01-02?"),
    ("about 24.12.1991", "ru", "1991-12-24~"),
])  # fmt: skip
def test_a_date_that_is_hedged_in_print_is_hedged_in_its_reading(fragment, language, reading):
    assert said(fragment, language) == {reading}


@pytest.mark.parametrize(("fragment", "language"), [
    ("before 1924", "en"), ("after 4 August 1924", "en"), ("antes de 1924", "es"),
    ("después del 4 de agosto de 1924", "es"),
    ("до 1924 года", "ru"), ("после 4 августа 1924 года", "ru"), ("before 04.08.1924", "ru"),
])  # fmt: skip
def test_what_lies_before_or_after_a_date_is_another_date(fragment, language):
    assert said(fragment, language) == set()


@pytest.mark.parametrize(("fragment", "language"), [
    ("", "en"), ("no date at all", "en"), ("2 January", "en"), ("January", "en"), ("the 2nd", "en"),
    ("2 January 1970, registered 5 May 1971", "en"), ("2 January 1970 at 15 h", "en"), ("31 February 1970", "en"),
    ("32 January 1970", "en"),
    ("1942-13-01", "en"), ("no. 1970/12345", "en"), ("2 января 1970 года", "en"), ("2 January 1970", "xx"),
    ("1.000", "en"), ("12/03", "en"),
])  # fmt: skip
def test_a_fragment_without_exactly_one_date_has_no_reading(fragment, language):
    assert said(fragment, language) == set()


@pytest.mark.parametrize(
    ("fragment", "language", "reading"),
    [
        ("5 апреля", "ru", "2023-04-05"),
        ("April", "en", "2023-04"),
        ("11 de diciembre", "es", "2023-12-11"),
        ("3–5 May", "en", "2023-05-03/2023-05-05"),
    ],
)
def test_a_fragment_without_a_year_takes_the_year_it_is_given(fragment, language, reading):
    assert said(fragment, language, "2023") == {reading}


def test_a_year_that_is_printed_outweighs_the_one_that_is_given():
    assert said("5 April 1999", "en", "2023") == {"1999-04-05"}


@given(st.text(max_size=120), st.sampled_from(["en", "es", "ru", "ko", "zz"]))
def test_any_fragment_can_be_read_without_an_error(fragment, language):
    for reading in date_readings(fragment, language):
        assert edtf(reading.text) == reading
    assert all(number >= 0 for number in number_readings(fragment, language))


@pytest.mark.parametrize(("fragment", "value", "held"), [
    ("130,1,1949,11,10,2016,2,19", "2016-02-19", True),
    ("130,1,1949,11,10,2016,2,19", "2016-03-19", False),
    ("130,1,1949,11,10,2016,2,19", "2015-02-19", False),
    ("28 de ab ril de 20 I 1", "2011-04-28", True),
    ("29 de ab ril de 20 I 1", "2011-04-28", False),
    ("la noche del jueves", "2002-09-05", True),
])  # fmt: skip
def test_a_fragment_that_only_a_person_can_read_still_has_to_hold_the_numbers(fragment, value, held):
    assert holds_numbers_of(fragment, edtf(value)) is held


@given(days)
def test_the_numbers_of_a_date_are_held_by_any_list_of_them(value):
    assert holds_numbers_of(f"7;{value.year};{value.month};{value.day}", day(value))


@pytest.mark.parametrize(("fragment", "language", "numbers"), [
    ("193 Member States", "en", [193]),
    ("1,035 abstentions", "en", [1035]),
    ("120 784 строки", "ru", [120784]),
    ("1.035 votos", "es", [1035]),
    ("three members", "en", [3]),
    ("twenty-one members", "en", [21]),
    ("treinta y cinco abstenciones", "es", [35]),
    ("two hundred and thirty votes", "en", [230]),
    ("thirty members, five observers", "en", [30, 5]),
    ("and three", "en", [3]),
    ("three four", "en", [3, 4]),
    ("пять против", "ru", [5]),
    ("64 of 193", "en", [64, 193]),
    ("no members", "en", []),
])  # fmt: skip
def test_numbers_are_read_in_digits_and_in_words(fragment, language, numbers):
    assert number_readings(fragment, language) == numbers


@given(
    st.integers(0, 999_999_999),
    st.sampled_from([("en", ","), ("es", "."), ("ru", "\u00a0"), ("ru", "\u202f"), ("ru", " ")]),
)
def test_a_number_with_the_separators_of_its_language_reads_back(number, form):
    language, mark = form
    assert number_readings(f"{number:,}".replace(",", mark), language) == [number]


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "language", "month"),
    [
        ("September", "en", True),
        ("May", "en", False),
        ("march", "en", False),
        ("august", "en", False),
        ("septiembre", "es", True),
        ("mar", "es", False),
        ("января", "ru", True),
        ("Sunday", "en", False),
    ],
)
def test_a_word_is_taken_for_a_month_only_when_it_can_be_nothing_else(word, language, month):
    assert is_month(word, language) is month


@pytest.mark.parametrize(
    ("fragment", "order", "dates"),
    [
        ("03/12/1948", "month/day/year", {"1948-03-12"}),
        ("03.12.1948", "day/month/year", {"1948-12-03"}),
        ("signed on 3-12-1948", "day/month/year", {"1948-12-03"}),
        ("12,17,1971", "month/day/year", {"1971-12-17"}),
        ("12/17/1971", "day/month/year", set()),
        ("1971-12-03", "day/month/year", {"1971-12-03"}),
        ("04/10/56", "month/day/year", {"1956-04-10", "2056-04-10"}),
        ("3410,3542,260,481,1,1960,8,17", "year,month,day", {"1960-08-17"}),
        ("3455,3548,266,517,1,1963,3,", "year,month,day", {"1963-03"}),
        ("3410,3542,260,481,1,1960,8,17,0", "year,month,day", set()),
        ("3410,3542,260,481,1,1960,8,42", "year,month,day", set()),
    ],
)
def test_the_order_of_a_source_settles_what_bare_numbers_mean(fragment, order, dates):
    assert {str(each) for each in date_readings(fragment, "en", order=order)} == dates


@pytest.mark.parametrize(("fragment", "language"), [
    ("١٧ رمضان ١٣٢٧", "ar"), ("1353 A.H.", "en"), ("1353 AH", "en"), ("17/9/1327 H", "en"), ("12 فروردین 1358", "fa"),
    ("1358/1/12", "fa"), ("12 Farvardin 1358", "en"), ("2452 B.E.", "en"), ("20 มกราคม 2500", "th"), ("1259 BC", "en"),
    ("1259 a. C.", "es"), ("1259 до н. э.", "ru"), ("民國38年12月7日", "zh"), ("昭和35年1月19日", "ja"),
    ("Reiwa 7, May 5", "en"), ("5 Iyar 5708", "en"),
    ("19 September 1907 O.S.", "en"), ("19 сентября 1907 года (ст. ст.)", "ru"), ("19 септембра 1907 (с. ст.)", "sr"),
    ("5 май 1908 (стар стил)", "bg"),
])  # fmt: skip
def test_a_date_of_another_calendar_is_noticed_and_never_read(fragment, language):
    assert other_calendar(fragment, language)
    assert not said(fragment, language)


@pytest.mark.parametrize(("fragment", "language"), [
    ("5 May 1951 (new style)", "en"), ("Washington, D.C., 5 May 1951", "en"), ("Treaty of 1373", "en"),
    ("在1951年", "zh"),
])  # fmt: skip
def test_a_date_of_ours_is_of_no_other_calendar(fragment, language):
    assert other_calendar(fragment, language) is None
    assert said(fragment, language)


@pytest.mark.parametrize(("fragment", "language"), [
    ("no later than 5 May 1951", "en"), ("by the end of 1951", "en"), ("not before Tuesday, 5 May 1951", "en"),
    ("in 1951 or later", "en"), ("avant le 5 mai 1951", "fr"), ("5 mai 1951 au plus tard", "fr"),
    ("nicht vor dem 5. Mai 1951", "de"), ("spätestens am 5. Mai 1951", "de"), ("не позднее 5 мая 1951 года", "ru"),
    ("к 1951 году", "ru"), ("antes del 5 de mayo de 1951", "es"), ("5 de mayo de 1951, a más tardar", "es"),
    ("entro il 5 maggio 1951", "it"), ("depois de 1951", "pt"), ("5 mayıs 1951'den önce", "tr"), ("1951年以前", "zh"),
    ("przed 5 maja 1951", "pl"), ("قبل 1951", "ar"), ("1951년 이전", "ko"), ("viimeistään 5. toukokuuta 1951", "fi"),
    ("senast den 5 maj 1951", "sv"), ("πριν από τις 5 Μαΐου 1951", "el"), ("не по-късно от 5 май 1951", "bg"),
    ("sebelum 5 Mei 1951", "id"), ("uiterlijk op 5 mei 1951", "nl"), ("cel târziu la 5 mai 1951", "ro"),
    ("au lendemain du 5 mai 1951", "fr"), ("on the eve of 5 May 1951", "en"), ("within a week of 5 May 1951", "en"),
    ("not on 5 May 1951", "en"), ("no el 5 de mayo de 1951", "es"), ("а не 5 мая 1951 года", "ru"), ("post-1951", "en"),
    ("the tenth anniversary of 5 May 1951", "en"), ("po 5. května 1951", "cs"), (">1951", "en"), ("1951+", "en"),
    ("fiscal year 1951", "en"), ("exercice 1951", "fr"), ("1951年度", "ja"),
    ("ne vėliau kaip 1951 m. gegužės 5 d.", "lt"), ("不迟于1951年5月5日", "zh"), ("5 मई 1951 से पहले", "hi"),
])  # fmt: skip
def test_no_word_for_sooner_or_later_lets_a_date_count_as_the_day_itself(fragment, language):
    assert not said(fragment, language)


@pytest.mark.parametrize(("fragment", "language"), [
    ("vers 1909", "fr"), ("um 1909", "de"), ("ca. 1909", "de"), ("около 1909 года", "ru"), ("hacia 1909", "es"),
    ("por volta de 1909", "pt"), ("verso il 1909", "it"), ("około 1909", "pl"), ("約1909年", "zh"),
    ("intorno al 1909", "it"), ("1909 körül", "hu"), ("1909 civarında", "tr"), ("noin 1909", "fi"), ("oko 1909", "hr"),
    ("kolem roku 1909", "cs"), ("περίπου το 1909", "el"), ("1909年頃", "ja"), ("1909년경", "ko"), ("1909 or so", "en"),
    ("حدود ۱۹۰۹", "fa"), ("khoảng năm 1909", "vi"), ("rundt 1909", "no"),
])  # fmt: skip
def test_about_a_year_is_about_it_in_every_language(fragment, language):
    assert said(fragment, language) == {"1909~"}


@pytest.mark.parametrize(("fragment", "language"), [
    ("1950s", "en"), ("the 1950's", "en"), ("années 1950", "fr"), ("1950-е", "ru"), ("в 1950-х годах", "ru"),
    ("los años 1950", "es"), ("1950er Jahre", "de"), ("1950年代", "zh"), ("década de 1950", "pt"), ("anni 1950", "it"),
    ("in den 1950ern", "de"), ("1950-ті роки", "uk"), ("δεκαετία του 1950", "el"), ("anii 1950", "ro"),
    ("az 1950-es években", "hu"), ("1950'ler", "tr"), ("1950-luvulla", "fi"), ("1950'erne", "da"), ("1950-te", "hr"),
    ("1950. aastatel", "et"), ("1950 жылдар", "kk"), ("دهه ۱۹۵۰", "fa"), ("những năm 1950", "vi"), ("1950年代初", "ja"),
])  # fmt: skip
def test_a_decade_is_ten_years_and_not_the_first_of_them(fragment, language):
    assert said(fragment, language) == {"1950/1959"}


def test_letters_joined_to_a_round_year_leave_it_unread_where_no_table_has_them():
    assert not said("1950-шы", "kk")
    assert said("1950-ci il", "az") == {"1950"}


@pytest.mark.parametrize(("fragment", "language"), [
    ("probably 1909", "en"), ("wahrscheinlich 1909", "de"), ("вероятно, в 1909 году", "ru"),
])  # fmt: skip
def test_perhaps_a_year_is_an_uncertain_one(fragment, language):
    assert said(fragment, language) == {"1909?"}


@pytest.mark.parametrize(("fragment", "language"), [
    ("los años 50", "es"), ("die 50er Jahre", "de"), ("in the 50s", "en"), ("1900s", "en"), ("before the 1950s", "en"),
    ("19th century", "en"), ("XIX век", "ru"), ("siglo XIX", "es"), ("19. Jahrhundert", "de"), ("19世紀", "ja"),
])  # fmt: skip
def test_a_decade_without_its_century_and_a_century_are_no_year(fragment, language):
    assert not said(fragment, language)


def test_a_day_of_both_calendars_may_be_one_day_or_a_span():
    assert said("19 September - 2 October 1907", "en") == {"1907-09-19/1907-10-02", "1907-10-02"}
    assert said("19 September - 2 October 1957", "en") == {"1957-09-19/1957-10-02"}
    assert said("19 September - 3 October 1907", "en") == {"1907-09-19/1907-10-03"}


@pytest.mark.parametrize(("fragment", "language", "found"), [
    ("1 Septembar 1951", "en", ("Septembar", None, "September")),
    ("1 сентября 1951", "en", ("сентября", "ru", None)),
    ("1 September 1951", "en", None),
    ("the 1 of all 1951", "en", None),
])  # fmt: skip
def test_a_word_that_stands_where_a_month_would_is_named(fragment, language, found):
    assert odd_month(fragment, language) == found


def test_each_word_of_the_table_is_one():
    def words(data):
        return [each for part in data.values() for each in words(part)] if isinstance(data, dict) else data

    tables = table(Path("src/allies/facts/readings.yaml"))
    assert all(isinstance(word, str) for kind in tables if kind not in KINDS_OF_NUMBERS for word in words(tables[kind]))


@pytest.mark.parametrize(("language", "printed"), [
    ("en", "Neither Party shall be obliged to come to the assistance of the other"),
    ("en", "shall not be bound to assist the other"),
    ("en", "each Party may, if it so wishes, assist the other"),
    ("es", "ninguna de las Partes estará obligada a prestar ayuda"),
    ("es", "cada Parte podrá prestar ayuda a la otra"),
    ("fr", "ne sera pas tenue de prêter assistance"),
    ("fr", "peuvent se prêter mutuellement aide et assistance"),
    ("de", "ist nicht verpflichtet, Beistand zu leisten"),
    ("pt", "nenhuma das Partes está obrigada a prestar assistência"),
    ("it", "nessuna delle Parti è tenuta a prestare aiuto"),
    ("ru", "ни одна из Сторон не обязана оказывать помощь"),
    ("ru", "каждая из Сторон может оказать помощь"),
    ("uk", "жодна зі Сторін не зобов’язана надавати допомогу"),
    ("pl", "żadna ze Stron nie jest zobowiązana do udzielenia pomocy"),
    ("cs", "žádná ze stran není povinna poskytnout pomoc"),
    ("hu", "egyik Fél sem köteles segítséget nyújtani"),
    ("tr", "taraflardan hiçbiri yardım etmekle yükümlü değildir"),
    ("ro", "niciuna dintre părți nu este obligată să acorde ajutor"),
    ("mk", "ниедна од страните не е должна да помогне"),
])  # fmt: skip
def test_help_that_nobody_owes_is_read_as_such(language, printed):
    assert denial(printed, language)


@pytest.mark.parametrize(("language", "printed"), [
    ("en", "providing each other with military and other assistance not only against Germany"),
    ("en", "such assistance as she may require for the external defence"),
    ("fr", "prêtera sans aucune réserve aide et assistance"),
    ("it", "ogni altra misura, non esclusa l’assistenza militare"),
    ("ru", "немедленно окажет ей помощь всеми средствами, имеющимися в его распоряжении"),
])  # fmt: skip
def test_help_that_is_owed_is_not_read_as_denied(language, printed):
    assert denial(printed, language) is None
