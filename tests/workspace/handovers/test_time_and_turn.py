"""Bundles out of time, out of turn, for somebody else or seen before: refused in plain words, and nothing changes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, Place, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import WHOLE, Operation, apply
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World, sample
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.handovers import actions, sending
from anzenkarte.workspace.handovers.actions import Answer, Seal, TrustKey
from anzenkarte.workspace.handovers.keys import own as own_key
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.own_home import code, own_database, program

PHRASE = "a long passphrase"
RIVAL = "urn:uuid:22222222-2222-4222-8222-222222222222"
DAY = timedelta(days=1)


def state(world: World, key: str) -> tuple[int, ...]:
    with scope(world.organisations[key].id):
        counted = (Entry, Parcel, LineVersion, KarteDocument, Revision)
        return (*(model.objects.count() for model in counted), Post.objects.count())


def sent(world: World) -> bytes:
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        row = own_rows("engagement", actor.urn).first()
    assert row is not None
    return get(act(actor, Seal(row.id, world.organisations["clinic"].urn)).sha256)


def service() -> Document:
    found = next(d for d in sample("saas-emr") if d.kind == "service")
    own = {**found.entities["party"][found.keeper].fields, "urn": RIVAL}
    return apply(found, [Operation("party", found.keeper, WHOLE, own)])


def keyed(world: World, home: Path, since: date, until: date) -> tuple[KeyStore, Known]:
    """A party elsewhere whose key, valid between two days, the clinic trusts."""
    store = KeyStore(home)
    known = store.make(Draft("rival", RIVAL, "別の会社", "approver", since, until), PHRASE, None, 2**10)
    act(world.actor("clinic", "administrators"), TrustKey(known.data, "approver", known.card.id))
    return store, known


def sealed(keys: tuple[KeyStore, Known], to: str, on: date, place: Place | None = None, recipient: str = "") -> bytes:
    store, known = keys
    offer = Offer("service/x", to, Content((service(),)), place or Place(), recipient=recipient)
    return seal(offer, store.unlock(known, PHRASE), on)


@pytest.mark.parametrize(
    ("since", "until", "on", "refused"),
    [
        (0, 9, 0, ""),
        (-9, 9, 1, ""),  # days end at different hours
        (-9, 9, 2, "bundle.future"),
        (-9, 0, 0, ""),
        (-9, -1, -1, ""),  # sealed while the key was valid
        (1, 9, 1, ""),
        (2, 9, 2, "bundle.future"),
    ],
)
def test_clocks_may_differ_by_a_day(
    world: World, tmp_path: Path, since: int, until: int, on: int, refused: str
) -> None:
    keys = keyed(world, tmp_path, today() + since * DAY, today() + until * DAY)
    bundle = sealed(keys, world.organisations["clinic"].urn, today() + on * DAY)
    before = state(world, "clinic")
    if not refused:
        assert act(world.actor("clinic"), Receive(bundle)).sealed_on == today() + on * DAY
        return
    with pytest.raises(InputError, match=refused.replace(".", r"\.")):
        act(world.actor("clinic"), Receive(bundle))
    assert state(world, "clinic") == before


@pytest.mark.parametrize("on", [-1, 5])
def test_nothing_is_sealed_or_taken_outside_a_keys_days(
    world: World, tmp_path: Path, on: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keyed(world, tmp_path, today(), today() + 4 * DAY)
    with pytest.raises(InputError, match=r"key\.not-valid"):
        sealed(keys, world.organisations["clinic"].urn, today() + on * DAY)
    monkeypatch.setattr("anzenkarte.exchange.keys.card.Card.valid_on", lambda card, day: True)  # another program
    bundle = sealed(keys, world.organisations["clinic"].urn, today() + on * DAY)
    monkeypatch.undo()
    before = state(world, "clinic")
    with pytest.raises(InputError, match=r"key\.not-valid"):
        act(world.actor("clinic"), Receive(bundle))
    assert state(world, "clinic") == before


def test_without_a_key_of_today_nothing_is_sealed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = world.organisations["saas-vendor"].id
    known = own_key(organisation, "clerk", today())
    assert known is not None
    for day in (known.card.valid_from - DAY, known.card.valid_until + DAY):  # a clock set wrong
        monkeypatch.setattr(sending, "today", lambda day=day: day)
        monkeypatch.setattr(actions, "today", lambda day=day: day)
        before = state(world, "saas-vendor")
        with pytest.raises(InputError, match=r"key\.none"):
            sent(world)
        assert state(world, "saas-vendor") == before


def test_a_bundle_for_somebody_else_is_not_taken(world: World, tmp_path: Path) -> None:
    keys = keyed(world, tmp_path, today(), today() + 9 * DAY)
    clinic = world.actor("clinic")
    before = state(world, "clinic")
    for to in (world.organisations["hospital"].urn, RIVAL, "urn:uuid:0"):
        with pytest.raises(InputError, match=r"handover\.not-for-us"):
            act(clinic, Receive(sealed(keys, to, today())))
    other = own_key(world.organisations["hospital"].id, "clerk", today())
    assert other is not None
    with pytest.raises(InputError, match=r"handover\.other-key"):
        act(clinic, Receive(sealed(keys, clinic.urn, today(), None, other.card.recipient)))
    with pytest.raises(InputError, match=r"handover\.not-for-us"):
        act(world.actor("saas-vendor"), Receive(sent(world)))  # one's own
    assert state(world, "clinic")[:-1] == before[:-1]


def test_the_same_again_is_told_as_such(world: World, tmp_path: Path) -> None:
    keys, clinic = keyed(world, tmp_path, today(), today() + 9 * DAY), world.actor("clinic")
    first = sealed(keys, clinic.urn, today())
    second = sealed(keys, clinic.urn, today(), Place(2, "sha256:" + "1" * 64))
    act(clinic, Receive(first))
    taken = act(clinic, Receive(second))
    before = state(world, "clinic")
    again = sealed(keys, clinic.urn, today(), Place(2, "sha256:" + "2" * 64))  # another of the same number
    for data, told in ((first, "known"), (second, "known"), (again, "old")):
        with pytest.raises(InputError, match=rf"handover\.{told}"):
            act(clinic, Receive(data))
    with pytest.raises(InputError, match=r"handover\.unknown"):
        act(clinic, Answer(taken.id, {}))  # it offers no lines
    assert state(world, "clinic") == before


AT_ONCE = """
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.core.management import call_command
from django.db import connection
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.demonstration.load import load
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
call_command("migrate", verbosity=0)
world = load()
vendor, clinic = world.actor("saas-vendor"), world.actor("clinic")
with scope(vendor.organisation):
    row = own_rows("engagement", vendor.urn).first()
    before = Parcel.objects.count()

def together(action, times=4):
    gate = Barrier(times)
    def one(_):
        gate.wait()
        try:
            return act(*action())
        except InputError as error:
            return error.problems[0].code
        finally:
            connection.close()
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))

sealed = together(lambda: (vendor, Seal(row.id, clinic.urn)))
done = [one for one in sealed if isinstance(one, Parcel)]
last = max(done, key=lambda one: one.sequence)
data = get(last.sha256)
taken = together(lambda: (clinic, Receive(data)))
with scope(vendor.organisation):
    rows = Parcel.objects.count() - before
with scope(clinic.organisation):
    kept = Parcel.objects.filter(bundle=last.bundle).count()
print(json.dumps({
    "numbers": sorted(one.sequence for one in done), "codes": sorted({one for one in sealed if isinstance(one, str)}),
    "rows": rows, "taken": sorted("ok" if isinstance(one, Parcel) else one for one in taken), "kept": kept,
}))
"""


def test_of_what_happens_at_one_moment_everything_counts_once(tmp_path: Path) -> None:
    """Four people seal the same revision, then four take in the same bundle; the chain of entries still holds."""
    with own_database() as database:
        told = json.loads(code(tmp_path / "home", database, AT_ONCE))
        numbers = told["numbers"]
        assert numbers == list(range(numbers[0], numbers[0] + told["rows"]))
        assert set(told["codes"]) <= {"handover.same-moment"}
        assert told["taken"] == ["handover.known"] * 3 + ["ok"]
        assert told["kept"] == 1
        assert program(tmp_path / "home", database, "audit", "verify").returncode == 0
