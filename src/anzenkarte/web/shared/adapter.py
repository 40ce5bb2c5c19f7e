"""Sign-in rules of our own on top of allauth: nobody signs up by himself, links come from an administrator."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by an administrator of an organisation."""
        return False
