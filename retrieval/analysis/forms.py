"""The forms that a listed root takes: by the rules of standard Indonesian, and as they are typed in a chat.

Standard forms are those of Tata Bahasa Baku Bahasa Indonesia (prefixes meN-, peN-, ber-, ter-, di-, per-, ke-, suffixes
-kan, -i, -an). Chat forms are Jakarta's: the nasal without its me- ("nuding"), nge- ("ngecek", "ngeluncurin"), -in for
-kan and -i ("dibolehin"), ke- for ter- ("kebakar"). Forms are made from `data/verbs.txt`, so that only words which come
from a root are undone; nothing is stripped from a word that merely looks prefixed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from retrieval.analysis.lexicon import lexicon, roots, verbs

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST_SPOKEN = 4
"""Letters of a chat spelling that takes affixes itself; shorter ones are SMS abbreviations."""
_VOWELS = "aeiou"
MELTING = {"k": "ng", "p": "m", "s": "ny", "t": "n"}
"""Letters of a root that the nasal prefixes take the place of."""
_NASALS = {"b": "m", "f": "m", "v": "m", "p": "m", "c": "n", "d": "n", "j": "n", "t": "n", "z": "n", "s": "n"}
"""The nasal before a letter that stays; `ng` before vowels, g, h and k, none before l, m, n, r, w and y."""


def _nasal(root: str) -> tuple[str, ...]:
    """What follows me- or pe-: "tuding" → "nuding"; two for a root that both melts and stays ("proses")."""
    first = root[0]
    if sum(letter in _VOWELS for letter in root) == 1:
        return (f"nge{root}",)  # one syllable: "mengecek"
    if first in _VOWELS or first in "gh":
        return (f"ng{root}",)
    melted = MELTING.get(first)
    if melted and root[1] in _VOWELS and first != "p":
        return (melted + root[1:],)
    if melted:  # "memproses" keeps its p, "memengaruhi" is written "mempengaruhi" as well
        kept = "ng" if first == "k" else _NASALS[first]
        return (kept + root, melted + root[1:])
    return (_NASALS.get(first, "") + root,)


def standard_forms(root: str) -> Iterator[str]:
    """The forms of `root` in standard spelling, itself included, without clitics; some of them are no words."""
    yield root
    active = [f"me{nasal}" for nasal in _nasal(root)] + [f"memper{root}"]
    passive = [f"di{root}", f"ter{root}" if root[0] != "r" else f"te{root}", f"diper{root}"]
    for stem in (*active, *passive):
        yield from (stem, f"{stem}kan", f"{stem}i")
    ber = f"be{root}" if root[0] == "r" else f"ber{root}"
    yield from (ber, f"{ber}an", f"{ber}kan", f"{root}kan", f"{root}an", f"per{root}an", f"ke{root}an")
    for nasal in _nasal(root):
        yield from (f"pe{nasal}", f"pe{nasal}an", f"kepe{nasal}an")


def chat_forms(root: str) -> Iterator[str]:
    """The forms of `root` that are typed in a chat only."""
    first = root[0]
    stems = {f"nge{root}"}
    if first in _VOWELS or first in "gh":
        stems.add(f"ng{root}")
    if first in "hk" and root[1] in _VOWELS:
        stems.add(f"ng{root[1:]}")  # "ngapus", "ngirim"
    if first in "cs" and root[1] in _VOWELS:
        stems.add(f"ny{root[1:]}")  # "nyari", "nyiapin"
    if first in "kpst":
        stems.update(_nasal(root))  # "nuding", "mukul", "ngritik"
    base = root[:-1] if root.endswith("i") else root
    yield from stems
    for stem in (*stems, f"di{root}", root):
        yield f"{stem}in"
        if root.endswith("i"):
            yield f"{stem[:-1]}in"
    yield from (f"dinge{root}", f"dinge{base}in", f"ke{root}")


@cache
def derived() -> dict[str, str]:
    """Standard form → the listed root that it comes from; the longest root, where several would do."""
    found: dict[str, set[str]] = {}
    for root in verbs():
        for form in standard_forms(root):
            found.setdefault(form, set()).add(root)
    return {form: root for form, root in _decided(found) if form not in roots()["whole"]}


@cache
def informal() -> dict[str, str]:
    """Chat form → the listed root that it comes from; forms that are standard too are left out."""
    found: dict[str, set[str]] = {}
    for root in verbs():
        for form in chat_forms(root):
            found.setdefault(form, set()).add(root)
    for spoken, words in lexicon().slang.items():
        if len(spoken) >= _SHORTEST_SPOKEN and len(words) == 1 and words[0] in verbs() - lexicon().stopwords:
            for form in (*standard_forms(spoken), *chat_forms(spoken)):  # "ditangkep", "ketangkep", "didatengin"
                found.setdefault(form, set()).add(words[0])
    standard = derived()
    return {form: root for form, root in _decided(found) if form not in standard and form not in roots()["whole"]}


def _decided(found: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for form, candidates in found.items():
        longest = max(map(len, candidates))
        best = [root for root in candidates if len(root) == longest]
        if len(best) == 1:  # equally long ones ("menobatkan": tobat or nobat) are for the stemmer to decide
            yield form, best[0]
