"""The order of candidates: what moves one up, and that the same question always gets the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from retrieval.bm25 import lucene_idf
from retrieval.features import NAMES, STUB_WORDS, TYPED, Candidate, with_similarity
from retrieval.kept_passages import analysed
from retrieval.question import Question, QuestionType, parse_question
from retrieval.ranking import RankingWeights, Reach, ReachWeights, ReadingWeights, ranking_weights, reordered
from retrieval.semantic import PairReading
from tests.newsroom import features_of, ranked_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXTS = (
    "Menteri Luar Negeri Pakistan Jalil Abbas Jilani menerima tamunya di Islamabad pada Senin (29/1/2024).",
    "Serangan balasan Iran ke wilayah Pakistan menewaskan dua anak dan melukai tiga orang lainnya pekan lalu.",
    "Harga beras di pasar induk naik 3,5 persen sejak awal bulan, kata pedagang yang ditemui di sana.",
    "Presiden meresmikan jalan tol baru yang menghubungkan dua kota di Jawa Tengah pada akhir tahun.",
    "Pakistan.",
)
QUESTION = "siapa menlu Pakistan?"


def idf(question: Question) -> Mapping[str, float]:
    held = [set(analysed(text).words.terms) for text in TEXTS]
    return {term.term: lucene_idf(len(held), sum(term.term in terms for terms in held)) for term in question.terms}


def candidates(texts: Sequence[str] = TEXTS) -> list[Candidate]:
    return [Candidate(10 + at, 1 + at // 2, at, analysed(text), (), 0.0) for at, text in enumerate(texts)]


def column(name: str, question: str, texts: Sequence[str] = TEXTS) -> list[float]:
    asked = parse_question(question)
    known = {term.term: 1.0 for term in asked.terms}
    return [float(value) for value in features_of(asked, candidates(texts), known)[:, NAMES.index(name)]]


@pytest.mark.parametrize("reach", ["library", "article"])
@pytest.mark.parametrize(
    ("question", "best"),
    [
        (QUESTION, 0),
        ("kapan menlu Pakistan menerima tamu?", 0),
        ("berapa anak yang tewas?", 1),
        ("harga beras naik berapa?", 2),
        ("di mana jalan tol baru?", 3),
    ],
)
def test_the_passage_that_answers_comes_first(reach: Reach, question: str, best: int) -> None:
    asked = parse_question(question)
    assert ranked_of(asked, candidates(), idf(asked), reach=reach)[0].candidate.passage == 10 + best


@given(st.permutations(range(len(TEXTS))))
def test_the_order_of_the_candidates_changes_nothing(order: list[int]) -> None:
    asked = parse_question(QUESTION)
    known = candidates()
    there = ranked_of(asked, known, idf(asked), reach="library")
    shuffled = ranked_of(asked, [known[at] for at in order], idf(asked), reach="library")
    assert [entry.candidate.passage for entry in shuffled] == [entry.candidate.passage for entry in there]
    assert [entry.score for entry in shuffled] == [entry.score for entry in there]


def test_cosines_go_with_their_candidates() -> None:
    asked = parse_question(QUESTION)
    known = candidates()
    cosines = np.array([0.9, 0.8, 0.85, 0.7, 0.95], dtype=np.float32)
    there = ranked_of(asked, known, idf(asked), reach="library", cosines=cosines)
    back = ranked_of(asked, known[::-1], idf(asked), reach="library", cosines=cosines[::-1])
    assert [(one.candidate.passage, one.cosine) for one in there] == [
        (one.candidate.passage, one.cosine) for one in back
    ]
    assert {one.candidate.passage: one.cosine for one in there} == pytest.approx(
        {10 + at: float(cosine) for at, cosine in enumerate(cosines)}
    )


def test_equals_are_ordered_by_their_ids() -> None:
    asked = parse_question(QUESTION)
    text = analysed(TEXTS[0])
    twins = [Candidate(passage, 1, 3, text, (), 0.0) for passage in (7, 3, 9, 1)]
    ranked = ranked_of(asked, twins, idf(asked), reach="library")
    assert [entry.candidate.passage for entry in ranked] == [1, 3, 7, 9]
    assert len({entry.score for entry in ranked}) == 1


def test_without_candidates_there_is_no_order() -> None:
    asked = parse_question(QUESTION)
    assert ranked_of(asked, [], idf(asked), reach="library") == []


def test_a_question_without_terms_still_gives_finite_scores() -> None:
    ranked = ranked_of(parse_question("siapa?"), candidates(), {}, reach="library")
    assert len(ranked) == len(TEXTS)
    assert all(np.isfinite(entry.score) for entry in ranked)


def test_scores_fall_and_come_with_every_feature() -> None:
    asked = parse_question(QUESTION)
    ranked = ranked_of(asked, candidates(), idf(asked), reach="article")
    scores = [entry.score for entry in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(tuple(entry.features) == NAMES for entry in ranked)
    assert all(entry.cosine is None for entry in ranked)


def test_coverage_is_the_share_of_the_question_that_the_passage_has() -> None:
    assert column("coverage", "menlu Pakistan") == pytest.approx([1.0, 0.5, 0.0, 0.0, 0.5])


def test_title_and_heading_count_as_context_only() -> None:
    asked = parse_question("menlu Pakistan")
    one = Candidate(1, 1, 0, analysed("Ia menerima tamu."), ("menlu", "pakist"), 0.0)
    row = dict(zip(NAMES, features_of(asked, [one], {"menlu": 1.0, "pakist": 1.0})[0], strict=True))
    assert row["coverage"] == 0.0
    assert row["coverage_context"] == 1.0


def test_words_that_stand_together_count_more_than_words_apart() -> None:
    texts = (
        "Tol baru dibuka.",
        "Tol dibuka oleh presiden, menteri dan gubernur pada akhir pekan itu di kota baru.",
        "Tol.",
    )
    near, far, none = column("adjacent", "tol baru", texts)
    assert near == 1.0
    assert near > far
    assert none == 0.0


def test_a_single_word_has_nothing_to_stand_beside() -> None:
    assert column("adjacent", "tol") == [0.0] * len(TEXTS)


def test_a_set_phrase_is_seen_stop_words_included() -> None:
    assert column("phrase", "dua anak dan", TEXTS[:2]) == pytest.approx([0.0, 1.0])
    assert column("phrase", "", TEXTS[:2]) == [0.0, 0.0]


def test_stubs_and_leads_are_told_apart() -> None:
    assert len(TEXTS[4].split()) < STUB_WORDS
    assert column("stub", QUESTION) == [0.0, 0.0, 0.0, 0.0, 1.0]
    lead = column("lead", QUESTION)
    assert lead[0] == 1.0
    assert lead == sorted(lead, reverse=True)


@pytest.mark.parametrize("question", ["siapa?", "kapan?", "di mana?", "berapa?", "kenapa?", "apa?", "bagaimana?"])
def test_only_the_asked_types_evidence_is_measured(question: str) -> None:
    asked = parse_question(question)
    table = features_of(asked, candidates(), {term.term: 1.0 for term in asked.terms})
    for kind in TYPED:
        if kind is not asked.type:
            assert not table[:, NAMES.index(f"has_{kind.value}")].any()
    assert (asked.type in TYPED) == (asked.type is not QuestionType.HOW)


def test_an_articles_best_candidate_speaks_for_its_others() -> None:
    asked = parse_question("tol")
    pair = [
        Candidate(at, article, 0, analysed(TEXTS[3]), (), score)
        for at, article, score in ((1, 1, 4.0), (2, 1, 1.0), (3, 2, 2.0))
    ]
    assert list(features_of(asked, pair, {"tol": 2.0})[:, NAMES.index("article")]) == pytest.approx([2.0, 2.0, 1.0])


def test_similarity_is_centred_on_the_candidates() -> None:
    asked = parse_question(QUESTION)
    cosines = np.array([0.9, 0.8, 0.85, 0.7, 0.95], dtype=np.float32)
    table = with_similarity(features_of(asked, candidates(), idf(asked)), cosines)
    assert table[:, NAMES.index("similarity")].sum() == pytest.approx(0.0, abs=1e-5)
    assert table[4, NAMES.index("similarity")] == table[:, NAMES.index("similarity")].max()


def test_the_shipped_weights_name_only_features_that_exist() -> None:
    weights = ranking_weights()
    for reach in get_args(Reach):
        for chosen in (weights.of(reach).words, weights.of(reach).meaning):
            assert chosen
            assert set(chosen) <= set(NAMES)
            assert all(np.isfinite(value) for value in chosen.values())


def test_a_feature_without_a_weight_counts_nothing() -> None:
    weights = ReachWeights(words={"coverage": 2.0}, meaning={}, reading=ReadingWeights(relevance=1.0, margin=0.0))
    assert weights.vector(semantic=False) == [2.0 if name == "coverage" else 0.0 for name in NAMES]
    assert not any(weights.vector(semantic=True))


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValidationError):
        RankingWeights.model_validate({"library": {}, "article": {}})


# Reading


def reading(relevance: float, margin: float = 0.0) -> PairReading:
    return PairReading(relevance, margin, ())


def test_what_was_read_comes_first_in_the_order_that_reading_gives() -> None:
    asked = parse_question(QUESTION)
    before = ranked_of(asked, candidates(), idf(asked), reach="article")
    second, third = before[1].candidate.passage, before[2].candidate.passage
    after = reordered(before, {second: reading(-4.0, -30.0), third: reading(4.0, 30.0)}, "article")
    assert [entry.candidate.passage for entry in after[:2]] == [third, second]
    assert [entry.candidate.passage for entry in after[2:]] == [
        entry.candidate.passage for entry in before if entry.candidate.passage not in {second, third}
    ]
    scores = [entry.score for entry in after]
    assert scores == sorted(scores, reverse=True)
    assert [entry.reading is not None for entry in after] == [True, True, False, False, False]


def test_the_span_counts_beside_the_relevance() -> None:
    asked = parse_question(QUESTION)
    before = ranked_of(asked, candidates(), idf(asked), reach="library")
    first, second = (entry.candidate.passage for entry in before[:2])
    after = reordered(before, {first: reading(0.0, -9.0), second: reading(0.0, 90.0)}, "library")
    assert after[0].candidate.passage == second


def test_nothing_read_changes_nothing() -> None:
    asked = parse_question(QUESTION)
    before = ranked_of(asked, candidates(), idf(asked), reach="article")
    assert reordered(before, {}, "article") == before
    assert reordered(before, {999: reading(5.0)}, "article") == before
    assert reordered([], {}, "article") == []
