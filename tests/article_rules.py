"""What holds for every article, whatever it was read from."""

import unicodedata

from retrieval.article import Article


def assert_well_formed(article: Article) -> None:
    """The promises of `Article`'s docstring, and that it can be stored and sent."""
    assert article.title
    assert article.sections
    assert all(section.paragraphs for section in article.sections)
    assert all(article.paragraphs)
    assert any(any(map(str.isalpha, paragraph)) for paragraph in article.paragraphs)
    headings = [section.heading for section in article.sections]
    assert all(headings[1:])
    fields = [article.title, article.deck, article.place, article.publisher, article.author, article.url]
    for text in [*fields, *headings, *article.paragraphs, *article.discarded]:
        assert text == " ".join(text.split())
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)
        assert not set(text) & set("\xa0\xad\u200b\u200e\u202e\u2066\ufeff")
        text.encode()
