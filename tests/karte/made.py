"""Made-up valid documents of every kind, from the vocabulary and a seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.formats.values import MAX_INT, Json
from anzenkarte.karte.shape import keys_of
from anzenkarte.karte.words import ACTS, SHAPES, SITUATIONS
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS, FieldSpec, KindSpec

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "src/anzenkarte_catalogues/vocabulary")
DATES = ("2021", "2021-06", "2024-02-29", "令和3年6月", "平成31年4月30日", "R3.6.1")
WORDS = (
    "a", "true", "no", "012", "1.10", "2021-06-01", "null", "~", "- x", "a: b", "#c", " leading", "trailing ", "'",
    '"', "電子カルテ", "が", "二行\nの文", "tab\there", "{x}", "[y]", "😀", "&a", "*b", "!c", "%d", "@e", "`f", "|",
    ">", "---", "=cmd()", "<script>", "\\n", "x" * 200, "0x1F", "1_000", "+5", ".5", "12:30", "<<", "?", "? x",
    "\u00a0nbsp", "a\rb",
)  # fmt: skip
SHAPED = {"engagement.service_revision": "sha256:" + "0" * 64, "evidence.sha256": "f" * 64}


def plain(random: Random, depth: int = 3) -> Json:
    """Any value."""
    pick = random.randrange(6 if depth else 4)
    if pick < 3:
        return random.choice((None, True, False, 0, -1, MAX_INT, *WORDS))
    if pick == 3:
        return "".join(random.choice(WORDS) for _ in range(random.randrange(1, 4)))
    if pick == 4:
        return [plain(random, depth - 1) for _ in range(random.randrange(4))]
    return {random.choice(WORDS): plain(random, depth - 1) for _ in range(random.randrange(4))}


class Maker:
    """Makes one document; ``ids`` are the entities by kind that it will have."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.kind = random.choice(DOCUMENT_KINDS)
        self.keys = keys_of(VOCABULARY, self.kind)
        self.name = random.choice(("a", "emr-1"))
        self.ids: dict[str, Sequence[str]] = {self.kind: [self.name], "party": ["p0", "p1"]}
        for other in self.keys:
            if other not in self.ids and random.random() < 0.5:
                self.ids[other] = [f"e{number}" for number in range(random.randrange(1, 4))]
        while unfounded := [kind for kind in self.ids if not _founded(VOCABULARY.kinds[kind], self.ids)]:
            for kind in unfounded:
                del self.ids[kind]

    def document(self) -> dict[str, Json]:
        """The whole document."""
        random, kind = self.random, self.kind
        data: dict[str, Json] = {"schema": f"anzenkarte/{kind}/1", "name": self.name, "keeper": "p0"}
        if random.random() < 0.5:
            collections = [key for other, key in self.keys.items() if other != kind]
            data["complete"] = [*random.sample(collections, random.randrange(4))]
        if random.random() < 0.5:
            data.update({"as_of": random.choice(DATES), "note": self.text(), "x-any": plain(random)})
        for other, known in self.ids.items():
            group: dict[str, Json] = {id: self.entity(VOCABULARY.kinds[other], id) for id in known}
            data.update({kind: group[self.name]} if other == kind else {self.keys[other]: group})
        return data

    def entity(self, spec: KindSpec, id: str) -> dict[str, Json]:
        """One entity with its required fields and a few others."""
        fields: dict[str, Json] = {}
        for field in spec.fields.values():
            circular = field.target == spec.kind and not field.many
            if not field.derived and not circular and (field.required or self.random.random() < 0.2):
                value = self.value(field)
                if value is not None:
                    fields[field.short] = value
        if self.random.random() < 0.3:
            fields.update({"x-mine": plain(self.random), "nonce": self.text()})
        if spec.kind == "party":
            fields["urn"] = f"urn:uuid:8d3f8a52-6c1e-4b7a-9f53-{int(id[1:]):012d}"
        if spec.kind == "statement":
            about = ("item", "duty", "fact", "value", "answer")
            fields = {key: value for key, value in fields.items() if key not in about}
            fields.update({"item": "mhlw-6.0/operations/14/5", "answer": "yes"})
        return fields

    def value(self, field: FieldSpec) -> Json:
        """A value of a field; None when there is nothing to refer to."""
        if not field.required and self.random.random() < 0.1:
            return {"unknown": self.random.choice(("stated", "withheld"))}
        if not field.many:
            return self.single(field)
        values = [self.single(field) for _ in range(self.random.randrange(3))]
        return [value for number, value in enumerate(values) if value is not None and value not in values[:number]]

    def single(self, field: FieldSpec) -> Json:
        """One value of the field's type."""
        random = self.random
        if field.type == "ref":
            pairs = [f"{kind}/{id}" for kind, known in self.ids.items() for id in known]
            known = pairs if field.target == "any" else self.ids.get(field.target, ())
            return random.choice(known) if known else None
        if field.type == "text":
            fixed = {"situation": SITUATIONS, "acts": ACTS}.get(field.short)
            shape = SHAPES.get(field.name)
            if fixed is not None:
                return random.choice(fixed)
            return SHAPED.get(field.name, shape.example) if shape is not None else self.text()
        both: dict[str, Json] = {"ja": self.text(), "en": self.text()}
        simple: dict[str, Json] = {
            "bool": random.random() < 0.5,
            "int": random.choice((0, 1, 60, MAX_INT)),
            "bilingual": self.text() if random.random() < 0.5 else both,
            "date": random.choice(DATES),
            "duration": "-P90D",
            "enum": random.choice(sorted(field.values) or [""]),
            "any": self.text(),
        }
        return simple[field.type]

    def text(self) -> str:
        """An awkward text."""
        return self.random.choice(WORDS)


def _founded(spec: KindSpec, ids: dict[str, Sequence[str]]) -> bool:
    return all(f.target in ids for f in spec.fields.values() if f.type == "ref" and f.required)


def made(random: Random) -> dict[str, Json]:
    """One valid document that stands alone."""
    return Maker(random).document()


def shuffled(value: Json, random: Random) -> Json:
    """The same value with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(part, random) for part in value] if isinstance(value, list) else value


#: Hypothesis chooses seeds; what they make is quick and always the same.
RANDOMS = st.integers(0, 2**32 - 1).map(Random)
