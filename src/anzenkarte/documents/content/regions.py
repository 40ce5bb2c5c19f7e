"""The prefectures of Japan: found by whichever name or code a document writes, said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from anzenkarte.kernel.text import Lang, Text

_CODES: Final = "region."
_ENDS: Final = ("都", "府", "県")
_ENGLISH_END: Final = " prefecture"


class Regions:
    """Lookup of the sentences ``region.JP-23``; the codes are those of ISO 3166-2."""

    def __init__(self, messages: Mapping[str, Text]) -> None:
        self._messages = messages
        self.names = {code.removeprefix(_CODES): messages[code] for code in messages if code.startswith(_CODES)}
        self._codes = {key: code for code, text in self.names.items() for key in _written(code, text)}

    def code(self, written: str) -> str:
        """The code of a prefecture, however it is written (``Aichi``, ``愛知``, ``愛知県``, ``JP-23``); else empty."""
        return self._codes.get(" ".join(written.split()).casefold(), "")

    def said(self, written: str, lang: Lang) -> str:
        """Its name in a language; what is no prefecture of Japan stays as it is written."""
        code = self.code(written)
        return self._messages[f"region.{code}"].to(lang) if code else written

    def order(self, written: str) -> tuple[bool, str, str]:
        """Prefectures from north to south, as their codes run, then everything else by its letters."""
        code = self.code(written)
        return not code, code, written


def _written(code: str, text: Text) -> Iterator[str]:
    """The ways of writing a prefecture that are understood."""
    yield code.casefold()
    yield text.en.casefold()
    yield text.en.casefold() + _ENGLISH_END
    yield text.ja
    if text.ja.endswith(_ENDS):
        yield text.ja[:-1]
