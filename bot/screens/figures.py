"""The figures of `/statistik` as people see them: as a text that fits below a picture, and as that picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram.constants import MessageLimit

from bot import buttons
from bot.screens.charts import Chart, Column, Line, Ranking, Tile
from bot.screens.render import TITLE, Row, Screen, button, keyboard, sentence
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, blockquote, bold, lines, text
from bot.typesetting.numerals import number
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.statistics import Figures, Period, Tally
    from retrieval.unanswered import Miss

PERIODS: Final = (7, 30, 90)
"""Days that can be looked at."""
USUAL: Final = 30
TOP: Final = 5
"""Entries of a list."""
_CHOSEN: Final = "✓ "
_LABELS: Final = (120, 64, 48, 36, 24)
"""Lengths of an article's title or a question; the first that makes all fit below a picture is taken."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A question that was not answered, and how often."""

    wording: str
    times: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is shown of one side: whose it is, the figures, what was missed most, and the periods to choose from."""

    owner: str
    figures: Figures
    unmet: tuple[Unmet, ...]
    offered: tuple[int, ...]

    @property
    def days(self) -> int:
        """How many days are looked at."""
        return len(self.figures.days)


def offered(kept: int) -> tuple[int, ...]:
    """The periods that can be chosen where questions are remembered for `kept` days: if few, for all."""
    return tuple(days for days in PERIODS if days <= kept) or (kept,)


def most_missed(misses: Sequence[Miss], period: Period) -> tuple[Unmet, ...]:
    """What was asked most often in a period and is not answered yet."""
    begins = period.begins
    counted = [Unmet(miss.wording, sum(turn.asked_at >= begins for turn in miss.turns)) for miss in misses]
    counted.sort(key=lambda one: -one.times)
    return tuple(one for one in counted[:TOP] if one.times)


def nothing(sheet: Sheet, texts: Texts) -> Screen:
    """Nothing was asked."""
    return Screen(sentence(nothing_asked(sheet.days, texts)).text, keyboard([_periods(sheet, texts)]))


def nothing_asked(days: int, texts: Texts) -> str:
    """The same as a toast."""
    return texts.figures_none.format(days=days)


def screen(sheet: Sheet, texts: Texts) -> Screen:
    """The figures in words, short enough for a picture's caption, with the buttons for other periods and the table."""
    rows = [_periods(sheet, texts), [button(texts.figures_table, buttons.SendTables(sheet.days))]]
    written = Markup()
    for length in _LABELS:
        written = _written(sheet, length, texts)
        if written.units <= MessageLimit.CAPTION_LENGTH:
            break
    return Screen(written, keyboard(rows))


def chart(sheet: Sheet, texts: Texts) -> Chart:
    """The same for a picture."""
    figures, total = sheet.figures, sheet.figures.total
    before = figures.before
    earlier = texts.figures_before.format(percent=before.shares[0]) if before and before.questions else ""
    return Chart(
        title=texts.figures_title.format(days=sheet.days),
        subtitle=_subtitle(sheet, texts),
        tiles=(
            Tile(number(total.questions, texts), texts.figures_questions, _growth(figures, texts)),
            Tile(f"{total.shares[0]}%", texts.figures_answered, earlier),
            Tile(_helped(total), texts.figures_helped, _of_votes(total, texts)),
        ),
        columns_title=texts.figures_daily,
        legend=(texts.figures_answered, texts.figures_unsure, texts.figures_not_found),
        columns=tuple(
            Column(texts.day_of_year(day.date), (day.tally.answered, day.tally.unsure, day.tally.not_found))
            for day in figures.days
        ),
        quoted=Ranking(texts.figures_quoted, tuple(_line(*one, texts) for one in _quoted(figures, TITLE, texts))),
        missed=Ranking(texts.figures_missed, tuple(_line(*one, texts) for one in _missed(sheet, TITLE, texts))),
        thousands=texts.thousands,
    )


def _written(sheet: Sheet, length: int, texts: Texts) -> Markup:
    figures, total = sheet.figures, sheet.figures.total
    asked = texts.figures_asked.format(count=number(total.questions, texts))
    growth = _growth(figures, texts)
    shares = zip(
        (texts.figures_answered, texts.figures_unsure, texts.figures_not_found),
        (total.answered, total.unsure, total.not_found),
        total.shares,
        strict=True,
    )
    return lines(
        lines(bold(texts.figures_title.format(days=sheet.days)), text(_subtitle(sheet, texts))),
        lines(
            text(
                ", ".join(filter(None, (asked, growth and texts.growth_since.format(growth=growth, days=sheet.days))))
            ),
            *(
                text(texts.figures_share.format(label=label, count=number(count, texts), percent=percent))
                for label, count, percent in shares
            ),
            text(f"{texts.figures_helped}: {_helped(total)} ({_votes(total, texts)})"),
            text(texts.figures_median.format(count=number(figures.median_answers, texts))),
            text(texts.figures_people.format(count=number(figures.people, texts))),
        ),
        _listed(texts.figures_quoted, _quoted(figures, length, texts), texts),
        _listed(texts.figures_missed, _missed(sheet, length, texts), texts),
        by="\n\n",
    )


def _listed(title: str, entries: Sequence[tuple[str, int]], texts: Texts) -> Markup:
    """A list, folded until it is tapped: the picture shows it too."""
    if not entries:
        return Markup()
    numbered = (
        text(f"{place}. {label} · {texts.figures_times.format(count=number(times, texts))}")
        for place, (label, times) in enumerate(entries, start=1)
    )
    return lines(bold(title), blockquote(lines(*numbered), expandable=True))


def _quoted(figures: Figures, length: int, texts: Texts) -> list[tuple[str, int]]:
    return [(shorten(one.title, length, texts.untitled), one.times) for one in figures.quoted]


def _missed(sheet: Sheet, length: int, texts: Texts) -> list[tuple[str, int]]:
    return [(shorten(one.wording, length, texts.untitled), one.times) for one in sheet.unmet]


def _line(label: str, times: int, texts: Texts) -> Line:
    return Line(label, times, texts.figures_times.format(count=number(times, texts)))


def _subtitle(sheet: Sheet, texts: Texts) -> str:
    first, last = sheet.figures.period.first, sheet.figures.period.last
    begin = texts.day_of_year(first) if first.year == last.year else texts.day(first)
    side = texts.figures_public if sheet.owner == PUBLIC else texts.figures_own
    return f"{begin} – {texts.day(last)} · {side}"


def _growth(figures: Figures, texts: Texts) -> str:
    """How much more or less was asked than in the days before; nothing when that is not known."""
    growth = figures.growth
    if growth is None:
        return ""
    if growth == 0:
        return texts.growth_none
    return (texts.growth_up if growth > 0 else texts.growth_down).format(percent=abs(growth))


def _helped(total: Tally) -> str:
    return "–" if total.helpful_share is None else f"{total.helpful_share}%"


def _votes(total: Tally, texts: Texts) -> str:
    if not total.votes:
        return texts.figures_no_votes
    return texts.figures_votes.format(helpful=number(total.helpful, texts), votes=number(total.votes, texts))


def _of_votes(total: Tally, texts: Texts) -> str:
    """The same where there is less room."""
    return texts.figures_of_votes.format(votes=number(total.votes, texts)) if total.votes else texts.figures_no_votes


def _periods(sheet: Sheet, texts: Texts) -> Row:
    if sheet.offered == (sheet.days,):  # nothing to choose
        return []
    return [
        button(_CHOSEN * (days == sheet.days) + texts.figures_days.format(days=days), buttons.ShowFigures(days))
        for days in sheet.offered
    ]
