"""What was said to the bot and is not answered yet, in a file: Telegram forgets it once it has handed it over.

Not a table of the database: a row that is deleted leaves its words there until its pages are written anew. This file
holds no words when nobody waits.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from telegram import Update

from bot.addressing import Ignore, decide
from bot.hearing.facts import facts_of
from bot.transport.numbers import MessageNumbers, count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from telegram import Bot

_log = logging.getLogger(__name__)

NAME: Final = "inbox.jsonl"
"""The file in `DATA_DIR`."""
MOST_WAITING: Final = 4096
"""Updates in hand; with more of them, none is taken from Telegram, which keeps them better than we do."""
REST: Final = 1.0
"""Seconds until the file is cleared when nobody waits any more: in a rush, it is not for each answer."""
_MOST_WASTE: Final = 1 << 20
"""Characters of what is done with in the file, until it is cleared although somebody waits."""
_REMEMBERED: Final = 512
"""Updates by whose numbers one is known that Telegram hands over again. It hands over a hundred at once."""
_MOST_BEGINNINGS: Final = 25
"""As often is it tried to handle an update in whose course the bot dies each time."""


@dataclass(slots=True)
class Waiting:
    """An update in hand: as Telegram `told` it, in JSON; how often handling it was begun; the message that answers it.

    When an answer was sent of which nothing has been heard yet, `after` is the last number of a message there that was
    known then. It is `left` if it was there before this inbox was opened.
    """

    told: str
    begun: int = 0
    answer: int | None = None
    after: int | None = None
    left: bool = False


class Inbox:
    """The updates that are to be answered and are not yet, in the order in which they came.

    Whatever was taken survives the death of the process at any moment: it is written before Telegram is told that it
    has arrived. The disk is not waited for (a loss of power may cost what was said in the last half minute). Where the
    file cannot be written, that is logged, and everything goes on without it.
    """

    def __init__(self, path: Path | None = None) -> None:
        """An inbox in the file at `path`, to be opened; without one, an inbox that keeps nothing."""
        self._path = path
        self._file: int | None = None
        self._waiting: dict[int, Waiting] = {}
        self._done: dict[int, None] = {}
        self._waste = 0
        self._failing = False
        self._clearing: asyncio.TimerHandle | None = None
        self._room = asyncio.Event()
        self._room.set()
        self.numbers = MessageNumbers()
        """The messages that are known to be there."""
        self.troubled: Callable[[OSError], None] | None = None
        """Is told whenever the file cannot be written."""
        self.heard = asyncio.Event()
        """Set once Telegram has handed updates over, or had none: what was said while nobody listened is known too."""
        self.stopping = asyncio.Event()
        """Set when the bot stops: what is not begun is left for the next start, and nothing is waited for."""

    @property
    def waiting(self) -> int:
        """How many updates are in hand."""
        return len(self._waiting)

    def __contains__(self, number: int) -> bool:
        return number in self._waiting

    def of(self, number: int) -> Waiting:
        """The update of this number. Raises KeyError when it is not in hand."""
        return self._waiting[number]

    def stop(self) -> None:
        """The bot stops."""
        self.stopping.set()
        self._room.set()

    async def room(self) -> None:
        """Wait until there is room for more updates."""
        if not self._room.is_set():
            _log.warning("%d updates are in hand; no more are taken until some are answered", self.waiting)
            await self._room.wait()

    def accept(self, update: Update, bot: Bot, told: Mapping[str, Any] | None = None) -> Update:  # Any: JSON's values
        """Take an update that Telegram hands over, and keep it if somebody waits for its answer.

        It is kept as it was `told`; without that it is put into words again, which takes many times as long.
        Nothing but its number is returned, for nobody to handle, when it was taken before.
        """
        number = update.update_id
        self.heard.set()
        if message := update.effective_message:
            self.numbers.note(message.chat.id, message.message_id)
        if number in self._waiting or number in self._done:
            _log.debug("update %d is handed over again", number)
            return Update(number)
        if self._path is not None and _is_awaited(update, bot):
            words = update.to_json() if told is None else json.dumps(told)
            self._waiting[number] = Waiting(words)
            self._write(f'{{"told":{words}}}')
            if self.waiting >= MOST_WAITING:
                self._room.clear()
        return update

    def left(self, bot: Bot) -> list[Update]:
        """What was in hand when the bot ended the last time, in the order of its coming, to be handled first."""
        updates = []
        for number, one in sorted(self._waiting.items()):
            if not one.left:
                continue
            if one.begun >= _MOST_BEGINNINGS:
                _log.error("update %d is let go: the bot has ended %d times while it was handled", number, one.begun)
                self.finish(number)
                continue
            try:
                updates.append(Update.de_json(json.loads(one.told), bot))
            except Exception as error:  # noqa: BLE001 - of any kind, as PTB's are when it is another version
                _log.warning("update %d of the inbox could not be read: %s", number, type(error).__name__)
                self.finish(number)
        if updates:
            _log.info("%d update(s) had been left and are handled now", len(updates))
        return updates

    def begin(self, number: int) -> None:
        """Handling an update begins."""
        if one := self._waiting.get(number):
            one.begun += 1
            self._write(json.dumps({"begun": number}))

    def sending(self, number: int, after: int | None) -> None:
        """An answer to an update leaves for its chat, where `after` is the last number known; None: it was refused.

        If nothing more is noted of it, nobody knows whether Telegram has taken it.
        """
        one = self._waiting.get(number)
        if one and one.answer is None and one.after != after:
            one.after = after
            self._write(json.dumps({"sending": number, "after": after}))

    def said(self, chat: int, message: int) -> None:
        """The bot has said something in a chat. Whose private chat that is, is not written down."""
        self.numbers.note(chat, message)
        line = json.dumps({"said": message, "in": count_of(chat)})
        self._write(line)
        self._waste += len(line)
        if self._waste > _MOST_WASTE:
            self._clear()

    def answered(self, number: int, chat: int, message: int) -> None:
        """Telegram has taken the answer to an update: this message of its chat. The first one counts."""
        one = self._waiting.get(number)
        if one is None or one.answer is not None:
            self.said(chat, message)
            return
        one.answer = message
        self._write(json.dumps({"answered": number, "message": message, "in": count_of(chat)}))
        self.numbers.note(chat, message)

    def finish(self, number: int) -> None:
        """An update is done with: its words go, its number stays for a while."""
        one = self._waiting.pop(number, None)
        if one is None:
            return
        self._waste += len(one.told)
        self._remember(number)
        self._write(json.dumps({"done": [number]}))
        if self.waiting < MOST_WAITING:
            self._room.set()
        if self._waste > _MOST_WASTE:
            self._clear()
        elif not self._waiting and self._clearing is None:
            self._clearing = asyncio.get_running_loop().call_later(REST, self._clear_if_idle)

    def forget(self, person: int) -> None:
        """Remove what tells of a person, and every trace of what is done with."""
        for number in [number for number, one in self._waiting.items() if _names(json.loads(one.told), person)]:
            del self._waiting[number]
            self._remember(number)
        self._clear()

    def open(self) -> None:
        """Read what was left, and clear the file of the rest. See `opened`."""
        if self._path is None:
            return
        try:
            self._recall(self._path.read_bytes().splitlines())
        except FileNotFoundError:
            pass
        except OSError as error:
            _log.error("what was left unanswered could not be read: %s", error)
        for one in self._waiting.values():
            one.left = True
        self._clear()

    def close(self) -> None:
        """Clear the file of what is done with, and close it."""
        self._clear()
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self.waiting:
            _log.info("%d update(s) are left for the next start", self.waiting)

    def _recall(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):  # the last one, whose writing death has cut short
                self._recall_one(json.loads(line))

    def _recall_one(self, noted: dict[str, Any]) -> None:  # Any: the values of JSON
        if "told" in noted:
            number = int(noted["told"]["update_id"])
            told = json.dumps(noted["told"])
            self._waiting[number] = Waiting(told, int(noted.get("times", 0)), noted.get("message"), noted.get("after"))
            message = noted["told"].get("message") or noted["told"]["edited_message"]
            self.numbers.note(message["chat"]["id"], message["message_id"])
        elif "begun" in noted:
            self._waiting[noted["begun"]].begun += 1
        elif "sending" in noted:
            self._waiting[noted["sending"]].after = noted["after"]
        elif "said" in noted:
            self.numbers.note(noted["in"], noted["said"])
        elif "answered" in noted:
            self._waiting[noted["answered"]].answer = int(noted["message"])
            self.numbers.note(noted["in"], noted["message"])
        else:
            for number in noted["done"]:
                self._waiting.pop(number, None)
                self._remember(number)
            for chat, message in noted.get("last", {}).items():
                self.numbers.note(int(chat), int(message))

    def _remember(self, number: int) -> None:
        self._done[number] = None
        if len(self._done) > _REMEMBERED:
            del self._done[next(iter(self._done))]

    def _write(self, line: str) -> None:
        """Add a line to the file. One that could not be written whole is made good by writing all of it anew."""
        if self._path is None:
            return
        if self._failing or self._file is None:
            self._clear()
            return
        written = f"{line}\n".encode()
        try:
            if os.write(self._file, written) != len(written):
                self._clear()
        except OSError as error:
            self._fail(error)

    def _clear_if_idle(self) -> None:
        self._clearing = None
        if not self._waiting:
            self._clear()

    def _clear(self) -> None:
        """Write the file anew, with what is in hand and the numbers of what was."""
        if self._clearing is not None:
            self._clearing.cancel()
            self._clearing = None
        if self._path is None:
            return
        lines = []
        if (last := self.numbers.notes()) or self._done:
            lines.append(json.dumps({"done": list(self._done), "last": last}))
        for one in self._waiting.values():
            answer = f',"message":{one.answer}' if one.answer is not None else ""
            after = f',"after":{one.after}' if one.after is not None else ""
            lines.append(f'{{"told":{one.told},"times":{one.begun}{answer}{after}}}')
        try:
            self._replace("".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            self._fail(error)
        else:
            self._waste = 0
            self._failing = False

    def _replace(self, content: bytes) -> None:
        """Put another file in the place of this one: at any moment one of them is there, and whole."""
        if self._path is None:
            return
        fresh = self._path.with_name(f".{NAME}.unfinished")
        file = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND, 0o600)
        try:
            _write_all(file, content)
            fresh.replace(self._path)
        except BaseException:
            os.close(file)
            raise
        if self._file is not None:
            os.close(self._file)
        self._file = file

    def _fail(self, error: OSError) -> None:
        if not self._failing:
            _log.warning("what waits for an answer cannot be kept (%s); a restart now would lose it", error)
        self._failing = True
        if self.troubled is not None:
            self.troubled(error)


def _write_all(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]


@contextmanager
def opened(path: Path) -> Iterator[Inbox]:
    """The inbox in the file at `path`, which is made if missing; only one process may have it open."""
    inbox = Inbox(path)
    inbox.open()
    try:
        yield inbox
    finally:
        inbox.close()


def _is_awaited(update: Update, bot: Bot) -> bool:
    """Whether somebody waits for what comes of a message; what is not for us is not kept.

    Presses can be repeated, and inline and guest queries are answered at once or not at all.
    """
    if update.message is None and update.edited_message is None:
        return False
    try:
        facts = facts_of(update, bot.id, bot.username or "")
        return facts is not None and not isinstance(decide(replace(facts, listens=True)), Ignore)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the handler will meet it too and tell
        return False


def _names(told: object, person: int) -> bool:
    """Whether JSON speaks of a person, or of their private chat, by this id."""
    if isinstance(told, dict):
        return told.get("id") == person or any(_names(value, person) for value in told.values())
    return isinstance(told, list) and any(_names(value, person) for value in told)
