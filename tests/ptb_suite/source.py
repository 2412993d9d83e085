"""Where PTB's tests come from: the source distribution of the very version that is installed, by pip, once."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import bootstrap

_PROJECT: Final = "python-telegram-bot"
_SHA256: Final = {"22.8": "f9d3847fcb23ee603477e442800b33bb4adf851a73e0619d2050be879decf1ef"}
"""Of the source distribution, by version. An upgrade of PTB adds a line, as the index of packages states it."""

KEPT: Final = Path(__file__).resolve().parents[2] / ".pytest_cache" / "d" / "ptb_suite"
"""Where the archive is kept between runs: in pytest's cache, which git ignores."""

_STAND_INS: Final = {"telegram.png": "game.png", "telegram.jpg": "game.png"}
"""Pictures that PTB's repository has and its source distribution lacks, and others of it to take their place."""


class Unavailable(Exception):
    """The source distribution cannot be had here; the message says why."""


def unpacked(into: Path, kept: Path = KEPT) -> Path:
    """The root of PTB's sources, freshly unpacked into the directory `into`.

    The archive is taken from `kept`, or else fetched to it. Raises `Unavailable` when pip cannot fetch it, and KeyError
    for a version whose hash is not known here.
    """
    with tarfile.open(archive(kept)) as sources:
        sources.extractall(into, filter="data")
    (root,) = into.iterdir()
    data = root / "tests" / "data"
    for lacking, other in _STAND_INS.items():
        if not (data / lacking).exists():
            shutil.copyfile(data / other, data / lacking)
    return root


def archive(kept: Path) -> Path:
    """The archive in the directory `kept`; fetched if it is not there or has another hash. Raises like `unpacked`."""
    wanted = version(_PROJECT)
    sha256 = _SHA256[wanted]
    found = kept / f"python_telegram_bot-{wanted}.tar.gz"
    if not found.exists() or hashlib.sha256(found.read_bytes()).hexdigest() != sha256:
        kept.mkdir(parents=True, exist_ok=True)
        found.unlink(missing_ok=True)
        _fetch(f"{_PROJECT}=={wanted} --hash=sha256:{sha256}", kept)
    return found


def _fetch(requirement: str, into: Path) -> None:
    """Let pip fetch and check an archive. It also makes the archive's metadata, for which hatchling is installed."""
    wish = into / "requirement.txt"
    wish.write_text(f"{requirement}\n")
    options = ["--quiet", "--no-input", "--no-deps", "--no-binary=:all:", "--no-build-isolation", "--require-hashes"]
    try:
        pip = bootstrap.pip(Path(sys.executable))
    except (SystemExit, OSError) as error:
        raise Unavailable(f"there is no pip to fetch PTB's sources with: {error}") from error
    download = [sys.executable, *pip, "download", *options, "--requirement", str(wish), "--dest", str(into)]
    done = subprocess.run(download, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"pip cannot fetch {requirement}: {done.stderr.strip()}")
