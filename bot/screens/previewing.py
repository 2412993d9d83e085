"""What an editor is shown: how an article was understood, what was done to the library, and how to take it back."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from bot import buttons
from bot.editing.problems import told
from bot.screens.render import TITLE, Row, Screen, button, card_label, keyboard, sentence, title_of, topic_rows
from bot.screens.topics import Topic, topics_in
from bot.typesetting.credit import credit
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, bold, italic, lines, text
from retrieval.audit import Change, ChangeKind
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.answer import ArticleCard
    from retrieval.errors import ArticleError
    from retrieval.library import OpenArticle

OFFERED: Final = 8
_SECTIONS: Final = 8
_HEADING: Final = 120
_QUESTIONS: Final = 2
_FILES: Final = 15
_NAME: Final = 60
_FILE_TITLE: Final = 100
_LINES: Final = 10
_LINE: Final = 200

Outcome: TypeAlias = "tuple[str, Change | ArticleError]"
"""A file's name, and what became of it."""


def edited(change: Change, opened: OpenArticle, texts: Texts, *, renamed: bool = False, cut: bool = False) -> Screen:
    """An article that was added, replaced or `renamed`: how it was understood, and what can be done about it.

    `cut` when its text may have been only a part of what its sender wrote.
    """
    article, card = opened.article, opened.card
    author = texts.author.format(name=name) if (name := shorten(article.author, TITLE)) else ""
    head = texts.renamed if renamed else _deed(change.kind, texts).format(library=library(change.owner, texts))
    thrown_out = len(article.discarded)
    changing: Row = [button(texts.rename, buttons.Rename(card.id))]
    if change.id:
        changing.insert(0, button(texts.undo, buttons.Undo(change.id, change.id)))
    reading: Row = [button(texts.read_article, buttons.OpenOutline(card.id))]
    if thrown_out:
        reading.append(button(texts.see_discarded, buttons.ShowDiscarded(card.id)))
    return Screen(
        lines(
            lines(
                text(head),
                bold(title_of(article, texts)),
                text(" · ".join(filter(None, (credit(card, texts), author)))),
            ),
            outline(opened, texts),
            lines(
                text(texts.discarded.format(count=thrown_out)) if thrown_out else Markup(),
                italic(texts.maybe_cut) if cut else Markup(),
            ),
            text(texts.try_asking),
            by="\n\n",
        ),
        keyboard([*_questions(opened, texts), changing, reading]),
    )


def outline(opened: OpenArticle, texts: Texts) -> Markup:
    """The first sections of an article, each with the number of passages that can be quoted from it."""
    sections = opened.article.sections
    ends = list(accumulate(len(section.paragraphs) for section in sections))
    sizes = Counter(next(at for at, end in enumerate(ends) if one.first < end) for one in opened.passages)
    filled = [(section, sizes[at]) for at, section in enumerate(sections) if sizes[at]]
    shown = [
        text("› " + texts.section_size.format(heading=shorten(section.heading, _HEADING, texts.lead), count=size))
        for section, size in filled[:_SECTIONS]
    ]
    left = len(filled) - len(shown)
    return lines(*shown, text(texts.more_sections.format(count=left)) if left else Markup())


def archive(outcomes: Sequence[Outcome], owner: str, texts: Texts) -> Screen:
    """What became of each file of an archive, those first that are no article."""
    changes = [outcome for _, outcome in outcomes if isinstance(outcome, Change)]
    ids = [change.id for change in changes if change.id]
    ordered = sorted(outcomes, key=lambda each: isinstance(each[1], Change))
    left = len(ordered) - _FILES
    rows: list[Row] = [
        [button(texts.undo, buttons.Undo(min(ids), max(ids)))] if ids else [],
        [button(texts.see_articles, buttons.OpenList())] if changes else [],
    ]
    title = texts.archive_title.format(taken=len(changes), count=len(outcomes), library=library(owner, texts))
    return Screen(
        lines(
            text(title),
            lines(
                *(text(_file(name, outcome, texts)) for name, outcome in ordered[:_FILES]),
                text(texts.more_files.format(count=left)) if left > 0 else Markup(),
            ),
            by="\n\n",
        ),
        keyboard(rows),
    )


def progress(job: int, texts: Texts) -> Screen:
    """Something takes longer; it can be called off."""
    return Screen(text(texts.reading), keyboard([[button(texts.cancel, buttons.Cancel(job))]]))


def removed(change: Change, texts: Texts) -> Screen:
    """An article is gone, and can be brought back."""
    title = title_of(change.card, texts)
    return Screen(
        text(texts.removed.format(library=library(change.owner, texts), title=title)),
        keyboard([[button(texts.undo, buttons.Undo(change.id, change.id))]]),
    )


def undone(changes: Sequence[Change], texts: Texts) -> Screen:
    """What is there again, or is no longer there."""
    if len(changes) != 1:
        return sentence(texts.taken_back_all.format(count=len(changes)))
    (change,) = changes
    title = title_of(change.card, texts)
    # An undo leaves an article that was not there before with no passage.
    return sentence((texts.restored if change.passages else texts.taken_back).format(title=title))


def to_replace(cards: Sequence[ArticleCard], search: str, owner: str, texts: Texts) -> Screen:
    """The articles to choose from for what is to be replaced: those that `search` found, or the newest."""
    return _which(cards, search, owner, texts, removing=False)


def to_remove(cards: Sequence[ArticleCard], search: str, owner: str, texts: Texts) -> Screen:
    """The same for what is to be removed."""
    return _which(cards, search, owner, texts, removing=True)


def discarded(opened: OpenArticle, texts: Texts) -> Screen:
    """The first lines of an article's source that were judged to be no part of it."""
    thrown_out = opened.article.discarded
    if not thrown_out:
        return sentence(texts.nothing_discarded)
    left = len(thrown_out) - _LINES
    return Screen(
        lines(
            text(texts.discarded_title.format(title=title_of(opened.card, texts))),
            *(text(f"• {shorten(line, _LINE)}") for line in thrown_out[:_LINES]),
            text(texts.more_lines.format(count=left)) if left > 0 else Markup(),
        )
    )


def library(owner: str, texts: Texts) -> str:
    """What an owner's articles are called."""
    return texts.public_library if owner == PUBLIC else texts.own_library


def _which(cards: Sequence[ArticleCard], search: str, owner: str, texts: Texts, *, removing: bool) -> Screen:
    place = library(owner, texts)
    if not cards and search:
        return sentence(texts.edit_unknown.format(library=place, search=shorten(search, TITLE)))
    if not cards:
        return sentence(texts.edit_empty.format(library=place))
    press = buttons.Withdraw if removing else buttons.Replace
    return Screen(
        text(texts.remove_which if removing else texts.replace_which),
        keyboard([[button(card_label(card, texts), press(card.id))] for card in cards]),
    )


def _deed(kind: ChangeKind, texts: Texts) -> str:
    match kind:
        case ChangeKind.REPLACED:
            return texts.replaced
        case ChangeKind.UNCHANGED:
            return texts.unchanged
        case _:
            return texts.added


def _questions(opened: OpenArticle, texts: Texts) -> list[Row]:
    """What an article can surely be asked: its headings, or what its title says."""
    topics = topics_in(opened, _QUESTIONS)
    return topic_rows(topics or (Topic(opened.card.id, None, title_of(opened.card, texts)),))


def _file(name: str, outcome: Change | ArticleError, texts: Texts) -> str:
    if not isinstance(outcome, Change):
        return texts.archive_refused.format(name=shorten(name, _NAME, "?"), problem=told(outcome, texts))
    title = shorten(outcome.card.title, _FILE_TITLE, texts.untitled)
    match outcome.kind:
        case ChangeKind.REPLACED:
            return texts.archive_replaced.format(title=title)
        case ChangeKind.UNCHANGED:
            return texts.archive_unchanged.format(title=title)
        case _:
            return texts.archive_added.format(title=title)
