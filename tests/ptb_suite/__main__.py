"""`python -m tests.ptb_suite`: run all of PTB's live tests, say which pass without being listed, and list them too."""

import asyncio
import sys
import tempfile
from pathlib import Path

from . import listing, running, source


def main() -> None:
    """Let the list grow by what passes; exits with status 1, and leaves it alone, when a listed test does not."""
    with tempfile.TemporaryDirectory() as room:
        here, scratch = Path(room, "sources"), Path(room, "scratch")
        here.mkdir()
        scratch.mkdir()
        try:
            report = asyncio.run(running.run(source.unpacked(here), scratch))
            old = listing.listed()
            new = listing.grown(frozenset(old), report.passed)
        except source.Unavailable as error:
            sys.exit(str(error))
        except listing.Shrinking as error:
            sys.exit(f"{report.output}\n{error}")
    listing.LIST.write_text("".join(f"{name}\n" for name in new), encoding="utf-8")
    added = sorted(set(new) - set(old))
    sys.stdout.write("\n".join([*added, f"{len(added)} added; {len(new)} of PTB's live tests pass.", ""]))


if __name__ == "__main__":
    main()
