"""How Python and the C library manage the memory of a process that answers questions."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

GARBAGE: Final = (50_000, 20, 100)
"""Objects, and rounds, after which Python looks for cycles. Kutip makes hardly any, and keeps thousands of analysed
passages that the search walks through: with Python's own numbers one question in a hundred stood still for 60 ms, and
half of them took longer than 14.4 ms over 19,032 articles, instead of 11.8."""
TIDY_EVERY: Final = 600.0
"""Seconds until all of it is looked through, for which questions wait a tenth of a second over 19,032 articles: three
of 18,000 at thirty a second. What outlives a look or two is else hardly ever looked at again, and cycles among it, with
all that they hold, stay."""
ARENAS: Final = 2
"""Stretches of memory that threads take theirs from. By itself glibc gives eight a core, and each keeps what an article
took while it was indexed: four hundred articles added and removed, one by one, left 353 MB; with two, 231 MB, which was
there before the first."""
LARGE: Final = 1 << 19
"""Bytes from which on a block is the system's again as soon as it is free. By itself glibc keeps up to 32 MB of such
blocks within its stretches, where what is small comes to lie between: each change of the index takes twelve, and after
forty minutes at thirty questions a second 32 of 62 MB lay idle."""
SPARE: Final = 1 << 21
"""Free bytes at the end of a stretch that it keeps, so that not every answer makes it longer and shorter."""
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""The three from glibc's malloc.h."""


def manage() -> None:
    """Set these for the whole process; before it begins threads. Where there is no glibc its part is left out."""
    gc.set_threshold(*GARBAGE)
    if (mallopt := _of_glibc("mallopt")) is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, LARGE)
        mallopt(_M_TRIM_THRESHOLD, SPARE)


def settle() -> None:
    """Leave out of all later looks what is there now, and stays: modules, classes, texts."""
    gc.collect()
    gc.freeze()


def tidy() -> None:
    """Find and free all cycles that nothing needs any more, and give the system what lies idle between what is needed.

    By itself glibc gives back only what is free at the end of a stretch: after three quarters of an hour at thirty
    questions a second 8 of 38 MB lay idle, and it had become more all the while. To give back 90 MB takes 6 ms.
    """
    gc.collect()
    if (malloc_trim := _of_glibc("malloc_trim")) is not None:
        malloc_trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
