"""Two at one moment, and clocks that differ: seals of the same revision, days of bundles, last moments of links.

Elsewhere: two seals that saw the same last bundle, one after the other (``workspace/handovers/test_receiving``); a
second factor's code used twice (``shared/test_sign_in``); links of invitations after their days
(``shared/test_invitations``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.workspace.demonstration.links import demo_links
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.handovers import receiving
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.invitations import Invite
from anzenkarte.workspace.organisations.models import Invitation
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken
from anzenkarte.workspace.tokens.models import Token
from tests.own_home import code, own_database
from tests.web.hostile import Attacked
from tests.workspace.rival_moves import stranger

Attack = Callable[..., Attacked]

AT_ONCE = """
import json
from collections import Counter
from threading import Barrier, Thread
from django.core.management import call_command
from django.db import connection
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.chain import verify
from anzenkarte.workspace.audit.heads import kept
from anzenkarte.workspace.audit.models import Entry, Head
from anzenkarte.workspace.demonstration.load import load
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
call_command("migrate", verbosity=0)
world = load()
vendor, to = world.organisations["saas-vendor"], world.organisations["clinic"].urn
actors = [world.actor("saas-vendor", who) for who in ("editors", "approvers")]
with scope(vendor.id):
    row = find_document("engagement", "hoshizora-kiku", vendor.urn)
    before = Parcel.objects.filter(outgoing=True).count()
told, barrier = Counter(), Barrier(4)
def seal(number):
    for _ in range(4):
        barrier.wait()
        try:
            act(actors[number % 2], Seal(row.id, to))
            told["sealed"] += 1
        except InputError as error:
            told[error.problems[0].code] += 1
    connection.close()
threads = [Thread(target=seal, args=(number,)) for number in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
with scope(vendor.id):
    sent = list(Parcel.objects.filter(outgoing=True, counterpart=to).order_by("sequence"))
    heads, unsound = kept(vendor.id)
    faults = verify(list(Entry.objects.all()), Head.objects.first(), heads)
    entries = Entry.objects.filter(verb="handover.seal").count()
pairs = list(zip(sent, sent[1:]))
print(json.dumps({
    "told": told, "new": len(sent) - before, "entries": entries, "kept": len(sent),
    "numbers": len({one.sequence for one in sent}), "chain": [str(fault) for fault in faults], "unsound": unsound,
    "order": all(later.previous == one.bundle for one, later in pairs if later.sequence == one.sequence + 1),
}))
"""


def test_seals_at_one_moment_follow_one_another_or_are_refused(tmp_path: Path) -> None:
    """Four people, four times at once: every bundle has a number and a predecessor of its own, the chain is whole."""
    with own_database() as database:
        found = json.loads(code(tmp_path, database, AT_ONCE).splitlines()[-1])
    told = found["told"]
    assert set(told) <= {"sealed", "handover.same-moment"}, told
    assert sum(told.values()) == 16
    assert told["sealed"] >= 4
    assert found["new"] == told["sealed"]
    assert found["entries"] == found["kept"] == found["numbers"]
    assert found["chain"] == []
    assert found["unsound"] == 0
    assert found["order"]


@pytest.mark.parametrize(("days", "code_"), [(-1, ""), (0, ""), (1, ""), (-2, "bundle.future"), (400, "")])
def test_a_clock_that_is_behind_or_ahead(
    world: World, attacked: Attack, monkeypatch: pytest.MonkeyPatch, days: int, code_: str
) -> None:
    """The server's day against the sender's: one day's difference is borne, a day to come is not."""
    one, boss = attacked("clinic"), attacked("clinic", "administrators")
    sender = stranger()
    card = receiving.keys.text(sender.known.data)
    sent = {"card": card, "fingerprint": sender.known.card.id, "role": "clerk", "read": "1"}
    assert boss.client.post(f"{boss.base}exchange/keys/trust/", sent).status_code == 302
    bundle = sender.bundle(world.organisations["clinic"].urn, "x")
    monkeypatch.setattr(receiving, "today", lambda: today() + timedelta(days=days))
    from_file = _sender(one, bundle)
    if code_:
        one.refused(from_file, 302)
        assert code_ in one.log.text
    else:
        assert "/exchange/" in from_file()["location"]
        assert "refused" not in one.log.text


def _sender(one: Attacked, bundle: bytes) -> Callable[[], Any]:
    place = f"{one.base}exchange/receive/"
    return lambda: one.client.post(place, {"file": SimpleUploadedFile("a.anzen", bundle)})


@pytest.mark.parametrize(("seconds", "status"), [(-1, 401), (0, 401), (60, 200)])
def test_a_token_ends_at_its_moment(world: World, seconds: int, status: int) -> None:
    text = act(world.actor("clinic"), MakeToken("x", ("read",), 1))
    with scope(world.organisations["clinic"].id):
        Token.objects.filter(name="x").update(expires=datetime.now(UTC) + timedelta(seconds=seconds))
    answer = Client().get("/api/v1/organisation", headers={"authorization": f"Bearer {text}"})
    assert answer.status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 410), (0, 410), (60, 200)])
def test_an_invitation_ends_at_its_moment(world: World, seconds: int, status: int) -> None:
    found, link = act(world.actor("clinic", "administrators"), Invite("new@example.jp", "reader"))
    with scope(world.organisations["clinic"].id):
        Invitation.objects.filter(id=found.id).update(expires=datetime.now(UTC) + timedelta(seconds=seconds))
    assert Client().get(link).status_code == status


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404), (-2, 200)])
def test_a_link_of_the_demonstration_ends_after_a_day(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, hours: int, status: int
) -> None:
    settings.ANZENKARTE_DEMO = True
    path = next(iter(demo_links(world).values()))
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + hours * 60 * 60)
    assert Client().get(path).status_code == status
