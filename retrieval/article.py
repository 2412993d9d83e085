"""Articles, their sections, and the passages that answers quote: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it. The lead, before any heading, has the heading `""`."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as its source was understood.

    Every text is cleaned: no leading or trailing white space, inner white space (no-break spaces too) folded to
    single spaces, never a line break. Fields that the source does not tell are `""` (or `None` for the date).
    """

    title: str
    sections: tuple[Section, ...]
    deck: str = ""
    place: str = ""
    publisher: str = ""
    date: date | None = None
    author: str = ""
    url: str = ""
    discarded: tuple[str, ...] = field(default=(), compare=False)
    """Lines of the source that were judged page furniture, in order, so that an editor can see what was left out."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All paragraphs in reading order, whatever their section."""
        return tuple(paragraph for section in self.sections for paragraph in section.paragraphs)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed, ranked and quoted: a paragraph (or several stubs, or a part of an overlong one).

    `position` counts passages from 0 through the whole article; `first` and `last` are the indices (inclusive) of
    the article's paragraphs that the passage holds text of. `section` is the heading, `""` in the lead.
    """

    position: int
    section: str
    text: str
    first: int
    last: int
