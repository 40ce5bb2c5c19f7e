"""PDFs that run something are told from those that do not, wherever the name stands and however it is written."""

from __future__ import annotations

import time
import zlib

import pytest

from anzenkarte.formats.pdf_names import runs_something

HEAD = b"%PDF-1.7\n1 0 obj\n"


def _packed(inside: bytes) -> bytes:
    data = zlib.compress(inside)
    return HEAD + b"<< /Type /ObjStm /N 1 /Length %d >>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
        HEAD + b"<< /S /Launch /F (cmd.exe) >>",
        HEAD + b"<< /S /J#61vaScript >>",
        HEAD + b"<</JS(x)>>",
        HEAD + b"<< /Subtype /RichMedia >>",
        HEAD + b"<< /Length 3 >>\nstream\nabc\nendstream\n<< /JS (x) >>",
        HEAD + b"<< >>\nstream\nno end << /JS (x) >>",
        _packed(b"1 0 << /S /JavaScript /JS (x) >>"),
    ],
)
def test_what_runs_is_found(data: bytes) -> None:
    assert runs_something(data)


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"<< /Type /Catalog /Launcher true /JSON 1 >>",
        HEAD + b"<< /Length 9 >>\nstream\n\x00/JS \x01/JS\nendstream\n",
        _packed(b"1 0 << /Type /Page >>"),
        HEAD + b"<< /Type /ObjStm >>\nstream\nnot packed at all\nendstream",
        HEAD,
    ],
)
def test_what_does_not_run_is_let_through(data: bytes) -> None:
    assert not runs_something(data)


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"<< /ObjStm >> stream\n" * 400_000,
        HEAD + b"/ObjStm" * 1_000_000,
        _packed(bytes(200 * 1024 * 1024)) * 20,
        HEAD + b"stream\n" * 1_000_000 + b"endstream",
    ],
    ids=["streams", "names", "bomb", "beginnings"],
)
def test_a_trap_takes_no_time(data: bytes) -> None:
    begun = time.process_time()
    runs_something(data)
    assert time.process_time() - begun < 5
