"""What Telegram checks of an inline keyboard."""

from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from .refusal import bad_request
from .tdlib import accepts_link

_ACTIONS: Final = frozenset(InlineKeyboardButton.model_fields) - {"text", "icon_custom_emoji_id", "style"}
_MODELLED: Final = frozenset(
    {"url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "copy_text"}
)
_DATA_BYTES: Final = 64


def checked(markup: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """The keyboard as Telegram keeps it, without empty rows; None when nothing is left. Raises `Refusal` (400)."""
    if markup is None:
        return None
    rows = [row for row in markup.inline_keyboard if row]
    for row in rows:
        for button in row:
            _check(button)
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _check(button: InlineKeyboardButton) -> None:
    actions = {name for name in _ACTIONS if getattr(button, name) is not None}
    if not button.text.strip():
        raise bad_request("can't parse inline keyboard button: the text is empty")
    if not actions:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1 or not actions <= _MODELLED:
        raise bad_request(f"can't parse inline keyboard button: {', '.join(sorted(actions))} together are not modelled")
    data = button.callback_data
    if data is not None and not 1 <= len(data.encode()) <= _DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and not accepts_link(button.url):
        raise bad_request(f"Inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
