"""Rules that hold for statements and assignments: what they are about, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from anzenkarte.formats.values import Json, Path, shown
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.values import faults, is_unknown
from anzenkarte.karte.words import ACTS, SITUATIONS, nearest
from anzenkarte.karte.written import Written
from anzenkarte.kernel.vocabulary import Vocabulary

ABOUT = ("item", "duty", "fact")


def check_statements(
    written: Written, document: Document, vocabulary: Vocabulary, duties: frozenset[str] | None
) -> None:
    """Note every statement and assignment of a document that breaks a rule."""
    for kind in ("statement", "assignment"):
        for entity in document.entities.get(kind, {}).values():
            place: Path = (document.key_of(kind), entity.id)
            _words(written, place, entity, duties)
            if kind == "statement":
                _statement(written, place, entity, vocabulary)


def _words(written: Written, place: Path, entity: Entity, duties: frozenset[str] | None) -> None:
    fields = entity.fields
    if duties is not None:
        _word(written, (*place, "duty"), fields.get("duty"), sorted(duties), "karte.duty-unknown")
    _word(written, (*place, "situation"), fields.get("situation"), SITUATIONS, "karte.situation-unknown")
    acts = fields.get("acts")
    if isinstance(acts, list):
        for index, act in enumerate(acts):
            _word(written, (*place, "acts", index), act, ACTS, "karte.act-unknown")


def _word(written: Written, path: Path, value: Json, known: Sequence[str], code: str) -> None:
    if isinstance(value, str) and value not in known:
        written.wrong(path, code, value=shown(value), known=nearest(value, known) or ", ".join(known))


def _statement(written: Written, place: Path, entity: Entity, vocabulary: Vocabulary) -> None:
    fields = entity.fields
    about = [key for key in ABOUT if key in fields]
    if len(about) != 1:
        written.wrong(place, "karte.statement-about", found=about or "-")
        return
    if about == ["fact"]:
        _fact(written, place, entity, vocabulary)
    elif "value" in fields and (about != ["item"] or not isinstance(fields["value"], str)):
        written.wrong((*place, "value"), "karte.statement-value-alone", about=about[0])
    if about == ["item"] and "answer" not in fields:
        written.wrong(place, "karte.statement-answer")
    if fields.get("answer") == "planned" and "planned_on" not in fields:
        written.wrong(place, "karte.statement-planned")


def _fact(written: Written, place: Path, entity: Entity, vocabulary: Vocabulary) -> None:
    name, subject = entity.fields.get("fact"), entity.fields.get("subject")
    if not isinstance(name, str) or is_unknown(entity.fields.get("subject")):
        return
    if not isinstance(subject, str):
        written.wrong(place, "karte.statement-subject", fact=shown(name))
        return
    spec = vocabulary.facts.get(name)
    kind = subject.partition("/")[0]
    if spec is None or spec.kind != kind:
        own = vocabulary.kinds[kind].fields.values() if kind in vocabulary.kinds else ()
        near = nearest(name, [field.name for field in own]) or f"{kind}.…"
        written.wrong((*place, "fact"), "karte.statement-fact", fact=shown(name), kind=shown(kind), near=near)
        return
    if "value" not in entity.fields:
        written.wrong(place, "karte.statement-value", fact=name)
        return
    for fault in faults(spec, entity.fields["value"]):
        written.wrong((*place, "value", *fault.path), fault.code, **fault.params)
