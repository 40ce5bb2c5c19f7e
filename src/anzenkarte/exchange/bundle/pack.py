"""The outer form of a bundle: a zip of stored files with exactly one way of writing it.

What was packed otherwise is refused even when every file in it is right. Otherwise there would be bytes, such as the
dates in a zip, that anybody could change under the seal.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from typing import Final

from anzenkarte.formats.guarded_zip import MIB, ZipLimits, read_members
from anzenkarte.kernel.errors import InputError, Problem

LIMITS: Final = ZipLimits(archive=256 * MIB, members=2000, member=256 * MIB, total=256 * MIB, ratio=1, ratio_floor=MIB)
"""Nothing in a bundle is compressed, so that unpacking never makes it larger."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_REGULAR: Final = (stat.S_IFREG | 0o644) << 16


def pack(members: Mapping[str, bytes]) -> bytes:
    """Files by name as one archive: stored, sorted by name, one date, no comments. Equal files give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.create_system, info.external_attr = _UNIX, _REGULAR
            archive.writestr(info, members[name], compress_type=zipfile.ZIP_STORED)
    return target.getvalue()


def unpack(data: bytes, file: str = "", limits: ZipLimits = LIMITS) -> dict[str, bytes]:
    """The files of an archive made by :func:`pack`.

    InputError for any other: ``bundle.broken`` for what is no archive (or no longer), ``bundle.repacked``, and what
    :func:`read_members` refuses.
    """
    try:
        members = read_members(data, file, limits)
    except InputError as error:
        if [problem.code for problem in error.problems] == ["zip.broken"]:
            raise InputError(Problem.at("bundle.broken", file=file)) from error
        raise
    if pack(members) != data:
        raise InputError(Problem.at("bundle.repacked", file=file))
    return members
