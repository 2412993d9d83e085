"""A question that leans on the one before it → a question that stands by itself.

What shows that it leans, after what people type: a swap ("kalau Iran?", "dan Iran?": the old question with another
name), an opener ("terus berapa yang luka?"), somebody or a place pointed at ("dia umur berapa?", "di sana"), a thing
pointed at or its owner left out ("kapan itu?", "umurnya berapa?"), a clause without its noun ("yang nyetir siapa?"),
and hardly any topic word ("kenapa?"). A long question has such words too, but names itself what they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.numerals import NUMBER_WORDS
from retrieval.gazetteer import is_place
from retrieval.question import QuestionType, parse_question, question_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.analysis import Word
    from retrieval.answer import Context

_SWAP = re.compile(
    r"^\s*(?:(?:nah|lalu|terus|trus|dan|eh|oh)[\s,]+)*"
    r"(?:kalau|kalo|klo|kl|bagaimana dengan|gimana dengan|gimana kalau|gmn dgn|what about|how about|and)"
    r"\s+",
    re.IGNORECASE,
)
_SEQUEL = re.compile(r"^\s*(?:terus|trus|trs|lalu|lantas|nah|dan|then|and|so|but)\b[\s,]*", re.IGNORECASE)
_OPENER = re.compile(r"^\s*(?:emang|emangnya|memangnya|memang|kok|oh|eh|tapi|tp|soalnya)\b", re.IGNORECASE)
"""Unlike a sequel these open complete questions too: "kok bisa hp gak putus wifi pas pindah node?"."""
_HEADLESS = re.compile(r"^\s*(?:yang|yg)\b", re.IGNORECASE)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEINGS = _words("dia ia beliau mereka keduanya situ sana he she him her they them there")
"""Persons and places. Unlike "itu", which marks any topic ("sidang MK itu kapan?"), these always stand for another."""
_THINGS = _words("itu tersebut tsb tadi ini tuh begitu gitu gituan nya it that this")
_CLITIC = re.compile(r"(?<=[^\W\d_]{3})-?nya$", re.IGNORECASE)
# Words that end in -nya without pointing back.
_FIXED = _words(
    "hanya tanya punya biasanya akhirnya sebelumnya selanjutnya sebenarnya ternyata tentunya misalnya "
    "sebaiknya seharusnya rupanya banyaknya lamanya jumlahnya namanya katanya bertanya menanya "
    "pertanyaannya sebanyaknya sepenuhnya adanya khususnya umumnya pastinya kiranya sesungguhnya lainnya"
)
_TIMES = _words("hari pagi siang sore malam minggu pekan bulan tahun abad saat kali selama sampai hingga")
"""Before "ini" they mean now: "harga emas hari ini" points at nothing."""
_LIKEWISE = re.compile(r"(?<=\S)(?<!jadi)(?<!nya)\s+(?:gimana|gmn|gmana|bagaimana)$", re.IGNORECASE)
"""The end of "kalau India gimana?", which asks the old question again; "kulitnya jadi gimana?" asks for a manner."""
_ASKS = re.compile(r"\b(?:(?:ng|di)?apa(?:in|an|kah)?|mana|gak|nggak|ga|tidak|belum|blm|what|which)\b", re.IGNORECASE)
"""Asking words that tell no type of answer, those of yes and no among them: "ada yang batal juga gak?"."""
_SOURCES = _words("menurut mnrt kata kt according")
"""Behind them stands who said it, which no swap is about: "… menurut Budi Karya Sumadi" + "kalau Samarinda?"."""

NAME_WORDS = 5
"""An answer of more words is a clause: carried along, it would drown the question."""
FEW_TERMS = 2
"""More topic words, a name among them, say by themselves what is meant."""
# How many topic words a question that leans has at most, by the strongest sign that it does. Of 240 hand-written
# follow-ups and 1,200 stand-alone questions that show -nya or "itu", 98 and 5 have up to four topic words, 4 and 235
# have more; of those that show "terus" or "dia", 94 and 4 have up to six, 0 and 10 more.
MOST_STRONG = 6
MOST_THING = 4
MOST_HEADLESS = 3
MOST_BARE = 1
MOST_SWAPPED = 3
"""Topic words of "kalau yang gambut saja?" that take another's place; more are a clause of their own."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question made complete, and whether it leans on the turn before (then that turn's article is favoured)."""

    text: str
    follows: bool
    own: int | None = None
    """How many characters of `text` were asked; the others are carried along from the turn before. `None`: all."""


def resolve(question: str, context: Context | None) -> Resolved:
    """What `question` asks in the light of the turn before, if there is one.

    A new topic is left alone: the old one is added only to a question that shows that it leans. A question that could
    be either is left as it is but follows, so that the old article is asked first and left if it lacks a word.
    """
    terms = analyzer()
    words = terms.words(question)
    if context is None or not words:  # "👍" below an answer asks nothing, least of all the same again
        return Resolved(question, follows=False)
    own = frozenset(stem for word in words for stem in word.content)
    swap = _SWAP.match(question)
    # Cut off here, not by the pattern: a lazy match up to a last "?" takes cubic time on a run of spaces.
    rest = _unasked(question[swap.end() :]) if swap else ""
    if len(own) <= MOST_STRONG and terms.words(rest):
        return _swapped(_LIKEWISE.sub("", rest), context)
    surfaces = [fold(question[word.start : word.end]) for word in words]
    old = parse_question(context.question)
    if len(own) > _most(question, surfaces):
        # Words of the old topic in an otherwise complete question: it stands by itself, in the same article.
        return Resolved(question, follows=bool(own & old.asked))
    names = [word for word in _names(question, words) if not old.stems.intersection(word.content)]
    pointers = [word for word, surface in zip(words, surfaces, strict=True) if surface in _BEINGS]
    if not _asks(question) and not any(map(_points, surfaces)):
        sequel = _SEQUEL.match(question)
        rest = _unasked(question[sequel.end() :] if sequel else question)
        if terms.words(rest) and own and len(own) <= MOST_SWAPPED and (sequel or names):
            return _swapped(rest, context)
    if names and len(own) > FEW_TERMS and not (pointers and pointers[0].start < names[0].start):
        # A name of its own is what its pronouns mean, too: "di mana Sri Mulyani bilang dia bosan?".
        return Resolved(question, follows=True)
    carried = _carried(question, own, context)
    return Resolved(f"{question} {carried}" if carried else question, follows=True, own=len(question))


def _most(question: str, surfaces: Sequence[str]) -> int:
    """How many topic words the question may have and still lean, by the strongest sign that it shows."""
    if _SEQUEL.match(question) or not _BEINGS.isdisjoint(surfaces):
        return MOST_STRONG
    if _OPENER.match(question) or any(
        _points(surface) and not (surface == "ini" and before in _TIMES)
        for before, surface in zip(["", *surfaces], surfaces, strict=False)
    ):
        return MOST_THING
    return MOST_HEADLESS if _HEADLESS.match(question) else MOST_BARE


def _points(surface: str) -> bool:
    return surface in _BEINGS or surface in _THINGS or (bool(_CLITIC.search(surface)) and surface not in _FIXED)


def _asks(text: str) -> bool:
    """Whether the text has an asking word of its own; if not, it asks what was asked before."""
    return question_type(text) is not QuestionType.WHAT or bool(_ASKS.search(text))


def _unasked(text: str) -> str:
    return text.rstrip().removesuffix("?").rstrip()


def _names(text: str, words: Sequence[Word]) -> list[Word]:
    """The words that are names: in capitals, unless everything or the first word is, or known places in any case."""
    shouted = text.isupper()
    return [
        word
        for position, word in enumerate(words)
        if word.content
        and ((position > 0 and not shouted and text[word.start].isupper()) or is_place(text[word.start : word.end]))
    ]


def _swapped(rest: str, context: Context) -> Resolved:
    """The old question asked of what `rest` names: "siapa menlu Pakistan?" + "Iran" → "siapa menlu Iran?".

    What asks something of its own only borrows the topic, and what has no name to stand for lends it less weight.
    """
    old = context.question
    words = analyzer().words(rest)
    new = frozenset(stem for word in words for stem in word.content)
    if _asks(rest):
        if len(new) >= FEW_TERMS and _names(rest, words):
            return Resolved(rest, follows=True)  # "kalau presiden Indonesia siapa?" is whole already
        return Resolved(f"{rest}? {_topic(old, new)}".rstrip(), follows=True, own=len(rest))
    replaced = None if _HEADLESS.match(rest) or len(new) > MOST_SWAPPED else _replaced(old, rest)
    if replaced is None:
        return Resolved(f"{rest}? {old}", follows=True, own=len(rest))
    start, end = replaced
    return Resolved(f"{old[:start]}{rest}{old[end:]}", follows=True)


def _replaced(old: str, rest: str) -> tuple[int, int] | None:
    """Where in the old question the name stands that `rest` replaces: whole, the last one, a place by a place.

    In a short question without a name it is the last topic word ("berapa harga emas?"); in a longer one nobody knows.
    """
    words = analyzer().words(old)
    names = {word.start for word in _names(old, words)}
    runs: list[tuple[int, int]] = []
    for before, word in zip([None, *words], words, strict=False):
        if fold(old[word.start : word.end]) in _SOURCES:
            break
        if word.start in names:
            joined = runs and before and runs[-1][1] == before.end and not old[before.end : word.start].strip()
            start = runs.pop()[0] if joined else word.start
            runs.append((start, word.end))
    if runs:
        places = [run for run in runs if is_place(old[run[0] : run[1]])] if is_place(rest) else []
        return (places or runs)[-1]
    content = [word for word in words if word.content]
    return (content[-1].start, content[-1].end) if 0 < len(content) <= MOST_SWAPPED else None


def _carried(question: str, own: frozenset[str], context: Context) -> str:
    """What the old turn lends: its topic words, all of it to a question that does not ask, and the answer's name.

    The answer is what "dia" or "di sana" mostly mean; with the other signs it does no harm (dev: ±2 of 240).
    """
    topic = _topic(context.question, own) if _asks(question) else context.question
    words = context.answer.split()
    named = len(words) <= NAME_WORDS and any(word[0].isupper() and word.lower() not in NUMBER_WORDS for word in words)
    return f"{topic} {context.answer}".strip() if named else topic


def _topic(question: str, own: frozenset[str]) -> str:
    """The old question's topic words that the new one does not have, as they were typed."""
    return " ".join(
        question[word.start : word.end]
        for word in analyzer().words(question)
        if word.content and not own.intersection(word.content)
    )
