"""Addresses of the pages; everything of an organisation stands under ``/o/<its id>/``."""

from __future__ import annotations

from django.urls import include, path

from anzenkarte.web.institution_desk.urls import urlpatterns as institution
from anzenkarte.web.shared.urls import in_organisation
from anzenkarte.web.shared.urls import urlpatterns as shared
from anzenkarte.web.supervisor_desk.urls import urlpatterns as supervisor
from anzenkarte.web.vendor_desk.urls import urlpatterns as vendor

urlpatterns = [
    *shared,
    path("o/<uuid:organisation>/", include([*in_organisation, *vendor, *institution, *supervisor])),
]
