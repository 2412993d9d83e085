"""PTB's client of the Bot API, except that its connections stay open between answers, and that neither a server's whims
at the start or amid polling nor an update that PTB cannot read end the polling."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import httpx
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.service.logs import about
from bot.service.watching import Watch
from bot.transport import forms
from bot.transport.calls import WatchedRequest
from bot.transport.delivery import current
from bot.transport.inbox import Inbox
from bot.transport.refusals import is_in_the_dark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Message
    from telegram.request import RequestData

_log = logging.getLogger(__name__)
_TRIES: Final = 3
_PAUSE: Final = 1.0
_CONNECTIONS: Final = 256
KEPT_OPEN: Final = 60.0
"""Seconds that a connection stays open while nothing is sent. With httpx's 5 hardly anybody would be answered over one
that is open already, and a new one takes two or three times the way to Telegram and back. Routers on the way forget
silent connections too, but none of them within a minute."""
_LONGEST_SILENCE: Final = 25.0
"""Seconds that Telegram may take to answer a call. Of one that was given up nobody knows whether it has arrived."""

Client = ExtBot[Any]  # the rate limiter's parameter, which we never give


class SteadyBot(Client):
    """A bot that goes on polling where PTB's would give up, or would never begin.

    It keeps in an inbox what it fetches, before that is confirmed, and what became of it.
    """

    __slots__ = ("_fetching", "_inbox")

    def __init__(
        self,
        token: str,
        *,
        watch: Watch | None = None,
        inbox: Inbox | None = None,
        **options: Any,  # Any: PTB's parameters, passed on as they are
    ) -> None:
        """Take the parameters of PTB's bot, except for `request` and `get_updates_request`; requests go by a watch."""
        watch = watch or Watch()
        limits = httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=KEPT_OPEN)
        request = _MessagesRequest(watch, read_timeout=_LONGEST_SILENCE, httpx_kwargs={"limits": limits})
        fetching = _UpdatesRequest(watch)
        super().__init__(token, request=request, get_updates_request=fetching, **options)
        self._fetching = fetching
        self._inbox = inbox or Inbox()

    async def send_message(self, *args: Any, **kwargs: Any) -> Message:  # Any: the same
        """Send a message, and note at once that the update at work is answered by it. Raises TelegramError."""
        message = await super().send_message(*args, **kwargs)
        if delivery := current():
            delivery.sent(message)
        else:
            self._inbox.said(message.chat_id, message.message_id)
        return message

    async def delete_webhook(self, *args: Any, **kwargs: Any) -> bool:  # Any: PTB's parameters, passed on as they are
        """Remove the webhook; False when that failed, also after some tries. PTB polls only once this has returned."""
        for attempt in range(1, _TRIES + 1):
            try:
                return await super().delete_webhook(*args, **kwargs)
            except TelegramError as error:
                refused = isinstance(error, (BadRequest, InvalidToken))
                if refused or attempt == _TRIES:
                    _log.warning("the webhook, if there is one, could not be removed: %s", error.message)
                    break
            await asyncio.sleep(_PAUSE)
        return False

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:  # Any: the same
        """The next updates, once there is room for them; of one that was fetched before, nothing but the number.

        Raises TelegramError; NetworkError when the token is refused, so that PTB tries again: at InvalidToken it would
        stop polling for good, and tell nobody.
        """
        await self._inbox.room()
        try:
            updates = await super().get_updates(*args, **kwargs)
        except TelegramError as error:
            if self._inbox.stopping.is_set():  # only to confirm what is known by its number when it comes again
                _log.info("the last updates could not be confirmed: %s", error.message)
                return ()
            if isinstance(error, InvalidToken):
                raise NetworkError(error.message) from None
            raise
        told = self._fetching.told
        self._inbox.heard.set()
        return tuple(self._inbox.accept(update, self, told.get(update.update_id)) for update in updates)


class _MessagesRequest(WatchedRequest):
    """Notes, at the last moment before, that a message leaves which may answer the update at work, and if it fails."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:  # Any: PTB's parameters, passed on as they are
        """The status and the body of the response. Raises TelegramError where there is none."""
        delivery = current() if url.endswith("/sendMessage") else None
        chat = request_data.parameters.get("chat_id") if request_data else None
        if delivery is None or not isinstance(chat, int):
            return await super().do_request(url, method, request_data, *args, **kwargs)
        delivery.sending(chat)
        try:
            status, body = await super().do_request(url, method, request_data, *args, **kwargs)
        except TelegramError as error:
            if is_in_the_dark(error):
                delivery.missed(chat)
            else:
                delivery.refused(chat)
            raise
        if status >= HTTPStatus.BAD_REQUEST:
            delivery.refused(chat)
        return status, body


class _UpdatesRequest(WatchedRequest):
    """Fetches updates, and empties those that PTB cannot read.

    Telegram changes its fields all the time, and PTB raises where one is missing that it knows. It would then log the
    whole update and fetch it again for ever, and nobody would be heard any more.
    """

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self.told: Mapping[int, Mapping[str, Any]] = {}  # Any: the values of JSON, as PTB has them
        """What was fetched last, by its numbers."""

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]  # PTB calls it so, too
        """The parsed answer of Telegram. Raises TelegramError when it is no JSON."""
        answer = WatchedRequest.parse_json_payload(payload)
        if isinstance(found := answer.get("result"), list):
            answer["result"] = [_readable(update) for update in found]
            self.told = {update["update_id"]: update for update in answer["result"]}
        return answer


def _readable(update: dict[str, Any]) -> Mapping[str, Any]:  # Any: the values of JSON
    """The update, or when PTB cannot read it, nothing but its number, so that it counts as fetched."""
    try:
        read = forms.read(update)
        Update.de_json(read, None)
    except Exception as error:  # noqa: BLE001 - of any kind, as the update is
        number = update["update_id"]
        kind = next((key for key in update if key != "update_id"), "nothing")
        with about(number):
            _log.warning("update %s (%s) could not be read and is let go: %s", number, kind, type(error).__name__)
        return {"update_id": number}
    return read
