"""Pages made into pictures, by headless Chromium and pngquant."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_CHROMIUM_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--default-background-color=00000000",
    "--force-device-scale-factor=2",
)
_MEASURE: Final = "<script>document.body.dataset.height = Math.ceil(document.body.offsetHeight)</script>"


async def draw(html: str, width: int, picture: Path) -> None:
    """Write a page as a PNG of `width` CSS pixels, two dots each, and as high as the page.

    Raises RuntimeError when Chromium or pngquant is missing or fails.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        shown, measured, taken = folder / "page.html", folder / "measured.html", folder / "page.png"
        shown.write_text(html, encoding="utf-8")
        measured.write_text(html.replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")
        chromium = ("chromium", *_CHROMIUM_FLAGS, f"--user-data-dir={folder / 'profile'}")
        height = re.search(r'data-height="(\d+)"', await _run(*chromium, "--dump-dom", measured.as_uri()))
        if height is None:
            raise RuntimeError("Chromium did not tell the height of the page")
        size = f"--window-size={width},{height[1]}"
        await _run(*chromium, size, f"--screenshot={taken}", shown.as_uri())
        await _run("pngquant", "--force", "--strip", "--speed=1", f"--output={picture}", str(taken))


async def _run(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        raise RuntimeError(f"{program} is not installed (Debian: apt-get install {program})")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, problems = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{program} failed with status {process.returncode}: {problems.decode(errors='replace')}")
    return out.decode()
