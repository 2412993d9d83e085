"""Why a page was not fetched."""

from __future__ import annotations

from enum import StrEnum

from retrieval.errors import ArticleError


class Reason(StrEnum):
    """What kept a page from being fetched, one for each thing that a person could be told to do about it."""

    BAD_URL = "bad_url"
    """Not an address that can be read in one way only: no host, control characters, a password in it, odd numbers."""
    NOT_HTTP = "not_http"
    """Another scheme than http and https, or none."""
    BAD_PORT = "bad_port"
    """A port that web pages are not served on."""
    PRIVATE = "private"
    """The host, or the host of a redirect, has an address that is not of the public internet."""
    UNKNOWN_HOST = "unknown_host"
    """The host's name has no address."""
    UNREACHABLE = "unreachable"
    """No connection, or one that broke off."""
    TLS = "tls"
    """https without a valid certificate for this host."""
    TOO_SLOW = "too_slow"
    """The whole page did not come in the time given."""
    TOO_BIG = "too_big"
    """More bytes than allowed, as they came or unpacked."""
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_AN_ARTICLE = "not_an_article"
    """A kind of content that no article is read from, a picture say."""
    NOT_FOUND = "not_found"
    """The site says that there is no such page (any more)."""
    FORBIDDEN = "forbidden"
    """The site wants a login or a payment, or does not let programs in."""
    SITE_ERROR = "site_error"
    """The site fails or is too busy: worth another try later."""
    UNREADABLE = "unreadable"
    """The answer breaks the rules of HTTP, or is incomplete."""


class FetchError(ArticleError):
    """A page was not fetched; `reason` says which of the few kinds it is, the message what to do."""

    def __init__(self, reason: Reason, message: str, *, status: int = 0, retry_after: int = 0) -> None:
        """`message` is a sentence for an operator; it never holds more of the URL than its checked host.

        `status` is HTTP's, where that is the reason, and `retry_after` the seconds that the site wants to be left alone
        (0 where it does not say).
        """
        super().__init__(message)
        self.reason: Reason = reason
        self.status = status
        self.retry_after = retry_after


def too_big() -> FetchError:
    """The error for a page that is larger than allowed, wherever that shows."""
    return FetchError(Reason.TOO_BIG, "The page is too big; save the article's text and send that instead.")
