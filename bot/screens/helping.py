"""How to use the bot, said where it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.render import TITLE, Screen, keyboard, title_of, topic_rows
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, bold, lines, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screens.topics import Topic
    from bot.texts import Texts
    from retrieval.answer import ArticleCard


def page(
    topics: Sequence[Topic], pinned: ArticleCard | None, texts: Texts, *, inline: str = "", editor: bool = False
) -> Screen:
    """The whole help, for a private chat, with topics to tap; `pinned` is the article that is talked about there.

    `inline` is the bot's name, with its @, where it can be called in any chat; an `editor` is one of the bot's admins.
    """
    asking = [*texts.help_asking, *([texts.help_inline.format(name=inline)] if inline else [])]
    return Screen(
        lines(
            lines(bold(texts.help_title), *(text(f"• {line}") for line in asking)),
            lines(*(text(f"{command}  {meaning}") for command, meaning in texts.help_commands)),
            text(texts.help_editing) if editor else Markup(),
            _focused(pinned, texts),
            text(texts.help_try) if topics else Markup(),
            by="\n\n",
        ),
        keyboard(topic_rows(topics)),
    )


def in_group(name: str, topic: Topic | None, pinned: ArticleCard | None, texts: Texts) -> Screen:
    """Briefly how to address the bot, whose `name` is with its @, and what its commands do in a group."""
    example = texts.help_in_group_example.format(name=name, topic=shorten(topic.text, TITLE)) if topic else ""
    return Screen(
        lines(
            lines(text(texts.help_in_group.format(name=name)), text(example)),
            _focused(pinned, texts),
            text(texts.help_in_group_more),
            by="\n\n",
        )
    )


def welcome(name: str, texts: Texts) -> Screen:
    """The first words in a group that has added the bot, whose `name` is with its @: how to ask, and to set it up."""
    return Screen(
        lines(
            text(texts.welcome),
            text(texts.help_in_group.format(name=name)),
            text(texts.welcome_admins),
            by="\n\n",
        )
    )


def _focused(pinned: ArticleCard | None, texts: Texts) -> Markup:
    if pinned is None:
        return Markup()
    return text(texts.help_focused.format(title=title_of(pinned, texts)))
