"""A press as the at most 64 bytes that Telegram keeps for us below a message, and back."""

from __future__ import annotations

import re
from dataclasses import astuple, fields
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.buttons import editors, readers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Press: TypeAlias = readers.ReadersPress | editors.EditorsPress

_VERSION: Final = "1"
_MOST_BYTES: Final = 64
_FORM: Final = re.compile(r"1\.(?P<verb>[a-z]{1,2})(?P<numbers>(?:\.(?:0|[1-9]\d{0,17})){0,11})")
_PLAIN: Final[Mapping[str, type[Press]]] = {
    "t": readers.Turnover,
    "o": readers.OpenOutline,
    "a": readers.ShowOutline,
    "s": readers.ShowSection,
    "aq": editors.ShowQuestions,
    "k": readers.OpenList,
    "l": readers.ShowList,
    "w": readers.AskWithin,
    "e": readers.AskEverywhere,
    "c": readers.Choose,
    "x": readers.OfferToForget,
    "d": readers.Forget,
    "u": editors.Undo,
    "r": editors.Rename,
    "g": editors.Replace,
    "h": editors.Withdraw,
    "b": editors.ShowDiscarded,
    "j": editors.Cancel,
    "mo": editors.OpenMisses,
    "ml": editors.ShowMisses,
    "ms": editors.ShowMiss,
    "ma": editors.AskForArticle,
    "mn": editors.SeekPassage,
    "mp": editors.Pin,
    "mu": editors.Unpin,
    "pl": editors.ShowPins,
    "ps": editors.ShowPin,
    "pr": editors.RemovePin,
    "mi": editors.IgnoreMiss,
    "mr": editors.RecallMiss,
    "mt": editors.Tell,
    "st": editors.ShowFigures,
    "sc": editors.SendTables,
}
"""Presses that are written as a verb and the numbers of their fields, in order; the others have a rule of their own.

A verb (one or two letters) keeps its meaning for ever: buttons live as long as the messages that they are under.
"""


def encode(press: Press) -> str:
    """The press as callback data."""
    match press:
        case readers.Vote(turn, helpful, shown):
            return _join("y" if helpful else "n", turn, shown)
        case readers.AskTopic(article, section):
            return _join("q", article, 0 if section is None else section + 1)
        case readers.FocusOn(article):
            return _join("f", article or 0)
        case readers.Flip():
            return _flip(press)
        case editors.ShowPassage(miss, shown, passages):
            return _passages(miss, shown, passages)
        case _:
            return _join(_verbs()[type(press)], *map(int, astuple(press)))


def decode(data: str) -> Press | None:
    """The press that callback data stands for; None when it is not of ours, or of another version."""
    match = _FORM.fullmatch(data)
    if match is None:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")[1:]]
    match match["verb"], numbers:
        case "y" | "n" as verb, [turn, shown]:
            return readers.Vote(turn, verb == "y", shown)
        case "q", [article, section]:
            return readers.AskTopic(article, section - 1 if section else None)
        case "f", [article]:
            return readers.FocusOn(article or None)
        case "i", [shown, manner, *rest] if rest and len(rest) % 3 == 0:
            parts = tuple(readers.Part(*rest[at : at + 3]) for at in range(0, len(rest), 3))
            return readers.Flip(shown, bool(manner % 2), parts, manner // 2)
        case "mv", [miss, shown, *passages] if passages:
            return editors.ShowPassage(miss, shown, tuple(passages))
        case verb, _ if verb in _PLAIN:
            return _plain(_PLAIN[verb], numbers)
        case _:
            return None


@cache
def _verbs() -> Mapping[type[Press], str]:
    return {kind: verb for verb, kind in _PLAIN.items()}


def _plain(kind: type[Press], numbers: Sequence[int]) -> Press | None:
    """The press of this kind with these numbers in its fields; None when they do not fit."""
    types = [field.type for field in fields(kind)]
    if len(types) != len(numbers):
        return None
    values: list[int] = []
    for name, number in zip(types, numbers, strict=True):
        if (name == "bool" and number > 1) or (name == "Setting" and number not in set(readers.Setting)):
            return None
        values.append(bool(number) if name == "bool" else readers.Setting(number) if name == "Setting" else number)
    make: Callable[..., Press] = kind
    return make(*values)


def _flip(flip: readers.Flip) -> str:
    """A flip in 64 bytes: should they not suffice, what is in bold goes first, from the last part on, then parts."""
    parts = list(flip.parts)
    bare = len(parts)
    while True:
        numbers = [number for part in parts for number in (part.passage, part.start, part.end)]
        data = _join("i", flip.shown % len(parts), 2 * flip.language + int(flip.unsure), *numbers)
        if len(data) <= _MOST_BYTES:
            return data
        if bare:
            bare -= 1
            parts[bare] = readers.Part(parts[bare].passage)
        else:
            parts.pop()


def _passages(miss: int, shown: int, passages: Sequence[int]) -> str:
    """A choice of passages in 64 bytes: the last ones go, should they not suffice."""
    for count in range(len(passages), 1, -1):
        data = _join("mv", miss, shown % count, *passages[:count])
        if len(data) <= _MOST_BYTES:
            return data
    return _join("mv", miss, 0, passages[0])


def _join(verb: str, *numbers: int) -> str:
    return ".".join((_VERSION, verb, *map(str, numbers)))
