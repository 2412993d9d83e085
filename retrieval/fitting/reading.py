"""Trains the cross-encoder's adapter on chat questions and on the collections', going on from the one that ships."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional

from retrieval.fitting.network import Network
from retrieval.fitting.pairs import chat_pairs, chat_questions, collection_pairs
from retrieval.measuring import Parts
from retrieval.opening import open_library
from retrieval.semantic.cross_encoder import tokenised
from retrieval.semantic.preparation import EMBEDDINGS, VOCABULARY
from retrieval.semantic.vocabulary import Tokeniser, Vocabulary
from retrieval.semantic.weights import dequantise, find_weights, read_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from retrieval.fitting.pairs import Pair
    from retrieval.semantic.adapter import Adapter
    from retrieval.semantic.cross_encoder import TokenisedPair

BATCH: Final = 24
EPOCHS: Final = 4
"""Each with other passages beside each question, other typing errors, and another part of the collections."""
RATE: Final = 7e-4
"""The learning rate at the start; it falls to a twentieth."""
WARM_UP: Final = 40
SEEN_AT_LAST: Final = 10
"""Batches that tell how large the hidden units get."""
NO_ANSWER: Final = 0.5
"""What the missing span of a passage that does not answer counts beside a span."""


@dataclass(frozen=True, slots=True)
class Example:
    """A tokenised pair with the tokens of its answer, `(0, 0)` where the passage does not answer."""

    pair: TokenisedPair
    first: int
    last: int

    @property
    def answers(self) -> bool:
        """Whether the passage answers."""
        return self.first > 0


async def fit_reading(
    collections: Path,
    chat: Path,
    data: Path,
    begin: Adapter | None,
    say: Callable[[str], None],
    keep: Callable[[Adapter], None],
) -> None:
    """Train an adapter, from nothing or from where another ended, and hand it to `keep` after every epoch.

    `data` is a data directory whose library holds the articles of the `chat` questions.
    """
    torch.manual_seed(0)
    tokeniser = Tokeniser(Vocabulary.load(data / "encoder" / VOCABULARY))
    embeddings = np.load(data / "encoder" / EMBEDDINGS, mmap_mode="r")
    network = Network(read_weights(find_weights()))
    if begin is not None:
        network.begin(begin)
    async with open_library(data, semantic="on") as library:
        library.asking.measuring.parts = Parts(reading=False)
        asked = await chat_questions(library, chat)
    epochs = []
    for seed in range(EPOCHS):
        pairs = [*chat_pairs(asked, seed), *collection_pairs(collections, seed)]
        examples = [one for pair in pairs if (one := example(tokeniser, pair)) is not None]
        epochs.append(_batches(examples, random.Random(seed)))  # noqa: S311 - an order, not a secret
        say(f"epoch {seed}: {len(pairs)} pairs in {len(epochs[-1])} batches")
    training = _Training(network, embeddings, sum(map(len, epochs)), say)
    for batches in epochs:
        training.learn(batches)
        training.look(batches[:SEEN_AT_LAST])
        keep(network.adapter())


def example(tokeniser: Tokeniser, pair: Pair) -> Example | None:
    """The pair as tokens; `None` where its answer is not within what is read of the passage."""
    tokens = tokenised(tokeniser, pair.question, pair.title, pair.passage)
    if not pair.answer:
        return Example(tokens, 0, 0)
    start = pair.passage.find(pair.answer)
    end = start + len(pair.answer)
    inside = [place for place, (first, last) in enumerate(tokens.words) if first < end and start < last]
    if start < 0 or not inside or tokens.words[-1][1] < end:
        return None
    return Example(tokens, tokens.first[inside[0]], tokens.last[inside[-1]])


class _Training:
    """A network on its way: its optimiser, and how far it has come."""

    def __init__(self, network: Network, embeddings: Any, steps: int, say: Callable[[str], None]) -> None:
        # Any: a memory-mapped array
        self._network, self._embeddings, self._steps, self._say = network, embeddings, steps, say
        self._fitted = list(network.parameters())
        self._optimiser = torch.optim.AdamW(self._fitted, lr=RATE, weight_decay=0.01)
        self._done = 0

    def learn(self, batches: Sequence[Sequence[Example]]) -> None:
        """Take a step for each batch."""
        self._network.train()
        for batch in batches:
            share = min(1.0, (self._done + 1) / WARM_UP) * max(0.05, 1 - self._done / self._steps)
            for group in self._optimiser.param_groups:
                group["lr"] = RATE * share
            loss = _loss(self._network, self._embeddings, batch)
            self._optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._fitted, 1.0)
            self._optimiser.step()
            if self._done % 25 == 0:
                self._say(f"batch {self._done} of {self._steps}: loss {loss.item():.3f}")
            self._done += 1

    def look(self, batches: Sequence[Sequence[Example]]) -> None:
        """Read some pairs without learning, so that the network sees how large its hidden units get."""
        self._network.eval()
        with torch.no_grad():
            for batch in batches:
                _loss(self._network, self._embeddings, batch)


def _batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Batches of pairs of like length, in any order."""
    shuffled = chance.sample(examples, len(examples))
    batches = []
    for start in range(0, len(shuffled), 40 * BATCH):
        part = sorted(shuffled[start : start + 40 * BATCH], key=lambda one: len(one.pair.ids))
        some = [part[at : at + BATCH] for at in range(0, len(part), BATCH)]
        batches += chance.sample(some, len(some))
    return batches


def _loss(network: Network, embeddings: Any, batch: Sequence[Example]) -> Any:  # Any: arrays and tensors, untyped
    longest = max(len(one.pair.ids) for one in batch)
    words = np.zeros((len(batch), longest, network.parts.shape[1]), np.float32)
    parts = np.zeros((len(batch), longest), np.int64)
    # What can be no first or last token of an answer; the opening mark stands for "no answer".
    barred = np.full((len(batch), longest, 2), -1e4, np.float32)
    for row, one in enumerate(batch):
        words[row, : len(one.pair.ids)] = dequantise(embeddings[one.pair.ids])
        parts[row, : len(one.pair.ids)] = one.pair.parts
        barred[row, [0, *one.pair.first], 0] = barred[row, [0, *one.pair.last], 1] = 0
    lengths = torch.tensor([len(one.pair.ids) for one in batch])
    answers = torch.tensor([float(one.answers) for one in batch])
    told = network(torch.from_numpy(words), torch.from_numpy(parts), lengths)
    places = torch.tensor([[one.first, one.last] for one in batch])
    weight = torch.where(answers > 0, 1.0, NO_ANSWER)
    (spans, relevance), taught = told[-1], told[:-1]
    spans = spans + torch.from_numpy(barred)
    loss = _missed(spans, places, weight) + functional.binary_cross_entropy_with_logits(relevance, answers)
    # What reads less deep learns from the answers, and as much from what the whole network makes of the pair.
    likely = torch.softmax(spans.detach(), 1)
    believed = (answers + torch.sigmoid(relevance.detach())) / 2
    for rough, guess in taught:
        known = rough + torch.from_numpy(barred)
        loss = loss + (_missed(known, places, weight) + _missed(known, likely, weight)) / 2
        loss = loss + functional.binary_cross_entropy_with_logits(guess, believed)
    if not math.isfinite(loss.item()):
        raise ValueError("the training has gone astray: try a lower rate")
    return loss


def _missed(spans: Any, wanted: Any, weight: Any) -> Any:  # Any: tensors, untyped
    """How far scores of tokens are from the `wanted` first and last one, or from how likely each should be."""
    return (functional.cross_entropy(spans, wanted, reduction="none").mean(1) * weight).mean()
