"""Takes apart what a catalogue writes as it likes: the texts in it, and the entries in it that have an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from anzenkarte.catalogue.model import EMPTY
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import LANGS, Text

# Said about an entry, or evaluated, rather than part of what it says.
_ASIDE: Final = frozenset(
    (
        "schema", "id", "edition", "part", "chapter", "from", "to", "confidence", "citation", "cites", "read_in",
        "carried_from", "sources", "source", "place", "address", "condition", "where", "applies_if", "require",
        "states",
    )
)  # fmt: skip
_NUMBERED: Final = ("number", "no")


class Field(NamedTuple):
    """One text of a passage: the key it is written under, its language (empty: of none), the text."""

    name: str
    lang: str
    text: str


@dataclass
class Found:
    """An entry: what it says, and what is said about it; what it does not say itself is as for the one around it."""

    id: str
    number: str = ""
    title: Text = EMPTY
    confidence: str = ""
    citation: Json = None
    cites: tuple[str, ...] = ()
    read_in: Text = EMPTY
    part: str = ""
    fields: list[Field] = field(default_factory=list)

    @property
    def speaks(self) -> bool:
        """Whether it says anything in a language, or in Japanese as printed."""
        return any(text.lang or not text.text.isascii() for text in self.fields)


def fields_of(name: str, text: Text) -> list[Field]:
    """A bilingual text as fields; one that is the same in both languages is one field of no language."""
    if text.ja == text.en:
        return [Field(name, "", text.ja)] if text.ja else []
    return [Field(name, lang, text.to(lang)) for lang in LANGS if text.to(lang)]


def walk(data: Json, around: Found, *, qualify: bool = True) -> list[Found]:
    """All entries in what is written: first the one around, to which everything outside another belongs.

    With ``qualify`` an inner id without a slash stands behind the id of the entry around it.
    """
    found = [around]
    _Walk(found, qualify).of_value(data, "", "", around)
    return found


class _Walk:
    """Goes through JSON in the order written."""

    def __init__(self, found: list[Found], qualify: bool) -> None:
        self.found = found
        self.qualify = qualify

    def of_value(self, value: Json, name: str, lang: str, owner: Found) -> None:
        """Take what a key holds."""
        if isinstance(value, dict):
            self.of_mapping(value, name, owner)
        elif isinstance(value, list):
            for part in value:
                self.of_value(part, name, lang, owner)
        elif isinstance(value, str) and _says_something(value):
            owner.fields.append(Field(name, lang, value))

    def of_mapping(self, value: Mapping[str, Json], name: str, owner: Found) -> None:
        """Take a mapping; with an id it is an entry of its own."""
        known = value.get("id")
        if isinstance(known, str) and known and name:
            owner = self.new(value, known, owner)
        ja, en = value.get("ja"), value.get("en")
        bilingual = isinstance(ja, str) and isinstance(en, str)
        if bilingual:
            text = Text(str(ja), str(en))
            owner.fields.extend(fields_of(name, text))
            if owner.title == EMPTY:
                owner.title = text
        for key, part in value.items():
            if key in _ASIDE or key.endswith("_confidence") or (bilingual and key in LANGS):
                continue
            stem, _, ending = key.rpartition("_")
            told = bool(stem) and ending in LANGS
            self.of_value(part, stem if told else key, ending if told else "", owner)

    def new(self, value: Mapping[str, Json], known: str, owner: Found) -> Found:
        """An entry found inside another."""
        name = f"{owner.id}/{known}" if self.qualify and "/" not in known else known
        entry = Found(
            name, confidence=owner.confidence, citation=owner.citation, cites=owner.cites, read_in=owner.read_in
        )
        describe(entry, value)
        self.found.append(entry)
        return entry


def describe(entry: Found, value: Mapping[str, Json]) -> None:
    """Note what a mapping says about the entry it is."""
    numbers = [str(value[key]) for key in _NUMBERED if isinstance(value.get(key), str) and _says_something(value[key])]
    entry.number = numbers[0] if numbers else ""
    entry.confidence = str(value.get("confidence") or entry.confidence)
    entry.citation = value.get("citation") or entry.citation
    cites = value.get("cites")
    if isinstance(cites, list):
        entry.cites = tuple(map(str, cites))
    if isinstance(value.get("read_in"), dict):
        entry.read_in = Text.of(value["read_in"])
    entry.part = str(value.get("part") or entry.part)
    entry.fields.append(Field("id", "", entry.id))


def _says_something(text: Json) -> bool:
    """Whether a text of no stated language is read by people: Japanese, or with a number, date or code in it."""
    return isinstance(text, str) and (not text.isascii() or any(sign.isdigit() for sign in text))
