"""People who talk with the bot: what they do becomes updates, what the bot does is what they see."""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from aiogram.types import CallbackQuery, Document, Message, PhotoSize, Sticker, User

from .changes import PATIENCE
from .tdlib import detect
from .view import BotMessage, Button
from .world import ChatState, PressedButton, World, now


@dataclass(frozen=True, slots=True)
class Press:
    """What came of a press: the bot's `toast` ("" without words; `alert` if in a window), or a `url` to open."""

    button: Button
    toast: str = ""
    alert: bool = False
    url: str | None = None


class Person:
    """Somebody with a private chat with the bot."""

    def __init__(self, world: World, user: User) -> None:
        """Made by `BotApiDouble.person`; `user` must be new to `world`."""
        self.user = user
        self._world = world
        self._state: ChatState = world.meet(user)
        self._heard = 0

    @property
    def id(self) -> int:
        """The user id, which is the id of the private chat as well."""
        return self.user.id

    @property
    def chat_actions(self) -> tuple[str, ...]:
        """The chat actions ("typing") that the bot has shown, in order."""
        return tuple(self._state.actions)

    async def says(
        self, text: str, *, reply_to: Message | BotMessage | None = None, at: datetime | None = None
    ) -> Message:
        """Send a text (at `at`, default now) and return it as the bot will get it, its commands and links marked."""
        return await self._send(text, at=at, reply_to=reply_to, text=text)

    async def asks(self, text: str, *, reply_to: Message | BotMessage | None = None) -> BotMessage:
        """Send a text and return the next message that the bot sends or edits."""
        await self.says(text, reply_to=reply_to)
        return await self.hears()

    async def edits(self, message: Message, text: str) -> Message:
        """Change an earlier text of one's own."""
        edited = self._state.messages[message.message_id].model_copy(
            update={"text": text, "entities": list(detect(text)) or None, "edit_date": int(now().timestamp())}
        )
        self._state.messages[message.message_id] = edited
        self._world.journal.note(f"{self.user.first_name} edits #{message.message_id}", text)
        await self._world.queue.emit(edited_message=edited)
        return edited

    async def sends_document(
        self, name: str, content: bytes, *, mime_type: str = "application/octet-stream", caption: str | None = None
    ) -> Message:
        """Send a file called `name`, which the bot can fetch."""
        stored = self._world.store("documents", name, content)
        document = Document(
            file_id=stored.file_id,
            file_unique_id=f"U{stored.file_id}",
            file_name=name,
            mime_type=mime_type,
            file_size=len(content),
        )
        return await self._send(f"(sends {name})", document=document, caption=caption)

    async def sends_photo(self, content: bytes, *, width: int, height: int, caption: str | None = None) -> Message:
        """Send a picture of `width` × `height` pixels, in one size."""
        stored = self._world.store("photos", "photo.jpg", content)
        size = PhotoSize(
            file_id=stored.file_id,
            file_unique_id=f"U{stored.file_id}",
            width=width,
            height=height,
            file_size=len(content),
        )
        return await self._send("(sends a photo)", photo=[size], caption=caption)

    async def sends_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker that stands for `emoji`."""
        stored = self._world.store("stickers", "sticker.webp", b"RIFF\x1a\x00\x00\x00WEBP")
        sticker = Sticker(
            file_id=stored.file_id,
            file_unique_id=f"U{stored.file_id}",
            type="regular",
            width=512,
            height=512,
            is_animated=False,
            is_video=False,
            emoji=emoji,
            file_size=len(stored.content),
        )
        return await self._send(f"(sends a sticker {emoji})", sticker=sticker)

    async def presses(self, message: BotMessage, label: str | re.Pattern[str], *, patience: float = PATIENCE) -> Press:
        """Press the button whose text is `label`, else the only one that contains it or matches the pattern.

        A button with data waits until the bot has answered the press; one with a URL is only returned. Raises
        AssertionError, naming the buttons, when there is none such or several, or when no answer comes.
        """
        button = self._button(message, label)
        if button.url is not None:
            return Press(button, url=button.url)
        pressed = await self._press(message, button)
        await self._world.changes.until(
            lambda: pressed.answer is not None, f"The answer to pressing [{button.text}]", patience
        )
        answer = pressed.answer
        return Press(button, answer.text or "", bool(answer.show_alert)) if answer else Press(button)

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
            f"Message {wanted} of {wanted} to {self.user.first_name} (so far {len(said) - self._heard})",
            patience,
        )
        heard = said[self._heard : self._heard + wanted]
        self._heard += wanted
        return heard[0] if n is None else heard

    def sees(self, message: int | BotMessage | Message) -> BotMessage | None:
        """A message, or the one with this number, as it is on the screen now; None when it is deleted."""
        number = message if isinstance(message, int) else message.message_id
        present = self._state.messages.get(number)
        return self._state.view(present) if present else None

    def opens(self, message: BotMessage) -> bytes:
        """The content of the file or photo that the bot sent. Raises AssertionError when there is none."""
        photo = message.raw.photo[-1] if message.raw.photo else None
        sent = message.raw.document or photo
        if sent is None:
            raise AssertionError(f"There is no file in {message!r}")
        return self._world.files[sent.file_id].content

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
            stranger = Person(
                self._world, User(id=self._world.next_newcomer_id(), is_bot=False, first_name="(penanda)")
            )
            await stranger.says(marker)
            await stranger.hears()
        else:
            await until
        unheard = self._state.said[self._heard :]
        if unheard:
            words = "\n".join(message.screen() for message in unheard)
            raise AssertionError(f"The bot said to {self.user.first_name}:\n{words}\n{self._world.journal.text()}")

    def blocks_the_bot(self) -> None:
        """From now on the bot is refused with 403 here."""
        self._state.bot_is_blocked = True
        self._world.journal.note(self.user.first_name, "(blocks the bot)")

    async def _send(
        self,
        shown: str,
        *,
        at: datetime | None = None,
        reply_to: Message | BotMessage | None = None,
        text: str | None = None,
        caption: str | None = None,
        document: Document | None = None,
        photo: list[PhotoSize] | None = None,
        sticker: Sticker | None = None,
    ) -> Message:
        original = self._state.messages[reply_to.message_id] if reply_to is not None else None
        message = Message(
            message_id=self._world.next_message_id(),
            date=at or now(),
            chat=self._state.chat,
            from_user=self.user,
            # A reply never nests on the wire.
            reply_to_message=original.model_copy(update={"reply_to_message": None}) if original else None,
            text=text,
            entities=list(detect(text)) or None if text else None,
            caption=caption,
            caption_entities=list(detect(caption)) or None if caption else None,
            document=document,
            photo=photo,
            sticker=sticker,
        )
        self._state.messages[message.message_id] = message
        self._world.journal.note(self.user.first_name, shown if caption is None else f"{shown} {caption}")
        await self._world.queue.emit(message=message)
        return message

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

    async def _press(self, message: BotMessage, button: Button) -> PressedButton:
        query_id = self._world.next_query_id()
        pressed = self._world.pressed[query_id] = PressedButton(self.user, button.text)
        self._world.journal.note(self.user.first_name, f"(presses [{button.text}])")
        query = CallbackQuery(
            id=query_id,
            from_user=self.user,
            chat_instance=str(-self.id * 7919),
            message=self._state.messages[message.message_id],
            data=button.data,
        )
        await self._world.queue.emit(callback_query=query)
        return pressed
