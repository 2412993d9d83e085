"""The words to put in bold, and how sure Kutip is that the best passage answers."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from retrieval.answer import Status
from retrieval.contraries import contrary
from retrieval.offices import asked_offices, fits, held_by, offices
from retrieval.question import QuestionType
from retrieval.spans import OTHER_OFFICE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.analysed import AnalysedPassage
    from retrieval.contraries import Words
    from retrieval.matching import Match
    from retrieval.question import Question
    from retrieval.ranking import Ranked
    from retrieval.semantic import AnswerSpan, PairReading
    from retrieval.spans import Fit, Span, Weighed

SEVERAL = frozenset({QuestionType.WHO, QuestionType.HOWMANY})
"""Two persons or two counts may both be asked for; two reasons or two places that overlap say the same."""
MORE_THAN_ONE = frozenset({"saja", "para", "semua", "dua", "tiga", "dan"})
"""Stems by which a question for an office asks for several who hold one; otherwise one name is the answer, and the
second in bold would be wrong ("menlu Pakistan siapa sih?" where the Iranian colleague is named beside)."""
EQUALLY_GOOD = 0.97
"""Several stretches of one sentence are bold when they score this close to the best."""
LONGEST_CLAUSE = 160
"""Characters of a clause put in bold; a longer one is cut at a space: bold that covers all shows nothing."""

NAME = "nama"
"""The focus of "apa nama …?", which a bare name answers."""
TELLING = 0.6
"""Strength from which a stretch answers "apa" by its own form; bare names stay below."""
SUPPORT = 6.0
"""What a candidate answer of full score counts for the span that reading chose, in units of reading's own scores."""
AS_GOOD = 5.0
"""Further persons or counts of a sentence are bold too when reading scores them this close to the best: with 5, 73.6 %
of FacQA's quotes have the answer in bold instead of 72.0, at a token F1 of 76.3 instead of 76.0; with 8 it falls."""
NEUTRAL_EVIDENCE = 0.5
"""Stands for the evidence of questions whose answers have no form of their own."""
WIDE_MARGIN = 3.0
"""How far ahead of the second, in scores, the first is at most said to be: beyond it nothing gets any surer."""
WIDEST_RELEVANCE = 10.0
WIDEST_SPAN = 40.0
"""How sure reading is believed to be at most: log odds that the passage answers, and its best span's lead over none."""
USUAL_COSINE = 0.85
"""Taken off a cosine, because e5 puts all texts within a narrow cone (0.75 to 0.95)."""

_CLAUSE = re.compile(r"[^,;:.!?“”\"()]+")
_WORD = re.compile(r"[^\W_]")
_OPENING = re.compile(
    r"^(?:\s*(?:yang|bahwa|dan|adalah|ialah|yaitu|yakni|merupakan|untuk|serta|namun|tetapi|that|is|are)\b)+\s*"
)


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure, as a probability from 0 to 1, and what that means."""

    value: float
    status: Status


class ModeConfidence(BaseModel):
    """A logistic regression over what ranking measured of the best passage, and the two thresholds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, float]
    answered: float
    """At least this sure: the quote is given as the answer."""
    unsure: float
    """At least this sure: it is given with a warning; below, nothing is quoted."""


class ConfidenceWeights(BaseModel):
    """Those by words alone, and those with meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lexical: ModeConfidence
    semantic: ModeConfidence


@cache
def confidence_weights() -> ConfidenceWeights:
    """The weights that ship with this version; `python -m retrieval.fitting` made them."""
    text = files("retrieval").joinpath("data", "confidence.json").read_text(encoding="utf-8")
    return ConfidenceWeights.model_validate_json(text)


def signals(question: Question, ranked: Sequence[Ranked], idf: Mapping[str, float]) -> dict[str, float]:
    """What the confidence is computed from: how well the best passage fits, and how far ahead of the second it is."""
    best = ranked[0]
    held = _spoken_of(ranked)
    return {
        "constant": 1.0,
        "wide": float(len({entry.candidate.article for entry in ranked}) > 1),
        "coverage": best.features["coverage"],
        "coverage_context": best.features["coverage_context"],
        "sentence": best.features["sentence"],
        "near": best.features["near"],
        "evidence": best.features.get(f"has_{question.type.value}", NEUTRAL_EVIDENCE),
        "margin": min(best.score - ranked[1].score, WIDE_MARGIN) if len(ranked) > 1 else 0.0,
        "unseen": _unseen(question, held, idf),
        "elsewhere": float(any(not term.weight_in(held) for term in question.places)),
        "cosine": 0.0 if best.cosine is None else 10 * (best.cosine - USUAL_COSINE),
        "relevance": 0.0 if best.reading is None else _bounded(best.reading.relevance, WIDEST_RELEVANCE),
        "span": 0.0 if best.reading is None else _bounded(best.reading.margin, WIDEST_SPAN) / 2,
    }


def _bounded(value: float, bound: float) -> float:
    return max(-bound, min(bound, value))


def _spoken_of(ranked: Sequence[Ranked]) -> set[str]:
    """Every term of the best passage's article, as far as it was ranked, with its title and headings."""
    article = ranked[0].candidate.article
    ours = [entry.candidate for entry in ranked if entry.candidate.article == article]
    return set().union(*(one.text.words.positions for one in ours), *(one.context for one in ours))


def _unseen(question: Question, held: AbstractSet[str], idf: Mapping[str, float]) -> float:
    """The share of the question's idf that the best passage's article never speaks of.

    What it does not speak of it does not answer: "harga tiket" in an article without either word.
    """
    whole = sum(idf[term.term] for term in question.terms)
    missing = sum(idf[term.term] for term in question.terms if not term.weight_in(held))
    return missing / whole if whole else 1.0


def judge(question: Question, ranked: Sequence[Ranked], idf: Mapping[str, float]) -> Confidence:
    """How sure it is that the first passage answers; not at all when there is none."""
    if not ranked or not question.terms:
        return Confidence(0.0, Status.NOT_FOUND)
    if not any(entry.features["coverage_context"] for entry in ranked):
        # Near in meaning and without one word in common: a question in another script, or about something else.
        return Confidence(0.0, Status.NOT_FOUND)
    mode = confidence_weights().lexical if ranked[0].cosine is None else confidence_weights().semantic
    total = sum(mode.weights.get(name, 0.0) * value for name, value in signals(question, ranked, idf).items())
    value = round(1 / (1 + math.exp(-_bounded(total, 30.0))), 4)
    if value >= mode.answered and not _held_by_others(question, ranked[0]):
        return Confidence(value, Status.ANSWERED)
    return Confidence(value, Status.UNSURE if value >= mode.unsure else Status.NOT_FOUND)


def _held_by_others(question: Question, best: Ranked) -> bool:
    """Whether it is asked who holds an office, and all that the passage names hold another: whom it does not name."""
    return best.features["near"] <= OTHER_OFFICE and bool(asked_offices(question))


def highlights(asked: Weighed, fit: Fit, reading: PairReading | None = None) -> tuple[tuple[int, int], ...]:
    """The stretches of a passage that answer, as `(start, end)` character offsets, ordered and disjoint.

    A passage that was read shows the words that reading chose. Else a typed question gets the candidate answer that the
    words around speak for; any other the clause of the best sentence that says most beside what was asked. Empty only
    for a text without words.
    """
    question, text, found = asked.question, fit.match.text, fit.spans
    if not text.starts:
        return ()
    if reading is not None and reading.spans and (read := _read_spans(asked, text, reading, found)):
        return read
    if question.type is QuestionType.WHAT and question.focus != NAME:
        # "upaya apa?" is answered by what was done: a definition or what follows "upaya", not a name in passing.
        found = [span for span in found if span.strength >= TELLING]
    if found:
        best = max(found, key=lambda span: (span.score, -span.start))
        chosen = [
            span
            for span in found
            if span.sentence == best.sentence
            and span.score >= EQUALLY_GOOD * best.score
            and _same_kind(question, span, best)
        ]
        return _disjoint(text.text, [_trimmed(text.text, span.start, span.end) for span in chosen])
    return _disjoint(text.text, [_best_clause(asked, fit.match)])


def _read_spans(
    asked: Weighed, text: AnalysedPassage, reading: PairReading, found: Sequence[Span]
) -> tuple[tuple[int, int], ...]:
    """The span that reading and the words around speak for together, and others of its sentence that are as good.

    None where that span tells of something contrary to the question, or names who holds another office: reading does
    not keep these apart.
    """

    def supported(span: AnswerSpan) -> float:
        shares = [
            min(one.end, span.end) - max(one.start, span.start) > (span.end - span.start) / 2 and one.score
            for one in found
        ]
        return max(shares, default=0.0)

    best = max(reading.spans, key=lambda span: span.score + SUPPORT * supported(span))
    astray = _astray(asked, text, reading.spans, found)
    if best in astray:
        return ()
    chosen = [best]
    question = asked.question
    several = question.type in SEVERAL and not (asked.offices and question.stems.isdisjoint(MORE_THAN_ONE))
    if several and (sentence := _sentence_of(text, best)) is not None:
        chosen += [
            span
            for span in reading.spans
            if span is not best
            and span not in astray
            and span.score >= best.score - AS_GOOD
            and _sentence_of(text, span) == sentence
            and supported(span)
        ]
    return _disjoint(text.text, [(span.start, span.end) for span in chosen])


def _astray(
    asked: Weighed, text: AnalysedPassage, read: Sequence[AnswerSpan], found: Sequence[Span]
) -> list[AnswerSpan]:
    """Those that tell of something contrary to the question, or name who holds another office."""
    if not (asked.rivals or asked.offices):
        return []
    words, names = ([_words_of(text, one.start, one.end) for one in each] for each in (read, found))
    if asked.rivals:
        of_another = contrary(text, asked.rivals, words, names)
    else:
        held = held_by(text, offices(text.words), names)
        fit = [None if office is None else fits(asked.offices, asked.question, office) for office in held]
        of_another = [_is_of_another(one, names, fit) for one in words]
    return [span for span, astray in zip(read, of_another, strict=True) if astray]


def _is_of_another(words: Words, names: Sequence[Words], fit: Sequence[bool | None]) -> bool:
    """Whether of the names among some words one does not fit what was asked, and none does."""
    there = [fitting for (first, last), fitting in zip(names, fit, strict=True) if first < words[1] and words[0] < last]
    return False in there and True not in there


def _words_of(text: AnalysedPassage, start: int, end: int) -> Words:
    words = text.words_within(start, end)
    return words.start, words.stop


def _sentence_of(text: AnalysedPassage, span: AnswerSpan) -> int | None:
    words = text.words_within(span.start, span.end)
    return text.sentence_of[words[0]] if words else None


def _same_kind(question: Question, span: Span, best: Span) -> bool:
    return span is best or question.type in SEVERAL


def _disjoint(text: str, found: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """In order, without those that begin in another one; what only white space parts is one ("sembilan", "orang")."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if start >= end or (kept and start < kept[-1][1]):
            continue
        if kept and text[kept[-1][1] : start].isspace():
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return tuple(kept)


def _best_clause(asked: Weighed, matched: Match) -> tuple[int, int]:
    """The clause of the best sentence that says most beside what was asked, or that sentence; the text has words."""
    question, text = matched.question, matched.text
    shares = asked.sentence_coverage(matched)
    worded = [index for index, (first, last) in enumerate(text.sentence_words) if first < last]
    best = max(worded, key=lambda index: (shares[index], -index))
    start, end = text.sentences[best]
    stems, content = text.words.stems, text.words.content
    clauses = []
    for clause in _CLAUSE.finditer(text.text, start, end):
        words = range(bisect_left(text.starts, clause.start()), bisect_left(text.starts, clause.end()))
        new = [word for word in words if content[word] and not question.stems.intersection(stems[word])]
        repeated = sum(bool(question.stems.intersection(content[word])) for word in words)
        if new:
            clauses.append((min(repeated, 3) + min(len(new), 4) / 2, -clause.start(), clause))
    if not clauses:
        return _trimmed(text.text, start, end)
    chosen = max(clauses, key=lambda entry: entry[:2])[2]
    return _trimmed(text.text, chosen.start(), chosen.end())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without surrounding space and stops and opening conjunctions, and not longer than `LONGEST_CLAUSE`."""
    opening = _OPENING.match(text[start:end])
    if opening and _WORD.search(text, start + opening.end(), end):
        start += opening.end()
    while start < end and (text[start].isspace() or text[start] in ",;:."):
        start += 1
    if end - start > LONGEST_CLAUSE:
        cut = text.rfind(" ", start, start + LONGEST_CLAUSE)
        end = cut if cut > start else start + LONGEST_CLAUSE
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:."):
        end -= 1
    return start, end
