"""Addresses of the pages of a document, the same on every desk that keeps documents."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import item_choice, karte_change, karte_edit, karte_findings, karte_pages

_AT = "karte/<uuid:document>/"
_ONE = f"{_AT}describe/<slug:kind>/<slug:entity>/"

urlpatterns: list[URLPattern] = [
    path(_AT, karte_pages.karte_page, name="karte-page"),
    path(f"{_AT}side/", karte_pages.karte_side, name="karte-side"),
    path(f"{_AT}drawing/", karte_pages.karte_drawing, name="karte-drawing"),
    path(f"{_AT}part/", karte_pages.karte_part, name="karte-part"),
    path(f"{_AT}describe/", karte_edit.describe, name="karte-describe"),
    path(f"{_AT}items/", item_choice.items, name="karte-items"),
    path(f"{_AT}undo/", karte_edit.undo, name="karte-undo"),
    path(f"{_AT}redo/", karte_edit.redo, name="karte-redo"),
    path(f"{_AT}discard/", karte_edit.discard, name="karte-discard"),
    path(f"{_AT}describe/<slug:kind>/", karte_edit.section, name="karte-section"),
    path(f"{_AT}describe/<slug:kind>/_add/", karte_edit.add, name="karte-add"),
    path(f"{_AT}describe/<slug:kind>/_complete/", karte_edit.complete, name="karte-complete"),
    path(_ONE, karte_edit.entity_page, name="karte-entity"),
    path(f"{_ONE}remove/", karte_edit.remove, name="karte-remove"),
    path(f"{_ONE}save/<slug:field>/", karte_edit.save, name="karte-save"),
    path(f"{_AT}changes/", karte_change.changes, name="karte-changes"),
    path(f"{_AT}changes/touches/", karte_change.touches, name="karte-touches"),
    path(f"{_AT}name-service/", karte_change.name_service, name="karte-name-service"),
    path(f"{_AT}publish/", karte_change.publish, name="karte-publish"),
    path(f"{_AT}conflicts/", karte_change.conflicts, name="karte-conflicts"),
    path(f"{_AT}history/", karte_change.history, name="karte-history"),
    path(f"{_AT}findings/", karte_findings.findings, name="karte-findings"),
    path(f"{_AT}findings/file/<slug:form>/", karte_findings.findings_file, name="karte-findings-file"),
    path(f"{_AT}verdicts/", karte_findings.verdict_list, name="karte-verdicts"),
    path(f"{_AT}verdicts/file/<slug:form>/", karte_findings.verdict_file, name="karte-verdicts-file"),
]
