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
    """The commands, each with its meaning, in the order in which a menu shows those that its place has."""

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
    help_inline: str
    help_commands: tuple[tuple[str, str], ...]
    help_editing: str
    help_try: str
    help_focused: str
    help_in_group: str
    help_in_group_example: str
    help_in_group_more: str
    welcome: str
    welcome_admins: str
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
    search_hint: str
    searched: str
    found_inside: str
    found_nothing: str
    all_articles: str
    gist: str
    asked_button: str
    asked_title: str
    asked_times: str
    asked_none: str
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

    # Inline mode, guest mode, deep links
    open_in_kutip: str
    ask_about_article: str
    ask_in_kutip: str
    nothing_offered: str
    offer_trouble: str
    guest_hint: str
    read_section: str
    link_gone: str

    # Settings of a chat: by `Setting` and value, a button's label and what it means, which is a toast too
    settings_title: str
    settings_labels: tuple[tuple[str, ...], ...]
    settings_states: tuple[tuple[str, ...], ...]
    settings_no_articles: str
    settings_blind: str
    settings_refused: str

    # The editor's desk
    ask_article: str
    ask_replacement: str
    ask_title: str
    article_placeholder: str
    title_placeholder: str
    asked_of: str
    reading: str
    cancel: str
    cancelled: str
    cancel_too_late: str
    interrupted: str
    too_much_at_once: str
    public_library: str
    own_library: str
    added: str
    replaced: str
    unchanged: str
    renamed: str
    removed: str
    restored: str
    taken_back: str
    taken_back_all: str
    undo: str
    rename: str
    section_size: str
    more_sections: str
    discarded: str
    maybe_cut: str
    see_discarded: str
    discarded_title: str
    nothing_discarded: str
    more_lines: str
    try_asking: str
    archive_title: str
    archive_added: str
    archive_replaced: str
    archive_unchanged: str
    archive_refused: str
    more_files: str
    replace_which: str
    remove_which: str
    edit_unknown: str
    edit_empty: str
    edit_elsewhere: str
    edit_refused_in_private: str
    edit_refused_in_group: str
    edit_in_private: str
    problems: tuple[tuple[str, str], ...]
    """What is wrong with something that an editor gave or asked for, by the names of `bot.editing.problems`."""

    # What was asked and not answered
    missed_title: str
    missed_hint: str
    missed_none: str
    missed_label: str
    missed_count: str
    missed_otherwise: str
    missed_disliked: str
    missed_quoted: str
    missed_add: str
    missed_have: str
    missed_ignore: str
    missed_back: str
    missed_ignored: str
    missed_which: str
    missed_other_words: str
    missed_this: str
    missed_next: str
    missed_nothing_near: str
    missed_no_match: str
    missed_pinned: str
    missed_gone: str
    missed_passage_gone: str
    missed_too_vague: str
    pins: str
    pins_title: str
    pins_hint: str
    pin_answers: str
    pin_asleep: str
    pin_remove: str
    pin_gone: str
    answers_missed: str
    all_answer_missed: str
    feed_answers_missed: str
    answer_missed: str
    more_missed: str
    see_missed: str

    # Telling askers
    tell: str
    telling: str
    told_already: str
    told_unanswered: str
    answered_by_now: str
    told: str
    told_out_of_reach: str
    told_not_there: str
    told_not_yet: str
    told_unclear: str
    told_stopped: str
    tidings: str

    # The figures
    thousands: str
    decimals: str
    figures_title: str
    figures_public: str
    figures_own: str
    figures_asked: str
    figures_questions: str
    growth_up: str
    growth_down: str
    growth_none: str
    growth_since: str
    figures_answered: str
    figures_unsure: str
    figures_not_found: str
    figures_share: str
    figures_before: str
    figures_helped: str
    figures_votes: str
    figures_of_votes: str
    figures_no_votes: str
    figures_median: str
    figures_people: str
    figures_daily: str
    figures_quoted: str
    figures_missed: str
    figures_times: str
    figures_none: str
    figures_days: str
    figures_table: str
    figures_file: str
    figures_file_about: str
    quoted_file: str
    quoted_file_about: str
    desk_refused_in_private: str
    desk_refused_in_group: str
    desk_in_private: str

    # How things are
    clock: str
    """The hour of `when`, a time."""
    state_title: str
    state_title_in_group: str
    state_since: str
    state_articles: str
    state_own_articles: str
    state_no_own_articles: str
    state_meaning: str
    state_lacking: str
    state_no_meaning: str
    state_changed: str
    state_never_changed: str
    state_deeds: tuple[tuple[str, str], ...]
    """What was done to an article, by the names of `retrieval.audit.ChangeKind`."""
    state_size: str
    state_reading: str
    state_idle: str

    # What the bot's admins are told of its faults
    fault_title: str
    fault_known: str
    fault_once: str
    fault_since: str
    fault_log: str
    fault_log_about: str
    fault_more: str
    fault_state: str
    disk_troubles: tuple[tuple[str, str], ...]
    """What is the matter with the disk, and what to do, by the names of `retrieval.errors.Cause`."""
    disk_well: str

    # What is kept of people, and removing it
    privacy_title: str
    privacy: tuple[str, ...]
    privacy_contact: str
    privacy_no_contact: str
    privacy_how_to_delete: str
    delete_my_data: str
    forget_ask: str
    forget_yes: str
    forget_no: str
    forgot: str
    forgot_nothing: str
    forgot_in_group: str
    forget_cancelled: str
    forget_not_yours: str
    forget_as_chat: str

    # Toasts: at most 200 characters
    thanks_yes: str
    thanks_no: str
    thanks_no_alone: str
    gone: str
    stale: str
    busy: str
    asks_too_fast: str
    group_asks_too_fast: str
    line_is_full: str
    """To one of those whose messages are let go because too many wait in their chat."""
    ended_amid: str
    """To an editor whose command may have been carried out when the bot ended amid it."""
    trouble: str
    not_stored: str
    """What somebody wanted to be kept or changed, and could not be, because of the disk."""

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

    def day_of_year(self, when: date) -> str:
        """A date where the year goes without saying: `29 Jan`."""
        return f"{when.day} {self.months[when.month - 1]}"

    def day(self, when: date) -> str:
        """A date as people write it: `29 Jan 2024`."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"
