"""Changes to a made case, one at a time: what an update is measured and checked on."""

from __future__ import annotations

from collections.abc import Collection

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.formats.values import Json
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document, Entity
from benchmarks.dice import Dice


def replaced(case: Case, document: Document, changed: Document) -> Case:
    """The case with one document in the place of another, built upon the case before."""
    groups = [
        Group(group.prefix, tuple(changed if one is document else one for one in group.documents))
        for group in case.groups
    ]
    return Case(groups, case.vocabulary, case, about=case.about)


def other_answer(case: Case, items: Collection[str], number: int) -> Case:
    """One statement about one of these items says the opposite of what it said."""
    document = next(one for one in case.documents if one.kind == "engagement")
    about_items = [e for e in document.entities["statement"].values() if e.fields.get("item") in items]
    old = about_items[number % len(about_items)]
    fields = {key: value for key, value in old.fields.items() if key != "planned_on"}
    fields["answer"] = "no" if fields["answer"] == "yes" else "yes"
    return replaced(case, document, document.with_entity(Entity(old.kind, old.id, fields)))


def random_edit(case: Case, catalogue: Catalogue, dice: Dice) -> Case:
    """One entity of the case changed in one field, taken out, or put in again under another name."""
    document = dice.one(case.documents)
    kinds = [kind for kind in document.entities if kind not in ("party", document.kind)]
    kind = dice.one(kinds) if kinds and dice.chance(90) else document.kind
    old = dice.one(list(document.entities[kind].values()))
    if kind != document.kind and dice.chance(15):
        return replaced(case, document, document.without(kind, old.id))
    if kind != document.kind and dice.chance(15):
        return replaced(case, document, document.with_entity(Entity(kind, f"{old.id}-too", old.fields)))
    fields = dict(old.fields)
    for _ in range(1 + dice.below(3)):
        _edit_field(fields, kind, case, catalogue, dice)
    return replaced(case, document, document.with_entity(Entity(kind, old.id, fields)))


def _edit_field(fields: dict[str, Json], kind: str, case: Case, catalogue: Catalogue, dice: Dice) -> None:
    specs = [s for s in catalogue.vocabulary.kinds[kind].fields.values() if not (s.derived or s.required)]
    spec = dice.one(specs)
    if dice.chance(20) or spec.type == "any" or spec.name in ("statement.item", "statement.duty", "statement.fact"):
        if spec.short in fields and kind != "statement":
            del fields[spec.short]
        return
    values: dict[str, Json] = {
        "bool": dice.chance(50), "int": dice.below(9), "date": dice.one(("2020", "2024-06", "2027-01-31")), "text": "x",
        "enum": dice.one(list(spec.values) or ["x"]),
    }  # fmt: skip
    if spec.type in values and spec.name != "certificate.scheme":
        fields[spec.short] = [values[spec.type]] if spec.many else values[spec.type]
    elif spec.type == "ref" and spec.target not in ("any", kind) and case.subjects(spec.target):
        slug = dice.one(case.subjects(spec.target)).partition("/")[2]
        fields[spec.short] = [slug] if spec.many else slug
