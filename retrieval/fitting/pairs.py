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

WINDOW = 620
"""Characters kept of a longer passage, around the answer: the time goes with the length."""
SHARES = {"tydi-train.json": 3200, "idk-mrc-train.json": 3400, "facqa-train.csv": 2800}
"""Questions taken of each collection; of IDK-MRC the unanswerable ones, since the others are TyDi's."""
HARD = 1200
"""Questions of FacQA and of TyDi that are paired with a similar passage that does not answer."""
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


async def chat_pairs(library: Library, questions: Path, seed: int) -> list[Pair]:
    """Pairs of chat questions with the passages of the articles they were asked about, which `library` holds.

    Each with the passage that answers, twice; with the two of its article that are most like it and do not, and
    another; and a stand-alone one with a passage of some other article.
    """
    chance = random.Random(seed)  # noqa: S311 - as above
    pairs = list[Pair]()
    asked = dict[str, "Case"]()
    for case in read_cases(questions):
        asked[case.id] = case
        parent = asked.get(case.followup_of or "")
        text = case.question
        if parent is not None:
            text = resolve(text, Context(question=parent.question, article=1, passage=1, answer=parent.answer)).text

        def typed(text: str = text, style: str = case.style) -> str:
            return as_typed(text, chance) if style in FORMAL else text

        title = (await library.store.card(case.article, EVERYONE)).title
        article = (await library.store.card(case.article, EVERYONE)).id
        stored = await library.store.passages_of(article)
        if case.answerable:
            gold = next(one for one in stored if case.gold[0] in one.origins)
            pairs += [Pair(typed(), title, gold.passage.text, case.answer) for _ in range(2)]
        order = _by_likeness(text, [one.passage.text for one in stored])
        wrong = [stored[place] for place in order if set(stored[place].origins).isdisjoint(case.gold)]
        chosen = wrong[:2] + ([chance.choice(wrong[2:])] if wrong[2:] else [])
        pairs += [Pair(typed(), title, one.passage.text, "") for one in chosen]
        if case.answerable and parent is None:
            measured = await library.asking.measuring.measure(text, EVERYONE)
            found = [measured.passages[one.passage] for one in measured.candidates]
            others = [one for one in found if one.article.id != article]
            others = [one for one in others if case.answer.lower() not in one.passage.text.lower()][:10]
            if others:
                other = chance.choice(others)
                pairs.append(Pair(text, other.article.title, other.passage.text, ""))
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
