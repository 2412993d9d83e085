"""How things are, as `/status` tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.screens import chat_settings
from bot.screens.render import Screen, title_of
from bot.typesetting.markup import Markup, bold, lines, text
from bot.typesetting.numerals import number, size

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.texts import Texts
    from retrieval.audit import Change
    from retrieval.chats import ChatSettings
    from retrieval.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Condition:
    """What there is to tell of one side: its holdings, its last change, and how many readings are under way for it."""

    holdings: Holdings
    changed: Change | None
    reading: int
    zone: tzinfo


def of_bot(condition: Condition, version: str, since: datetime, texts: Texts) -> Screen:
    """For the bot's admins: the public library and the machine; `since` is when the bot was started."""
    holdings = condition.holdings
    when = since.astimezone(condition.zone)
    return Screen(
        lines(
            bold(texts.state_title.format(version=version).strip()),
            text(texts.state_since.format(day=texts.day(when.date()), time=texts.clock.format(when=when))),
            text(
                texts.state_articles.format(
                    articles=number(holdings.articles, texts), passages=number(holdings.passages, texts)
                )
            ),
            text(_meaning(holdings, texts)),
            _changed(condition, texts),
            text(
                texts.state_size.format(
                    database=size(holdings.database_bytes, texts),
                    index=size(holdings.index_bytes, texts),
                    revision=number(holdings.revision, texts),
                )
            ),
            _reading(condition, texts),
        )
    )


def of_group(condition: Condition, settings: ChatSettings, texts: Texts) -> Screen:
    """For a group's admins: its own articles and its settings, and nothing of the rest."""
    holdings = condition.holdings
    return Screen(
        lines(
            bold(texts.state_title_in_group),
            text(
                texts.state_own_articles.format(
                    articles=number(holdings.articles, texts), passages=number(holdings.passages, texts)
                )
                if holdings.articles
                else texts.state_no_own_articles
            ),
            _changed(condition, texts),
            _reading(condition, texts),
            *(
                text(texts.settings_states[setting][chat_settings.value_of(settings, setting)])
                for setting in chat_settings.offered(private=False)
            ),
        )
    )


def _meaning(holdings: Holdings, texts: Texts) -> str:
    if holdings.lacking is None:
        return texts.state_no_meaning
    if holdings.lacking:
        return texts.state_lacking.format(count=number(holdings.lacking, texts))
    return texts.state_meaning


def _changed(condition: Condition, texts: Texts) -> Markup:
    change = condition.changed
    if change is None:
        return text(texts.state_never_changed)
    when = change.at.astimezone(condition.zone)
    return text(
        texts.state_changed.format(
            day=texts.day(when.date()),
            time=texts.clock.format(when=when),
            title=title_of(change.card, texts),
            deed=dict(texts.state_deeds)[change.kind],
        )
    )


def _reading(condition: Condition, texts: Texts) -> Markup:
    count = condition.reading
    return text(texts.state_reading.format(count=number(count, texts)) if count else texts.state_idle)
