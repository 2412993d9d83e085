"""Why what an editor gave or asked for came to nothing: errors, and the sentence for each in `Texts.problems`.

What an error says itself is for operators, and in English; nobody in a chat ever sees it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from retrieval.editing import QuotaError, UndoError
from retrieval.errors import ArticleError
from retrieval.sources.encoding import TextError
from retrieval.sources.html_refusals import PageError
from retrieval.sources.refusals import DocumentError
from retrieval.web import FetchError

if TYPE_CHECKING:
    from bot.texts import Texts

NO_ARTICLE = "text.nothing"
"""The name of what is wrong with a text that is none of an article."""


class Given(StrEnum):
    """What is wrong with what was given, before anything of it is read."""

    TOO_SHORT = "too_short"
    NO_WORDS = "no_words"
    TOO_BIG = "too_big"
    """More than Telegram lets a bot fetch."""
    LOST = "lost"
    """Telegram did not give us the file."""
    SEVERAL = "several"
    """Several articles, where one is to be replaced."""
    GONE = "gone"
    """The article that is to be changed is no longer there."""
    TITLE = "title"
    """No title in it."""


class GivenError(ArticleError):
    """What was given cannot be used; `reason` says why."""

    def __init__(self, reason: Given) -> None:
        super().__init__(reason.name)
        self.reason: Given = reason


def name_of(error: ArticleError) -> str:
    """The name of a problem in `Texts.problems`."""
    match error:
        case GivenError():
            return f"given.{error.reason.value}"
        case FetchError():
            return f"web.{error.reason.value}"
        case PageError():
            return f"page.{error.reason.value}"
        case DocumentError():
            return f"file.{error.reason.value}"
        case TextError():
            return f"text.{error.reason.value}"
        case UndoError():
            return f"undo.{error.reason.value}"
        case QuotaError():
            return "quota.full" if error.most else "quota.none"
        case _:
            return NO_ARTICLE


def told(error: ArticleError, texts: Texts) -> str:
    """The sentence for a problem, which says what to do."""
    sentence = dict(texts.problems)[name_of(error)]
    return sentence.format(most=error.most) if isinstance(error, QuotaError) else sentence
