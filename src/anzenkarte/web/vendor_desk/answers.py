"""One answer set for all customers: what the service says to everybody, and where one customer hears otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import parties_by_urn, title_of, written
from anzenkarte.web.shared.karte_table import download
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.listing import documents
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue

_MOST_SERVICES: Final = 50
_MOST_CUSTOMERS: Final = 200
_COLUMNS: Final = 8
_A_PAGE: Final = 40
_WORDS: Final = {
    "yes": ("はい", "yes"),
    "no": ("いいえ", "no"),
    "not_applicable": ("対象外", "not applicable"),
    "planned": ("予定", "planned"),
}


@dataclass(frozen=True)
class Said:
    """An answer: its word, its reason, and where it is edited."""

    answer: str
    reason: str
    href: str

    @property
    def same_as(self) -> tuple[str, str]:
        """What two answers are compared by."""
        return self.answer, self.reason


@dataclass(frozen=True)
class Row:
    """An item with the answer for all, and those for single customers where they differ (None: as for all)."""

    id: str
    title: str
    everybody: Said | None
    single: tuple[Said | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The answers of a service."""

    services: tuple[KarteDocument, ...]
    service: KarteDocument | None
    customers: tuple[tuple[KarteDocument, str], ...]
    differing: tuple[Row, ...]
    everybody: tuple[Row, ...]


@page("vendor")
def answers(request: HttpRequest) -> HttpResponse:
    """Differences first, then the answers everybody is given."""
    sheet = _sheet(request)
    shown = Paginator(sheet.everybody, _A_PAGE).get_page(request.GET.get("page"))
    with_own = [
        (place, customer, name)
        for place, (customer, name) in enumerate(sheet.customers)
        if any(row.single[place] is not None for row in sheet.differing)
    ][:_COLUMNS]
    service = sheet.service.name if sheet.service is not None else ""
    context = {
        "sheet": sheet,
        "columns": [(customer, name) for _, customer, name in with_own],
        "differing": [
            {"row": row, "single": [row.single[place] for place, _, _ in with_own]} for row in sheet.differing
        ],
        "page": shown,
        "query": f"service={service}&" if service else "",
        "none_differ": len(sheet.customers) - len(with_own),
    }
    return render(request, "vendor_desk/answers.html", context)


@page("vendor")
def answers_file(request: HttpRequest, form: str) -> HttpResponse:
    """All answers, a column for each customer."""
    sheet = _sheet(request)
    rows = {row.id: row for row in (*sheet.everybody, *sheet.differing)}
    table = [
        (row.id, row.title, _cell(row.everybody), *(_cell(single) for single in row.single))
        for row in sorted(rows.values(), key=lambda row: row.id)
    ]
    columns = [
        say("ID", "ID"), say("項目", "Item"), say("全てのお客様", "All customers"),
        *(name for _, name in sheet.customers),
    ]  # fmt: skip
    name = sheet.service.name if sheet.service is not None else "none"
    return download(say("回答", "Answers"), f"answers-{name}", columns, table, form)


def _cell(said: Said | None) -> str:
    return "" if said is None else f"{said.answer}\n{said.reason}".strip()


def _sheet(request: HttpRequest) -> Sheet:
    services = tuple(documents(request.actor, "service").filter(head__isnull=False)[:_MOST_SERVICES])
    named = request.GET.get("service", "")
    service = next((row for row in services if row.name == named), next(iter(services), None))
    if service is None:
        return Sheet((), None, (), (), ())
    rows = documents(request.actor, "engagement").filter(head__isnull=False)
    of_this = [
        row
        for row in rows[:_MOST_CUSTOMERS]
        if row.summary.service in (service.name, "" if len(services) == 1 else "-")
    ]
    base, *told = heads([service, *of_this])
    everybody = _answers(request, service, base)
    single = [_answers(request, row, document) for row, document in zip(of_this, told, strict=True)]
    items = sorted({*everybody, *(item for one in single for item in one)})
    found = [_row(item, everybody.get(item), [one.get(item) for one in single]) for item in items]
    return Sheet(
        services,
        service,
        tuple((row, title_of(document)) for row, document in zip(of_this, told, strict=True)),
        tuple(row for row in found if any(one is not None for one in row.single)),
        tuple(row for row in found if row.everybody is not None),
    )


def _row(item: str, everybody: Said | None, single: Sequence[Said | None]) -> Row:
    differ = [None if one is None or (everybody and one.same_as == everybody.same_as) else one for one in single]
    return Row(item, title_of_item(item), everybody, tuple(differ))


def title_of_item(item: str) -> str:
    """What is asked: the item's short title, or the form's question."""
    known = catalogue()
    found = known.item(item)
    if found is not None:
        return f"{found.number or ''} {found.title.to(language())}".strip()
    line = next((form.by_id[item] for form in known.forms.values() if item in form.by_id), None)
    return line.question.to(language()) if line is not None else item


def _answers(request: HttpRequest, row: KarteDocument, document: Document) -> dict[str, Said]:
    """The standing answers of one's own organisation in a document, by item."""
    own = parties_by_urn(document).get(request.actor.urn, "")
    held = document.entities.get("statement", {})
    replaced = {str(entity.fields.get("supersedes")) for entity in held.values()}
    found: dict[str, Said] = {}
    for entity in _ours(held.values(), own):
        if entity.id not in replaced:
            href = reverse("karte-entity", args=(request.actor.organisation, row.pk, "statement", entity.id))
            found[str(entity.fields["item"])] = Said(_word(entity), written(entity.fields.get("reason")), href)
    return found


def _ours(entities: Iterable[Entity], own: str) -> Iterable[Entity]:
    for entity in entities:
        fields = entity.fields
        if fields.get("by") == own and isinstance(fields.get("item"), str) and "recorded_by" not in fields:
            yield entity


def _word(entity: Entity) -> str:
    answer: Json = entity.fields.get("answer")
    if answer == "planned":
        return say(f"予定 {entity.fields.get('planned_on', '')}", f"planned {entity.fields.get('planned_on', '')}")
    return say(*_WORDS[answer]) if isinstance(answer, str) and answer in _WORDS else str(entity.fields.get("value", ""))
