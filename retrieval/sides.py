"""Sides: what was asked where, for those who look after what answers there.

The public library's side are all private chats, and they alone; a group's is that group. What is asked in guest mode is
on nobody's side. Of the turns of one question, the view `last_turn` has the last.
"""

from __future__ import annotations

from typing import Final

from retrieval.scope import PUBLIC

# As `bot.conversation` names them, private chats alone begin with a digit: a group's id is negative, also where it
# writes in its own name, and a guest's chat begins with a word.
_PUBLIC: Final = "?1 = '' AND {turn}.chat GLOB '[1-9]*'"
_OWN: Final = "{turn}.chat = ?1 AND {turn}.chat NOT GLOB 'guest *'"


def side_of(owner: str, turn: str = "turn") -> str:
    """The SQL condition that a turn is on an owner's side; in it, `?1` is the owner.

    `turn` is what the query calls the table, or a view that has its column `chat`.
    """
    return (_PUBLIC if owner == PUBLIC else _OWN).format(turn=turn)
