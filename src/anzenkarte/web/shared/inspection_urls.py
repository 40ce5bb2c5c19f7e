"""Addresses of preparing inspections."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import inspection_pages as pages
from anzenkarte.web.shared.inspection_papers import fee_papers

urlpatterns: list[URLPattern] = [
    path("inspections/", pages.packs_page, name="inspection-list"),
    path("inspections/fee/", fee_papers, name="inspection-fee"),
    path("inspections/fee/<slug:edition>/", fee_papers, name="inspection-fee-year"),
    path("inspections/year/<slug:edition>/", pages.year_page, name="inspection-year"),
    path("inspections/<uuid:pack>/", pages.pack, name="inspection-pack"),
    path("inspections/<uuid:pack>/list/", pages.checklist, name="inspection-checklist"),
    path("inspections/<uuid:pack>/history/", pages.line_history, name="inspection-history"),
    path("inspections/<uuid:pack>/do/<slug:verb>/", pages.change, name="inspection-change"),
    path("inspections/<uuid:pack>/file/<uuid:file>/", pages.download, name="inspection-file"),
]
