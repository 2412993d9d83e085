"""Where a quote comes from, and who else reports it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.typesetting.cutting import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.answer import ArticleCard

_PUBLISHER: Final = 150
_TELLER: Final = 60


def credit(card: ArticleCard, texts: Texts) -> str:
    """Publisher and day, as far as they are known: `IDN Times · 29 Jan 2024`."""
    parts = (shorten(card.publisher, _PUBLISHER), texts.day(card.date) if card.date else "")
    return " · ".join(filter(None, parts))


def tellers(card: ArticleCard, also: Sequence[ArticleCard]) -> list[ArticleCard]:
    """Those of `also` whose publisher is known and not that of `card`, one a publisher, their names made short."""
    found: dict[str, ArticleCard] = {}
    for other in also:
        name = shorten(other.publisher, _TELLER)
        if name.casefold() != shorten(card.publisher, _TELLER).casefold():
            found.setdefault(name.casefold(), replace(other, publisher=name))
    found.pop("", None)
    return list(found.values())
