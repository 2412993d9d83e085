"""What is found out about words is kept, within bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.kept_words import LONGEST, KeptWords


class Asked:
    """Tells the length of a word, and remembers what it was asked."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, word: str) -> int:
        self.words.append(word)
        return len(word)


def test_a_word_is_found_out_once() -> None:
    asked = Asked()
    kept = KeptWords(asked, 10)
    assert [kept[word] for word in ("banjir", "api", "banjir")] == [6, 3, 6]
    assert asked.words == ["banjir", "api"]


def test_words_that_are_met_again_stay_and_the_others_are_forgotten() -> None:
    asked = Asked()
    kept = KeptWords(asked, 8)
    for number in range(40):
        assert (kept["banjir"], kept[f"kata{number}"]) == (6, len(f"kata{number}"))
    assert asked.words.count("banjir") == 1
    assert kept["kata0"] == 5
    assert asked.words.count("kata0") == 2


def test_a_word_of_any_length_is_told_but_not_kept() -> None:
    asked = Asked()
    kept = KeptWords(asked, 8)
    long = "a" * (LONGEST + 1)
    assert (kept[long], kept[long], len(kept)) == (LONGEST + 1, LONGEST + 1, 0)


@given(st.lists(st.text(max_size=3)), st.integers(2, 6))
def test_what_is_told_is_right_whatever_was_forgotten(words: list[str], most: int) -> None:
    kept = KeptWords(len, most)
    for word in words:
        assert kept[word] == len(word)
        assert len(kept) <= most // 2
