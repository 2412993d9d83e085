"""What Telegram shows for an answer: text with markup, keyboard and link preview, always within Telegram's limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot import buttons
from bot.credit import credit, tellers
from bot.cutting import ELLIPSIS, Excerpt, excerpt, shorten
from bot.markup import Markup, blockquote, bold, italic, lines, link, text
from retrieval.answer import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from bot.topics import Topic
    from retrieval.answer import ArticleCard, Quote

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
FOLDED: Final = 350
"""Characters of a passage above which its blockquote is folded until somebody taps it."""

TITLE: Final = 300
LABEL: Final = 60
_PASSAGE: Final = 2500
_MOST_BOLD: Final = 30
"""Far more than an answer ever has; Telegram shows 100 entities in a message, and makes some itself (`bot.cutting`)."""

_LONGEST_ADDRESS: Final = 2000
_LARGEST_LABEL_NAME: Final = 64

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as it is to be sent or to become."""

    text: Markup
    keyboard: InlineKeyboardMarkup | None = None
    preview: LinkPreviewOptions = NO_PREVIEW

    @property
    def without_links(self) -> Screen:
        """The same without buttons and previews that lead out of Telegram."""
        rows = self.keyboard.inline_keyboard if self.keyboard else ()
        return Screen(self.text, keyboard([[one for one in row if not one.url] for row in rows]))


def quoted(
    turn: int,
    status: Status,
    quotes: Sequence[Quote],
    shown: int,
    texts: Texts,
    *,
    also: Sequence[ArticleCard] = (),
    voted: bool = False,
) -> Screen:
    """Quote number `shown` (counted round) of a turn, with its buttons; those of the vote go once it is cast.

    `also` are other articles that report the same as the first quote.
    """
    number = shown % len(quotes)
    quote = quotes[number]
    address = web_address(quote.article.url)
    body = lines(
        italic(texts.unsure) if status is Status.UNSURE else Markup(),
        bold(shorten(quote.article.title, TITLE, texts.untitled)),
        text(f"› {shorten(quote.section, TITLE, texts.lead)}"),
        _passage(excerpt(quote.text, quote.highlights, _PASSAGE)),
        text(credit(quote.article, texts)),
        Markup() if number else _also(quote.article, also, texts),
        Markup() if voted else italic(texts.did_it_help),
    )
    more = buttons.Turnover(turn, (number + 1) % len(quotes), voted)
    position = f" {number + 1}/{len(quotes)}" if number else ""
    rows: list[Row] = [
        []
        if voted
        else [
            button(texts.yes, buttons.Vote(turn, helpful=True, shown=number)),
            button(texts.no, buttons.Vote(turn, helpful=False, shown=number)),
        ],
        [
            *([button(texts.other_part + position, more)] if len(quotes) > 1 else []),
            InlineKeyboardButton(texts.open_article, url=address)
            if address
            else button(texts.open_article, buttons.OpenOutline(quote.article.id)),
        ],
    ]
    preview = LinkPreviewOptions(url=address, prefer_small_media=True) if address else NO_PREVIEW
    return Screen(body, keyboard(rows), preview)


def choices(turn: int, cards: Sequence[ArticleCard], texts: Texts) -> Screen:
    """The question back which article is meant, with a button for each that asks the turn's question of it."""
    return Screen(
        text(texts.which),
        keyboard([[button(card_label(card, texts), buttons.AskWithin(turn, card.id))] for card in cards]),
    )


def not_found_within(turn: int, card: ArticleCard, texts: Texts) -> Screen:
    """The honest text when one article has no answer, with a button that asks the turn's question of all."""
    title = shorten(card.title, TITLE, texts.untitled)
    return Screen(
        lines(text(texts.not_found_within.format(title=title)), text(texts.ask_everywhere_hint)),
        keyboard([[button(texts.ask_everywhere, buttons.AskEverywhere(turn))]]),
    )


def not_found(texts: Texts) -> Screen:
    """The honest text when nothing answers, with what to try next."""
    return Screen(
        lines(
            text(texts.not_found),
            text(texts.not_found_hint),
        ),
        keyboard([[button(texts.see_articles, buttons.OpenList())]]),
    )


def greeting(name: str, topics: Sequence[Topic], texts: Texts) -> Screen:
    """The first message to somebody, with topics to tap."""
    return Screen(
        lines(
            bold(texts.hello.format(name=shorten(name, _LARGEST_LABEL_NAME, texts.nameless))),
            lines(
                text(texts.what_i_do),
                text(texts.just_ask if topics else texts.empty_library),
                text(texts.try_one) if topics else Markup(),
                by="\n\n",
            ),
        ),
        keyboard([[button(topic.text, buttons.AskTopic(topic.article, topic.section))] for topic in topics]),
    )


def help_page(topic: Topic | None, texts: Texts) -> Screen:
    """How to use the bot."""
    return Screen(
        lines(
            lines(bold(texts.help_title), *(text(f"• {line}") for line in texts.help_asking)),
            lines(*(text(f"{command}  {meaning}") for command, meaning in texts.help_commands)),
            text(texts.help_example.format(topic=shorten(topic.text, TITLE))) if topic else Markup(),
            by="\n\n",
        )
    )


def only_words(topic: Topic | None, texts: Texts) -> Screen:
    """What is said to a picture, a voice, a sticker or mere emoji."""
    example = text(texts.only_words_example.format(topic=shorten(topic.text, TITLE))) if topic else Markup()
    return Screen(lines(text(texts.only_words), example, by=" "))


def sentence(content: str) -> Screen:
    """A short text without buttons."""
    return Screen(text(content))


def web_address(url: str) -> str:
    """The URL if Telegram would take it for a button, or else `""`."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and "." in (parts.hostname or "").strip(".") and parts.port != 0
        whole = whole and not parts.netloc.endswith(":")
    except ValueError:  # no host to be found, or no port that there is
        return ""
    clean = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    # What stands before an @ is no part of where it leads, and mostly there to deceive.
    return url if whole and clean and "@" not in parts.netloc and len(url) <= _LONGEST_ADDRESS else ""


def button(label: str, press: buttons.Press) -> InlineKeyboardButton:
    """A button that tells us it was pressed."""
    return InlineKeyboardButton(shorten(label, LABEL, ELLIPSIS), callback_data=buttons.encode(press))


def card_label(card: ArticleCard, texts: Texts) -> str:
    """Title and day of an article, to be read on a button."""
    day = f" · {texts.day(card.date)}" if card.date else ""
    return shorten(card.title, LABEL - len(day), texts.untitled) + day


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons, or None when none has."""
    full = [row for row in rows if row]
    return InlineKeyboardMarkup(full) if full else None


def _also(card: ArticleCard, also: Sequence[ArticleCard], texts: Texts) -> Markup:
    """Who else reports what `card` is quoted for, each name leading there; nothing when nobody else does."""
    names = Markup()
    for other in tellers(card, also):
        address = web_address(other.url)
        name = link(other.publisher, address) if address else text(other.publisher)
        names = names + text(", ") + name if names else name
    if not names:
        return names
    before, _, behind = texts.also.partition("{publishers}")
    return text(before) + names + text(behind)


def _passage(part: Excerpt) -> Markup:
    content, at = Markup(), 0
    for start, end in part.highlights[:_MOST_BOLD]:
        content = content + text(part.text[at:start]) + bold(part.text[start:end])
        at = end
    content += text(part.text[at:])
    return blockquote(content, expandable=len(part.text) > FOLDED)
