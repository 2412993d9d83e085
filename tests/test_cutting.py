"""Long texts made to fit: where they are cut, and what is kept."""

from __future__ import annotations

import pytest

from bot.typesetting.cutting import Excerpt, clip, excerpt, pages, shorten
from bot.typesetting.markup import utf16

FAMILY = "👨‍👩‍👧‍👦"
SENTENCES = tuple(f"Kalimat nomor {number} tentang hal yang sama sekali biasa saja." for number in range(200))


def found(part: Excerpt) -> list[str]:
    return [part.text[start:end] for start, end in part.highlights]


def span(passage: str, words: str) -> tuple[int, int]:
    return passage.index(words), passage.index(words) + len(words)


def test_long_passage_is_cut_at_sentences_around_the_answer() -> None:
    passage = " ".join(SENTENCES)
    cut = excerpt(passage, (span(passage, "nomor 100"),), 500)
    assert utf16(cut.text) <= 500
    assert cut.text.startswith("… Kalimat nomor ")
    assert cut.text.endswith("saja. …")
    assert found(cut) == ["nomor 100"]
    assert cut.text.index("nomor 100") in range(150, 350)


def test_passage_is_cut_only_behind_an_answer_at_its_beginning_and_only_before_one_at_its_end() -> None:
    passage = " ".join(SENTENCES)
    opening = excerpt(passage, (span(passage, "nomor 0"),), 500).text
    closing = excerpt(passage, (span(passage, "nomor 199"),), 500).text
    assert opening == " ".join(SENTENCES[: opening.count("nomor")]) + " …"
    assert closing == "… " + " ".join(SENTENCES[-closing.count("nomor") :])
    assert opening.count("nomor") > 6 < closing.count("nomor")


def test_passage_without_an_answer_is_shown_from_its_beginning() -> None:
    assert excerpt(" ".join(SENTENCES), (), 130).text == " ".join(SENTENCES[:2]) + " …"


def test_answer_across_two_sentences_is_not_cut_in_two() -> None:
    passage = " ".join(SENTENCES)
    both = "nomor 100 tentang hal yang sama sekali biasa saja. Kalimat nomor 101"
    cut = excerpt(passage, (span(passage, both),), 150)
    assert cut.text == f"… {SENTENCES[100]} {SENTENCES[101]} …"
    assert found(cut) == [both]


def test_further_answer_across_the_last_sentence_is_kept_whole_or_left_out_whole() -> None:
    passage = " ".join(SENTENCES)
    further = "saja. Kalimat nomor 102"
    highlights = (span(passage, "nomor 100"), span(passage, further))
    assert found(excerpt(passage, highlights, 150)) == ["nomor 100"]
    assert found(excerpt(passage, highlights, 200)) == ["nomor 100", further]


def test_first_answer_is_shown_in_its_sentence_when_others_chain_too_many_sentences() -> None:
    passage = " ".join(SENTENCES)
    first = span(passage, "nomor 100")
    cut = excerpt(passage, (first, (first[1] + 10, len(passage))), 150)
    assert cut.text == f"… {SENTENCES[100]} {SENTENCES[101]} …"
    assert found(cut)[0] == "nomor 100"


def test_endless_sentence_is_cut_at_words_around_the_answer() -> None:
    passage = "kata " * 1000 + "jawaban " + "kata " * 1000
    cut = excerpt(passage, (span(passage, "jawaban"),), 300)
    assert 280 <= utf16(cut.text) <= 300
    assert found(cut) == ["jawaban"]
    assert set(cut.text.replace("…", "").split()) == {"kata", "jawaban"}


@pytest.mark.parametrize("place", [0, 500, 999])
def test_endless_word_is_cut_between_characters_around_the_answer(place: int) -> None:
    passage = FAMILY * place + "jawaban" + FAMILY * (999 - place)
    cut = excerpt(passage, (span(passage, "jawaban"),), 300)
    assert 270 <= utf16(cut.text) <= 300
    assert found(cut) == ["jawaban"]
    assert cut.text.replace(FAMILY, "").strip("… ") == "jawaban"


def test_answer_is_not_cut_at_its_own_spaces_when_an_endless_word_follows() -> None:
    passage = "kata " * 50 + "jawaban yang panjang" + "x" * 500
    cut = excerpt(passage, (span(passage, "jawaban yang panjang"),), 60)
    assert found(cut) == ["jawaban yang panjang"]
    assert utf16(cut.text) <= 60


def test_answer_too_long_by_itself_is_shown_from_its_beginning() -> None:
    passage = "awal " * 50 + "jawaban " * 100
    answer = (250, len(passage) - 1)
    cut = excerpt(passage, (answer,), 100)
    assert cut.text.startswith("… jawaban jawaban ")
    assert found(cut) == [cut.text.strip("… ")]


def test_passage_that_fits_is_left_alone() -> None:
    assert excerpt("pendek", ((0, 6),), 10) == Excerpt("pendek", ((0, 6),))


def test_passage_full_of_links_is_cut_before_telegram_would_show_too_many() -> None:
    passage = " ".join(f"Akun @warga{number} menulis #banjir." for number in range(70))
    cut = excerpt(passage, (span(passage, "@warga50"),), 3000)
    assert 20 <= cut.text.count("@") + cut.text.count("#") <= 33
    assert found(cut) == ["@warga50"]
    assert cut.text.endswith("#banjir. …")


def test_fractions_figures_and_abbreviations_are_no_links() -> None:
    passage = "Pada 24/7 sekitar pukul 10.30 WIB harga beras/kg US$10 atau Rp1.200.000 kata dr. A.B. Siti. " * 25
    assert excerpt(passage, (), 2500).text == passage


def test_shortened_text_ends_at_a_word_and_never_inside_an_emoji() -> None:
    assert shorten("satu dua tiga empat", 12) == "satu dua…"
    assert shorten(FAMILY * 10, 30) == FAMILY * 2 + "…"


def test_shortened_text_keeps_what_fits_when_its_word_does_not_end() -> None:
    assert shorten("kata " + "x" * 300, 100) == "kata " + "x" * 94 + "…"


def test_shortened_text_is_one_line() -> None:
    assert shorten(" satu\n\ndua\ttiga\x00 ", 60) == "satu dua tiga"


@pytest.mark.parametrize("unseen", ["", " \n", "\u200b\u200e", "\u3164\u2800", "\x00", "\ufe0f"])
def test_text_that_nobody_could_see_is_replaced(unseen: str) -> None:
    assert shorten(unseen, 60, "Tanpa judul") == "Tanpa judul"


def test_clipped_text_keeps_its_lines() -> None:
    assert clip("satu\ndua\ntiga", 10) == "satu\ndua…"


def test_section_is_dealt_to_pages_that_hold_all_of_it() -> None:
    paragraphs = tuple(f"Paragraf {number}. " + "Isi kalimat. " * 40 for number in range(12))
    dealt = pages(paragraphs, 1000)
    assert len(dealt) > 1
    assert all(utf16("\n\n".join(page)) <= 1000 for page in dealt)
    assert "".join("".join(page) for page in dealt).replace(" ", "") == "".join(paragraphs).replace(" ", "")


def test_overlong_paragraph_is_dealt_to_pages_at_sentences() -> None:
    dealt = pages((" ".join(SENTENCES),), 1000)
    assert " ".join(" ".join(page) for page in dealt) == " ".join(SENTENCES)
    assert all(piece.endswith("saja.") for page in dealt for piece in page)
    assert all(utf16(piece) + len(SENTENCES[-1]) > 990 for page in dealt[:-1] for piece in page)


def test_section_without_text_has_one_page() -> None:
    assert pages((), 1000) == ((),)
    assert pages(("", " "), 1000) == ((" ",),)
