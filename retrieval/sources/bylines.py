"""Who wrote it: bylines ("Penulis: …", "Laporan wartawan …, …") and author boxes at the foot of a page."""

from __future__ import annotations

import re

PEOPLE = (
    r"(?:penulis|(?:ditulis |diposting )?oleh|reporter|pewarta|jurnalis|wartawan|kontributor|laporan wartawan|author"
    r"|writer|by)"
)
"""Pattern of the roles of those who write; use it and `STAFF` with `re.IGNORECASE`."""
STAFF = (
    r"(?:editor|penyunting|redaktur|fotografer|videografer|penerjemah|uploader|produser|tim redaksi|redaksi|red|rep)"
)
"""Pattern of the roles of those who help: they are credited, and are not the author."""

_LONGEST = 400
_ANY_CASE = re.IGNORECASE
_BOX = re.compile(r"(?P<name>\S.{1,58}?\S) (?:Photo )?(?:Verified|Community|Professional) Writer (?P=name)$")
_BYLINE = re.compile(
    rf"\W?(?:{STAFF} ?[/|&] ?)?{PEOPLE}(?: ?[/|&] ?\w+)?(?: ?: ?|, | (?-i:(?=[A-Z])))(?P<name>.+)$", _ANY_CASE
)
_WIRED = re.compile(r"laporan (?:wartawan|reporter|kontributor)\b.{0,60}, ?(?P<name>[A-Z][^,.]{2,40})$", _ANY_CASE)
_NEXT_ROLE = re.compile(rf"[\s/|]+(?:{STAFF}|copyright|red)\b ?[:©/]?", _ANY_CASE)  # "Pewarta: Laila Editor: Roni"
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:,? (?:(?:bin|binti|van|de|dan) )?[A-Z&|/][\w.'’-]*){0,7}$")


def author_of(line: str) -> str:
    """The writer that a byline or an author box names, or `""`."""
    if len(line) > _LONGEST:
        return ""
    if box := _BOX.match(line):
        return box["name"]
    if wired := _WIRED.match(line):
        return wired["name"]
    found = _BYLINE.match(line)
    name = _NEXT_ROLE.split(found["name"], maxsplit=1)[0].strip(" :|/-–—") if found else ""
    return name if name and _NAME.match(name) else ""


def is_author_box(line: str) -> bool:
    """ "Fatimah Photo Verified Writer Fatimah": a writer's name twice, around the picture's description."""
    return len(line) <= _LONGEST and _BOX.match(line) is not None
