"""What questions came to lately: who asks the same while nothing has changed is answered at once.

When something happens, many ask the same, and all who tap a question that is offered do.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

    from retrieval.concluding import Conclusion
    from retrieval.scope import Scope

KEPT: Final = 500
"""Conclusions that are kept, some 7 kB each."""


class Search(NamedTuple):
    """All that a conclusion depends on beside what the library holds.

    `text` is a complete question, of which the first `own` characters were asked just now (see `Resolved`), `within`
    one article if its id is given, and there are at most `most` quotes.
    """

    text: str
    scope: Scope
    within: int | None
    own: int | None
    most: int


class KeptConclusions:
    """The conclusions needed last, at most so many, for as long as what they were drawn from stays as it was."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._drawn_from: Hashable = None
        self._conclusions: OrderedDict[Search, Conclusion] = OrderedDict()
        self._lock = Lock()

    def of(self, search: Search, drawn_from: Hashable) -> Conclusion | None:
        """What the search came to while the library was as it is; `drawn_from` tells that from every other time.

        What was drawn from anything else is forgotten, as it would only take memory: it cannot be asked for again.
        """
        with self._lock:
            if drawn_from != self._drawn_from:
                self._conclusions.clear()
                self._drawn_from = drawn_from
            known = self._conclusions.get(search)
            if known is not None:
                self._conclusions.move_to_end(search)
            return known

    def keep(self, search: Search, drawn_from: Hashable, conclusion: Conclusion) -> None:
        """Keep what the search came to, unless something has changed since `drawn_from` was handed to `of`."""
        with self._lock:
            if drawn_from != self._drawn_from:
                return
            self._conclusions[search] = conclusion
            self._conclusions.move_to_end(search)
            while len(self._conclusions) > self._most:
                self._conclusions.popitem(last=False)

    def clear(self) -> None:
        """Forget what was asked."""
        with self._lock:
            self._conclusions.clear()
