"""The packaged face BIZ UDPGothic (SIL Open Font License 1.1): where it lies and which characters it holds.

A character the face lacks would be drawn as an empty box without a word; printed papers show the geta sign instead,
the mark Japanese printers have always set for a type they do not have.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from anzenkarte.formats.xml_safe import clean

FAMILY: Final = "BIZ UDPGothic"
GETA: Final = "〓"
FALLBACK_STACK: Final = (
    "'BIZ UDPGothic', 'BIZ UDGothic', 'Hiragino Kaku Gothic ProN', 'Hiragino Sans', 'Noto Sans JP', "
    "'Noto Sans CJK JP', sans-serif"
)
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PASSES: Final = frozenset({0x09, 0x0A, 0x200B})
_COMMON: Final = re.compile("[^\n\x20-\x7e\u3001-\u3003\u3041-\u3093\u30a1-\u30f6\u30fb\u30fc]")


def font_folder() -> Path:
    """The folder with the two faces (regular and bold) and their licence."""
    return Path(str(files("anzenkarte.documents").joinpath("fonts")))


def face(weight: str) -> Path:
    """The file of one weight, ``Regular`` or ``Bold``."""
    return font_folder() / f"BIZUDPGothic-{weight}.ttf"


@lru_cache(maxsize=1)
def coverage() -> frozenset[int]:
    """Code points both weights hold."""
    return _characters(face("Regular")) & _characters(face("Bold"))


def legible(text: str) -> str:
    """Clean text in which every character the face lacks is the geta sign; variation selectors are dropped."""
    text = clean(text)
    if _COMMON.search(text) is None:
        return text
    held = coverage()
    text = _SELECTORS.sub("", unicodedata.normalize("NFC", text))
    return "".join(char if ord(char) in held or ord(char) in _PASSES else GETA for char in text)


def _characters(path: Path) -> frozenset[int]:
    """Code points with a glyph, from the font's format 12 character map (OpenType, table ``cmap``)."""
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = {
        tag: offset for tag, _, offset, _ in (struct.unpack_from(">4sLLL", data, 12 + 16 * n) for n in range(tables))
    }
    cmap = places[b"cmap"]
    (maps,) = struct.unpack_from(">H", data, cmap + 2)
    starts = (cmap + struct.unpack_from(">HHL", data, cmap + 4 + 8 * n)[2] for n in range(maps))
    full = next(start for start in starts if struct.unpack_from(">H", data, start) == (12,))
    (groups,) = struct.unpack_from(">L", data, full + 12)
    found: set[int] = set()
    for n in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", data, full + 16 + 12 * n)
        found.update(range(first + (glyph == 0), last + 1))
    return frozenset(found)
