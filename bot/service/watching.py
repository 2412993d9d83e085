"""What there is to see of the bot at work, for whoever counts and measures; by default nobody does."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from telegram import Chat, Update

from bot.service.logs import about
from bot.transport.ordering import ChatOrder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from bot.app import App
    from retrieval.answer import Answer
    from retrieval.library import Library

Outcome: TypeAlias = Literal["ok", "429", "4xx", "5xx", "network"]
"""How a request to Telegram ended; "network" is a connection that failed or took too long."""
Place: TypeAlias = Literal["private", "group", "inline", "guest"]
"""Where somebody asks."""

OTHER: Final = "other"
"""The kind of an update that this version of PTB does not know."""


class Watch:
    """Is told what happens, and by itself forgets it. None of its methods raises or takes long."""

    def opened(self, library: Library) -> None:
        """The library is open."""

    def started(self, application: App, receives: Callable[[], bool] | None = None) -> None:
        """Updates come: they are fetched, or `receives` says whether Telegram can send them."""

    def handling(self, update: Update) -> AbstractContextManager[None]:
        """An update is handled meanwhile, or waits for its turn; calls made meanwhile are made for it."""
        return nullcontext()

    def answered(self, answer: Answer) -> None:
        """A question of the update at work has this answer, which is about to be sent."""

    def calling(self, method: str) -> None:
        """A request to Telegram leaves: a method's name, or "download"."""

    def called(self, method: str, outcome: Outcome, seconds: float) -> None:
        """It has ended, so long after it left."""

    def told_to_wait(self, seconds: float) -> None:
        """Telegram demands a pause."""

    def refused(self, reason: str) -> None:
        """A request to the webhook was refused; there are few different reasons."""


class Attended(ChatOrder):
    """The same with each update told to a watch, and its number in every line of the log that is about it."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await `coroutine` when it is its turn, or close it when the line is too long."""
        if not isinstance(update, Update):
            await super().do_process_update(update, coroutine)
            return
        with about(update.update_id), self._watch.handling(update):
            await super().do_process_update(update, coroutine)


def kind_of(update: Update) -> str:
    """Which of Telegram's kinds an update is, or `OTHER`."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind) is not None), OTHER)


def place_of(update: Update) -> Place:
    """Where an update comes from."""
    if update.inline_query:
        return "inline"
    chat = update.effective_chat
    # A press in a message that was sent through inline or guest mode tells no chat.
    if update.guest_message or chat is None:
        return "guest" if update.guest_message else "inline"
    return "private" if chat.type == Chat.PRIVATE else "group"
