"""Blocks that typst lets go of go back to the system, also after a large one was freed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from anzenkarte.documents.render.memory import give_back_blocks

# 32 blocks of 1 MiB, taken after one of 16 MiB was freed; all but the last are freed. Prints what is held of them.
_CODE = """
import ctypes, sys
from anzenkarte.documents.render.memory import give_back_blocks
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
def take(size):
    block = libc.malloc(size)
    libc.memset(block, 1, size)
    return block
def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 >> 20
if sys.argv[1] == "set":
    give_back_blocks()
libc.free(take(16 << 20))
before = held()
blocks = [take(1 << 20) for _ in range(32)]
for block in blocks[:-1]:
    libc.free(block)
print(held() - before)
"""


def _left(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", _CODE, how], check=True, capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.skipif(not give_back_blocks(), reason="the C library has no mallopt")
def test_freed_blocks_go_back_to_the_system() -> None:
    assert _left("set") <= 2
    assert _left("not set") >= 24  # what it is for
