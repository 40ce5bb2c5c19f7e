"""Addresses of every page a desk answers, filled with things that are there; lists also searched and far down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.risk import risk_words
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.questions import questions
from anzenkarte.web.shared.desk import Rule
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue, load
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.inspections.actions import BeginPack
from anzenkarte.workspace.inspections.editions import fee_years, year_for
from anzenkarte.workspace.inspections.queries import kind_of
from anzenkarte.workspace.inspections.tasks import fill_pack
from anzenkarte.workspace.organisations.acting import Actor, act
from anzenkarte.workspace.organisations.models import Membership
from anzenkarte.workspace.organisations.queries import granted_to
from anzenkarte.workspace.scope import scope

OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "vendor": ("service", "engagement"),
    "institution": ("institution", "engagement"),
    "supervisor": (),
}
_ORGANISATION: Final = "o/<uuid:organisation>/"
_LISTS: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    "vendor/": ({"q": "service 7"}, {"page": "150"}),
    "vendor/customers/": ({"q": "組織"},),
    "evidence/": ({"words": "証跡 77"}, {"state": "all", "page": "190"}),
    "evidence/due/": ({"stage": "later", "page": "100"},),
    "institution/": ({"q": "service"},),
    "vendor/<uuid:document>/forms/": ({"now": "1"},),
    "vendor/<uuid:document>/questions/": ({"now": "1"},),
}
"""Lists by word and far down, and pages that are worked out while one waits."""

_OF_LAST: Final = {"institution/matrix/settle/": -1}
"""Pages about an engagement without its id in their address."""
_OF_CASES: Final = (
    "karte/<uuid:document>/part/",
    "vendor/<uuid:document>/risks/one/",
    "institution/conformity/item/",
    "institution/matrix/settle/",
)


@dataclass(frozen=True)
class Place:
    """A page of a desk by its pattern, and the document it is asked for; the first one where it is about none."""

    pattern: str
    document: KarteDocument | None


def addresses(actor: Actor, documents: list[KarteDocument]) -> dict[str, str]:
    """Address of each page of a desk, by its pattern, the kind of document it is asked for, and what it is asked."""
    found: dict[str, str] = {}
    with scope(actor.organisation):
        words = _words(actor, documents)
        for pattern in _patterns(get_resolver().url_patterns, actor.kind):
            name = pattern.removeprefix(_ORGANISATION)
            several = "<uuid:document>" in pattern
            for document in documents if several else [None]:
                one = Place(name, document or (documents[_OF_LAST.get(name, 0)] if documents else None))
                here = {**words, **_of_document(one), "organisation": str(actor.organisation)}
                filled = re.sub(r"<\w+:(\w+)>", lambda part, here=here: here.get(part[1], "x"), pattern)  # type: ignore[misc] # a list of words
                shown = re.sub(r"<[a-z]+:([a-z]+)>", r"<\1>", name) or "(first page)"
                shown += f" ({document.kind})" if document is not None else ""
                for query in (_query(one), *_LISTS.get(name, ())):
                    text = f"?{urlencode(query)}" if query else ""
                    more = f" {', '.join(query)}" if query else ""
                    found[f"{actor.kind}: {shown}{more}"] = f"/{filled}{text}"
    return found


def _patterns(found: Iterable[Any], kind: str, before: str = "") -> Iterator[str]:
    for one in found:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, kind, place)
        elif isinstance(one, URLPattern):
            rule = getattr(one.callback, "rule", None)
            if isinstance(rule, Rule) and kind in rule.kinds:
                yield place


def _words(actor: Actor, documents: list[KarteDocument]) -> dict[str, str]:
    """What stands in the addresses of one desk, whatever document they are about."""
    found = {"question": questions(catalogue().vocabulary)[0].id}
    rows = {
        "member": Membership.objects.order_by("id"),
        "file": EvidenceFile.objects.order_by("id"),
        "parcel": Parcel.objects.order_by("-lines", "id"),
    }
    for name, listed in rows.items():
        row = listed.first()
        if row is not None:
            found[name] = str(row.pk)
    if actor.kind == "supervisor":
        found["institution"] = str(granted_to(actor.organisation, timezone.localdate())[0].organisation_id)
    for told in (document for document in documents if document.kind == "engagement"):
        found |= {"name": told.name, "kind": told.kind, "counterpart": told.summary.customer_urn}
    if actor.kind == "institution":
        profile = documents[0]
        pack = act(actor, BeginPack(profile.id, timezone.localdate() + timedelta(days=30)))
        fill_pack.func(str(actor.organisation), str(pack.id))
        found |= {"pack": str(pack.id)}
    return found


def _of_document(one: Place) -> dict[str, str]:
    """What stands in addresses about a document: an entity, a contract, a form of the kind the page gives."""
    found = {"form": "xlsx"}
    if "/forms/" in one.pattern:
        found["form"] = min(catalogue().forms)
    if one.pattern.startswith("evidence/due/"):
        found["form"] = "ics"
    if one.pattern.startswith("inspections/year/") and one.document is not None:
        found["edition"] = year_for(kind_of(one.document), timezone.localdate()).edition.id
    if one.pattern.startswith("inspections/fee/"):
        found["edition"] = fee_years()[0].id
    if one.document is not None and not one.pattern.startswith("exchange/a"):
        found["document"] = str(one.document.id)
        whole = load(one.document.head)
        kinds = ("component", "contract", "statement")
        entity = next(iter(chain.from_iterable(whole.entities.get(kind, {}).values() for kind in kinds)), None)
        found |= {} if entity is None else {"kind": entity.kind, "entity": entity.id, "field": "name"}
        found["slug"] = next(iter(whole.entities.get("contract", {})), "x")
    return found


def _query(one: Place) -> dict[str, str]:
    """What a page that shows one thing of a case is asked for; nothing for the others."""
    if one.document is None:
        return {}
    if one.pattern == "vendor/<uuid:document>/answer/":
        return {"line": next(iter(catalogue().forms[min(catalogue().forms)].by_id))}
    if one.pattern not in _OF_CASES:
        return {}
    words = Words(assess(one.document, timezone.localdate()), "ja")
    if one.pattern == "karte/<uuid:document>/part/":
        return {"part": words.case.subjects("component")[0]}
    if one.pattern == "vendor/<uuid:document>/risks/one/":
        risk = risk_words(words)
        return {} if risk is None else {"id": next(iter(risk.by_id))}
    if one.pattern == "institution/conformity/item/":
        edition = next(edition for edition in words.assessment.editions if edition.guideline == "mhlw")
        verdicts = (v for report in words.assessment.reports.values() for v in report.verdicts)
        return {"item": next(v.item for v in verdicts if v.item.startswith(f"{edition.id}/") and not v.older)}
    row = matrix.rows(words)[0]
    return {"engagement": one.document.name, "duty": row.duty, "situation": row.situation, "subject": row.subjects[0]}
