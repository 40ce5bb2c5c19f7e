"""Papers that travel beside a bundle, recognised by hash, or by their text after a file gateway has rewritten them.

Gateways of hospitals take files apart and write them anew. The seal rests on the JSON of the bundle; of a paper it
keeps the hash of the file and the hash of its text alone, so that one can say whether a rewritten paper still says the
same. Text is compared without spaces, line ends and differences of width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Final, Literal

from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.exchange.bundle.manifest import PaperMark
from anzenkarte.formats.canonical import digest_bytes
from anzenkarte.formats.guarded_zip import read_members
from anzenkarte.formats.pdf_text import read_pdf
from anzenkarte.formats.plain_text import marks_overrun
from anzenkarte.kernel.errors import InputError, Problem

State = Literal["unchanged", "converted", "different", "unreadable"]
_SPACE: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml\Z")
_SHEET: Final = re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml\Z")
_HIDDEN: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"  # comments; <!--> is a whole one
    r"|<(script|style)\b[^>]*+>.*?(?:</\1\b[^>]*+(?:>|\Z)|\Z)"
    r"|<[/!?A-Za-z][^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""What a page does not show. Every alternative ends at the end of the text at the latest, so that no text is walked
twice; the standard library's parser may take quadratic time and fails at marked sections."""
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def mark(name: str, data: bytes) -> PaperMark:
    """The two hashes of a paper."""
    return PaperMark(name, digest_bytes(data), _text_digest(name, data))


def compare(marks: Mapping[str, PaperMark], name: str, data: bytes) -> State:
    """What became of a paper of this name.

    *unreadable*: it was rewritten and its text cannot be read any more (a picture, say), so nothing can be told. Raises
    InputError ``bundle.paper-unknown`` for a paper the bundle does not name.
    """
    sealed = marks.get(name)
    if sealed is None:
        raise InputError(Problem.at("bundle.paper-unknown", {"name": name, "names": sorted(marks)}))
    if digest_bytes(data) == sealed.sha256:
        return "unchanged"
    text = _text_digest(name, data)
    if not text or not sealed.text:
        return "unreadable"
    return "converted" if text == sealed.text else "different"


def _text_digest(name: str, data: bytes) -> str:
    try:
        text = _text(name.lower().rpartition(".")[2], data)
    except (InputError, etree.XMLSyntaxError, UnicodeDecodeError):
        return ""
    if marks_overrun(text):
        return ""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return digest_bytes(plain.encode("utf-8", "surrogatepass")) if plain else ""


def _text(ending: str, data: bytes) -> str:
    if ending == "pdf":
        return "".join(line.text for line in read_pdf(data).lines)
    if ending in ("docx", "xlsx"):
        return _office(data, _WORD if ending == "docx" else _SHEET)
    if ending in ("html", "htm"):
        return unescape(_HIDDEN.sub("", data.decode("utf-8")))
    return data.decode("utf-8") if ending in ("txt", "md", "csv", "json", "yaml") else ""


def _office(data: bytes, wanted: re.Pattern[str]) -> str:
    """The written text of a Word or Excel file: every text node of the parts that carry any."""
    members = {name: part for name, part in read_members(data).items() if wanted.match(name)}
    found: list[str] = []
    for name in sorted(members):
        for node in etree.fromstring(members[name], _PARSER).iter():
            if isinstance(node.tag, str) and node.tag.rpartition("}")[2] in ("t", "v") and node.text:
                found.append(node.text)
    return "".join(found)
