"""Memory while papers are drawn: what typst lets go of goes back to the system at once.

glibc's ``malloc`` takes a block of 128 KiB and more from the system and gives it back when it is freed, until the first
such block is freed: from then on it keeps blocks of that size for itself, up to 32 MiB each. After a drawing of 17 MiB
it would keep everything that comes, and a dossier would take 30 MiB more (docs/benchmarks.md, ``compile``).
"""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # mallopt(3): set once, it no longer moves
_BLOCK: Final = 128 * 1024  # bytes; where glibc starts as well


@lru_cache(maxsize=1)
def give_back_blocks() -> bool:
    """Have this process give back blocks of 128 KiB and more; False where the C library knows no such setting."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and keeps none
    return mallopt is not None and mallopt(_M_MMAP_THRESHOLD, _BLOCK) == 1
