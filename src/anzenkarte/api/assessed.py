"""Assessments over the API: report, findings, demarcation."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from anzenkarte.api.documents import published
from anzenkarte.api.door import needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.assessed import CellOut, FindingOut
from anzenkarte.api.schemas.common import Page
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.groups import remedy, title
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.report import report_json
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.words import language

router = Router(tags=["assessments"])
Severity = Literal["urgent", "action", "check", "note"]


def _assessed(id_: UUID, on: date | None, editions: str) -> Assessment:
    day = on or timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date()
    return assess(published(id_), day, [name.strip() for name in editions.split(",") if name.strip()])


@router.get("/{uuid:id}/report", response=dict[str, Any])
@needs("read")
def assessment_report(request: HttpRequest, id: UUID, on: date | None = None, editions: str = "") -> Any:
    """The whole assessment of the case about a document, as ``report.json`` holds it."""
    return report_json(_assessed(id, on, editions))


@router.get("/{uuid:id}/findings", response=Page[FindingOut])
@needs("read")
def list_findings(
    request: HttpRequest,
    id: UUID,
    paging: Query[Paging],
    on: date | None = None,
    editions: str = "",
    severity: Severity | None = None,
) -> dict[str, Any]:
    """Findings, most severe first."""
    assessment = _assessed(id, on, editions)
    words = Words(assessment, language())
    chosen = [f for f in assessment.findings if severity in (None, f.severity)]
    return page_of(
        chosen,
        paging,
        lambda f: {
            "id": f.id,
            "engine": f.engine,
            "severity": f.severity,
            "subject": f.subject,
            "title": title(words, f),
            "remedy": remedy(words, f),
            "cites": list(f.cites),
        },
    )


@router.get("/{uuid:id}/demarcation", response=Page[CellOut])
@needs("read")
def list_cells(
    request: HttpRequest, id: UUID, paging: Query[Paging], on: date | None = None, state: str = ""
) -> dict[str, Any]:
    """Who does what, cell by cell."""
    cells = _assessed(id, on, "").reports["demarcation"].cells
    return page_of([c for c in cells if state in ("", c.state)], paging, _cell)


def _cell(cell: Any) -> dict[str, Any]:
    return {
        "id": cell.id,
        "duty": cell.duty,
        "situation": cell.situation,
        "act": cell.act,
        "subject": cell.subject,
        "state": cell.state,
        "parties": list(cell.parties),
    }
