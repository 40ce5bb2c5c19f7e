"""Institutions that let this body look: how they stand, drawn where a person would look; counts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.kernel.dates import When
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.figures import Bar, bar
from anzenkarte.web.shared.words import language, said, say
from anzenkarte.workspace.assessments.projection import READINESS
from anzenkarte.workspace.assessments.queries import Granted, granted_standings
from anzenkarte.workspace.documents_store.store import catalogue as current_catalogue
from anzenkarte.workspace.organisations.models import Kind

GUIDELINE = "mhlw"
OUTCOMES = ("met", "not_met", "unknown", "not_applicable")
CELLS = ("agreed", "assigned", "stated", "open", "gap", "overlap", "contradiction")
READY = {
    "done": ("対応済み", "done"),
    "planned": ("期日を定めて予定", "planned by a date"),
    "renewal_known": ("更改時期のみ判明", "renewal date known"),
    "neither": ("予定も時期もない", "neither"),
    "unknown": ("未確認", "not known"),
}
_MOST_ITEMS = 30


@dataclass(frozen=True)
class Row:
    """One institution: demarcation and items as bars, and what stands out; ``href`` only with details."""

    name: str
    details: bool
    href: str
    known: bool
    cells: Bar
    items: Bar
    contradictions: int
    vendors: int
    urgent: int
    edition: str


@dataclass(frozen=True)
class Gap:
    """An item, and at how many institutions it is not met or cannot be told."""

    number: str
    title: str
    bar: Bar
    not_met: int
    unknown: int


def name_of(granted: Granted) -> str:
    """An institution in the language of the request."""
    return granted.name_ja if language() == "ja" else granted.name_en


@page(Kind.SUPERVISOR)
def overview(request: HttpRequest) -> HttpResponse:
    """All of them on one page."""
    granted = granted_standings(request.actor, timezone.localdate())
    catalogue = current_catalogue()
    rows = [row_of(request, one, catalogue, _longest(granted)) for one in granted]
    rows.sort(key=lambda row: (-row.contradictions, -row.urgent, row.name))
    ready: Counter[str] = Counter()
    for one in granted:
        ready.update(one.readiness)
    context = {
        "rows": rows,
        "waiting": sum(one.waiting for one in granted),
        "contradicting": sum(row.contradictions > 0 for row in rows),
        "vendors": sum(one.vendors_contradicting for one in granted),
        "ready": bar([(key, say(*READY[key]), ready[key]) for key in READINESS]),
        "editions": _editions(granted, catalogue),
        "gaps": gaps(granted, catalogue)[:_MOST_ITEMS],
        "cell_key": [(state, _word(catalogue, f"state.{state}")) for state in CELLS],
        "item_key": [(outcome, _word(catalogue, f"outcome.{outcome}")) for outcome in OUTCOMES],
    }
    return render(request, "supervisor_desk/overview.html", context)


def _longest(granted: Sequence[Granted]) -> int:
    return max((sum(one.cells.values()) for one in granted), default=1)


def row_of(request: HttpRequest, granted: Granted, catalogue: Catalogue, longest: int) -> Row:
    """One institution as a row."""
    edition, entry = own_edition(granted, catalogue)
    outcomes = entry.get("outcomes", {})
    href = ""
    if granted.details:
        href = reverse("supervisor-institution", args=[request.actor.organisation, granted.organisation])
    return Row(
        name=name_of(granted),
        details=granted.details,
        href=href,
        known=granted.on is not None,
        cells=bar([(s, _word(catalogue, f"state.{s}"), granted.cells.get(s, 0)) for s in CELLS], longest),
        items=bar([(o, _word(catalogue, f"outcome.{o}"), outcomes.get(o, 0)) for o in OUTCOMES]),
        contradictions=granted.cells.get("contradiction", 0) + granted.cells.get("overlap", 0),
        vendors=granted.vendors_contradicting,
        urgent=granted.severities.get("urgent", 0),
        edition=title_of(catalogue, edition),
    )


def own_edition(granted: Granted, catalogue: Catalogue) -> tuple[str, Mapping]:
    """The edition of the guideline for institutions a standing was made under, and its counts."""
    for edition, entry in sorted(granted.outcomes.items(), reverse=True):
        known = catalogue.editions.get(edition)
        if known is not None and known.guideline == GUIDELINE:
            return edition, entry
    return "", {}


def _editions(granted: Sequence[Granted], catalogue: Catalogue) -> list[tuple[str, int, int, int, bool]]:
    """Edition, institutions under it, items held, chapters not held in full, whether all is held."""
    found: dict[str, list[Mapping]] = {}
    for one in granted:
        edition, entry = own_edition(one, catalogue)
        if edition:
            found.setdefault(edition, []).append(entry)
    return [
        (
            title_of(catalogue, e),
            len(listed),
            listed[0]["held"],
            listed[0]["chapters_incomplete"],
            listed[0]["complete"],
        )
        for e, listed in sorted(found.items())
    ]


def gaps(granted: Sequence[Granted], catalogue: Catalogue) -> list[Gap]:
    """Items by how many institutions do not meet them, then by how many cannot tell."""
    counts: dict[str, Counter[str]] = {}
    for one in granted:
        _, entry = own_edition(one, catalogue)
        for outcome, items in entry.get("items", {}).items():
            for item in items:
                counts.setdefault(item, Counter())[outcome] += 1
    found = []
    for name in sorted(counts, key=lambda item: (-counts[item]["not_met"], -counts[item]["unknown"], item)):
        item, here = catalogue.item(name), counts[name]
        if item is not None:
            parts = [(o, _word(catalogue, f"outcome.{o}"), here[o]) for o in ("not_met", "unknown")]
            drawn = bar(parts, len(granted))
            found.append(Gap(item.number or "", item.title.to(language()), drawn, here["not_met"], here["unknown"]))
    return found


def title_of(catalogue: Catalogue, edition: str) -> str:
    """An edition by its guideline's common name."""
    found = catalogue.editions.get(edition)
    if found is None:
        return ""
    code = f"guideline.{found.guideline}"
    if code in catalogue.messages:
        return catalogue.messages.text(code, {"edition": found.edition}, language())
    return found.title.to(language())


def _word(catalogue: Catalogue, code: str) -> str:
    return catalogue.messages.text(code, {}, language())


@page(Kind.SUPERVISOR)
def institution(request: HttpRequest, institution: object) -> HttpResponse:
    """One institution that granted details: its vendors with contradictions, its items; not found for any other."""
    granted = [one for one in granted_standings(request.actor, timezone.localdate()) if one.organisation == institution]
    if not granted or not granted[0].details:
        raise Http404
    (one,) = granted
    catalogue = current_catalogue()
    edition, entry = own_edition(one, catalogue)
    open_items = entry.get("items", {})
    context = {
        "name": name_of(one),
        "row": row_of(request, one, catalogue, max(1, sum(one.cells.values()))),
        "on": None if one.on is None else When.of(one.on).display(language()),
        "vendors": sorted(((said(name), count) for name, count in one.vendors), key=lambda v: (-v[1], v[0])),
        "ready": bar([(key, say(*READY[key]), one.readiness.get(key, 0)) for key in READINESS]),
        "edition": title_of(catalogue, edition),
        "entry": entry,
        "items": [
            (outcome, _word(catalogue, f"outcome.{outcome}"), _items(catalogue, open_items.get(outcome, ())))
            for outcome in ("not_met", "unknown")
        ],
    }
    return render(request, "supervisor_desk/institution.html", context)


def _items(catalogue: Catalogue, names: Sequence[str]) -> list[tuple[str, str]]:
    found = [catalogue.item(name) for name in names]
    return [(item.number or "", item.title.to(language())) for item in found if item is not None]
