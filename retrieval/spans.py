"""Candidate answers of one question within one passage, each with how well the words around it speak for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.evidence import Evidence
from retrieval.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from retrieval.analysed import AnalysedPassage
    from retrieval.matching import Match
    from retrieval.question import Question

REACH = 12
"""Words around a candidate answer within which matched question words speak for it."""
UNIT_BONUS = 1.3
OTHER_UNIT = 0.8
"""A number that counts the asked thing ("berapa orang": "sembilan orang") beats one that counts another."""

OTHER_OFFICE = 0.4
"""What is left of a name that follows another office than the asked one: "siapa menlu …?" is not "Presiden X"."""
OFFICE_REACH = 2
"""Words before a name among which its office is looked for."""
FOCUS_WORDS = 6
"""Words behind the asked thing that may be its name; more are a clause."""
FOCUS_STRENGTH = 0.8
"""Less than a date or a counted number, whose form alone tells; more than a name that stands anywhere."""
OFFICES = (
    "presiden wapres menteri menlu menhan menkeu mendagri gubernur wagub bupati walikota ketua ketum sekjen direktur "
    "dirut kapolri kapolda kapolres kapolsek panglima jaksa hakim pelatih kapten rektor dubes pm raja ratu pangeran "
    "jubir"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer: `[start, end)` in characters, and the sentence it stands in.

    `strength` tells how much it looks like an answer of its type by itself, `score` that and how well the words around
    speak for it; both from 0 to 1.
    """

    start: int
    end: int
    sentence: int
    strength: float
    score: float


def sentence_coverage(match: Match, idf: Mapping[str, float]) -> list[float]:
    """For each sentence, the share of the question's idf that it holds."""
    shares = [0.0] * len(match.text.sentence_words)
    whole = sum(idf[term.term] for term in match.question.terms)
    if not whole:
        return shares
    sentence_of = match.text.sentence_of
    for term, held in zip(match.question.terms, match.held, strict=True):
        best: dict[int, float] = {}
        for one in held:
            for place in one.places:
                best.setdefault(sentence_of[place], one.weight)
        weight = idf[term.term] / whole
        for sentence, share in best.items():
            shares[sentence] += weight * share
    return shares


def fresh_evidence(question: Question, text: AnalysedPassage) -> Iterator[tuple[Evidence, int, int]]:
    """Candidate answers that say something the question did not, with their words as `[first, last)`.

    A name in the question is no answer to it. From the front of a longer name the asked words are taken off ("Iran
    Hossein Amirabdollahian"), not from its end: "nama lengkap Raisi" is answered by "Ebrahim Raisi".
    """
    trim = question.type is QuestionType.WHO
    for found in (*text.evidence(question.type), *_after_focus(question, text)):
        inside = text.words_within(found.start, found.end)
        if not inside:
            continue
        first, last = inside[0], inside[-1] + 1
        if all(_asked(question, text, word) for word in inside):
            continue
        if trim and len(inside) > 2 and all(_asked(question, text, word) for word in inside[-2:]):
            continue  # "Olahraga Imam Nahrawi" where Imam Nahrawi was asked about
        while trim and _asked(question, text, first):
            first += 1
        start = text.words[first].start if first > inside[0] else found.start
        yield Evidence(start, found.end, found.strength), first, last


def spans(match: Match, idf: Mapping[str, float]) -> list[Span]:
    """Every candidate answer with its score, in the order of the text."""
    question, text = match.question, match.text
    whole = sum(idf[term.term] for term in question.terms) or 1.0
    asked = [(idf[term.term] / whole, held) for term, held in zip(question.terms, match.held, strict=True)]
    offices = asks_for_office(question)
    found = []
    for evidence, first, last in fresh_evidence(question, text):
        sentence = text.sentence_of[first]
        start_word, end_word = text.sentence_words[sentence]
        support = 0.0
        for share, held in asked:
            best = 0.0
            for one in held:
                for place in one.places:
                    spoken = one.weight * 0.1
                    if start_word <= place < end_word:
                        distance = first - place if place < first else max(0, place - last + 1)
                        spoken = one.weight * max(0.25, 1 - distance / REACH)
                    best = max(best, spoken)
            support += share * best
        score = evidence.strength * (0.3 + 0.7 * support)
        if offices and _other_office(question, text, first):
            score *= OTHER_OFFICE
        if question.unit:
            counted = any(question.unit in text.words[word].stems for word in range(first, last))
            score *= UNIT_BONUS if counted else OTHER_UNIT
        found.append(Span(evidence.start, evidence.end, sentence, evidence.strength, min(score, 1.0)))
    return found


def asks_for_office(question: Question) -> bool:
    """Whether it is asked who holds an office: "siapa menlu Pakistan?"."""
    return question.type is QuestionType.WHO and not question.asked.isdisjoint(_offices())


def _after_focus(question: Question, text: AnalysedPassage) -> Iterator[Evidence]:
    """What stands right behind the asked thing: "penghargaan apa?" … "penghargaan Best Paper Award"."""
    if question.focus is None:
        return
    for position in text.positions.get(question.focus, ()):
        last = position + 1
        while last < min(position + 1 + FOCUS_WORDS, len(text.words)) and _runs_on(text, last):
            last += 1
        if last > position + 1:
            yield Evidence(text.words[position + 1].start, text.words[last - 1].end, FOCUS_STRENGTH)


def _runs_on(text: AnalysedPassage, word: int) -> bool:
    """Whether a word belongs to the same phrase as the one before it: no punctuation between, and no stop word."""
    between = text.text[text.words[word - 1].end : text.words[word].start]
    return not between.strip(" \"“”'‘’(") and bool(text.words[word].content)


def _other_office(question: Question, text: AnalysedPassage, word: int) -> bool:
    """Whether the name at `word` stands right behind an office that the question does not ask for."""
    before = {stem for position in range(max(0, word - OFFICE_REACH), word) for stem in text.words[position].stems}
    held = before & _offices()
    return bool(held) and held.isdisjoint(question.stems | question.asked)


@cache
def _offices() -> frozenset[str]:
    return frozenset(analyzer().phrase_term(office) for office in OFFICES.split())


def _asked(question: Question, text: AnalysedPassage, word: int) -> bool:
    return all(stem in question.stems for stem in text.words[word].stems)
