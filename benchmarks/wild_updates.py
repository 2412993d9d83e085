"""Updates as no Telegram would send them: every kind that the Bot API has, with any fields that it allows in them, and
values that nobody thinks of. And requests to a webhook that are none.

What fields there are is read from aiogram's models. What is drawn depends on the dice alone, and on what the bot has
said so far in the chats that it is in.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from aiogram.client.default import Default
from aiogram.types import Chat, ChatMemberUpdated, Message, MessageEntity, Update, User
from pydantic import BaseModel

from tests.double.validation import to_wire
from tests.wild import PIECES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from tests.double import BotMessage

Json: TypeAlias = "dict[str, Any]"  # Any: the values of JSON


def _words(listed: str) -> list[str]:
    return listed.split()


BOT: Final = 7654321098
NAME: Final = "@kutip_bot"
MARK: Final = "xqrahasiaqx"
"""A word in much of what is said, which must turn up in no log."""

_FARTHEST: Final = 2**52 - 1
"""The Bot API promises ids of at most 52 bits."""
_NUMBERS: Final = (0, 1, -1, 255, 2**31 - 1, -(2**31), 2**32, _FARTHEST, -_FARTHEST, 2**63 - 1, 10**30)
_SAID: Final = (
    "siapa menlu Pakistan?",
    "kalau Iran?",
    "berapa anak yang tewas dalam serangan 17 Januari?",
    "terus?",
    "makasih ya",
    "halo",
    "?",
    "ya",
    "who is the foreign minister of Pakistan?",
    "kenapa",
)
_COMMANDS: Final = _words(
    "start bantuan help tanya ask artikel articles fokus focus atur privasi hapusdata tambah ganti hapus urungkan "
    "statistik status belum nosuch"
)
_ARGUMENTS: Final = (
    "",
    "",
    " semua",
    " siapa menlu Pakistan?",
    " 1",
    " -1",
    " 99999999999999999999",
    " a1_q_2_3",
    " x",
)
_ENTITIES: Final = _words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote "
    "expandable_blockquote code pre text_link text_mention custom_emoji date_time nonsense"
)
_VERBS: Final = _words(
    "y n t o a s aq k l w e c x d u r g h b j mo ml ms ma mn mp mu pl ps pr mi mr mt st sc q f i mv zz"
)
_TALKING: Final = _words(
    "entities reply_to_message quote external_reply forward_origin sender_chat via_bot message_thread_id "
    "is_topic_message media_group_id reply_markup is_automatic_forward author_signature"
)
"""The fields of a message on which it depends whom it speaks to."""
_KINDS: Final = {
    "message": 30,
    "edited_message": 8,
    "callback_query": 12,
    "inline_query": 6,
    "channel_post": 5,
    "edited_channel_post": 3,
    "guest_message": 3,
    "my_chat_member": 4,
    "chat_member": 4,
    "any": 25,
}
"""How many of a hundred updates are of which kind; "any" is one of all of them, or one that there is not."""
_DEEPEST: Final = 4
_SILENT_BOTS: Final = (136817688, 1087968824, 777000)


def _mixtures() -> list[list[str]]:
    kinds = [*combinations(PIECES, 1), *combinations(PIECES, 2)]
    return [[piece for kind in mixed for piece in PIECES[kind]] for mixed in kinds]


@dataclass(frozen=True, slots=True)
class Known:
    """A chat that the double knows: as it is told of, its people, and what the bot has said in it so far."""

    chat: Json
    people: Sequence[Json]
    said: Callable[[], Sequence[BotMessage]]


@dataclass(slots=True)
class Wild:
    """Draws updates in which people of some `private` chats and `groups` appear, and others that nobody knows."""

    dice: Random
    private: Sequence[Known]
    groups: Sequence[Known]
    now: Callable[[], float]
    _mixtures: list[list[str]] = field(default_factory=_mixtures)

    def update(self, number: int) -> Json:
        """An update of this number, valid by the Bot API but for torn characters and fields that it has not."""
        (kind,) = self.dice.choices(list(_KINDS), list(_KINDS.values()))
        if kind == "any":
            kind = self.dice.choice([*Update.model_fields, "telepathy"])
        return {kind: self._event(kind)} | {"update_id": number}

    def _event(self, kind: str) -> Json:
        match kind:
            case "telepathy" | "update_id":
                return {"thought": self.text(), "from": self.user()}
            case "callback_query":
                return self._press()
            case "channel_post" | "edited_channel_post":
                return self._message(self._stranger("channel"), None)
            case "message" | "edited_message" | "guest_message" | "business_message" | "edited_business_message":
                event = self._anywhere()
                if kind == "edited_message":
                    event["edit_date"] = self._moment()
                if kind == "guest_message":
                    event["guest_query_id"] = str(self.dice.randrange(10**15))
                return event
            case "my_chat_member" | "chat_member":
                changed = self._of(ChatMemberUpdated, 1)
                if self._chance(0.5):
                    changed["chat"] = self.dice.choice(self.groups).chat
                return changed
            case _:
                (model,) = (one for one in get_args(Update.model_fields[kind].annotation) if one is not NoneType)
                return self._of(model, 0)

    # --- Messages

    def _anywhere(self) -> Json:
        """A message: of somebody in private, in a group that the double knows, or somewhere else."""
        place = self.dice.random()
        if place < 0.2:
            known = self.dice.choice(self.private)
            return self._message(known.chat, known)
        if place < 0.75:
            known = self.dice.choice(self.groups)
            return self._message(known.chat, known)
        return self._message(self._stranger(self.dice.choice(("private", "group", "supergroup", "supergroup"))), None)

    def _message(self, chat: Json, known: Known | None) -> Json:
        fields = Message.model_fields
        message: Json = {"message_id": self._small(), "date": self._moment(), "chat": chat}
        if chat["type"] != "channel" or self._chance(0.1):
            writer = self.dice.choice(known.people) if known and self._chance(0.9) else self.user()
            message["from"] = writer
        if self._chance(0.75):
            words = "text" if self._chance(0.8) else "caption"
            message[words], entities = self._spoken(chat["type"] == "private")
            if entities:
                message["entities" if words == "text" else "caption_entities"] = entities
        for name in _TALKING:
            if self._chance(0.06):
                message[name] = self._value(name, fields[name].annotation, 1)
        if known and known.said() and self._chance(0.12):
            message["reply_to_message"] = _wire(self.dice.choice(known.said()[-20:]))
        for name in self.dice.sample(_optional(Message), self.dice.choice((0, 0, 0, 0, 1, 1, 2, 12))):
            message.setdefault(_alias(Message, name), self._value(name, fields[name].annotation, 1))
        return message

    def _spoken(self, private: bool) -> tuple[str, list[Json]]:
        """Words, and what is marked in them: rightly most of the time."""
        kind, entities = self.dice.random(), []
        if kind < (0.15 if private else 0.04):
            command = f"/{self.dice.choice(_COMMANDS)}" + (NAME if self._chance(0.4) else "")
            said = command + self.dice.choice((*_ARGUMENTS, f" {self.text()}"))
            entities.append({"type": "bot_command", "offset": 0, "length": len(command)})
        elif kind < 0.24 and not private:
            before = self.text() if self._chance(0.5) else ""
            said = f"{before}{NAME} {self.dice.choice((*_SAID, self.text()))}"
            entities.append({"type": "mention", "offset": _utf16(before), "length": len(NAME)})
        else:
            said = self.dice.choice(_SAID) if self._chance(0.4) else self.text()
        if self._chance(0.15):
            entities += [self._entity() for _ in range(self.dice.choice((1, 2, 5, 120)))]
        return said, entities

    def _press(self) -> Json:
        """A press: of a button that there is, with what stands behind it or something else, or of none."""
        event: Json = {
            "id": str(self.dice.randrange(10**15)),
            "from": self.user(),
            "chat_instance": str(self.dice.choice(_NUMBERS)),
            "data": self._data(),
        }
        known = self.dice.choice((*self.private, *self.groups))
        if known.said() and self._chance(0.6):
            pressed = self.dice.choice(known.said()[-20:])
            event["from"], event["message"] = self.dice.choice(known.people), _wire(pressed)
            there = [button.data for row in pressed.buttons for button in row if button.data]
            if there and self._chance(0.7):
                event["data"] = self.dice.choice(there)
        elif self._chance(0.5):
            event["message"] = self._message(self._stranger("supergroup"), None)
        elif self._chance(0.5):
            event["inline_message_id"] = self.text()[:30]
        else:
            event["message"] = {"chat": known.chat, "message_id": self._small(), "date": 0}
        if self._chance(0.1):
            del event["data"]
        return event

    def _data(self) -> str:
        numbers = [self.dice.choice((*range(9), 10**17, *_NUMBERS)) for _ in range(self.dice.randrange(8))]
        made = ".".join(("1", self.dice.choice(_VERBS), *map(str, numbers)))
        return made if self._chance(0.8) else self.text()[:64]

    # --- People, chats and words

    def user(self) -> Json:
        """Somebody: one whom the double knows, a stranger, a bot of Telegram's or the bot itself."""
        who = self.dice.random()
        if who < 0.5:
            somebody: Json = self.dice.choice(self.private).people[0]
            return somebody
        user = self._of(User, 1) | {"is_bot": self._chance(0.15)}
        user["id"] = self.dice.choice((1, _FARTHEST, BOT, *_SILENT_BOTS, self.dice.randrange(1, _FARTHEST)))
        user["is_bot"] = user["is_bot"] or user["id"] in {BOT, *_SILENT_BOTS}
        return user

    def _stranger(self, kind: str) -> Json:
        """A chat that the double does not know."""
        number = self.dice.choice((1, 10**6, _FARTHEST, self.dice.randrange(2**40, _FARTHEST)))
        chat = {"id": number if kind == "private" else -number, "type": kind}
        if self._chance(0.5):
            chat["username" if self._chance(0.3) else "title"] = self.text()[:100]
        if self._chance(0.2) and kind == "supergroup":
            chat["is_forum"] = True
        return chat

    def text(self) -> str:
        """Words of one or two kinds, up to Telegram's 4,096 UTF-16 units."""
        pieces = self.dice.choice(self._mixtures)
        length = min(self.dice.choice((1, 5, 20, 60, 200, 200, 1000, 4096)), 4096)
        drawn = self.dice.choice(("", " ", "\n")).join(self.dice.choices(pieces, k=1 + length // 8))
        marked = f"{MARK} {drawn}" if self._chance(0.5) else drawn
        return _cut(marked, length)

    def _entity(self) -> Json:
        entity: Json = {
            "type": self.dice.choice(_ENTITIES),
            "offset": self.dice.choice((0, 0, 1, 2, 3, 7, 20, 4095, *_NUMBERS)),
            "length": self.dice.choice((0, 1, 2, 5, 20, 4096, *_NUMBERS)),
        }
        if entity["type"] == "text_mention" or self._chance(0.05):
            entity["user"] = self.user()
        return entity

    def _moment(self) -> int:
        """A time: now, but for some that are long ago, or to come."""
        now = int(self.now())
        return self.dice.choice((*[now] * 12, now - 3500, now - 4000, 0, 1, now + 86400, 2**31 - 1, 2**33))

    def _small(self) -> int:
        return self.dice.choice((self.dice.randrange(1, 500), self.dice.randrange(1, 2**31)))

    # --- Whatever else there is

    def _of(self, model: type[BaseModel], depth: int) -> Json:
        """What the Bot API calls `model`, with some of the fields that need not be there."""
        likely = (0.5, 0.25, 0.1, 0.03, 0.0)[min(depth, _DEEPEST)]
        return {
            _alias(model, name): self._value(name, told.annotation, depth + 1)
            for name, told in model.model_fields.items()
            if told.is_required() or get_origin(told.annotation) is Literal or self._chance(likely)
        }

    def _value(self, name: str, kind: Any, depth: int) -> Any:  # Any: an annotation, and the values of JSON
        origin = get_origin(kind)
        if origin is Annotated:
            return self._value(name, get_args(kind)[0], depth)
        if origin in {Union, UnionType}:
            kinds = [one for one in get_args(kind) if one not in {NoneType, Default}]
            return self._value(name, self.dice.choice(kinds), depth)
        if origin is Literal:
            return str(getattr(get_args(kind)[0], "value", get_args(kind)[0]))
        if origin is list:
            count = self.dice.choice((0, 1, 1, 2)) if depth <= _DEEPEST else 0
            return [self._value(name, get_args(kind)[0], depth + 1) for _ in range(count)]
        if kind is Chat:
            return self._stranger(self.dice.choice(("private", "group", "supergroup", "channel")))
        if kind is User:
            return self.user()
        if kind is MessageEntity:
            return self._entity()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self._of(kind, depth)
        if kind is str:
            return self.dice.choice(_SAID) if name in {"text", "query"} and self._chance(0.5) else self.text()[:256]
        if kind is bool:
            return self._chance(0.5)
        if kind is float:
            return self.dice.choice((0.0, -1.5, 1e300, 5e-324))
        if kind is int:
            return self.dice.choice(_NUMBERS) if self._chance(0.2) else self._small()
        if isinstance(kind, type) and issubclass(kind, dt.datetime):
            return self._moment()
        return self._small() if kind is dt.timedelta else self.text()  # a text within a text

    def _chance(self, likely: float) -> bool:
        return self.dice.random() < likely


@cache
def _optional(model: type[BaseModel]) -> list[str]:
    return [name for name, told in model.model_fields.items() if not told.is_required()]


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _wire(message: BotMessage) -> Json:
    """A message of the bot as Telegram shows it in an update."""
    told = to_wire(Message, message.raw)
    if not isinstance(told, dict):
        raise TypeError("a message is an object")
    told.pop("reply_to_message", None)
    return told


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, units: int) -> str:
    """No more of a text than so many UTF-16 units, which may tear a character."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass")


def is_valid(update: Json) -> str:
    """Why an update is not one by aiogram's models; empty if it is. Torn characters, which they refuse, are mended."""
    whole = json.dumps(update, ensure_ascii=False).encode("utf-8", "replace")
    try:
        Update.model_validate_json(whole)
    except ValueError as error:
        return str(error)
    return ""
