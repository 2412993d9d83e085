"""What Telegram shows for an answer: text with markup, keyboard and link preview, always within Telegram's limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot import buttons
from bot.typesetting.credit import credit, tellers
from bot.typesetting.cutting import ELLIPSIS, Excerpt, excerpt, shorten
from bot.typesetting.markup import Markup, blockquote, bold, italic, lines, link, text
from retrieval.answer import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.screens.topics import Topic
    from bot.texts import Texts
    from retrieval.answer import ArticleCard, Quote
    from retrieval.article import Article

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
FOLDED: Final = 350
"""Characters of a passage above which its blockquote is folded until somebody taps it."""

TITLE: Final = 300
LABEL: Final = 60
_PASSAGE: Final = 2500
_MOST_BOLD: Final = 30
"""Far more than an answer ever has; Telegram shows 100 entities in a message, and makes some itself: see
`bot.typesetting.cutting`."""

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

    def under(self, question: str) -> Screen:
        """The same with the question above, where the message replies to none that shows it."""
        return replace(self, text=lines(spelled_out(question), self.text))


def spelled_out(question: str) -> Markup:
    """A question as a line above its answer."""
    return italic(f"“{shorten(question, TITLE)}”")


def title_of(one: ArticleCard | Article, texts: Texts) -> str:
    """An article's title as it is shown, or the word for having none."""
    return shorten(one.title, TITLE, texts.untitled)


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
    body = lines(
        italic(texts.unsure) if status is Status.UNSURE else Markup(),
        quotation(quote, texts),
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
            opening(quote.article, texts),
        ],
    ]
    return Screen(body, keyboard(rows), preview_of(quote.article))


def quotation(quote: Quote, texts: Texts) -> Markup:
    """A quote as it looks everywhere: title, section, the passage with the answer in bold, and where it comes from."""
    return lines(
        bold(title_of(quote.article, texts)),
        text(f"› {shorten(quote.section, TITLE, texts.lead)}"),
        _passage(excerpt(quote.text, quote.highlights, _PASSAGE)),
        text(credit(quote.article, texts)),
    )


def choices(turn: int, cards: Sequence[ArticleCard], texts: Texts) -> Screen:
    """The question back which article is meant, with a button for each that asks the turn's question of it."""
    return Screen(
        text(texts.which),
        keyboard([[button(card_label(card, texts), buttons.AskWithin(turn, card.id))] for card in cards]),
    )


def not_found_within(turn: int, card: ArticleCard, texts: Texts) -> Screen:
    """The honest text when one article has no answer, with a button that asks the turn's question of all."""
    title = title_of(card, texts)
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
        keyboard(topic_rows(topics)),
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
    except ValueError:  # no host to be found, or no port that there is
        return ""
    clean = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    # What stands before an @ is no part of where it leads, and mostly there to deceive.
    plain = "@" not in parts.netloc and not parts.netloc.endswith(":")
    return url if whole and clean and plain and len(url) <= _LONGEST_ADDRESS else ""


def button(label: str, press: buttons.Press) -> InlineKeyboardButton:
    """A button that tells us it was pressed."""
    return InlineKeyboardButton(shorten(label, LABEL, ELLIPSIS), callback_data=buttons.encode(press))


def topic_rows(topics: Iterable[Topic]) -> list[Row]:
    """A button for each topic, which asks about it."""
    return [[button(topic.text, buttons.AskTopic(topic.article, topic.section))] for topic in topics]


def card_label(card: ArticleCard, texts: Texts) -> str:
    """Title and day of an article, to be read on a button."""
    day = f" · {texts.day(card.date)}" if card.date else ""
    return shorten(card.title, LABEL - len(day), texts.untitled) + day


def opening(card: ArticleCard, texts: Texts) -> InlineKeyboardButton:
    """The button that leads to an article: at its address, or else to its outline in a new message."""
    return leading_out(card, texts) or button(texts.open_article, buttons.OpenOutline(card.id))


def leading_out(card: ArticleCard, texts: Texts) -> InlineKeyboardButton | None:
    """The button that leads to an article's address; None when it has none that Telegram would take."""
    address = web_address(card.url)
    return InlineKeyboardButton(texts.open_article, url=address) if address else None


def preview_of(card: ArticleCard) -> LinkPreviewOptions:
    """The small preview of an article's page, if it has an address."""
    address = web_address(card.url)
    return LinkPreviewOptions(url=address, prefer_small_media=True) if address else NO_PREVIEW


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
