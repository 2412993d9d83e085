"""What was asked and not answered, as editors see it: the list, an entry, and the passages that may answer it.

Nobody sees who asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import buttons
from bot.screens.leaves import turning
from bot.screens.render import LABEL, Row, Screen, button, keyboard, quotation, spelled_out
from bot.screens.tidings import telling_button
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, bold, italic, lines, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.screens.leaves import Leaf
    from bot.texts import Texts
    from retrieval.answer import ArticleCard, Quote
    from retrieval.pins import Pin
    from retrieval.unanswered import Miss

LIST_PAGE: Final = 8
OTHER_WORDINGS: Final = 5
QUOTED: Final = 3
"""Articles that are named of those that were quoted and did not help."""
_WORDING: Final = 200
_TITLE: Final = 100


def listing(misses: Sequence[Miss], leaf: Leaf, texts: Texts, *, pins: int = 0) -> Screen:
    """One page of the misses, a button for each; `misses` are those of this page. Behind them, the way to the `pins`,
    if there are so many.
    """
    pinned: Row = [button(texts.pins.format(count=pins), buttons.ShowPins(0))] if pins else []
    if not misses:
        return Screen(text(texts.missed_none), keyboard([pinned]))
    rows: list[Row] = [[button(_label(miss, texts), buttons.ShowMiss(miss.id, leaf.number))] for miss in misses]
    turns = turning(leaf, texts.previous_page, texts.next_page, buttons.ShowMisses)
    title = bold(" ".join(filter(None, (texts.missed_title, leaf.label))))
    return Screen(lines(title, text(texts.missed_hint)), keyboard([*rows, turns, pinned]))


def pins(shown: Sequence[tuple[Pin, Quote | None]], leaf: Leaf, texts: Texts) -> Screen:
    """One page of the pins, a button for each; `shown` are those of this page, each with what it answers with now."""
    rows: list[Row] = [[button(_pin_label(quote, texts), buttons.ShowPin(pin.id, leaf.number))] for pin, quote in shown]
    turns = turning(leaf, texts.previous_page, texts.next_page, buttons.ShowPins)
    title = bold(" ".join(filter(None, (texts.pins_title, leaf.label))))
    back: Row = [button(texts.missed_back, buttons.ShowMisses(0))]
    return Screen(lines(title, text(texts.pins_hint)), keyboard([*rows, turns, back]))


def pin(pin: Pin, quote: Quote | None, page: int, texts: Texts) -> Screen:
    """A pin, what it answers with now, and the way to take it away; back leads to page `page` of the pins."""
    there = text(texts.pin_asleep) if quote is None else lines(text(texts.pin_answers), quotation(quote, texts))
    return Screen(
        there,
        keyboard(
            [
                [
                    button(texts.pin_remove, buttons.RemovePin(pin.id)),
                    button(texts.missed_back, buttons.ShowPins(page)),
                ]
            ]
        ),
    )


def entry(
    miss: Miss, page: int, quoted: Sequence[ArticleCard], zone: tzinfo, texts: Texts, *, answered: bool = False
) -> Screen:
    """One miss and what can be done about it; back leads to page `page` of the list.

    `quoted` are the articles whose quotes did not help. When it is `answered` by now, its askers can be told.
    """
    asked = texts.missed_count.format(
        count=miss.count, people=miss.people, day=texts.day(miss.newest.astimezone(zone).date())
    )
    others = miss.wordings[1 : 1 + OTHER_WORDINGS]
    titles = ", ".join(f"“{shorten(card.title, _TITLE, texts.untitled)}”" for card in quoted[:QUOTED])
    rows: list[Row] = [
        [telling_button(miss, texts)] if answered else [],
        [
            button(texts.missed_add, buttons.AskForArticle()),
            button(texts.missed_have, buttons.SeekPassage(miss.id)),
        ],
        [
            button(texts.missed_ignore, buttons.IgnoreMiss(miss.id, page)),
            button(texts.missed_back, buttons.ShowMisses(page)),
        ],
    ]
    return Screen(
        lines(
            lines(spelled_out(miss.wording), text(asked)),
            lines(
                text(texts.missed_otherwise) if others else Markup(),
                *(text(f"• {shorten(wording, _WORDING)}") for wording in others),
            ),
            lines(
                text(texts.missed_disliked.format(count=miss.disliked)) if miss.disliked else Markup(),
                text(texts.missed_quoted.format(titles=titles)) if titles else Markup(),
            ),
            text(texts.answered_by_now) if answered else Markup(),
            by="\n\n",
        ),
        keyboard(rows),
    )


def ignored(miss: Miss, page: int, texts: Texts) -> Screen:
    """A miss that is shown no more, and can be brought back."""
    return Screen(
        lines(spelled_out(miss.wording), text(texts.missed_ignored)),
        keyboard(
            [
                [
                    button(texts.undo, buttons.RecallMiss(miss.id, page)),
                    button(texts.missed_back, buttons.ShowMisses(page)),
                ]
            ]
        ),
    )


def proposal(miss: Miss, quote: Quote, shown: int, passages: Sequence[int], texts: Texts) -> Screen:
    """A passage that may answer a miss: number `shown` of `passages`, which are passages' ids."""
    position = f" {shown + 1}/{len(passages)}" if len(passages) > 1 else ""
    following = buttons.ShowPassage(miss.id, (shown + 1) % len(passages), tuple(passages))
    choosing: Row = [button(texts.missed_this, buttons.Pin(miss.id, quote.passage))]
    if len(passages) > 1:
        choosing.append(button(texts.missed_next, following))
    return Screen(
        lines(
            lines(spelled_out(miss.wording), text(texts.missed_which + position)),
            quotation(quote, texts),
            italic(texts.missed_other_words),
            by="\n\n",
        ),
        keyboard([choosing, [button(texts.missed_back, buttons.ShowMiss(miss.id, 0))]]),
    )


def pinned(miss: Miss, quote: Quote, texts: Texts) -> Screen:
    """What a miss is answered with from now on."""
    return Screen(
        lines(
            lines(spelled_out(miss.wording), text(texts.missed_pinned)),
            quotation(quote, texts),
            by="\n\n",
        ),
        keyboard(
            [
                [telling_button(miss, texts)],
                [
                    button(texts.undo, buttons.Unpin(miss.id)),
                    button(texts.missed_back, buttons.ShowMisses(0)),
                ],
            ]
        ),
    )


def _pin_label(quote: Quote | None, texts: Texts) -> str:
    if quote is None:
        return texts.pin_asleep
    return f"{shorten(quote.article.title, LABEL // 2, texts.untitled)} › {quote.text}"


def _label(miss: Miss, texts: Texts) -> str:
    before, _, behind = texts.missed_label.format(count=miss.count, question="\0").partition("\0")
    return before + shorten(miss.wording, LABEL - len(before + behind), texts.untitled) + behind
