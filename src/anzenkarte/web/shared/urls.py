"""Addresses all desks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared.pages import front

urlpatterns: list[URLPattern] = [path("", front, name="front")]
in_organisation: list[URLPattern] = []
