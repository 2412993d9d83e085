"""Text with markup for Telegram. The one place where text is made safe and where HTML is built."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from retrieval.sources.cleaning import mend

_UNSOUND: Final = re.compile(
    "(?P<line>\r\n?|[\x0b\x0c\x85\u2028\u2029])|(?P<space>[\t\x1c-\x1f])|(?P<torn>[\ud800-\udfff])"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"
)
_SOUND: Final = {"line": "\n", "space": " ", "torn": "\ufffd"}


@dataclass(frozen=True, slots=True)
class Markup:
    """A text as HTML and as plain text, with the number of entities in it. Add them up with `+`."""

    html: str = ""
    plain: str = ""
    entities: int = 0

    def __add__(self, other: Markup) -> Markup:
        return Markup(self.html + other.html, self.plain + other.plain, self.entities + other.entities)

    def __bool__(self) -> bool:
        return bool(self.plain)

    @property
    def units(self) -> int:
        """The length that Telegram counts: UTF-16 units after parsing."""
        return utf16(self.plain)


def utf16(text: str) -> int:
    """The number of UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sound(text: str) -> str:
    """The text as it is shown, torn encodings ("‚Äù") put right; no longer than it was.

    Lone surrogates are replaced, control characters left out (those that are white space become a space or a line
    break), and so are the signs that turn the direction of all the text behind them.
    """
    return _UNSOUND.sub(_mended, mend(text))


def text(content: str) -> Markup:
    """Any text of an article or a person, escaped."""
    clean = sound(content)
    return Markup(html.escape(clean, quote=False), clean)


def bold(content: str) -> Markup:
    """Any text, in bold; white space alone stays as it is."""
    return _tagged(text(content), "b")


def italic(content: str) -> Markup:
    """Any text, in italics."""
    return _tagged(text(content), "i")


def code(content: str) -> Markup:
    """Any text in a fixed width, of which Telegram makes no links, and which is copied by a tap."""
    return _tagged(text(content), "code")


def link(content: str, address: str) -> Markup:
    """Any text, leading to an address when tapped; nothing without letters leads anywhere."""
    shown = text(content)
    if not shown.plain.strip():
        return shown
    return Markup(f'<a href="{html.escape(address)}">{shown.html}</a>', shown.plain, 1)


def blockquote(content: Markup, *, expandable: bool) -> Markup:
    """A quotation, shown in part until it is tapped when `expandable`."""
    opening = "<blockquote expandable>" if expandable else "<blockquote>"
    return Markup(f"{opening}{content.html}</blockquote>", content.plain, content.entities + 1)


def lines(*parts: Markup, by: str = "\n") -> Markup:
    """The parts that are not empty, one below the other."""
    joined = Markup()
    for part in parts:
        if part:
            joined = joined + text(by) + part if joined else part
    return joined


def _tagged(content: Markup, tag: str) -> Markup:
    if not content.plain.strip():
        return content
    return Markup(f"<{tag}>{content.html}</{tag}>", content.plain, content.entities + 1)


def _mended(found: re.Match[str]) -> str:
    return _SOUND[found.lastgroup] if found.lastgroup else ""
