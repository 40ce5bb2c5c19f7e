"""OSCAL documents as bytes."""

from __future__ import annotations

import orjson

from anzenkarte.formats.values import Json


def to_bytes(document: Json) -> bytes:
    """An OSCAL document as the bytes we write: UTF-8, indented, keys in our order, one line end at the end."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
