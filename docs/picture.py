"""The pictures in the README: conversations with the real bot, drawn as Telegram would show them, and its figures.

Run from the root of the repository: `python -m docs.picture`. It needs the test dependencies, Chromium, pngquant, and
fonts to draw with (Debian: `chromium`, `pngquant`, `fonts-roboto-unhinted`, `fonts-noto-color-emoji`).
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from docs.month import drawn_month
from docs.shooting import draw
from docs.talks import talk, transcript
from docs.telegram_look import page, page_width

_HERE: Final = Path(__file__).resolve().parent


async def _make(folder: Path, *, pages: bool, transcripts: bool) -> None:
    talks = await talk()
    for name, screens in (("conversation", talks.private), ("group", talks.group), ("desk", talks.desk)):
        html, picture = page(screens), folder / f"{name}.png"
        await draw(html, page_width(screens), picture)
        sys.stdout.write(f"{picture}\n")
        for wanted, ending, content in ((pages, "html", html), (transcripts, "txt", transcript(screens))):
            if wanted:
                path = picture.with_suffix(f".{ending}")
                path.write_text(content, encoding="utf-8")
                sys.stdout.write(f"{path}\n")
    figures = folder / "statistics.png"
    figures.write_bytes(await drawn_month())
    sys.stdout.write(f"{figures}\n")


def main() -> None:
    """Hold the conversations and write what was asked for on the command line."""
    parser = ArgumentParser(
        prog="python -m docs.picture", description="Draw conversations with the real bot, and its figures."
    )
    parser.add_argument("--folder", type=Path, default=_HERE, help="where to write the pictures")
    parser.add_argument("--pages", action="store_true", help="write the HTML pages too")
    parser.add_argument("--transcripts", action="store_true", help="write the conversations as text too")
    arguments = parser.parse_args()
    asyncio.run(_make(arguments.folder, pages=arguments.pages, transcripts=arguments.transcripts))


if __name__ == "__main__":
    main()
