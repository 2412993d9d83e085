"""What we ask an editor for, in a message that tells by itself what it asked when somebody replies to it.

So a reply counts at any time, also after a restart: the message's first words are known, and the article that it is
about stands in it as a link. Where an unanswered question
is shown, the buttons tell which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from telegram import ForceReply, MessageEntity

from bot import buttons
from bot.addressing import Request, Wanted
from bot.hearing import deeplinks
from bot.texts import LANGUAGES, texts_of
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, lines, link, text

if TYPE_CHECKING:
    from telegram import Message, User

    from bot.texts import Texts
    from retrieval.answer import ArticleCard

_TITLE: Final = "{title}"
_LONGEST_TITLE: Final = 200
_NAME: Final = "{name}"
_LONGEST_NAME: Final = 64


def wording(
    wanted: Wanted, card: ArticleCard | None, bot_name: str, texts: Texts, *, asked: User | None = None
) -> Markup:
    """The words that ask for something; about the article `card`, unless it is a new one that is wanted.

    They name who is `asked` where the message replies to none of theirs: whom Telegram is to open the input field for.
    """
    before, _, behind = _template(wanted, texts).partition(_TITLE)
    words = text(before)
    if card is not None:
        title = shorten(card.title, _LONGEST_TITLE, texts.untitled)
        words = words + link(title, deeplinks.address(bot_name, deeplinks.ToArticle(card.id))) + text(behind)
    return words if asked is None else lines(_named(asked, texts), words)


def field(wanted: Wanted, texts: Texts, *, private: bool) -> ForceReply:
    """The input field made ready for whoever was asked."""
    placeholder = texts.title_placeholder if wanted is Wanted.TITLE else texts.article_placeholder
    return ForceReply(input_field_placeholder=placeholder, selective=None if private else True)


def request_in(message: Message) -> Request | None:
    """What one of our own messages asks for; None when it asks for nothing."""
    if (miss := _miss_in(message)) is not None:
        return Request(Wanted.PASSAGE, miss=miss)
    for texts in map(texts_of, LANGUAGES):
        written = _without_name(message.text or "", texts)
        for wanted in Wanted:
            if not written.startswith(_template(wanted, texts).partition(_TITLE)[0]):
                continue
            article = _article_in(message)
            if (article is None) == (wanted is Wanted.ARTICLE):
                return Request(wanted, article)
    return None


def _named(person: User, texts: Texts) -> Markup:
    before, _, behind = texts.asked_of.partition(_NAME)
    name = shorten(person.first_name, _LONGEST_NAME, texts.nameless)
    return text(before) + link(name, f"tg://user?id={person.id}") + text(behind)


def _without_name(written: str, texts: Texts) -> str:
    first, _, rest = written.partition("\n")
    before, _, behind = texts.asked_of.partition(_NAME)
    return rest if first.startswith(before) and first.endswith(behind) else written


def _template(wanted: Wanted, texts: Texts) -> str:
    match wanted:
        case Wanted.ARTICLE:
            return texts.ask_article
        case Wanted.REPLACEMENT:
            return texts.ask_replacement
        case Wanted.TITLE:
            return texts.ask_title
        case Wanted.PASSAGE:
            return texts.missed_which


def _miss_in(message: Message) -> int | None:
    """The question that one of our messages is about, to which a passage is looked for."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    pressed = (buttons.decode(str(button.callback_data)) for row in rows for button in row)
    return next((press.miss for press in pressed if isinstance(press, buttons.SeekPassage | buttons.Pin)), None)


def _article_in(message: Message) -> int | None:
    """The article that the first link of one of our messages leads to."""
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            start = parse_qs(urlsplit(entity.url).query).get("start", [""])[0]
            found = deeplinks.read(start)
            return found.article if isinstance(found, deeplinks.ToArticle) else None
    return None
