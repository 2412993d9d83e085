"""Greetings and thanks: what people write that is no question, and deserves a kind word rather than a search."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class Courtesy(Enum):
    """What kind of kind word is due."""

    GREETING = "greeting"
    THANKS = "thanks"


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in listed.split(","))


_GREETINGS: Final = _phrases(
    """p, hai, halo, hallo, helo, hello, hi, hey, hei, alo, permisi, punten, tes, test, pagi, siang, sore, malam, salam,
    selamat pagi, selamat siang, selamat sore, selamat malam, met pagi, met siang, met sore, met malam, apa kabar,
    assalamualaikum, assalamu alaikum, asalamualaikum, assalamualaikum wr wb, halo apa kabar, hai apa kabar,
    good morning, good afternoon, good evening, good night"""
)
_THANKS: Final = _phrases(
    """terima kasih, terimakasih, trima kasih, trimakasih, makasih, makasi, mksh, mksih, thanks, thank you, thank u,
    thx, tq, ty, trims, tengkyu, tengkiu, suwun, matur nuwun, matur suwun, nuhun, hatur nuhun, oke, ok, okay, sip,
    siap, mantap, mantul"""
)
# People add these to both; none of them alone asks anything.
_FILLERS: Final = _phrases(
    """ya, yah, yaa, kak, kakak, min, admin, gan, bro, sis, bang, bung, mas, mbak, mba, pak, bu, bot, kutip, banyak,
    bgt, banget, semua, semuanya, deh, dong, nih, lah, sekali, infonya, info, atas, so, much, very, a, lot, there,
    everyone, all, juga, sangat"""
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST: Final = 60


def courtesy_of(text: str) -> Courtesy | None:
    """The courtesy that the whole text is ("Halo kak!", "makasiiih 🙏"), or None when it may be a question."""
    if len(text) > _LONGEST or any(character.isdigit() for character in text):
        return None
    words = _WORD.findall(_DRAWN_OUT.sub(r"\1", text.lower()).replace("'", "").replace("’", ""))
    core = [word for word in words if word not in _FILLERS]
    if " ".join(words) in _GREETINGS or " ".join(core) in _GREETINGS:
        return Courtesy.GREETING
    if core and core[0] in _THANKS and " ".join(core[1:]) in _THANKS:
        return Courtesy.THANKS  # two in one breath: "oke makasih"
    return Courtesy.THANKS if " ".join(core) in _THANKS else None
