"""Sending updates to a webhook, as the official server does: in order for each chat, again and again until a 2xx.

TLS and the name of the webhook's address are left out: what stands in for the proxy that would end TLS is a `Way`, to
where the bot listens.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from aiogram.types import Update
from aiohttp import BaseConnector, ClientError, ClientSession, ClientTimeout, TCPConnector, UnixConnector

from .journal import Journal
from .updates import Failure, UpdateQueue
from .validation import to_wire

_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.5
"""Seconds; Telegram's own grow from one second to a minute or two."""
_PATIENCE: Final = ClientTimeout(total=10.0)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a proxy hands requests on to: a `host:port`, or the path of a Unix socket."""

    port: str = ""
    unix: str = ""

    def connector(self) -> BaseConnector:
        """What opens connections there."""
        return UnixConnector(self.unix) if self.unix else TCPConnector()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to send an update: its id, and the status that came back, None for none."""

    update: int
    status: int | None


class Webhooks:
    """Sends what waits in the queue for as long as a webhook is set whose host has a way."""

    def __init__(self, queue: UpdateQueue, journal: Journal) -> None:
        self._queue = queue
        self._journal = journal
        self.ways: dict[str, Way] = {}
        self.deliveries: list[Delivery] = []
        self.most_at_once = 0
        """The most requests that were under way at the same time."""
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch the queue."""
        self._task = asyncio.create_task(self._run(), name="webhooks")

    async def stop(self) -> None:
        """Send nothing more."""
        for task in (self._task, *self._busy.values()):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _run(self) -> None:
        while True:
            webhook = self._queue.webhook
            way = self.ways.get(urlsplit(webhook.url).hostname or "")
            if webhook.url and way is not None:
                # The first of each chat; the next one only when that is through.
                for line, update in self._heads().items():
                    if line not in self._busy and len(self._busy) < (webhook.max_connections or 40):
                        task = asyncio.create_task(self._insist(way, update))
                        self._busy[line] = task
                        task.add_done_callback(partial(self._through, line))
                        self.most_at_once = max(self.most_at_once, len(self._busy))
            await self._queue.stirring()

    def _through(self, line: int, _: asyncio.Task[None]) -> None:
        del self._busy[line]
        self._queue.stir()

    def _heads(self) -> dict[int, Update]:
        heads: dict[int, Update] = {}
        for update in self._queue.pending:
            heads.setdefault(_line_of(update), update)
        return heads

    async def _insist(self, way: Way, update: Update) -> None:
        """Send an update until it is taken, or the webhook is another one."""
        webhook, pause = self._queue.webhook, _FIRST_PAUSE
        while self._queue.webhook is webhook:
            status = await self._send(way, update)
            self.deliveries.append(Delivery(update.update_id, status))
            if status is not None and 200 <= status < 300:
                await self._queue.taken(update)
                return
            error = "Connection refused" if status is None else f"Wrong response from the webhook: {status}"
            await self._queue.failed(Failure(error, datetime.now(UTC)))
            self._journal.note("(webhook)", f"update {update.update_id}: {error}")
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def _send(self, way: Way, update: Update) -> int | None:
        webhook = self._queue.webhook
        parts = urlsplit(webhook.url)
        headers = {"Host": parts.netloc, "X-Forwarded-For": "149.154.167.197", "X-Forwarded-Proto": "https"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            async with (
                ClientSession(connector=way.connector(), timeout=_PATIENCE) as session,
                session.post(
                    f"http://{way.port or 'localhost'}{path}", json=to_wire(Update, update), headers=headers
                ) as response,
            ):
                return response.status
        except (ClientError, TimeoutError, OSError):
            return None


def _line_of(update: Update) -> int:
    """The chat whose updates are sent one after the other; presses and inline queries are of their person."""
    event = update.event
    chat = getattr(event, "chat", None)
    person = getattr(event, "from_user", None)
    return chat.id if chat else person.id if person else update.update_id
