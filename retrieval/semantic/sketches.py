"""Vectors in 48 bytes: which passages of a whole library may be near a question, found by counting bits.

A sketch holds the signs of a vector's components about the mean of all (Charikar 2002, "sign random projections", here
along the axes). The number of bits in which two sketches differ grows with the angle between the vectors. All sketches
of 150,000 passages fit into 7 MB and are compared in a millisecond or two; what is found is then compared exactly.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.semantic.vectors import Vector

Codes: TypeAlias = npt.NDArray[np.int8]
"""The codes of vectors: vectors × dimensions."""

_BYTES = 8
"""Of a word of signs."""
_CHUNK = 8192
"""Vectors unpacked to floats at once: bounds the memory that loading takes."""
_BLOCK = 32_768
"""Sketches compared at once: what lies in between stays below what the system is asked for each time, which would take
seven times as long."""
_CENTRED_ON = 20_000
"""Vectors whose mean is the centre: more do not move it."""


class Sketches:
    """The sketches of passages, by passage id. Safe to share between threads."""

    def __init__(self, sample: Codes) -> None:
        """No sketches yet; they will be made about the mean of a `sample` of the vectors, see `spread`."""
        self._lock = threading.Lock()
        self._centre = _units(sample).mean(axis=0) if len(sample) else np.zeros(sample.shape[1], np.float32)
        self._ids = np.zeros(0, np.int64)
        self._bits = self._sketched(sample[:0])

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, vectors: Mapping[int, Vector]) -> None:
        """Sketch further vectors, by passage id."""
        if not vectors:
            return
        codes = np.stack([np.frombuffer(vector.codes, np.int8) for vector in vectors.values()])
        self.extend(list(vectors), codes)

    def extend(self, ids: Sequence[int], codes: Codes) -> None:
        """The same: `codes[i]` are those of passage `ids[i]`, which is passed over if it has a sketch."""
        given, bits = np.array(ids, np.int64), self._sketched(codes)
        with self._lock:
            new = ~np.isin(given, self._ids)
            self._ids = np.concatenate([self._ids, given[new]])
            self._bits = np.concatenate([self._bits, bits[:, new]], axis=1)

    def nearest(self, question: Vector, limit: int) -> list[int]:
        """The ids of the `limit` passages whose sketches differ least from the question's, in order; ties by id."""
        with self._lock:
            ids, bits = self._ids, self._bits
        if limit <= 0 or not len(ids):
            return []
        asked = self._sketched(np.frombuffer(question.codes, np.int8)[np.newaxis])[:, 0]
        distances = np.zeros(len(ids), np.uint16)
        for start in range(0, len(ids), _BLOCK):
            part = distances[start : start + _BLOCK]
            for word, other in zip(bits[:, start : start + _BLOCK], asked, strict=True):
                part += np.bitwise_count(word ^ other)
        if limit < len(ids):
            farthest = np.partition(distances, limit - 1)[limit - 1]
            (chosen,) = np.nonzero(distances <= farthest)
        else:
            chosen = np.arange(len(ids))
        order = np.lexsort((ids[chosen], distances[chosen]))
        return [int(passage) for passage in ids[chosen][order[:limit]]]

    def _sketched(self, codes: Codes) -> npt.NDArray[np.uint64]:
        """Words of 64 signs, one row a word, so that each is compared in one go."""
        rows = []
        for start in range(0, len(codes), _CHUNK):
            signs = np.packbits(_units(codes[start : start + _CHUNK]) > self._centre, axis=1)
            rows.append(np.pad(signs, ((0, 0), (0, -signs.shape[1] % _BYTES))).view(np.uint64))
        words = -(-codes.shape[1] // (8 * _BYTES))
        return np.ascontiguousarray(np.concatenate([*rows, np.zeros((0, words), np.uint64)]).T)


def _units(codes: Codes) -> npt.NDArray[np.float32]:
    units: npt.NDArray[np.float32] = codes.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", units, units))[:, np.newaxis]
    np.divide(units, lengths, out=units, where=lengths > 0)
    return units


def spread(ids: Sequence[int]) -> Sequence[int]:
    """Those whose vectors do for a sample of them all: every so many-th."""
    return ids[:: max(1, len(ids) // _CENTRED_ON)]
