"""The shape that every language's texts have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; plain text, without any markup."""

    language: str
    months: tuple[str, ...]

    # What Telegram shows around the bot
    about: str
    description: str
    menu: tuple[tuple[str, str], ...]

    # Greeting and help
    hello: str
    nameless: str
    """How somebody is called in `hello` whose name cannot be seen."""
    what_i_do: str
    try_one: str
    just_ask: str
    empty_library: str
    help_title: str
    help_asking: tuple[str, ...]
    help_commands: tuple[tuple[str, str], ...]
    help_example: str
    help_in_group: str
    greeted: str
    thanked: str

    # Questions
    what_question: str
    question_placeholder: str
    only_words: str
    only_words_example: str
    unknown_command: str

    # Answers
    lead: str
    unsure: str
    not_found: str
    not_found_hint: str
    not_found_within: str
    ask_everywhere_hint: str
    ask_everywhere: str
    which: str
    also: str
    did_it_help: str
    yes: str
    no: str
    other_part: str
    open_article: str
    see_articles: str

    # Articles
    articles_title: str
    untitled: str
    author: str
    choose_section: str
    back_to_sections: str
    back_to_articles: str
    newer: str
    older: str
    previous_page: str
    next_page: str

    # Talking about one article
    focused: str
    focused_hint: str
    focus_now: str
    focus_which: str
    focus_unknown: str
    focus_this: str
    read_article: str
    let_go: str
    unfocused: str

    # Toasts: at most 200 characters
    thanks_yes: str
    thanks_no: str
    thanks_no_alone: str
    gone: str
    stale: str
    busy: str
    trouble: str

    # Terminal
    terminal_welcome: str
    terminal_help: tuple[tuple[str, str], ...]
    terminal_loading: str
    terminal_prompt: str
    terminal_choose: str
    terminal_everywhere: str
    terminal_nothing_to_repeat: str
    terminal_no_other: str
    terminal_unknown: str
    terminal_bye: str

    def day(self, when: date) -> str:
        """A date as people write it: `29 Jan 2024`."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"
