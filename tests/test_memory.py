"""What the process does about its memory: measured in a process of its own, as it holds for all that comes later."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest

CROWD = """
import ctypes, gc, sys, threading
from bot.memory import manage
if "managed" in sys.argv:
    manage()
barrier = threading.Barrier(12)
def take():
    taken = ctypes.CDLL(None).malloc(100)
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(gc.get_threshold()[2], flush=True)
libc = ctypes.CDLL(None)
"""
LARGE = """
import ctypes, sys
from bot.memory import manage
if "managed" in sys.argv:
    manage()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
for _ in range(2):  # the first teaches glibc to keep what is as large
    libc.free(libc.malloc(1 << 20))
held = libc.malloc(1 << 20)
"""
IDLE = """
import ctypes, sys
from bot.memory import manage, tidy
manage()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
blocks = [libc.malloc(10_000) for _ in range(2_000)]
for block in blocks:
    ctypes.memset(block, 1, 10_000)
for block in blocks[:-1]:  # the last keeps the stretch from becoming shorter
    libc.free(block)
if "tidied" in sys.argv:
    tidy()
with open("/proc/self/status") as status:
    print(next(line for line in status if line.startswith("RssAnon")).split()[1])
"""
CHANGED = """
import ctypes, gc
from pathlib import Path
from tempfile import TemporaryDirectory
from bot.memory import manage
from retrieval.index import IndexedPassage
from retrieval.index_tantivy import open_tantivy_index
manage()
class Info(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    _fields_ = [(name, ctypes.c_size_t) for name in names]
mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Info
def taken():
    gc.collect()
    info = mallinfo2()
    return info.uordblks + info.hblkhd
with TemporaryDirectory() as folder:
    index = open_tantivy_index(Path(folder), "a fingerprint")
    for change in range(1, 257):
        index.add([IndexedPassage(1, 1, "", ("kata",))]) if change % 2 else index.remove([1])
        index.commit(change)
        assert index.revision == change
        if change == 128:
            before = taken()
    print(taken() - before)
    index.close()
"""
TOLD = """
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def said(program: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program + TOLD, *arguments], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def arenas(*arguments: str) -> tuple[int, int]:
    """How rarely old garbage is looked for, and from how many stretches of memory twelve threads were served."""
    told = said(CROWD, *arguments)
    return int(told.split()[0]), told.count("<heap nr=")


def apart(*arguments: str) -> int:
    """How many blocks of their own the process has from the system while it holds a large one for the third time."""
    (count,) = re.findall(r'<total type="mmap" count="(\d+)"', said(LARGE, *arguments))
    return int(count)


def held(*arguments: str) -> int:
    """The memory, in kilobytes, that a process has from the system after it freed 20 MB in the midst of a stretch."""
    return int(said(IDLE, *arguments).split()[0])


pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="glibc's malloc is what is set"
)


def test_many_threads_share_two_stretches_of_memory_and_garbage_is_seldom_looked_for() -> None:
    assert arenas()[1] > 2
    assert arenas("managed") == (100, 2)


def test_large_blocks_stay_out_of_the_stretches_and_go_back_to_the_system() -> None:
    assert apart("managed") == apart() + 1


def test_what_lies_idle_between_what_is_needed_goes_back_to_the_system_in_the_end() -> None:
    assert held() - held("tidied") > 15_000


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="this glibc does not tell")
def test_changes_of_the_index_leave_nothing_behind() -> None:
    program = [sys.executable, "-c", CHANGED]
    left = int(subprocess.run(program, capture_output=True, text=True, check=True, timeout=120).stdout)
    # Of 128 changes; 55,000 to 107,000 bytes while tantivy remembered every file that there ever was, now below 9,000.
    assert left < 30_000
