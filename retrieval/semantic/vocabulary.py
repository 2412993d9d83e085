"""From text to piece ids: the model's own normaliser and a pruned copy of its Unigram vocabulary."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.semantic.weights import Weights

SPACE: Final = "\u2581"
"""How a piece spells the space before a word."""
MAX_CHARACTERS: Final = 4096
"""Characters read of a text: eight for each token that the model can take, where Indonesian has four to five."""

KEPT_WORDS: Final = 65536
"""Words whose ids are kept: a newspaper writes most of its texts with fewer."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT_CHARACTER: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their log probabilities; a piece's id is its place. The special pieces have fixed places."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    unknown: int
    replacements: dict[int, str]
    """The normaliser: what to write instead of a code point."""

    def save(self, path: Path) -> None:
        """Write the vocabulary as JSON."""
        path.write_text(json.dumps(asdict(self), separators=(",", ":")), encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote. Raises `OSError`, `ValueError`, `KeyError` or `TypeError` where it is damaged."""
        content = json.loads(path.read_text(encoding="ascii"))
        return cls(
            pieces=tuple(content["pieces"]),
            scores=tuple(content["scores"]),
            begin=content["begin"],
            end=content["end"],
            unknown=content["unknown"],
            replacements={int(code_point): text for code_point, text in content["replacements"].items()},
        )


def is_kept(piece: str) -> bool:
    """Tell whether a piece stays in the pruned vocabulary: no letter but ASCII ones, or a single character.

    The whole vocabulary of 250,002 pieces, most of them of scripts that no Indonesian newspaper uses, costs the
    tokeniser 263 MB and 0.9 s to load. A text with a piece that was pruned is spelt with more, shorter ones.
    Measured on 4,000 paragraphs of Indonesian news, as they are and in lower case, and on 180 chat questions
    (share of texts that are split into the very pieces of the whole vocabulary):

    | kept, besides every single character      | pieces  | memory | load   | paragraphs | lower case | questions |
    |-------------------------------------------|---------|--------|--------|------------|------------|-----------|
    | all Latin letters                         | 126,488 |  91 MB | 0.21 s |   100 %    |   100 %    |  100 %    |
    | ASCII letters (this rule)                 |  99,021 |  64 MB | 0.12 s |  99.9 %    |  99.3 %    |  100 %    |
    | ASCII letters with a score above -14      |  80,893 |        |        |    35 %    |    40 %    |   70 %    |
    | seen in 18,000 other articles, or English |  67,812 |  40 MB | 0.09 s |  99.7 %    |  99.2 %    | 99.4 %    |
    | English and Portuguese                    |  61,875 |  36 MB | 0.06 s |     3 %    |     2 %    |    2 %    |

    The list of seen pieces would save 24 MB more, but is a data file that only its corpus can explain or renew.
    """
    letters = piece.removeprefix(SPACE)
    return len(letters) <= 1 or not any(letter.isalpha() and not letter.isascii() for letter in letters)


def prune(weights: Weights) -> tuple[Vocabulary, list[int]]:
    """Return the pruned vocabulary, and for each of its pieces the id it had: its row of the embedding matrix."""
    special = (weights.begin, weights.end, weights.pad, weights.unknown)
    # The special pieces stay in front; the last piece, <mask>, is not one of the four but is no text either.
    kept = [*special]
    kept += [i for i, piece in enumerate(weights.pieces) if i not in special and is_kept(piece) and piece != "<mask>"]
    # A control character, which the normaliser removes, keeps text from ever spelling a special piece.
    pieces = ["\x01" + weights.pieces[i] if i in special else weights.pieces[i] for i in kept]
    vocabulary = Vocabulary(
        pieces=tuple(pieces),
        scores=tuple(float(weights.scores[i]) for i in kept),
        begin=0,
        end=1,
        unknown=3,
        replacements={**weights.replacements, 0: "", 1: ""},
    )
    return vocabulary, kept


class Tokeniser:
    """Splits texts into the ids of the pieces that are most probable together. Safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Raises `ImportError` without the package `tokenizers`, `EncoderError` for a vocabulary it refuses."""
        from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 - optional and heavy

        pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
        try:
            self._tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
        except Exception as error:  # the library raises bare Exception
            raise EncoderError(f"The semantic vocabulary cannot be used: {error}.") from error
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, prepend_scheme="always", split=True)
        self.begin, self.end = vocabulary.begin, vocabulary.end
        """The ids of the marks in front of and behind a text."""
        self._replacements = vocabulary.replacements

        self.word = lru_cache(KEPT_WORDS)(self._word)
        """The ids of one word, without marks."""

    def _word(self, word: str) -> tuple[int, ...]:
        return tuple(self.encode("", word, MAX_CHARACTERS)[1:-1])

    def encode(self, prefix: str, text: str, limit: int) -> list[int]:
        """Return the ids of `prefix` and `text` between the begin and the end marks, at most `limit` in all."""
        # The length is capped on both sides of the normaliser: it turns U+FDFA, one character, into eighteen.
        readable = _SURROGATE.sub(_REPLACEMENT_CHARACTER, text[:MAX_CHARACTERS])
        normal = (prefix + readable).translate(self._replacements)
        words = " ".join(word for word in normal.split(" ") if word)[:MAX_CHARACTERS]
        # One text at a time: encode_batch would start a thread pool that does not survive a fork.
        ids = self._tokenizer.encode(words, add_special_tokens=False).ids
        return [self.begin, *ids[: limit - 2], self.end]
