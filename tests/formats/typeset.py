"""PDFs for tests: typeset with the packaged face, and hostile ones built object by object."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from importlib.resources import files

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

FONTS = str(files("anzenkarte.documents").joinpath("fonts"))


def typeset(source: str) -> bytes:
    """A typst source as PDF, set in BIZ UDPGothic and nothing else."""
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    head = '#set text(font: "BIZ UDPGothic", size: 10.5pt, lang: "ja")\n'
    made = typst.Compiler(input=(head + source).encode(), font_paths=faces, ignore_system_fonts=True).compile()
    assert isinstance(made, bytes)
    return made


def encrypted(data: bytes, user: str, algorithm: str) -> bytes:
    """The same PDF with passwords."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script(data: bytes) -> bytes:
    """The same PDF with a script that runs on opening, and an attached file."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('hello');")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("evil.txt", b"attached words")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rotated(data: bytes, degrees: int) -> bytes:
    """The same PDF with its first page turned clockwise."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.pages[0].rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def raw_pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first the catalogue, with more in its trailer."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    end = (len(objects) + 1, trailer, start)
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % end)
    return out.getvalue()


def many_pages(count: int, declared: int) -> bytes:
    """A PDF of empty pages in one tree that declares a number of its own."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, declared)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *([page] * count)])


def one_page(content: bytes) -> bytes:
    """A page with this content stream, packed."""
    packed = zlib.compress(content, 9)
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )
