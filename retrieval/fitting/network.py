"""The cross-encoder as PyTorch sees it while it is trained; `semantic/graph.py` writes the same network for use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from retrieval.semantic.adapter import DEPTHS, Adapter, layers_of, smoothed
from retrieval.semantic.weights import dequantise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.semantic.weights import Weights

RANK: Final = 32
"""Width of the corrections. All of them in half precision make a file of 4.7 MB."""
HALF: Final = torch.bfloat16
"""What matrices are multiplied in: several times as fast as single precision where the processor knows it."""

Tensor = Any  # PyTorch is not needed to check the types of all the rest


class _Adapted(nn.Module):  # type: ignore[misc]  # PyTorch's types are not looked at
    """A frozen 4-bit matrix and its low-rank correction. It begins as no correction at all."""

    def __init__(self, weights: Weights, names: Sequence[str], outputs: int, inputs: int) -> None:
        super().__init__()
        matrix = np.concatenate([dequantise(weights.blocks(f"{name}.w", outputs, inputs)) for name in names])
        bias = np.concatenate([weights.floats(f"{name}.b", outputs) for name in names])
        self.register_buffer("matrix", torch.from_numpy(matrix).to(HALF), persistent=False)
        self.register_buffer("bias", torch.from_numpy(bias).to(HALF), persistent=False)
        self.name = "+".join(names)
        self.down = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(len(matrix), RANK))

    def forward(self, state: Tensor) -> Tensor:
        narrow = functional.linear(state, self.down.to(HALF))
        return functional.linear(state, self.matrix, self.bias) + functional.linear(narrow, self.up.to(HALF))


class _Layer(nn.Module):  # type: ignore[misc]  # as above
    """One BERT layer, as in `semantic/graph.py`."""

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        shape, layer = weights.shape, f"l{number}."
        self.heads, self.epsilon = shape.heads, shape.epsilon
        self.joined = _Adapted(weights, [f"{layer}{part}" for part in "qkv"], shape.hidden, shape.hidden)
        self.attended = _Adapted(weights, [f"{layer}ao"], shape.hidden, shape.hidden)
        self.grown = _Adapted(weights, [f"{layer}fi"], shape.feed_forward, shape.hidden)
        self.shrunk = _Adapted(weights, [f"{layer}fo"], shape.hidden, shape.feed_forward)
        self.register_buffer("peaks", torch.zeros(shape.feed_forward), persistent=False)
        for name in ("aln", "oln"):
            for part in "wb":
                tensor = torch.from_numpy(weights.floats(f"{layer}{name}.{part}", shape.hidden).copy())
                self.register_buffer(f"{name}_{part}", tensor.to(HALF), persistent=False)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, hidden = state.shape
        joined = self.joined(state).view(texts, tokens, 3, self.heads, hidden // self.heads)
        query, key, value = joined.permute(2, 0, 3, 1, 4)
        # Written out: going back through PyTorch's own attention takes eight times as long on a processor.
        scores = query @ key.transpose(-1, -2) * (1 / math.sqrt(hidden // self.heads)) + mask
        seen = torch.softmax(scores, -1) @ value
        seen = self.attended(seen.transpose(1, 2).reshape(texts, tokens, hidden))
        state = functional.layer_norm(state + seen, (hidden,), self.aln_w, self.aln_b, self.epsilon)
        inner = functional.gelu(self.grown(state))
        if not self.training:
            # How large each hidden unit gets: what is multiplied in bytes later is scaled by it.
            self.peaks.copy_(torch.maximum(self.peaks, inner.detach().float().abs().amax(dim=(0, 1))))
        grown = self.shrunk(inner)
        return functional.layer_norm(state + grown, (hidden,), self.oln_w, self.oln_b, self.epsilon)


class _Heads(nn.Module):  # type: ignore[misc]  # as above
    """What a reading ends with: a score for each token as first and as last of the answer, and a relevance."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.span = nn.Linear(hidden, 2)
        self.relevance = nn.Linear(hidden, 1)
        for head in (self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)

    def forward(self, state: Tensor, pooled: Tensor) -> tuple[Tensor, Tensor]:
        return self.span(state.float()), self.relevance(pooled)[:, 0]


class Network(nn.Module):  # type: ignore[misc]  # as above
    """Word embeddings of padded pairs → what each of the two depths of reading tells of them."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        shape = weights.shape
        self.epsilon = shape.epsilon
        self.layers = nn.ModuleList(_Layer(weights, number) for number in range(shape.layers))
        places = weights.floats("emb.pos", shape.positions, shape.hidden)
        places = places + weights.floats("emb.type", shape.token_types, shape.hidden)[0]
        self.register_buffer("places", torch.from_numpy(places), persistent=False)
        for part in "wb":
            tensor = torch.from_numpy(weights.floats(f"emb.ln.{part}", shape.hidden).copy())
            self.register_buffer(f"ln_{part}", tensor, persistent=False)
        self.parts = nn.Parameter(torch.zeros(3, shape.hidden))
        self.heads = nn.ModuleDict({depth: _Heads(shape.hidden) for depth in DEPTHS})

    def forward(self, words: Tensor, parts: Tensor, lengths: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Texts × tokens × hidden, texts × tokens, texts → for each of `DEPTHS` texts × tokens × 2, texts."""
        tokens, hidden = words.shape[1:]
        state = words + self.places[:tokens] + self.parts[parts]
        state = functional.layer_norm(state, (hidden,), self.ln_w, self.ln_b, self.epsilon).to(HALF)
        beyond = torch.arange(tokens)[None] >= lengths[:, None]
        mask = torch.zeros(len(words), 1, 1, tokens, dtype=HALF).masked_fill(beyond[:, None, None], -math.inf)
        within = (~beyond)[..., None].float()
        told = []
        for depth in DEPTHS:
            for number in layers_of(depth, len(self.layers)):
                state = self.layers[number](state, mask)
            pooled = (state.float() * within).sum(1) / within.sum(1) if depth == "glance" else state[:, 0].float()
            told.append(self.heads[depth](state, pooled))
        return told

    def begin(self, adapter: Adapter) -> None:
        """Go on from what was fitted before."""
        with torch.no_grad():
            for name, tensor in self._fitted().items():
                tensor.copy_(torch.from_numpy(adapter.tensors[name]))

    def _fitted(self) -> dict[str, Tensor]:
        """What is fitted, under the names that the graph asks for."""
        tensors = {"parts": self.parts}
        for module in self.modules():
            if isinstance(module, _Adapted):
                tensors |= {f"{module.name}.down": module.down, f"{module.name}.up": module.up}
        for depth, heads in self.heads.items():
            for name, head in (("span", heads.span), ("relevance", heads.relevance)):
                tensors |= {f"{depth}.{name}.w": head.weight, f"{depth}.{name}.b": head.bias}
        return tensors

    def adapter(self) -> Adapter:
        """What was fitted; after some pairs were seen in evaluation mode."""
        tensors = self._fitted()
        for module in self.modules():
            if isinstance(module, _Layer):
                whole = (module.shrunk.matrix.float() + module.shrunk.up @ module.shrunk.down).detach().numpy()
                scales = smoothed(module.peaks.numpy(), whole)
                tensors[f"{module.shrunk.name}.smoothing"] = torch.from_numpy(scales)
        return Adapter({name: tensor.detach().float().numpy() for name, tensor in tensors.items()})
