"""Bytes seen where they lie: a window reads as a file does, a mirror tells whether the same would be written."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.exchange.bundle.pack import pack
from anzenkarte.formats.buffers import Mirror, Window, as_file, mapped, occurrences, scratch


@given(st.binary(max_size=60), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 70), st.integers(0, 70))))
def test_a_window_reads_as_bytes_do(data: bytes, moves: list[tuple[int, int, int]]) -> None:
    plain, window = io.BytesIO(data), Window(memoryview(data))
    for whence, offset, size in moves:
        assert window.seek(offset, whence) == plain.seek(offset, whence) == window.tell()
        assert window.read(size) == plain.read(size)


def test_there_is_nothing_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="-4"):
        Window(b"abc").seek(-4, os.SEEK_END)


@pytest.mark.parametrize("data", [b"", b"abc" * 1000])
def test_what_a_nameless_file_holds_is_seen_after_it_is_closed(data: bytes) -> None:
    with scratch() as file:
        file.write(data)
        view = mapped(file)
    assert view == data
    with as_file(view) as opened:
        assert opened.read() == data


def test_a_mirror_knows_what_was_written_anew() -> None:
    mirror = Mirror(b"header body")
    mirror.write(b"------")
    mirror.write(b" body")
    assert not mirror.same
    mirror.seek(0)
    mirror.write(b"header")
    assert mirror.same
    mirror.seek(0, os.SEEK_END)
    mirror.write(b"!")
    assert not mirror.same


@given(st.data())
def test_a_mirror_holds_every_byte_of_an_archive(data: st.DataObject) -> None:
    members = data.draw(st.dictionaries(st.sampled_from("abc"), st.binary(max_size=30), min_size=1))
    packed = bytearray(pack(members))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.sampled_from([0, 1, 0x80]))
    mirror = Mirror(bytes(packed))
    with zipfile.ZipFile(mirror, "w") as archive:  # as bundles are written
        for name in sorted(members):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, members[name], compress_type=zipfile.ZIP_STORED)
    assert mirror.same == (bytes(packed) == pack(members))


def test_occurrences_are_counted_where_the_bytes_lie() -> None:
    assert occurrences(memoryview(b"PK..PK.PK"), b"PK") == 3
