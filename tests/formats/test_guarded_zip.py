"""Archives of strangers within limits; our own archives byte for byte the same."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.formats.guarded_zip import MIB, ZipLimits, normalise_zip, read_members
from anzenkarte.kernel.errors import InputError
from tests.formats.refusals import fillable, refused

FILES = {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>" * 50, "_rels/.rels": b"", "文書.txt": "あ".encode()}


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, mode: int = 0) -> bytes:
    """An ordinary archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
            info.external_attr = mode << 16
            archive.writestr(info, data, method)
    return target.getvalue()


def codes(data: bytes, limits: ZipLimits | None = None) -> list[str]:
    """Why an archive is refused."""
    return [p.code for p in refused(lambda: read_members(data, "f.zip", limits or ZipLimits()))]


def test_members_are_read_in_archive_order(tmp_path: Path) -> None:
    data = packed({**FILES, "folder/": b""})
    assert list(read_members(data).items()) == list(FILES.items())
    assert read_members(packed(FILES, zipfile.ZIP_STORED), wanted={"文書.txt", "absent"}) == {"文書.txt": "あ".encode()}
    (tmp_path / "a.zip").write_bytes(data)
    assert read_members(tmp_path / "a.zip") == FILES


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../a", "a/../../b", "C:/a", "a\\..\\b", "a//b", "..", "a//", "x\n", "a" * 300, "a/" * 20_000],
)
def test_unsafe_names_are_refused(name: str) -> None:
    assert codes(packed({name: b""})) == ["zip.unsafe-name"]


def test_a_name_cut_by_nul_is_refused() -> None:
    data = packed({"good.xml_tail": b"x"}).replace(b"good.xml_tail", b"good.xml\0tail")
    assert codes(data) == ["zip.unsafe-name"]


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010666])
def test_links_and_devices_are_refused(mode: int) -> None:
    assert codes(packed({"a": b"/etc/passwd"}, mode=mode)) == ["zip.link"]
    assert read_members(packed({"a": b"1"}, mode=0o100600)) == {"a": b"1"}


def test_repeated_names_are_refused() -> None:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a.xml", b"1")
        archive.writestr("a.xml", b"2")
    assert codes(target.getvalue()) == ["zip.same-name"]
    assert codes(packed({"a": b"", "A": b""})) == ["zip.same-name"]


@pytest.mark.parametrize("flag", [0x1, 0x40])
def test_encrypted_members_are_refused(flag: int) -> None:
    data = bytearray(packed({"a": b"1"}))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, flag)
    assert codes(bytes(data)) == ["zip.encrypted"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(method: int) -> None:
    assert codes(packed({"a": b"1"}, method)) == ["zip.method"]


def test_a_bomb_is_refused_while_unpacking() -> None:
    zeros = bytes(32 * MIB)
    assert codes(packed({"a": zeros})) == ["zip.packed-too-well"]
    assert codes(packed({"a": zeros}), ZipLimits(ratio=5000, member=8 * MIB)) == ["zip.too-large"]
    two = packed({"a": zeros, "b": zeros})
    assert codes(two, ZipLimits(ratio=5000, total=40 * MIB)) == ["zip.too-large"]
    assert len(read_members(two, limits=ZipLimits(ratio=5000))) == 2


def test_a_size_that_lies_does_not_help() -> None:
    data = bytearray(packed({"a": bytes(32 * MIB)}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    assert codes(bytes(data)) == ["zip.broken"]


def test_many_small_members_do_not_add_up_to_a_bomb() -> None:
    data = packed({f"{number}.xml": bytes(MIB) for number in range(20)})
    assert codes(data, ZipLimits(ratio=500)) == ["zip.packed-too-well"]


def test_members_are_counted_before_the_list_is_built() -> None:
    assert codes(packed(dict.fromkeys(map(str, range(6)), b"")), ZipLimits(members=5)) == ["zip.too-many-files"]
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) * 300_000, 0, 0)
    assert codes(entry * 300_000 + end) == ["zip.too-many-files"]


def test_large_archives_are_refused_by_size(tmp_path: Path) -> None:
    assert codes(packed(FILES), ZipLimits(archive=100)) == ["file.too-large"]
    path = tmp_path / "big.zip"
    path.touch()
    os.truncate(path, 1 << 40)
    assert [p.code for p in refused(lambda: read_members(path))] == ["file.too-large"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 1000, packed(FILES)[:-30], packed(FILES)[40:]])
def test_broken_archives_are_refused(data: bytes) -> None:
    assert codes(data) == ["zip.broken"]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_mutated_archives_give_files_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(packed(FILES))
    for position, byte in changes:
        data[position % len(data)] = byte
    try:
        members = read_members(bytes(data))
    except InputError as error:
        fillable(error.problems)
    else:
        assert len(members) <= len(FILES)


def test_equal_files_give_equal_bytes() -> None:
    one = normalise_zip(packed(FILES), ["[Content_Types].xml", "absent"])
    turned = dict(reversed(list(FILES.items())))
    assert normalise_zip(packed(turned, zipfile.ZIP_STORED, 0o100600), ["[Content_Types].xml"]) == one
    assert normalise_zip(one, ["[Content_Types].xml"]) == one
    assert list(read_members(one)) == ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "文書.txt"]
    assert read_members(one) == FILES
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {(info.date_time, info.compress_type) for info in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 8)}
