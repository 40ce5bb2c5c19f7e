"""Zip archives of strangers, read within limits, and our own archives made to repeat byte for byte.

Sizes are counted while unpacking; what the archive says about itself only ever makes it refused earlier.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from anzenkarte.formats.buffers import Data, as_file, occurrences
from anzenkarte.formats.file_names import clash, is_safe
from anzenkarte.formats.plain_text import read_bytes, too_large
from anzenkarte.formats.values import shown
from anzenkarte.kernel.errors import InputError, Problem

MIB = 1024 * 1024
_CENTRAL = b"PK\x01\x02"
_CHUNK = 64 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_UNIX, _REGULAR = 3, (stat.S_IFREG | 0o644) << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    KeyError,
    IndexError,
)


@dataclass(frozen=True)
class ZipLimits:
    """Bounds of an untrusted archive: sizes in bytes, ``ratio`` of unpacked to packed bytes.

    The ratio counts only above ``ratio_floor`` unpacked bytes, since a short text of blanks packs very well.
    """

    archive: int = 64 * MIB
    members: int = 2000
    member: int = 64 * MIB
    total: int = 256 * MIB
    ratio: int = 200
    ratio_floor: int = MIB


ZIP_LIMITS = ZipLimits()


def read_members(
    source: Data | Path,
    file: str = "",
    limits: ZipLimits = ZIP_LIMITS,
    wanted: Container[str] | None = None,
) -> dict[str, bytes]:
    """The files of an archive by name, in archive order; ``wanted`` unpacks only these (all names are checked).

    Raises InputError for a broken or encrypted archive, unsafe or repeated names, links, methods other than stored and
    deflated, and anything beyond the limits.
    """
    name = file or (str(source) if isinstance(source, Path) else "")
    data = read_bytes(source, name, limits.archive) if isinstance(source, Path) else source
    if len(data) > limits.archive:
        raise too_large(len(data), limits.archive, name)
    if occurrences(data, _CENTRAL) > limits.members:
        raise _refusal("zip.too-many-files", name, limit=limits.members)
    try:
        with as_file(data) as opened, zipfile.ZipFile(opened) as archive:
            members = _checked(archive, name, limits)
            chosen = [member for member in members if wanted is None or member.filename in wanted]
            return _unpacked(archive, chosen, name, limits, len(data))
    except _BROKEN as error:
        raise _refusal("zip.broken", name) from error


def normalise_zip(data: bytes, names_first: Sequence[str] = ()) -> bytes:
    """The same files packed so that equal content gives equal bytes.

    Order: ``names_first`` as given, then by name; date 1980-01-01, mode 644, deflate level 6, no folders, no comments.
    Bytes repeat for one version of zlib. Dates inside the files are the caller's business.
    """
    members = read_members(data)
    first = [name for name in names_first if name in members]
    order = first + sorted(name for name in members if name not in first)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in order:
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.create_system, info.external_attr = _UNIX, _REGULAR
            archive.writestr(info, members[name], compress_type=zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
    return target.getvalue()


def _checked(archive: zipfile.ZipFile, file: str, limits: ZipLimits) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise _refusal("zip.too-many-files", file, limit=limits.members)
    problems: list[Problem] = []
    for info in infos:
        code = _fault(info)
        if code is not None:
            problems.append(Problem.at(code, {"name": shown(info.orig_filename)}, file=file))
    if problems:
        raise InputError(problems)
    files = [info for info in infos if not info.is_dir()]
    twice = clash(info.filename for info in files)
    if twice is not None:
        raise _refusal("zip.same-name", file, name=shown(twice))
    return files


def _fault(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if not all(is_safe(name.removesuffix("/")) for name in (info.filename, info.orig_filename)):
        return "zip.unsafe-name"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "zip.link"
    if info.flag_bits & 0x41:
        return "zip.encrypted"
    return None if info.compress_type in _METHODS else "zip.method"


def _unpacked(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file: str, limits: ZipLimits, packed: int
) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    total = 0
    for info in infos:
        room = min(limits.member, limits.total - total)
        data = _member(archive, info, file, limits, room)
        total += len(data)
        if total > max(limits.ratio_floor, limits.ratio * packed):
            raise _refusal("zip.packed-too-well", file, name=shown(info.filename), limit=limits.ratio)
        members[info.filename] = data
    return members


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, limits: ZipLimits, room: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    bound = max(limits.ratio_floor, limits.ratio * info.compress_size)
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise _refusal("zip.too-large", file, name=shown(info.filename), limit=room // MIB)
            if size > bound:
                raise _refusal("zip.packed-too-well", file, name=shown(info.filename), limit=limits.ratio)
            chunks.append(chunk)
    return b"".join(chunks)


def _refusal(code: str, file: str, **params: object) -> InputError:
    return InputError(Problem.at(code, params, file=file))
