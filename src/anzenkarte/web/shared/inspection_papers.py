"""What fee-standard surveys and individual guidance ask for, by fee year: points, papers of the day, and how stale."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from anzenkarte.catalogue.model import Edition
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language, said
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.inspections.editions import fee_years

BLOCKS = "anzenkarte/inspection-blocks/1"


def blocks_of(edition: str) -> list[dict[str, Any]]:
    """The blocks of an edition's sheets as the catalogue has them, in order."""
    found: list[dict[str, Any]] = []
    for file in catalogue().extras.get(BLOCKS, {}).values():
        if isinstance(file, dict) and file.get("edition") == edition:
            listed = file.get("blocks", [])
            found += [block for block in listed if isinstance(block, dict)]
    return found


def confidence_word(confidence: str) -> str:
    """How sure the catalogue is of one of its lines."""
    return catalogue().messages.text(f"confidence.{confidence}", {}, language())


@page("institution")
def fee_papers(request: HttpRequest, edition: str = "") -> HttpResponse:
    """One fee year: what is asked and which papers to have ready; a past year is to read only."""
    editions = fee_years()
    on = timezone.localdate()
    now = next((one for one in editions if one.in_force_on(on)), None)
    wanted = edition or (now.id if now is not None else editions[0].id)
    found = next((one for one in editions if one.id == wanted), None)
    if found is None:
        raise Http404
    context = {
        "edition": found,
        "editions": [{"id": one.id, "edition": one.edition, "now": one.in_force_on(on)} for one in editions],
        "now": found.in_force_on(on),
        "parts": _parts(found),
        "held": len(catalogue().items(found.id)),
    }
    return render(request, "inspection/fee.html", context)


def _parts(edition: Edition) -> list[dict[str, Any]]:
    """Parts with their points; each point with the standards it belongs to and the papers of the day."""
    blocks = {item: block for block in blocks_of(edition.id) for item in block.get("items", [])}
    titles = dict(edition.parts)
    parts: dict[str, list[dict[str, Any]]] = {}
    for item in catalogue().items(edition.id):
        block = blocks.get(item.id, {})
        parts.setdefault(item.part, []).append(
            {
                "item": item,
                "title": said(item.title),
                "summary": said(item.summary),
                "confidence": confidence_word(item.confidence),
                "standards": [f"{said(one.get('name'))} {one.get('code', '')}" for one in block.get("standards", [])],
                "papers": [said(one) for one in block.get("papers_of_the_day", [])],
            }
        )
    return [{"title": said(titles[key]) if key in titles else key, "points": found} for key, found in parts.items()]
