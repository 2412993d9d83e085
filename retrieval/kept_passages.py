"""Analysed passages that were needed lately, kept in memory; the index has kept what was found out about all others."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from retrieval.analysed import AnalysedPassage
from retrieval.analysis import analyzer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from retrieval.analysed import Analysis

Known: TypeAlias = "Callable[[Sequence[int]], Mapping[int, Analysis]]"
"""Tells what was found out about some texts before: of those that it knows, by their keys."""

KEPT_CHARACTERS = 5_000_000
"""Characters of the analysed passages kept in memory (17 bytes each, 85 MB): the shortlists of a thousand questions."""
KEPT_SECONDS = 600.0
"""For how long one is kept that nobody needs: it may be gone from the library, or was asked for on another day."""
FORGOTTEN_AT_ONCE = 50
"""Of these so many are forgotten whenever some are asked for, in 0.2 ms: more than a question brings. After a quiet
time there may be 20,000, and whoever asked first would wait a tenth of a second for them to be freed."""
KEPT_CONTEXTS = 8192
"""Titles with a heading whose terms are kept (about 0.5 kB each)."""


class KeptPassages:
    """The analysed passages needed in the last `seconds` by `clock`, as many of the last as have `most` characters."""

    def __init__(self, most: int, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._characters = 0
        self._passages: OrderedDict[str, tuple[AnalysedPassage, float]] = OrderedDict()
        self._lock = Lock()

    def all(self, texts: Mapping[int, str], known: Known) -> dict[int, AnalysedPassage]:
        """The analyses of these texts, by the same keys; those that are not kept are made of what is `known`, or anew.

        `known` is asked once, for what is missing.
        """
        now = self._clock()
        with self._lock:
            self._forget(now)
            found = {key: passage for key, text in texts.items() if (passage := self._needed(text, now)) is not None}
        missing = [key for key in texts if key not in found]
        if missing:
            told = known(missing)
            made = {key: AnalysedPassage(texts[key], told.get(key)) for key in missing}
            with self._lock:
                for passage in made.values():
                    self._keep(passage, now)
            found |= made
        return found

    def _needed(self, text: str, now: float) -> AnalysedPassage | None:
        passage, _ = self._passages.get(text, (None, now))
        if passage is not None:
            self._passages[text] = passage, now
            self._passages.move_to_end(text)
        return passage

    def _keep(self, passage: AnalysedPassage, now: float) -> None:
        if passage.text not in self._passages:
            self._passages[passage.text] = passage, now
            self._characters += len(passage.text)
        while self._characters > self._most and len(self._passages) > 1:
            self._forget_first()

    def _forget(self, now: float) -> None:
        for _ in range(min(FORGOTTEN_AT_ONCE, len(self._passages))):
            _, needed = next(iter(self._passages.values()))
            if needed >= now - self._seconds:
                return
            self._forget_first()

    def _forget_first(self) -> None:
        gone, _ = self._passages.popitem(last=False)
        self._characters -= len(gone)


@cache
def _kept() -> KeptPassages:
    return KeptPassages(KEPT_CHARACTERS)


def analysed(text: str) -> AnalysedPassage:
    """The analysis of a passage's text, kept if it was needed lately."""
    return _kept().all({0: text}, lambda _: {})[0]


def analysed_all(texts: Mapping[int, str], known: Known) -> dict[int, AnalysedPassage]:
    """The same of several, by the same keys; what was found out about some of them before may be `known`."""
    return _kept().all(texts, known)


@lru_cache(maxsize=KEPT_CONTEXTS)
def context_terms(title: str, heading: str) -> tuple[str, ...]:
    """The terms that a passage inherits from its article's title and its section's heading."""
    terms = analyzer()
    return terms.terms(title) + terms.terms(heading)
