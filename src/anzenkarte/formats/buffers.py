"""Bytes too many to hold twice: parts of a file seen where they lie, and files without a name to write them into."""

from __future__ import annotations

import io
import mmap
import os
import re
import tempfile
from typing import IO, Final, TypeAlias, cast

Data: TypeAlias = bytes | memoryview
"""Bytes, or bytes that lie elsewhere and are looked at there."""
_BLOCK: Final = 1024 * 1024


class Window(io.RawIOBase):
    """Bytes as a file to be read; nothing is copied but what is asked for."""

    def __init__(self, data: Data) -> None:
        super().__init__()
        self._view = memoryview(data)
        self._at = 0

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def seekable(self) -> bool:
        """Every place can be gone to."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; ValueError for one before the beginning."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._view)}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readinto(self, target: object) -> int:
        """Copy the next bytes into ``target``; how many."""
        into = memoryview(cast("bytearray", target)).cast("B")
        part = self._view[self._at : self._at + len(into)]
        into[: len(part)] = part
        self._at += len(part)
        return len(part)


class Mirror(io.RawIOBase):
    """A file that keeps nothing of what is written and tells whether it would be the bytes it was made with."""

    def __init__(self, expected: Data) -> None:
        super().__init__()
        self._expected = memoryview(expected)
        self._at = 0
        self._end = 0
        self._wrong: set[int] = set()

    @property
    def same(self) -> bool:
        """Whether everything written last at each place stands there, and nothing more does."""
        return not self._wrong and self._end == len(self._expected)

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def seekable(self) -> bool:
        """What was written can be written over."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place counted from the beginning, from here or from the end of what was written."""
        self._at = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence] + offset
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def write(self, data: object) -> int:
        """Hold the bytes against those that are there."""
        given = memoryview(cast("bytes", data)).cast("B")
        (self._wrong.discard if self._stands(given) else self._wrong.add)(self._at)
        self._at += len(given)
        self._end = max(self._end, self._at)
        return len(given)

    def _stands(self, given: memoryview) -> bool:
        there = self._expected[self._at : self._at + len(given)]
        if len(there) != len(given):
            return False
        return all(bytes(there[at : at + _BLOCK]) == given[at : at + _BLOCK] for at in range(0, len(given), _BLOCK))


def as_file(data: Data) -> IO[bytes]:
    """Bytes as a file to be read."""
    return io.BytesIO(data) if isinstance(data, bytes) else cast("IO[bytes]", io.BufferedReader(Window(data)))


def scratch() -> IO[bytes]:
    """A file without a name, readable by this program alone and gone with it."""
    return tempfile.TemporaryFile(prefix="anzenkarte-")


def mapped(file: IO[bytes]) -> memoryview:
    """What a file holds now, seen where it lies; to be looked at after the file is closed as well."""
    file.flush()
    if os.fstat(file.fileno()).st_size == 0:
        return memoryview(b"")
    return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def occurrences(data: Data, signature: bytes) -> int:
    """How often a few bytes occur."""
    return sum(1 for _ in re.finditer(re.escape(signature), data))
