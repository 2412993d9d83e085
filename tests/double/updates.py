"""The queue of updates and its long polling, with the rules of the official server.

An update stays until a later `getUpdates` confirms it with a higher offset; a new waiting poll ends an older one with
409; updates of a kind that the bot did not ask for are never queued.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiogram.types import TelegramObject, Update

from .changes import Changes
from .journal import Journal
from .refusal import Refusal
from .validation import to_wire

_ON_REQUEST_ONLY: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_ALL_KINDS: Final = frozenset(Update.model_fields) - {"update_id"}
_MOST_AT_ONCE: Final = 100
_LONGEST_POLL: Final = 50


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates would be sent to: an `url`, empty for none, and what else the bot told of it."""

    url: str = ""
    ip_address: str | None = None
    has_custom_certificate: bool = False
    max_connections: int | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an update could not be sent to the webhook, and when."""

    message: str
    at: datetime


class UpdateQueue:
    """What waits to be fetched by the bot."""

    def __init__(self, changes: Changes, journal: Journal) -> None:
        self._changes = changes
        self._journal = journal
        self._waiting: list[Update] = []
        self._next_id = 700_000_001
        self._allowed: frozenset[str] = _ALL_KINDS - _ON_REQUEST_ONLY
        self._poll: asyncio.Future[bool] | None = None
        self.webhook = Webhook()
        self.last_failure: Failure | None = None
        self.last_poll_at: float | None = None
        self._stirred = asyncio.Event()

    @property
    def pending(self) -> tuple[Update, ...]:
        """The updates that no later `getUpdates` has confirmed yet, oldest first."""
        return tuple(self._waiting)

    @property
    def allowed(self) -> list[str]:
        """The kinds of updates that are queued now."""
        return sorted(self._allowed)

    async def emit(self, **happening: TelegramObject) -> Update:
        """Queue one update of exactly one kind and return it; its kind must be among those that the bot asked for."""
        update = self.put(**happening)
        await self._changes.announce()
        return update

    def put(self, **happening: TelegramObject) -> Update:
        """The same for what nobody waits for: only the bot is told."""
        ((kind, event),) = happening.items()
        update = Update.model_validate({"update_id": self._next_id, kind: event})
        to_wire(Update, update)
        self._next_id += 1
        if kind in self._allowed:
            self._waiting.append(update)
            self._wake(resume=True)
            self.stir()
        else:
            self._journal.note("(not delivered)", f"the bot did not ask for {kind} updates")
        return update

    async def take(self, offset: int, limit: int, wait: int, allowed: Sequence[str] | None) -> list[Update]:
        """Answer one `getUpdates`: confirm what is below `offset`, return up to `limit`, wait `wait` seconds for any.

        Raises `Refusal` (409) when a webhook is set, or when a later poll takes this one's place.
        """
        if self.webhook.url:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if allowed is not None:
            self._allowed = frozenset(allowed) & _ALL_KINDS if allowed else _ALL_KINDS - _ON_REQUEST_ONLY
        if offset < 0:
            self._waiting = self._waiting[offset:]
        self._waiting = [update for update in self._waiting if update.update_id >= offset]
        if wait:
            self.last_poll_at = asyncio.get_running_loop().time()
        await self._changes.announce()
        if wait and not self._waiting:
            await self._long_poll(min(wait, _LONGEST_POLL))
        return self._waiting[: min(max(limit, 1), _MOST_AT_ONCE)]

    async def set_webhook(self, webhook: Webhook, allowed: Sequence[str] | None, *, drop_pending: bool) -> None:
        """Remember a webhook; forget what waits if `drop_pending`."""
        self.webhook, self.last_failure = webhook, None
        self.stir()
        if allowed is not None:
            self._allowed = frozenset(allowed) & _ALL_KINDS if allowed else _ALL_KINDS - _ON_REQUEST_ONLY
        if drop_pending:
            self._waiting = []
        await self._changes.announce()

    async def taken(self, update: Update) -> None:
        """The webhook has taken an update."""
        self._waiting = [waiting for waiting in self._waiting if waiting is not update]
        await self._changes.announce()

    async def failed(self, failure: Failure) -> None:
        """The webhook has not taken an update."""
        self.last_failure = failure
        await self._changes.announce()

    async def stirring(self) -> None:
        """Wait until there may be something to send to the webhook."""
        await self._stirred.wait()
        self._stirred.clear()

    def stir(self) -> None:
        """Let who sends to the webhook look again."""
        self._stirred.set()

    async def until_confirmed(self, update: Update) -> None:
        """Wait until the bot has confirmed `update`: it has it, and would not get it again after a restart."""
        await self._changes.until(
            lambda: update not in self._waiting, f"The confirmation of update {update.update_id} by the bot"
        )

    def close(self) -> None:
        """End the poll that waits, if any, without an update."""
        self._wake(resume=True)

    async def _long_poll(self, seconds: int) -> None:
        self._wake(resume=False)
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            resumed = await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if not resumed:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )

    def _wake(self, *, resume: bool) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(resume)
