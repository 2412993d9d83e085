"""Libraries of any size, made of real articles: the seed library, the first articles of a file, all, or more than all.

Beyond what the file holds, its articles come again as variations, copy by copy, made so that an index of them is like
one of so many real articles:

- *Common words stay* (in one passage of sixty or more), so the lists of the passages that hold them grow with the
  library.
- *All others change places* with words of the same kind (names, other words, numbers of as many digits) that stand in
  about as many passages, for each copy anew: how often words are does not change, and neither does which words come
  together, but they are others. Of those that are not rare each article keeps a quarter as they are, so what is asked
  about is told of in the variations too.
- *Some rare words become new ones*, put together from two of their kind: one of n passages with the probability
  1 / (n + 1). Each copy adds 29 % of the words of all real articles, so a million passages have two and a half times
  the vocabulary of 161 thousand: it has grown as the square root of the text, as it does among the real ones.

Half of the variations share less than 29 % of their word pairs with their model, and only one of fifty shares so many
(60 %) that it would be taken for the same report told again. They make no sense, and nobody reads them. Chance decides
by `seed`: the same file, size and seed give the same articles.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, Literal

from benchmarks.records import records
from retrieval.errors import ArticleError
from retrieval.seeding import read_seeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SEEDS: Final = Path(__file__).resolve().parent.parent / "seeds"
SEED_LIBRARY: Final = 16
"""Passages of the seed library: so many, or fewer, are that."""
_ALL: Final = 1.01
"""A size is that of the whole file if it is this near to it: 161 k are 160,956."""
_COMMON: Final = 1 / 60
_RARE: Final = 20
_KEPT: Final = 0.25
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = "aiunegkrst"
_UNITS: Final = {"k": 1_000, "m": 1_000_000}

_Kind = tuple[Literal["number", "name", "word"], int, int]
"""Words that may stand for each other: what they are, how many digits, and in how many passages (the power of two)."""


@dataclass(frozen=True, slots=True)
class News:
    """An article as a line of a bulk file tells it; of sections only where there are headings."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    source: str = ""
    date: str = ""
    headings: tuple[tuple[str, int], ...] = ()
    """Each section's heading and how many of the paragraphs it has."""

    def line(self) -> str:
        """One line of JSON, without its end, as `python -m bot add` reads it."""
        told: dict[str, object] = {"id": self.id, "title": self.title, "source": self.source, "date": self.date}
        if not self.headings:
            return json.dumps(told | {"paragraphs": self.paragraphs}, ensure_ascii=False)
        sections, at = [], 0
        for heading, count in self.headings:
            sections.append({"heading": heading, "paragraphs": self.paragraphs[at : at + count]})
            at += count
        return json.dumps(told | {"sections": sections}, ensure_ascii=False)


def passages(name: str) -> int:
    """How many passages a size is: "16", "10k", "1m". Raises ValueError for anything else."""
    found = re.fullmatch(r"([1-9]\d*)([km]?)", name.lower())
    if found is None:
        raise ValueError(f"{name!r} is no size: write it as 16, 10k or 1m")
    return int(found[1]) * _UNITS.get(found[2], 1)


def library(file: Path, size: int, *, seed: int = 1) -> Iterator[News]:
    """Articles with `size` passages (paragraphs) together; the last one is cut where they are enough.

    They are the seed library's where that is as large, else those of the `.jsonl` or `.jsonl.gz` `file` in its order,
    and then variations of them.
    """
    if size <= SEED_LIBRARY:
        return _seeds()
    real = list(read(file))
    whole = sum(len(news.paragraphs) for news in real)
    if whole < size <= whole * _ALL:
        size = whole
    return _cut(_unending(real, seed), size)


def read(file: Path) -> Iterator[News]:
    """The articles of a `.jsonl` or `.jsonl.gz` file whose lines have `paragraphs`."""
    for told in records(file):
        yield News(
            str(told["id"]), told["title"], tuple(told["paragraphs"]), told.get("source", ""), told.get("date", "")
        )


def _seeds() -> Iterator[News]:
    for outcome in read_seeds(SEEDS):
        if isinstance(outcome, str):
            raise ArticleError(outcome)
        ref, article = outcome
        headings = tuple((section.heading, len(section.paragraphs)) for section in article.sections)
        date = article.date.isoformat() if article.date else ""
        yield News(ref, article.title, tuple(article.paragraphs), article.publisher, date, headings)


def _cut(source: Iterable[News], size: int) -> Iterator[News]:
    for news in source:
        if size <= 0:
            return
        yield replace(news, paragraphs=news.paragraphs[:size])
        size -= len(news.paragraphs)


def _unending(real: Sequence[News], seed: int) -> Iterator[News]:
    yield from real
    vocabulary = Vocabulary.of(real, seed)
    copy = 0
    while any(news.paragraphs for news in real):
        copy += 1
        others = vocabulary.others(copy)
        for news in real:
            yield vocabulary.varied(news, copy, others)


class Vocabulary:
    """The words of real articles, in how many passages each stands, and what may stand for it in a variation."""

    def __init__(self, frequencies: Mapping[str, int], capitals: Mapping[str, int], size: int, seed: int) -> None:
        """`capitals` tells in how many of these passages a word is written with one; `size` is how many there are."""
        self._frequencies = {word: count for word, count in frequencies.items() if count < size * _COMMON}
        self._kinds: dict[_Kind, list[str]] = {}
        for word, count in sorted(self._frequencies.items()):
            self._kinds.setdefault(_kind(word, count, capitals.get(word, 0)), []).append(word)
        self._taken = set(frequencies)
        self._seed = seed

    @classmethod
    def of(cls, articles: Iterable[News], seed: int = 1) -> Vocabulary:
        """That of all their paragraphs."""
        frequencies, capitals = Counter[str](), Counter[str]()
        size = 0
        for news in articles:
            for text in news.paragraphs:
                size += 1
                written = set(_WORD.findall(text))
                frequencies.update({word.lower() for word in written})
                capitals.update({word.lower() for word in written if word[0].isupper()})
        return cls(frequencies, capitals, size, seed)

    def others(self, copy: int) -> dict[str, str]:
        """What stands for each word in a copy, common words excepted. To be asked for copy by copy, from the first."""
        chance = Random(f"{self._seed}/{copy}")  # noqa: S311 - no secret
        others = {}
        for words in self._kinds.values():
            for word, other in zip(words, chance.sample(words, len(words)), strict=True):
                count = self._frequencies[word]
                coined = count <= _RARE and chance.random() < 1 / (count + 1)
                others[word] = self._coined(words, chance) if coined else other
        return others

    def _coined(self, kind: Sequence[str], chance: Random) -> str:
        """A word that there has not been yet, from the beginning of one of its kind and the end of another."""
        one, other = chance.choice(kind), chance.choice(kind)
        word = one[: (len(one) + 1) // 2] + other[len(other) // 2 :]
        while word in self._taken:
            word += chance.choice("0123456789" if word[0].isdigit() else _LETTERS)
        self._taken.add(word)
        return word

    def varied(self, news: News, copy: int, others: Mapping[str, str]) -> News:
        """The article as a copy tells it, whose `others` are given."""
        chance = Random(f"{self._seed}/{copy}/{news.id}")  # noqa: S311 - no secret
        chosen: dict[str, str] = {}

        def swapped(found: re.Match[str]) -> str:
            word = found[0]
            low = word.lower()
            if low not in chosen:
                kept = self._frequencies.get(low, 0) > _RARE and chance.random() < _KEPT
                chosen[low] = low if kept else others.get(low, low)
            other = chosen[low]
            return word if other == low else _cased(other, word)

        return News(
            id=f"{news.id}-{copy}",
            title=_WORD.sub(swapped, news.title),
            paragraphs=tuple(_WORD.sub(swapped, text) for text in news.paragraphs),
            source=news.source,
            date=news.date,
        )


def _kind(word: str, count: int, capitals: int) -> _Kind:
    power = int(log2(count))
    if word[0].isdigit():
        return "number", len(word), power
    return ("name" if capitals > count / 2 else "word"), 0, power


def _cased(word: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
