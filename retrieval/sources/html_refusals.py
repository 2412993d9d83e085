"""Why a web page is not read as an article."""

from __future__ import annotations

from enum import StrEnum

from retrieval.errors import ArticleError


class Reason(StrEnum):
    """What kept a page from being read, one for each thing that a person could be told to do about it."""

    EMPTY = "empty"
    """Nothing in it."""
    NOT_HTML = "not_html"
    """Binary data, or a text without any markup."""
    TOO_LARGE = "too_large"
    """More bytes, elements or nesting than any article has."""
    LOGIN = "login"
    """A stub before a login or a payment."""
    LISTING = "listing"
    """Headlines of many articles, and the text of none."""
    PICTURES = "pictures"
    """Pictures or a video, and nothing to read."""
    NO_TEXT = "no_text"
    """No readable paragraph, for none of the reasons above."""


_MESSAGES = {
    Reason.EMPTY: "This page is empty. Open it in a browser, and send its text if it shows one.",
    Reason.NOT_HTML: "This is not a web page: save the page as HTML, or its text as .txt, and send that.",
    Reason.TOO_LARGE: "This page is too large for an article. Send the article's text as .txt instead.",
    Reason.LOGIN: (
        "This page shows the article only after a login or a subscription. Send the article's text if you may."
    ),
    Reason.LISTING: "This page lists headlines and has no article of its own. Open one of them and send its address.",
    Reason.PICTURES: "This page has pictures or a video and no text that can be read. Send the text as .txt.",
    Reason.NO_TEXT: (
        "No article was found on this page. If a browser shows one, copy its text, title first, and send that."
    ),
}


class PageError(ArticleError):
    """A page holds no article; `reason` says which of the few kinds it is, the message what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason: Reason = reason
