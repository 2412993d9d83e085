"""What we ask an editor for, in a message that tells by itself what it asked when somebody replies to it.

So a reply counts at any time, also after a restart: the message's first words are known, and the article that it is
about stands in it as a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from telegram import ForceReply, MessageEntity

from bot import deeplinks
from bot.addressing import Request, Wanted
from bot.cutting import shorten
from bot.markup import Markup, link, text
from bot.texts import LANGUAGES, texts_of

if TYPE_CHECKING:
    from telegram import Message

    from bot.texts import Texts
    from retrieval.answer import ArticleCard

_TITLE: Final = "{title}"
_LONGEST_TITLE: Final = 200


def wording(wanted: Wanted, card: ArticleCard | None, bot_name: str, texts: Texts) -> Markup:
    """The words that ask for something; about the article `card`, unless it is a new one that is wanted."""
    before, _, behind = _template(wanted, texts).partition(_TITLE)
    if card is None:
        return text(before)
    title = shorten(card.title, _LONGEST_TITLE, texts.untitled)
    return text(before) + link(title, deeplinks.address(bot_name, deeplinks.ToArticle(card.id))) + text(behind)


def field(wanted: Wanted, texts: Texts, *, private: bool) -> ForceReply:
    """The input field made ready for whoever was asked."""
    placeholder = texts.title_placeholder if wanted is Wanted.TITLE else texts.article_placeholder
    return ForceReply(input_field_placeholder=placeholder, selective=None if private else True)


def request_in(message: Message) -> Request | None:
    """What one of our own messages asks for; None when it asks for nothing."""
    written = message.text or ""
    for texts in map(texts_of, LANGUAGES):
        for wanted in Wanted:
            if not written.startswith(_template(wanted, texts).partition(_TITLE)[0]):
                continue
            article = _article_in(message)
            if (article is None) == (wanted is Wanted.ARTICLE):
                return Request(wanted, article)
    return None


def _template(wanted: Wanted, texts: Texts) -> str:
    match wanted:
        case Wanted.ARTICLE:
            return texts.ask_article
        case Wanted.REPLACEMENT:
            return texts.ask_replacement
        case Wanted.TITLE:
            return texts.ask_title


def _article_in(message: Message) -> int | None:
    """The article that the first link of one of our messages leads to."""
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            start = parse_qs(urlsplit(entity.url).query).get("start", [""])[0]
            found = deeplinks.read(start)
            return found.article if isinstance(found, deeplinks.ToArticle) else None
    return None
