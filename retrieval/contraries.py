"""Which of several contrary things a number or a date tells of: "tiga orang tewas dan satu luka-luka".

News counts the dead and the wounded in one sentence, and whoever asks for one must not be given the other. A candidate
answer belongs to that word of a set of contraries which stands nearest to it in its sentence, before it ("melukai tiga
lainnya") or behind it ("satu luka-luka"), with no other candidate between.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.question import Question

Words: TypeAlias = tuple[int, int]
"""Words of a passage, `[first, last)`."""
TOLD: Final = frozenset({QuestionType.HOWMANY, QuestionType.WHEN})
"""The types whose answers are told side by side for contrary things."""
REACH: Final = 6
"""Words between a candidate answer and the word that it belongs to, at most."""
JOINT: Final = 3
"""What a comma or an "and" between the two counts, in words: "tewas 20 orang, luka 90"."""
_JOINTS: Final = frozenset({"dan", "serta", "sedang", "sementara", "namun", "tapi", "lalu", "and", "while", "but"})


@cache
def _sets() -> tuple[tuple[frozenset[str], ...], ...]:
    """The sets of contraries: of each, the terms of its members."""
    terms = analyzer()
    return tuple(
        tuple(frozenset(map(terms.phrase_term, member)) for member in contraries) for contraries in lexicon().contraries
    )


def rivals(question: Question) -> Mapping[str, bool]:
    """The terms of the sets of which the question asks for a member: whether they are of that member, or contrary.

    Empty where nothing of the kind is asked; a set of which several members are asked for is left out.
    """
    if question.type not in TOLD:
        return {}
    found: dict[str, bool] = {}
    asked = question.asked
    for contraries in _sets():
        meant = [member for member in contraries if not member.isdisjoint(asked)]
        if len(meant) == 1:
            for member in contraries:
                found |= dict.fromkeys(member, member is meant[0])
    return found


def contrary(
    text: AnalysedPassage, told: Mapping[str, bool], candidates: Sequence[Words], others: Sequence[Words]
) -> list[bool]:
    """For each candidate answer whether it belongs to what is contrary to the question, of which `told` are the rivals.

    `others` are all candidate answers of the passage.
    """
    held = [(place, of) for term, of in told.items() for place in text.words.positions.get(term, ())]
    if all(of for _, of in held):
        return [False] * len(candidates)
    begin = [first for first, _ in others]
    return [_belongs(text, held, begin, candidate) is False for candidate in candidates]


def _belongs(text: AnalysedPassage, held: Sequence[tuple[int, bool]], others: Sequence[int], one: Words) -> bool | None:
    """Whether the word that a candidate belongs to is what was asked; None where there is no such word near."""
    first, last = one
    if first >= last:
        return None
    start, end = text.sentence_words[text.sentence_of[first]]
    near: list[tuple[int, bool, bool]] = []
    for place, asked in held:
        if not start <= place < end:
            continue
        if first <= place < last:
            return asked  # "dua korban jiwa"
        between = (last, place) if place >= last else (place + 1, first)
        gap = between[1] - between[0]
        if gap > REACH or any(between[0] <= other < between[1] for other in others):
            continue
        near.append((gap + JOINT * sum(_joints(text, *between)), place < first, asked))
    # Of two that are as near, the one behind: "tiga tewas".
    return min(near)[2] if near else None


def _joints(text: AnalysedPassage, first: int, last: int) -> Iterator[bool]:
    """Whether there is a joint before each of the words `[first, last)`, and behind the last."""
    for stems in text.words.stems[first:last]:
        yield not _JOINTS.isdisjoint(stems)
    for word in range(first, last + 1):
        if 0 < word < len(text.starts):
            yield any(mark in ",;:" for mark in text.text[text.ends[word - 1] : text.starts[word]])
