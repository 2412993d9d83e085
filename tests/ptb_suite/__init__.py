"""PTB's own live tests, run against the double: what PTB found to be so at Telegram must be so at the double too.

`passing.txt` lists the tests that pass, and may only grow: where a listed test fails, the double (or PTB) got worse,
and `tests/test_ptb_suite.py` fails with it. Listed are those of the tests that PTB marks as speaking with Telegram
(`req`) which pass on what the double answered; not those that never asked it anything, and not those that are content
with any error and got "not modelled" (501). Kutip's needs decide what the double models, so most of PTB's tests, of
polls and payments and stickers, are not listed and need not be.

`python -m tests.ptb_suite` runs all of PTB's live tests, says which pass without being listed, and adds them to the
list. It refuses when one that is listed does not pass.

PTB's tests are in its source distribution, which is under the LGPL and therefore fetched when needed, not kept here:
see `source`. `stage` sets up the chats that they expect, `running` runs them in a process of their own, where a plugin
in `plugins/` sends them to the double.
"""
