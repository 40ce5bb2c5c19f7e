"""Addresses of evidence, contracts and what comes up."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import contract_pages, due_pages
from anzenkarte.web.shared import evidence_pages as pages

urlpatterns: list[URLPattern] = [
    path("evidence/", pages.evidence, name="evidence-list"),
    path("evidence/add/", pages.add, name="evidence-add"),
    path("evidence/due/", due_pages.reminders, name="evidence-due"),
    path("evidence/due/<slug:form>/", due_pages.export, name="evidence-due-file"),
    path("evidence/<uuid:file>/", pages.one, name="evidence-file"),
    path("evidence/<uuid:file>/end/", pages.end, name="evidence-end"),
    path("evidence/<uuid:file>/file/", pages.download, name="evidence-download"),
    path("contracts/", contract_pages.register, name="contract-list"),
    path("contracts/text/<uuid:text>/", contract_pages.text, name="contract-text"),
    path("contracts/text/<uuid:text>/choose/", contract_pages.choose, name="contract-choose"),
    path("contracts/<uuid:document>/<slug:slug>/", contract_pages.contract, name="contract"),
]
