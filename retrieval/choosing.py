"""When a question fits several articles about equally well and does not tell which is meant: "berapa korban tewas?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.answer import Status
from retrieval.twins import like_titles, repeats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.answer import ArticleCard, Quote
    from retrieval.question import Question
    from retrieval.ranking import Ranked
    from retrieval.reader import Confidence

FEW_TERMS = 3
"""A question of more topic words tells what it is about, and its best passage is what it is about."""
CLEAR = 0.7
"""So sure of the first passage, nobody is asked back. Of two accidents that are told in the same words, either is the
answer to "berapa orang tewas?" with 0.60."""
CLOSE = 0.5
"""Scores that differ by no more are about equal."""
HELD = 0.5
"""Share of the question, by idf, that a passage has at least, title and heading included: half of "berapa korban
tewas?" where "korban" is not said."""
EVEN = 0.1
"""Where the first has more than this above another of the question, the question speaks for the first."""
MOST_CHOICES = 3


def choices(
    question: Question, ranked: Sequence[Ranked], quotes: Sequence[Quote], confidence: Confidence
) -> tuple[ArticleCard, ...]:
    """The two or three articles that may be meant, best first; none where the question need not be asked back.

    `quotes` are those of the first of `ranked`, in order; `confidence` is that of the first. Asked within one article
    there is nothing to choose. Nor is there in a question that names what it is about, however many articles tell of it
    ("kapan Habibie wafat?"), nor among articles that give the same answer or tell the same story.
    """
    if not quotes or not 0 < len(question.terms) <= FEW_TERMS:
        return ()
    if confidence.status is Status.NOT_FOUND or confidence.value >= CLEAR or _names(question, ranked[0]):
        return ()
    best = ranked[0]
    least = max(HELD, best.features["coverage_context"] - EVEN)
    chosen: list[int] = []
    for place, entry in enumerate(ranked[: min(len(quotes), MOST_CHOICES)]):
        fits = entry.features["coverage_context"] >= least and best.score - entry.score <= CLOSE
        if not fits or any(
            entry.candidate.article == ranked[other].candidate.article
            or repeats(entry.candidate.text, ranked[other].candidate.text)
            or like_titles(quotes[place].article.title, quotes[other].article.title)
            or _same_answer(quotes[place], quotes[other])
            for other in chosen
        ):
            break
        chosen.append(place)
    return tuple(quotes[place].article for place in chosen) if len(chosen) > 1 else ()


def _names(question: Question, entry: Ranked) -> bool:
    """Whether a topic word of the question is a name: with a capital within a sentence of the passage."""
    passage = entry.candidate.text
    openings = {first for first, _ in passage.sentence_words}
    return any(
        passage.text[passage.starts[place]].isupper() and place not in openings
        for term in question.terms
        for alternative, _ in term.alternatives
        for place in passage.words.positions.get(alternative, ())
    )


def _same_answer(quote: Quote, other: Quote) -> bool:
    """Whether the words in bold of one are among those of the other, whatever their endings."""
    terms = analyzer()
    ours, theirs = ({term for bold in one.bold for term in terms.terms(bold)} for one in (quote, other))
    return ours <= theirs or theirs <= ours
