"""The channel post that an article came from, to be quoted natively: one tap leads there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram.constants import MessageLimit

from bot.typesetting.markup import sound, utf16
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from retrieval.answer import Quote

# Without t.me/c/…: those channels are private, and the bot may be a member of none of them. "s/" is the web preview.
_POST: Final = re.compile(
    r"https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?(?P<channel>[A-Za-z]\w{3,31})/(?:\d+/)?(?P<message>[1-9]\d{0,9})(?:\?\S*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SourcePost:
    """A public channel's post (`@channel` and the message's number) and the words of it to quote, maybe none."""

    channel: str
    message: int
    words: str


def source_post(quote: Quote) -> SourcePost | None:
    """The post that a quote's article came from, with the sentence that answers; None when it came from none."""
    match = _POST.fullmatch(quote.article.url)
    return SourcePost(f"@{match['channel']}", int(match["message"]), _words(quote)) if match else None


def _words(quote: Quote) -> str:
    """The sentence with the first highlight, or the first one: the less is quoted, the surer it is word for word."""
    at = quote.highlights[0][0] if quote.highlights else 0
    spans = sentences(quote.text)
    start, end = next(((start, end) for start, end in spans if start <= at < end), (0, 0))
    words = quote.text[start:end]
    fits = sound(words) == words and utf16(words) <= MessageLimit.MAX_TEXT_LENGTH // 4  # Telegram's limit for quotes
    return words if fits else ""
