"""The shortlist: articles lift their passages, two lists join by rank, and the best are kept by all that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.index import IndexedPassage
from retrieval.index_tantivy import open_tantivy_index
from retrieval.question import QueryTerm
from retrieval.scope import EVERYONE, Scope
from retrieval.shortlisting import ALSO, Found, joined, kept, shortlist, sought, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval.index import PassageIndex

ARTICLES = {
    1: ("gubernur jakarta melantik pejabat", "anggaran banjir naik tahun ini", "hujan turun lagi"),
    2: ("anggaran naik", "murid baru masuk"),
    3: ("gubernur bali membuka pameran",),
}


def words(text: str) -> dict[str, float]:
    return dict.fromkeys(text.split(), 1.0)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    """Articles whose passages have the ids 11, 12, …, 21, …; article 3 belongs to a chat."""
    index = open_tantivy_index(tmp_path / "index", "v1")
    for article, texts in ARTICLES.items():
        owner = "-100" if article == 3 else ""
        index.add(
            IndexedPassage(10 * article + place, article, owner, tuple(text.split()))
            for place, text in enumerate(texts, 1)
        )
    index.commit(1)
    yield index
    index.close()


def test_a_passage_is_lifted_by_the_words_of_its_article(index: PassageIndex) -> None:
    # "anggaran" stands in both, the other words in another paragraph of the first article.
    found = shortlist(index, words("anggaran gubernur melantik pejabat jakarta hujan"), EVERYONE, 10).found
    places = [one.passage for one in found]
    assert places.index(12) < places.index(21)  # the whole article speaks for it
    by_words = {one.passage: one.words for one in found}
    assert by_words[21] > by_words[12]  # the shorter one, by itself
    assert all(one.score == one.words + one.whole for one in found)


def test_a_scope_sees_nothing_of_another_chats_article(index: PassageIndex) -> None:
    assert 31 not in [one.passage for one in shortlist(index, words("gubernur"), EVERYONE, 10).found]
    assert 31 in [one.passage for one in shortlist(index, words("gubernur"), Scope("-100"), 10).found]
    assert within(index, words("gubernur"), EVERYONE, {3: 1.0}, 10) == []


def test_within_articles_only_theirs_are_found_and_the_limit_is_kept(index: PassageIndex) -> None:
    assert {one.article for one in within(index, words("anggaran gubernur naik"), EVERYONE, {2: 1.0}, 10)} == {2}
    assert len(shortlist(index, words("anggaran gubernur naik"), EVERYONE, 1).found) == 1


def test_without_opened_articles_a_passage_stands_by_itself(index: PassageIndex) -> None:
    alone = shortlist(index, words("anggaran gubernur melantik pejabat jakarta hujan"), EVERYONE, 10, 0)
    assert {one.whole for one in alone.found} == {0.0}
    assert alone.wholes == {}


def test_no_words_find_nothing(index: PassageIndex) -> None:
    assert shortlist(index, {}, EVERYONE, 10).found == ()


def asked(word: str, *synonyms: str) -> QueryTerm:
    """A word with synonyms that count 0.8."""
    return QueryTerm(0, word, ((word, 1.0), *((one, 0.8) for one in synonyms)))


def test_synonyms_count_half_beside_what_was_asked_and_a_repair_as_if_it_had_been_typed() -> None:
    dead, typo = asked("tewas", "mati", "gugur"), asked("paksitan", "pakistan", "pakis")
    held = {"tewas", "mati", "gugur", "pakistan", "pakis"}
    shares = {"tewas": 1.0, "paksitan": 0.4}
    assert sought([dead, typo], shares, held) == pytest.approx(
        {
            "tewas": 1.0,
            "mati": 0.8 * ALSO,
            "gugur": 0.8 * ALSO,
            "paksitan": 0.4 * ALSO,
            "pakistan": 0.4 * 0.8,
            "pakis": 0.4 * 0.8 * ALSO,
        }
    )


def test_what_may_stand_for_two_words_counts_for_both() -> None:
    weights = sought([asked("gelar", "laku"), asked("jalan", "laku")], {"gelar": 1.0, "jalan": 1.0}, {"gelar", "jalan"})
    assert weights["laku"] == pytest.approx(2 * 0.8 * ALSO)


@pytest.mark.parametrize(
    ("by_words", "by_meaning", "limit", "expected"),
    [
        ([1, 2, 3], [], 10, [1, 2, 3]),
        ([], [3, 2], 10, [3, 2]),
        ([1, 2, 3], [3, 4], 10, [3, 1, 2, 4]),  # found both ways comes first
        ([1, 2], [2, 1], 10, [1, 2]),
        ([1, 2, 3], [4, 5, 6], 2, [1, 4]),
    ],
)
def test_lists_join_by_rank(by_words: list[int], by_meaning: list[int], limit: int, expected: list[int]) -> None:
    assert joined(by_words, by_meaning, limit) == expected


def test_the_best_are_kept_by_words_and_by_similarity() -> None:
    found = [Found(1, 1, 9.0), Found(2, 1, 5.0, 1.0), Found(3, 2, 2.0)]
    assert [one.passage for one in kept(found, {}, 2)] == [1, 2]
    assert [one.passage for one in kept(found, {1: 0.80, 2: 0.80, 3: 0.90}, 2)] == [3, 1]
    # One that is not encoded yet is neither favoured nor put back.
    assert [one.passage for one in kept(found, {2: 0.85, 3: 0.85}, 3)] == [1, 2, 3]
