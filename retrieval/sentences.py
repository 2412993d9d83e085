"""Indonesian text → sentences, as character offsets."""

from __future__ import annotations

import re

# A run of stops is tried once, from its first sign on: without the look-behind, "....…" would be tried from each. It
# stands behind the first sign because a pattern that begins with a sign is found three times as fast.
_STOP = re.compile(r"(?P<stops>[.!?…](?<![.!?…][.!?…])[.!?…]*+)(?P<closers>[\"”’'»)\]]*+(?:\s[\"”](?=\s|$))?+)(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s\"“”'‘(\[]*$")
_NEXT = re.compile(r"\s+(?P<opener>[\"“'‘«(\[–—-]*)\s?(?P<first>.)?", re.DOTALL)
_LONGEST_WORD = 40

# Never the end of a sentence: what they shorten comes right after them ("Jl. Thamrin", "No. 5", "Prof. Dr. Siti").
_ALWAYS_GO_ON = frozenset(
    re.findall(
        r"\S+",
        """
        jl jln gg no nomor rp bpk ibu sdr sdri tn ny nn dr drs dra drg prof ir kh hj rm tgk tgh ust kab kec
        kel ds dsn kav kombes brigjen mayjen letjen jend jenderal kol letkol kapt kpt ltd mr mrs ms st sto
        vs hlm hal vol ed pt cv ud tbk a.n u.b u.p d.a c.q cq a.l t.t yth ytc tlp telp hp fax alm almh
        kompol akbp akp ipda iptu aiptu bripka ttl gub wagub jan feb mar apr jun jul agt ags sept sep okt
        nov nop des lk pk pkl ayat pol irjen komjen
        """,
    )
)
# Degrees stand behind a name, so a sentence may well end with one: "… kata Budi, S.H. Ia menambahkan …".
_DEGREE = re.compile(
    r"(?:[SMBA]\.(?:[HETMPAK]|Sos|Si|Pd|Kom|IP|Ag|Psi|Sc|Ked|Hum|Kn|Ak|Farm|Kep|I\.K|B\.A|IK|Th|Sn|Ds|I\.Kom|Ars"
    r"|Gz|P|T\.P|STP|H\.I|Pd\.I|E\.I)"
    r"|Sp\.\w{1,4}(?:\(K\))?|Ph\.?D|LL\.?M|SH|MH|MBA|M\.B\.A)$"
)
_INITIALS = re.compile(r"(?:[A-Z]|[A-Z][a-z]?(?:\.[A-Z][a-z]?){1,3}|[a-z](?:\.[a-z]){1,2})$")
_LIST_NUMBER = re.compile(r"\d{1,2}$|[a-z]$")


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as (start, end) character offsets, in order; all but white space is covered.

    A stop ends a sentence when white space and then no small letter follows, unless it belongs to an abbreviation,
    an initial ("H. Ahmad") or an item's number ("1. Arsen"). Stops inside numbers ("1.200", "10.30 WIB") have no
    white space behind them. Closing quotation marks stay with the sentence they close.
    """
    spans: list[tuple[int, int]] = []
    start = _skip_space(text, 0)
    for stop in _STOP.finditer(text):
        if stop.start() < start or not _ends(text, start, stop):
            continue
        spans.append((start, stop.end()))
        start = _skip_space(text, stop.end())
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    follows = _NEXT.match(text, stop.end())
    if follows is None or not follows["first"]:
        return True  # only white space is left
    first = follows["first"]
    if first.islower() or first in ",;:.)":
        return False
    if stop["stops"] != "." or stop["closers"]:
        return True
    word_at = max(start, stop.start() - _LONGEST_WORD)
    found = _WORD_BEFORE.search(text, word_at, stop.start())
    word = found.group() if found else ""
    if _LIST_NUMBER.match(word) and _starts_item(text, start, stop.start() - len(word)):
        return False
    if word.lower() in _ALWAYS_GO_ON and not (word.lower() in _AMBIGUOUS and word.islower()):
        return False
    if _DEGREE.match(word):
        next_at = follows.start("opener")
        return not _DEGREE.match(text[next_at : next_at + 12].split(maxsplit=1)[0].rstrip(".,"))
    return not _INITIALS.match(word)


# Words that are abbreviations only when written as such: "Apr." but "… sampai ibu. Ia", "di hal. Namun".
_AMBIGUOUS = frozenset({"ibu", "hal", "ayat", "nomor", "jenderal", "hp", "ms", "st", "ed", "mar", "des", "kol"})


def _starts_item(text: str, start: int, at: int) -> bool:
    """Whether the number at `at` numbers an item: it opens the sentence, or follows "…:" or "…;"."""
    return not text[start:at].strip() or text[max(start, at - 2) : at].rstrip()[-1:] in (":", ";")


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
