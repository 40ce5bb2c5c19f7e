"""Addresses of handing over and agreeing."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import exchange_agreement as agreement
from anzenkarte.web.shared import exchange_evidence as evidence
from anzenkarte.web.shared import exchange_lines as lines
from anzenkarte.web.shared import exchange_pages as pages
from anzenkarte.web.shared import key_pages

_PAIR = "<slug:kind>/<slug:name>/<str:counterpart>/"

urlpatterns: list[URLPattern] = [
    path("exchange/", pages.inbox, name="exchange-inbox"),
    path("exchange/history/", pages.history, name="exchange-history"),
    path("exchange/receive/", pages.receive, name="exchange-receive"),
    path("exchange/send/<uuid:document>/", evidence.send, name="exchange-send"),
    path("exchange/approvals/", lines.approvals, name="exchange-approvals"),
    path("exchange/approvals/<uuid:approval>/", lines.approve, name="exchange-approve"),
    path("exchange/keys/", key_pages.keys, name="exchange-keys"),
    path("exchange/keys/card/<str:fingerprint>/", key_pages.card, name="exchange-card"),
    path("exchange/keys/<slug:verb>/", key_pages.change, name="exchange-key"),
    path("exchange/engagement/<slug:name>/", agreement.engagement, name="exchange-engagement"),
    path(f"exchange/agreement/{_PAIR}", agreement.agreed, name="exchange-agreement"),
    path(f"exchange/annex/{_PAIR}", agreement.annex, name="exchange-annex"),
    path("exchange/<uuid:parcel>/", lines.parcel, name="exchange-parcel"),
    path("exchange/<uuid:parcel>/file/", pages.download, name="exchange-file"),
]
