"""The bootstrap of a fresh machine, without a network: when it installs, what it refuses, what it becomes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import bootstrap


@dataclass
class Machine:
    """What the bootstrap did on a machine whose programs only note that they were called."""

    root: Path
    made: list[Path] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    """Exit status of the commands that have this word; 0 otherwise."""

    @property
    def constraints(self) -> Path:
        return self.root / "constraints.txt"

    @property
    def installs(self) -> list[list[str]]:
        return [command for command in self.commands if "install" in command]


OUR_LIB = f"python{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    found.constraints.write_text("aiosqlite==0.22.1 --hash=sha256:00\n")
    (tmp_path / "constraints-test.txt").write_text("pytest==9.0.0 --hash=sha256:00\n")

    def create(directory: Path, **_: object) -> None:
        found.made.append(directory)
        (directory / "bin").mkdir(parents=True, exist_ok=True)
        (directory / "bin" / "python").touch()
        (directory / "lib" / OUR_LIB).mkdir(parents=True, exist_ok=True)

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        found.commands.append(command)
        return subprocess.CompletedProcess(command, next((s for w, s in found.statuses.items() if w in command), 0))

    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "RUN", found.constraints)
    monkeypatch.setattr(bootstrap, "TEST", tmp_path / "constraints-test.txt")
    monkeypatch.setattr(venv, "create", create)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    return found


# Installing


def test_first_run_makes_the_environment_and_installs_only_what_has_a_hash(machine: Machine) -> None:
    python = bootstrap.prepare(machine.constraints)
    assert python == machine.root / ".venv" / "bin" / "python"
    assert machine.made == [machine.root / ".venv"]
    (install,) = machine.installs
    assert install[:4] == [str(python), "-m", "pip", "install"]
    assert {"--require-hashes", "--only-binary=:all:", "--no-input"} < set(install)
    assert install[-2:] == ["--requirement", str(machine.constraints)]


def test_environment_of_another_python_version_is_made_anew(machine: Machine) -> None:
    bootstrap.prepare(machine.constraints)
    (machine.root / ".venv" / "lib" / OUR_LIB).rename(machine.root / ".venv" / "lib" / "python3.0")
    bootstrap.prepare(machine.constraints)
    assert (len(machine.made), len(machine.installs)) == (2, 2)


def test_later_runs_do_nothing(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    python = bootstrap.prepare(machine.constraints)
    machine.commands.clear()
    capsys.readouterr()
    assert bootstrap.prepare(machine.constraints) == python
    assert (machine.commands, len(machine.made)) == ([], 1)
    assert capsys.readouterr() == ("", "")


def test_changed_constraints_are_installed_into_the_same_environment(machine: Machine) -> None:
    bootstrap.prepare(machine.constraints)
    machine.constraints.write_text("aiosqlite==0.22.2 --hash=sha256:00\n")
    bootstrap.prepare(machine.constraints)
    bootstrap.prepare(machine.constraints)
    assert (len(machine.made), len(machine.installs)) == (1, 2)


def test_tests_and_program_are_prepared_each_once_in_one_environment(machine: Machine) -> None:
    for _ in range(2):
        for constraints in (bootstrap.RUN, bootstrap.TEST):
            bootstrap.prepare(constraints)
    assert [Path(install[-1]).name for install in machine.installs] == ["constraints.txt", "constraints-test.txt"]
    assert len(machine.made) == 1


def test_failed_installation_is_a_sentence_and_is_tried_again(machine: Machine) -> None:
    machine.statuses["install"] = 1
    with pytest.raises(SystemExit, match="could not be installed"):
        bootstrap.prepare(machine.constraints)
    machine.statuses.clear()
    bootstrap.prepare(machine.constraints)
    assert len(machine.installs) == 2


def test_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    python = bootstrap.prepare(machine.constraints)
    python.unlink()
    python.symlink_to(machine.root / "uninstalled")
    bootstrap.prepare(machine.constraints)
    assert (len(machine.made), len(machine.installs)) == (2, 2)


def test_real_environment_whose_python_is_gone_works_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Only pip's part is left out: the environment is a real one.
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "find_spec", lambda _: None)
    monkeypatch.setattr(bootstrap, "pip", lambda _: ["-c", "pass"])
    (tmp_path / "constraints.txt").touch()
    python = bootstrap.prepare(tmp_path / "constraints.txt")
    python.unlink()
    python.symlink_to(tmp_path / "uninstalled")
    bootstrap.prepare(tmp_path / "constraints.txt")
    assert subprocess.run([python, "-c", "pass"], check=False).returncode == 0


# pip where Python comes without


WHEEL = b"a wheel"


@pytest.fixture
def index(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A package index that can be filled, on a machine without pip."""
    machine.statuses["-c"] = 1
    (machine.root / ".venv").mkdir()
    pages = {
        "https://index.example/simple/pip/": f'<a href="../../files/{bootstrap.PIP}?a=1&amp;b=2#sha256=0">'.encode(),
        f"https://index.example/files/{bootstrap.PIP}?a=1&b=2#sha256=0": WHEEL,
    }
    monkeypatch.setattr(bootstrap, "fetch", lambda url: pages[url])
    monkeypatch.setattr(bootstrap, "PIP_SHA256", hashlib.sha256(WHEEL).hexdigest())
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple/")
    return pages


def test_missing_pip_is_fetched_once_and_run_from_its_wheel(machine: Machine, index: dict[str, bytes]) -> None:
    wheel = machine.root / ".venv" / bootstrap.PIP
    assert bootstrap.pip(Path("python")) == [str(wheel / "pip")]
    assert wheel.read_bytes() == WHEEL
    index.clear()
    assert bootstrap.pip(Path("python")) == [str(wheel / "pip")]


def test_wheel_that_was_cut_short_is_fetched_again(machine: Machine, index: dict[str, bytes]) -> None:
    assert index
    wheel = machine.root / ".venv" / bootstrap.PIP
    wheel.write_bytes(WHEEL[:3])
    bootstrap.pip(Path("python"))
    assert wheel.read_bytes() == WHEEL


def test_wheel_with_another_hash_is_refused_and_not_kept(machine: Machine, index: dict[str, bytes]) -> None:
    for url in index:
        if "files" in url:
            index[url] = b"another wheel"
    with pytest.raises(SystemExit, match="not what was expected"):
        bootstrap.pip(Path("python"))
    assert not (machine.root / ".venv" / bootstrap.PIP).exists()


def test_index_without_the_wheel_is_a_sentence_that_names_it(machine: Machine, index: dict[str, bytes]) -> None:
    assert machine.statuses
    index["https://index.example/simple/pip/"] = b"<a href='pip-1.0.whl'>\xff"
    with pytest.raises(SystemExit, match=r"https://index\.example/simple/pip/ has no pip-"):
        bootstrap.pip(Path("python"))


@pytest.mark.parametrize("url", ["http://index.example/simple", "file:///wheels", "ftp://x/y", ""])
def test_index_that_is_not_https_is_refused(url: str, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.statuses["-c"] = 1
    monkeypatch.setenv("PIP_INDEX_URL", url)
    with pytest.raises(SystemExit, match="not an https address"):
        bootstrap.pip(Path("python"))


def test_link_from_the_index_to_an_address_that_is_not_https_is_refused(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.statuses["-c"] = 1
    fetch = bootstrap.fetch
    page = f'<a href="http://elsewhere.example/{bootstrap.PIP}">'.encode()
    monkeypatch.setattr(bootstrap, "fetch", lambda url: page if url.endswith("/pip/") else fetch(url))
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    with pytest.raises(SystemExit, match=r"http://elsewhere\.example.* not an https"):
        bootstrap.pip(Path("python"))


def test_address_that_cannot_be_had_is_a_sentence() -> None:
    with pytest.raises(SystemExit, match=r"cannot be fetched.*network"):
        bootstrap.fetch("https://localhost:1/simple/pip/")


def test_pip_of_the_environment_is_preferred(machine: Machine) -> None:
    assert bootstrap.pip(Path("python")) == ["-m", "pip"]
    assert machine.commands == [["python", "-c", "import pip"]]


# Becoming the program


@pytest.mark.parametrize(
    ("words", "command", "constraints"),
    [
        ([], ["-m", "bot", "chat"], "constraints.txt"),
        (["chat"], ["-m", "bot", "chat"], "constraints.txt"),
        (["ask", "siapa?", "--json"], ["-m", "bot", "ask", "siapa?", "--json"], "constraints.txt"),
        (["test"], ["-m", "pytest"], "constraints-test.txt"),
        (["test", "-k", "seed"], ["-m", "pytest", "-k", "seed"], "constraints-test.txt"),
    ],
)
def test_words_become_the_program_or_the_tests(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, words: list[str], command: list[str], constraints: str
) -> None:
    became: list[tuple[Path, list[str], str]] = []
    monkeypatch.setattr(os, "execv", lambda path, given: became.append((path, given, str(Path.cwd()))))
    before = Path.cwd()
    try:
        bootstrap.main(words)
    finally:
        os.chdir(before)
    python = machine.root / ".venv" / "bin" / "python"
    assert became == [(python, [str(python), *command], str(machine.root))]
    assert Path(machine.installs[0][-1]).name == constraints


def test_python_that_is_too_old_is_told_and_nothing_is_made(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    monkeypatch.setattr(sys, "version", "3.10.12 (main)")
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.10\.12"):
        bootstrap.main(["chat"])
    assert (machine.made, machine.commands) == ([], [])


def test_bootstrap_imports_nothing_that_python_does_not_bring() -> None:
    program = "import bootstrap, sys; print(sorted(name for name in sys.modules if '.' not in name))"
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(bootstrap.ROOT)!r}); {program}"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
