"""Whether a quote speaks of what a question names: for people who did not ask us, being likely is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from retrieval.gazetteer import is_place
from retrieval.kept_passages import analysed, context_terms
from retrieval.question import parse_question

if TYPE_CHECKING:
    from retrieval.analysed import AnalysedPassage
    from retrieval.answer import Quote

ENOUGH: Final = 4
"""What a question and a quote must have in common: a point for each topic word, `PLACE` more for the name of a place
among them, or else `NAME` more for another name.

In a large library everyday words are found somewhere, a pair of them too ("siapa yang nabrak tadi?"), and so is many a
first name ("ulang tahun Siti kapan?"). "siapa menlu Pakistan?" has just enough.
"""
PLACE: Final = 2
NAME: Final = 1


def shares_topic(question: str, quote: Quote) -> bool:
    """Whether a quote, with its section's heading and its article's title, speaks of the very thing that is asked."""
    text = analysed(quote.text)
    held = {*text.words.terms, *context_terms(quote.article.title, quote.section)}
    found = [term for term in parse_question(question).terms if term.weight_in(held)]
    if any(is_place(term.surface) for term in found):
        return len(found) + PLACE >= ENOUGH
    names = _names(text)
    return len(found) + NAME * any(term.term in names for term in found) >= ENOUGH


def _names(text: AnalysedPassage) -> frozenset[str]:
    """The terms that are written in capitals amid a sentence; titles and headings have capitals everywhere."""
    openings = {start for start, _ in text.sentences}
    return frozenset(
        stem
        for start, content in zip(text.starts, text.words.content, strict=True)
        if start not in openings and text.text[start].isupper()
        for stem in content
    )
