"""News of an answer: what an asker is told, and what an editor sees of the telling."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from telegram.error import RetryAfter

from bot import buttons
from bot.screens.render import Screen, button, keyboard, quoted, spelled_out
from bot.transport import refusals
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, bold, lines, text

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Container, Mapping, Sequence

    from telegram import InlineKeyboardButton, Message
    from telegram.error import TelegramError

    from bot.texts import Texts
    from retrieval.answer import Answer
    from retrieval.unanswered import Miss

OFFERED: Final = 5
NAMED: Final = 3
"""Articles that an offer names."""
_WORDING: Final = 200
_TITLE: Final = 100


class Outcome(Enum):
    """What came of telling one asker."""

    TOLD = auto()
    OUT_OF_REACH = auto()
    """They blocked the bot, or it is no longer in their group, or Telegram takes no such message there."""
    NOT_THERE = auto()
    """Their chat does not see the answer, or had it before."""
    NOT_YET = auto()
    """Telegram could not be reached: they may be told another time."""
    UNCLEAR = auto()
    """Nobody knows whether Telegram took the message, so that it is not sent again."""
    STOPPED = auto()
    """The bot stops: nothing was begun, and they may be told another time."""
    FORGOTTEN = auto()
    """They have had their data removed meanwhile; nobody is told of that."""


def outcome_of(error: TelegramError) -> Outcome:
    """What comes of telling somebody when Telegram does not take the message."""
    if refusals.is_repeatable(error) or isinstance(error, RetryAfter):
        return Outcome.NOT_YET
    return Outcome.UNCLEAR if refusals.is_broken_line(error) else Outcome.OUT_OF_REACH


def is_news(found: Answer, before: int | None) -> bool:
    """Whether what is found now, where there was no answer or none that helped, is another one.

    `before` is the passage that was quoted first, if any was.
    """
    return bool(found.quotable) and found.quotable[0].passage != before


def tidings(turn: int, question: str, found: Answer, texts: Texts) -> Screen:
    """What an asker is told; `turn` is the one that remembers it. Raises IndexError when there is nothing to quote."""
    answer = quoted(turn, found.status, found.quotable, 0, texts, also=found.also)
    return replace(answer, text=lines(text(texts.tidings), spelled_out(question), answer.text))


def askers(miss: Miss) -> int:
    """How many are to be told: in each chat and topic, who asked last."""
    return len({turn.conversation.rpartition(":")[0] for turn in miss.turns})


def telling_button(miss: Miss, texts: Texts, *, named: bool = False) -> InlineKeyboardButton:
    """The button that has those told who asked a miss; `named` where there are several."""
    label = texts.tell.format(people=askers(miss))
    return button(f"{label}: {miss.wording}" if named else label, buttons.Tell(miss.id))


def offer(misses: Sequence[Miss], texts: Texts, *, several: bool = False, titles: Sequence[str] = ()) -> Screen:
    """The misses that an article answers, or `several` together, with a button each to tell who asked.

    Articles that a feed brought are named by their `titles`, for they are not in view.
    """
    shown = misses[:OFFERED]
    left = len(misses) - len(shown)
    heading = texts.all_answer_missed if several else texts.answers_missed
    return Screen(
        lines(
            text((texts.feed_answers_missed if titles else heading).format(count=len(misses))),
            *(bold(shorten(title, _TITLE, texts.untitled)) for title in titles[:NAMED]),
            text(texts.more_missed.format(count=len(titles) - NAMED)) if len(titles) > NAMED else Markup(),
            *(
                text(texts.answer_missed.format(question=shorten(miss.wording, _WORDING), count=miss.count))
                for miss in shown
            ),
            text(texts.more_missed.format(count=left)) if left else Markup(),
        ),
        keyboard(
            [
                *([telling_button(miss, texts, named=len(shown) > 1)] for miss in shown),
                [button(texts.see_missed, buttons.OpenMisses())] if left else [],
            ]
        ),
    )


def report(question: str, outcomes: Counter[Outcome], texts: Texts) -> Markup:
    """How the telling went, for the editor: how many were told, and why others were not."""
    count = outcomes.total() - outcomes[Outcome.FORGOTTEN]
    reasons = (
        (Outcome.OUT_OF_REACH, texts.told_out_of_reach),
        (Outcome.NOT_THERE, texts.told_not_there),
        (Outcome.UNCLEAR, texts.told_unclear),
        (Outcome.NOT_YET, texts.told_not_yet),
        (Outcome.STOPPED, texts.told_stopped),
    )
    return lines(
        spelled_out(question),
        text(texts.told.format(told=outcomes[Outcome.TOLD], count=count)),
        *(text(reason.format(count=outcomes[why])) for why, reason in reasons if outcomes[why]),
    )


def reported(shown: Message, reports: Mapping[int, Markup], *, left: Container[int] = ()) -> Screen:
    """The editor's message `shown` with the reports below it, by miss, in place of the buttons that asked for them.

    Those stay of misses that have askers `left` to be told.
    """
    told = {buttons.encode(buttons.Tell(miss)) for miss in reports if miss not in left}
    rows = shown.reply_markup.inline_keyboard if shown.reply_markup else ()
    there = shown.text or ""
    body = Markup(shown.text_html, there, len(shown.entities))
    new = [one for one in reports.values() if one.plain not in there]
    return Screen(
        lines(body, *new, by="\n\n"), keyboard([[one for one in row if one.callback_data not in told] for row in rows])
    )
