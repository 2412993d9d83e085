"""What a message of the bot is made of, and what Telegram checks of it."""

from collections.abc import Sequence
from typing import Final, TypeVar

from aiogram.client.default import Default
from aiogram.types import LinkPreviewOptions, MessageEntity

from . import tdlib
from .refusal import bad_request
from .world import World

_TEXT_UNITS: Final = 4096
_CAPTION_UNITS: Final = 1024
_MOST_ENTITIES: Final = 100

_T = TypeVar("_T")


def given(value: _T | Default | None) -> _T | None:
    """What the request said, or None where it left the choice to aiogram's defaults, which the Bot API has not."""
    return None if isinstance(value, Default) else value


class Composer:
    """Texts, captions and previews. Every method raises `Refusal` (400) where Telegram would."""

    def __init__(self, world: World) -> None:
        self._world = world

    def text(
        self, text: str, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
    ) -> tdlib.FormattedText:
        """The text of a message, parsed and trimmed."""
        if not text:
            raise bad_request("message text is empty")
        body = self._formatted(text, parse_mode, entities)
        if not body.text:
            raise bad_request("text must be non-empty")
        if body.length > _TEXT_UNITS:
            raise bad_request("message is too long")
        return body

    def preview(
        self, wanted: LinkPreviewOptions | Default | None, body: tdlib.FormattedText
    ) -> LinkPreviewOptions | None:
        """The link preview as Telegram reports it: of the page asked for, else of the first link."""
        options = given(wanted)
        if options is not None and given(options.is_disabled):
            return options
        links = (
            entity.url or entity.extract_from(body.text)
            for entity in body.entities
            if entity.type in {"url", "text_link"}
        )
        page = (options.url if options else None) or next(links, None)
        if page is None:
            return None
        return options.model_copy(update={"url": page}) if options else LinkPreviewOptions(url=page)

    def caption(
        self, caption: str | None, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
    ) -> tdlib.FormattedText:
        """The caption of a file, parsed and trimmed; it may be empty."""
        body = self._formatted(caption or "", parse_mode, entities)
        if body.length > _CAPTION_UNITS:
            raise bad_request("message caption is too long")
        return body

    def _formatted(
        self, text: str, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
    ) -> tdlib.FormattedText:
        mode = given(parse_mode)
        if entities and not mode:
            body = tdlib.with_detected(tdlib.trimmed(tdlib.FormattedText(text, tuple(entities))))
        else:
            body = tdlib.parse(text, mode, self._world.users)
        if len(body.entities) > _MOST_ENTITIES:
            # Telegram drops the rest without a word, which no bot wants.
            self._world.journal.violation(f"a text has {len(body.entities)} entities, more than {_MOST_ENTITIES}")
        if any(entity.offset < 0 or entity.offset + entity.length > body.length for entity in body.entities):
            self._world.journal.violation("an entity reaches out of its text")
        return body
