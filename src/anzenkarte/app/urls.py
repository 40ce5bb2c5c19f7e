"""Every address of the workspace: sign-in, desks, API. Composition only."""

from __future__ import annotations

from django.urls import include, path

from anzenkarte.api.urls import api

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("anzenkarte.web.urls")),
]
handler403 = "anzenkarte.web.shared.errors.refused"
handler404 = "anzenkarte.app.errors.not_found"
handler500 = "anzenkarte.app.errors.broken"
