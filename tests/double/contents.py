"""What people put into messages: words, files and stickers."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.types import Document, MessageEntity, PhotoSize, Sticker, User

from .tdlib import detect, utf16_length
from .world import World


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds: its fields, and how a transcript shows it."""

    shown: str
    fields: Mapping[str, object]


def words(text: str, mentioning: Mapping[str, User] | None = None) -> Content:
    """A text, with the commands, mentions and links that Telegram finds in it.

    `mentioning` marks the first place of each of its keys as a mention of a user by their id. Raises ValueError when
    `text` has no such part.
    """
    return Content(text, {"text": text} | _entities(text, "entities", mentioning or {}))


def document(world: World, name: str, content: bytes, mime_type: str, caption: str | None) -> Content:
    """A file called `name`, which the bot can fetch."""
    stored = world.store("documents", name, content)
    sent = Document(
        file_id=stored.file_id,
        file_unique_id=f"U{stored.file_id}",
        file_name=name,
        mime_type=mime_type,
        file_size=len(content),
    )
    return Content(_shown(f"(sends {name})", caption), {"document": sent} | _caption(caption))


def photo(world: World, content: bytes, width: int, height: int, caption: str | None) -> Content:
    """A picture of `width` × `height` pixels, in one size."""
    stored = world.store("photos", "photo.jpg", content)
    size = PhotoSize(
        file_id=stored.file_id,
        file_unique_id=f"U{stored.file_id}",
        width=width,
        height=height,
        file_size=len(content),
    )
    return Content(_shown("(sends a photo)", caption), {"photo": [size]} | _caption(caption))


def sticker(world: World, emoji: str) -> Content:
    """A sticker that stands for `emoji`."""
    stored = world.store("stickers", "sticker.webp", b"RIFF\x1a\x00\x00\x00WEBP")
    sent = Sticker(
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
    return Content(f"(sends a sticker {emoji})", {"sticker": sent})


def _shown(deed: str, caption: str | None) -> str:
    return deed if caption is None else f"{deed} {caption}"


def _caption(caption: str | None) -> dict[str, object]:
    return {"caption": caption} | _entities(caption, "caption_entities", {}) if caption else {}


def _entities(text: str, field: str, mentioning: Mapping[str, User]) -> dict[str, object]:
    named = [
        MessageEntity(
            type="text_mention", offset=utf16_length(text[: text.index(part)]), length=utf16_length(part), user=user
        )
        for part, user in mentioning.items()
    ]
    found = sorted([*detect(text), *named], key=lambda entity: entity.offset)
    return {field: found} if found else {}
