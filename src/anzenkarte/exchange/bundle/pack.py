"""The outer form of a bundle: a zip of stored files with exactly one way of writing it.

What was packed otherwise is refused even when every file in it is right. Otherwise there would be bytes, such as the
dates in a zip, that anybody could change under the seal.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Final, cast

from anzenkarte.formats.buffers import Data, Mirror, as_file
from anzenkarte.formats.guarded_zip import MIB, ZipLimits, read_members
from anzenkarte.kernel.errors import InputError, Problem

LIMITS: Final = ZipLimits(archive=256 * MIB, members=2000, member=256 * MIB, total=256 * MIB, ratio=1, ratio_floor=MIB)
"""Nothing in a bundle is compressed, so that unpacking never makes it larger."""

_HEADER: Final = 30
"""Bytes before a file's name in a zip."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_REGULAR: Final = (stat.S_IFREG | 0o644) << 16


def pack(members: Mapping[str, Data]) -> bytes:
    """Files by name as one archive: stored, sorted by name, one date, no comments. Equal files give equal bytes."""
    target = io.BytesIO()
    pack_into(members, target)
    return target.getvalue()


def pack_into(members: Mapping[str, Data], target: IO[bytes]) -> None:
    """The same into a file that can be written over."""
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.create_system, info.external_attr = _UNIX, _REGULAR
            archive.writestr(info, members[name], compress_type=zipfile.ZIP_STORED)


def unpack(data: Data, file: str = "", limits: ZipLimits = LIMITS) -> dict[str, memoryview]:
    """The files of an archive made by :func:`pack`, seen where they lie in it.

    InputError for any other: ``bundle.broken`` for what is no archive (or no longer), ``bundle.repacked``, and what
    :func:`read_members` refuses.
    """
    try:
        read_members(data, file, limits, ())
        members = _seen(data)
        if members is None:
            read_members(data, file, limits)
    except InputError as error:
        if [problem.code for problem in error.problems] == ["zip.broken"]:
            raise InputError(Problem.at("bundle.broken", file=file)) from error
        raise
    if members is None or not _as_packed(members, data):
        raise InputError(Problem.at("bundle.repacked", file=file))
    return members


def _seen(data: Data) -> dict[str, memoryview] | None:
    """The files where :func:`pack` puts them; None where something is packed otherwise or has changed."""
    view, found = memoryview(data), {}
    with as_file(data) as opened, zipfile.ZipFile(opened) as archive:
        for info in archive.infolist():
            start = info.header_offset + _HEADER + len(info.orig_filename.encode("utf-8", "surrogatepass"))
            part = view[start : start + info.file_size]
            if info.compress_type != zipfile.ZIP_STORED or info.is_dir() or zlib.crc32(part) != info.CRC:
                return None
            found[info.filename] = part
    return found


def _as_packed(members: Mapping[str, Data], data: Data) -> bool:
    """Whether packing the files gives these bytes; nothing is kept of it."""
    mirror = Mirror(data)
    pack_into(members, cast("IO[bytes]", mirror))
    return mirror.same
