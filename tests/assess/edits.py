"""Random edits of karte documents for hypothesis: what a keeper may change between two assessments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.vocabulary import FieldSpec
from tests.assess.cases import catalogue

VOCABULARY = catalogue().vocabulary
DATES = ("0001-01", "2019", "2021-06", "2021-10-30", "2024-03-31", "令和6年4月", "2026-11-25", "9999-12-31")
UNKNOWN: tuple[Json, ...] = ({"unknown": "stated"}, {"unknown": "withheld"})
TEXTS = ("JP", "US", "DE", "CN", "isms", "privacy-mark")
EDITIONS = ("mhlw-6.0", "mhlw-7.0", "meti-mic-1.1", "meti-mic-2.0", "placement-rules-2022")
ITEMS = ("mhlw-6.0/governance/1.1/1", "mhlw-6.0/operations/14/5", "mhlw-7.0/operations/14/5", "meti-mic-1.1/4.4/1")
DUTIES = tuple(sorted(duty.id for duty in catalogue().duties))
Documents = tuple[Document, ...]


def _ids(documents: Sequence[Document], kind: str) -> list[str]:
    kinds = VOCABULARY.kinds if kind == "any" else (kind,)
    found = {
        (e.subject if kind == "any" else e.id) for d in documents for k in kinds for e in d.entities.get(k, {}).values()
    }
    return sorted(found)


def field_value(spec: FieldSpec, documents: Sequence[Document]) -> st.SearchStrategy[Json]:
    """Any value of the type of a field, or that it is not known."""
    simple: dict[str, st.SearchStrategy[Json]] = {
        "bool": st.booleans(),
        "int": st.integers(0, 4),
        "date": st.sampled_from(DATES),
        "enum": st.sampled_from(sorted(spec.values) or ["x"]),
        "ref": st.sampled_from(_ids(documents, spec.target) or ["nobody"]),
    }
    one = simple.get(spec.type, st.sampled_from(TEXTS))
    value: st.SearchStrategy[Json] = st.lists(one, max_size=2, unique_by=repr) if spec.many else one
    return value | st.sampled_from(UNKNOWN)


def _open_fields(kind: str) -> list[FieldSpec]:
    return [
        s for s in VOCABULARY.kinds[kind].fields.values() if not s.derived and s.short not in ("urn", "by", "store")
    ]


@st.composite
def field_changed(draw: st.DrawFn, documents: Documents) -> Documents:
    """One field of one entity set, changed or removed."""
    at = draw(st.integers(0, len(documents) - 1))
    document = documents[at]
    entity = draw(st.sampled_from([e for e in document if e.kind not in ("statement", "assignment")]))
    spec = draw(st.sampled_from(_open_fields(entity.kind)))
    fields = dict(entity.fields)
    if draw(st.booleans()) and spec.short in fields and not spec.required:
        del fields[spec.short]
    else:
        fields[spec.short] = draw(field_value(spec, documents))
    return _with(documents, at, document.with_entity(Entity(entity.kind, entity.id, fields)))


@st.composite
def entity_added(draw: st.DrawFn, documents: Documents) -> Documents:
    """An entity written once more under another id; a party under a new urn."""
    at = draw(st.integers(0, len(documents) - 1))
    document = documents[at]
    entity = draw(st.sampled_from([e for e in document if e.kind != document.kind]))
    fields = dict(entity.fields)
    if "urn" in fields:
        fields["urn"] = f"urn:uuid:99999999-9999-4999-8999-{draw(st.integers(0, 9)):012d}"
    id = draw(st.sampled_from(("a-new-one", "z-new-one")))
    return _with(documents, at, document.with_entity(Entity(entity.kind, id, fields)))


@st.composite
def entity_removed(draw: st.DrawFn, documents: Documents) -> Documents:
    """An entity taken out, whoever refers to it."""
    at = draw(st.integers(0, len(documents) - 1))
    document = documents[at]
    others = [e for e in document if e.kind not in (document.kind, "party")]
    if not others:
        return documents
    entity = draw(st.sampled_from(others))
    return _with(documents, at, document.without(entity.kind, entity.id))


@st.composite
def statement_made(draw: st.DrawFn, documents: Documents) -> Documents:
    """A statement on a duty, an item or a fact, new or in the place of another."""
    at = draw(st.integers(0, len(documents) - 1))
    document = documents[at]
    parties = _ids([document], "party")
    fields: dict[str, Json] = {"by": draw(st.sampled_from(parties)), "date": draw(st.sampled_from(DATES))}
    about = draw(st.sampled_from(("duty", "item", "fact")))
    if draw(st.booleans()):
        fields["recorded_by"] = draw(st.sampled_from(parties))
    if about == "duty":
        fields |= {"duty": draw(st.sampled_from(DUTIES)), "party": draw(st.sampled_from(parties))}
        if draw(st.booleans()):
            fields["subject"] = draw(st.sampled_from(_subjects(document)))
    elif about == "item":
        fields |= {
            "item": draw(st.sampled_from(ITEMS)),
            "answer": draw(st.sampled_from(("yes", "no", "not_applicable"))),
        }
        whole = [f"{d.kind}/{d.name}" for d in documents if d.kind in (document.kind, "service")]
        if draw(st.booleans()):
            fields["subject"] = draw(st.sampled_from(whole))
    else:
        entity = draw(st.sampled_from([e for e in document if e.kind not in ("statement", "assignment")]))
        spec = draw(st.sampled_from(_open_fields(entity.kind)))
        value = draw(field_value(spec, documents).filter(lambda value: not isinstance(value, dict)))
        fields |= {"subject": entity.subject, "fact": spec.name, "value": value}
    own = sorted(document.entities.get("statement", {}))
    if draw(st.booleans()) and own:
        fields["supersedes"] = draw(st.sampled_from(own))
    id = draw(st.sampled_from([*own[:3], "said-now"]))
    return _with(documents, at, document.with_entity(Entity("statement", id, fields)))


def _subjects(document: Document) -> list[str]:
    return sorted(e.subject for e in document if e.kind in ("component", "connection", "store", document.kind))


@st.composite
def completeness_changed(draw: st.DrawFn, documents: Documents) -> Documents:
    """A collection declared complete, or no longer so, in one document or in all."""
    kind = draw(st.sampled_from([k for k, spec in VOCABULARY.kinds.items() if spec.collection]))
    everywhere = draw(st.booleans())
    at = draw(st.integers(0, len(documents) - 1))
    return tuple(
        replace(d, complete=d.complete ^ {kind}, sealed="") if everywhere or number == at else d
        for number, d in enumerate(documents)
    )


def edited(documents: Documents) -> st.SearchStrategy[Documents]:
    """One edit of any kind."""
    return st.one_of(
        field_changed(documents),
        field_changed(documents),
        statement_made(documents),
        entity_added(documents),
        entity_removed(documents),
        completeness_changed(documents),
    )


def _with(documents: Documents, at: int, document: Document) -> Documents:
    return tuple(document if number == at else other for number, other in enumerate(documents))
