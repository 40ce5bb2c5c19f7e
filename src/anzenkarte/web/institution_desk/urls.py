"""Addresses of the institution desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.institution_desk.dates import dates_page
from anzenkarte.web.institution_desk.export import export
from anzenkarte.web.institution_desk.findings import findings_page
from anzenkarte.web.institution_desk.matrix_pages import matrix_page
from anzenkarte.web.institution_desk.overview import overview
from anzenkarte.web.institution_desk.settle import settle

urlpatterns: list[URLPattern] = [
    path("institution/", overview, name="institution-overview"),
    path("institution/export/<slug:form>/", export, name="institution-export"),
    path("institution/matrix/", matrix_page, name="institution-matrix"),
    path("institution/matrix/settle/", settle, name="institution-settle"),
    path("institution/dates/", dates_page, name="institution-dates"),
    path("institution/findings/", findings_page, name="institution-findings"),
]
