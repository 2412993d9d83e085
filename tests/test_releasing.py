"""What is given away of a tag: only what is committed, and what all places call that version."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FILES: Final = (
    "pyproject.toml",
    "compose.yaml",
    "CHANGELOG.md",
    "README.md",
    "LICENSE",
    ".env.example",
    ".gitignore",
    "constraints.txt",
    ".ci/release",
)
VERSION: Final = "9.8.7"

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
    pytest.mark.skipif(sys.platform != "linux", reason="released on Linux"),
]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository without the program, where everything says that it is version 9.8.7, of some day."""
    place = tmp_path / "checkout"
    for name in FILES:
        (place / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, place / name)
    rewrite(place / "pyproject.toml", r'^version = "[^"]*"$', f'version = "{VERSION}"')
    rewrite(place / "compose.yaml", r"image: kutip:.*$", f"image: kutip:{VERSION}")
    rewrite(place / "CHANGELOG.md", r"^## \[.*$", f"## [{VERSION}] - 2031-02-03")
    git(place, "init", "--quiet")
    commit(place)
    return place


def rewrite(file: Path, pattern: str, replacement: str) -> None:
    """Replace the first place that matches, which must be there."""
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count
    file.write_text(text, encoding="utf-8")


def git(place: Path, *arguments: str) -> None:
    """Run git there."""
    program = shutil.which("git") or "git"
    names = ("-c", "user.name=Rina", "-c", "user.email=rina@example.com", "-c", "commit.gpgsign=false")
    subprocess.run([program, *names, *arguments], cwd=place, check=True, capture_output=True)


def commit(place: Path) -> None:
    """Commit everything, as what the tag stands for."""
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "A version")
    git(place, "tag", "--force", f"v{VERSION}")


def release(place: Path, arguments: Sequence[str] = (f"v{VERSION}",)) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [place / ".ci" / "release", *arguments, "--without-image"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tag_is_released_with_notes_and_checksums(checkout: Path) -> None:
    for folder in ("bot", "retrieval", "seeds"):
        shutil.copytree(ROOT / folder, checkout / folder, ignore=shutil.ignore_patterns("__pycache__"))
    commit(checkout)
    released = release(checkout)
    assert released.returncode == 0, released.stderr
    wheel = checkout / "dist" / f"kutip-{VERSION}-py3-none-any.whl"
    with ZipFile(wheel) as packed:
        tops = {name.partition("/")[0] for name in packed.namelist()}
    assert tops == {"bot", "retrieval", f"kutip-{VERSION}.dist-info"}
    notes = (checkout / "dist" / "notes.md").read_text(encoding="utf-8")
    assert notes.startswith(f"## [{VERSION}] - 2031-02-03\n")
    assert notes.count("\n## [") == 0
    sums = (checkout / "dist" / "SHA256SUMS").read_text(encoding="utf-8")
    assert sums == released.stdout
    assert [line.split()[1] for line in sums.splitlines()] == [
        f"kutip-{VERSION}-py3-none-any.whl",
        f"kutip-{VERSION}.tar.gz",
    ]


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "said"),
    [
        ("pyproject.toml", r'^version = "[^"]*"$', 'version = "9.8.6"', "pyproject.toml has another version"),
        ("compose.yaml", r"image: kutip:.*$", "image: kutip:9.8.6", "compose.yaml has another version"),
        ("CHANGELOG.md", r"^## \[.*$", f"## [{VERSION}] - Unreleased", "CHANGELOG.md begins with: ## [9.8.7] - Unrel"),
        ("CHANGELOG.md", r"^## \[.*$", "## [9.8.6] - 2031-02-03", "CHANGELOG.md begins with: ## [9.8.6]"),
    ],
)
def test_tag_that_a_file_does_not_agree_with_is_not_released(
    checkout: Path, name: str, pattern: str, replacement: str, said: str
) -> None:
    rewrite(checkout / name, pattern, replacement)
    commit(checkout)
    released = release(checkout)
    assert released.returncode == 1
    assert said in released.stderr
    assert not (checkout / "dist").exists()


def test_only_what_is_committed_and_tagged_is_released(checkout: Path) -> None:
    assert "name a tag such as" in release(checkout, ["9.8.7"]).stderr
    assert "v9.9.9 is not what is checked out" in release(checkout, ["v9.9.9"]).stderr
    (checkout / "more.py").write_text("", encoding="utf-8")
    assert "not committed" in release(checkout).stderr
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "More")
    assert f"v{VERSION} is not what is checked out" in release(checkout).stderr
