"""Trains the cross-encoder's adapter: first on the collections alone, then on chat questions and a part of them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional

from retrieval.fitting.network import Network
from retrieval.fitting.pairs import chat_pairs, collection_pairs
from retrieval.library import open_library
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
RATES: Final = (1e-3, 7e-4)
"""Learning rates at the start of the two rounds; they fall to a twentieth."""
WARM_UP: Final = 40
SECOND_SHARE: Final = 3500
"""Pairs of the collections in the second round, so that it forgets nothing."""
SEEN_AT_LAST: Final = 240
"""Pairs that tell how large the hidden units get."""
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


async def fit_reading(collections: Path, chat: Path, data: Path, say: Callable[[str], None]) -> Adapter:
    """Train an adapter; `data` is a data directory whose library holds the articles of the `chat` questions."""
    torch.manual_seed(0)
    async with open_library(data, semantic="on") as library:
        asked = await chat_pairs(library, chat, 1)
    tokeniser = Tokeniser(Vocabulary.load(data / "encoder" / VOCABULARY))
    embeddings = np.load(data / "encoder" / EMBEDDINGS, mmap_mode="r")
    network = Network(read_weights(find_weights()))
    again = random.Random(5).sample(collection_pairs(collections, 2), SECOND_SHARE)  # noqa: S311 - a sample
    for pairs, rate in zip((collection_pairs(collections, 1), asked + again), RATES, strict=True):
        examples = [one for pair in pairs if (one := example(tokeniser, pair)) is not None]
        _train(network, embeddings, examples, rate, say)
    network.eval()
    with torch.no_grad():
        for batch in _batches(examples[:SEEN_AT_LAST], random.Random(1)):  # noqa: S311 - an order
            _loss(network, embeddings, batch)
    return network.adapter()


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


def _train(
    network: Network, embeddings: Any, examples: Sequence[Example], rate: float, say: Callable[[str], None]
) -> None:  # Any: a memory-mapped array
    fitted = list(network.parameters())
    optimiser = torch.optim.AdamW(fitted, lr=rate, weight_decay=0.01)
    batches = _batches(examples, random.Random(0))  # noqa: S311 - an order, not a secret
    for number, batch in enumerate(batches):
        share = min(1.0, (number + 1) / WARM_UP) * max(0.05, 1 - number / len(batches))
        for group in optimiser.param_groups:
            group["lr"] = rate * share
        loss = _loss(network, embeddings, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(fitted, 1.0)
        optimiser.step()
        if number % 25 == 0:
            say(f"batch {number} of {len(batches)}: loss {loss.item():.3f}")


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
    spans, relevance = network(torch.from_numpy(words), torch.from_numpy(parts), lengths)
    spans = spans + torch.from_numpy(barred)
    answers = torch.tensor([float(one.answers) for one in batch])
    first, last = (torch.tensor([getattr(one, name) for one in batch]) for name in ("first", "last"))
    missed = functional.cross_entropy(spans[..., 0], first, reduction="none")
    missed = (missed + functional.cross_entropy(spans[..., 1], last, reduction="none")) / 2
    weight = torch.where(answers > 0, 1.0, NO_ANSWER)
    loss = (missed * weight).mean() + functional.binary_cross_entropy_with_logits(relevance, answers)
    if not math.isfinite(loss.item()):
        raise ValueError("the training has gone astray: try a lower rate")
    return loss
