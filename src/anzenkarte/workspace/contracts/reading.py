"""The text of a contract file, page by page: PDF in a child process, Word by its one text part, plain text as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from anzenkarte.formats.guarded_zip import MIB, ZipLimits, read_members
from anzenkarte.formats.pdf_text import PdfLimits, read_pdf
from anzenkarte.formats.plain_text import nfc, settle
from anzenkarte.formats.values import Limits
from anzenkarte.formats.xml_safe import clean
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.organisations.acting import refuse

LARGEST: Final = 16 * MIB
_WORD: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ZIP: Final = ZipLimits(archive=LARGEST, members=2000, member=24 * MIB, total=48 * MIB)
_PDF: Final = PdfLimits(size=LARGEST, pages=600, characters=1_500_000, seconds=60)
_TEXT: Final = Limits(size=4 * MIB)


@dataclass(frozen=True)
class Stretch:
    """A line or paragraph as it stands on a page (from 1; 0 where the file has no pages)."""

    page: int
    text: str


def read(data: bytes) -> tuple[Stretch, ...]:
    """The lines of a contract file.

    Raises InputError ``contract.kind`` for any other kind of file, ``contract.no-text`` where it holds none, and what
    the readers say of a broken, encrypted or oversized one.
    """
    if len(data) > LARGEST:
        raise refuse("contract.too-large", most=LARGEST // MIB)
    if data.startswith(b"%PDF-"):
        found = [Stretch(line.page, line.text) for line in read_pdf(data, limits=_PDF).lines]
    elif data.startswith(b"PK\x03\x04"):
        found = _word(data)
    else:
        found = _plain(data)
    kept = tuple(stretch for stretch in found if stretch.text.strip())
    if not kept:
        raise refuse("contract.no-text")
    return kept


def _plain(data: bytes) -> list[Stretch]:
    try:
        text = settle(data, limits=_TEXT)
    except InputError:
        try:
            text = settle(data.decode("cp932"), limits=_TEXT)
        except (UnicodeDecodeError, InputError) as error:
            raise refuse("contract.kind") from error
    return [Stretch(0, line) for line in text.split("\n")]


def _word(data: bytes) -> list[Stretch]:
    """Paragraphs of a Word file; its pages are those its author's program saw last."""
    parts = read_members(data, limits=_ZIP, wanted={_WORD})
    if _WORD not in parts:
        raise refuse("contract.kind")
    source = parts[_WORD]
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise refuse("contract.kind")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise refuse("contract.kind") from error
    found: list[Stretch] = []
    page = 1
    for paragraph in root.iter(f"{_W}p"):
        page += sum(1 for _ in paragraph.iter(f"{_W}lastRenderedPageBreak"))
        found.append(Stretch(page, nfc(clean("".join(_runs(paragraph))))))
    return found


def _runs(paragraph: Any) -> list[str]:
    signs = {f"{_W}tab": " ", f"{_W}br": " "}
    return [(node.text or "") if node.tag == f"{_W}t" else signs[node.tag] for node in paragraph.iter(f"{_W}t", *signs)]
