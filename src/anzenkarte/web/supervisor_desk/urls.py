"""Addresses of the supervisor desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.supervisor_desk.overview import institution, overview

urlpatterns: list[URLPattern] = [
    path("supervisor/", overview, name="supervisor-overview"),
    path("supervisor/<uuid:institution>/", institution, name="supervisor-institution"),
]
