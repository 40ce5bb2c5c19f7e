"""Whether a PDF says that something runs when it is opened: a look at its names, without drawing or running anything.

Names are read outside streams and in object streams (ISO 32000-2, 7.5.7), unpacked within a limit; ``#xx`` in a name
is read as PDF readers do. What is encrypted or lies in other streams is not seen: this keeps out what is careless, and
whoever opens the file still needs a reader that asks before running.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

_RUNS: Final = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9#])")
_OBJECTS: Final = re.compile(rb"/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_CODED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_END: Final = b"endstream"
_NEAR: Final = 600
_MANY: Final = 20_000
_MOST: Final = 32 * 1024 * 1024


def runs_something(data: bytes) -> bool:
    """True when a script, a program to start or embedded media is named."""
    return any(_RUNS.search(_plain(part)) for part in (*_outside(data), *_unpacked(data)))


def _plain(part: bytes) -> bytes:
    return _CODED.sub(lambda match: bytes([int(match[1], 16)]), part) if b"#" in part else part


def _outside(data: bytes) -> Iterator[bytes]:
    """Everything that stands in no stream."""
    at = 0
    while (begin := _STREAM.search(data, at)) is not None:
        yield data[at : begin.start()]
        end = data.find(_END, begin.end())
        if end < 0:
            break
        at = end + len(_END)
    yield data[at:]


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Object streams, as long as they stay within the limit together."""
    left = _MOST
    for found in islice(_OBJECTS.finditer(data), _MANY):
        begin = _STREAM.search(data, found.end(), found.end() + _NEAR)
        if begin is None or left <= 0:
            continue
        end = data.find(_END, begin.end(), begin.end() + left)
        packed = data[begin.end() : end if end >= 0 else begin.end() + left]
        left -= len(packed)
        try:
            part = zlib.decompressobj().decompress(packed, max(left, 1))
        except zlib.error:
            continue
        left -= len(part)
        yield part
