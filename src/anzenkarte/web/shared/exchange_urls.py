"""Addresses of handing over and agreeing."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import exchange_pages as pages
from anzenkarte.web.shared import key_pages

urlpatterns: list[URLPattern] = [
    path("exchange/", pages.inbox, name="exchange-inbox"),
    path("exchange/receive/", pages.receive, name="exchange-receive"),
    path("exchange/send/<uuid:document>/", pages.send, name="exchange-send"),
    path("exchange/approvals/", pages.approvals, name="exchange-approvals"),
    path("exchange/approvals/<uuid:approval>/", pages.approve, name="exchange-approve"),
    path("exchange/keys/", key_pages.keys, name="exchange-keys"),
    path("exchange/keys/<slug:verb>/", key_pages.change, name="exchange-key"),
    path("exchange/agreement/<uuid:document>/<str:counterpart>/", pages.agreement, name="exchange-agreement"),
    path("exchange/<uuid:parcel>/", pages.parcel, name="exchange-parcel"),
    path("exchange/<uuid:parcel>/file/", pages.download, name="exchange-file"),
]
