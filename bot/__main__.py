"""`python -m bot` and the console script `kutip`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
