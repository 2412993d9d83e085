"""Updates that Telegram sends: a server behind a proxy that takes them, and the word to Telegram where to send them."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import BadRequest
from tornado.web import stream_request_body

from bot.app import ALLOWED_UPDATES
from bot.service.web import LARGEST_BODY, Handler, Refusals, application, listening
from bot.transport import forms
from bot.transport.meeting import until_reached
from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from telegram import Bot
    from tornado.web import Application

    from bot.app import App
    from bot.service.watching import Watch
    from bot.settings import Settings
    from bot.transport.inbox import Inbox

_log = logging.getLogger(__name__)

CONNECTIONS: Final = 40
"""At once, from Telegram. It sends the updates of one chat one after the other all the same."""
_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_JSON: Final = "application/json"
_HIGHEST_UPDATE: Final = 2**53
_REMEMBERED: Final = 10_000
"""Updates by which one is known that Telegram sends again, because our answer got lost."""
_MOST_WAITING: Final = 4096
"""Updates that nobody has begun to handle; Telegram keeps more of them better than we do."""
_LONGEST_NUMBER: Final = 16
_PATIENCE: Final = 5.0
"""Seconds that a stop waits for updates that are being accepted."""


class Receiver:
    """Takes what Telegram sends, and from nobody else."""

    def __init__(
        self,
        secret: str,
        bot: Bot,
        accept: Callable[[Update, Mapping[str, Any]], Awaitable[None]],  # Any: the values of JSON
        waiting: Callable[[], int],
        watch: Watch,
    ) -> None:
        """`accept` an update and its JSON, after which Telegram may forget it; `waiting` is how many are not begun."""
        self._secret = secret.encode()
        self._bot = bot
        self._accept = accept
        self._waiting = waiting
        self._watch = watch
        self._refusals = Refusals("the webhook")
        self._known: dict[int, None] = {}
        self._accepting = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.open = True
        """Whether more is taken."""

    def is_telegram(self, given: str) -> bool:
        """Whether this is the secret, found out in a time that does not tell how much of it is right."""
        return hmac.compare_digest(given.encode(), self._secret)

    def refuse(self, reason: str) -> None:
        """Note that a request is refused."""
        self._watch.refused(reason)
        self._refusals.note(reason)

    async def take(self, body: bytes) -> HTTPStatus:
        """Accept the update of a body, once; the status that says so, or why not."""
        if not self.open or self._waiting() >= _MOST_WAITING:
            self.refuse("too busy" if self.open else "stopping")
            return HTTPStatus.SERVICE_UNAVAILABLE
        told = _told(body)
        if told is None:
            self.refuse("no update")
            return HTTPStatus.BAD_REQUEST
        number: int = told["update_id"]
        if number in self._known:
            return HTTPStatus.OK
        self._remember(number)
        self._accepting += 1
        self._idle.clear()
        try:
            await self._accept(*self._read(number, told))
        except BaseException:
            self._known.pop(number, None)
            raise
        finally:
            self._accepting -= 1
            if not self._accepting:
                self._idle.set()
        return HTTPStatus.OK

    async def close(self) -> None:
        """Take nothing more, and see those off that are being accepted."""
        self.open = False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), _PATIENCE)

    def _read(self, number: int, told: dict[str, Any]) -> tuple[Update, dict[str, Any]]:  # Any: the values of JSON
        """The update, and what was read of it in JSON; nothing but its number when it cannot be read.

        It is taken all the same: refused, it would be sent again for a day, and others of its chat after it only.
        """
        try:
            read = forms.read(told)
            return Update.de_json(read, self._bot), read
        except Exception as error:  # noqa: BLE001 - of any kind, as the update is
            self.refuse("update that cannot be read")
            _log.debug("update %d could not be read and is let go: %s", number, type(error).__name__)
            return Update(number), {"update_id": number}

    def _remember(self, number: int) -> None:
        self._known[number] = None
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]


def _told(body: bytes) -> dict[str, Any] | None:  # Any: the values of JSON
    """The object that a body holds, if it has the number of an update."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):  # of UTF-8 too
        return None
    number = told.get("update_id") if isinstance(told, dict) else None
    return told if type(number) is int and 0 <= number < _HIGHEST_UPDATE else None


@stream_request_body
class _Hook(Handler):
    """Refuses by the headers what is not Telegram's, before any of the body is read."""

    def initialize(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._body = bytearray()

    def prepare(self) -> None:
        # In the order in which least is told: who does not know the secret learns of nothing else.
        headers = self.request.headers
        if not self._receiver.is_telegram(headers.get(_SECRET, "")):
            self._refuse(HTTPStatus.FORBIDDEN, "wrong secret" if _SECRET in headers else "no secret")
        elif self.request.method != "POST":
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "no POST")
        elif headers.get("Content-Type", "").partition(";")[0].strip().lower() != _JSON:
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no JSON")
        elif _length(headers.get("Content-Length", "")) > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        status = await self._receiver.take(bytes(self._body))
        self.set_status(status)
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            self.set_header("Retry-After", "1")

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        self._receiver.refuse(reason)
        self.send_error(status)


def _length(told: str) -> int:
    """What a body's length is said to be; 0 for nonsense, which the server refuses by itself."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < _LONGEST_NUMBER else 0


@asynccontextmanager
async def receiving(app: App, settings: Settings, watch: Watch, inbox: Inbox) -> AsyncIterator[Receiver]:
    """Let Telegram send updates to an application that has started; at the end what has come is accepted.

    The webhook stays set, so that Telegram keeps for the next start what comes until then. Raises SettingsError when
    nobody can listen there, or when Telegram does not take the address.
    """
    secret = settings.secret
    if not secret:
        raise SettingsError("WEBHOOK_SECRET: needed beside WEBHOOK_URL")

    async def accept(update: Update, told: Mapping[str, Any]) -> None:  # Any: the values of JSON
        await app.update_queue.put(inbox.accept(update, app.bot, told))

    receiver = Receiver(secret, app.bot, accept, lambda: max(inbox.waiting, app.update_queue.qsize()), watch)
    async with listening("WEBHOOK_LISTEN", settings.webhook, served(settings.webhook_url, receiver)):
        try:
            await _announce(app.bot, settings.webhook_url, secret)
            yield receiver
        finally:
            await receiver.close()


def served(url: str, receiver: Receiver) -> Application:
    """The one path that there is. A proxy that hands on other paths, or a query with it, does no harm."""
    return application((re.escape(urlsplit(url).path or "/"), _Hook, {"receiver": receiver}))


async def _announce(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to send updates. Raises SettingsError when it does not take the address, or the token."""

    async def set_webhook() -> None:
        try:
            await bot.set_webhook(
                url, allowed_updates=list(ALLOWED_UPDATES), max_connections=CONNECTIONS, secret_token=secret
            )
        except BadRequest as error:
            if "resolve" in error.message:  # the name may be found a little later
                raise
            raise SettingsError(f"WEBHOOK_URL: Telegram does not take this address ({error.message})") from None

    await until_reached(set_webhook, "the webhook could not be set")
