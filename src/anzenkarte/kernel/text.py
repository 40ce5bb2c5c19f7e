"""Bilingual text: Japanese and English side by side, never one translated on the fly into the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["ja", "en"]
LANGS: tuple[Lang, ...] = ("ja", "en")


@dataclass(frozen=True, order=True)
class Text:
    """The same statement in both languages."""

    ja: str
    en: str

    def to(self, lang: Lang) -> str:
        """The text in one language."""
        return self.ja if lang == "ja" else self.en

    def fill(self, params: Mapping[str, str]) -> Text:
        """Fill ``{name}`` places literally; unknown names stay as they are, values are never interpreted."""
        return Text(_fill(self.ja, params), _fill(self.en, params))

    def filled(self, params: Mapping[str, str], lang: Lang) -> str:
        """One language with its places filled, as ``fill(params).to(lang)`` would give it."""
        text = self.to(lang)
        return _fill(text, params) if params else text

    @classmethod
    def of(cls, value: object) -> Text:
        """From ``{ja, en}`` or a plain string (then the same in both)."""
        if isinstance(value, Text):
            return value
        if isinstance(value, Mapping):
            ja, en = str(value.get("ja", "")), str(value.get("en", ""))
            return cls(ja or en, en or ja)
        return cls(str(value), str(value))

    def json(self) -> dict[str, str]:
        """As ``{ja, en}``."""
        return {"en": self.en, "ja": self.ja}


def _fill(template: str, params: Mapping[str, str]) -> str:
    parts: list[str] = []
    rest = template
    while True:
        head, brace, tail = rest.partition("{")
        parts.append(head)
        if not brace:
            return "".join(parts)
        name, close, after = tail.partition("}")
        parts.append(params[name] if close and name in params else "{" + name + close)
        rest = after if close else ""
