"""A question that leans on the one before it → a question that stands by itself.

Three ways of leaning, after what people type: a swap ("kalau Iran?": the old question with another name), a pointer
("dia umur berapa?", "kapan itu?", "di sana": an old name or topic meant by a pronoun), and plain continuation
("terus berapa yang luka?": the old topic with a new thing asked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.numerals import NUMBER_WORDS
from retrieval.question import QuestionType, parse_question

if TYPE_CHECKING:
    from retrieval.analysis import Word
    from retrieval.answer import Context

_SWAP = re.compile(
    r"^\s*(?:(?:nah|lalu|terus|trus|dan|eh|oh)[\s,]+)*"
    r"(?:kalau|kalo|klo|kl|bagaimana dengan|gimana dengan|gimana kalau|gmn dgn|what about|how about|and)"
    r"\s+",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^\s*(?:terus|trus|trs|lalu|lantas|nah|dan|emang|emangnya|memangnya|memang|kok|oh|eh|tapi|tp|soalnya"
    r"|then|and|so|but)\b[\s,]*",
    re.IGNORECASE,
)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_POINTERS = _words(
    "dia ia beliau mereka itu tersebut tsb tadi ini situ sana begitu gitu keduanya nya "
    "he she they it that there him her them this"
)
_CLITIC = re.compile(r"(?<=[^\W\d_]{3})nya$", re.IGNORECASE)
# Words that end in -nya without pointing back.
_FIXED = _words(
    "hanya tanya punya biasanya akhirnya sebelumnya selanjutnya sebenarnya ternyata tentunya misalnya "
    "sebaiknya seharusnya rupanya banyaknya lamanya jumlahnya namanya katanya bertanya menanya "
    "pertanyaannya sebanyaknya sepenuhnya adanya khususnya umumnya pastinya kiranya sesungguhnya lainnya"
)
_TIMES = _words("hari pagi siang sore malam minggu pekan bulan tahun abad saat kali selama sampai hingga")
"""Before "ini" they mean now: "harga emas hari ini" points at nothing."""
_LIKEWISE = re.compile(r"(?<=\S)\s+(?:gimana|gmn|gmana|bagaimana)$", re.IGNORECASE)
"""The end of "kalau India gimana?", which asks the old question again and not for a manner."""
NAME_WORDS = 5
"""An answer of more words is a clause: carried along, it would drown the question."""
FEW_TERMS = 2
"""A question with so few topic words and an opener or a pointer cannot stand by itself."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question made complete, and whether it leans on the turn before (then that turn's article is favoured)."""

    text: str
    follows: bool
    own: int | None = None
    """How many characters of `text` were asked; the others are carried along from the turn before. `None`: all."""


def resolve(question: str, context: Context | None) -> Resolved:
    """What `question` asks in the light of the turn before, if there is one.

    A new topic is left alone: the old one is added only to a question that shows that it leans.
    """
    terms = analyzer()
    words = terms.words(question)
    if context is None or not words:  # "👍" below an answer asks nothing, least of all the same again
        return Resolved(question, follows=False)
    swap = _SWAP.match(question)
    # Cut off here, not by the pattern: a lazy match up to a last "?" takes cubic time on a run of spaces.
    rest = question[swap.end() :].rstrip().removesuffix("?").rstrip() if swap else ""
    rest = _LIKEWISE.sub("", rest)
    if terms.words(rest):
        return Resolved(_swapped(rest, context.question), follows=True)
    opener = _OPENERS.match(question) is not None
    surfaces = [fold(question[word.start : word.end]) for word in words]
    pointing = any(
        _points(surface) and not (surface == "ini" and before in _TIMES)
        for before, surface in zip(["", *surfaces], surfaces, strict=False)
    )
    own = {stem for word in words for stem in word.content}
    old = parse_question(context.question)
    shared = own & old.asked
    new_name = any(_is_name(question, word) and word.stems[0] not in old.stems for word in words[1:])
    leans = opener or pointing or len(own) < FEW_TERMS
    if not leans or (shared and len(own) > len(shared) + FEW_TERMS and not pointing):
        # Words of the old topic in an otherwise complete question: it stands by itself, in the same article.
        return Resolved(question, follows=bool(shared))
    if new_name and len(own) > FEW_TERMS and not pointing:
        return Resolved(question, follows=False)
    carried = _carried(own, context)
    return Resolved(f"{question} {carried}" if carried else question, follows=True, own=len(question))


def _swapped(rest: str, old: str) -> str:
    """The old question with the name that `rest` replaces taken out: "siapa menlu Pakistan?" + "Iran"."""
    terms = analyzer()
    new = [stem for word in terms.words(rest) for stem in word.content]
    words = terms.words(old)
    asks = parse_question(rest).type is not QuestionType.WHAT
    if asks and len(new) >= FEW_TERMS:
        return rest  # "kalau presiden Indonesia siapa?" is whole already
    if asks or len(new) > FEW_TERMS + 1:
        # "kalau yang luka berapa?" asks something of its own; the old question only lends its topic.
        return f"{rest} {_topic(old, frozenset(new))}".strip()
    replaced = next((word for word in reversed(words) if _is_name(old, word)), None)
    if replaced is None:
        replaced = next((word for word in reversed(words) if word.content), None)
    if replaced is None:
        return f"{old} {rest}"
    return f"{old[: replaced.start]}{rest}{old[replaced.end :]}"


def _carried(own: set[str], context: Context) -> str:
    """What the old turn lends: its topic words, and the answer's name when a person or place is pointed at."""
    topic = _topic(context.question, frozenset(own))
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


def _points(surface: str) -> bool:
    folded = fold(surface)
    return folded in _POINTERS or (bool(_CLITIC.search(folded)) and folded not in _FIXED)


def _is_name(text: str, word: Word) -> bool:
    return bool(word.content) and text[word.start].isupper()
