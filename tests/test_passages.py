"""Paragraphs → passages."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Article, Passage, Section
from retrieval.passages import LONGEST, cut, is_stub, passages_of

SENTENCE = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter."


def article(*sections: tuple[str, list[str]]) -> Article:
    return Article("Judul", tuple(Section(heading, tuple(paragraphs)) for heading, paragraphs in sections))


def test_a_paragraph_is_a_passage_with_its_heading_and_its_place() -> None:
    passages = passages_of(article(("", [SENTENCE]), ("Kronologi", [SENTENCE, SENTENCE])))
    assert passages == (
        Passage(0, "", SENTENCE, 0, 0),
        Passage(1, "Kronologi", SENTENCE, 1, 1),
        Passage(2, "Kronologi", SENTENCE, 2, 2),
    )


def test_a_closing_stub_goes_with_the_paragraph_before_it() -> None:
    (first, second) = passages_of(article(("", [SENTENCE, '" kata Ujang.', SENTENCE])))
    assert (first.text, first.first, first.last) == (f'{SENTENCE} " kata Ujang.', 0, 1)
    assert (second.first, second.last) == (2, 2)


def test_a_stub_that_introduces_goes_with_what_follows() -> None:
    (first, second) = passages_of(article(("", [SENTENCE, "Ujang menambahkan:", SENTENCE])))
    assert first.text == SENTENCE
    assert (second.text, second.first, second.last) == (f"Ujang menambahkan: {SENTENCE}", 1, 2)


def test_a_stub_never_leaves_its_section() -> None:
    passages = passages_of(article(("", [SENTENCE]), ("Penutup", ["Selesai."]), ("Lain", [SENTENCE])))
    assert [(passage.section, passage.text) for passage in passages] == [
        ("", SENTENCE),
        ("Penutup", "Selesai."),
        ("Lain", SENTENCE),
    ]


def test_a_sentence_torn_between_two_paragraphs_is_one_passage() -> None:
    (passage,) = passages_of(article(("", ["Sebelum menyimpan kelebihan dana di", "bank pastikan bunganya wajar."])))
    assert passage.text == "Sebelum menyimpan kelebihan dana di bank pastikan bunganya wajar."


def test_a_short_whole_sentence_with_a_figure_stands_alone() -> None:
    assert not is_stub("Skor akhirnya 3-0 untuk Persib.")
    assert is_stub("Nurul Ghufron (Dosen Universitas Jember)"[:39])
    assert is_stub("12. Akselerator linier medis.")


def test_a_long_list_of_names_becomes_passages_of_bounded_length() -> None:
    passages = passages_of(article(("", [f"Peserta Nomor {number}" for number in range(200)])))
    assert len(passages) > 3
    assert all(len(passage.text) <= LONGEST for passage in passages)


def test_an_overlong_paragraph_is_cut_at_sentence_ends_into_parts_alike() -> None:
    parts = cut(" ".join([SENTENCE] * 15))
    assert len(parts) == 2
    assert all(part.endswith("meter.") and part.startswith("Warga") for part in parts)
    assert max(map(len, parts)) < 1.3 * min(map(len, parts))


def test_an_overlong_list_is_cut_between_items_and_an_endless_word_is_left_whole() -> None:
    assert all(part.endswith((";", "desa")) for part in cut("; ".join(["sepuluh karung beras untuk desa"] * 60)))
    assert cut("a" * 5000) == ["a" * 5000]


def test_parts_of_one_paragraph_share_its_index() -> None:
    passages = passages_of(article(("", [SENTENCE, " ".join([SENTENCE] * 15)])))
    assert [(passage.first, passage.last) for passage in passages] == [(0, 0), (1, 1), (1, 1)]


words = st.lists(
    st.sampled_from(["kata", "Ujang.", '"', "2024", "a" * 50, "di", "Berikut:", ";"]), min_size=1, max_size=260
)


@given(st.lists(st.lists(words.map(" ".join), min_size=1, max_size=8), min_size=1, max_size=4))
def test_no_word_is_lost_doubled_or_moved(sections: list[list[str]]) -> None:
    given_article = article(*((str(at), paragraphs) for at, paragraphs in enumerate(sections)))
    passages = passages_of(given_article)
    assert " ".join(passage.text for passage in passages) == " ".join(given_article.paragraphs)
    assert [passage.position for passage in passages] == list(range(len(passages)))
    heading_of = [heading for heading, paragraphs in enumerate(sections) for _ in paragraphs]
    for passage in passages:
        assert {heading_of[at] for at in range(passage.first, passage.last + 1)} == {int(passage.section)}
        source = " ".join(given_article.paragraphs[passage.first : passage.last + 1])
        assert f" {passage.text} " in f" {source} "
