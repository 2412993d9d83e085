"""Quotes on a terminal: with colours where there is a screen, as plain text with **bold** where there is a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.typesetting.credit import credit, tellers
from bot.typesetting.markup import sound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from bot.texts import Texts
    from retrieval.answer import ArticleCard, Quote

_INDENT: Final = 2


class _Pipe(Console):
    """A console whose reader may leave: that ends the program as any other command, not by rich's own exit."""

    def on_broken_pipe(self) -> None:
        """Let the error through."""
        raise BrokenPipeError


class Paper:
    """What is written to a terminal or a pipe."""

    def __init__(self, out: TextIO, texts: Texts) -> None:
        self._texts = texts
        self._console = _Pipe(file=out, highlight=False, markup=False, emoji=False, soft_wrap=not out.isatty())

    @property
    def fancy(self) -> bool:
        """Whether there is a screen that can show more than letters."""
        return self._console.is_terminal and not self._console.is_dumb_terminal

    def say(self, line: str = "", style: str = "") -> None:
        """One line of text."""
        self._console.print(Text(sound(line), style=style if self.fancy else ""))

    def quote(self, quote: Quote, place: str = "", also: Sequence[ArticleCard] = ()) -> None:
        """A quote: title › section, the passage with the answer in bold, and its source. `place` is such as `2/3`.

        `also` are other articles that report the same.
        """
        texts = self._texts
        source = [" · ".join(filter(None, (credit(quote.article, texts), place)))]
        if names := ", ".join(card.publisher for card in tellers(quote.article, also)):
            source.append(texts.also.format(publishers=names))
        if not self.fancy:
            self.say(f"{quote.article.title or texts.untitled} › {quote.section or texts.lead}")
            self.say(" " * _INDENT + marked(quote))
            for line in filter(None, source):
                self.say(" " * _INDENT + line)
            return
        passage = Text()
        for part, is_answer in parts(quote):
            passage.append(sound(part), "bold green" if is_answer else "")
        self.say(quote.article.title or texts.untitled, style="bold cyan")
        self.say(f"› {quote.section or texts.lead}", style="cyan")
        self._console.print(Padding(passage, (0, _INDENT)))
        for line in filter(None, source):
            self._console.print(Padding(Text(sound(line), style="dim"), (0, _INDENT)))

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and their meanings in two columns."""
        width = max((len(name) for name, _ in pairs), default=0)
        for name, meaning in pairs:
            self.say(f"{' ' * _INDENT}{name:<{width}}  {meaning}")

    def choices(self, cards: Sequence[ArticleCard]) -> None:
        """The question back which article is meant, with a number to type for each."""
        self.say(self._texts.which)
        for number, card in enumerate(cards, start=1):
            source = credit(card, self._texts)
            title = card.title or self._texts.untitled
            self.say(f"{' ' * _INDENT}{number}. {title}" + (f" ({source})" if source else ""))
        self.say(self._texts.terminal_choose)

    def cards(self, cards: Sequence[ArticleCard]) -> None:
        """Articles, one a line: title, then where and when it appeared."""
        for card in cards:
            source = credit(card, self._texts)
            self.say(f"• {card.title or self._texts.untitled}" + (f" ({source})" if source else ""))


def marked(quote: Quote) -> str:
    """The passage with its answer between ** and **."""
    return "".join(f"**{part}**" if is_answer else part for part, is_answer in parts(quote))


def parts(quote: Quote) -> Iterator[tuple[str, bool]]:
    """The passage in parts, each with whether it belongs to the answer."""
    at = 0
    for start, end in quote.highlights:
        yield quote.text[at:start], False
        yield quote.text[start:end], True
        at = end
    yield quote.text[at:], False
