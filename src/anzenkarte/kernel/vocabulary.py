"""Types of the fact vocabulary: which kinds of subject there are, which fields and facts each has, what to ask.

The vocabulary itself is data (``anzenkarte_catalogues/vocabulary``). It is the one declaration from which documents are
checked, the JSON Schema and the questions are made, and conditions are type-checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from anzenkarte.kernel.text import Text

TypeName = Literal["bool", "int", "text", "bilingual", "date", "duration", "enum", "ref", "any"]
TYPES: Final[tuple[TypeName, ...]] = (
    "bool",
    "int",
    "text",
    "bilingual",
    "date",
    "duration",
    "enum",
    "ref",
    "any",
)
DocumentKind = Literal["service", "engagement", "institution"]
Answerer = Literal["institution", "vendor", "both"]
ANSWERERS: Final[tuple[Answerer, ...]] = ("institution", "vendor", "both")
DOCUMENT_KINDS: Final[tuple[DocumentKind, ...]] = ("service", "engagement", "institution")


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind of entity, which is also one fact.

    ``many`` means a list of the type; ``values`` are an enum's words with labels; ``target`` the kind a ref points to
    (``any`` for a subject of any kind); ``derived`` facts are computed in ``karte.facts`` and not written in documents;
    ``private`` fields (free notes) take part in nothing. ``answered_by`` is which party can say it by itself: the other
    may repeat it, but is not asked.
    """

    name: str
    kind: str
    type: TypeName
    label: Text
    question: Text
    many: bool = False
    values: Mapping[str, Text] = field(default_factory=dict)
    target: str = ""
    derived: bool = False
    required: bool = False
    upstream: bool = False
    answered_by: Answerer = "both"

    @cached_property
    def short(self) -> str:
        """The field's name without its kind."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class Relation:
    """A one-step relation a condition may range over: ``component.connections``, ``case.components``."""

    name: str
    kind: str
    target: str
    by: str = ""  # the target's ref field that points back here; empty: a ref field of this kind, or all of the case
    field: str = ""


@dataclass(frozen=True)
class KindSpec:
    """A kind of subject: its collection in documents (empty for one-of-a-kind), where it may stand, its fields."""

    kind: str
    collection: str
    documents: tuple[str, ...]
    label: Text
    plural: Text
    fields: Mapping[str, FieldSpec]


@dataclass(frozen=True)
class Vocabulary:
    """All kinds, fields and relations, with the digest of the data they came from."""

    kinds: Mapping[str, KindSpec]
    facts: Mapping[str, FieldSpec]
    relations: Mapping[str, Relation]
    digest: str

    def kind_of_collection(self, collection: str) -> KindSpec | None:
        """The kind whose entities stand under this key of a document."""
        return next((spec for spec in self.kinds.values() if spec.collection == collection), None)
