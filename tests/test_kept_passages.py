"""Analysed passages that were needed lately are kept; the others are made of what the index has kept, or anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.analysed import AnalysedPassage, Analysis
from retrieval.kept_passages import FORGOTTEN_AT_ONCE, KeptPassages, analysed, context_terms
from retrieval.packing import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence


def get(kept: KeptPassages, text: str) -> AnalysedPassage:
    return kept.all({7: text}, lambda _: {})[7]


def test_what_is_kept_is_bounded_by_its_characters() -> None:
    kept = KeptPassages(100)
    first, *others = (f"{number} " + "gempa " * 8 for number in range(3))
    made = get(kept, first)
    assert get(kept, first) is made
    for text in others:
        get(kept, text)
    assert get(kept, others[-1]) is get(kept, others[-1])
    assert get(kept, first) is not made


def test_a_passage_needed_again_is_kept_before_one_that_was_not() -> None:
    kept = KeptPassages(100)
    one, other = "gempa " * 8, "banjir " * 7
    made, forgotten = get(kept, one), get(kept, other)
    get(kept, one)
    get(kept, "longsor")
    assert get(kept, one) is made
    assert get(kept, other) is not forgotten


def test_what_nobody_has_needed_for_a_while_is_forgotten() -> None:
    now = 0.0
    kept = KeptPassages(1000, 60.0, lambda: now)
    one, other = get(kept, "gempa"), get(kept, "banjir")
    now = 50.0
    assert get(kept, "gempa") is one
    now = 70.0
    assert get(kept, "banjir") is not other
    assert get(kept, "gempa") is one


def test_not_all_that_was_kept_is_forgotten_at_once() -> None:
    now = 0.0
    kept = KeptPassages(10_000, 60.0, lambda: now)
    first, *_, last = (get(kept, f"gempa {number}") for number in range(FORGOTTEN_AT_ONCE + 1))
    now = 70.0
    assert get(kept, last.text) is last
    assert get(kept, first.text) is not first


def test_only_what_is_not_kept_is_asked_for_and_what_nobody_knows_is_found_out() -> None:
    kept = KeptPassages(1000)
    asked: list[Sequence[int]] = []
    texts = {1: "Gempa di Jakarta.", 2: "Banjir di Bekasi.", 3: "Longsor di Bogor."}
    there = get(kept, texts[1])
    told = unpacked(packed(AnalysedPassage(texts[2])), texts[2])
    assert told is not None

    def known(missing: Sequence[int]) -> dict[int, Analysis]:
        asked.append(missing)
        return {2: told}

    passages = kept.all(texts, known)
    assert asked == [[2, 3]]
    assert passages[1] is there
    assert passages[2].analysis is told
    assert {key: passage.text for key, passage in passages.items()} == texts
    assert passages[3].words.terms == AnalysedPassage(texts[3]).words.terms
    assert kept.all(texts, lambda _: pytest.fail("none is missing")) == passages


def test_the_analysis_of_a_text_is_kept() -> None:
    assert analysed("Gempa di Jakarta.") is analysed("Gempa di Jakarta.")


def test_a_passage_inherits_the_terms_of_title_and_heading() -> None:
    assert set(context_terms("Gempa Lombok", "Korban tewas")) == {"gempa", "lombok", "korban", "tewas"}
    assert context_terms("", "") == ()
