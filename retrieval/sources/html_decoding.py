"""Bytes of a web page → str, whatever its labels say."""

from __future__ import annotations

import codecs
import re

from retrieval.sources.html_refusals import PageError, Reason

MAX_PAGE = 10 * 1024 * 1024
"""The largest page that is read, in bytes. Pages carry their program's state and pictures as text; few come near."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers look at 1,024 bytes; some Indonesian systems put styles and comments before it.
_LABELS_WITHIN = 200_000
_META = re.compile(rb"<meta[^>]{1,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w:.-]{2,40})", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|h[1-6]|article|table|span|br)\b", re.IGNORECASE)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_GARBLED_SHARE = 0.25


def decode_html(data: bytes, charset: str = "") -> str:
    """The text of a page: by its byte-order mark, else UTF-8 if it is that, else as `charset` or the page's own label
    says, else windows-1252.

    Labels come last because they lie both ways: bytes that are valid UTF-8 with letters beyond ASCII are nothing else,
    and a label "utf-8" on other bytes is wrong. "iso-8859-1" means windows-1252, as in browsers. Raises PageError:
    EMPTY or NOT_HTML, and TOO_LARGE for more than `MAX_PAGE` bytes.
    """
    if len(data) > MAX_PAGE:
        raise PageError(Reason.TOO_LARGE)
    if not data.strip(b"\0 \t\r\n"):
        raise PageError(Reason.EMPTY)
    text = decoded(data, charset).replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or len(_CONTROLS.findall(text)) > _MAX_CONTROL_SHARE * len(text) or not _MARKUP.search(text):
        raise PageError(Reason.NOT_HTML)
    return text


def decoded(data: bytes, charset: str) -> str:
    """The text of any markup, by the rules of `decode_html`; raises nothing."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mostly = data.decode("utf-8", "replace")
    torn = mostly.count("\ufffd")
    if torn < _GARBLED_SHARE * sum(character > "\x7f" for character in mostly):
        # One reader's comment in another encoding, or a page cut off in the middle of a letter.
        return mostly.replace("\ufffd", "")
    for label in (charset, _label(_META, data), _label(_XML, data)):
        if (codec := _codec(label)) and codec != "utf-8":
            return data.decode(codec, "replace").replace("\ufffd", "")
    # windows-1252 leaves five bytes undefined; none of them can have been a letter.
    return data.decode("cp1252", "ignore")


def _label(pattern: re.Pattern[bytes], data: bytes) -> str:
    match = pattern.search(data, 0, _LABELS_WITHIN)
    return match[1].decode("ascii", "replace") if match else ""


def _codec(label: str) -> str:
    """The codec of a label, `""` for none and for those of Python that are no character sets ("rot13", "zlib")."""
    try:
        name = codecs.lookup(label.strip()).name
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return ""
    return "cp1252" if name in {"iso8859-1", "ascii"} else name
