"""The bot's name among the words of a message, and the words around it that ask nothing of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.hearing.courtesy import Courtesy, courtesy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telegram import MessageEntity

_UTF16: Final = "utf-16-le"
_WORD: Final = re.compile(r"@?\w+")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
_BEFORE_MARK: Final = re.compile(r"\s+(?=[?!.,])")
_GAP: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINE: Final = re.compile(r" ?\n\s*")
_LAUGHTER: Final = re.compile(r"(?:w?(?:kw)+k?|(?:ha|he|hi|xi|ah|eh){2,}h?|lol+|lmao|rofl|awok(?:wok)*)s?")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Whoever replies to somebody's message with nothing but these words wants that message answered. "apa", "bener" and
# the like are here because they ask about the message ("ini bener gak?"); "siapa", "kapan" and "berapa" are not: they
# ask something that it does not say.
_POINTING: Final = _words(
    """tolong tlg tolongin plis pls plz please mohon minta bantu bantuin bantuan help kindly jawab jawabin jawabkan
    dijawab jwb jawaban jawabannya jawabnya answer reply balas balasin coba cobain try cek cekin check periksa
    cari cariin carikan jelasin jelaskan explain kasih beri beritahu tau tahu tahukah bisa bisakah can could would
    you kamu kau lu lo anda ini itu tuh nih ni this that it these tersebut atas diatas tadi di yg yang dong donk deh
    sih lah kah kan nah ya yah yaa yuk ayo dulu aja saja juga lagi ada kak kakak min admin gan bro sis bang bung mas
    mbak mba pak bu bot kutip woi woy oi oy hei hey hai halo hi hello p eh pertanyaan pertanyaannya question tanya
    nanya ditanya tanyain ditanyain dia beliau mereka him her them temen teman temenku temanku someone soal buat
    untuk for the a to me us saya aku gue gw kami kita apa apaan apakah benar benarkah bener bnr betul betulkah true
    is hoax hoaks fakta faktanya gak ga nggak ngga enggak tidak bukan gimana gmn bagaimana menurut menurutmu about
    terima kasih makasih makasi thanks thank thx"""
)
_REACTIONS: Final = _words(
    """ya yah yaa iya iyaa yoi yes yep wah wow oh ooh oo oalah owalah hmm hm hmmm keren gokil cakep anjay astaga
    ampun waduh aduh amin aamiin nice cool great bagus hebat pinter pintar asik asyik"""
)
_BESIDE_REACTIONS: Final = _words(
    "ya dong juga sih banget bgt nih deh kak min bot kutip oke ok the so very is this ini"
)


def cut_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without the parts at `spans`, `(offset, length)` in UTF-16 units as Telegram counts, and their gaps."""
    units = text.encode(_UTF16, "surrogatepass")
    parts = sorted(spans, reverse=True)
    if not parts:
        return text
    for offset, length in parts:
        units = units[: 2 * offset] + " ".encode(_UTF16) + units[2 * (offset + length) :]
    left = _EMPTY_LINE.sub("\n", _GAP.sub(" ", units.decode(_UTF16, "surrogatepass")))
    return _BEFORE_MARK.sub("", left).strip(" \n,:;")


def marked(text: str, entities: Iterable[MessageEntity]) -> Iterator[tuple[MessageEntity, str]]:
    """The entities that lie within the text, each with its words.

    PTB's own way raises where an entity begins or ends within a character, which anybody's client may send.
    """
    units = text.encode(_UTF16, "surrogatepass")
    for entity in entities:
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if 0 <= start < end <= len(units):
            yield entity, units[start:end].decode(_UTF16, "replace")


def has_words(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit."""
    return any(character.isalnum() for character in text)


def ends_in_question_mark(text: str) -> bool:
    """Whether two words or more end in a question mark, whatever stands behind it ("kapan mulai?? 🙏")."""
    last = max((place for place, character in enumerate(text) if character.isalnum()), default=-1)
    return bool({"?", "？"} & set(text[last + 1 :])) and len(_WORD.findall(text)) > 1


def names_somebody(text: str) -> bool:
    """Whether somebody is named by user name ("@budi jadi datang?"): it is them who are spoken to."""
    return any(word.startswith("@") for word in _WORD.findall(text))


def points_elsewhere(text: str) -> bool:
    """Whether words written in reply to a message only ask for an answer to it ("tolong jawab dong kak", "bener gak?").

    True also of no words at all; False of thanks, which ask for nothing.
    """
    return courtesy_of(text) is not Courtesy.THANKS and _spoken(text) <= _POINTING


def is_reaction(text: str) -> bool:
    """Whether words are mere laughter or wonder ("wkwkwk", "wah keren ya"): among people, nothing to be answered."""
    left = {word for word in _spoken(text) if not _LAUGHTER.fullmatch(word)}
    laughs = len(left) < len(_spoken(text))
    return (laughs or bool(left & _REACTIONS)) and left <= _REACTIONS | _BESIDE_REACTIONS


def _spoken(text: str) -> frozenset[str]:
    """The words in small letters, without names of people (`@budi`) and with drawn-out letters put right."""
    words = _WORD.findall(_DRAWN_OUT.sub(r"\1", text.lower()))
    return frozenset(word for word in words if not word.startswith("@"))
