"""Which version of Kutip runs."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def running_version() -> str:
    """The version of the installed package or, where it runs from a checkout, what `pyproject.toml` there says.

    "" where neither tells.
    """
    try:
        return version("kutip")
    except PackageNotFoundError:
        return _of_checkout(Path(__file__).parents[1] / "pyproject.toml")


def _of_checkout(file: Path) -> str:
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        return str(project["version"]) if project["name"] == "kutip" else ""
    except (OSError, ValueError, KeyError):
        return ""
