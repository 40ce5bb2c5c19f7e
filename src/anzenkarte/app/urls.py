"""Every address of the workspace: sign-in, desks, API. Composition only."""

from __future__ import annotations

from typing import Final

from django.urls import include, path

from anzenkarte.api.urls import api
from anzenkarte.web.shared.pages import closed
from anzenkarte.web.shared.passkey_pages import add_passkey, remove_passkey
from anzenkarte.web.shared.provider_pages import to_provider
from anzenkarte.web.shared.session_pages import sessions

CLOSED: Final = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/<str:key>/",
    "login/code/confirm/",
    "3rdparty/signup/",
    "social/<path:rest>",
)
"""What the sign-in library offers and the workspace does not: signing up, and changing one's address by oneself."""

urlpatterns = [
    *(path(f"accounts/{place}", closed) for place in CLOSED),
    path("accounts/2fa/webauthn/add/", add_passkey),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", remove_passkey),
    path("accounts/sessions/", sessions),
    path("accounts/oidc/<str:provider_id>/login/", to_provider),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("anzenkarte.web.urls")),
]
handler400 = "anzenkarte.web.shared.errors.bad"
handler403 = "anzenkarte.web.shared.errors.refused"
handler404 = "anzenkarte.app.errors.not_found"
handler500 = "anzenkarte.app.errors.broken"
