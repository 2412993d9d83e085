"""Articles that report the same: which do, which only look like it, and which of them is quoted."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.answer import ArticleCard
from retrieval.features import Candidate
from retrieval.kept_passages import analysed
from retrieval.ranking import Ranked
from retrieval.twins import like_titles, preferred, repeats, twins, unrepeated

TITLE = "Bus Terguling di Tanjakan Emen, Delapan Orang Tewas"
TEXT = (
    "Kapolres Subang menyatakan delapan orang tewas dan belasan penumpang lain dirawat setelah sebuah bus pariwisata "
    "terguling di Tanjakan Emen pada Sabtu (10/2/2024) sore."
)
COPY = TEXT.replace("menyatakan", "mengatakan")
RETOLD = (
    "Sebuah bus pariwisata terguling di Tanjakan Emen pada Sabtu (10/2/2024) sore. Kapolres Subang menyatakan delapan "
    "orang tewas. Menurut saksi, rem bus itu blong sejak turunan pertama dan sopir sempat membanting kemudi ke kiri."
)
OTHER = (
    "Kapolres Subang menyatakan jalan di Tanjakan Emen ditutup bagi bus pariwisata sampai pagar yang baru terpasang."
)


def ranked(passage: int, article: int, text: str, score: float = 1.0, coverage: float = 1.0) -> Ranked:
    candidate = Candidate(passage, article, 0, analysed(text), (), 0.0)
    return Ranked(candidate, score, {"coverage_context": coverage}, None)


def card(article: int, when: date | None = None) -> ArticleCard:
    return ArticleCard(article, f"ref{article}", TITLE, "", when, "")


@pytest.mark.parametrize(
    ("passage", "other", "same"),
    [
        (TEXT, TEXT, True),
        (TEXT, COPY, True),
        (TEXT, RETOLD, True),
        (TEXT, TEXT.replace(" (10/2/2024)", ""), True),
        (TEXT, OTHER, False),
        (TEXT, TEXT.replace("10/2/2024", "17/2/2024"), False),
        (
            "IHSG dibuka melemah 2,46 poin atau 0,04 persen ke posisi 6.274,18 pada perdagangan hari ini.",
            "IHSG dibuka melemah 4,2 poin atau 0,07 persen ke posisi 6.215,24 pada perdagangan hari ini.",
            False,
        ),
        ("Hal itu dikatakan Sandi di Jakarta.", "Hal itu dikatakan Sandi di Jakarta.", False),
    ],
    ids=["itself", "a word changed", "told again", "without the day", "same place", "other day", "each day", "formula"],
)
def test_what_says_the_same(passage: str, other: str, same: bool) -> None:
    assert repeats(analysed(passage), analysed(other)) == same


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("Delapan Orang Tewas, Bus Terguling di Tanjakan Emen Subang", True),
        ("Bus Terguling di Subang, Sopir Ditetapkan Tersangka", False),
        ("", False),
    ],
)
def test_titles_of_the_same_story(other: str, same: bool) -> None:
    assert like_titles(TITLE, other) == like_titles(other, TITLE) == same


def test_articles_that_report_the_same_are_found_once_each_and_only_a_copy_could_be_quoted_instead() -> None:
    first, same_article = ranked(1, 1, TEXT), ranked(2, 1, TEXT)
    copy, again, retold, other = (ranked(3, 2, COPY), ranked(4, 2, COPY), ranked(5, 3, RETOLD), ranked(6, 4, OTHER))
    found = twins([first, same_article, copy, again, retold, other], dict.fromkeys(range(1, 7), TITLE))
    assert found.alike == (copy, retold)
    assert found.copies == (copy,)


def test_copy_under_another_title_or_that_fits_the_question_less_is_not_quoted_instead() -> None:
    first, elsewhere, lesser = ranked(1, 1, TEXT), ranked(2, 2, TEXT), ranked(3, 3, TEXT, coverage=0.9)
    found = twins([first, elsewhere, lesser], {1: TITLE, 2: "Jalan Subang Ditutup Sepekan", 3: TITLE})
    assert found.alike == (elsewhere, lesser)
    assert found.copies == ()


def test_nothing_repeats_nothing() -> None:
    assert twins([], {}).alike == ()


@pytest.mark.parametrize(
    ("lengths", "days", "best"),
    [
        ({1: 1000, 2: 2000, 3: 500}, {}, 2),
        ({1: 1000, 2: 1100, 3: 1200}, {}, 1),
        ({1: 1000, 2: 1100, 3: 1200}, {2: date(2024, 2, 10), 3: date(2024, 2, 9)}, 2),
        ({1: 1000, 2: 2000, 3: 500}, {1: date(2024, 2, 10), 2: date(2024, 2, 9)}, 2),
        ({1: 0, 2: 0, 3: 0}, {}, 1),
    ],
    ids=["fuller", "about as full", "newer of about as full", "fuller though older", "all gone"],
)
def test_fuller_article_is_preferred_then_the_newer(lengths: dict[int, int], days: dict[int, date], best: int) -> None:
    assert preferred([card(article, days.get(article)) for article in (1, 2, 3)], lengths).id == best


def test_copies_in_other_articles_are_left_out_of_the_quotes() -> None:
    first, own, copy, other = ranked(1, 1, TEXT), ranked(2, 1, COPY), ranked(3, 2, COPY), ranked(4, 2, OTHER)
    assert unrepeated([first, own, copy, other], 3) == [first, own, other]
    assert unrepeated([first, copy, other, own], 1) == [first]
