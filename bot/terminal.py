"""Quotes on a terminal: with colours where there is a screen, as plain text with **bold** where there is a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from bot.credit import credit
from bot.cutting import shorten
from bot.markup import sound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from bot.texts import Texts
    from retrieval.answer import ArticleCard, Quote

_RULE: Final = 200
_INDENT: Final = 2


class Paper:
    """What is written to a terminal or a pipe."""

    def __init__(self, out: TextIO, texts: Texts) -> None:
        self._texts = texts
        self._console = Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=not out.isatty())

    @property
    def fancy(self) -> bool:
        """Whether there is a screen."""
        return self._console.is_terminal

    def say(self, line: str = "", style: str = "") -> None:
        """One line of text."""
        self._console.print(Text(sound(line), style=style if self.fancy else ""))

    def quote(self, quote: Quote, place: str = "") -> None:
        """A quote: title › section, the passage with the answer in bold, and its source. `place` is such as `2/3`."""
        texts = self._texts
        title = f"{quote.article.title or texts.untitled} › {quote.section or texts.lead}"
        source = " · ".join(filter(None, (credit(quote.article, texts), place)))
        if not self.fancy:
            self.say(title)
            self.say(" " * _INDENT + marked(quote))
            if source:
                self.say(" " * _INDENT + source)
            return
        passage = Text(sound(quote.text)) if sound(quote.text) != quote.text else Text(quote.text)
        for start, end in quote.highlights:
            passage.stylize("bold green", start, end)
        self._console.print(Rule(Text(sound(shorten(title, _RULE)), style="bold cyan"), align="left", style="dim"))
        self._console.print(Padding(passage, (0, _INDENT)))
        if source:
            self._console.print(Padding(Text(sound(source), style="dim"), (0, _INDENT)))

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and their meanings in two columns."""
        width = max((len(name) for name, _ in pairs), default=0)
        for name, meaning in pairs:
            self.say(f"{' ' * _INDENT}{name:<{width}}  {meaning}")

    def cards(self, cards: Sequence[ArticleCard]) -> None:
        """Articles, one a line: title, then where and when it appeared."""
        for card in cards:
            source = credit(card, self._texts)
            self.say(f"• {card.title or self._texts.untitled}" + (f" ({source})" if source else ""))


def marked(quote: Quote) -> str:
    """The passage with its answer between ** and **."""
    parts: list[str] = []
    at = 0
    for start, end in quote.highlights:
        parts += [quote.text[at:start], "**", quote.text[start:end], "**"]
        at = end
    return "".join([*parts, quote.text[at:]])
