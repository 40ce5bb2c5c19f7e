"""Makes valid karte of any size from the vocabulary alone: same size and seed, same documents.

Every field may be known, stated to be unknown or absent; some components stand in two documents, a few of them with
values that differ. The documents pass through the same reading as a file does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.formats.values import Json, Marked
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_marked
from anzenkarte.karte.select import choose
from anzenkarte.karte.words import SHAPES
from anzenkarte.kernel.vocabulary import FieldSpec
from benchmarks.dice import Dice

SEED: Final = 20210930
ENGAGEMENT: Final = "made-engagement"
EDITIONS: Final = ("mhlw-6.0", "meti-mic-1.1")
Axis = Literal["components", "flows", "statements"]
_KNOWN, _STATED_UNKNOWN = 72, 6  # of a hundred fields; the rest is not written at all
_COMPLETE: Final = ("connections", "assignments", "contracts", "stores", "copies", "accounts")
_DATES: Final = ("2019", "2021-06", "2022-11-30", "2024-04-01", "2025", "2026-03-31", "令和3年6月")
_COUNTRIES: Final = ("JP", "JP", "JP", "US", "CN", "DE", "IE", "SG")


@dataclass(frozen=True)
class Size:
    """How many of each; the defaults are the size the targets name. What is not named follows from the components."""

    components: int = 200
    flows: int = 600
    statements: int = 400

    def times(self, factor: int) -> Size:
        """Everything so many times."""
        return Size(self.components * factor, self.flows * factor, self.statements * factor)

    def along(self, axis: Axis, factor: int) -> Size:
        """One of the three so many times, the others as they are."""
        return replace(self, **{axis: getattr(self, axis) * factor})

    def counts(self) -> dict[str, int]:
        """How many entities of each kind."""
        many = self.components
        return {
            "party": 12, "contract": 8, "place": 3 + many // 20, "information": 8, "component": many,
            "connection": max(2, many // 4), "flow": self.flows, "store": max(1, many // 10),
            "copy": max(2, many // 5), "account": max(1, many // 5), "arrangement": 9, "advisory": max(1, many // 5),
            "certificate": 4, "evidence": 4, "assignment": max(1, many // 2), "statement": self.statements,
        }  # fmt: skip


def data(catalogue: Catalogue, size: Size, seed: int = SEED) -> list[dict[str, Json]]:
    """A service, an engagement and an institution as plain values, as a karte file would hold them."""
    return _Maker(catalogue, size, seed).documents()


def documents(catalogue: Catalogue, size: Size, seed: int = SEED) -> list[Document]:
    """The same, read and checked; raises InputError if they were not valid."""
    duties = frozenset(duty.id for duty in catalogue.duties)
    made: list[Json] = [*data(catalogue, size, seed)]
    return read_marked([Marked(made, {}, "made.json")], catalogue.vocabulary, duties)


def case(catalogue: Catalogue, size: Size, seed: int = SEED) -> Case:
    """The engagement's case of such documents."""
    return choose(documents(catalogue, size, seed), catalogue.vocabulary, ENGAGEMENT)


class _Maker:
    """Draws fields in a fixed order, so that a size and a seed name one set of documents."""

    def __init__(self, catalogue: Catalogue, size: Size, seed: int) -> None:
        self.catalogue = catalogue
        self.kinds = catalogue.vocabulary.kinds
        self.counts = size.counts()
        self.ids = {kind: [f"{kind[:3]}-{n}" for n in range(count)] for kind, count in self.counts.items()}
        self.items = [item.id for edition in EDITIONS for item in catalogue.items(edition)]
        self.seed = seed

    def documents(self) -> list[dict[str, Json]]:
        """Three documents; a tenth of the components belong to the service, and the engagement says more of some."""
        collections: dict[str, dict[str, Json]] = {}
        for kind, ids in self.ids.items():
            collections[self.kinds[kind].collection] = {
                id: self._entity(kind, number, Dice(self.seed + 1_000_003 * number + len(kind) * 7919))
                for number, id in enumerate(ids)
            }
        components = collections["components"]
        shared = {id: self._alone(components[id]) for id in self.ids["component"][::10]}
        parties = collections["parties"]
        complete: list[Json] = [name for name in _COMPLETE if name in collections]
        service = self._head("service", "made-service")
        service.update({"parties": dict(parties), "components": dict(shared)})
        engagement = {**self._head(ENGAGEMENT.partition("-")[2], ENGAGEMENT), "complete": complete, **collections}
        own = engagement["engagement"]
        if isinstance(own, dict):
            own.update({"service": "made-service", "vendor": "par-1", "customer": "par-0"})
        institution = {**self._head("institution", "made-institution"), "complete": complete, "parties": dict(parties)}
        own = institution["institution"]
        if isinstance(own, dict):
            own["party"] = "par-0"
        return [service, engagement, institution]

    def _head(self, kind: str, name: str) -> dict[str, Json]:
        own = self._fields(kind, 0, Dice(self.seed + len(kind)))
        return {"schema": f"anzenkarte/{kind}/1", "name": name, "keeper": "par-0", "as_of": "2024-06-03", kind: own}

    def _alone(self, fields: Json) -> Json:
        """A component as the service writes it: no place, no part, sometimes another word than the engagement's."""
        kept = dict(fields) if isinstance(fields, dict) else {}
        for key in ("part_of", "place", "note"):
            kept.pop(key, None)
        if kept.get("patched") is True and kept.get("encrypted") is False:
            kept["patched"] = False
        return kept

    def _entity(self, kind: str, number: int, dice: Dice) -> Json:
        fields = self._fields(kind, number, dice)
        if kind == "party":
            fields["urn"] = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
            fields["kind"] = (
                "institution" if number == 0 else ("vendor" if number == 1 else fields.get("kind", "vendor"))
            )
            fields.pop("parent" if dice.chance(50) else "no_parent", None)
        if kind == "assignment":
            self._duty(fields, dice)
        return self._statement(fields, number, dice) if kind == "statement" else fields

    def _fields(self, kind: str, number: int, dice: Dice) -> dict[str, Json]:
        made: dict[str, Json] = {}
        for spec in self.kinds[kind].fields.values():
            throw = dice.below(100)
            value = self._value(spec, kind, number, dice)
            if spec.derived or value is None:
                continue
            if spec.required or throw < _KNOWN:
                made[spec.short] = value
            elif throw < _KNOWN + _STATED_UNKNOWN and spec.type != "any":
                made[spec.short] = {"unknown": "stated"}
        return made

    def _value(self, spec: FieldSpec, kind: str, number: int, dice: Dice) -> Json:
        if spec.type == "ref":
            return self._ref(spec, kind, number, dice)
        if spec.type == "enum":
            words = list(spec.values)
            return [*dice.some(words, 3)] if spec.many else dice.one(words)
        text = self._text(spec, number, dice)
        plain: Mapping[str, Json] = {
            "bool": dice.chance(65),
            "int": dice.below(40),
            "bilingual": {"ja": f"{spec.label.ja}{number}", "en": f"{spec.label.en} {number}"},
            "date": dice.one(_DATES),
            "duration": "P1Y",
            "text": [text] if spec.many else text,
        }
        return plain.get(spec.type)

    def _text(self, spec: FieldSpec, number: int, dice: Dice) -> str:
        if spec.short == "country":
            return dice.one(_COUNTRIES)
        if spec.name == "certificate.scheme":
            return dice.one(list(self.catalogue.schemes))
        if spec.name in ("engagement.service_revision", "evidence.sha256"):
            return ("sha256:" if spec.kind == "engagement" else "") + f"{number:064x}"
        shape = SHAPES.get(spec.name)
        return shape.example if shape is not None else f"{spec.label.en} {number % 17}"

    def _ref(self, spec: FieldSpec, kind: str, number: int, dice: Dice) -> Json:
        """Something of the right kind; within one kind only something before it, and only among the first few."""
        known = self.ids.get(spec.target, [])
        if spec.target == kind:
            known = [] if number < len(known) // 10 or number == 0 else known[: max(1, len(known) // 10)]
        if not known:
            return None
        return [*dice.some(known, 3)] if spec.many else dice.one(known)

    def _duty(self, fields: dict[str, Json], dice: Dice) -> None:
        """What an assignment or statement about a duty says: which, of what, in which situation."""
        duty = dice.one(self.catalogue.duties)
        kind = dice.one(duty.kinds)
        situation = dice.one(sorted(duty.acts))
        slug = "made-service" if kind == "service" else dice.one(self.ids[kind])
        fields.update({"duty": duty.id, "situation": situation, "subject": f"{kind}/{slug}"})
        fields["acts"] = [*dice.some(duty.acts[situation], 3)]
        fields.setdefault("party", "par-1")
        if fields["party"] == {"unknown": "stated"}:
            fields["party"] = "par-1"

    def _statement(self, fields: dict[str, Json], number: int, dice: Dice) -> Json:
        """About exactly one thing: an item's answer, a duty, or a fact of a component."""
        keep = ("by", "source", "date", "backing", "reason")
        made = {key: fields[key] for key in keep if key in fields and fields[key] != {"unknown": "stated"}}
        if dice.chance(15):
            made["recorded_by"] = dice.one(self.ids["party"])
        about = number % 4
        if about < 2:
            answer = dice.one(("yes", "yes", "no", "not_applicable", "planned"))
            made.update({"item": dice.one(self.items), "answer": answer})
            return {**made, "planned_on": "2026-10"} if answer == "planned" else made
        if about == 2:
            self._duty(made, dice)
            made["party"] = dice.one(self.ids["party"])
            return made
        plain = [spec for spec in self.kinds["component"].fields.values() if spec.type == "bool" and not spec.derived]
        spec = dice.one(plain)
        return {
            **made,
            "subject": f"component/{dice.one(self.ids['component'])}",
            "fact": spec.name,
            "value": dice.chance(60),
        }
