"""Questions with passages that answer them and passages that do not: what the cross-encoder learns from."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.answer import Context
from retrieval.evaluation.cases import read_cases
from retrieval.fitting.noise import as_typed
from retrieval.followup import resolve
from retrieval.question import parse_question
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.evaluation.cases import Case
    from retrieval.library import Library

WINDOW = 480
"""Characters kept of a longer passage, around the answer: the time goes with the length."""
SHARES = {"tydi-train.json": 1600, "idk-mrc-train.json": 1700, "facqa-train.csv": 1400}
"""Questions taken of each collection for an epoch; of IDK-MRC the unanswerable ones, since the others are TyDi's."""
HARD = 600
"""Questions of FacQA and of TyDi that are paired with a similar passage that does not answer."""
OTHERS = 10
"""Passages of other articles, the best, of which one is paired with a question."""
FORMAL = ("formal", "paraphrase")
"""Chat questions of these styles are made noisy like the collections'; the others are as they are typed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage under its title; `answer` is a part of the passage, empty where it does not answer."""

    question: str
    title: str
    passage: str
    answer: str


def collection_pairs(folder: Path, seed: int) -> list[Pair]:
    """Pairs of the collections' training questions."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    pairs = list[Pair]()
    for name, share in SHARES.items():
        cases = [case for case in read_cases(folder / name) if case.answerable != name.startswith("idk")]
        chance.shuffle(cases)
        for case in cases[:share]:
            passage = _window(case.passage or "", case.answer, chance)
            pairs.append(Pair(as_typed(case.question, chance), "", passage, case.answer))
        if not name.startswith("idk"):
            pairs += _hard(cases[:share], chance)
    return pairs


def _hard(cases: Sequence[Case], chance: random.Random) -> list[Pair]:
    """The first questions with one of the passages most like what they ask, out of those without their answer."""
    terms = analyzer()
    passages = sorted({case.passage or "" for case in cases})
    holding: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        for term in set(terms.terms(passage)):
            holding.setdefault(term, []).append(number)
    pairs = []
    for case in cases[:HARD]:
        scores: dict[int, float] = {}
        for term in set(terms.terms(case.question)):
            numbers = holding.get(term, [])
            for number in numbers:
                scores[number] = scores.get(number, 0.0) + math.log(1 + len(passages) / len(numbers))
        best = sorted(scores, key=lambda number: -scores[number])[:6]
        others = [number for number in best if case.answer.lower() not in passages[number].lower()]
        if others:
            passage = _window(passages[chance.choice(others[:3])], "", chance)
            pairs.append(Pair(as_typed(case.question, chance), "", passage, ""))
    return pairs


@dataclass(frozen=True, slots=True)
class Asked:
    """A complete chat question with what it may be paired with.

    `right` is the passage that holds the `answer`, if any does; `wrong` are the article's others, those that are most
    like the question first. `elsewhere` are titles and texts of passages of other articles that a library would find
    for it, and that do not have the answer's words.
    """

    text: str
    style: str
    title: str
    answer: str
    right: str | None
    wrong: Sequence[str]
    elsewhere: Sequence[tuple[str, str]]


async def chat_questions(library: Library, questions: Path) -> list[Asked]:
    """The chat questions of a file with passages of the articles they were asked about, which `library` holds."""
    found = list[Asked]()
    cases = dict[str, "Case"]()
    for case in read_cases(questions):
        cases[case.id] = case
        parent = cases.get(case.followup_of or "")
        text = case.question
        if parent is not None:
            text = resolve(text, Context(question=parent.question, article=1, passage=1, answer=parent.answer)).text
        card = await library.store.card(case.article, EVERYONE)
        stored = await library.store.passages_of(card.id)
        texts = [one.passage.text for one in stored]
        wrong = [texts[n] for n in _by_likeness(text, texts) if set(stored[n].origins).isdisjoint(case.gold)]
        right = [one.passage.text for one in stored if case.gold and case.gold[0] in one.origins]
        elsewhere = list[tuple[str, str]]()
        if case.answerable and parent is None:
            measured = await library.asking.measuring.measure(text, EVERYONE)
            others = [measured.passages[one.passage] for one in measured.candidates if one.article != card.id]
            elsewhere = [(other.article.title, other.passage.text) for other in others]
            elsewhere = [other for other in elsewhere if case.answer.lower() not in other[1].lower()][:OTHERS]
        found.append(Asked(text, case.style, card.title, case.answer, right[0] if right else None, wrong, elsewhere))
    return found


def chat_pairs(questions: Sequence[Asked], seed: int) -> list[Pair]:
    """Pairs of chat questions.

    Each with the passage that answers, twice; with the two of its article that are most like it and do not, and
    another; and with a passage of some other article.
    """
    chance = random.Random(seed)  # noqa: S311 - as above
    pairs = list[Pair]()
    for asked in questions:
        others = asked.wrong[2:]
        chosen = [*asked.wrong[:2], *([chance.choice(others)] if others else [])]
        paired = [(asked.title, text, "") for text in chosen]
        if asked.right is not None:
            paired += [(asked.title, asked.right, asked.answer)] * 2
        if asked.elsewhere:
            paired.append((*chance.choice(asked.elsewhere), ""))
        for title, passage, answer in paired:
            text = as_typed(asked.text, chance) if asked.style in FORMAL else asked.text
            pairs.append(Pair(text, title, passage, answer))
    return pairs


def _by_likeness(question: str, texts: Sequence[str]) -> list[int]:
    """The places of the texts, those that share most with the question first."""
    held = [set(analyzer().terms(text)) for text in texts]
    frequent = Counter(term for terms in held for term in terms)
    asked = parse_question(question).terms
    likeness = [
        sum(term.weight_in(terms) * math.log(1 + len(texts) / (frequent[term.term] or 1)) for term in asked)
        for terms in held
    ]
    return sorted(range(len(texts)), key=lambda place: -likeness[place])


def _window(passage: str, answer: str, chance: random.Random) -> str:
    """The passage, or about `WINDOW` characters of it with the answer somewhere among them."""
    if len(passage) <= WINDOW:
        return passage
    at = passage.find(answer) if answer else 0
    low, high = max(0, at + len(answer) - WINDOW), min(at, len(passage) - WINDOW)
    start = chance.randint(max(0, min(low, high)), max(0, low, high))
    start = 0 if start < WINDOW // 8 else passage.rfind(" ", 0, start) + 1
    end = passage.find(" ", start + WINDOW)
    return passage[start : end if end > 0 else len(passage)]
