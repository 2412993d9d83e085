"""Where a quote comes from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.cutting import shorten

if TYPE_CHECKING:
    from bot.texts import Texts
    from retrieval.answer import ArticleCard

_PUBLISHER: Final = 150


def credit(card: ArticleCard, texts: Texts) -> str:
    """Publisher and day, as far as they are known: `IDN Times · 29 Jan 2024`."""
    parts = (shorten(card.publisher, _PUBLISHER), texts.day(card.date) if card.date else "")
    return " · ".join(filter(None, parts))
