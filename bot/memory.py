"""How Python and the C library manage the memory of a process that answers questions."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

GARBAGE: Final = (50_000, 20, 100)
"""Objects, and rounds, after which Python looks for cycles. Kutip makes hardly any, and keeps thousands of analysed
passages that the search walks through: with Python's own numbers one question in a hundred stood still for 60 ms, and
half of them took longer than 14.4 ms over 19,032 articles, instead of 11.8."""
ARENAS: Final = 2
"""Stretches of memory that threads take theirs from. By itself glibc gives eight a core, and each keeps what an article
took while it was indexed: four hundred articles added and removed, one by one, left 353 MB; with two, 231 MB, which was
there before the first."""
_M_ARENA_MAX: Final = -8
"""From glibc's malloc.h."""


def manage() -> None:
    """Set these for the whole process; before it begins threads. Where there is no glibc its part is left out."""
    gc.set_threshold(*GARBAGE)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, ARENAS)
