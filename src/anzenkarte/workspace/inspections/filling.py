"""What a pack holds, made from documents: the own checklist, each vendor's confirmation, and the registers.

A vendor's confirmation rests on what that vendor handed over and on nothing the institution wrote for it; where nothing
was handed over it is missing, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.catalogue.model import Edition
from anzenkarte.formats.values import Json
from anzenkarte.forms.fill import Answer, FilledForm, fill
from anzenkarte.forms.grid import closed_words
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document
from anzenkarte.workspace.assessments.bridge import groups_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import customers_tellings, heads, services_for
from anzenkarte.workspace.documents_store.store import catalogue, urn_in
from anzenkarte.workspace.inspections.models import InspectionPack
from anzenkarte.workspace.inspections.registers import registers

Content = dict[str, Json]
_ANSWERS: Final = ("yes", "no", "not_applicable")


def content_of(pack: InspectionPack, on: date) -> Content:
    """Everything a pack holds as of a day; the documents it was made from are named with their revisions."""
    forms = catalogue().forms
    own_form, vendor_form = forms[pack.form], forms[pack.vendor_form]
    groups, about = groups_of(pack.document)
    assessment = _assessed(groups, about, own_form, on)
    named = {f"{d.kind}/{d.name}/{d.keeper}": d.revision for d in assessment.case.documents}
    return {
        "on": on.isoformat(),
        "own": lines_of(fill(own_form, assessment)),
        "vendors": [
            _vendor(name, slug, told, vendor_form, on) for name, told in _tellings(pack) for slug in _suppliers(told)
        ],
        "registers": registers(assessment),
        "made_from": [[name, revision] for name, revision in sorted(named.items())],
    }


def _assessed(groups: Sequence[Group], about: str, form: Form, on: date) -> Assessment:
    case = Case(tuple(groups), catalogue().vocabulary, None, about)
    return run(case, catalogue(), on, _editions(form, on))


def _editions(form: Form, on: date) -> tuple[Edition, ...]:
    return catalogue().resolve(list(form.editions), on) if form.editions else catalogue().in_force(on)


def _tellings(pack: InspectionPack) -> Iterator[tuple[str, list[tuple[KarteDocument, Document]]]]:
    """Each engagement by name, with every telling of it that is held."""
    rows = customers_tellings(pack.organisation.urn)
    told: dict[str, list[tuple[KarteDocument, Document]]] = {}
    for row, document in zip(rows, heads(rows), strict=True):
        told.setdefault(row.name, []).append((row, document))
    yield from told.items()


def _suppliers(told: Sequence[tuple[KarteDocument, Document]]) -> list[str]:
    """Who is to confirm something at an engagement: its vendor, then every other supplier of its contracts."""
    found: dict[str, str] = {}  # slug of each by what tells parties apart
    for _, document in told:
        fields = {} if document.own is None else document.own.fields
        contracts = (contract.fields.get("supplier") for contract in document.entities.get("contract", {}).values())
        for slug in (fields.get("vendor"), *contracts):
            if isinstance(slug, str) and slug != fields.get("customer"):
                found.setdefault(urn_in(document, slug) or slug, slug)
    return list(found.values())


def _vendor(
    name: str, slug: str, told: Sequence[tuple[KarteDocument, Document]], form: Form, on: date
) -> dict[str, Json]:
    """What one supplier of an engagement confirms; ``state`` handed_over, service_only or missing."""
    first = next((document for _, document in told if document.entity("party", slug) is not None), told[0][1])
    fields = {} if first.own is None else first.own.fields
    urn = urn_in(first, slug)
    theirs = [document for row, document in told if urn and row.keeper_urn == urn]
    (services,) = services_for([first])
    services = [document for document in services if urn and urn_in(document, document.keeper) == urn]
    base: dict[str, Json] = {
        "subject": f"{name}/{slug}",
        "title": _both(fields.get("name"), name),
        "vendor": _party(first, slug),
        "urn": urn,
    }
    documents = (*services, *theirs)
    if not documents:
        empty: list[Json] = [blank(line.id, line.number) for line in form.lines]
        return {**base, "state": "missing", "lines": empty, "made_from": []}
    about = "engagement" if theirs else "service"
    filled = fill(form, _assessed((Group("", documents),), about, form, on))
    return {
        **base,
        "state": "handed_over" if theirs else "service_only",
        "lines": lines_of(filled),
        "made_from": [[f"{d.kind}/{d.name}", d.revision] for d in documents],
    }


def blank(line: str, number: str) -> dict[str, Json]:
    """A line nothing answers."""
    return {"id": line, "number": number, "answer": "", "explanation": {"ja": "", "en": ""}, "checked": "", "asks": []}


def lines_of(filled: FilledForm) -> list[Json]:
    """The lines of a filled form as they are kept."""
    return [_line(answer) for answer in filled.answers]


def _line(answer: Answer) -> dict[str, Json]:
    value = answer.value.en if answer.value.en in _ANSWERS and closed_words(answer.line) else ""
    return {
        "id": answer.line.id,
        "number": answer.line.number,
        "answer": value,
        "explanation": answer.explanation.json(),
        "planned": answer.planned_on,
        "checked": answer.checked_on,
        "grounds": [ground.id for ground in answer.grounds],
        "against": [ground.id for ground in answer.against],
        "asks": [ask.question.json() for ask in answer.asks],
    }


def _both(value: Json, otherwise: str) -> dict[str, Json]:
    if isinstance(value, Mapping) and ("ja" in value or "en" in value):
        return {"ja": value.get("ja") or value.get("en"), "en": value.get("en") or value.get("ja")}
    text = value if isinstance(value, str) and value else otherwise
    return {"ja": text, "en": text}


def _party(document: Document, slug: Json) -> dict[str, Json]:
    party = document.entity("party", slug) if isinstance(slug, str) else None
    return _both(None if party is None else party.fields.get("name"), str(slug or ""))
