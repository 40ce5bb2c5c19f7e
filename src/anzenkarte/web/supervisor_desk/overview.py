"""Institutions that let this body look: how they stand, drawn where a person would look; counts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Lang
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
OPEN = ("not_met", "unknown")
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


class Names:
    """Words of the catalogue in the language of the request, each looked up once a page."""

    def __init__(self) -> None:
        self.catalogue: Catalogue = current_catalogue()
        self.lang: Lang = language()
        self.cells = {state: self.word(f"state.{state}") for state in CELLS}
        self.outcomes = {outcome: self.word(f"outcome.{outcome}") for outcome in OUTCOMES}
        self._editions: dict[str, str] = {}

    def word(self, code: str) -> str:
        """A word by its code."""
        return self.catalogue.messages.text(code, {}, self.lang)

    def institution(self, granted: Granted) -> str:
        """An institution."""
        return granted.name_ja if self.lang == "ja" else granted.name_en

    def edition(self, edition: str) -> str:
        """An edition by its guideline's common name; empty for none."""
        if edition not in self._editions:
            self._editions[edition] = self._edition(edition)
        return self._editions[edition]

    def _edition(self, edition: str) -> str:
        found = self.catalogue.editions.get(edition)
        if found is None:
            return ""
        code = f"guideline.{found.guideline}"
        if code in self.catalogue.messages:
            return self.catalogue.messages.text(code, {"edition": found.edition}, self.lang)
        return found.title.to(self.lang)


@page(Kind.SUPERVISOR)
def overview(request: HttpRequest) -> HttpResponse:
    """All of them on one page."""
    granted = granted_standings(request.actor, timezone.localdate())
    names = Names()
    longest = max((sum(one.cells.values()) for one in granted), default=1)
    rows = [row_of(request, one, names, longest) for one in granted]
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
        "editions": _editions(granted, names),
        "gaps": list(islice(gaps(granted, names), _MOST_ITEMS)),
        "cell_key": list(names.cells.items()),
        "item_key": list(names.outcomes.items()),
    }
    return render(request, "supervisor_desk/overview.html", context)


def row_of(request: HttpRequest, granted: Granted, names: Names, longest: int) -> Row:
    """One institution as a row."""
    edition, entry = own_edition(granted, names.catalogue)
    outcomes = entry.get("outcomes", {})
    href = ""
    if granted.details:
        href = reverse("supervisor-institution", args=[request.actor.organisation, granted.organisation])
    return Row(
        name=names.institution(granted),
        details=granted.details,
        href=href,
        known=granted.on is not None,
        cells=bar([(state, word, granted.cells.get(state, 0)) for state, word in names.cells.items()], longest),
        items=bar([(outcome, word, outcomes.get(outcome, 0)) for outcome, word in names.outcomes.items()]),
        contradictions=granted.cells.get("contradiction", 0) + granted.cells.get("overlap", 0),
        vendors=granted.vendors_contradicting,
        urgent=granted.severities.get("urgent", 0),
        edition=names.edition(edition),
    )


def own_edition(granted: Granted, catalogue: Catalogue) -> tuple[str, Mapping]:
    """The edition of the guideline for institutions a standing was made under, and its counts."""
    for edition, entry in sorted(granted.outcomes.items(), reverse=True):
        known = catalogue.editions.get(edition)
        if known is not None and known.guideline == GUIDELINE:
            return edition, entry
    return "", {}


def _editions(granted: Sequence[Granted], names: Names) -> list[tuple[str, int, int, int, bool]]:
    """Edition, institutions under it, items held, chapters not held in full, whether all is held."""
    found: dict[str, list[Mapping]] = {}
    for one in granted:
        edition, entry = own_edition(one, names.catalogue)
        if edition:
            found.setdefault(edition, []).append(entry)
    return [
        (
            names.edition(e),
            len(listed),
            listed[0]["held"],
            listed[0]["chapters_incomplete"],
            listed[0]["complete"],
        )
        for e, listed in sorted(found.items())
    ]


def gaps(granted: Sequence[Granted], names: Names) -> Iterator[Gap]:
    """Items by how many institutions do not meet them, then by how many cannot tell."""
    counts: dict[str, Counter[str]] = {}
    for one in granted:
        _, entry = own_edition(one, names.catalogue)
        for outcome, items in entry.get("items", {}).items():
            counts.setdefault(outcome, Counter()).update(items)
    not_met, unknown = (counts.get(outcome, Counter()) for outcome in OPEN)
    for name in sorted({**not_met, **unknown}, key=lambda item: (-not_met[item], -unknown[item], item)):
        item, here = names.catalogue.item(name), (not_met[name], unknown[name])
        if item is not None:
            parts = [(outcome, names.outcomes[outcome], count) for outcome, count in zip(OPEN, here, strict=True)]
            yield Gap(item.number or "", item.title.to(names.lang), bar(parts, len(granted)), *here)


@page(Kind.SUPERVISOR)
def institution(request: HttpRequest, institution: UUID) -> HttpResponse:
    """One institution that granted details: its vendors with contradictions, its items; not found for any other."""
    granted = granted_standings(request.actor, timezone.localdate(), institution)
    if not granted or not granted[0].details:
        raise Http404
    (one,) = granted
    names = Names()
    edition, entry = own_edition(one, names.catalogue)
    open_items = entry.get("items", {})
    context = {
        "name": names.institution(one),
        "row": row_of(request, one, names, max(1, sum(one.cells.values()))),
        "on": None if one.on is None else When.of(one.on).display(language()),
        "vendors": sorted(((said(name), count) for name, count in one.vendors), key=lambda v: (-v[1], v[0])),
        "ready": bar([(key, say(*READY[key]), one.readiness.get(key, 0)) for key in READINESS]),
        "edition": names.edition(edition),
        "entry": entry,
        "items": [(outcome, names.outcomes[outcome], _items(names, open_items.get(outcome, ()))) for outcome in OPEN],
    }
    return render(request, "supervisor_desk/institution.html", context)


def _items(names: Names, items: Sequence[str]) -> list[tuple[str, str]]:
    found = [names.catalogue.item(item) for item in items]
    return [(item.number or "", item.title.to(names.lang)) for item in found if item is not None]
