"""Background work of this app: the letter of an invitation is sent."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django_tasks import task

from anzenkarte.workspace.organisations.invitations import open_invitations, path_of
from anzenkarte.workspace.organisations.letters import letter
from anzenkarte.workspace.organisations.models import Invitation, Letter, User
from anzenkarte.workspace.scope import scope

log = logging.getLogger("anzenkarte.organisations")


@task()
def send_invitation(organisation: str, invitation: str, by: str, server: str) -> None:
    """Send an invitation that waits for it, once; ``server`` is the address the link begins with.

    Neither the link nor the address of the person is among the arguments: both would stay in the table of tasks.
    """
    with scope(UUID(organisation)):
        waiting = open_invitations().select_related("organisation").filter(id=UUID(invitation), letter=Letter.WAITING)
        row: Invitation | None = waiting.first()
        if row is None:
            return
        subject, body = letter(row, User.objects.get(pk=UUID(by)), f"{server}{path_of(row)}")
        try:
            EmailMessage(subject, body, to=[row.email], headers={"Auto-Submitted": "auto-generated"}).send()
        except (SMTPException, OSError, ValueError) as error:
            # What a mail server answers repeats the address; it is not for the record of the server.
            log.warning("letter of invitation %s was not sent: %s", invitation, type(error).__name__)
            row.letter = Letter.FAILED
        else:
            row.letter = Letter.SENT
        row.save(update_fields=("letter",))
