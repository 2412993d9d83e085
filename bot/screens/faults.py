"""How the bot's admins are told that something is wrong with it: what and where, but nothing of what people said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.render import Screen
from bot.typesetting.markup import bold, code, lines, text
from bot.typesetting.numerals import number

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.service.incidents import More, Report
    from bot.texts import Texts


def report(told: Report, zone: tzinfo, texts: Texts) -> Screen:
    """One fault: its kind and place, how often it has happened, and by which code it is found in the log."""
    latest, when = told.latest, told.since.astimezone(zone)
    times = texts.fault_once if told.count == 1 else texts.fault_since
    day, time = texts.day(when.date()), texts.clock.format(when=when)
    return Screen(
        lines(
            bold(texts.fault_known if told.known else texts.fault_title),
            code(" ".join(filter(None, (latest.kind, latest.place)))),
            text(times.format(count=number(told.count, texts), day=day, time=time)),
            text(texts.fault_log_about if latest.request else texts.fault_log),
            code(latest.request),
            text(texts.fault_state),
        )
    )


def more(told: More, texts: Texts) -> Screen:
    """The word that there are more faults than are told one by one."""
    return Screen(lines(text(texts.fault_more.format(count=number(told.count, texts))), text(texts.fault_state)))
