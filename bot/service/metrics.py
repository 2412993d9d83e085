"""What the bot does, in numbers, as Prometheus asks for them. No label holds an id, a name or a word of anybody.

A question costs some twenty microseconds of this, and nothing where nobody watches.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.app import DESK
from bot.desk import Desk
from bot.service.watching import Watch, kind_of, place_of
from bot.transport.ordering import ChatOrder
from bot.transport.pacing import Pacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telegram import Update

    from bot.app import App
    from bot.service.health import Health
    from bot.service.watching import Outcome, Place
    from retrieval.answer import Answer
    from retrieval.library import Library

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
_WHOLE: Final = "library"
"""The stage that is the whole way of a question through the library."""
_COUNT_EVERY: Final = 10.0
"""Seconds for which the size of the library is not counted again."""
_FETCHING: Final = "getUpdates"
_SHOWING: Final = frozenset({"sendMessage", "editMessageText", "answerInlineQuery", "answerGuestQuery"})
"""The methods that can bring somebody an answer."""


@dataclass(slots=True, eq=False)
class _Errand:
    """An update at work: where it came from and when, by `time.perf_counter`, and the answer that is to be sent."""

    place: Place
    received: float
    answer: Answer | None = None


_ERRAND: Final[ContextVar[_Errand | None]] = ContextVar("errand", default=None)
"""What calls are made for: they do not say."""


class Metrics(Watch):
    """Counts what happens, and looks at the rest when asked."""

    def __init__(self, health: Health) -> None:
        # A second series for each counter, of which nobody makes use.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a function without arguments or result
        self._health = health
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._updates = Counter("kutip_updates", "Updates from Telegram.", ["kind"], registry=registry)
        self._questions = Counter("kutip_questions", "Questions answered.", ["outcome", "place"], registry=registry)
        self._answer_seconds = _histogram(
            "kutip_answer_seconds", "From an update to the request that answers its question.", registry, "place"
        )
        self._stage_seconds = _histogram("kutip_stage_seconds", "A question's stages.", registry, "stage")
        self._calls = Counter(
            "kutip_telegram_requests", "Requests to Telegram.", ["method", "outcome"], registry=registry
        )
        self._call_seconds = _histogram(
            "kutip_telegram_request_seconds", "Requests to Telegram, getUpdates excepted.", registry
        )
        self._pauses = Counter("kutip_telegram_pauses", "Pauses that Telegram demanded.", registry=registry)
        self._pause_seconds = Counter("kutip_telegram_pause_seconds", "How long they were together.", registry=registry)
        self._refused = Counter(
            "kutip_webhook_refused", "Requests to the webhook that came to nothing.", ["reason"], registry=registry
        )
        self._size = {
            "articles": Gauge("kutip_articles", "Articles in the library.", registry=registry),
            "passages": Gauge("kutip_passages", "Passages in the library.", registry=registry),
            "without_vector": Gauge(
                "kutip_passages_without_vector", "Passages that are not yet found by meaning.", registry=registry
            ),
        }
        self._works = Gauge("kutip_works", "Whether a part of the bot works.", ["part"], registry=registry)
        self._ready = Gauge("kutip_ready", "Whether all of them do.", registry=registry)
        self._stores = Gauge("kutip_stores", "Whether the disk takes what is to be kept.", registry=registry)
        self._sized_at: float | None = None
        self._library: Library | None = None

    # What happens

    def opened(self, library: Library) -> None:
        self._library = library
        self._health.opened(library.vitals, library.storage)

    def started(self, application: App, receives: Callable[[], bool] | None = None) -> None:
        self._health.started(receives)
        lengths: dict[str, tuple[str, Callable[[], int]]] = {
            "kutip_updates_waiting": (
                "Updates whose turn has not come.",
                lambda: application.update_queue.qsize() + _waiting(application),
            ),
            "kutip_updates_unanswered": (
                "Updates kept on disk until they are answered, in line or at work.",
                lambda: _unanswered(application),
            ),
            "kutip_messages_waiting": ("Messages and edits under way or in line.", lambda: _unsent(application)),
            "kutip_readings": ("Articles that are being read.", lambda: _readings(application)),
        }
        for name, (help_text, length) in lengths.items():
            Gauge(name, help_text, registry=self._registry).set_function(length)

    @contextmanager
    def handling(self, update: Update) -> Iterator[None]:
        self._updates.labels(kind_of(update)).inc()
        before = _ERRAND.set(_Errand(place_of(update), time.perf_counter()))
        try:
            yield
        finally:
            _ERRAND.reset(before)

    def answered(self, answer: Answer) -> None:
        for stage, milliseconds in answer.timings.items():
            self._stage_seconds.labels(stage).observe(milliseconds / 1000)
        self._stage_seconds.labels(_WHOLE).observe(answer.ms / 1000)
        if (errand := _ERRAND.get()) is not None:
            errand.answer = answer

    def calling(self, method: str) -> None:
        errand = _ERRAND.get()
        if errand is None or errand.answer is None or method not in _SHOWING:
            return
        # Only now: an answer that was not asked for and is none is not sent, and was no question.
        self._questions.labels(errand.answer.status.value, errand.place).inc()
        self._answer_seconds.labels(errand.place).observe(time.perf_counter() - errand.received)
        errand.answer = None

    def called(self, method: str, outcome: Outcome, seconds: float) -> None:
        self._calls.labels(method, outcome).inc()
        if method != _FETCHING:
            self._call_seconds.observe(seconds)
        elif outcome == "ok":
            self._health.fetched()

    def told_to_wait(self, seconds: float) -> None:
        self._pauses.inc()
        self._pause_seconds.inc(seconds)

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    # What is told

    async def told(self) -> bytes:
        """All numbers, in Prometheus' text format."""
        condition = await self._health.condition()
        for part, works in asdict(condition).items():
            self._works.labels(part).set(works)
        self._ready.set(condition.well)
        self._stores.set(self._health.stores)
        if condition.store and condition.index:
            await self._measure()
        return generate_latest(self._registry)

    async def _measure(self) -> None:
        """Count what is in the library, unless it was counted just now."""
        now = time.monotonic()
        if self._library is None or (self._sized_at is not None and now - self._sized_at < _COUNT_EVERY):
            return
        self._sized_at = now
        for name, number in asdict(await self._library.vitals.size()).items():
            self._size[name].set(number)


def _histogram(name: str, what: str, registry: CollectorRegistry, *labels: str) -> Histogram:
    return Histogram(name, what, labels, buckets=BUCKETS, registry=registry)


def _waiting(application: App) -> int:
    order = application.update_processor
    return order.waiting if isinstance(order, ChatOrder) else 0


def _unanswered(application: App) -> int:
    desk = application.bot_data.get(DESK)
    return desk.inbox.waiting if isinstance(desk, Desk) else 0


def _unsent(application: App) -> int:
    pacing = application.bot.rate_limiter
    return pacing.waiting if isinstance(pacing, Pacing) else 0


def _readings(application: App) -> int:
    desk = application.bot_data.get(DESK)
    return desk.jobs.under_way if isinstance(desk, Desk) else 0
