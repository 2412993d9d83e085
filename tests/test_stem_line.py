"""The words of a text in one line say the same as the analyzer says of each of them."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import analyzer
from retrieval.stem_line import StemLine, stem_line

WORDS = (
    "Gempa gempa tewas di dan Jakarta anak-anak menteri luar negeri menlu 29/1/2024 pro-Iran mobil-mobil Rp5.000 yang "
    "kereta api orangtua sepakbola gak 😀 é ﷺ \u0301 tiga 3 . ; terus-menerus"
)
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join), st.text(max_size=100))


def line(text: str) -> StemLine:
    return stem_line((word.stems, word.content) for word in analyzer().words(text))


@given(TEXTS)
def test_it_holds_what_the_analyzer_found(text: str) -> None:
    words, found = analyzer().words(text), line(text)
    assert found.size == len(words)
    assert found.stems == [word.stems for word in words]
    assert found.content == [word.content for word in words]
    assert found.terms == analyzer().terms(text)
    assert found.topics == len(found.terms)


@given(TEXTS)
def test_each_term_stands_where_its_word_stands(text: str) -> None:
    words, found = analyzer().words(text), line(text)
    phrases = list(analyzer().concepts([word.stems for word in words]))
    counts = Counter(found.terms)
    asked = {*chain.from_iterable(word.stems for word in words), *counts, "gempa", "nowhere"}
    for term in asked:
        single = [place for place, word in enumerate(words) for stem in word.content if stem == term]
        ends = [place for first, end, name in phrases if name == term for place in sorted({first, end - 1})]
        assert list(found.positions.get(term, ())) == single + ends
        assert found.times(term) == counts[term]


def test_a_stem_that_a_word_has_twice_carries_a_topic_where_it_did() -> None:
    found = stem_line([(("a", "b", "a"), ("a",)), (("a", "b", "a"), ("b", "a")), ((), ())])
    assert found.stems == [("a", "b", "a"), ("a", "b", "a"), ()]
    assert found.content == [("a",), ("b", "a"), ()]
    assert (found.size, found.topics, found.times("a")) == (3, 3, 2)


@pytest.mark.parametrize(
    ("text", "term", "places"),
    [
        ("Gempa gempa di kota gempa", "gempa", (0, 1, 4)),  # neighbours, and the first and the last word
        ("Kota di gempa", "di", ()),  # a stop word
        ("Kelompok pro-Iran di Iran", "iran", (1, 3)),  # and a part of a word
        ("Gempar", "gempa", ()),
        ("Kata menteri luar negeri Iran", "menlu", (1, 3)),
        ("", "gempa", ()),
    ],
)
def test_places_are_words(text: str, term: str, places: tuple[int, ...]) -> None:
    assert line(text).positions.get(term, ()) == places
