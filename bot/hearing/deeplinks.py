"""Deep links, `https://t.me/<bot>?start=…`: to an article, a passage or a question, in the 64 signs Telegram allows."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 64
_FORM: Final = re.compile(
    r"(?:a(?P<article>[1-9]\d{0,17})|p(?P<passage>[1-9]\d{0,17})-(?P<of>[1-9]\d{0,17})|q(?P<question>[\w-]*))"
)


@dataclass(frozen=True, slots=True)
class ToArticle:
    """Talk about the article of this id."""

    article: int


@dataclass(frozen=True, slots=True)
class ToPassage:
    """Show the passage of this id, or its article when that was written anew."""

    passage: int
    article: int


@dataclass(frozen=True, slots=True)
class ToQuestion:
    """Answer this question; ask for one when it is `""`."""

    question: str


Link = ToArticle | ToPassage | ToQuestion


def parameter(link: Link) -> str:
    """What stands behind `?start=`. A question that is too long for a link (some 45 letters are not) is left out."""
    match link:
        case ToArticle(article):
            return f"a{article}"
        case ToPassage(passage, article):
            return f"p{passage}-{article}"
        case ToQuestion(question):
            packed = "q" + urlsafe_b64encode(question.encode("utf-8", "replace")).decode().rstrip("=")
            return packed if len(packed) <= LONGEST else "q"


def read(parameter: str) -> Link | None:
    """The link that `/start` brought; None when it is none of ours: anybody can write anything there."""
    match = _FORM.fullmatch(parameter)
    if match is None or len(parameter) > LONGEST or not parameter.isascii():
        return None
    if match["article"]:
        return ToArticle(int(match["article"]))
    if match["passage"]:
        return ToPassage(int(match["passage"]), int(match["of"]))
    packed = match["question"]
    try:
        return ToQuestion(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError):
        return None


def address(bot_name: str, link: Link) -> str:
    """The whole link, which opens the bot's private chat."""
    return f"https://t.me/{bot_name}?start={parameter(link)}"
