"""A URL → the bytes of the page behind it, without ever connecting to anything but the public internet.

`fetch` is all that its users need; `Guard` and `Limits` are its rules, `FetchError` and its `Reason` what it refuses.
"""

from retrieval.web.answers import CONTENT_TYPES, DOCX, FEEDS, HTML, PDF, PLAIN, XHTML, Edition
from retrieval.web.fetching import Limits, Page, fetch
from retrieval.web.guard import Guard
from retrieval.web.refusals import FetchError, Reason

__all__ = [
    "CONTENT_TYPES",
    "DOCX",
    "FEEDS",
    "HTML",
    "PDF",
    "PLAIN",
    "XHTML",
    "Edition",
    "FetchError",
    "Guard",
    "Limits",
    "Page",
    "Reason",
    "fetch",
]
