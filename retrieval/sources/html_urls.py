"""One address for one article: the canonical one, whichever variant of the page was opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tld import get_fld

from retrieval.sources.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 2000
# courlan's cleaner (which trafilatura brings) also drops "cid", "eid", "source" and "ref…" wherever they stand in a
# name: "artikel.php?cid=12" and "?cid=13" would be one article. So here are only names that are nothing else.
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_(?:campaign|source|medium|kwd)|hsa_\w+|mc_[ce]id|ga_\w+|at_(?:medium|campaign|format|custom\w*|link\w*|ptr_\w+|bbc_\w+)|_ga|_gl"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|yclid|ttclid|igsh(?:id)?|ysclid|epik|s?cmpid|ncid|ocid"
    r"|tag_from|tracking_page_\w+|source_ref|ref_?src|ref_url|usqp|__twitter_impression|fb_action_\w+|share_from|cx_\w+"
    r"|__source|wprov|guce_\w+|sfnsn|mibextid|_x_tr_\w+)$",
    re.IGNORECASE,
)
_PARTS = frozenset({"page", "hal", "halaman", "paged", "showpage"})
"""Names that tell which part of an article is shown, when their value is a number or all of it."""
_WHOLE = frozenset({"all", "single", "semua", "full"})
_VARIANT = {"amp": None, "m": {"0", "1"}, "outputtype": {"amp"}, "output": {"amp"}, "view": {"amp"}, "amp_js_v": None,
            "amp_gsa": None, "amp_markup": None}  # fmt: skip
_AMP_PATH = re.compile(r"(?:/amp/?|\.amp|/\?amp)$", re.IGNORECASE)
_SHARED = frozenset({"medium.com", "substack.com", "wordpress.com", "kompasiana.com", "weebly.com", "wixsite.com"})
"""Sites on whose subdomains strangers publish, as far as the public suffix list does not say so."""


def canonical_url(url: str, declared: Iterable[str] = ()) -> str:
    """The address of the article on the page that was fetched from `url` (`""` if unknown), clean.

    `declared` are the addresses that the page gives itself, best first, absolute or not. One is believed when it is of
    the same site as `url` and leads to more than the site's front page: adding an article replaces the one with its
    address, so no page may name another site's. Without any the answer is `url` itself, or `""`.
    """
    url = _checked(url)
    for candidate in filter(None, map(str.strip, declared)):
        address = _checked(candidate, url)
        if not address or (urlsplit(address).path in {"", "/"} and not urlsplit(address).query):
            continue
        if not url or site_of(address) == site_of(url):
            return tidy_url(address)
    return tidy_url(url) if url else ""


def tidy_url(url: str) -> str:
    """An address without fragment, tracking, and what only says which part or variant of the page is shown."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name) and not _is_variant(name.lower(), value.lower())
    ]
    query = parts.query
    if len(kept) != len(parse_qsl(parts.query, keep_blank_values=True)):
        query = urlencode(kept)
    path = _AMP_PATH.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, ""))


def site_of(url: str) -> str:
    """The name that the owner of an address has registered: "news.detik.com" → "detik.com", "www.kpu.go.id" →
    "kpu.go.id", and a blog's own "nama.blogspot.com"."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    site = get_fld(url, fail_silently=True, search_private=True) or ".".join(host.split(".")[-2:])
    return host if site in _SHARED or host.replace(".", "").isdigit() else site


def part_of(url: str) -> str:
    """Which part of an article an address shows: "2", "all" (in small letters), or `""` where it does not say."""
    pairs = parse_qsl(urlsplit(url).query)
    values = [value.lower() for name, value in pairs if name.lower() in _PARTS]
    return next((value for value in values if value.isdecimal() or value in _WHOLE), "")


def _is_variant(name: str, value: str) -> bool:
    if name in _PARTS:
        return value.isdecimal() or value in _WHOLE
    return name in _VARIANT and ((allowed := _VARIANT[name]) is None or value in allowed)


def _checked(url: str, base: str = "") -> str:
    """A whole http address, else `""`; a relative one is taken from `base`."""
    url = clean(url, mended=False).replace(" ", "%20")
    try:
        url = urljoin(base, url)
        parts = urlsplit(url)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and len(url) <= _LONGEST
    except ValueError:
        return ""
    return url if usable else ""
