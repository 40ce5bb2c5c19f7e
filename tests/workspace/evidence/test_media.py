"""What is taken as a file, told from its bytes; what is refused; and the name it is saved under."""

from __future__ import annotations

import io
import zipfile

import pytest

from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.evidence.media import LARGEST, file_name, media_of


def packed(names: dict[str, bytes]) -> bytes:
    """An archive with these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in names.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("復旧試験の記録\n2026年4月1日 成功".encode(), "text/plain"),
        ("半角ｶﾅ、表".encode("cp932"), "text/plain"),
        (packed({"[Content_Types].xml": b"", "word/document.xml": b""}),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (packed({"a.txt": b"a"}), "application/zip"),
    ],
)  # fmt: skip
def test_a_kind_is_told_from_the_bytes(data: bytes, kind: str) -> None:
    assert media_of(data).type == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "evidence.empty"),
        (b"<!doctype html><script>alert(1)</script>", "evidence.kind"),
        (b"  \n<HTML><body>", "evidence.kind"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "evidence.kind"),
        (b"text, then <svg onload=alert(1)>", "evidence.kind"),
        (b"text, then < ScRiPt >", "evidence.kind"),
        (b"MZ\x90\x00\x03" + bytes(60), "evidence.kind"),
        (b"\x7fELF" + bytes(60), "evidence.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "evidence.kind"),
        (b"GIF89a\x01\x00", "evidence.kind"),
        (packed({"word/document.xml": b"", "word/vbaProject.bin": b""}), "evidence.macros"),
        (packed({"../../etc/passwd": b"x"}), "evidence.archive"),
        (packed({"C:\\x.txt": b"x"}), "evidence.archive"),
        (b"PK\x03\x04 no archive at all", "evidence.archive"),
        (packed({f"{number}": b"" for number in range(2001)}), "evidence.archive"),
        (b"a" * (LARGEST + 1), "evidence.too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_what_could_run_or_hurt_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        media_of(data)
    assert refused.value.problems[0].code == code


def test_an_archive_that_packs_very_well_is_never_unpacked() -> None:
    bomb = packed({"zeros": bytes(100 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert media_of(bomb).type == "application/zip"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\登録証.PDF", "登録証.pdf"),
        ("report.pdf.exe", "report.pdf.exe.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ('x"; filename="y.html', "x_; filename=_y.html.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("長" * 300 + ".pdf", "長" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_its_content(given: str, kept: str) -> None:
    assert file_name(given, media_of(b"%PDF-1.7")) == kept
