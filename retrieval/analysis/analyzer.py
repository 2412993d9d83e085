"""From text to terms: the one analysis that passages and questions share.

Words are lower-cased, stripped of diacritics, put into standard spelling, split at hyphens (a reduplicated word
counts once) and stemmed with Snowball's Indonesian stemmer, which also takes off clitics (-nya, -kah, -lah). A
phrase that has a short form ("menteri luar negeri") adds the short form's term ("menlu"), so that either finds the
other. Stop words give no term.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from retrieval.analysis.forms import derived, informal
from retrieval.analysis.kept_words import LONGEST, KeptWords
from retrieval.analysis.lexicon import lexicon
from retrieval.analysis.numerals import UNITS, canonical_number
from retrieval.analysis.stems import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(
    r"[A-QS-Za-qs-z][A-Za-z0-9]*+(?![^\s.,])"  # most words, told by the last alternative too, but slower by a quarter
    r"|\d{1,2}/\d{1,2}/(?:19|20)\d{2}"  # a date, which gives day, month name and year
    r"|[Rr][Pp](?=\d)"  # rupiah, which news writes without a space: "Rp10 miliar"
    # A number with its separators. Possessive: "10km" is one word and not "1" and "0km".
    r"|\d++(?:[.,]\d++)*+(?![^\W\d_])"
    r"|[^\W_]+(?:[-'’ʼ‘][^\W_]+)*2?"  # a word, hyphenated or with an apostrophe, or reduplicated with a 2
)
_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_CLITIC = re.compile(r"(?:kah|lah|pun|nya)$")
_LONGEST_CLITIC = 3
_DOUBLED = re.compile(r"([^\W\d_]{2,})2(nya|an|in|)$")
_POSSESSIVE = re.compile(r"['’ʼ‘][Ss]$")
"""English: "Iran's". In news Indonesian no other word ends so; those with a letter before the apostrophe that is their
own end in more than an s ("Jum'at", "Qur'an")."""
MOST_KEPT = 50_000
"""Distinct words kept (7 MB). 19,032 real articles have about 200,000; with 100,000 kept, which take 19 MB, they are
analysed no sooner."""

Forms: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""All stems of a word in order, and those of them that carry a topic."""


class Word(NamedTuple):
    """One word of a text: `[start, end)` in characters, its stems in order, and those of them that carry a topic."""

    start: int
    end: int
    stems: tuple[str, ...]
    content: tuple[str, ...]


def unaccented(text: str) -> str:
    """Lower case, compatibility forms unified, diacritics gone."""
    if text.isascii():
        return text.lower()  # nothing else to do, as for nearly all words
    # Decomposed first: the mathematical letters that people decorate names with have no lower case of their own.
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(word: str) -> str:
    """A word `unaccented` and without apostrophes; never any white space."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return "".join(c for c in unaccented(word) if not c.isspace() and c not in "'’ʼ‘")


class Analyzer:
    """Turns text into terms; one instance serves a process. Its only state are caches of pure functions.

    Threads may share it: a lost race costs a repeated computation, never a wrong term.
    """

    __slots__ = ("_begin", "_cache", "_informal", "_lock", "_phrases", "_short", "_single", "_slang", "_stopwords")

    def __init__(self) -> None:
        words = lexicon()
        self._lock = Lock()
        self._slang = words.slang
        self._informal = informal()
        self._stopwords = words.stopwords
        self._short = frozenset(form[0] for group in words.abbreviations for form in group[:-1] if len(form) == 1)
        self._cache = KeptWords(self._analyse, MOST_KEPT)
        phrases = self._compile_phrases()
        self._phrases: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        """By their first two stems, the longest first."""
        self._single: dict[str, list[str]] = {}
        """The further terms of single stems."""
        for phrase, term in phrases:
            if len(phrase) > 1:
                self._phrases.setdefault((phrase[0], phrase[1]), []).append((phrase, term))
            else:
                self._single.setdefault(phrase[0], []).append(term)
        self._begin = frozenset(phrase[0] for phrase, _ in phrases)
        """The stems that a phrase or a further term begins with: one word in six."""

    def stem(self, word: str) -> str:
        """The stem of one folded word."""
        with self._lock:
            return stem(word)

    def bounds(self, text: str) -> tuple[list[int], list[int]]:
        """Where the words of `text` begin and where they end, stop words included."""
        spans = [match.span() for match in _WORD.finditer(text)]
        return [start for start, _ in spans], [end for _, end in spans]

    def forms(self, words: Iterable[str]) -> list[Forms]:
        """The forms of words as they are written."""
        # Nearly all were met before: so looked up, a word costs 0.06 µs, by a method of ours 0.11.
        return list(map(self._cache.__getitem__, words))

    def words(self, text: str) -> list[Word]:
        """Every word of `text` with its offsets, stop words included."""
        starts, ends = self.bounds(text)
        forms = self.forms(text[start:end] for start, end in zip(starts, ends, strict=True))
        return [Word(start, end, *both) for start, end, both in zip(starts, ends, forms, strict=True)]

    def terms(self, text: str) -> tuple[str, ...]:
        """The terms of `text` in order, stop words left out, with the short forms of its phrases added."""
        forms = self.forms(_WORD.findall(text))
        terms = [stem for _, content in forms for stem in content]
        terms.extend(term for _, _, term in self.concepts([stems for stems, _ in forms]))
        return tuple(terms)

    def concepts(self, stems: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, str]]:
        """Phrases with a short form, as `(first word, last word + 1, term)`; longest first at each place."""
        roots = tuple(chain.from_iterable(stems))
        begins = [index for index, root in enumerate(roots) if root in self._begin]
        if not begins:
            return
        places = [position for position, parts in enumerate(stems) for _ in parts]
        for index in begins:
            # Most phrases are told by their first two stems, so few are looked at twice.
            for phrase, term in self._phrases.get(roots[index : index + 2], ()):
                if len(phrase) == 2 or roots[index : index + len(phrase)] == phrase:
                    yield places[index], places[index + len(phrase) - 1] + 1, term
            for term in self._single.get(roots[index], ()):
                yield places[index], places[index] + 1, term

    def phrase_term(self, member: str) -> str:
        """The term of a lexicon entry such as `"korban_jiwa"` or `"tewas"`."""
        parts = tuple(stem for word in member.split("_") for stem in self._cache[word][0])
        return parts[0] if len(parts) == 1 else "_".join(parts)

    def _analyse(self, word: str) -> Forms:
        word = word[:LONGEST]  # what is longer is noise, and its cost must stay bounded
        if word[0].isdigit():
            numbers = self._numbers(word)
            if numbers:
                return numbers, numbers
        folded = fold(_POSSESSIVE.sub("", word))
        standard = self._standard(folded)
        doubled = _DOUBLED.match(folded)
        if standard is None and doubled:
            folded = doubled[1] + doubled[2]  # "anak2nya" is "anak-anaknya"
            standard = self._standard(folded)
        parts = [part for piece in standard or (folded,) for part in piece.split("-") if part]
        stems: list[str] = []
        content: list[str] = []
        for part in parts:
            root = self.stem(part)
            if stems and root == stems[-1]:
                continue  # reduplication: "anak-anak", "bom-boman"
            stems.append(root)
            abbreviated = word.isupper() and part in self._short  # "WHO", which in small letters asks
            if abbreviated or not (part in self._stopwords or _CLITIC.sub("", part) in self._stopwords):
                content.append(root)
        every = tuple(stems)
        return every, every if len(content) == len(stems) else tuple(content)

    def _standard(self, folded: str) -> tuple[str, ...] | None:
        """The standard form of a chat spelling, which may have a clitic behind it ("duitnya"); `None` if it is none."""
        known = self._slang.get(folded)
        if known is None and folded in self._informal:
            known = (self._informal[folded],)
        if known is None and folded.endswith("ny") and folded[:-2] in derived():
            known = (folded[:-2],)  # -nya, cut short
        if known is None and len(folded) > _LONGEST_CLITIC + 2:
            bare = _CLITIC.sub("", folded)
            return self._standard(bare) if bare != folded else None
        return known

    def _numbers(self, word: str) -> tuple[str, ...]:
        if "/" in word:
            day, month, year = word.split("/")
            if 1 <= int(month) <= len(_MONTHS):
                return str(int(day)), self.stem(_MONTHS[int(month) - 1]), year
        if word.replace(".", "").replace(",", "").isdecimal():
            return (canonical_number(word),)
        return ()

    def _compile_phrases(self) -> list[tuple[tuple[str, ...], str]]:
        """The stems of phrases with their terms, longest first."""
        phrases: dict[tuple[tuple[str, ...], str], None] = {}

        def learn(forms: tuple[str, ...], term: str) -> None:
            spelled = [stem for word in forms for stem in self._cache[word][0]]
            # As in texts, a reduplicated word stands once: "perserikatan bangsa-bangsa".
            stems = tuple(stem for stem, before in zip(spelled, [None, *spelled], strict=False) if stem != before)
            if stems != (term,):
                phrases[stems, term] = None

        for group in lexicon().abbreviations:
            term = self.phrase_term("_".join(group[0]))
            for form in group:
                learn(form, term)
        for _, family in lexicon().synonyms:
            for member in family:
                if "_" in member:
                    learn(tuple(member.split("_")), self.phrase_term(member))
        for word, value in UNITS.items():
            learn((word,), str(value))
        return sorted(phrases, key=lambda entry: (-len(entry[0]), entry[1]))


@cache
def analyzer() -> Analyzer:
    """The process's analyzer; made at first use, because loading the lists takes some milliseconds."""
    return Analyzer()
