"""What is told of the running bot: whether it is well, and its numbers, which name nobody and no word of anybody."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import httpx
import pytest
import pytest_asyncio
from telegram import Message, Update

from bot.service.health import LONGEST_SILENCE, Health
from bot.service.metrics import Metrics
from bot.texts import texts_of
from retrieval.answer import Answer, Context, Status
from retrieval.errors import LibraryError
from retrieval.opening import open_library
from tests.botprocess import SEEDS, BotProcess, running
from tests.double import BotApiDouble
from tests.newsroom import BUS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
UNKNOWN: Final = "berapa harga zirkonium kuartalan?"
QUEUES: Final = ("kutip_updates_waiting", "kutip_updates_unanswered", "kutip_messages_waiting", "kutip_readings")
_SAMPLE: Final = re.compile(r"(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


class Numbers:
    """What `/metrics` said."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._values: dict[tuple[str, frozenset[str]], float] = {}
        self.labels: set[str] = set()
        for line in text.splitlines():
            if (sample := _SAMPLE.fullmatch(line)) is None:
                assert line.startswith("#"), line
                continue
            labels = [value for _, value in _LABEL.findall(sample["labels"] or "")]
            self.labels.update(labels)
            self._values[sample["name"], frozenset(labels)] = float(sample["value"])

    def of(self, name: str, *labels: str) -> float:
        """A value; 0 where there is none yet."""
        return self._values.get((name, frozenset(labels)), 0.0)

    @property
    def waiting(self) -> dict[str, float]:
        """The queues that are not empty."""
        return {queue: value for queue in QUEUES if (value := self.of(queue))}


class Window:
    """A look at a bot through its socket."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def numbers(self) -> Numbers:
        answer = await self._client.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return Numbers(answer.text)

    async def settled(self) -> Numbers:
        """Look until nothing is waiting any more: an answer is heard before the bot has noted that it was sent."""
        async with asyncio.timeout(10):
            while (seen := await self.numbers()).waiting:  # noqa: ASYNC110 - as below
                await asyncio.sleep(0.1)
        return seen

    async def health(self) -> tuple[int, dict[str, str]]:
        answer = await self._client.get("/healthz")
        told: dict[str, str] = answer.json()
        return answer.status_code, told

    async def until(self, status: int) -> dict[str, str]:
        """Look until the health is this; what fails then."""
        async with asyncio.timeout(10):
            while (seen := await self.health())[0] != status:  # noqa: ASYNC110 - nothing else tells of it
                await asyncio.sleep(0.1)
        return seen[1]

    async def status(self, path: str, method: str = "GET") -> int:
        return (await self._client.request(method, path)).status_code


@asynccontextmanager
async def window(path: Path) -> AsyncIterator[Window]:
    transport = httpx.AsyncHTTPTransport(uds=str(path))
    async with httpx.AsyncClient(transport=transport, base_url="http://kutip") as client:
        yield Window(client)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with TemporaryDirectory(prefix="kutip") as folder:
        yield Path(folder) / "metrics.sock"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    async with open_library(folder / "data", semantic="off", seeds=SEEDS) as library:
        await library.add(BUS, owner="-100200300")
    return folder


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path, place: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as double, running(double, home, METRICS_LISTEN=f"unix:{place}") as bot:
        yield bot, double


@pytest_asyncio.fixture(loop_scope="module")
async def seen(bot_and_shared: tuple[BotProcess, BotApiDouble], place: Path) -> AsyncIterator[Window]:
    async with window(place) as opened:
        yield opened


async def test_numbers_are_those_of_the_conversation(telegram: BotApiDouble, seen: Window) -> None:
    budi, siti = telegram.person(31_337, "Budiwati"), telegram.person(31_338, "Sitiwati")
    warga = telegram.group("Warga Kompleks", [budi, siti])
    await seen.until(200)
    before = await seen.settled()
    await budi.asks("/start")
    answer = await budi.asks(WHO)
    await budi.asks("kalau Iran?")
    await budi.presses(answer, ID.other_part)
    await budi.hears()
    await budi.asks(UNKNOWN)
    await warga.asks(siti, f"@{telegram.bot.username} {WHO}")
    await warga.says(siti, "selamat pagi semua")
    await siti.types_inline(WHO)
    telegram.fail_next("sendMessage", status=429, retry_after=1)
    telegram.fail_next("sendMessage", status=502)
    await budi.asks(WHO)
    now = await seen.settled()

    def grown(name: str, *labels: str) -> float:
        return round(now.of(name, *labels) - before.of(name, *labels), 6)

    questions = {
        (outcome, where): grown("kutip_questions_total", outcome, where)
        for outcome in ("answered", "unsure", "not_found")
        for where in ("private", "group", "inline", "guest")
    }
    found = questions["answered", "private"] + questions["unsure", "private"]
    assert (found, questions["not_found", "private"]) == (3, 1)
    assert questions["answered", "group"] == questions["answered", "inline"] == 1
    assert sum(questions.values()) == 6
    assert grown("kutip_answer_seconds_count", "private") == 4
    assert grown("kutip_answer_seconds_count", "inline") == 1
    assert 0 < grown("kutip_answer_seconds_sum", "group") < 10
    assert grown("kutip_stage_seconds_count", "library") == 6
    for stage in ("understanding", "shortlist", "ranking"):  # what was asked again, nobody had to look for
        assert grown("kutip_stage_seconds_count", stage) == 5
    stages = sum(grown("kutip_stage_seconds_sum", stage) for stage in ("understanding", "shortlist", "ranking"))
    assert 0 < stages <= grown("kutip_stage_seconds_sum", "library") + 0.001
    assert grown("kutip_updates_total", "message") == 6
    assert grown("kutip_updates_total", "callback_query") == 1
    assert grown("kutip_updates_total", "inline_query") == 1
    assert grown("kutip_telegram_requests_total", "sendMessage", "429") == 1
    assert grown("kutip_telegram_requests_total", "sendMessage", "5xx") == 1
    assert grown("kutip_telegram_requests_total", "sendMessage", "ok") == 6
    assert (grown("kutip_telegram_pauses_total"), grown("kutip_telegram_pause_seconds_total")) == (1, 1)
    assert now.of("kutip_articles") == 2
    assert now.of("kutip_passages") == 16 + len(BUS.sections[0].paragraphs)
    assert now.of("kutip_passages_without_vector") == 0
    assert all(f"# TYPE {queue} gauge" in now.text for queue in QUEUES)
    assert now.of("process_resident_memory_bytes") > 0
    assert now.of("kutip_ready") == 1
    assert now.of("kutip_stores") == 1


async def test_no_label_names_anybody_or_holds_a_word_that_was_asked(telegram: BotApiDouble, seen: Window) -> None:
    dewi = telegram.person(77_123_456, "Dewi Rahayu", username="dewi_r")
    await dewi.asks("siapa menteri luar negeri Zimbabwe rahasia?")
    numbers = await seen.numbers()
    for private in ("Dewi", "dewi_r", "77123456", "Zimbabwe", "rahasia", "Warga", "Pakistan"):
        assert private not in numbers.text
    assert all(re.fullmatch(r"[A-Za-z0-9_.+-]+", label) for label in numbers.labels)


async def test_only_what_there_is_to_tell_is_told(seen: Window) -> None:
    assert await seen.status("/livez") == 200
    assert await seen.status("/metrics", "HEAD") == 200
    assert await seen.status("/") == 404
    assert await seen.status("/metrics/../livez/x") == 404
    assert await seen.status("/healthz", "POST") == 405


async def test_health_fails_while_the_database_is_away_and_recovers(
    bot_and_shared: tuple[BotProcess, BotApiDouble], seen: Window, home: Path
) -> None:
    bot, _ = bot_and_shared
    await seen.until(200)
    database = home / "data" / "kutip.sqlite3"
    database.rename(home / "elsewhere")
    try:
        told = await seen.until(503)
        parts = {"store": "failing", "index": "ok", "updates": "ok", "storage": "ok"}
        assert told == {"status": "unavailable", **parts}
        assert await seen.status("/livez") == 200
        assert (await seen.numbers()).of("kutip_works", "store") == 0
    finally:
        (home / "elsewhere").rename(database)
    assert (await seen.until(200))["status"] == "ok"
    assert "the store cannot be read" in bot.stderr
    assert "health: all is well" in bot.stderr


async def test_health_fails_while_the_index_is_torn_and_recovers(seen: Window, home: Path) -> None:
    state = home / "data" / "index" / "state.json"
    sound = state.read_bytes()
    state.write_bytes(sound[: len(sound) // 2])
    try:
        assert (await seen.until(503))["index"] == "failing"
    finally:
        state.write_bytes(sound)
    await seen.until(200)


async def test_without_a_place_to_tell_nothing_of_it_is_even_loaded(tmp_path: Path) -> None:
    # Tornado, where it is installed, python-telegram-bot loads by itself.
    names = [
        "prometheus_client",
        "bot.service.metrics",
        "bot.service.observing",
        "bot.service.web",
        "bot.service.webhook",
    ]
    code = f"import sys, bot.cli, bot.service.serving; print([name for name in {names} if name in sys.modules])"
    async with BotProcess({}, tmp_path, ("-c", code)) as whole_program:
        assert await whole_program.exits() == 0
    assert whole_program.stdout == "[]\n"


# --- Health by itself


class Vitals:
    """A library that is as it is said to be."""

    def __init__(self) -> None:
        self.broken = False
        self.hangs = asyncio.Event()
        self.hangs.set()
        self.looks = 0

    async def read_store(self) -> None:
        self.looks += 1
        await self.hangs.wait()
        if self.broken:
            raise LibraryError("rahasia")

    async def read_index(self) -> None:
        """Well at all times."""


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_bot_that_fetches_nothing_for_long_is_not_well() -> None:
    clock = Clock()
    health = Health(clock)
    assert (await health.condition()).failing == ["store", "index", "updates"]
    health.opened(Vitals())
    clock.now += 1
    assert (await health.condition()).failing == ["updates"]
    health.started(None)
    clock.now += LONGEST_SILENCE - 1
    assert (await health.condition()).well
    clock.now += 1
    assert (await health.condition()).failing == ["updates"]
    health.fetched()
    clock.now += 1
    assert (await health.condition()).well


async def test_bot_that_is_sent_updates_is_well_as_long_as_it_takes_them() -> None:
    clock, takes = Clock(), True
    health = Health(clock)
    health.opened(Vitals())
    health.started(lambda: takes)
    assert (await health.condition()).well
    takes = False
    assert (await health.condition()).well  # as a moment ago
    clock.now += 1
    assert (await health.condition()).failing == ["updates"]


async def test_who_asks_often_does_not_make_it_look_often() -> None:
    clock, vitals = Clock(), Vitals()
    health = Health(clock)
    health.opened(vitals)
    await asyncio.gather(*(health.condition() for _ in range(50)))
    assert vitals.looks == 1
    clock.now += 1
    await health.condition()
    assert vitals.looks == 2


async def test_store_that_hangs_fails_and_is_not_asked_again_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.health._PATIENCE", 0.01)
    clock, vitals = Clock(), Vitals()
    health = Health(clock)
    health.opened(vitals)
    vitals.hangs.clear()
    for _ in range(3):
        assert not (await health.condition()).store
        clock.now += 1
    assert vitals.looks == 1
    vitals.hangs.set()
    assert (await health.condition()).store
    vitals.broken = True
    clock.now += 1
    assert not (await health.condition()).store


# --- Metrics by themselves


def asked(place: str = "private") -> Update:
    chat = {"id": 11, "type": place, "title": "Warga", "first_name": "Budi"}
    said = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "text": "rahasia"}
    update = Update.de_json({"update_id": 1, "message": said}, None)
    assert isinstance(update.message, Message)
    return update


ANSWER: Final = Answer("rahasia", Status.UNSURE, 0.5, (), Context("rahasia"), 3.0, timings={"shortlist": 1.5})


async def test_answer_that_is_not_sent_was_no_question() -> None:
    metrics = Metrics(Health())
    with metrics.handling(asked("supergroup")):
        metrics.answered(ANSWER)
    metrics.calling("sendMessage")
    assert "kutip_questions_total{" not in (await metrics.told()).decode()


async def test_answer_counts_once_and_by_its_message_alone() -> None:
    metrics = Metrics(Health())
    with metrics.handling(asked("supergroup")):
        metrics.calling("sendMessage")
        metrics.answered(ANSWER)
        metrics.calling("sendChatAction")
        metrics.calling("sendMessage")
        metrics.calling("sendMessage")
    numbers = Numbers((await metrics.told()).decode())
    assert numbers.of("kutip_questions_total", "unsure", "group") == 1
    assert numbers.of("kutip_answer_seconds_count", "group") == 1
    assert numbers.of("kutip_stage_seconds_bucket", "0.0025", "shortlist") == 1
