"""The letter of an invitation: what is in it, what is said of it, and that neither address nor link is left about."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult

from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.invitations import LETTERS_A_DAY
from anzenkarte.workspace.organisations.models import Invitation, Membership, User
from anzenkarte.workspace.organisations.tasks import send_invitation
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
NEW = "new@example.jp"


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing, and says to whom."""

    def send_messages(self, email_messages: list[mail.EmailMessage]) -> int:
        raise SMTPRecipientsRefused({one.to[0]: (550, b"no such person") for one in email_messages})


@pytest.fixture
def mailed(settings: Any) -> None:
    """A server with a mail server, whose work is done at once."""
    settings.ANZENKARTE_MAIL = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def _invite(world: World, signed_in: SignedIn, **more: str) -> tuple[Client, str, object]:
    own = world.organisations["clinic"]
    client, place = signed_in("clinic", "administrators"), f"/o/{own.id}/people/"
    return client, place, client.post(place, {"email": NEW, "role": "editor", "mail": "1", **more})


@pytest.mark.usefixtures("mailed")
def test_a_letter_in_both_languages_carries_the_link_once(world: World, signed_in: SignedIn) -> None:
    administrator = world.administrators["clinic"]
    administrator.last_name, administrator.first_name = "菊", "花子"
    administrator.save()
    _, _, answer = _invite(world, signed_in)
    (letter,) = mail.outbox
    assert letter.to == [NEW]
    assert letter.subject == "「きく内科」からの招待（安全カルテ） / An invitation from Kiku Internal Medicine"
    assert letter.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert type(letter).__name__ == "EmailMessage"  # plain text, nothing beside it
    assert letter.attachments == []
    assert re.findall(r"https?://\S+", letter.body) == [answer.context["link"]]
    with scope(world.organisations["clinic"].id):
        invitation = Invitation.objects.get(email=NEW)
    assert f"{invitation.expires:%Y}年" in letter.body
    assert f"until {invitation.expires:%Y}-" in letter.body
    assert "JST" in letter.body
    assert letter.body.count("菊 花子") == 2
    page = answer.content.decode()
    assert f"招待し、入口を {NEW} にメールで送りました。" in page
    assert "送信済み" in page
    assert answer.context["link"] in page
    assert Client().get(answer.context["link"]).status_code == 200


@pytest.mark.usefixtures("mailed")
def test_a_letter_that_could_not_be_sent_is_told_and_the_link_stays(
    world: World, signed_in: SignedIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with caplog.at_level(logging.DEBUG):
        client, place, answer = _invite(world, signed_in)
    assert "メールを送れませんでした" in answer.content.decode()
    assert NEW not in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text
    (row,) = client.get(place).context["invitations"]
    assert "送れませんでした" in client.get(place).content.decode()
    again = client.post(place, {"again": str(row.id)})
    assert Client().get(again.context["link"]).status_code == 200
    assert again.context["link"] in again.content.decode()
    assert mail.outbox == []


def test_a_server_without_mail_sends_none(world: World, signed_in: SignedIn) -> None:
    client, place, answer = _invite(world, signed_in)
    assert "メールでは送られません" in answer.content.decode()
    assert 'name="mail"' not in answer.content.decode()
    assert "手渡し" in client.get(place).content.decode()
    assert not DBTaskResult.objects.filter(task_path__endswith="send_invitation").exists()


@pytest.mark.usefixtures("mailed")
def test_who_hands_the_link_over_himself_has_nothing_mailed(world: World, signed_in: SignedIn) -> None:
    _, _, answer = _invite(world, signed_in, mail="")
    assert mail.outbox == []
    assert answer.context["invited"].letter == ""


def test_the_work_left_to_do_holds_neither_address_nor_link(world: World, signed_in: SignedIn, settings: Any) -> None:
    settings.ANZENKARTE_MAIL = True
    assert type(task_backends["default"]).__name__ == "DatabaseBackend"
    _, _, answer = _invite(world, signed_in)
    assert "メールで送ります。結果は下の一覧に出ます。" in answer.content.decode()
    job = DBTaskResult.objects.get(task_path__endswith="send_invitation")
    token = answer.context["link"].rstrip("/").rpartition("/")[2]
    assert NEW not in str(job.args_kwargs)
    assert token not in str(job.args_kwargs)
    with scope(world.organisations["clinic"].id):
        entries = list(Entry.objects.values())
    assert NEW not in str(entries)


def test_a_letter_goes_out_once_and_not_for_a_withdrawn_invitation(
    world: World, signed_in: SignedIn, settings: Any
) -> None:
    settings.ANZENKARTE_MAIL = True
    client, place, answer = _invite(world, signed_in)
    own, row = world.organisations["clinic"].id, answer.context["invited"]
    words = (str(own), str(row.id), str(world.administrators["clinic"].pk), "https://karte.example.jp")
    send_invitation.call(*words)
    send_invitation.call(*words)
    (letter,) = mail.outbox
    assert "https://karte.example.jp/invitation/" in letter.body
    other = client.post(place, {"email": "other@example.jp", "role": "reader", "mail": "1"}).context["invited"]
    client.post(f"{place}invitations/{other.id}/withdraw/")
    send_invitation.call(words[0], str(other.id), *words[2:])
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("mailed")
def test_a_name_makes_no_second_line(world: World, signed_in: SignedIn) -> None:
    clinic = world.organisations["clinic"]
    clinic.name_en = "Kiku\nBcc: everybody@example.jp\n\nClick"
    clinic.save()
    _invite(world, signed_in)
    (letter,) = mail.outbox
    assert letter.subject.endswith("An invitation from Kiku Bcc: everybody@example.jp Click")
    assert letter.recipients() == [NEW]


@pytest.mark.usefixtures("mailed")
def test_nobody_writes_to_strangers_without_end(world: World, signed_in: SignedIn) -> None:
    client, place, answer = _invite(world, signed_in)
    row = answer.context["invited"]
    with scope(world.organisations["clinic"].id):
        Invitation.objects.bulk_create(
            Invitation(organisation_id=row.organisation_id, email=f"a{n}@example.jp", role="reader",
                       expires=row.expires, letter="sent")
            for n in range(LETTERS_A_DAY - 1)
        )  # fmt: skip
    sent = {"email": "b@example.jp", "role": "reader", "mail": "1"}
    refused = client.post(place, sent)
    assert refused.status_code == 422
    assert "入口を直接渡してください" in refused.content.decode()
    assert client.post(place, {**sent, "mail": ""}).status_code == 200
    assert len(mail.outbox) == 1


def test_only_an_administrator_sees_a_link_again_and_only_of_his_own(world: World, signed_in: SignedIn) -> None:
    _, place, answer = _invite(world, signed_in)
    row = answer.context["invited"]
    assert signed_in("clinic").post(place, {"again": str(row.id)}).status_code == 403
    hospital = f"/o/{world.organisations['hospital'].id}/people/"
    assert signed_in("hospital", "administrators").post(hospital, {"again": str(row.id)}).status_code == 404
    client = signed_in("clinic", "administrators")
    assert client.post(place, {"again": "x"}).status_code == 404
    client.post(f"{place}invitations/{row.id}/withdraw/")
    assert client.post(place, {"again": str(row.id)}).status_code == 404
    with scope(world.organisations["clinic"].id):
        assert not Membership.objects.filter(user__email=NEW).exists()


@pytest.mark.parametrize(
    ("family", "given", "shown"),
    [("菊", "花子", "菊 花子"), ("Kiku", "Hanako", "Hanako Kiku"), ("きく", "", "きく"), ("", "", "a@example.jp")],
)
def test_a_person_is_called_as_names_are_said(family: str, given: str, shown: str) -> None:
    assert User(email="a@example.jp", last_name=family, first_name=given).shown == shown
