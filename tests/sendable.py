"""Whether Telegram would take what the bot is about to send, and show of it what was meant and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiogram.types import InlineKeyboardMarkup

from bot import buttons
from tests.double.keyboards import checked
from tests.double.tdlib import FormattedText, accepts_link, parse, utf16_length

if TYPE_CHECKING:
    from bot.screens.render import Screen

LINKED: Final = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
"""The kinds of entities that Telegram makes itself of what stands in a text."""
_OURS: Final = frozenset({"bold", "italic", "blockquote", "expandable_blockquote", "text_link"})


def sent(screen: Screen) -> FormattedText:
    """The text of a screen as Telegram reads it.

    Asserts that its parser finds the very words that are sent as plain text, that text, entities (Telegram's own
    included) and keyboard are within the limits, and that no markup came in from outside.
    """
    parsed = parse(screen.text.html, "HTML", {})
    assert parsed.text.strip() == screen.text.plain.strip()
    assert utf16_length(screen.text.plain) <= 4096
    assert len(parsed.entities) <= 100
    ours = [entity for entity in parsed.entities if entity.type not in LINKED]
    assert len(ours) <= screen.text.entities
    assert {entity.type for entity in ours} <= _OURS
    assert all((entity.url or "").startswith(("http://", "https://")) for entity in ours if entity.type == "text_link")
    if screen.preview.url:
        assert accepts_link(str(screen.preview.url))
    if screen.keyboard:
        checked(InlineKeyboardMarkup.model_validate_json(screen.keyboard.to_json()))
    for button in (button for row in screen.keyboard.inline_keyboard for button in row) if screen.keyboard else ():
        assert 0 < utf16_length(button.text) <= 64
        assert "\n" not in button.text
        assert button.url or buttons.decode(str(button.callback_data))
    return parsed


def blockquote_bold(parsed: FormattedText) -> list[str]:
    """What is bold in a text's quotation, in order."""
    quotation = next((entity for entity in parsed.entities if entity.type.endswith("blockquote")), None)
    if quotation is None:
        return []
    return [
        entity.extract_from(parsed.text)
        for entity in parsed.entities
        if entity.type == "bold" and quotation.offset <= entity.offset < quotation.offset + quotation.length
    ]
