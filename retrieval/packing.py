"""What was found out about a passage, packed to be kept beside it: unpacking takes a ninth of the time of finding out.

Packed it is a CRC-32 of the text and of what follows, compressed: 370 bytes a paragraph of news, instead of 700, for
5 of the 21 µs that it takes to have the passage again. All numbers are little-endian; candidate answers stay packed
until somebody asks for those of a type.
"""

from __future__ import annotations

import zlib
from array import array
from itertools import accumulate, chain
from struct import Struct, pack, unpack_from
from typing import TYPE_CHECKING, Final

from retrieval.analysed import Analysis
from retrieval.evidence import Evidence, every_evidence
from retrieval.question import QuestionType
from retrieval.stem_line import StemLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.analysed import AnalysedPassage, WordedEvidence

VERSION: Final = "6"
"""Changes whenever what is found out about a text does (its terms, sentences, candidate answers), or how it is packed:
an index made with another version is rebuilt."""

_CHECK: Final = 4
"""Bytes of the checksum in front."""
_HEAD: Final = Struct("<?4I")
"""Whether a word is far from the one before it or long, and how many there are of words, sentences, concepts, and bytes
of their terms and the words' stems."""
_FAR: Final = 256
"""A gap or a length that is no single byte."""
_COUNTS: Final = Struct(f"<{len(QuestionType)}H")
"""How many candidate answers there are of each type, in the order of the types."""
_ANSWER: Final = Struct("<4Id")
"""One of them: where it starts and ends, its first word and the one behind its last, its strength."""
_AND: Final = "\x1e"
"""Between terms of concepts; it is in none."""
_PLACES: Final = {kind: place for place, kind in enumerate(QuestionType)}


class PackedEvidence:
    """The candidate answers of a passage, of every type."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self, kind: QuestionType) -> tuple[WordedEvidence, ...]:
        """Those of this type; see `AnalysedPassage.evidence`."""
        counts, place = _COUNTS.unpack_from(self._data), _PLACES[kind]
        if not counts[place]:
            return ()
        begin = _COUNTS.size + _ANSWER.size * sum(counts[:place])
        rows = _ANSWER.iter_unpack(self._data[begin : begin + _ANSWER.size * counts[place]])
        return tuple((Evidence(start, end, strength), first, last) for start, end, first, last, strength in rows)


def packed(passage: AnalysedPassage) -> bytes:
    """All that was found out about a passage, and its candidate answers of all types."""
    found = passage.analysis
    # Where words begin is told by the gaps between them, which are small and much alike.
    gaps = [start - before for start, before in zip(found.starts, (0, *found.ends), strict=False)]
    lengths = [end - start for start, end in zip(found.starts, found.ends, strict=True)]
    steps = [*chain.from_iterable(zip(gaps, lengths, strict=True))]
    far = max(steps, default=0) >= _FAR
    concepts = found.words.concepts
    numbers = (*chain.from_iterable(found.sentences), *chain.from_iterable((first, end) for first, end, _ in concepts))
    stems = _AND.join((found.words.line, *(term for _, _, term in concepts))).encode(errors="surrogatepass")
    every = every_evidence(passage.text, (found.starts, found.ends))
    answers = [[*passage.worded(every.get(kind, ()))] for kind in QuestionType]
    data = zlib.compress(
        b"".join(
            (
                _HEAD.pack(far, len(gaps), len(found.sentences), len(concepts), len(stems)),
                pack(f"<{len(steps)}I", *steps) if far else bytes(steps),
                pack(f"<{len(numbers)}I", *numbers),
                stems,
                _COUNTS.pack(*map(len, answers)),
                *map(_answer, chain.from_iterable(answers)),
            )
        )
    )
    return _checksum(data, passage.text) + data


def unpacked(data: bytes, text: str) -> Analysis | None:
    """What `packed` was given; `None` if that was another text, or if the data are not as they were written."""
    check, data = data[:_CHECK], data[_CHECK:]
    if check != _checksum(data, text):
        return None
    data = zlib.decompress(data)
    far, words, sentences, concepts, size = _HEAD.unpack_from(data)
    begin = _HEAD.size
    end = begin + 2 * words * (4 if far else 1)
    steps: Iterable[int] = unpack_from(f"<{2 * words}I", data, begin) if far else data[begin:end]
    # Ends and starts in turn: each is the one before and what lies between.
    bounds = array("I", accumulate(steps))
    numbers: Sequence[int] = unpack_from(f"<{2 * (sentences + concepts)}I", data, end)
    end += 8 * (sentences + concepts)
    line, *terms = data[end : end + size].decode(errors="surrogatepass").split(_AND)
    spans = numbers[2 * sentences :]
    return Analysis(
        words=StemLine(line, tuple(zip(spans[::2], spans[1::2], terms, strict=True))),
        starts=bounds[::2],
        ends=bounds[1::2],
        sentences=list(zip(numbers[: 2 * sentences : 2], numbers[1 : 2 * sentences : 2], strict=True)),
        evidence=PackedEvidence(data[end + size :]),
    )


def _answer(answer: WordedEvidence) -> bytes:
    found, first, last = answer
    return _ANSWER.pack(found.start, found.end, first, last, found.strength)


def _checksum(data: bytes, text: str) -> bytes:
    check = zlib.crc32(text.encode(errors="surrogatepass"), zlib.crc32(data))
    return check.to_bytes(_CHECK, "little")
