"""What an article can come from: a file, a link or a text, in an editor's message or in the one that it replies to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, TypeAlias

from telegram import MessageEntity, MessageOriginChannel
from telegram.constants import MessageLimit

from bot.hearing.mentions import marked
from bot.typesetting.markup import sound, utf16
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from telegram import Document, Message

_STORY: Final = 200
"""Letters beside a link from which on a text is a story of its own, and not what somebody says about the link."""
_FULL: Final = MessageLimit.MAX_TEXT_LENGTH - 96
"""UTF-16 units from which on a text may be the first of several messages that Telegram has cut it into."""
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]{1,19}://\S+", re.IGNORECASE)
"""An address that Telegram does not take for one, such as `http://localhost/`: it is told what is wrong with it."""
_OURS: Final = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """The channel post that something was forwarded from; `url` is `""` when the channel is private."""

    publisher: str
    url: str
    posted: datetime


@dataclass(frozen=True, slots=True)
class Pasted:
    """An article's text, its title on the first line. It is `cut` when there may be more of it in another message."""

    text: str
    origin: Origin | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The address of an article's page."""

    url: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file: Telegram's id of it, its name and media type as the sender gave them, its size in bytes (0: unknown)."""

    file: str
    name: str
    media_type: str
    size: int
    origin: Origin | None = None


class Lacking(Enum):
    """Why there is nothing to read in a message."""

    NOTHING = auto()
    """No words, no file."""
    TOO_SHORT = auto()
    """A line, or a few words, without a link."""
    NO_WORDS = auto()
    """A picture, a voice or the like, without any words."""


Submission: TypeAlias = Pasted | Link | Upload


def words_of(message: Message) -> str:
    """All that a message says, its lines as they were written, without the command at its start."""
    words = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            words = words[entity.length :]  # a command has no sign that takes two UTF-16 units
    return sound(words).strip()


def submission_in(message: Message, words: str, replied: Message | None = None) -> Submission | Lacking:
    """What is given by a message, of which `words` may be given; or else by the one of somebody that it replies to."""
    own = _given(message, words)
    if not isinstance(own, Lacking) or replied is None:
        return own
    there = _given(replied, words_of(replied))
    return own if own is Lacking.TOO_SHORT and isinstance(there, Lacking) else there


def _given(message: Message, words: str) -> Submission | Lacking:
    origin = _origin(message)
    if message.document is not None:
        return _upload(message.document, origin)
    if words:
        return _read(message, words, origin)
    return Lacking.NO_WORDS if message.effective_attachment else Lacking.NOTHING


def _upload(document: Document, origin: Origin | None) -> Upload:
    return Upload(document.file_id, document.file_name or "", document.mime_type or "", document.file_size or 0, origin)


def _read(message: Message, words: str, origin: Origin | None) -> Submission | Lacking:
    links = list(_links(message, words))
    rest = words
    for link in links:
        rest = rest.replace(link, "")
    story = _as_story(rest)
    if links and (not story or len(rest) < _STORY):
        # A post of a channel mostly ends with the way to the channel itself.
        ways = [link for link in links if not (origin and _OURS.match(link))]
        if ways:
            return Link(_whole(ways[0]))
    story = _as_story(words)
    return Pasted(story, origin, cut=utf16(words) >= _FULL) if story else Lacking.TOO_SHORT


def _links(message: Message, words: str) -> Iterator[str]:
    """The addresses in the words as they stand there, and those behind the words, in order."""
    entities = message.entities if message.text else message.caption_entities
    found = {
        entity: written
        for entity, written in marked(message.text or message.caption or "", entities)
        if entity.type in {MessageEntity.URL, MessageEntity.TEXT_LINK}
    }
    if not found:
        yield from _ADDRESS.findall(words)
    for entity in sorted(found, key=lambda one: one.offset):
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            yield entity.url
        elif found[entity] in words:
            yield found[entity]


def _whole(link: str) -> str:
    return link if "://" in link else f"https://{link}"


def _as_story(text: str) -> str:
    """A text with a title on its first line; `""` when it is too short for an article.

    Of a single long paragraph, as posts of channels often are, the first sentence is the title.
    """
    lines = [line for line in text.splitlines() if any(map(str.isalnum, line))]
    if len(lines) > 1:
        return text
    parts = sentences(text)
    if len(parts) < 2 or len(text) < _STORY:
        return ""
    start, end = parts[0]
    return f"{text[start:end]}\n\n{text}"


def _origin(message: Message) -> Origin | None:
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    name = origin.chat.username
    url = f"https://t.me/{name}/{origin.message_id}" if name else ""
    return Origin(origin.chat.title or "", url, origin.date)
