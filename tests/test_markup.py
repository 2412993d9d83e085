"""Text made safe: what is escaped, what is left out, what counts as an entity."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.typesetting.markup import blockquote, bold, italic, lines, link, sound, text, utf16
from tests import wild


def test_lines_leaves_out_what_is_empty() -> None:
    assert lines(text("a"), text(""), bold("b")).html == "a\n<b>b</b>"


def test_added_up_markup_is_html_plain_text_and_a_number_of_entities() -> None:
    whole = blockquote(text("1 < 2 & ") + bold("<b>") + italic("c"), expandable=False) + link("d", "https://a.id/?b&c")
    assert whole.html == (
        '<blockquote>1 &lt; 2 &amp; <b>&lt;b&gt;</b><i>c</i></blockquote><a href="https://a.id/?b&amp;c">d</a>'
    )
    assert whole.plain == "1 < 2 & <b>cd"
    assert whole.entities == 4


def test_white_space_alone_is_no_entity() -> None:
    assert (bold(" ") + italic("\n") + link(" ", "https://a.id")).entities == 0


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\ud800b\x00c\x1b", "a\ufffdbc"),
        ("satu\tdua\x1ftiga", "satu dua tiga"),
        ("satu\r\ndua\rtiga\u2028empat\x85", "satu\ndua\ntiga\nempat\n"),
        ("a\x7fb\x9bc", "abc"),
        ("\u202eidub\u202c \u2067x\u2069", "idub x"),
        ("‚Äúya‚Äù", "“ya”"),
        ("👨‍👩‍👧 e\u0301 سلام\u200f", "👨‍👩‍👧 e\u0301 سلام\u200f"),
    ],
    ids=["unsendable", "white space", "line breaks", "invisible controls", "turned direction", "torn", "sound already"],
)
def test_text_is_shown_without_what_does_not_show(written: str, shown: str) -> None:
    assert sound(written) == shown


@given(wild.texts(2000))
def test_sound_text_is_never_longer_and_stays_as_it_is(written: str) -> None:
    shown = sound(written)
    assert utf16(shown) <= utf16(written)
    assert sound(shown) == shown
