"""Writes the encoder, which keeps its 4-bit weights as they are, and the cross-encoder's two halves as ONNX graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from retrieval.semantic.adapter import layers_of
from retrieval.semantic.weights import BLOCK, dequantise, unpack_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy.typing as npt
    from onnx import NodeProto, TensorProto

    from retrieval.semantic.adapter import Adapter
    from retrieval.semantic.weights import Weights

INPUT: Final = "words"
"""Rows of the embedding matrix, or what the layers before have made of them: float32, 1 × tokens × hidden."""
OUTPUT: Final = "mean"
"""The mean of the last layer over all tokens, not normalised: float32, 1 × hidden."""
STATE: Final = "state"
"""Cross-encoder: what its first layers make of the tokens: float32, 1 × tokens × hidden."""
SPANS: Final = "spans"
"""Cross-encoder: how much each token looks like the first and like the last of the answer: float32, tokens × 2."""
RELEVANCE: Final = "relevance"
"""Cross-encoder: how much the passage looks like one that answers, as log odds: float32, 1."""

_MICROSOFT: Final = "com.microsoft"
_OPSET: Final = 17
_IR_VERSION: Final = 8
# The matrix products quantise their left side to int8 too, block by block: cosine to plain floats 0.9999.
_INT8_ACCURACY: Final = 4
_LARGEST: Final = 127


def write_encoder(weights: Weights, path: Path, constants: str) -> None:
    """Write the ONNX model that turns the word embeddings of one text into their contextual mean.

    One text a run: without padding there is no mask, and a vector cannot depend on what else was in its batch. The
    weights go into a file `constants` beside `path`: onnxruntime maps it instead of keeping a copy of it (12 MB).
    """
    _write_mean(_Nodes(weights), path, constants)


def write_question_encoder(weights: Weights, path: Path, constants: str) -> None:
    """The same with the weights as bytes: twice as fast, for questions, whose vectors are compared and not stored.

    Their cosine to the other's is 0.9965 on average (180 chat questions).
    """
    _write_mean(_Nodes(weights, in_bytes=True), path, constants)


def _write_mean(model: _Nodes, path: Path, constants: str) -> None:
    state = _layers(model, _embed(model), range(model.weights.shape.layers))
    model.add("ReduceMean", [state], output=OUTPUT, axes=[1], keepdims=0)
    _save(model, {OUTPUT: [1, model.weights.shape.hidden]}, path, constants)


def write_glance(weights: Weights, adapter: Adapter, path: Path, constants: str) -> None:
    """Write the ONNX model of the cross-encoder's first layers; `adapter` makes a reader of the encoder.

    Its output is `STATE`, `SPANS` and `RELEVANCE`; one pair a run, with the constants beside `path`, as with the
    encoder.
    """
    model = _Nodes(weights, adapter)
    state = _layers(model, _embed(model), layers_of("glance", weights.shape.layers))
    model.add("Identity", [state], output=STATE)
    outputs = _heads(model, state, "glance")
    _save(model, {STATE: [1, "tokens", weights.shape.hidden], **outputs}, path, constants)


def write_reading(weights: Weights, adapter: Adapter, path: Path, constants: str) -> None:
    """Write the model of its other layers, whose `INPUT` is the `STATE` of the first; the output is as above."""
    model = _Nodes(weights, adapter)
    state = _layers(model, INPUT, layers_of("reading", weights.shape.layers))
    _save(model, _heads(model, state, "reading"), path, constants)


def _heads(model: _Nodes, state: str, depth: str) -> dict[str, list[int | str]]:
    """Add `SPANS` and `RELEVANCE`; their shapes."""
    spans = model.head(state, f"{depth}.span")
    model.add("Squeeze", [spans, model.constant("first", np.array([0], np.int64))], output=SPANS)
    if depth == "glance":
        flat = model.add("ReduceMean", [state], axes=[1], keepdims=0)
    else:
        zero, one = model.constant("from", np.array([0], np.int64)), model.constant("to", np.array([1], np.int64))
        opening = model.add("Slice", [state, zero, one, model.constant("axis", np.array([1], np.int64))])
        hidden = model.constant("flat", np.array([1, model.weights.shape.hidden], np.int64))
        flat = model.add("Reshape", [opening, hidden])
    relevance = model.head(flat, f"{depth}.relevance")
    model.add("Reshape", [relevance, model.constant("single", np.array([1], np.int64))], output=RELEVANCE)
    return {SPANS: ["tokens", 2], RELEVANCE: [1]}


def _layers(model: _Nodes, state: str, numbers: Iterable[int]) -> str:
    for number in numbers:
        state = _layer(model, state, f"l{number}.")
    return state


def _save(model: _Nodes, outputs: dict[str, list[int | str]], path: Path, constants: str) -> None:
    from onnx import TensorProto, helper, save_model  # noqa: PLC0415 - heavy, and needed only once

    graph = helper.make_graph(
        model.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, "tokens", model.weights.shape.hidden])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        model.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    proto = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    save_model(proto, path, save_as_external_data=True, location=constants)


class _Nodes:
    """The nodes and constants written so far; each method adds some and returns the name of what they compute."""

    def __init__(self, weights: Weights, adapter: Adapter | None = None, *, in_bytes: bool = False) -> None:
        self.weights = weights
        self.adapter = adapter
        self.in_bytes = in_bytes or adapter is not None
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        from onnx import numpy_helper  # noqa: PLC0415 - as above

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def floats(self, name: str, *shape: int) -> str:
        return self.constant(name, self.weights.floats(name, *shape))

    def add(
        self,
        operator: str,
        inputs: list[str],
        output: str = "",
        **attributes: Any,  # Any: an attribute is of the type that its operator wants
    ) -> str:
        from onnx import helper  # noqa: PLC0415 - as above

        output = output or f"{len(self.nodes)}.{operator}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def split(self, state: str, outputs: list[str]) -> list[str]:
        """Cut the last axis into parts of the same width."""
        from onnx import helper  # noqa: PLC0415 - as above

        sizes = self.constant(f"{outputs[0]}.sizes", np.full(len(outputs), self.weights.shape.hidden, np.int64))
        self.nodes.append(helper.make_node("Split", [state, sizes], outputs, name=outputs[0], axis=-1))
        return outputs

    def linear(self, state: str, names: list[str], outputs: int, inputs: int) -> str:
        """Multiply by one matrix, or by several of the same shape at once, and add the bias."""
        bias = np.concatenate([self.weights.floats(f"{name}.b", outputs) for name in names])
        name = "+".join(names)
        if not self.in_bytes:
            return self._four_bits(state, names, bias, outputs, inputs)
        matrix = np.concatenate([dequantise(self.weights.blocks(f"{name}.w", outputs, inputs)) for name in names])
        if self.adapter is not None:
            down, up = self.adapter.low_rank(name)
            matrix = matrix + up @ down
            smoothing = self.adapter.smoothing(name)
            if smoothing is not None:
                state = self.add("Mul", [state, self.constant(f"{name}.smoothing", 1 / smoothing)])
                matrix = matrix * smoothing
        return self._eight_bits(state, name, matrix, bias)

    def _four_bits(self, state: str, names: list[str], bias: npt.NDArray[np.float32], outputs: int, inputs: int) -> str:
        """The product with the weights as they are stored."""
        blocks = np.concatenate([self.weights.blocks(f"{name}.w", outputs, inputs) for name in names])
        scales, values = unpack_blocks(blocks)
        # MatMulNBits packs neighbours into a byte, and reads the value 8 as zero unless told otherwise.
        packed = values[..., 0::2] | (values[..., 1::2] << 4)
        name = "+".join(names)
        return self.add(
            "MatMulNBits",
            [
                state,
                self.constant(f"{name}.w", packed),
                self.constant(f"{name}.s", scales.reshape(-1)),
                "",
                "",
                self.constant(f"{name}.b", bias),
            ],
            domain=_MICROSOFT,
            K=inputs,
            N=outputs * len(names),
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ACCURACY,
        )

    def _eight_bits(self, state: str, name: str, matrix: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> str:
        """The product with signed bytes, one scale an output: three times as fast as with four bits."""
        scales = (np.abs(matrix).max(axis=1) / _LARGEST).astype(np.float32)
        codes = np.clip(np.rint(matrix / scales[:, np.newaxis]), -_LARGEST, _LARGEST).astype(np.int8)
        return self.add(
            "DynamicQuantizeMatMul",
            [
                state,
                self.constant(f"{name}.w", codes.T),
                self.constant(f"{name}.s", scales),
                self.constant(f"{name}.z", np.zeros(len(scales), np.int8)),
                self.constant(f"{name}.b", bias),
            ],
            domain=_MICROSOFT,
        )

    def head(self, state: str, name: str) -> str:
        """Multiply by one of the adapter's own matrices and add its bias."""
        if self.adapter is None:
            raise ValueError("only an adapter has heads")
        weights, bias = self.adapter.head(name)
        product = self.add("MatMul", [state, self.constant(f"{name}.w", weights.T)])
        return self.add("Add", [product, self.constant(f"{name}.b", bias)])

    def add_and_normalise(self, state: str, residual: str, name: str) -> str:
        hidden = self.weights.shape.hidden
        if self.in_bytes:
            # Five times as fast as the fused operator below; that one stays, for vectors that are stored.
            scale, bias = self.floats(f"{name}.w", hidden), self.floats(f"{name}.b", hidden)
            added = self.add("Add", [state, residual])
            return self.add("LayerNormalization", [added, scale, bias], epsilon=self.weights.shape.epsilon, axis=-1)
        return self.add(
            "SkipLayerNormalization",
            [state, residual, self.floats(f"{name}.w", hidden), self.floats(f"{name}.b", hidden)],
            domain=_MICROSOFT,
            epsilon=self.weights.shape.epsilon,
        )


def _embed(model: _Nodes) -> str:
    """Add to the words their positions, counted from 0, and the only token type that is used; normalise."""
    shape = model.weights.shape
    token_types = model.weights.floats("emb.type", shape.token_types, shape.hidden)
    positions = model.weights.floats("emb.pos", shape.positions, shape.hidden) + token_types[0]
    zero, one = model.constant("zero", np.array([0], np.int64)), model.constant("one", np.array([1], np.int64))
    tokens = model.add("Shape", [INPUT], start=1, end=2)
    places = model.add("Slice", [model.constant("emb.pos", positions), zero, tokens, zero, one])
    scale, bias = model.floats("emb.ln.w", shape.hidden), model.floats("emb.ln.b", shape.hidden)
    placed = model.add("Add", [INPUT, places])
    return model.add("LayerNormalization", [placed, scale, bias], epsilon=shape.epsilon, axis=-1)


def _layer(model: _Nodes, state: str, layer: str) -> str:
    """One BERT layer: self-attention, then the feed-forward part, each added to its input and normalised."""
    shape = model.weights.shape
    joined = model.linear(state, [f"{layer}{part}" for part in "qkv"], shape.hidden, shape.hidden)
    parts = model.split(joined, [f"{layer}query", f"{layer}key", f"{layer}value"])
    attended = model.add("MultiHeadAttention", parts, domain=_MICROSOFT, num_heads=shape.heads)
    state = model.add_and_normalise(
        model.linear(attended, [f"{layer}ao"], shape.hidden, shape.hidden), state, f"{layer}aln"
    )
    grown = model.add(
        "Gelu", [model.linear(state, [f"{layer}fi"], shape.feed_forward, shape.hidden)], domain=_MICROSOFT
    )
    return model.add_and_normalise(
        model.linear(grown, [f"{layer}fo"], shape.hidden, shape.feed_forward), state, f"{layer}oln"
    )
