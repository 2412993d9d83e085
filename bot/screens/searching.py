"""Looking for articles by words of their titles, in a message that tells by itself what it was looked for.

So its buttons turn pages also after a restart, though they carry numbers only: the words stand in a line of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.hearing.facts import is_shown
from bot.texts import LANGUAGES, texts_of
from bot.typesetting.markup import Markup, sound, text

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage

    from bot.texts import Texts

_WORD: Final = re.compile(r"[^\W_]+")
_WORDS: Final = 6
"""As many as the library heeds."""
_LONGEST_WORD: Final = 30
_SEARCH: Final = "{search}"


def search_of(words: str) -> str:
    """The words to look for, whatever marks and quotation marks people put around them; `""` for none.

    They are short enough to be shown as they are.
    """
    return " ".join(word[:_LONGEST_WORD] for word in _WORD.findall(sound(words))[:_WORDS])


def line(search: str, texts: Texts) -> Markup:
    """The line that tells what is looked for; nothing for `""`."""
    return text(texts.searched.format(search=search)) if search else Markup()


def search_in(message: MaybeInaccessibleMessage) -> str:
    """What one of our own messages tells that it was looked for; `""` when it tells nothing, or is not shown to us.

    Only its second line and its last can: what is between them may be an article's words.
    """
    written = (message.text or "").splitlines() if is_shown(message) else []
    for told in (written[-1:], written[1:2]):
        for texts in map(texts_of, LANGUAGES):
            before, _, behind = texts.searched.partition(_SEARCH)
            for one in told:
                if one.startswith(before) and one.endswith(behind):
                    return search_of(one[len(before) : len(one) - len(behind)])
    return ""
