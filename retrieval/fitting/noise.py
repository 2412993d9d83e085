"""Well-formed questions as people type them in a chat: the collections' questions are far more formal than readers'."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from retrieval.analysis.lexicon import lexicon

if TYPE_CHECKING:
    import random

LEFT_ALONE = 0.35
LOWERED = 0.85
"""Up to here everything is lower case."""
MISTYPED = 0.7
"""From here on a word has a typing error."""
SHORTENED = 0.3
"""How often a word with a chat spelling is spelt so."""


def as_typed(question: str, chance: random.Random) -> str:
    """The question as somebody might type it, decided by `chance`."""
    kind = chance.random()
    if kind < LEFT_ALONE:
        return question
    typed = []
    for word in question.rstrip(" ?").strip().split():
        lower = word.lower()
        spellings = _spellings().get(lower.strip(",.?"))
        if spellings and chance.random() < SHORTENED:
            typed.append(chance.choice(spellings))
        else:
            typed.append(lower if kind < LOWERED else word)
    long = [place for place, word in enumerate(typed) if len(word) > 4 and word.isalpha()]
    if kind > MISTYPED and long:
        place = chance.choice(long)
        typed[place] = _mistyped(typed[place], chance)
    return " ".join(typed)


def _mistyped(word: str, chance: random.Random) -> str:
    """Two letters swapped, one missing, or one doubled; never the first."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ]
    )


@cache
def _spellings() -> dict[str, list[str]]:
    """Standard word → how chats spell it."""
    table: dict[str, list[str]] = {}
    for spelling, standard in lexicon().slang.items():
        if len(standard) == 1 and spelling.isalpha():
            table.setdefault(standard[0], []).append(spelling)
    return table
