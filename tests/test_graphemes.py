"""Where a text can be cut without tearing a character."""

from __future__ import annotations

import pytest

from bot.typesetting.graphemes import tears


@pytest.mark.parametrize(
    "characters",
    [
        ["a", "b", " ", "c"],
        ["e\u0301\u0323", "e"],
        ["👨‍👩‍👧‍👦", "👨‍👩‍👧", "👨"],
        ["👍🏽", "👍", "x"],
        ["❤️‍🔥", "1️⃣", "2"],
        ["🇮🇩", "🇵🇰", "🇮🇩", "x", "🇮🇩"],
        ["🏴\U000e0067\U000e0062\U000e007f", "🏴"],
        ["\u1112\u1161\u11ab", "\u1100\uac00", "가"],
        ["क्षि", "क"],
        ["ꦏꦿ", "ꦏ"],
        ["กำ", "ก"],
        ["ﾊﾟ", "ﾊ"],
        ["\r\n", "\n"],
        ["س", "ل", "ا", "م"],
    ],
)
def test_text_can_be_cut_between_what_people_see_as_characters_and_nowhere_else(characters: list[str]) -> None:
    text = "".join(characters)
    cuts = [at for at in range(len(text)) if not tears(text, at)]
    assert cuts == [len("".join(characters[:number])) for number in range(len(characters))]
