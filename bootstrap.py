"""Sets Kutip up in a fresh checkout and starts it: `python3 bootstrap.py chat` or `python3 bootstrap.py test`.

Needs Python 3.11 or newer and nothing else. Makes the environment `.venv` beside this file, installs exactly the
packages that the constraints files name, each checked against its hash, and runs the terminal chat or the tests in
it. Later runs find the environment ready and start at once. `telegram` runs the bot; any other words are handed to
`python -m bot` as they are.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
RUN = ROOT / "constraints.txt"
TEST = ROOT / "constraints-test.txt"
# Debian splits pip off its Python. Where it is missing, this wheel is fetched from the package index and run as it is.
PIP = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def main(words: list[str]) -> None:
    """Prepare what the first word asks for and become it; exits with a sentence when that cannot be done."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what meets a Python that is too old
        sys.exit("Kutip needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    testing = words[:1] == ["test"]
    python = prepare(TEST if testing else RUN)
    os.chdir(ROOT)
    if testing:
        command = ["-m", "pytest", *words[1:]]
    elif words == ["telegram"]:
        command = ["-m", "bot"]
    else:
        command = ["-m", "bot", *(words or ["chat"])]
    os.execv(python, [str(python), *command])  # noqa: S606 - no shell is wanted


def prepare(constraints: Path) -> Path:
    """Make the environment hold what `constraints` names; the path of its Python. Does nothing when it does already."""
    python = ENVIRONMENT / "bin" / "python"
    wanted = hashlib.sha256(constraints.read_bytes()).hexdigest()
    stamp = ENVIRONMENT / f"{constraints.stem}.installed"
    # An environment belongs to one minor version; after an upgrade of Python its packages lie where nothing looks.
    ours = ENVIRONMENT / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    usable = python.exists() and ours.exists()
    if usable and stamp.exists() and stamp.read_text() == wanted:
        return python
    say("Menyiapkan Kutip, sekali saja… / Setting Kutip up, only once…")
    if not usable:
        # Cleared of what is left of one whose Python has been upgraded or uninstalled.
        venv.create(ENVIRONMENT, clear=True, with_pip=find_spec("ensurepip") is not None, symlinks=True)
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary=:all:"]
    install = [str(python), *pip(python), "install", *options, "--requirement", str(constraints)]
    if subprocess.run(install, check=False).returncode:  # noqa: S603 - our own words
        sys.exit("The packages could not be installed; the lines above say why. Is the network there?")
    stamp.write_text(wanted)
    return python


def pip(python: Path) -> list[str]:
    """How pip is run in the environment: as its module, or from a wheel that is fetched and checked."""
    probe = [str(python), "-c", "import pip"]
    if subprocess.run(probe, check=False, capture_output=True).returncode == 0:  # noqa: S603 - the same
        return ["-m", "pip"]
    wheel = ENVIRONMENT / PIP
    if not wheel.exists() or hashlib.sha256(wheel.read_bytes()).hexdigest() != PIP_SHA256:
        index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
        page = fetch(index).decode(errors="replace")
        link = re.search(rf'href="([^"]*{re.escape(PIP)}[^"]*)"', page)
        if link is None:
            sys.exit(f"{index} has no {PIP}. Install pip for this Python and try again.")
        data = fetch(urllib.parse.urljoin(index, link.group(1).replace("&amp;", "&")))
        if hashlib.sha256(data).hexdigest() != PIP_SHA256:
            sys.exit(f"{PIP} from {index} is not what was expected; nothing was installed.")
        wheel.write_bytes(data)
    return [str(wheel / "pip")]


def fetch(url: str) -> bytes:
    """What is at an https address; exits with a sentence if that cannot be had."""
    if not url.startswith("https://"):
        sys.exit(f"{url} is not an https address: check PIP_INDEX_URL.")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - https, just checked
            data: bytes = answer.read()
            return data
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"{url} cannot be fetched ({error}). Is the network there?")


def say(text: str) -> None:
    """Tell the person who waits, without mixing with what the program prints."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
