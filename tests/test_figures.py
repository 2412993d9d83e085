"""The figures in words and as tables: short enough for a picture, right in both languages, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screens import figures, tables
from bot.screens.figures import Sheet, Unmet
from bot.texts import texts_of
from bot.typesetting.numerals import number, size
from retrieval.misses import Missed
from retrieval.scope import PUBLIC
from retrieval.statistics import Day, Figures, Period, Quoted, Tally
from retrieval.unanswered import Miss
from tests.sendable import sent

ID: Final = texts_of("id")
EN: Final = texts_of("en")
NOW: Final = datetime(2026, 11, 8, 5, tzinfo=UTC)
WEEK: Final = Period.until(NOW, 7, ZoneInfo("Asia/Jakarta"))


def sheet(
    *tallies: Tally,
    quoted: tuple[Quoted, ...] = (),
    unmet: tuple[Unmet, ...] = (),
    before: Tally | None = None,
    people: int = 5,
    owner: str = PUBLIC,
) -> Sheet:
    """A sheet of a week in which these are the last days."""
    days = [*[Tally()] * (7 - len(tallies)), *tallies]
    found = Figures(WEEK, tuple(map(Day, WEEK.days, days)), people, quoted, before)
    return Sheet(owner, found, unmet, (7, 30, 90))


def missed(wording: str, *days_ago: int) -> Miss:
    """A miss that was asked so many days ago, the newest first."""
    asked_at = [NOW - timedelta(days=days) for days in days_ago]
    turns = tuple(Missed(1, "5:0:5", "5", at, wording, False, None, at.isoformat(), frozenset(), "") for at in asked_at)
    return Miss(1, wording, (wording,), len(turns), 1, 0, asked_at[0], turns)


def test_figures_in_words_are_the_figures() -> None:
    tallies = (Tally(answered=900, unsure=100, helpful=30, unhelpful=10), Tally(answered=200, not_found=34))
    shown = figures.screen(sheet(*tallies, before=Tally(answered=1000, unsure=100)), ID)
    assert shown.text.plain.splitlines() == [
        "Statistik 7 hari",
        "2 Nov – 8 Nov 2026 · semua obrolan pribadi",
        "",
        "Pertanyaan: 1.234, naik 12% dari 7 hari sebelumnya",
        "Terjawab: 1.100 (89%)",
        "Kurang yakin: 100 (8%)",
        "Tidak ditemukan: 34 (3%)",
        "Merasa terbantu: 75% (30 dari 40 suara)",
        "Pada hari biasa: 0 jawaban",
        "Penanya: 5 orang",
    ]
    sent(shown)


@pytest.mark.parametrize(
    ("before", "growth"),
    [
        (None, "Questions: 9"),
        (Tally(), "Questions: 9"),
        (Tally(answered=9), "Questions: 9, no change from the 7 days before"),
        (Tally(answered=12), "Questions: 9, down 25% from the 7 days before"),
    ],
)
def test_growth_is_told_only_where_it_is_known(before: Tally | None, growth: str) -> None:
    assert growth in figures.screen(sheet(Tally(unsure=9), before=before), EN).text.plain.splitlines()


@settings(max_examples=40)
@given(
    st.lists(st.text(min_size=1, max_size=400), min_size=5, max_size=5),
    st.integers(10**5, 10**7),
    st.sampled_from([ID, EN]),
)
def test_figures_always_fit_below_a_picture(titles: list[str], count: int, texts: object) -> None:
    language = ID if texts is ID else EN
    shown = figures.screen(
        sheet(
            *[Tally(count, count, count, count, count)] * 7,
            quoted=tuple(Quoted("ref", title, count) for title in titles),
            unmet=tuple(Unmet(title, count) for title in titles),
            before=Tally(1),
            people=count,
        ),
        language,
    )
    assert shown.text.units <= 1024
    sent(shown)


def test_long_titles_are_shortened_and_never_left_out() -> None:
    titles = [f"{place} " + "panjang sekali judulnya " * 9 for place in range(5)]
    shown = figures.screen(
        sheet(
            Tally(9),
            quoted=tuple(Quoted("ref", title, 3) for title in titles),
            unmet=tuple(Unmet(title, 2) for title in titles),
        ),
        ID,
    )
    assert shown.text.units <= 1024
    assert all(shown.text.plain.count(f"{place + 1}. {place} panjang") == 2 for place in range(5))


def test_misses_are_counted_within_the_period_most_first() -> None:
    found = figures.most_missed(
        [missed("lama", 7, 8, 9), missed("sekali", 0), missed("dua kali", 1, 6, 7, 8), missed("juga", 6)], WEEK
    )
    assert found == (Unmet("dua kali", 2), Unmet("sekali", 1), Unmet("juga", 1))


@pytest.mark.parametrize(
    ("kept", "choice"),
    [(1, (1,)), (3, (3,)), (6, (6,)), (7, (7,)), (29, (7,)), (30, (7, 30)), (90, (7, 30, 90)), (3650, (7, 30, 90))],
)
def test_periods_that_are_not_remembered_are_not_offered(kept: int, choice: tuple[int, ...]) -> None:
    assert figures.offered(kept) == choice


def test_where_there_is_one_period_only_there_is_nothing_to_choose() -> None:
    day = Period.until(NOW, 1, ZoneInfo("Asia/Jakarta"))
    alone = Sheet(PUBLIC, Figures(day, (Day(NOW.date(), Tally(2)),), 1, (), None), (), (1,))
    shown = figures.screen(alone, EN)
    assert shown.text.plain.startswith("1-day statistics\n")
    assert shown.keyboard is not None
    assert [button.text for row in shown.keyboard.inline_keyboard for button in row] == [EN.figures_table]
    assert figures.nothing(alone, EN).keyboard is None


def test_picture_shows_the_same_as_the_words() -> None:
    found = sheet(
        Tally(answered=2, unsure=1, not_found=1, helpful=1),
        quoted=(Quoted("ref", "Banjir", 2),),
        unmet=(Unmet("kapan?", 1),),
        before=Tally(answered=1, not_found=3),
        owner="-1",
    )
    chart = figures.chart(found, ID)
    assert chart.subtitle.endswith(ID.figures_own)
    assert [(tile.figure, tile.remark) for tile in chart.tiles] == [
        ("4", "tidak berubah"),
        ("50%", "sebelumnya 25%"),
        ("100%", "dari 1 suara"),
    ]
    assert [(column.label, column.parts) for column in chart.columns][-2:] == [
        ("7 Nov", (0, 0, 0)),
        ("8 Nov", (2, 1, 1)),
    ]
    assert [line.text for line in (*chart.quoted.lines, *chart.missed.lines)] == ["Banjir", "kapan?"]


def test_table_of_days_comes_back_as_it_was() -> None:
    days = [Day(date(2026, 11, 7), Tally(1, 2, 3, 4, 5)), Day(date(2026, 11, 8), Tally())]
    written = tables.by_day(days)
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == [
        {
            "date": "2026-11-07",
            "questions": "6",
            "answered": "1",
            "unsure": "2",
            "not_found": "3",
            "helpful": "4",
            "unhelpful": "5",
        },
        dict.fromkeys(("questions", "answered", "unsure", "not_found", "helpful", "unhelpful"), "0")
        | {"date": "2026-11-08"},
    ]


@pytest.mark.parametrize(
    "title", ["=1+1", "+62", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋62", "－2", "＠SUM(A1)"]
)
def test_title_that_would_be_a_formula_is_a_text(title: str) -> None:
    (_, row) = csv.reader(io.StringIO(tables.by_article([Quoted("a", title, 3)]).decode("utf-8-sig"), newline=""))
    assert row == ["a", f"'{title}", "3"]


@pytest.mark.parametrize("title", ["Banjir, lagi", 'Kata "siapa"', "dua\nbaris", "日本 😀", "100% = semua", "\ud800"])
def test_other_titles_come_back_as_they_were(title: str) -> None:
    (_, row) = csv.reader(io.StringIO(tables.by_article([Quoted("a", title, 3)]).decode("utf-8-sig"), newline=""))
    assert row[1] == title.replace("\ud800", "?")


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [(0, "0", "0"), (999, "999", "999"), (1234567, "1.234.567", "1,234,567"), (9.5, "9,5", "9.5"), (9.0, "9", "9")],
)
def test_numbers_are_written_as_people_of_the_language_do(value: float, indonesian: str, english: str) -> None:
    assert (number(value, ID), number(value, EN)) == (indonesian, english)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (12_345_678, "12,3 MB"), (999_960, "1 MB"), (5 * 10**12, "5 TB")],
)
def test_sizes_are_told_in_a_unit_that_fits(count: int, shown: str) -> None:
    assert size(count, ID) == shown
