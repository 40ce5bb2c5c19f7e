"""Sign-in rules of our own on top of allauth: nobody signs up by himself, an identity provider adds nobody."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by an administrator of an organisation."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in people who were invited, by their address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never, as above."""
        return False
