"""What a file is, told from its first bytes and never from its name; only a short list of kinds is taken.

Archives are not unpacked: only their table of contents is looked at. Anything a browser could run is refused, whatever
it calls itself.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Final

from anzenkarte.formats.file_names import is_safe
from anzenkarte.formats.pdf_names import runs_something
from anzenkarte.formats.plain_text import forbidden, nfc
from anzenkarte.formats.xml_safe import clean
from anzenkarte.workspace.organisations.acting import refuse

LARGEST: Final = 32 * 1024 * 1024
_MOST_MEMBERS: Final = 2000
_LONGEST_NAME: Final = 100
_BEGINNING: Final = 1024  # bytes in which a browser that guesses looks for a page
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_HEADS: Final = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"II*\x00", "image/tiff", (".tif", ".tiff")),
    (b"MM\x00*", "image/tiff", (".tif", ".tiff")),
)
_BOOKS: Final = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document", (".docx",)),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet", (".xlsx",)),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation", (".pptx",)),
)
_ACTIVE: Final = re.compile(rb"<\s*(?:!doctype|html|script|svg|body|iframe|\?xml|\?php|[a-z0-9]+:svg)", re.IGNORECASE)
_BROKEN: Final = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, IndexError)


@dataclass(frozen=True)
class Media:
    """A kind of file, and the endings its name may have (the first is given where it has another)."""

    type: str
    endings: tuple[str, ...]


def media_of(data: bytes) -> Media:
    """What the file is.

    Raises InputError ``evidence.empty``, ``evidence.too-large``, ``evidence.kind`` for a kind that is not taken and for
    a page of the web that calls itself another, ``evidence.script`` for a PDF that runs something, ``evidence.macros``
    and ``evidence.archive`` for an archive with macros, unsafe names or too many members.
    """
    if not data:
        raise refuse("evidence.empty")
    if len(data) > LARGEST:
        raise refuse("evidence.too-large", most=LARGEST // (1024 * 1024))
    for head, kind, endings in _HEADS:
        if data.startswith(head):
            if _ACTIVE.search(data[:_BEGINNING]):
                raise refuse("evidence.kind")
            if kind == "application/pdf" and runs_something(data):
                raise refuse("evidence.script")
            return Media(kind, endings)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    return _text(data)


def _archive(data: bytes) -> Media:
    """An office file or a plain archive, by its table of contents."""
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        raise refuse("evidence.archive")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.orig_filename for info in archive.infolist()]
    except _BROKEN as error:
        raise refuse("evidence.archive") from error
    if not all(is_safe(name.removesuffix("/")) for name in names):
        raise refuse("evidence.archive")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refuse("evidence.macros")
    for inside, kind, endings in _BOOKS:
        if inside in names:
            return Media(kind, endings)
    return Media("application/zip", (".zip",))


def _text(data: bytes) -> Media:
    """Plain text, as UTF-8 or in the code of Japanese Windows; nothing that could be a page or a drawing."""
    if _ACTIVE.search(data):
        raise refuse("evidence.kind")
    for code in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if forbidden(text.replace("\x0c", "")) is None:
            return Media("text/plain", (".txt", ".csv", ".json", ".md"))
    raise refuse("evidence.kind")


def one_line(text: str) -> str:
    """What somebody typed as one line that shows what it holds; InputError for too many marks on one sign."""
    return " ".join(nfc(clean(text)).split())


def file_name(name: str, media: Media) -> str:
    """A name to save the file under: its last part, without signs that mislead, ending as the content is."""
    last = nfc(re.split(r"[/\\]", name)[-1])
    plain = "".join(char for char in last if unicodedata.category(char)[0] not in "CZ" or char == " ")
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    ending = next((one for one in media.endings if plain.lower().endswith(one)), "")
    stem = plain[: len(plain) - len(ending)].rstrip(" .")[:_LONGEST_NAME] or "file"
    return stem + (ending or media.endings[0])
