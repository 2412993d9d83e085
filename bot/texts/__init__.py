"""Every word that people read, in two languages. Fields with `{names}` are filled in by `str.format`."""

from __future__ import annotations

from typing import Final

from bot.texts.en import ENGLISH
from bot.texts.id import INDONESIAN
from bot.texts.shape import Texts

__all__ = ["LANGUAGES", "Texts", "language_for", "texts_of"]

LANGUAGES: Final = ("id", "en")
_INDONESIAN_READERS: Final = frozenset({"id", "ms", "jv", "su"})


def texts_of(language: str) -> Texts:
    """The texts of a language that Kutip speaks (`id` or `en`)."""
    return ENGLISH if language == "en" else INDONESIAN


def language_for(code: str | None, default: str) -> str:
    """The language to speak to somebody whose Telegram is in `code` (`en-GB`, `id`, …, None when it does not say)."""
    primary = (code or "").lower().partition("-")[0]
    if primary == "en":
        return "en"
    return "id" if primary in _INDONESIAN_READERS else default
