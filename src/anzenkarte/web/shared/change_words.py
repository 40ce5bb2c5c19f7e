"""What changed, in words: every entity by the name people gave it, every id of the catalogue by its title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.documents.content.regions import Regions
from anzenkarte.formats.values import Json
from anzenkarte.karte.diff import Change, describe
from anzenkarte.karte.document import Document
from anzenkarte.kernel.text import Text
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.store import catalogue

_NAMED: Final = ("name", "title")
_DUTIES: Final = ("statement.duty", "assignment.duty")
_ACTS: Final = ("statement.acts", "assignment.acts")
_SITUATIONS: Final = ("statement.situation", "assignment.situation")


class Names:
    """The names in documents, the first document's word first; in the language of the request."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.lang = language()
        self.known: Catalogue = catalogue()
        self.fields: dict[tuple[str, str], Mapping[str, Json]] = {}
        for document in documents:
            for entity in document:
                self.fields.setdefault((entity.kind, entity.id), entity.fields)

    def entity(self, kind: str, id: str) -> str:
        """What an entity is called; what has no name of its own by what it is about. Empty where nothing is known."""
        fields = self.fields.get((kind, id))
        if fields is None:
            return ""
        written = next((text for key in _NAMED if (text := self._text(fields.get(key)))), "")
        if kind == "advisory":
            return " ".join(part for part in (self._text(fields.get("reference")), written) if part)
        return written or self._about(kind, fields)

    def word(self, field: str, value: str) -> str:
        """The title of a duty, act, situation, item, fact, country, region, scheme or service that a field names."""
        if field in _DUTIES:
            return next((duty.title.to(self.lang) for duty in self.known.duties if duty.id == value), "")
        if field in _ACTS:
            return self._title(self.known.acts.get(value))
        if field in _SITUATIONS:
            return self._title(self.known.situations.get(value))
        if field == "statement.item":
            return self._item(value)
        if field == "statement.fact":
            spec = self.known.vocabulary.facts.get(value)
            return "" if spec is None else spec.label.to(self.lang)
        if field == "engagement.service":
            return self.entity("service", value)
        if field == "certificate.scheme":
            scheme = self.known.schemes.get(value)
            return "" if scheme is None else scheme.title.to(self.lang)
        return self._place(field, value)

    def _about(self, kind: str, fields: Mapping[str, Json]) -> str:
        if kind == "statement":
            said = self._statement(fields)
            by = self.entity("party", str(fields.get("by", "")))
            return say(f"{by}：{said}", f"{by}: {said}") if by and said else said or by
        if kind == "assignment":
            contract, clause = self.entity("contract", str(fields.get("contract", ""))), str(fields.get("clause", ""))
            duty = self.word("assignment.duty", str(fields.get("duty", "")))
            return " ".join(part for part in (contract, clause, duty) if part)
        if kind == "copy":
            store, role = self.entity("store", str(fields.get("store", ""))), str(fields.get("role", ""))
            label = self._title(self.known.vocabulary.facts["copy.role"].values.get(role))
            return say(f"{store}（{label}）", f"{store} ({label})") if store and label else store or label
        if kind == "certificate":
            return self.word("certificate.scheme", str(fields.get("scheme", "")))
        if kind == "risk_override":
            threat = self.known.threats.get(str(fields.get("scenario", "")).partition("@")[0])
            return "" if threat is None else threat.title.to(self.lang)
        return ""

    def _statement(self, fields: Mapping[str, Json]) -> str:
        for field in ("item", "duty", "fact"):
            value = fields.get(field)
            if isinstance(value, str):
                return self.word(f"statement.{field}", value) or value
        return ""

    def _item(self, value: str) -> str:
        item = self.known.item(value)
        return "" if item is None else " ".join(part for part in (item.number or "", item.title.to(self.lang)) if part)

    def _place(self, field: str, value: str) -> str:
        if field == "place.region":
            return self._regions.said(value, self.lang)
        if field.endswith((".country", ".governing_law", ".court")):
            code = f"country.{value}"
            return self.known.messages.text(code, {}, self.lang) if code in self.known.messages else ""
        return ""

    @cached_property
    def _regions(self) -> Regions:
        return Regions(self.known.messages)

    def _title(self, text: Text | None) -> str:
        return "" if text is None else text.to(self.lang)

    def _text(self, written: Json) -> str:
        if isinstance(written, dict) and not {"ja", "en"} & set(written):
            return ""
        return Text.of(written).to(self.lang) if isinstance(written, dict | str) else ""


def named_sentences(changes: Sequence[Change], documents: Iterable[Document]) -> list[str]:
    """One sentence for each change, everything called by its name in the documents given."""
    return describe(changes, catalogue().vocabulary, language(), Names(documents))


def each_once(sentences: Iterable[str]) -> list[str]:
    """Sentences in their order, none twice: two tellings of one document change alike."""
    return list(dict.fromkeys(sentences))
