"""A passkey signs in without a password unless one says otherwise; who has no password cannot say otherwise."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm

from anzenkarte.web.shared.words import say


class AddPasskey(AddWebAuthnForm):
    """The library's form, ticked to begin with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = self.fields["passwordless"]
        ticked.initial = True
        ticked.required = not self.user.has_usable_password()
        ticked.error_messages["required"] = say(
            "パスワードがないので、これを選ばないとサインインできなくなります。",
            "You have no password: without this you could not sign in.",
        )
