"""Archives taken apart and put together again with right checksums, and the ways in which an archive itself is hurt."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from random import Random
from typing import Final

Member = tuple[str, bytes]
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CENTRAL: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_MOST: Final = 8 * 1024 * 1024


def members_of(data: bytes) -> list[Member] | None:
    """Names and contents in order; None for what is no archive a mutator can take apart."""
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > _MOST or len(infos) > 400:
                return None
            return [(info.filename, archive.read(info)) for info in infos]
    except Exception:  # noqa: BLE001 - whatever a hurt archive does to the standard library, it is then only bytes
        return None


def packed(members: list[Member], stored: bool) -> bytes:
    """An archive in the one form of a bundle when ``stored`` (but for its order), else deflated."""
    target = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for name, body in sorted(members) if stored else members:
            info = zipfile.ZipInfo("x", date_time=_EPOCH)
            info.filename = name.encode("utf-8", "replace").decode("utf-8")
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, body, compress_type=method)
    return target.getvalue()


def hurt(data: bytes, rng: Random) -> bytes:
    """The archive with a field of its directory changed, or something around or between its parts."""
    kinds = (_field, _field, _field, _around, _comment, _many, _truncated)
    return rng.choice(kinds)(data, rng)


def _field(data: bytes, rng: Random) -> bytes:
    """Flags (encrypted, descriptor), method, checksum, sizes, name and extra lengths, attributes (a link), offset."""
    mark = rng.choice((_CENTRAL, _CENTRAL, _LOCAL, _END))
    at = _somewhere(data, mark, rng)
    if at < 0:
        return data
    fields = {
        _CENTRAL: ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (38, 4), (42, 4)),
        _LOCAL: ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
        _END: ((4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
    }[mark]
    offset, width = rng.choice(fields)
    value = rng.choice((0, 1, 8, 0x41, 0x800, 99, 0xA1FF << 16, 0xFFFF, 0xFFFFFFFF, rng.randrange(2**32)))
    changed = bytearray(data)
    if at + offset + width <= len(changed):
        struct.pack_into("<H" if width == 2 else "<I", changed, at + offset, value % (1 << (8 * width)))
    return bytes(changed)


def _somewhere(data: bytes, mark: bytes, rng: Random) -> int:
    places = []
    at = data.find(mark)
    while at >= 0:
        places.append(at)
        at = data.find(mark, at + 1)
    return rng.choice(places) if places else -1


def _around(data: bytes, rng: Random) -> bytes:
    return rng.choice((b"MZ" + data, data + b"\0" * 40, data + data, b"\xd0\xcf\x11\xe0" + data, data[:4] + data))


def _comment(data: bytes, rng: Random) -> bytes:
    at = data.rfind(_END)
    comment = rng.choice((b"hello", _END + bytes(18), b"x" * 65535))
    return data[: at + 20] + struct.pack("<H", len(comment)) + comment if at >= 0 else data


def _many(data: bytes, rng: Random) -> bytes:
    members = members_of(data) or []
    return packed([*members, *((f"m/{number}.xml", b"") for number in range(2500))], stored=False)


def _truncated(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]
