"""A chat as the people in it see it: what the bot sends there, and its buttons."""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import overload

from aiogram.types import CallbackQuery, InaccessibleMessage, Message, User

from .changes import PATIENCE
from .chats import ChatState
from .contents import words
from .forgetting import forget_chat
from .prompts import Prompt
from .speakers import Speaker
from .speaking import spoken
from .view import BotMessage, Button
from .world import PressedButton, World


@dataclass(frozen=True, slots=True)
class Press:
    """What came of a press: the bot's `toast` ("" without words; `alert` if in a window), or a `url` to open."""

    button: Button
    toast: str = ""
    alert: bool = False
    url: str | None = None


class Room:
    """What every chat has, be it with one person or with many."""

    def __init__(self, world: World, state: ChatState) -> None:
        """Open a room onto `state`; what the bot said there before counts as not heard yet."""
        self._world = world
        self._state = state
        self._heard = 0

    @property
    def state(self) -> ChatState:
        """What Telegram knows of the chat."""
        return self._state

    @property
    def id(self) -> int:
        """The id of the chat."""
        return self._state.chat.id

    @property
    def name(self) -> str:
        """The name of the chat for people."""
        return self._state.chat.title or self._state.chat.first_name or ""

    @property
    def chat_actions(self) -> tuple[str, ...]:
        """The chat actions ("typing") that the bot has shown, in order."""
        return tuple(self._state.actions)

    @property
    def said(self) -> tuple[BotMessage, ...]:
        """All that the bot ever sent or edited here, as it then was, heard or not."""
        return tuple(self._state.said)

    @property
    def said_at(self) -> tuple[float, ...]:
        """When each of it came, by the event loop's clock."""
        return tuple(self._state.said_at)

    @overload
    async def hears(self, *, patience: float = PATIENCE) -> BotMessage: ...

    @overload
    async def hears(self, n: int, *, patience: float = PATIENCE) -> list[BotMessage]: ...

    async def hears(self, n: int | None = None, *, patience: float = PATIENCE) -> BotMessage | list[BotMessage]:
        """Wait for the next message that the bot sends or edits here, after those already heard; with `n`, for a list.

        Each is as it was when it was sent or edited. Raises AssertionError with the transcript when none comes.
        """
        wanted = 1 if n is None else n
        said = self._state.said
        await self._world.changes.until(
            lambda: len(said) >= self._heard + wanted,
            f"Message {wanted} of {wanted} to {self.name} (so far {len(said) - self._heard})",
            patience,
        )
        heard = said[self._heard : self._heard + wanted]
        self._heard += wanted
        return heard[0] if n is None else heard

    async def hears_answer(self, question: Message, *, patience: float = PATIENCE) -> BotMessage:
        """Wait for the first message that the bot sent here in reply to `question`; whatever else it says may pass.

        Does not count as hearing for `hears`. Raises AssertionError with the transcript when none comes.
        """
        said = self._state.said
        await self._world.changes.until(
            lambda: any(message.reply_to == question.message_id for message in said),
            f"A reply to #{question.message_id} in {self.name}",
            patience,
        )
        return next(message for message in said if message.reply_to == question.message_id)

    async def hears_nothing(self, *, until: Awaitable[object] | None = None, marker: str = "/start") -> None:
        """Prove that the bot has said nothing here that was not heard, although it has dealt with all that happened.

        First the bot must confirm every update. Then `until` is awaited; by default a stranger writes `marker`, which
        the bot must answer whoever asks. A bot that takes updates in order has then dealt with all earlier ones; of one
        that works on several at once it only shows that the marker's answer did not wait for an answer here.
        Raises AssertionError with what was said.
        """
        pending = self._world.queue.pending
        if pending:
            await self._world.queue.until_confirmed(pending[-1])
        if until is None:
            await self._until_a_stranger_is_answered(marker)
        else:
            await until
        unheard = self._state.said[self._heard :]
        if unheard:
            said = "\n".join(message.screen() for message in unheard)
            raise AssertionError(f"The bot said to {self.name}:\n{said}\n{self._world.journal.text()}")

    def sees(self, message: int | BotMessage | Message) -> BotMessage | None:
        """A message, or the one with this number, as it is on the screen now; None when it is deleted."""
        number = message if isinstance(message, int) else message.message_id
        present = self._state.messages.get(number)
        return self._state.view(present) if present else None

    def prompted(self, message: BotMessage) -> Prompt | None:
        """The input field that a message of the bot has opened; None when it has opened none."""
        return self._state.prompts.get(message.message_id)

    def opens(self, message: BotMessage) -> bytes:
        """The content of the file or photo that the bot sent. Raises AssertionError when there is none."""
        photo = message.raw.photo[-1] if message.raw.photo else None
        sent = message.raw.document or photo
        if sent is None:
            raise AssertionError(f"There is no file in {message!r}")
        return self._world.files[sent.file_id].content

    def deletes(self, message: BotMessage | Message) -> None:
        """Delete a message, of which no bot is told. Raises KeyError when it is gone already."""
        del self._state.messages[message.message_id]
        self._world.journal.note(f"(#{message.message_id}{self._state.place()})", "is deleted")

    def forgets(self, keep: int) -> None:
        """Let go of all but the last `keep` messages and of what was said before them, heard or not."""
        self._heard = max(0, self._heard - forget_chat(self._state, keep))

    def fades(self, message: BotMessage) -> None:
        """Let a message become so old that, of one pressed, the bot is told no more than the number and the chat."""
        self._state.faded.add(message.message_id)
        self._world.journal.note(f"(#{message.message_id}{self._state.place()})", "is too old to be shown to the bot")

    async def _until_a_stranger_is_answered(self, marker: str) -> None:
        user = User(id=self._world.next_newcomer_id(), is_bot=False, first_name="(penanda)")
        state = self._world.meet(user)
        self._world.journal.note(user.first_name, marker)
        await self._world.queue.emit(message=spoken(self._world, state, Speaker(user), words(marker)))
        await self._world.changes.until(lambda: bool(state.said), f"The answer to {marker} of a stranger")

    async def forges(self, who: User, message: BotMessage, data: str) -> str:
        """Let `who` press a button with `data` that the message does not have; what the toast says."""
        pressed = await self._push(who, message, Button("(forged)", data=data))
        await self._world.changes.until(lambda: pressed.answer is not None, "The answer to a forged press", PATIENCE)
        return (pressed.answer.text or "") if pressed.answer else ""

    async def _presses(self, user: User, message: BotMessage, label: str | re.Pattern[str], patience: float) -> Press:
        button = self._button(message, label)
        if button.url is not None:
            return Press(button, url=button.url)
        pressed = await self._push(user, message, button)
        await self._world.changes.until(
            lambda: pressed.answer is not None, f"The answer to pressing [{button.text}]", patience
        )
        answer = pressed.answer
        return Press(button, answer.text or "", bool(answer.show_alert)) if answer else Press(button)

    def _button(self, message: BotMessage, label: str | re.Pattern[str]) -> Button:
        present = self.sees(message)
        if present is None:
            raise AssertionError(f"Message #{message.message_id} is deleted, there is nothing to press.")
        buttons = [button for row in present.buttons for button in row]
        if isinstance(label, str):
            found = [button for button in buttons if button.text == label] or [
                button for button in buttons if label in button.text
            ]
        else:
            found = [button for button in buttons if label.search(button.text)]
        if len(found) != 1:
            there = ", ".join(f"[{button.text}]" for button in buttons) or "none"
            raise AssertionError(f"{len(found)} buttons match {label!r}; the buttons are: {there}")
        return found[0]

    def _told(self, message: Message) -> Message | InaccessibleMessage:
        if message.message_id not in self._state.faded:
            return message
        return InaccessibleMessage(chat=message.chat, message_id=message.message_id, date=0)

    async def _push(self, user: User, message: BotMessage, button: Button) -> PressedButton:
        query_id = self._world.next_query_id()
        present = self._state.messages[message.message_id]
        pressed = self._world.pressed[query_id] = PressedButton(user, button.text)
        self._world.journal.note(f"{user.first_name}{self._state.place(present)}", f"(presses [{button.text}])")
        inline_id = self._world.inline_id(present)
        query = CallbackQuery.model_validate(
            {
                "id": query_id,
                "from_user": user,
                "chat_instance": str(-self.id * 7919),
                "data": button.data,
                # Of a message that is the bot's only by way of inline or guest mode, it gets no more than an id.
                **({"inline_message_id": inline_id} if inline_id else {"message": self._told(present)}),
            }
        )
        await self._world.queue.emit(callback_query=query)
        return pressed
