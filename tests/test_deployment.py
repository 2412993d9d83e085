"""The image, the container, the unit and the guide: what can be seen of their promises without running them, and what
the program itself contributes to them.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest
from pydantic import TypeAdapter

from bot.cli import _parser
from bot.settings import Settings
from bot.version import _of_checkout, running_version
from tests.botprocess import SEEDS, running
from tests.double import BotApiDouble

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
GUIDE: Final = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
PAGES: Final = ("README.md", "CHANGELOG.md", "docs/running.md", "docs/threats.md")
DEPLOYED: Final = (
    "Dockerfile",
    ".dockerignore",
    "compose.yaml",
    *(f"deploy/{file.name}" for file in (ROOT / "deploy").iterdir()),
)
SETTINGS: Final = frozenset(name.upper() for name in Settings.model_fields)
VERSION: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# The image


def stages() -> list[list[tuple[str, str]]]:
    """Each stage of the Dockerfile: its instructions, in capitals, with what follows them, on one line."""
    lines = "\n".join(line for line in read("Dockerfile").splitlines() if not line.startswith("#"))
    found: list[list[tuple[str, str]]] = []
    for line in lines.replace("\\\n", " ").splitlines():
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        if line and found:
            found[-1].append((name, " ".join(rest.split())))
    return found


def told(stage: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for instruction, rest in stage if instruction == name]


def variables(stage: list[tuple[str, str]]) -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in told(stage, "ENV") for pair in rest.split())


def test_image_is_run_by_a_user_with_a_fixed_number() -> None:
    *_, last = stages()
    assert told(last, "USER") == ["10001:10001"]
    (made,) = told(last, "RUN")
    assert "--uid 10001" in made
    assert "--mode 0700 --owner 10001 --group 10001 /data" in made
    assert told(last, "VOLUME") == ["/data"]
    assert [name for name, _ in last].index("USER") > max(
        number for number, (name, _) in enumerate(last) if name in {"RUN", "COPY"}
    )


def test_image_has_exactly_the_pinned_packages() -> None:
    first, last = stages()
    assert read("Dockerfile").count("install --no-cache-dir") == read("Dockerfile").count("-m pip") == 1
    (install,) = (rest for rest in told(first, "RUN") if "-m pip" in rest)
    assert "--require-hashes --only-binary=:all: --requirement /constraints.txt" in install
    assert "--without-pip" in install
    assert "pip" not in "".join(told(last, "RUN"))
    pinned = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", read("constraints.txt"), flags=re.MULTILINE).strip())
    assert len(pinned) > 40
    for package in pinned:
        assert re.match(r"[\w.-]+==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_nothing_but_the_program_gets_into_the_image() -> None:
    patterns = [line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert patterns[0] == "*"
    taken = {pattern.removeprefix("!") for pattern in patterns if pattern.startswith("!")}
    assert taken == {"LICENSE", "bot", "constraints.txt", "pyproject.toml", "retrieval", "seeds"}
    assert all((ROOT / name).exists() for name in taken)
    assert patterns[-1] == "**/.env*"
    told_at_build = {rest for stage in stages() for rest in told(stage, "ARG")}
    assert told_at_build == set()


def test_image_tells_the_program_where_everything_is_and_nothing_secret() -> None:
    *_, last = stages()
    environment = variables(last)
    assert environment.keys() - SETTINGS == {"PATH", "PYTHONDONTWRITEBYTECODE"}
    assert environment["DATA_DIR"] == "/data"
    assert environment["SEEDS_DIR"] == "/app/seeds"
    assert told(last, "STOPSIGNAL") == ["SIGTERM"]
    assert told(last, "ENTRYPOINT") == ['["python", "-m", "bot"]']
    (health,) = told(last, "HEALTHCHECK")
    assert health.endswith('CMD ["python", "-m", "bot.healthcheck"]')


# The container


def service() -> dict[str, object]:
    """What the compose file says of the bot's container."""
    yaml = pytest.importorskip("yaml", reason="comes with the packages for semantics, which are not for this system")
    services = TypeAdapter(dict[str, dict[str, object]]).validate_python(
        yaml.safe_load(read("compose.yaml"))["services"]
    )
    assert list(services) == ["kutip"]
    return services["kutip"]


def test_container_gives_the_bot_no_more_than_it_needs() -> None:
    said = service()
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["volumes"] == ["data:/data"]
    assert not said.keys() & {"privileged", "cap_add", "user", "ports", "network_mode", "pid", "devices"}
    (memory,) = TypeAdapter(list[str]).validate_python(said["tmpfs"])
    assert memory.startswith("/tmp:size=")  # noqa: S108 - the container's
    assert {"noexec", "nosuid", "nodev"} <= set(memory.split(","))
    assert {"mem_limit", "pids_limit", "stop_grace_period", "restart"} <= said.keys()


def test_container_is_told_the_same_as_the_image_whatever_the_settings_file_says() -> None:
    said = service()
    assert said["env_file"] == ".env"
    *_, last = stages()
    assert said["environment"] == {name: value for name, value in variables(last).items() if name in SETTINGS}


# The unit


def unit(name: str) -> dict[str, list[str]]:
    """What a unit says: each name with its values, in order."""
    found: dict[str, list[str]] = {}
    for line in read(f"deploy/{name}").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", ["kutip.service", "kutip-backup.service"])
def test_unit_gives_the_bot_no_more_than_it_needs(name: str) -> None:
    said = unit(name)
    assert said["User"] == said["Group"] == ["kutip"]
    assert said["CapabilityBoundingSet"] == [""]
    assert said["ProtectSystem"] == ["strict"]
    assert said["UMask"] == ["0077"]
    for protection in (
        *("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateUsers", "ProtectClock"),
        *("ProtectControlGroups", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables"),
        *("LockPersonality", "MemoryDenyWriteExecute", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID"),
    ):
        assert said[protection] == ["yes"], protection
    # A second name is a second rule: what it takes away must not be what the reading of documents needs.
    assert said["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert "ProcSubset" not in said


def test_unit_runs_the_bot_as_the_guide_sets_it_up() -> None:
    said = unit("kutip.service")
    assert said["WorkingDirectory"] == ["/opt/kutip"]
    assert said["ExecStart"] == ["/opt/kutip/.venv/bin/python -m bot"]
    assert said["Environment"] == ["DATA_DIR=/var/lib/kutip"]
    assert (said["StateDirectory"], said["StateDirectoryMode"]) == (["kutip"], ["0700"])
    assert (said["RuntimeDirectory"], said["RuntimeDirectoryMode"]) == (["kutip"], ["0750"])
    assert said["Restart"] == ["on-failure"]
    assert said["RestartPreventExitStatus"] == ["2"]
    assert "TimeoutStopSec" in said
    assert "install -m 0400 -o kutip -g kutip .env.example .env" in GUIDE
    assert "/run/kutip/webhook.sock" in read("deploy/nginx.conf")


def test_no_file_of_the_deployment_has_a_secret() -> None:
    for name in DEPLOYED:
        assert not re.search(r"\d{6,}:[\w-]{20,}|(BOT_TOKEN|WEBHOOK_SECRET)\s*[=:]\s*\S", read(name)), name


# The guide


def test_versions_agree() -> None:
    assert service()["image"] == f"kutip:{VERSION}"
    newest = re.search(r"^## \[(\d[^\]]*)\] - ", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert newest
    assert newest[1] == VERSION
    assert running_version() == VERSION


def test_checkout_of_another_program_has_no_version_of_kutip(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    assert _of_checkout(file) == ""
    for text in ('[project]\nname = "other"\nversion = "9"', "[project]", "no toml"):
        file.write_text(text, encoding="utf-8")
        assert _of_checkout(file) == ""


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_is_named_exists(page: str) -> None:
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", read(page)))
    assert named <= SETTINGS


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_exists(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page)):
        assert ((ROOT / page).parent / target).exists(), target


def test_every_heading_that_is_linked_exists() -> None:
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in GUIDE.splitlines()}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page: str) -> None:
    usage = _parser().format_help()
    for command in re.findall(r"-m bot ([a-z]+)", read(page)):
        assert re.search(rf"^    {command}\b", usage, flags=re.MULTILINE), command


def test_every_number_that_is_watched_exists() -> None:
    source = read("bot/service/metrics.py")
    named = set(re.findall(r"\bkutip_[a-z_]+\b", GUIDE + read("deploy/alerts.yaml")))
    assert len(named) >= 5
    for name in named:
        assert f'"{re.sub("_(bucket|total)$", "", name)}"' in source, name


def test_alerts_are_those_of_the_guide() -> None:
    yaml = pytest.importorskip("yaml", reason="comes with the packages for semantics, which are not for this system")
    (group,) = yaml.safe_load(read("deploy/alerts.yaml"))["groups"]
    expressions = [" ".join(rule["expr"].split()) for rule in group["rules"]]
    assert len(expressions) == 3
    for expression in expressions:
        assert f"`{expression}`" in GUIDE.replace(r"\|", "|")


# What the program does for it


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder whose paths are short enough for sockets."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


async def asked(home: Path, listen: str) -> tuple[int, str]:
    """The exit status of the health check, and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.healthcheck"),
        cwd=home,
        env={"PYTHONPATH": str(ROOT), "METRICS_LISTEN": listen},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_health_check_tells_by_its_status_whether_the_bot_runs_well(tmp_path: Path, sockets: Path) -> None:
    listen = f"unix:{sockets}/metrics.sock"
    async with BotApiDouble() as double, running(double, tmp_path, METRICS_LISTEN=listen):
        assert await asked(tmp_path, listen) == (
            0,
            '{"status": "ok", "store": "ok", "index": "ok", "updates": "ok", "storage": "ok"}\n',
        )
        (tmp_path / ".env").write_text(f"METRICS_LISTEN={listen}\n", encoding="utf-8")
        assert (await asked(tmp_path, ""))[0] == 0
        (tmp_path / "data" / "kutip.sqlite3").rename(tmp_path / "away")
        status, said = await asked(tmp_path, listen)
        while status == 0:  # what was found out counts for a second
            status, said = await asked(tmp_path, listen)
        assert (status, '"store": "failing"' in said) == (1, True)
        (tmp_path / "away").rename(tmp_path / "data" / "kutip.sqlite3")
    assert await asked(tmp_path, listen) == (
        1,
        f"no answer at {listen} (FileNotFoundError); does the bot run?\n",
    )


async def test_health_check_without_a_place_to_ask_is_not_well(tmp_path: Path) -> None:
    assert await asked(tmp_path, "") == (1, "METRICS_LISTEN is not set; there is nobody to ask\n")
    assert await asked(tmp_path, "nowhere") == (1, "METRICS_LISTEN is not valid; see .env.example\n")


def test_what_a_command_writes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    for command in (["articles"], ["backup", "copy.db"]):
        subprocess.run([sys.executable, "-m", "bot", *command], cwd=tmp_path, env=environment, umask=0o022, check=True)
    written = [*tmp_path.rglob("*")]
    assert {"kutip.sqlite3", "copy.db"} <= {path.name for path in written}
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_encoder_tells_nobody_of_this_machine(encoder_directory: Path, tmp_path: Path) -> None:
    # Where onnxruntime is let, it makes itself an id there, and a store of what it is to send. By itself it does not
    # where tests run.
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "ORT_DISABLE_TELEMETRY"}}
    subprocess.run(
        [
            *(sys.executable, "-c"),
            "import pathlib, sys, retrieval.semantic as s; s.open_encoder(pathlib.Path(sys.argv[1]), mode='on')",
            str(encoder_directory),
        ],
        cwd=ROOT,
        env=environment | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        check=True,
    )
    assert [*tmp_path.iterdir()] == []
