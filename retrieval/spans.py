"""Candidate answers of one question within one passage, each with how well the words around it speak for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from retrieval.contraries import contrary, rivals
from retrieval.evidence import Evidence
from retrieval.matching import matches
from retrieval.offices import asked_offices, bare_name, fits, held_by, holders, offices
from retrieval.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from retrieval.analysed import AnalysedPassage, WordedEvidence
    from retrieval.contraries import Words
    from retrieval.matching import Held, Match
    from retrieval.offices import Office
    from retrieval.question import Question

REACH = 12
"""Words around a candidate answer within which matched question words speak for it."""
FAR_AWAY = 0.25
"""What a question word counts that stands in the sentence, however far from the candidate answer."""
ELSEWHERE = 0.1
"""What one counts that stands in another sentence of the passage."""
UNIT_BONUS = 1.3
OTHER_UNIT = 0.8
"""A number that counts the asked thing ("berapa orang": "sembilan orang") beats one that counts another."""

NO_OFFICE = 0.6
OTHER_OFFICE = 0.1
"""What is left of a name without an office, and of one with another, where it is asked who holds one: "siapa menlu …?"
is not "Presiden X". Of 400 such questions within articles that name several, 260 were answered right before names were
told apart so; with 0.6 it is 306, with 0.75 301, with 0.85 294."""
FOCUS_WORDS = 6
"""Words behind the asked thing that may be its name; more are a clause."""
FOCUS_STRENGTH = 0.8
"""Less than a date or a counted number, whose form alone tells; more than a name that stands anywhere."""

SUBJECT_WORDS = 8
"""Words before "adalah" that may be what is defined; more are a clause."""
DEFINED_WORDS = 3
"""Words behind it among which one that was asked for tells that the definition repeats the question."""
_COPULA = re.compile(r"\b(?:adalah|ialah|merupakan)\b")


class Span(NamedTuple):
    """A candidate answer: `[start, end)` in characters, and the sentence it stands in.

    `strength` tells how much it looks like an answer of its type by itself, `score` that and how well the words around
    speak for it; both from 0 to 1.
    """

    start: int
    end: int
    sentence: int
    strength: float
    score: float


class Fit(NamedTuple):
    """How a passage fits a question: what it has of it, and its candidate answers in the order of the text."""

    match: Match
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question as passages are measured by it: `shares` hold what each of its terms counts, together 1 (or 0).

    `whole` is the idf of all its terms; `offices` are those whose holder is asked for; `rivals` are those of
    `contraries`.
    """

    question: Question
    whole: float
    shares: Sequence[float]
    offices: Sequence[Office]
    rivals: Mapping[str, bool]

    def fits(self, texts: Iterable[AnalysedPassage]) -> list[Fit]:
        """How each of the passages fits the question."""
        return [Fit(found, self.spans(found)) for found in matches(self.question, texts)]

    def sentence_coverage(self, match: Match) -> list[float]:
        """For each sentence, the share of the question's idf that it holds."""
        shares = [0.0] * len(match.text.sentence_words)
        sentence_of = match.text.sentence_of
        for share, held in zip(self.shares, match.held, strict=True):
            best: dict[int, float] = {}
            for _, weight, places, _ in held:
                for place in places:
                    best.setdefault(sentence_of[place], weight)
            for sentence, weight in best.items():
                shares[sentence] += share * weight
        return shares

    def spans(self, match: Match) -> list[Span]:
        """Every candidate answer with its score, in the order of the text."""
        question, text = self.question, match.text
        fresh = list(fresh_evidence(match))
        if not fresh:
            return []
        asked = [(share, held) for share, held in zip(self.shares, match.held, strict=True) if held]
        found = []
        stems = text.words.stems if question.unit else []
        words = [(first, last) for _, first, last in fresh]
        astray = contrary(text, self.rivals, words, words)
        named = self._by_office(text, words)
        for (evidence, first, last), of_another, (share_left, bare) in zip(fresh, astray, named, strict=True):
            if of_another:
                continue
            sentence = text.sentence_of[first]
            support = 0.0
            for share, spoken in asked:
                support += share * _spoken(spoken, first, last, text.sentence_words[sentence])
            score = evidence.strength * (0.3 + 0.7 * support) * share_left
            start = evidence.start if bare == first else text.starts[bare]
            if question.unit:
                counted = any(question.unit in parts for parts in stems[first:last])
                score *= UNIT_BONUS if counted else OTHER_UNIT
            found.append(Span(start, evidence.end, sentence, evidence.strength, min(score, 1.0)))
        return found

    def _by_office(self, text: AnalysedPassage, names: Sequence[Words]) -> list[tuple[float, int]]:
        """What is left of each name by the office that it holds, and its first word without the office."""
        if not self.offices:
            return [(1.0, first) for first, _ in names]
        held = held_by(text, offices(text.words), names)
        found = []
        for (first, last), office, holds in zip(names, held, holders(text, held, names), strict=True):
            if office is None:
                found.append((NO_OFFICE, first))
                continue
            fit = fits(self.offices, self.question, office) if holds else False
            found.append((OTHER_OFFICE if fit is False else 1.0, bare_name(text, office, first, last)))
        return found


def weighed(question: Question, idf: Mapping[str, float]) -> Weighed:
    """The question with the share of each of its terms; `idf` knows them all."""
    weights = [idf[term.term] for term in question.terms]
    whole = sum(weights) or 1.0
    shares = [weight / whole for weight in weights]
    return Weighed(question, whole, shares, asked_offices(question), rivals(question))


def fresh_evidence(match: Match) -> Iterator[WordedEvidence]:
    """Candidate answers that say something the question did not, with their words as `[first, last)`.

    A name in the question is no answer to it. From the front of a longer name the asked words are taken off ("Iran
    Hossein Amirabdollahian"), not from its end: "nama lengkap Raisi" is answered by "Ebrahim Raisi".
    """
    question, text = match.question, match.text
    subjects = _subjects(match)
    candidates = [*text.evidence(question.type), *_after_focus(question, text), *subjects.values()]
    if not candidates:
        return
    asked, stems = question.stems, text.words.stems
    trim = question.type is QuestionType.WHO
    for candidate in candidates:
        found, first, last = candidate
        if first in subjects:
            continue
        if asked.issuperset(stems[first]) and asked.issuperset(chain.from_iterable(stems[first + 1 : last])):
            continue
        if not trim:
            yield candidate
            continue
        if last - first > 2 and asked.issuperset((*stems[last - 2], *stems[last - 1])):
            continue  # "Olahraga Imam Nahrawi" where Imam Nahrawi was asked about
        start = first
        while asked.issuperset(stems[start]):
            start += 1
        yield candidate if start == first else (found._replace(start=text.starts[start]), start, last)


def _spoken(held: Sequence[Held], first: int, last: int, sentence: tuple[int, int]) -> float:
    """How well the places of a term's alternatives speak for an answer of the words `[first, last)`, 0 to 1."""
    start, end = sentence
    best = 0.0
    for _, weight, places, _ in held:
        for place in places:
            share = ELSEWHERE
            if start <= place < end:
                distance = first - place if place < first else place - last + 1 if place >= last else 0
                share = max(FAR_AWAY, 1 - distance / REACH)
            best = max(best, weight * share)
    return best


def _after_focus(question: Question, text: AnalysedPassage) -> Iterator[WordedEvidence]:
    """What stands right behind the asked thing: "penghargaan apa?" … "penghargaan Best Paper Award"."""
    places = () if question.focus is None else text.words.positions.get(question.focus, ())
    if not places:
        return
    content = text.words.content
    for position in places:
        last = position + 1
        while last < min(position + 1 + FOCUS_WORDS, len(text.starts)) and _runs_on(text, content, last):
            last += 1
        if last > position + 1:
            yield Evidence(text.starts[position + 1], text.ends[last - 1], FOCUS_STRENGTH), position + 1, last


def _subjects(match: Match) -> dict[int, WordedEvidence]:
    """What is said to be what was asked for, by the word that its definition begins with.

    "Tokyo adalah ibu kota Jepang", asked for the capital: that it is "ibu kota Jepang" says nothing new.
    """
    question, text = match.question, match.text
    copulas = list(_COPULA.finditer(text.text)) if question.type is QuestionType.WHAT else []
    if not copulas:
        return {}
    asked = {place for held in match.held for one in held for place in one.places}
    found = {}
    for copula in copulas:
        word = text.words_within(*copula.span()).start
        if asked.isdisjoint(range(word + 1, word + 1 + DEFINED_WORDS)):
            continue
        first, _ = text.sentence_words[text.sentence_of[word]]
        last = next((place for place in range(first + 1, word) if _between(text, place)), word)
        if first < last <= first + SUBJECT_WORDS and asked.isdisjoint(range(first, last)):
            found[word + 1] = Evidence(text.starts[first], text.ends[last - 1], FOCUS_STRENGTH), first, last
    return found


def _runs_on(text: AnalysedPassage, content: Sequence[tuple[str, ...]], word: int) -> bool:
    """Whether a word belongs to the same phrase as the one before it: no punctuation between, and no stop word."""
    return not _between(text, word).strip("(") and bool(content[word])


def _between(text: AnalysedPassage, word: int) -> str:
    """The punctuation between a word and the one before it, without quotation marks."""
    return text.text[text.ends[word - 1] : text.starts[word]].strip(" \"“”'‘’")
