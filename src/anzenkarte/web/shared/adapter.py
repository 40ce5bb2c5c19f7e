"""Sign-in rules of our own on top of allauth: nobody signs up by himself, an identity provider adds nobody."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.functional import lazy

from anzenkarte.web.shared.factors import seal, unseal
from anzenkarte.web.shared.invitation_pages import PENDING
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.organisations.invitations import account_of, opened
from anzenkarte.workspace.organisations.models import User

_later = lazy(say, str)
_WRONG_CODE = _later(
    "数字またはコードが正しくありません。アプリの時刻が合っているかを確かめ、新しい数字を入力してください。",
    "The digits or the code are not right. Check the clock of the device and enter the next digits.",
)


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    error_messages = {  # noqa: RUF012 - as the library declares it
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _later(
            "メールアドレスかパスワードが正しくありません。", "The e-mail address or the password is not right."
        ),
        "too_many_login_attempts": _later(
            "サインインの失敗が続いたため、止めています。数分たってから、もう一度行ってください。",
            "Too many failed tries. Try again in a few minutes.",
        ),
        "incorrect_password": _later("パスワードが正しくありません。", "The password is not right."),
        "enter_current_password": _later("いまのパスワードが正しくありません。", "That is not your present password."),
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by an administrator of an organisation."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in whoever connected it, and makes the account of a person on his way in.

    It is never trusted to find an account by its address: the account may have been made by somebody else.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only with an open invitation in hand, for its very address, which the provider has verified."""
        found = opened(request.session.get(PENDING, ""))
        verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified}
        return found is not None and found.email in verified and account_of(found) is None

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """The account to be made: its pages go on in the language they began in."""
        user: User = super().populate_user(request, sociallogin, data)
        user.language = language()
        return user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """There is nothing to fill in: the invitation says who it is."""
        return self.is_open_for_signup(request, sociallogin)


class FactorAdapter(DefaultMFAAdapter):
    """Words of the second factor, and how its secrets are kept."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}  # noqa: RUF012 - as in allauth

    def encrypt(self, text: str) -> str:
        """How a secret is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A name to begin with; the person may give a better one."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return say(f"パスキー{number}", f"Passkey {number}")
