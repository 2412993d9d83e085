"""Vectors as they are stored and compared: int8 with one scale, for questions and passages alike."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

_LARGEST: Final = 127
_SCALE: Final = struct.Struct("<f")
_DAMAGED: Final = "A stored vector is damaged: its passage has to be encoded again."


@dataclass(frozen=True, slots=True)
class Vector:
    """A unit vector whose i-th component is `scale` × the i-th of `codes`, signed bytes from -127 to 127."""

    codes: bytes
    scale: float
    """A positive float32."""

    @classmethod
    def quantise(cls, values: npt.NDArray[np.floating]) -> Vector:
        """Return the vector in the direction of `values` (one axis). `EncoderError` if it has none or is not finite.

        The largest component becomes ±127, so no component is off by more than 0.4 % of it: cosine 0.9999.
        """
        wide = values.astype(np.float64)
        norm = float(np.linalg.norm(wide))
        if not (np.isfinite(norm) and norm > 0):
            raise EncoderError("The encoder computed a vector without a direction: its weights must be damaged.")
        unit = wide / norm
        scale = np.float32(np.abs(unit).max() / _LARGEST)
        codes = np.clip(np.rint(unit / scale), -_LARGEST, _LARGEST).astype(np.int8)
        return cls(codes.tobytes(), float(scale))

    def to_bytes(self) -> bytes:
        """Return the scale as 4 bytes, little endian, and the codes: 388 bytes for 384 dimensions."""
        return _SCALE.pack(self.scale) + self.codes

    @classmethod
    def from_bytes(cls, data: bytes) -> Vector:
        """Read what `to_bytes` wrote. Raises `EncoderError` where it cannot have."""
        if len(data) > _SCALE.size:
            (scale,) = _SCALE.unpack_from(data)
            if np.isfinite(scale) and scale > 0:
                return cls(bytes(data[_SCALE.size :]), scale)
        raise EncoderError(_DAMAGED)

    def to_array(self) -> npt.NDArray[np.float32]:
        """Return the components as float32."""
        return np.frombuffer(self.codes, np.int8).astype(np.float32) * np.float32(self.scale)


def codes_of(data: bytes, dimensions: int) -> npt.NDArray[np.int8]:
    """The codes of vectors whose bytes stand in a row: vectors × dimensions. `EncoderError` where they are no such."""
    width = _SCALE.size + dimensions
    if len(data) % width:
        raise EncoderError("The stored vectors are of another length: their passages have to be encoded again.")
    return np.frombuffer(data, np.int8).reshape(-1, width)[:, _SCALE.size :]


def similarities(question: Vector, passages: Sequence[Vector]) -> npt.NDArray[np.float32]:
    """Return the cosine between the question and each passage, in their order: float32 from -1 to 1.

    Raises `EncoderError` where the vectors are not of one length; only vectors of one encoder's name may be compared.
    """
    width = len(question.codes)
    if any(len(passage.codes) != width for passage in passages):
        raise EncoderError("Vectors of different encoders were compared: the passages have to be encoded again.")
    joined = b"".join(passage.codes for passage in passages)
    return _cosines(question, np.frombuffer(joined, np.int8).reshape(len(passages), width))


def stored_similarities(question: Vector, passages: Collection[bytes]) -> npt.NDArray[np.float32]:
    """The same for passages' vectors as `Vector.to_bytes` writes them, which are read all at once: seven times as fast.

    Raises `EncoderError` where they are not of one length, or none that can have been written.
    """
    width = _SCALE.size + len(question.codes)
    if any(len(data) != width for data in passages):
        raise EncoderError("Vectors of different encoders were compared: the passages have to be encoded again.")
    rows = np.frombuffer(b"".join(passages), np.uint8).reshape(len(passages), width)
    scales = np.ascontiguousarray(rows[:, : _SCALE.size]).view("<f4")
    if not (np.isfinite(scales) & (scales > 0)).all():
        raise EncoderError(_DAMAGED)
    return _cosines(question, rows[:, _SCALE.size :].view(np.int8))


def _cosines(question: Vector, codes: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    asked, matrix = np.frombuffer(question.codes, np.int8).astype(np.float32), codes.astype(np.float32)
    # The scales cancel out. Sums of 384 products of int8 stay below 2^24, so float32 holds them exactly and the
    # result does not depend on the order in which they are added.
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix)) * np.sqrt(asked @ asked)
    cosines: npt.NDArray[np.float32] = np.divide(
        matrix @ asked, lengths, out=np.zeros(len(matrix), np.float32), where=lengths > 0
    )
    return np.clip(cosines, -1, 1)
