"""Addresses of the institution desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.institution_desk.changes import changes
from anzenkarte.web.institution_desk.clinic import clinic, home
from anzenkarte.web.institution_desk.clinic_questions import save
from anzenkarte.web.institution_desk.conformity import conformity
from anzenkarte.web.institution_desk.dates import dates_page
from anzenkarte.web.institution_desk.disclosures import disclosure, disclosure_file, disclosures
from anzenkarte.web.institution_desk.edition import edition_page
from anzenkarte.web.institution_desk.export import export
from anzenkarte.web.institution_desk.findings import findings_page
from anzenkarte.web.institution_desk.item import item_page, publish
from anzenkarte.web.institution_desk.matrix_pages import matrix_page
from anzenkarte.web.institution_desk.overview import overview
from anzenkarte.web.institution_desk.profile import begin
from anzenkarte.web.institution_desk.settle import settle
from anzenkarte.web.institution_desk.write_down import write_down

urlpatterns: list[URLPattern] = [
    path("institution/start/", home, name="institution-home"),
    path("institution/begin/", begin, name="institution-begin"),
    path("institution/write/", write_down, name="institution-write"),
    path("institution/clinic/", clinic, name="institution-clinic"),
    path("institution/clinic/answer/", save, name="institution-answer"),
    path("institution/", overview, name="institution-overview"),
    path("institution/export/<slug:form>/", export, name="institution-export"),
    path("institution/matrix/", matrix_page, name="institution-matrix"),
    path("institution/matrix/settle/", settle, name="institution-settle"),
    path("institution/conformity/", conformity, name="institution-conformity"),
    path("institution/conformity/item/", item_page, name="institution-item"),
    path("institution/conformity/publish/", publish, name="institution-publish"),
    path("institution/edition/", edition_page, name="institution-edition"),
    path("institution/changes/", changes, name="institution-changes"),
    path("institution/dates/", dates_page, name="institution-dates"),
    path("institution/disclosures/", disclosures, name="institution-disclosures"),
    path("institution/disclosures/<uuid:held>/", disclosure, name="institution-disclosure"),
    path("institution/disclosures/<uuid:held>/<slug:form>/", disclosure_file, name="institution-disclosure-file"),
    path("institution/findings/", findings_page, name="institution-findings"),
]
