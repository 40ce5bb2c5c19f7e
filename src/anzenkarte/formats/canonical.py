"""Canonical JSON (RFC 8785) for our value space: equal documents have equal bytes, hence equal digests.

Values are NFC text, integers within ±(2^53 - 1), booleans, null, lists and mappings with text keys. Keys are sorted by
their UTF-16 code units (RFC 8785, 3.2.3). Floats are no part of the value space, so the number rules of ECMAScript
never apply.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from anzenkarte.formats.buffers import Data
from anzenkarte.formats.plain_text import is_nfc
from anzenkarte.formats.values import MAX_INT, Path, path_text
from anzenkarte.kernel.errors import InputError, Problem

MAX_DEPTH = 128


def canonical_bytes(value: object) -> bytes:
    """The one canonical form of a value, UTF-8, without a trailing line end.

    Tuples count as lists. Raises InputError for a float, an integer out of range, text that is not NFC or holds a lone
    surrogate, a key that is not text, nesting beyond MAX_DEPTH, or any other type.
    """
    ordered = _ordered(value, ())
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode("utf-8")


def digest(value: object) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the canonical bytes."""
    return digest_bytes(canonical_bytes(value))


def digest_bytes(data: Data) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of bytes as they are."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _ordered(value: object, path: Path) -> object:
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise _refusal("canonical.integer-too-large", path, limit=MAX_INT)
        return int(value)
    if len(path) >= MAX_DEPTH:
        raise _refusal("canonical.too-deep", path[:3], limit=MAX_DEPTH)
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], (*path, key)) for key in _keys(value, path)}
    if isinstance(value, list | tuple):
        return [_ordered(entry, (*path, index)) for index, entry in enumerate(value)]
    raise _refusal("canonical.not-json", path, type=type(value).__name__)


def _keys(value: Mapping[object, object], path: Path) -> list[str]:
    keys: list[str] = []
    for key in value:
        if not isinstance(key, str):
            raise _refusal("canonical.key-not-text", path, type=type(key).__name__)
        keys.append(_text(key, path))
    return sorted(keys, key=_utf16)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _text(text: str, path: Path) -> str:
    if text.isascii():
        return str(text)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _refusal("canonical.not-unicode", path) from error
    if not is_nfc(text):
        raise _refusal("canonical.not-nfc", path)
    return str(text)


def _refusal(code: str, path: Path, **params: object) -> InputError:
    return InputError(Problem.at(code, params, path=path_text(path)))
