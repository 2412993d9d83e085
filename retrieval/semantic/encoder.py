"""Texts to vectors with multilingual-e5-small, run by onnxruntime."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from retrieval.errors import EncoderError
from retrieval.semantic.cross_encoder import LONGEST_ANSWER, CrossEncoder, Glance, PairReading, Session
from retrieval.semantic.graph import INPUT, OUTPUT
from retrieval.semantic.preparation import ASKING, EMBEDDINGS, GLANCE, GRAPH, PARTS, READING, VOCABULARY
from retrieval.semantic.vectors import Vector
from retrieval.semantic.vocabulary import Tokeniser, Vocabulary
from retrieval.semantic.weights import dequantise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

MAX_TOKENS: Final = 512
"""The most that the model has positions for; what follows in a longer text is not read."""
# The model was trained with these words in front of every text.
_QUESTION: Final = "query: "
_PASSAGE: Final = "passage: "


class Encoder(Protocol):
    """Turns texts into vectors. Synchronous (a question takes some 10 ms) and safe to share between threads.

    The same text always gets the same vector, to the byte, whatever else is encoded with it, before it or beside it.
    Any string can be encoded; without a word in it the vector means nothing.
    """

    @property
    def name(self) -> str:
        """Weights, vocabulary and quantisation: vectors of different names must not be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Components of a vector."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of passages, in their order. Meant for an article's at a time."""
        ...

    def encode_question(self, text: str) -> Vector:
        """Return the vector of a question, to be compared with those of passages."""
        ...

    def glance(self, question: str, title: str, passage: str, longest: int = LONGEST_ANSWER) -> Glance:
        """Look at a question and one passage together, under its title. `longest` bounds the answer's words."""
        ...

    def read_on(self, glance: Glance) -> PairReading:
        """Read the same closely; takes as long again."""
        ...


class E5Encoder:
    """The `Encoder` over a prepared directory. Holds some 100 MB; the embedding matrix stays on disk."""

    def __init__(self, directory: Path, name: str, threads: int) -> None:
        """Open the files of `directory`. `threads` share the work on one text, and as many texts are worked on at once.

        Raises `ImportError` where a package is missing, `EncoderError` where a file is damaged.
        """
        try:
            self._tokeniser = Tokeniser(Vocabulary.load(directory / VOCABULARY))
            self._embeddings: npt.NDArray[np.uint8] = np.load(directory / EMBEDDINGS, mmap_mode="r")
            self._session = _open_session(directory / GRAPH, threads)
            # One thread: with two it is hardly faster, and the question is looked up by its words meanwhile.
            self._asking = _open_session(directory / ASKING, 1, arena=True)
            parts: npt.NDArray[np.float32] = np.load(directory / PARTS)
            # One thread a pair: several are read at once.
            first, second = (_open_session(directory / half, 1, arena=True) for half in (GLANCE, READING))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(
                f"The semantic encoder in {directory} is damaged ({error}): remove that directory and start again."
            ) from error
        self._reader = CrossEncoder(self._tokeniser, self._embeddings, parts, (first, second))
        self.name = name
        self.dimensions = dequantise(self._embeddings[:1]).shape[1]
        self._threads = threads

    def encode_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of passages, in their order."""
        # One text a run, several runs at once. Padded batches were no faster on two cores (9.2 against 7.6 ms a
        # paragraph of 46 tokens) and change the last bits of a vector.
        if len(texts) < 2:
            return [self._encode_passage(text) for text in texts]
        with ThreadPoolExecutor(self._threads, thread_name_prefix="encoder") as pool:
            return list(pool.map(self._encode_passage, texts))

    def encode_question(self, text: str) -> Vector:
        """Return the vector of a question, to be compared with those of passages."""
        return self._encode(self._asking, _QUESTION, text)

    def glance(self, question: str, title: str, passage: str, longest: int = LONGEST_ANSWER) -> Glance:
        """Look at a question and one passage together, under its title. `longest` bounds the answer's words."""
        return self._reader.glance(question, title, passage, longest)

    def read_on(self, glance: Glance) -> PairReading:
        """Read the same closely; takes as long again."""
        return self._reader.read_on(glance)

    def _encode_passage(self, text: str) -> Vector:
        return self._encode(self._session, _PASSAGE, text)

    def _encode(self, session: Session, prefix: str, text: str) -> Vector:
        ids = self._tokeniser.encode(prefix, text, MAX_TOKENS)
        words = dequantise(self._embeddings[ids])
        try:
            (mean,) = session.run([OUTPUT], {INPUT: words[np.newaxis]})
        except Exception as error:  # onnxruntime's errors share no other base
            raise EncoderError(f"The semantic encoder failed: {error}.") from error
        return Vector.quantise(mean[0])


def _open_session(path: Path, threads: int, *, arena: bool = False) -> Session:
    # Its official builds tell their maker of this machine and of what is run on it, unless told not to before loading.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - optional and heavy; it ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # An arena keeps the memory of the longest text for ever, which for a question or a pair is little, and saves a
    # twentieth of the time; patterns keep one plan for each length; spinning threads burn the cores that the bot needs.
    options.enable_cpu_mem_arena = arena
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Processors without VNNI add two products of bytes up in 16 bits, and what does not fit is cut off: a passage that
    # answers was read as 0.6 likely (log odds), and in floats as 1.7. There, and only there, this has them multiply
    # bytes without signs: 1.5, for a seventh more time and 20 MB.
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 3
    try:
        session: Session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no other base
        raise EncoderError(
            f"The semantic encoder in {path.parent} is damaged ({error}): remove that directory and start again."
        ) from error
    return session
