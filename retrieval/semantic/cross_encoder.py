"""A question and a passage read together: whether the passage answers, and with which words.

Slower than comparing vectors (nothing of it can be stored) and far more exact, so it looks at the few best passages
only: with half of the network (4 ms a passage), or with all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from retrieval.errors import EncoderError
from retrieval.semantic.adapter import CONTEXT, PASSAGE, QUESTION
from retrieval.semantic.graph import INPUT, RELEVANCE, SPANS, STATE
from retrieval.semantic.vocabulary import MAX_CHARACTERS
from retrieval.semantic.weights import dequantise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from retrieval.semantic.vocabulary import Tokeniser

MOST_TOKENS: Final = 256
"""Of question, title and passage together; what follows in a longer passage is not read. News paragraphs have 60."""
QUESTION_TOKENS: Final = 64
CONTEXT_TOKENS: Final = 40
LONGEST_ANSWER: Final = 25
"""Words of an answer, at most."""
BEST_SPANS: Final = 5

_WORD: Final = re.compile(r"\S+")
# Punctuation around an answer is no part of it; a closing bracket stays where its opening one does.
_AROUND: Final = " \t\n,.;:!?\"'“”‘’([{-–—…"


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Words that may answer: `[start, end)` in characters of the passage; the `score` compares spans of one passage."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class PairReading:
    """What reading a question and a passage together tells.

    `relevance` is how likely the passage answers, in log odds; `margin` how much better its best span is than none, in
    the units of the spans' scores. `spans` are the best ones, best first, of different words; none for a passage
    without words.
    """

    relevance: float
    margin: float
    spans: tuple[AnswerSpan, ...]


class Session(Protocol):
    """What we use of `onnxruntime.InferenceSession`, which ships no types."""

    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.float32]]
    ) -> Sequence[npt.NDArray[np.float32]]: ...


@dataclass(frozen=True, slots=True)
class TokenisedPair:
    """A question and a passage as the network reads them.

    `ids` are tokens, `parts` tell for each which part of the pair it belongs to. `words` are the passage's words that
    are read, as `[start, end)` in characters of it; `first` and `last` the places of their outer tokens in `ids`.
    """

    ids: list[int]
    parts: list[int]
    words: list[tuple[int, int]]
    first: list[int]
    last: list[int]


def tokenised(tokeniser: Tokeniser, question: str, title: str, passage: str) -> TokenisedPair:
    """The pair as tokens: question, title and passage, each closed by an end mark."""
    asked = _tokens(tokeniser, f"query: {question[:MAX_CHARACTERS]}", QUESTION_TOKENS + 2)
    ids = [tokeniser.begin, *asked, tokeniser.end]
    parts = [QUESTION] * len(ids)
    ids += [*_tokens(tokeniser, f"passage: {title[:MAX_CHARACTERS]}", CONTEXT_TOKENS + 2), tokeniser.end]
    parts += [CONTEXT] * (len(ids) - len(parts))
    pair = TokenisedPair(ids, parts, [], [], [])
    for match in _WORD.finditer(passage[:MAX_CHARACTERS]):
        pieces = tokeniser.word(match.group())
        if len(ids) + len(pieces) >= MOST_TOKENS:
            break
        if pieces:
            pair.words.append(match.span())
            pair.first.append(len(ids))
            ids += pieces
            pair.last.append(len(ids) - 1)
    ids.append(tokeniser.end)
    parts += [PASSAGE] * (len(ids) - len(parts))
    return pair


def _tokens(tokeniser: Tokeniser, text: str, limit: int) -> list[int]:
    return [piece for word in text.split() for piece in tokeniser.word(word)][:limit]


@dataclass(frozen=True, slots=True)
class Glance:
    """What half of the network makes of a pair, and all that the other half needs to go on."""

    reading: PairReading
    passage: str
    pair: TokenisedPair
    longest: int
    state: npt.NDArray[np.float32]
    """What is known of each token: 1 × tokens × hidden."""


class CrossEncoder:
    """Reads pairs with the adapted model. Safe to share between threads."""

    def __init__(
        self,
        tokeniser: Tokeniser,
        embeddings: npt.NDArray[np.uint8],
        parts: npt.NDArray[np.float32],
        halves: tuple[Session, Session],
    ) -> None:
        self._embeddings = embeddings
        self._parts = parts
        self._first, self._second = halves
        self._tokeniser = tokeniser

    def glance(self, question: str, title: str, passage: str, longest: int) -> Glance:
        """Look at a passage for a question whose answer has `longest` words at most. `EncoderError` if that fails."""
        pair = tokenised(self._tokeniser, question, title, passage)
        words = dequantise(self._embeddings[pair.ids]) + self._parts[pair.parts]
        state, spans, relevance = _run(self._first, [STATE, SPANS, RELEVANCE], words[np.newaxis])
        return Glance(_reading(passage, pair, longest, spans, relevance), passage, pair, longest, state)

    def read_on(self, glance: Glance) -> PairReading:
        """Read the pair with the whole network. `EncoderError` if that fails."""
        spans, relevance = _run(self._second, [SPANS, RELEVANCE], glance.state)
        return _reading(glance.passage, glance.pair, glance.longest, spans, relevance)


def _run(session: Session, outputs: Sequence[str], state: npt.NDArray[np.float32]) -> Sequence[npt.NDArray[np.float32]]:
    try:
        return session.run(outputs, {INPUT: state})
    except Exception as error:  # onnxruntime's errors share no other base
        raise EncoderError(f"The semantic encoder failed: {error}.") from error


def _reading(
    passage: str,
    pair: TokenisedPair,
    longest: int,
    spans: npt.NDArray[np.float32],
    relevance: npt.NDArray[np.float32],
) -> PairReading:
    none = float(spans[0].sum())
    found = _best_spans(passage, pair, spans, longest)
    return PairReading(float(relevance[0]), found[0].score - none if found else -abs(none), found)


def _best_spans(
    passage: str, pair: TokenisedPair, scores: npt.NDArray[np.float32], longest: int
) -> tuple[AnswerSpan, ...]:
    """The best spans of whole words that do not overlap, best first."""
    if not pair.words:
        return ()
    starts, ends = scores[pair.first, 0], scores[pair.last, 1]
    table = starts[:, np.newaxis] + ends[np.newaxis, :]
    size = len(starts)
    distance = np.arange(size)[np.newaxis, :] - np.arange(size)[:, np.newaxis]
    table[(distance < 0) | (distance >= longest)] = -np.inf
    found = list[AnswerSpan]()
    while len(found) < BEST_SPANS:
        first, last = divmod(int(table.argmax()), size)
        score = float(table[first, last])
        if score == -np.inf:
            break
        start, end = trimmed(passage, pair.words[first][0], pair.words[last][1])
        if start < end:
            found.append(AnswerSpan(start, end, score))
        # Whatever shares a word with it is out.
        table[: last + 1, first:] = -np.inf
    return tuple(found)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without the punctuation around it; a bracket that closes what opens inside stays."""
    while start < end and text[start] in _AROUND:
        start += 1
    while start < end and (text[end - 1] in _AROUND or (text[end - 1] in ")]}" and not _opened(text[start:end]))):
        end -= 1
    return start, end


def _opened(text: str) -> bool:
    """Whether the bracket that ends the text opens within it."""
    return {")": "(", "]": "[", "}": "{"}[text[-1]] in text
