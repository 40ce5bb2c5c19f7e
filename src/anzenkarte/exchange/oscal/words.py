"""The small words of OSCAL as we use them: identifiers, tokens, properties in our namespace."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

from anzenkarte.exchange.loose import mappings, string
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text

OSCAL_VERSION: Final = "1.2.3"
NS: Final = "urn:anzenkarte:oscal:1"
NAMESPACE: Final = UUID("6d0c1f0e-0b0a-5c55-9a0c-3f5c8f0d7a11")
"""Fixed for ever: every UUID we write is UUIDv5 of this and of one of our ids."""

_PLAIN_VALUE: Final = re.compile(r"[^\s\"](?:[^\n\r]*\S)?\Z")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+\Z")
_NO_DAY: Final = "1900-01-01"
Prop = dict[str, Json]


def identity(kind: str, name: str) -> str:
    """The UUID of something of ours: the same kind and name always give the same."""
    return str(uuid5(NAMESPACE, f"{kind}:{name}"))


def token(name: str) -> str:
    """A name as OSCAL token; different names give different tokens.

    ``/`` becomes ``__``; any other sign a token may not hold, and a first sign that is no letter, becomes ``_xHEX_``.
    """
    out = []
    for index, char in enumerate(name):
        kind = unicodedata.category(char)[0]
        if char == "/" and index:
            out.append("__")
        elif kind == "L" or (index and (kind == "N" or char in ".-")):
            out.append(char)
        else:
            out.append(f"_x{ord(char):x}_")
    return "".join(out)


def moment(day: str) -> str:
    """A day, or the first day of a month or year, as OSCAL date and time in Japan; the earliest there is for none."""
    first = When.parse(day).first.isoformat() if day else _NO_DAY
    return f"{first}T00:00:00+09:00"


def line(text: str) -> str:
    """A text as one line, as titles have to be."""
    return " ".join(text.split()) or "-"


def packed(text: str) -> str:
    """A text as the value of a property: as it is where OSCAL allows that, otherwise as a JSON string."""
    return text if _PLAIN_VALUE.match(text) else json.dumps(text, ensure_ascii=False)


def unpacked(value: str) -> str:
    """The text that was packed."""
    if not value.startswith('"'):
        return value
    plain = load(value).data
    return plain if isinstance(plain, str) else value


def prop(name: str, value: str, lang: str = "") -> Prop:
    """A property in our namespace; ``lang`` is its class."""
    out: Prop = {"name": name, "ns": NS, "value": packed(value)}
    if lang:
        out["class"] = lang
    return out


def label(printed: str) -> list[Json]:
    """OSCAL's own property for a printed number, where there is one."""
    return [{"name": "label", "value": packed(printed)}] if printed else []


def some(name: str, value: str) -> list[Prop]:
    """A property where there is a value."""
    return [prop(name, value)] if value else []


def both(name: str, text: Text) -> list[Prop]:
    """A bilingual text as two properties; nothing for an empty one."""
    return [prop(name, text.to(lang), lang) for lang in ("ja", "en") if text.to(lang)]


def titled(name: str, text: Text) -> list[Prop]:
    """What a title line does not say: English, and the Japanese where the line is not it letter by letter."""
    exact = [prop(name, text.ja, "ja")] if line(text.ja) != text.ja else []
    return [*exact, *([prop(name, text.en, "en")] if text.en else [])]


def data(name: str, value: Json) -> Prop:
    """Plain data as a property holding JSON, keys sorted."""
    return {"name": name, "ns": NS, "value": json.dumps(value, ensure_ascii=False, sort_keys=True)}


def is_address(address: str) -> bool:
    """Whether an address can stand as a link."""
    return _ADDRESS.match(address) is not None


class Props:
    """The properties of something that was read, those of our namespace by name and class."""

    def __init__(self, raw: Json) -> None:
        self._ours: dict[tuple[str, str], list[str]] = {}
        self.label = ""
        for entry in mappings(raw):
            name, value = string(entry.get("name")), string(entry.get("value"))
            if entry.get("ns") == NS:
                self._ours.setdefault((name, string(entry.get("class"))), []).append(value)
            elif "ns" not in entry and name == "label" and not self.label:
                self.label = unpacked(value)

    def one(self, name: str, lang: str = "") -> str:
        """The first value of a name; empty when there is none."""
        return next(iter(self.all(name, lang)), "")

    def all(self, name: str, lang: str = "") -> list[str]:
        """Every value of a name, in order."""
        return [unpacked(value) for value in self._ours.get((name, lang), ())]

    def text(self, name: str, ja: str = "") -> dict[str, Json] | None:
        """A bilingual text; ``ja`` is what the line beside the properties says. None when there is nothing."""
        found: dict[str, Json] = {"ja": self.one(name, "ja") or ja, "en": self.one(name, "en")}
        return found if any(found.values()) else None

    def data(self, name: str) -> Json:
        """Plain data; None when there is none. Raises InputError for what is no JSON of our value space."""
        raw = next(iter(self._ours.get((name, ""), ())), "")
        return load(raw).data if raw else None

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self._ours)


def present(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """A mapping of the pairs that say something."""
    return {key: value for key, value in pairs if value not in (None, "", [], {})}
