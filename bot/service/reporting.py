"""Faults told to the bot's admins, in their private chats: whatever the log calls an error, wherever it arises."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from telegram.error import RetryAfter, TelegramError

from bot.screens import faults
from bot.screens.render import sentence
from bot.service.incidents import Incident, Ledger, Report, Troubles
from bot.service.logs import at_work
from bot.texts import texts_of
from bot.transport import refusals
from bot.transport.sending import post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from types import TracebackType

    from telegram import Bot

    from bot.screens.render import Screen
    from bot.service.incidents import Words
    from bot.settings import Settings
    from bot.texts import Texts
    from retrieval.chats import Chats

_log = logging.getLogger(__name__)
_OURS: Final = ("bot", "retrieval")
_PAUSES: Final = (10.0, 60.0, 600.0, 3600.0)
"""Seconds until those are told again whom no line led to; then it is for the log alone."""
_GRACE: Final = 3.0
"""Seconds for what is still to be told when the bot stops."""
_TELLING: Final[ContextVar[bool]] = ContextVar("telling", default=False)
"""Whether the log is of telling the admins: what goes wrong there is told to nobody, or it would go on for ever."""


class Reports:
    """What the admins are to be told. Nobody is told before `reporting` runs, nor without it."""

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._troubles = Troubles()
        self._news = asyncio.Event()

    def note(self, incident: Incident) -> None:
        """A fault has arisen. Only from the event loop's thread, as all of these."""
        self._ledger.note(incident, _now())
        self._news.set()

    def begins(self, kind: str, words: Words) -> None:
        """A trouble of this kind has begun, which `words` tell with what to do; of one that is there, nothing new.

        Kinds are few and named in the code; in the words is nothing of what people said.
        """
        self._change(kind, words, there=True)

    def ends(self, kind: str, words: Words) -> None:
        """It is over; nothing new if it was not there."""
        self._change(kind, words, there=False)

    def take(self, settings: Settings) -> list[Callable[[Texts], Screen]]:
        """What is to be told now, in any language; it counts as told from now on."""
        now = _now()
        told: list[Callable[[Texts], Screen]] = [partial(_said, words) for words in self._troubles.take(now)]
        for one in self._ledger.take(now):
            shown = partial(faults.report, one, settings.zone) if isinstance(one, Report) else partial(faults.more, one)
            told.append(shown)
        return told

    async def news(self) -> None:
        """Wait until there may be something to take."""
        now = _now()
        moments = [one for one in (self._ledger.next_at(now), self._troubles.next_at(now)) if one is not None]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(0.0, min(moments) - now) if moments else None)
        self._news.clear()

    def wake(self) -> None:
        """Let who waits for news look again."""
        self._news.set()

    def _change(self, kind: str, words: Words, *, there: bool) -> None:
        if self._troubles.note(kind, words, there=there):
            self._news.set()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _said(words: Words, texts: Texts) -> Screen:
    return sentence(words(texts))


class _Listener(logging.Handler):
    """Hears what is logged as an error, in any thread, and hands on what it is, but no word of it."""

    def __init__(self, reports: Reports) -> None:
        super().__init__(logging.ERROR)
        self._reports = reports
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        """Hand it on."""
        if not _TELLING.get():
            with suppress(RuntimeError):  # a thread that outlives the loop
                self._loop.call_soon_threadsafe(self._reports.note, incident_of(record))


def incident_of(record: logging.LogRecord) -> Incident:
    """What a record of the log is about: an exception that goes with it or that its message names, or else its line."""
    named = record.args.values() if isinstance(record.args, dict) else record.args or ()
    error = (record.exc_info or (None, None))[1] or _exception_among(named)
    place = _innermost(error.__traceback__) if error else ""
    return Incident(
        kind=type(error).__name__ if error else "",
        place=place or f"{record.name}:{record.lineno}",
        request=at_work(),
        at=datetime.fromtimestamp(record.created, UTC),
    )


def _exception_among(named: Iterable[object]) -> BaseException | None:
    return next((one for one in named if isinstance(one, BaseException)), None)


def _innermost(trace: TracebackType | None) -> str:
    """The place of our own code at which an exception arose, or which had called what raised it; empty for none."""
    place = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in _OURS:
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@asynccontextmanager
async def reporting(reports: Reports, bot: Bot, chats: Chats, settings: Settings) -> AsyncIterator[None]:
    """Meanwhile, tell the bot's admins what goes wrong, unless `ERROR_REPORTS` is off or there are no admins.

    Each is told in their language, as long as the database knows it. Who never wrote to the bot, or has blocked it, is
    left out. At the end, what is still to be told has some seconds for it.
    """
    if not settings.error_reports or not settings.admin_ids:
        yield
        return
    teller = _Teller(reports, bot, chats, settings)
    listener, root = _Listener(reports), logging.getLogger()
    telling = asyncio.create_task(teller.run(), name="reporting")
    root.addHandler(listener)
    try:
        yield
    finally:
        root.removeHandler(listener)
        await asyncio.sleep(0)  # for what the listener has handed on a moment ago
        teller.stop()
        await asyncio.wait({telling}, timeout=_GRACE)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


class _Teller:
    """Tells the admins."""

    def __init__(self, reports: Reports, bot: Bot, chats: Chats, settings: Settings) -> None:
        self._reports = reports
        self._bot = bot
        self._chats = chats
        self._settings = settings
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Tell what there is, once, and end."""
        self._stopping.set()
        self._reports.wake()

    async def run(self) -> None:
        """Tell what there is, whenever there is something."""
        _TELLING.set(True)
        while True:
            await self._reports.news()
            for shown in self._reports.take(self._settings):
                try:
                    await self._tell_all(shown)
                except Exception:  # noqa: BLE001 - whatever it is, the others are still to be told
                    _log.exception("the bot's admins could not be told what went wrong")
            if self._stopping.is_set():
                return

    async def _tell_all(self, shown: Callable[[Texts], Screen]) -> None:
        """Tell every admin; those whom no line leads to again after pauses, while more adds up."""
        left = sorted(self._settings.admin_ids)
        for pause in (*_PAUSES, None):
            left = [person for person in left if not await self._tell(person, shown)]
            if not left or pause is None or self._stopping.is_set():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _tell(self, person: int, shown: Callable[[Texts], Screen]) -> bool:
        """Tell one admin; False when it is to be tried again."""
        texts = texts_of(await self._language(person) or self._settings.language)
        try:
            await post(self._bot, person, shown(texts))
        except TelegramError as error:
            level = logging.INFO if refusals.is_shut_out(error) else logging.WARNING
            _log.log(level, "an admin of the bot could not be told what went wrong (%s)", error.message)
            return not (isinstance(error, RetryAfter) or refusals.is_repeatable(error))
        return True

    async def _language(self, person: int) -> str | None:
        try:
            return (await self._chats.settings(str(person))).language
        except Exception as error:  # noqa: BLE001 - the database may be what is wrong
            _log.debug("the language of an admin is not known: %s", type(error).__name__)
            return None
