"""A file of five documents in which every entity of every kind has its own canary in every field that holds text."""

from __future__ import annotations

from pathlib import Path
from random import Random

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.formats.values import Json, Marked
from anzenkarte.karte.disclosure.audience import CUSTOMERS, PARTIES, PUBLIC
from anzenkarte.karte.disclosure.policy import LEVELS, Decision, Policy
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_marked
from anzenkarte.karte.shape import keys_of
from anzenkarte.karte.words import ACTS, SHAPES, SITUATIONS
from anzenkarte.kernel.vocabulary import FieldSpec, KindSpec

VOCABULARY = load_vocabulary(Path(__file__).parents[3] / "src/anzenkarte_catalogues/vocabulary")
VENDOR, FIRST, SECOND = "party-vendor", "party-first", "party-second"
URNS = {
    slug: f"urn:uuid:8d3f8a52-6c1e-4b7a-9f53-{number:012d}" for number, slug in enumerate((VENDOR, FIRST, SECOND), 1)
}
#: Kind of document, name, parties that stand in it, keeper.
DOCUMENTS = (
    ("service", "service-one", (VENDOR,), VENDOR),
    ("engagement", "engagement-first", (VENDOR, FIRST), VENDOR),
    ("engagement", "engagement-second", (VENDOR, SECOND), VENDOR),
    ("institution", "institution-first", (FIRST,), FIRST),
    ("institution", "institution-second", (SECOND,), SECOND),
)
_OWN = {"provider": VENDOR, "vendor": VENDOR}


class Planter:
    """Makes the file from a seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.canaries: dict[tuple[str, str, str], str] = {}
        self.ids: dict[str, list[str]] = {}

    def documents(self) -> list[Document]:
        """The five documents, read strictly."""
        return read_marked([Marked([self.document(*one) for one in DOCUMENTS], {}, "planted.json")], VOCABULARY)

    def document(self, kind: str, name: str, parties: tuple[str, ...], keeper: str) -> dict[str, Json]:
        """One document with two entities of every kind that may stand in it."""
        keys = keys_of(VOCABULARY, kind)
        short = name.replace("-", "")
        self.ids = {other: [f"{other.replace('_', '-')}-{short}-{n}" for n in (1, 2)] for other in keys}
        self.ids |= {"party": [*parties], kind: [name]}
        self.customer = next((slug for slug in parties if slug != VENDOR), VENDOR)
        data: dict[str, Json] = {"schema": f"anzenkarte/{kind}/1", "name": name, "keeper": keeper}
        data["complete"] = [*sorted(key for other, key in keys.items() if other != kind)]
        data["note"] = f"NOTE{short}"
        for other, key in keys.items():
            group: dict[str, Json] = {
                id: self.entity(f"{kind}/{name}", VOCABULARY.kinds[other], id) for id in self.ids[other]
            }
            data[key] = group[name] if other == kind else group
        return data

    def entity(self, document: str, spec: KindSpec, id: str) -> dict[str, Json]:
        """One entity with every field, and a canary in each that can hold one; parties say the same everywhere."""
        canary = (
            f"Zq{id.replace('-', '')}"
            if spec.kind == "party"
            else f"Zq{len(self.canaries)}x{spec.kind.replace('_', '')}"
        )
        self.canaries[document, spec.kind, id] = canary
        fields: dict[str, Json] = {}
        for field in spec.fields.values():
            circular = field.target == spec.kind and not field.many
            if not field.derived and not circular:
                value = self.value(field, canary)
                fields[field.short] = [value] if field.many and value is not None else value
        fields = {key: value for key, value in fields.items() if value is not None}
        if spec.kind == "party":
            fields = {"urn": URNS[id], "name": {"ja": f"{canary}組", "en": f"{canary} name"}}
        if spec.kind == "statement":
            fields = {
                key: value for key, value in fields.items() if key not in ("duty", "fact", "value", "acts", "situation")
            }
            fields["item"] = f"{canary}-item"
        if spec.kind == "risk_override":
            fields["scenario"] = f"rule@component/{self.random.choice(self.ids['component'])}"
        extra: dict[str, Json] = {"note": f"NOTE{canary}", "origin": f"NOTE{canary}", "x-own": [f"NOTE{canary}"]}
        nonce: dict[str, Json] = {"nonce": f"NOTE{canary}"} if self.random.random() < 0.5 else {}
        return {**fields, **extra, **nonce}

    def value(self, field: FieldSpec, canary: str) -> Json:
        """A value of the field's type that tells whose it is wherever it can."""
        random = self.random
        if field.type == "ref":
            if field.short in ("customer", "party") and field.kind in ("engagement", "institution"):
                return self.customer
            kind = random.choice(sorted(self.ids)) if field.target == "any" else field.target
            known = self.ids.get(kind, [])
            chosen = _OWN.get(field.short) if field.kind in ("service", "engagement") else None
            id = chosen or (random.choice(known) if known else None)
            return None if id is None else f"{kind}/{id}" if field.target == "any" else id
        if field.name == "engagement.service":
            return "service-one"
        if field.type == "text":
            fixed = {"situation": SITUATIONS, "acts": ACTS}.get(field.short)
            if fixed is not None:
                return random.choice(fixed)
            shape = SHAPES.get(field.name)
            return f"{canary}-{field.short}" if shape is None else _shaped(field.name)
        simple: dict[str, Json] = {
            "bool": random.random() < 0.5,
            "int": random.choice((0, 1, 60)),
            "bilingual": {"ja": f"{canary}の{field.short}", "en": f"{canary} {field.short}"},
            "date": "2026-06-01",
            "duration": "-P90D",
            "enum": random.choice(sorted(field.values) or [""]),
            "any": f"{canary}-any",
        }
        return simple[field.type]


def _shaped(name: str) -> str | None:
    fixed = {"party.country": "JP", "place.country": "JP", "evidence.sha256": "f" * 64}
    return fixed.get(name)


def policy(documents: list[Document], random: Random) -> Policy:
    """Some decision, or none, about every entity; the documents themselves are mostly shown."""
    words = (PUBLIC, CUSTOMERS, PARTIES, VENDOR, FIRST, SECOND)
    found = {}
    for document in documents:
        for entity in document:
            core = entity.kind in ("service", "engagement", "institution", "party")
            if random.random() < (0.95 if core else 0.7):
                to = tuple(random.sample(words, random.randrange(1 if core else 0, 4)))
                level = LEVELS[0] if core and random.random() < 0.9 else random.choice(LEVELS)
                found[f"{document.kind}/{document.name}", entity.kind, entity.id] = Decision(level, to)
    return Policy(found)
