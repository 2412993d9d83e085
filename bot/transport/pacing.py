"""How fast the bot calls Telegram: within its limits, in each chat by itself, so that no answer is refused or lost."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping

_log = logging.getLogger(__name__)

# Any: what a Coroutine may be sent, and the values of JSON; both as PTB has them.
Result: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]
Call: TypeAlias = "Callable[[], Coroutine[Any, Any, Result]]"


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `calls` calls in any `seconds`."""

    calls: int
    seconds: float


GROUP_PACE: Final = Pace(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 60.0)
PRIVATE_PACE: Final = Pace(20, 20.0 / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
"""One a second in the long run. Telegram allows short bursts over it, but not how long ones: so nobody who reads waits
for an answer or a press, and only a script is slowed down. Should a burst be too long, that chat alone pauses."""
OVERALL_PACE: Final = Pace(FloodLimit.MESSAGES_PER_SECOND, 1.0)
KEPT_FOR_ANSWERS: Final = 5
"""Calls of a group's pace that presses leave alone: a press can be repeated, an answer that is late is missed."""

MOST_ON_THE_WAY: Final = 10
"""Calls of chats on their way to Telegram at once. Of these a bot that is killed never hears what became of them, and
when it has caught up after a pause, all that waited would be on the way: more than are looked for afterwards (see
`bot.transport.numbers`). Where a call takes 80 ms, a whole crowd's thirty answers still leave within a quarter of a
second."""
_ON_THE_WAY: Final = MOST_ON_THE_WAY / (FloodLimit.MESSAGES_PER_SECOND + 2)
"""Seconds after which a call is not counted among them any more: so however far Telegram is, its pace is kept."""

_REPEATS: Final = 3
_MORE: Final = 0.5
"""Seconds of pause beyond what Telegram demands, which counts in whole ones."""
_PATIENCE: Final = 300.0 + _MORE
"""A longer pause is not waited for: who asked has gone, and the bot could not be stopped meanwhile."""
_PATIENCE_FOR_QUERIES: Final = 10.0
"""The same for answers to presses and to inline and guest queries, which Telegram takes for some seconds only."""
_GRACE: Final = 5.0
"""Seconds that a bot which is stopping still waits for its turn."""
_SWEEP: Final = 60.0
"""Seconds between two looks for chats that are idle."""


class Window:
    """The calls that count against a pace at a moment; a time is in seconds of any clock that never goes back."""

    __slots__ = ("_made", "_pace")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        # No deque: that takes a kilobyte for everybody who asks, and there are some dozens of calls at most.
        self._made: list[float] = []

    def note(self, now: float) -> None:
        """Count a call; times must not go back."""
        self._made.append(now)

    def count(self, now: float) -> int:
        """How many calls count at `now`."""
        gone = 0
        while gone < len(self._made) and self._made[gone] + self._pace.seconds <= now:
            gone += 1
        del self._made[:gone]
        return len(self._made)

    def opens_at(self, now: float, spare: int = 0) -> float:
        """When there is room for a call that leaves `spare` more of them: `now`, or later."""
        over = self.count(now) + spare + 1 - self._pace.calls
        if over <= 0:
            return now
        return (self._made[over - 1] if over <= len(self._made) else now) + self._pace.seconds


@dataclass(slots=True, eq=False)
class _Line:
    """The calls of one chat, one at a time: so they arrive in order, and one that is repeated keeps its place."""

    window: Window
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    calls: int = 0
    """Calls under way or in line."""
    shut_until: float = 0.0


@dataclass(slots=True, eq=False)
class _Place:
    """A place in a line that is kept for a call to come, and counts among its calls already."""

    line: _Line
    taken: bool = False


_PLACE: Final[ContextVar[_Place | None]] = ContextVar("place", default=None)
"""The place that is kept for whoever is at work: a call does not say what it is made for."""


_ASIDE: Final = ContextVar("aside", default=False)
"""Whether calls are made that count against no chat."""


@contextmanager
def aside() -> Iterator[None]:
    """Calls made meanwhile only ask, and are refused with what is to be known: they wait in no line."""
    before = _ASIDE.set(True)
    try:
        yield
    finally:
        _ASIDE.reset(before)


class _StoppingError(RetryAfter):
    """A call that is not made because the bot stops before its turn comes."""


class Pacing(BaseRateLimiter[None]):
    """Keeps to Telegram's limits for each chat and for all together, and waits and repeats when told to slow down.

    Calls of a chat are made in the order they came; no chat waits for another, and what is of no chat (answers to
    presses and inline queries, menus) or only reads (`getChat…`) waits for none. Time is the event loop's. Raises
    RetryAfter, as Telegram did, where waiting makes no sense.
    """

    def __init__(
        self,
        *,
        group: Pace = GROUP_PACE,
        private: Pace = PRIVATE_PACE,
        overall: Pace = OVERALL_PACE,
        kept_for_answers: int = KEPT_FOR_ANSWERS,
    ) -> None:
        self._group = group
        self._private = private
        self._kept = kept_for_answers
        self._overall = Window(overall)
        self._overall_lock = asyncio.Lock()
        self._on_the_way = asyncio.Semaphore(MOST_ON_THE_WAY)
        self._lines: dict[int | str, _Line] = {}
        self._swept_at = 0.0
        self._stopping = asyncio.Event()
        self._last_moment = 0.0
        self._dropped = 0

    @property
    def chats(self) -> int:
        """How many chats have been called in the last while, or are in line to be."""
        return len(self._lines)

    @property
    def waiting(self) -> int:
        """How many calls of chats are under way or in line."""
        return sum(line.calls for line in self._lines.values())

    def press_waits(self, chat: int) -> float:
        """Seconds until a press should be obeyed that writes into `chat`, so that answers there need not wait.

        0 for now; always so in a private chat, where one does not press more than one can wait for.
        """
        line = self._lines.get(chat)
        if line is None or not _is_group(chat):
            return 0.0
        now = _now()
        return max(line.window.opens_at(now, line.calls + self._kept), line.shut_until) - now

    @contextmanager
    def press(self, chat: int) -> Iterator[float]:
        """What `press_waits` says. If it is 0, a place is kept meanwhile for the first call that is made into `chat`,
        so that of many presses at once no more are obeyed than there is room for.
        """
        wait = self.press_waits(chat)
        if wait or not _is_group(chat):
            yield wait
            return
        place = _Place(self._line(chat))
        place.line.calls += 1
        before = _PLACE.set(place)
        try:
            yield wait
        finally:
            _PLACE.reset(before)
            if not place.taken:
                place.line.calls -= 1

    def stop(self) -> None:
        """From now on, only calls whose turn comes within seconds are waited for; the others raise RetryAfter at once.

        Otherwise, stopping would take as long as the answers of the busiest group.
        """
        self._last_moment = _now() + _GRACE
        self._stopping.set()

    @property
    def dropped(self) -> int:
        """How many calls of chats have not been made because the bot is stopping."""
        return self._dropped

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],  # Any, here and below: PTB's signature
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        """Make a call when it is its turn; its result. Raises TelegramError as the call does."""
        call = partial(callback, *args, **kwargs)
        chat = None if _ASIDE.get() else _chat_called(endpoint, data)
        if chat is None:
            return await self._insist(call, endpoint)
        line = self._line(chat)
        place = _PLACE.get()
        if place and place.line is line and not place.taken:
            place.taken = True
        else:
            line.calls += 1
        try:
            async with line.lock:
                await self._until(line.window.opens_at(_now()))
                try:
                    return await self._insist(call, endpoint, chat, line)
                finally:  # Telegram has counted the call by now, and not later
                    line.window.note(_now())
        except _StoppingError:
            self._dropped += 1
            raise
        finally:
            line.calls -= 1

    async def _insist(
        self, call: Call, endpoint: str, chat: int | str | None = None, line: _Line | None = None
    ) -> Result:
        """Make a call, of a chat whose `line` it heads or of none, again after each pause that Telegram demands."""
        shut_until = line.shut_until if line else 0.0
        patience = _PATIENCE_FOR_QUERIES if endpoint.startswith("answer") else _PATIENCE
        if (left := shut_until - _now()) > patience:
            raise RetryAfter(int(left))  # without asking, which Telegram might take amiss
        repeats = 0
        while True:
            await self._until(shut_until)
            if line:
                await self._take_turn()
            try:
                async with self._crossing() if line else nullcontext():
                    return await call()
            except RetryAfter as refusal:
                pause = _seconds(refusal) + _MORE
                shut_until = _now() + pause
                if line:
                    line.shut_until = shut_until
                stopping = self._stopping.is_set() and shut_until > self._last_moment
                given_up = repeats == _REPEATS or pause > patience or stopping
                _log.warning(
                    "Telegram demands a pause of %.1f s (%s, %s); %s",
                    pause,
                    endpoint,
                    "no chat" if chat is None else f"chat {chat}",
                    "given up" if given_up else "waiting",
                )
                if stopping:
                    raise _StoppingError(ceil(pause)) from refusal
                if given_up:
                    raise
                repeats += 1

    @asynccontextmanager
    async def _crossing(self) -> AsyncIterator[None]:
        """A call is on its way meanwhile, and counts among those for a while."""
        await self._on_the_way.acquire()
        counted = asyncio.get_running_loop().create_future()
        counted.add_done_callback(lambda _: self._on_the_way.release())
        late = asyncio.get_running_loop().call_later(_ON_THE_WAY, counted.cancel)
        try:
            yield
        finally:
            late.cancel()
            counted.cancel()  # which changes nothing when it was already

    async def _take_turn(self) -> None:
        """Wait for a place among the calls of all chats."""
        async with self._overall_lock:
            await self._until(self._overall.opens_at(_now()))
            self._overall.note(_now())

    async def _until(self, moment: float) -> None:
        """Wait for a moment. Raises RetryAfter when that is too late for a bot that is stopping, or is told to."""
        if not self._stopping.is_set() and moment > _now():
            with suppress(TimeoutError):
                async with asyncio.timeout_at(moment):
                    await self._stopping.wait()
        if (left := moment - _now()) <= 0:
            return
        if self._stopping.is_set() and moment > self._last_moment:
            raise _StoppingError(ceil(left))
        await asyncio.sleep(left)

    def _line(self, chat: int | str) -> _Line:
        """The line of a chat; now and then, those of idle chats are dropped."""
        now = _now()
        if now - self._swept_at >= _SWEEP:
            self._swept_at = now
            self._lines = {key: line for key, line in self._lines.items() if not _is_idle(line, now)}
        pace = self._group if _is_group(chat) else self._private
        return self._lines.setdefault(chat, _Line(Window(pace)))


def _chat_called(endpoint: str, data: Mapping[str, Any]) -> int | str | None:
    """The chat whose pace a call counts against, if any: as a number, or `@name` of a group or channel."""
    chat = data.get("chat_id")
    if chat is None or endpoint.startswith("get"):
        return None
    try:
        return int(chat)  # some give the number as text
    except ValueError:
        return str(chat).lower()


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0


def _is_idle(line: _Line, now: float) -> bool:
    return not line.calls and line.shut_until <= now and not line.window.count(now)


def _seconds(refusal: RetryAfter) -> float:
    # The public attribute is a number or a timedelta as an environment variable says, and warns of it each time.
    return refusal._retry_after.total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
