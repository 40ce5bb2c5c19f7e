"""Chooses from the documents of a file those that make up the case asked about."""

from __future__ import annotations

from collections.abc import Sequence

from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.vocabulary import Vocabulary


def choices(documents: Sequence[Document]) -> tuple[str, ...]:
    """Names that ``choose`` accepts: engagements first, then institutions and services."""
    order = {"engagement": 0, "institution": 1, "service": 2}
    return tuple(d.name for d in sorted(documents, key=lambda d: (order[d.kind], d.name)))


def choose(documents: Sequence[Document], vocabulary: Vocabulary, name: str = "") -> Case:
    """The case called ``name`` (a document of the file).

    Without a name: the only engagement; with several engagements the service alone, because a paper for one customer
    must hold nothing of another; without any, the institution or the service. Raises InputError ``case.unknown`` or
    ``case.empty``.
    """
    if not documents:
        raise InputError(Problem.at("case.empty"))
    chosen = _named(documents, name) if name else _default(documents)
    if chosen.kind == "service":
        return Case((Group("", (chosen,)),), vocabulary, about=chosen.kind)
    if chosen.kind == "engagement":
        return Case((Group("", _with_engagement(documents, chosen)),), vocabulary, about=chosen.kind)
    return Case(_with_institution(documents, chosen), vocabulary, about=chosen.kind)


def _named(documents: Sequence[Document], name: str) -> Document:
    for document in documents:
        if document.name == name:
            return document
    raise InputError(Problem.at("case.unknown", {"name": name, "names": choices(documents)}))


def _default(documents: Sequence[Document]) -> Document:
    by_kind = {kind: [d for d in documents if d.kind == kind] for kind in ("engagement", "institution", "service")}
    if len(by_kind["engagement"]) == 1:
        return by_kind["engagement"][0]
    if by_kind["engagement"] and len(by_kind["service"]) == 1:
        return by_kind["service"][0]
    if len(by_kind["institution"]) == 1 and not by_kind["engagement"]:
        return by_kind["institution"][0]
    if len(documents) == 1:
        return documents[0]
    raise InputError(Problem.at("case.choose", {"names": choices(documents)}))


def _urn(document: Document, field: str) -> str:
    own = document.entity(document.kind, document.name)
    slug = own.fields.get(field) if own is not None else None
    party = document.entity("party", str(slug)) if slug else None
    return str(party.fields.get("urn", "")) if party is not None else ""


def _with_engagement(documents: Sequence[Document], engagement: Document) -> tuple[Document, ...]:
    service = _service_of(documents, engagement)
    customer = _urn(engagement, "customer")
    institutions = [d for d in documents if d.kind == "institution" and customer and _urn(d, "party") == customer]
    return (*service, engagement, *institutions[:1])


def _service_of(documents: Sequence[Document], engagement: Document) -> tuple[Document, ...]:
    services = [d for d in documents if d.kind == "service"]
    own = engagement.own
    named = own.fields.get("service") if own is not None else None
    if named:
        return tuple(d for d in services if d.name == named)[:1]
    return tuple(services) if len(services) == 1 else ()


def _with_institution(documents: Sequence[Document], institution: Document) -> tuple[Group, ...]:
    own = _urn(institution, "party")
    engagements = [d for d in documents if d.kind == "engagement" and own and _urn(d, "customer") == own]
    if not engagements:
        return (Group("", (institution,)),)
    several = len(engagements) > 1
    return tuple(
        Group(f"{e.name}." if several else "", (*_service_of(documents, e), e, institution)) for e in engagements
    )
