"""The word lists of the analysis, read once from the data files beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hand-written knowledge about words; everything is lower case and not yet stemmed."""

    slang: dict[str, tuple[str, ...]]
    """Chat spelling → the words of its standard form."""
    abbreviations: tuple[tuple[tuple[str, ...], ...], ...]
    """Groups of forms of one concept, each form a tuple of words; the first is the short form that names it."""
    synonyms: tuple[tuple[float, tuple[str, ...]], ...]
    """Families: the weight of a match by another member, and the members (words joined by `_` are phrases)."""
    contraries: tuple[tuple[tuple[str, ...], ...], ...]
    """Sets of members that exclude each other, each a tuple of words that mean the same."""
    stopwords: frozenset[str]


def _lines(name: str) -> Iterator[str]:
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if line:
            yield line


@cache
def lexicon() -> Lexicon:
    """Load the data files; the result is shared and must not be changed."""
    slang: dict[str, tuple[str, ...]] = {}
    for line in _lines("slang.txt"):
        spellings, _, standard = line.partition("=")
        words = tuple(standard.split())
        for spelling in spellings.split():
            if (spelling,) != words:
                slang.setdefault(spelling, words)
    abbreviations = []
    for line in _lines("abbreviations.txt"):
        shorts, _, full = line.partition("=")
        forms = [tuple(short.split()) for short in shorts.split(",")]
        abbreviations.append((*forms, tuple(full.split())))
    synonyms = []
    for line in _lines("synonyms.txt"):
        weight, _, members = line.partition(":")
        synonyms.append((float(weight), tuple(members.split())))
    return Lexicon(
        slang=slang,
        abbreviations=tuple(abbreviations),
        synonyms=tuple(synonyms),
        contraries=tuple(
            tuple(tuple(member.split()) for member in line.split("|")) for line in _lines("contraries.txt")
        ),
        stopwords=frozenset(word for line in _lines("stopwords.txt") for word in line.split()),
    )


@cache
def roots() -> dict[str, frozenset[str]]:
    """Roots by the letter they keep under a nasal prefix (`n`, `m`, `ny`, `k`), and `whole` words without a prefix."""
    found: dict[str, set[str]] = {}
    for line in _lines("roots.txt"):
        letters, _, words = line.partition(":")
        found.setdefault(letters, set()).update(words.split())
    return {letters: frozenset(words) for letters, words in found.items()}


@cache
def verbs() -> frozenset[str]:
    """The roots in `data/verbs.txt`, whose derived forms are known as such."""
    return frozenset(word for line in _lines("verbs.txt") for word in line.split())
