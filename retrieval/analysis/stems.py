"""Word → stem: Snowball's Indonesian stemmer with the nasal prefixes undone first.

Snowball takes "men-" off "menewaskan" and leaves "ewas", which never meets "tewas". The prefixes meN- and peN-
melt the first letter of a root that begins with k, p, s or t (Tata Bahasa Baku Bahasa Indonesia, morphophonemics
of meN-), so that letter is put back here; `data/roots.txt` lists the roots that keep theirs.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import Stemmer  # type: ignore[import-not-found]  # PyStemmer ships no annotations

from retrieval.analysis.forms import MELTING, derived
from retrieval.analysis.lexicon import roots

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTEST_STEMMED = 4
"""Words of fewer letters are left alone: stripping them merges strangers."""

_NASAL = re.compile(r"(?:me|pe|dipe|mempe)(ng|ny|n|m)(?=[aeiou])")
_CLITICS = ("ku", "mu")
_CLITIC = re.compile(r"(?:(?:nya|ku|mu)?(?:kah|lah|pun)|nya|ku|mu)$")
_SHORT_NYA = re.compile(r"[^aeiou]*[aeiou][^aeiou]+nya")
"""A word of one syllable with its -nya, which Snowball leaves on: "skornya", "timnya"; but not "tanya", "punya"."""
_MELTED = {"ng": "", "ny": "s", "n": "t", "m": "p"}


@cache
def _snowball() -> Callable[[str], str]:
    # Without Snowball's own cache: the analyzer keeps every result.
    stemmed: Callable[[str], str] = Stemmer.Stemmer("indonesian", 0).stemWord
    return stemmed


def stem(word: str) -> str:
    """The stem of one lower-case word without hyphens.

    Not safe to call from several threads at once (Snowball's object keeps its working buffer): the analyzer, which
    caches every result, holds a lock around it.
    """
    if len(word) < SHORTEST_STEMMED:
        return word
    kept = roots()
    if word in kept["whole"]:
        return word
    known = _root(word)
    if known:
        return known
    if _SHORT_NYA.fullmatch(word):
        return word[:-3]
    if word.endswith("kan") and _snowball()(word[:-2]) in _final_k():
        word = word[:-2]
    elif word.endswith(_CLITICS):
        # News hardly says "your" or "my", but meets, sells and reads (bertemu, laku, buku): with another clitic
        # behind it, Snowball takes that one off and leaves the root's own ending alone.
        word += "nya"
    melted = _NASAL.match(word)
    if melted and len(word) - melted.end() > 2:  # "penal" has no root left to restore
        rest, nasal = word[melted.end() :], melted.group(1)
        letters = {"ng": "k", "ny": "ny", "n": "n", "m": "m"}[nasal]
        root = next((root for root in _suffixless(letters + rest) if root in kept[letters]), None)
        candidate = _snowball()(root or letters + rest)
        if candidate in _stemmed_roots(letters):
            return candidate
        return _snowball()(_MELTED[nasal] + rest)
    return _snowball()(word)


def _root(word: str) -> str | None:
    """The listed root that `word` is a form of, with or without a clitic."""
    known = derived()
    bare = _CLITIC.sub("", word)
    return known.get(word) or (known.get(bare) if bare != word else None)


def _suffixless(word: str) -> tuple[str, ...]:
    """`word` and what is left of it without a suffix: Snowball may see "men-" in "menangkan" and leave "angkan"."""
    return (word, *(word.removesuffix(suffix) for suffix in ("kan", "an", "i") if word.endswith(suffix)))


@cache
def _final_k() -> frozenset[str]:
    found = set()
    for root in roots()["final-k"]:
        found.add(root)
        if root[0] in MELTING:  # "penembakan" less its "an" is "penembak", which Snowball leaves as "embak"
            found.add(_snowball()("me" + MELTING[root[0]] + root[1:]))
            found.add(_snowball()("pe" + MELTING[root[0]] + root[1:]))
    return frozenset(found)


@cache
def _stemmed_roots(letters: str) -> frozenset[str]:
    return frozenset(_snowball()(root) for root in roots()[letters])
