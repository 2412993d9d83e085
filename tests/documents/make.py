"""Makes the documents of this folder from `stories.json`, each with the tool that it is named for.

Run from the repository's root: `python -m tests.documents.make NAME…` (all without a name). Needs chromium and
LibreOffice (`soffice`) on the path, and of packages: python-docx, pypandoc-binary, reportlab, pyphen, weasyprint,
typst, pillow and pypdf. What should be read from each is written down in `expected.json`.
"""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, Protocol, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


class _Part(TypedDict):
    heading: str
    paragraphs: list[str]


class Story(TypedDict):
    """What every story tells; some tell a deck, too."""

    title: str
    deck: NotRequired[str]
    byline: str
    author: str
    dated: str
    dateline: str
    sections: list[_Part]


class _Canvas(Protocol):
    def setFont(self, name: str, size: float) -> None: ...

    def drawString(self, x: float, y: float, text: str) -> None: ...

    def drawRightString(self, x: float, y: float, text: str) -> None: ...

    def getPageNumber(self) -> int: ...


STORIES: dict[str, Story] = json.loads((HERE / "stories.json").read_text("utf-8"))
WIDE = "Liputan lengkap warga desa"
RUNNING = "Buletin Warga Edisi 12"


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _lead(story: Story) -> list[str]:
    first, *rest = story["sections"][0]["paragraphs"]
    return [story["dateline"] + first, *rest]


def _sections(story: Story) -> list[tuple[str, list[str]]]:
    return [("", _lead(story)), *((each["heading"], each["paragraphs"]) for each in story["sections"][1:])]


# --- PDF ---------------------------------------------------------------------------------------------------------


def _print_page(html: str, to: Path, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "jembatan-cimandala.html").write_text(html, "utf-8")
        handler = partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            _run(
                *("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={to}", *options),
                f"--host-resolver-rules=MAP berita.example:80 127.0.0.1:{server.server_port}",
                f"--user-data-dir={folder}/profile",
                "http://berita.example/jembatan-cimandala.html",
            )
            server.shutdown()


def chromium_news(to: Path) -> None:
    story = STORIES["jembatan"]
    body = []
    for number, (heading, paragraphs) in enumerate(_sections(story)):
        body.append(f"<h2>{heading}</h2>" if heading else "")
        body.extend(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        if number == 1:
            body.append('<p class="box"><a href="#">Baca juga: Banjir Rendam Tiga Kampung di Cimandala</a></p>')
    _print_page(
        f"""<!doctype html><html lang="id"><meta charset="utf-8"><title>{story["title"]}</title>
        <style>body {{ font: 16px/1.6 Roboto, sans-serif }} h1 {{ font-size: 34px; line-height: 1.2 }}
        nav, .meta {{ font-size: 13px; color: gray }} .deck {{ font-size: 20px }}</style>
        <nav>Beranda &gt; News &gt; Regional</nav><h1>{story["title"]}</h1><p class="deck">{story.get("deck", "")}</p>
        <p class="meta">{story["byline"]}</p><p class="meta">{story["dated"]}</p>{"".join(body)}
        <p class="meta">Bagikan</p>""",
        to,
    )


def chromium_columns(to: Path) -> None:
    import pyphen  # noqa: PLC0415 - only this document needs it

    story = STORIES["kereta"]
    soft = pyphen.Pyphen(lang="id_ID")

    def hyphened(text: str) -> str:
        return " ".join(soft.inserted(word, "\u00ad") if word.isalpha() else word for word in text.split(" "))

    body = "".join(
        (f"<h2>{heading}</h2>" if heading else "") + "".join(f"<p>{hyphened(text)}</p>" for text in paragraphs)
        for heading, paragraphs in _sections(story)
    )
    _print_page(
        f"""<!doctype html><html lang="id"><meta charset="utf-8"><title>Tanpa judul</title>
        <style>@page {{ size: A5 }} body {{ font: 11px/1.4 "DejaVu Serif" }} h1 {{ font-size: 22px }}
        h2 {{ font-size: 13px; margin: 8px 0 4px }} main {{ columns: 2; column-gap: 18px; text-align: justify }}
        p {{ margin: 0; text-indent: 12px }} .by {{ text-indent: 0 }}</style>
        <h1>{story["title"]}</h1><p class="by">{story["byline"]}</p><p class="by">{story["dated"]}</p>
        <main>{body}</main>""",
        to,
        "--no-pdf-header-footer",
    )


def libreoffice_export(to: Path) -> None:
    from docx import Document  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    story = STORIES["jembatan"]
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(148), Mm(210)
    page.left_margin = page.right_margin = Mm(20)
    page.header.paragraphs[0].text = RUNNING
    field = page.footer.paragraphs[0].add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        field._r.append(element)
    document.add_heading(story["title"], 0)
    document.add_paragraph(story["byline"])
    document.add_paragraph(story["dated"])
    for heading, paragraphs in _sections(story):
        if heading:
            document.add_heading(heading, 1)
        for text in paragraphs:
            paragraph = document.add_paragraph(text)
            paragraph.paragraph_format.first_line_indent = Mm(6)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.alignment = 3
    with tempfile.TemporaryDirectory() as folder:
        document.save(str(Path(folder) / f"{to.stem}.docx"))
        _office(Path(folder) / f"{to.stem}.docx", "pdf", to)


def _office(source: Path, kind: str, to: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _run("soffice", "--headless", "--convert-to", kind, "--outdir", folder, source)
        shutil.move(Path(folder) / f"{source.stem}.{kind.partition(':')[0]}", to)


def libreoffice_table(to: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "table.docx"
        word_styles(source)
        _office(source, "pdf", to)


def reportlab_columns(to: Path) -> None:
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer  # noqa: PLC0415

    story = STORIES["jembatan"]

    def decorate(canvas: _Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, 815, f"{WIDE}, {RUNNING}")
        canvas.drawRightString(545, 30, f"Halaman {canvas.getPageNumber()}")

    def decorate_first(canvas: _Canvas, document: object) -> None:
        decorate(canvas, document)
        title = Paragraph(story["title"], ParagraphStyle("t", fontName="Times-Bold", fontSize=24, leading=27))
        title.wrapOn(canvas, 495, 100)
        title.drawOn(canvas, 50, 740)
        canvas.setFont("Times-Italic", 11)
        canvas.drawString(50, 722, story["byline"])
        canvas.drawString(50, 706, story["dated"])

    def frames(top: int) -> list[Frame]:
        return [Frame(x, 60, 240, top - 60, id=str(x), leftPadding=0, rightPadding=0) for x in (50, 305)]

    text = ParagraphStyle(
        "b", fontName="Times-Roman", fontSize=13, leading=17, alignment=4, spaceAfter=6, hyphenationLang="id_ID"
    )
    heading = ParagraphStyle("h", fontName="Times-Bold", fontSize=13, leading=16, spaceBefore=4, spaceAfter=4)
    document = BaseDocTemplate(str(to), pagesize=A4, title="untitled", invariant=1)
    document.addPageTemplates(
        [
            PageTemplate("first", frames(695), onPage=decorate_first, autoNextPageTemplate="later"),
            PageTemplate("later", frames(480), onPage=decorate),
        ]
    )
    flow = []
    for words, paragraphs in _sections(story):
        flow.extend([Paragraph(words, heading)] if words else [])
        flow.extend(Paragraph(each, text) for each in paragraphs)
    document.build([*flow, Spacer(1, 2)])


def reportlab_bold(to: Path) -> None:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415

    story = STORIES["kereta"]
    plain = ParagraphStyle("p", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=8)
    flow = [Paragraph(f"<b>{story['title']}</b>", plain)]
    flow.extend(Paragraph(story[each], plain) for each in ("byline", "dated"))
    for heading, paragraphs in _sections(story):
        flow.extend([Paragraph(f"<b>{heading}</b>", plain)] if heading else [])
        flow.extend(Paragraph(each, plain) for each in paragraphs)
    SimpleDocTemplate(str(to), invariant=1).build(flow)


def interleaved(to: Path) -> None:
    """Two columns drawn row by row across both, as some printers' programs do; an indent begins a paragraph."""
    from textwrap import wrap  # noqa: PLC0415

    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    story = STORIES["kereta"]
    lines: list[tuple[str, str]] = []
    for heading, paragraphs in _sections(story):
        lines.extend(("Times-Bold", line) for line in wrap(heading, 40))
        for text in paragraphs:
            lines.extend(("Times-Roman", line) for line in wrap(f"   {text}", 46))
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}\n")
    canvas = Canvas(str(to), pagesize=A4, invariant=1)
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(50, 780, story["title"])
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(50, 760, story["byline"])
    canvas.drawString(50, 745, story["dated"])
    half = (len(lines) + 1) // 2
    for row in range(half):
        for x, at in ((50, row), (310, row + half)):
            if at < len(lines):
                font, text = lines[at]
                begins = at == 0 or lines[at - 1][1].endswith("\n") or lines[at - 1][0] != font
                canvas.setFont(font, 11)
                canvas.drawString(x + (12 if begins and font == "Times-Roman" else 0), 715 - 14 * row, text.strip())
    canvas.save()


def weasyprint_hyphens(to: Path) -> None:
    import weasyprint  # noqa: PLC0415

    story = STORIES["kereta"]
    body = "".join(
        (f"<h2>{heading}</h2>" if heading else "") + "".join(f"<p>{text}</p>" for text in paragraphs)
        for heading, paragraphs in _sections(story)
    )
    weasyprint.HTML(
        string=f"""<html lang="id"><style>@page {{ size: A6; margin: 14mm 12mm;
        @top-left {{ content: "{RUNNING}"; font-size: 7pt }}
        @bottom-center {{ content: counter(page) " / " counter(pages); font-size: 7pt }} }}
        body {{ font: 9pt "DejaVu Serif"; hyphens: auto; text-align: justify; hyphenate-limit-chars: 5 }}
        h1 {{ font-size: 14pt; hyphens: none; text-align: left }} h2 {{ font-size: 10pt; hyphens: none }}
        p {{ margin: 0 0 3mm }}</style>
        <h1>{story["title"]}</h1><p>{story["byline"]}</p><p>{story["dated"]}</p>{body}</html>"""
    ).write_pdf(to)


def typst_columns(to: Path) -> None:
    import typst  # noqa: PLC0415

    story = STORIES["jembatan"]
    lines = [
        '#set page("a5", columns: 2, margin: 14mm, numbering: "1", header: text(7pt)[' + RUNNING + "])",
        '#set text(9pt, lang: "id", hyphenate: true)',
        "#set par(justify: true, first-line-indent: 1em, spacing: 0.65em)",
        "#show heading.where(level: 2): set text(9pt)",
        '#place(top, scope: "parent", float: true)[',
        f"  = {story['title']}",
        f"  {story['byline']} \\",
        f"  {story['dated']}",
        "]",
    ]
    for heading, paragraphs in _sections(story):
        lines.extend([f"== {heading}"] if heading else [])
        lines.extend(f"{text}\n" for text in paragraphs)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "main.typ"
        source.write_text("\n".join(lines), "utf-8")
        typst.compile(str(source), output=str(to))


def scanned(to: Path) -> None:
    from PIL import Image, ImageDraw  # noqa: PLC0415

    page = Image.new("L", (620, 877), 250)
    ImageDraw.Draw(page).multiline_text((40, 40), "\n".join(_lead(STORIES["kereta"])[0].split(", ")), fill=20)
    page.save(to, "PDF", resolution=75)


def _protected(to: Path, *, user: str) -> None:
    from pypdf import PdfWriter  # noqa: PLC0415

    writer = PdfWriter(clone_from=str(HERE / "reportlab_bold.pdf"))
    writer.encrypt(user_password=user, owner_password="rahasia", algorithm="AES-128")
    writer.write(str(to))


# --- DOCX --------------------------------------------------------------------------------------------------------


def word_styles(to: Path) -> None:
    from datetime import datetime  # noqa: PLC0415

    from docx import Document  # noqa: PLC0415

    story = STORIES["pasar"]
    document = Document()
    properties = document.core_properties
    properties.author, properties.created = "Bagus Prakoso", datetime(2025, 2, 6, 3, 0)  # noqa: DTZ001
    document.add_heading(story["title"], 0)
    for heading, paragraphs in _sections(story):
        if heading:
            document.add_heading(heading, 1)
        for text in paragraphs:
            if text.startswith("Kota: Bandung"):
                table = document.add_table(1, 3, style="Table Grid")
                for cell, name in zip(table.rows[0].cells, ("Kota", "Harga", "Kenaikan"), strict=True):
                    cell.paragraphs[0].add_run(name).bold = True
            if text.startswith("Kota: "):
                for cell, value in zip(table.add_row().cells, text.split("; "), strict=True):
                    cell.text = value.partition(": ")[2]
            elif "; " in text:
                head, _, items = text.partition(": ")
                document.add_paragraph(f"{head}:")
                for item in items.split("; "):
                    document.add_paragraph(item, style="List Bullet")
            else:
                document.add_paragraph(text)
    document.save(str(to))


def pandoc_notes(to: Path) -> None:
    import pypandoc  # noqa: PLC0415

    story = STORIES["jembatan"]
    lines = [f"---\ntitle: {story['title']}\nauthor: {story['author']}\ndate: 12 Maret 2024\n---\n"]
    for heading, paragraphs in _sections(story):
        lines.extend([f"# {heading}\n"] if heading else [])
        lines.extend(f"{text}\n" for text in paragraphs)
    text = "\n".join(lines).replace("buruh kebun teh.", "buruh kebun teh.[^1]")
    text = text.replace("Kabupaten Sukabumi, putus", "[Kabupaten Sukabumi](https://sukabumi.example/), **putus**")
    text += "\n[^1]: Angka dari survei Dinas Perhubungan pada Oktober 2023.\n"
    pypandoc.convert_text(text, "docx", "markdown", outputfile=str(to))


def libreoffice_web(to: Path) -> None:
    story = STORIES["kereta"]
    body = "".join(
        (f"<h2>{heading}</h2>" if heading else "") + "".join(f"<p>{text}</p>" for text in paragraphs)
        for heading, paragraphs in _sections(story)
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{to.stem}.html"
        source.write_text(
            f"<html><meta charset=utf-8><h1>{story['title']}</h1><p>{story['byline']}</p>"
            f"<p>{story['dated']}</p>{body}</html>",
            "utf-8",
        )
        odt = Path(folder) / f"{to.stem}.odt"
        _run("soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "odt", "--outdir", folder, source)
        _office(odt, "docx", to)


def bold_only(to: Path) -> None:
    """As many write: no style at all, headings in bold, empty lines for space, a forced line break in the byline."""
    from docx import Document  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    story = STORIES["kereta"]
    document = Document()
    document.core_properties.author = "python-docx"
    title = document.add_paragraph().add_run(story["title"])
    title.bold, title.font.size = True, Pt(20)
    byline = document.add_paragraph(story["byline"])
    byline.runs[0].add_break()
    byline.add_run(story["dated"])
    for heading, paragraphs in _sections(story):
        document.add_paragraph()
        if heading:
            paragraph = document.add_paragraph()
            half = len(heading) // 2
            paragraph.add_run(heading[:half]).bold = True
            paragraph.add_run(heading[half:]).bold = True
        for text in paragraphs:
            document.add_paragraph(text)
            document.add_paragraph(" ")
    document.save(str(to))


_OPEN = '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
_WHO = 'w:id="{}" w:author="Redaktur" w:date="2024-03-12T10:00:00Z"'


def _changed(before: str, removed: str, put: str, after: str) -> str:
    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    return (
        f"{_OPEN}{run(before)}<w:del {_WHO.format(1)}>{run(removed, 'delText')}</w:del>"
        f"<w:ins {_WHO.format(2)}>{run(put)}</w:ins>{run(after)}</w:p>"
    )


_GONE = (
    f"{_OPEN}<w:pPr><w:rPr><w:del {_WHO.format(3)}/></w:rPr></w:pPr><w:del {_WHO.format(4)}><w:r>"
    "<w:delText>Kalimat ini dihapus redaktur dan tidak boleh dibaca siapa pun.</w:delText></w:r></w:del></w:p>"
)
_BOX = (
    f'{_OPEN}<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:200pt;height:60pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>Kotak fakta: jembatan lama dibangun pada 2009 dan panjangnya 62 meter."
    "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


def tracked(to: Path) -> None:
    from docx import Document  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    story = STORIES["jembatan"]
    document = Document()
    document.add_heading(story["title"], 1)
    document.add_paragraph(story["byline"])
    document.add_paragraph(story["dated"])

    def put(xml: str) -> None:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))

    for heading, paragraphs in _sections(story):
        if heading:
            document.add_heading(heading, 2)
        for text in paragraphs:
            if "62 meter itu" in text:
                before, after = text.split("62 meter")
                put(_changed(before, "60 kaki", "62 meter", after))
                put(_GONE)
            else:
                paragraph = document.add_paragraph(text)
                if "140 pelajar" in text:
                    document.add_comment(paragraph.runs, text="Angka ini sudah dicek?", author="Redaktur")
    put(_BOX)
    document.save(str(to))


def libreoffice_tracked(to: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{to.stem}.docx"
        tracked(source)
        _run("soffice", "--headless", "--convert-to", "odt", "--outdir", folder, source)
        _office(source.with_suffix(".odt"), "docx", to)


MAKERS: dict[str, Callable[[Path], None]] = {
    "chromium_news.pdf": chromium_news,
    "chromium_columns.pdf": chromium_columns,
    "libreoffice_export.pdf": libreoffice_export,
    "libreoffice_table.pdf": libreoffice_table,
    "reportlab_columns.pdf": reportlab_columns,
    "reportlab_bold.pdf": reportlab_bold,
    "interleaved.pdf": interleaved,
    "weasyprint_hyphens.pdf": weasyprint_hyphens,
    "typst_columns.pdf": typst_columns,
    "scanned.pdf": scanned,
    "password.pdf": partial(_protected, user="buka"),
    "owner_password.pdf": partial(_protected, user=""),
    "word_styles.docx": word_styles,
    "pandoc_notes.docx": pandoc_notes,
    "libreoffice_web.docx": libreoffice_web,
    "bold_only.docx": bold_only,
    "tracked.docx": tracked,
    "libreoffice_tracked.docx": libreoffice_tracked,
}


if __name__ == "__main__":
    for name in sys.argv[1:] or MAKERS:
        MAKERS[name](HERE / name)
