"""What a feed (RSS or Atom) says: its entries, each of which leads to an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MOST_ENTRIES = 1000
"""How many entries of a feed are read, the newest ones."""
NO_FEED = (
    "There is no RSS or Atom feed at this address; open the site in a browser and look for the address of its feed."
)
"""What to say of something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Texts are clean; what the feed does not tell is `""`, or None for the date.

    `link` is the page's address as the feed has it, `place` the same address as all its variants have it. `key` is what
    the entry is recognised by, whatever becomes of its title: its identifier, else its `place`.
    """

    key: str
    link: str
    place: str
    title: str = ""
    author: str = ""
    date: date | None = None
