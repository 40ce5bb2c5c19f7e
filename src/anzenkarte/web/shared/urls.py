"""Addresses all desks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from anzenkarte.web.shared import pages, people
from anzenkarte.web.shared.demo import demo
from anzenkarte.web.shared.evidence_urls import urlpatterns as evidence
from anzenkarte.web.shared.exchange_urls import urlpatterns as exchange
from anzenkarte.web.shared.inspection_urls import urlpatterns as inspection
from anzenkarte.web.shared.invitation_pages import invitation
from anzenkarte.web.shared.karte_urls import urlpatterns as karte

urlpatterns: list[URLPattern] = [
    path("", pages.front, name="front"),
    path("account/", pages.account, name="account"),
    path("language/", pages.language, name="language"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("demo/<str:token>/", demo, name="demo"),
]
in_organisation: list[URLPattern] = [
    *karte,
    path("", pages.home, name="home"),
    path("people/", people.members, name="members"),
    path("people/<uuid:member>/", people.member, name="member"),
    path("people/<uuid:member>/end/", people.end_member, name="end-member"),
    path("people/invitations/<uuid:invitation>/withdraw/", people.withdraw_invitation, name="withdraw-invitation"),
    path("organisation/", people.organisation, name="organisation"),
    path("grants/", people.grants, name="grants"),
    path("grants/<uuid:grant>/withdraw/", people.withdraw_grant, name="withdraw-grant"),
    path("record/", people.audit, name="audit"),
    path("tokens/", people.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", people.revoke_token, name="revoke-token"),
    *exchange,
    *evidence,
    *inspection,
]
