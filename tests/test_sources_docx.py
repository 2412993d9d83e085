"""Word documents → articles."""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.article import Section
from retrieval.errors import ArticleError
from retrieval.sources.docx import read_docx
from retrieval.sources.docx_package import MAX_XML
from retrieval.sources.refusals import DocumentError, Reason
from tests.article_rules import assert_well_formed
from tests.documents.corpus import HERE, expected_of, named

STORY = "Jembatan gantung di Desa Cimandala putus diterjang banjir pada Senin malam, kata kepala desa."
OTHER = "Tidak ada korban jiwa, tetapi warga dua desa harus memutar dua jam lewat jalan berbatu."
TITLE = "Jembatan Cimandala Putus"

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    named_style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named_style}{properties}</w:pPr>{''.join(runs)}</w:p>"


def docx(*body: str, parts: Mapping[str, str | bytes] | None = None, prolog: str = "") -> bytes:
    """A Word document with this body; `parts` are further ones or replace those that every document has."""
    document = (
        f'{prolog}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{"".join(body)}</w:body></w:document>'
    )
    written = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document} | dict(
        parts or {}
    )
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in written.items():
            archive.writestr(name, content)
    return data.getvalue()


def refusal_of(data: bytes) -> Reason:
    with pytest.raises(DocumentError) as caught:
        read_docx(data)
    assert str(caught.value).endswith(".")
    return caught.value.reason


HEAD = paragraph(run(TITLE), style="Title")
BODY = (HEAD, paragraph(run(STORY)), paragraph(run(OTHER)))


@pytest.mark.parametrize("name", named("docx"))
def test_a_tools_document_is_read_to_the_letter(name: str) -> None:
    article = read_docx((HERE / name).read_bytes())
    assert article == expected_of(name)
    assert_well_formed(article)


def test_deleted_text_and_comments_are_not_read() -> None:
    for name in ("tracked.docx", "libreoffice_tracked.docx"):
        text = repr(read_docx((HERE / name).read_bytes()))
        assert "60 kaki" not in text
        assert "dihapus redaktur" not in text
        assert "sudah dicek" not in text


def test_hidden_text_is_not_read_and_text_that_only_looks_hidden_is() -> None:
    hidden, shown = run("rahasia", "<w:vanish/>"), run(" Selesai sudah.", '<w:vanish w:val="0"/>')
    assert read_docx(docx(HEAD, paragraph(run(STORY), hidden, shown))).paragraphs == (f"{STORY} Selesai sudah.",)


def test_sizes_tell_headings_where_styles_do_not() -> None:
    large = '<w:sz w:val="36"/>'
    article = read_docx(
        docx(
            paragraph(run(TITLE, large)),
            paragraph(run(STORY)),
            paragraph(run("Warga Memutar", large)),
            paragraph(run(OTHER)),
        )
    )
    assert article.title == TITLE
    assert article.sections == (Section("", (STORY,)), Section("Warga Memutar", (OTHER,)))


def test_a_text_all_in_bold_has_no_headings_by_it() -> None:
    bold = "<w:b/>"
    article = read_docx(docx(HEAD, *(paragraph(run(text, bold)) for text in (STORY, "Warga memutar", OTHER))))
    assert all(text in " ".join(article.paragraphs) for text in (STORY, OTHER))
    assert article.title == TITLE


def test_numbered_items_get_the_numbers_that_word_shows() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt '
        'w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    items = [paragraph(run(text), properties=numbered) for text in ("Bawa kartu keluarga", "Isi formulir")]
    body = (HEAD, paragraph(run(STORY)), paragraph(run("Syaratnya sebagai berikut:")), *items, paragraph(run(OTHER)))
    article = read_docx(docx(*body, parts={"word/numbering.xml": numbering}))
    assert article.paragraphs[1] == "Syaratnya sebagai berikut: 1. Bawa kartu keluarga; 2. Isi formulir"


def test_a_table_that_only_lays_out_the_page_is_read_as_text() -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph(run(STORY))}{paragraph(run(OTHER))}</w:tc></w:tr></w:tbl>"
    assert read_docx(docx(HEAD, table)).paragraphs == (STORY, OTHER)


@pytest.mark.parametrize(
    ("creator", "author"),
    [
        ("Sari Wulandari", "Sari Wulandari"),
        ("python-docx", ""),
        ("Microsoft Office User", ""),
        ("ASUS Vivobook", ""),
        ("sari", ""),
        ("redaksi@berita.example", ""),
        ("", ""),
    ],
)
def test_the_properties_tell_an_author_only_by_a_persons_full_name(creator: str, author: str) -> None:
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:creator>{creator}</dc:creator><dcterms:created>2013-12-23T23:15:00Z</dcterms:created>"
        "</cp:coreProperties>"
    )
    article = read_docx(docx(*BODY, parts={"docProps/core.xml": core}))
    assert (article.author, article.date) == (author, None)


def test_pictures_and_parts_outside_the_document_are_never_fetched() -> None:
    outside = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="p" Type="{_OFFICE}/image" Target="http://127.0.0.1:9/a.png" TargetMode="External"/>'
        f'<Relationship Id="n" Type="{_OFFICE}/footnotes" Target="file:///rahasia" TargetMode="External"/>'
        f'<Relationship Id="l" Type="{_OFFICE}/hyperlink" Target="https://berita.example/" TargetMode="External"/>'
        "</Relationships>"
    )
    link = f'<w:hyperlink r:id="l">{run("Kabupaten Sukabumi")}</w:hyperlink>'
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="p"/></wp:inline></w:drawing>'
        "</w:r>"
    )
    body = (HEAD, paragraph(run("Banjir melanda "), link, run(" sejak Senin malam, kata kepala desa."), drawing))
    article = read_docx(docx(*body, parts={"word/_rels/document.xml.rels": outside}))
    assert article.paragraphs == ("Banjir melanda Kabupaten Sukabumi sejak Senin malam, kata kepala desa.",)


def test_what_is_no_word_document_is_refused_with_its_reason() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    whole = docx(*BODY)
    assert refusal_of(ole) is Reason.OLD_WORD
    assert refusal_of(ole + "EncryptedPackage".encode("utf-16-le")) is Reason.PASSWORD
    assert refusal_of(b"Judul\n\nSebuah teks.") is Reason.NOT_THIS_KIND
    assert refusal_of(whole[: len(whole) // 2]) is Reason.BROKEN
    assert refusal_of(docx(*BODY, parts={"word/document.xml": "<w:document>"})) is Reason.BROKEN
    assert refusal_of(docx(*BODY, parts={"_rels/.rels": "<a/>", "word/document.xml": "<a/>"})) is Reason.BROKEN
    zipped = BytesIO()
    with ZipFile(zipped, "w") as archive:
        archive.writestr("berita.txt", STORY)
    assert refusal_of(zipped.getvalue()) is Reason.NOT_THIS_KIND


def test_entities_that_grow_or_read_files_are_refused_in_any_encoding() -> None:
    growing = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    for definitions in (f'<!ENTITY a0 "ha">{growing}', '<!ENTITY a9 SYSTEM "file:///rahasia">'):
        body = (*BODY, paragraph(run("&a9;")))
        assert refusal_of(docx(*body, prolog=f"<!DOCTYPE w:document [{definitions}]>")) is Reason.BROKEN
    wide = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a xmlns:w="{_WORD}">&b;</a>'
    assert refusal_of(docx(*BODY, parts={"word/document.xml": wide.encode("utf-16")})) is Reason.BROKEN


def test_a_document_that_swells_or_nests_without_end_is_refused() -> None:
    assert refusal_of(docx(*BODY, parts={"word/styles.xml": b"<a>" + b" " * (MAX_XML + 1)})) is Reason.TOO_LARGE
    deep = "<w:smartTag>" * 20_000 + "</w:smartTag>" * 20_000
    assert refusal_of(docx(*BODY, paragraph(deep))) is Reason.BROKEN
    assert refusal_of(docx(HEAD, *[paragraph(run("kata " * 400))] * 300)) is Reason.TOO_LARGE


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 9_000), st.binary(min_size=1, max_size=20))
def test_damaged_documents_are_read_or_refused_and_nothing_else(at: int, noise: bytes) -> None:
    data = bytearray((HERE / "libreoffice_web.docx").read_bytes())
    at %= len(data)
    data[at : at + len(noise)] = noise
    with suppress(ArticleError):
        assert_well_formed(read_docx(bytes(data)))
