"""Texts, articles and people as no editor would write them, for hypothesis: what is shown must survive them all.

A text is drawn as one or two kinds of pieces, a length and a seed: a failing one shrinks to a short text of one kind.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from random import Random
from typing import Final

from hypothesis import strategies as st

from bot.screens.topics import Topic
from retrieval.answer import ArticleCard, Quote
from retrieval.article import Article, Section
from retrieval.library import OpenArticle

WHOLE: Final = (
    "👨‍👩‍👧‍👦",
    "👩🏽‍🚀",
    "🧑🏻‍❤️‍💋‍🧑🏿",
    "❤️‍🔥",
    "🏳️‍🌈",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "🇮🇩",
    "🇵🇰",
    "1️⃣",
    "👍🏿",
    "e\u0301\u0323",
    "Z" + "\u0300\u0316\u0489\u035c" * 9,
    "क्षि",
    "ꦏꦿ",
    "\u1112\u1161\u11ab",
    "กำ",
    "ﾊﾟ",
)
"""What people see as one character each, though it is several."""

PIECES: Final[dict[str, tuple[str, ...]]] = {
    "words": ("Presiden", "kemarin", "sembilan", "orang", "di", "Ujung Kulon", "10.30 WIB", "Rp1.200.000", "Jl. M.H."),
    "sentences": ("Warga mengungsi ke balai desa.", "Mengapa begitu?", "“Kami lega,” kata H. Ahmad, S.H.", "Itu saja!"),
    "letters": ("A.", "B!", "C?", "D…", "1."),
    "tags": ("<b>", "</b>", "<b>&amp;</a>", "<a href='tg://user?id=1'>", "</blockquote>", "<!--", "]]>", "<script>"),
    "escapes": ("&", "&#60;", "&lt;b&gt;", "&nbsp;", "&#x110000;", "<", ">", '"', "'", "\\", "`", "*_[", "](x)", "{0}"),
    "characters": WHOLE,
    "emoji": ("👨‍👩‍👧‍👦", "🇮🇩", "😀", "﷽", "\ufe0f", "\u200d", "🏿"),
    "marks": ("\u0301", "a\u0334\u0353\u0489", "o\u030a\u0333\u033f", "\u20dd", "\u0903"),
    "rtl": ("سلام", "وزير الخارجية", "שלום", "\u202eidub", "\u202d", "\u202a", "\u202c", "\u2067", "\u2066", "\u200f"),
    "broken": ("\ud800", "\udfff", "\ud83d", "\x00", "\x1b[31m", "\x07", "\x7f", "\x85", "\ufffe", "\ue000", "\x1c"),
    "spaces": (" ", "\xa0", "\t", "\n", "\r\n", "\u2028", "\u200b", "\u2060", "\ufeff", "\u3000", "\u3164", "\u2800"),
    "links": ("@admin", "#demo", "#a", "#б", "$IDR", "/hapusdata", "/start@kutip_bot", "warta@idn.id", "+62812345678"),
    "addresses": ("https://idn.id/a?b=1&c=<2>", "www.tempo.co", "t.me/x", "tg://resolve?domain=x", "1.2.3.4", "я.рф"),
    "scripts": ("パキスタンの外相", "ภาษาไทยไม่มีช่องว่าง", "ꦧꦱꦗꦮ", "кто министр", "한국어", "各国首脑", "ကမ္ဘာ"),
    "torn": ("‚Äù", "â€œ", "Ã©", "â€\x9d"),
    "endless": ("x" * 300, "大" * 700, "Donaudampfschiff" * 20, "https://idn.id/" + "a-" * 400, "." * 99, "#" * 50),
}
_MIXTURES: Final = [*combinations(PIECES, 1), *combinations(PIECES, 2)]
_GLUES: Final = ("", " ", ". ", " \n")
_HIGHLIGHT_LENGTHS: Final = (1, 5, 20, 70, 280, 10_000)
_WHOLE: Final = re.compile("|".join(map(re.escape, sorted(WHOLE, key=len, reverse=True))))
_URLS: Final = (
    "https://www.idntimes.com/news?id=1&x=2#y",
    "http://idn.id",
    "https://xn--80ak6aa92e.com/",
    "https://пример.рф/",
    "https://idn.id:8080/",
    "https://idn.id:/",
    "https://idn.id:99999/",
    "https://idntimes.com@example.org/",
    'https://idn.id/"onclick="x',
    "https://idn.id/<b>",
    "https://[::1]/",
    "http://1.2.3.4/",
    "https://localhost/",
    "https://a..b/",
    "https://.id/",
    "javascript:alert(1)//",
    "tg://user?id=1",
    "//idn.id/",
    "https://",
    "",
)


def inside(text: str) -> set[int]:
    """The places where a cut would tear one of the characters in `WHOLE`."""
    return {place for found in _WHOLE.finditer(text) for place in range(found.start() + 1, found.end())}


@st.composite
def texts(draw: st.DrawFn, longest: int = 400) -> str:
    """Text of up to `longest` characters, half of them below a quarter of it, of one or two kinds of pieces."""
    pieces = [piece for kind in draw(st.sampled_from(_MIXTURES)) for piece in PIECES[kind]]
    length = draw(st.integers(0, longest)) ** 2 // longest
    dice = Random(draw(st.integers(0, 2**32)))  # noqa: S311
    glue = dice.choice(_GLUES)
    # As many pieces as make the length on average, so that the dice are thrown once.
    drawn = dice.choices(pieces, k=length * len(pieces) // sum(len(piece) + len(glue) for piece in pieces))
    return glue.join(drawn)[:longest]


@st.composite
def highlights(draw: st.DrawFn, text: str) -> tuple[tuple[int, int], ...]:
    """Ordered, disjoint spans of `text`, words at their ends: none to hundreds, at its very edges, side by side."""
    count = draw(st.sampled_from([0, 1, 1, 1, 2, 5, 300]))
    dice = Random(draw(st.integers(0, 2**32)))  # noqa: S311
    torn = inside(text)
    length = dice.choice(_HIGHLIGHT_LENGTHS)
    spans: list[tuple[int, int]] = []
    at = 0
    for place in sorted(dice.choice([0, dice.randint(0, len(text))]) for _ in range(count)):
        start = max(at, place)
        end = min(len(text), start + length)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        while start in torn:
            start += 1
        while end in torn:
            end += 1
        if start < end:
            spans.append((start, end))
            at = end
    return tuple(spans)


@st.composite
def urls(draw: st.DrawFn) -> str:
    """Addresses, most of them none that Telegram takes."""
    start = draw(st.sampled_from(_URLS))
    return start + (draw(texts(60)) if draw(st.booleans()) else "") + "x" * draw(st.sampled_from([0, 0, 0, 3000]))


@st.composite
def cards(draw: st.DrawFn) -> ArticleCard:
    """What is shown of an article."""
    number = draw(st.integers(1, 10**15))
    day = draw(st.sampled_from([None, date(2024, 1, 29), date(1, 1, 1)]))
    return ArticleCard(number, "r", draw(texts(1000)), draw(texts()), day, draw(urls()))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """A passage of up to 10,000 characters with its answer and its article."""
    passage = draw(texts(10_000))
    return Quote(draw(st.integers(1, 10**15)), draw(cards()), draw(texts()), passage, draw(highlights(passage)), 0.0)


@st.composite
def articles(draw: st.DrawFn) -> OpenArticle:
    """An article of a few sections, opened."""
    card = draw(cards())
    sections = draw(st.lists(st.builds(Section, texts(), st.lists(texts(10_000), max_size=3).map(tuple)), max_size=3))
    article = Article(
        card.title,
        tuple(sections),
        draw(texts(2000)),
        draw(texts()),
        card.publisher,
        card.date,
        draw(texts()),
        card.url,
    )
    return OpenArticle(card, article, ())


def topics() -> st.SearchStrategy[Topic]:
    """Something to ask about."""
    return st.builds(Topic, st.integers(1, 10**15), st.none() | st.integers(0, 10**6), texts())
