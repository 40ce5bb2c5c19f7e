"""Approval: what is approved is what was read; declined is not sent; changed lines are told with their causes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anzenkarte.karte.document import Entity
from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.agreements import summaries
from anzenkarte.workspace.agreements.actions import Approve, Decline, RequestApproval, RequestTerms, outdated
from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.agreements.queries import Agreement, agreement, requests, unsent
from anzenkarte.workspace.agreements.reopening import causes_of
from anzenkarte.workspace.agreements.standard_terms import resting_on_terms
from anzenkarte.workspace.agreements.summaries import exchanges, rebuild, summed
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.documents_store.store import load, store_revision
from anzenkarte.workspace.handovers.actions import Seal, SealBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import Actor, act
from anzenkarte.workspace.scope import scope

NAME = "hoshizora-kiku"


def _offered(world: World) -> Parcel:
    vendor = world.organisations["saas-vendor"]
    with scope(vendor.id):
        row = find_document("engagement", NAME, vendor.urn)
    assert row is not None
    sent = act(world.actor("saas-vendor", "approvers"), SealBinding(row.id, world.organisations["clinic"].urn))
    return act(world.actor("clinic"), Receive(get(sent.sha256)))


def _requested(world: World, parcel: Parcel) -> ApprovalRequest:
    with scope(world.organisations["clinic"].id):
        lines = list(parcel.offered.values_list("line", flat=True))
    return act(world.actor("clinic"), RequestApproval(parcel.id, lines))


def _institution(world: World) -> KarteDocument:
    with scope(world.organisations["clinic"].id):
        return KarteDocument.objects.select_related("head").get(
            kind="institution", keeper_urn=world.organisations["clinic"].urn
        )


def _note(world: World, row: KarteDocument, kind: str, text: str, id_: str = "") -> str:
    """Write a note into an entity (the first of its kind) of an own document, and publish it; gives its id."""
    who = "clinic" if row.keeper_urn == world.organisations["clinic"].urn else "saas-vendor"
    with scope(world.organisations[who].id):
        id_ = id_ or next(path.partition("/")[2] for path in row.head.manifest if path.startswith(f"{kind}s/"))
    singular = Operation(kind, id_, "note", text)
    act(world.actor(who), Edit(row.id, [singular]))
    act(world.actor(who), Publish(row.id))
    return id_


def test_requests_for_one_bundle_are_taken_together(world: World) -> None:
    parcel = _offered(world)
    with scope(world.organisations["clinic"].id):
        lines = sorted(parcel.offered.values_list("line", flat=True))
    act(world.actor("clinic"), RequestApproval(parcel.id, lines[:1]))
    act(world.actor("clinic"), RequestApproval(parcel.id, [lines[1], "not/a/line"]))
    with scope(world.organisations["clinic"].id):
        (only,) = requests()
        assert only.lines == lines[:2]


def test_declining_sends_nothing(world: World) -> None:
    request = _requested(world, _offered(world))
    with scope(world.organisations["clinic"].id):
        before = Parcel.objects.count()
    act(world.actor("clinic", "approvers"), Decline(request.id, "もう一度確認"))
    with scope(world.organisations["clinic"].id):
        assert Parcel.objects.count() == before
        assert list(requests()) == []
        assert ApprovalRequest.objects.get(id=request.id).note == "もう一度確認"
    with pytest.raises(InputError, match=r"approval\.unknown"):
        act(world.actor("clinic", "approvers"), Approve(request.id))


def test_what_changed_since_it_was_read_is_not_approved(world: World) -> None:
    parcel = _offered(world)
    request = _requested(world, parcel)
    vendor = world.organisations["saas-vendor"]
    with scope(vendor.id):
        service = KarteDocument.objects.select_related("head").get(kind="service", keeper_urn=vendor.urn)
    _note(world, service, "component", "x")
    newer = _offered(world)
    with pytest.raises(InputError, match=r"approval\.stale"):
        act(world.actor("clinic", "approvers"), Approve(request.id))
    assert newer.sequence > parcel.sequence
    act(world.actor("clinic", "approvers"), Approve(_requested(world, newer).id))


def test_a_reopened_line_says_what_changed(world: World) -> None:
    request = _requested(world, _offered(world))
    act(world.actor("clinic", "approvers"), Approve(request.id))
    vendor, clinic = world.organisations["saas-vendor"], world.actor("clinic")
    with scope(vendor.id):
        service = KarteDocument.objects.select_related("head").get(kind="service", keeper_urn=vendor.urn)
    component = _note(world, service, "component", "新しい覚え書き")
    _offered(world)
    with scope(clinic.organisation):
        found = agreement(clinic, f"engagement/{NAME}", vendor.urn)
        causes = causes_of(found.standings)
    reopened = [s.id for s in found.standings if s.state == "reopened"]
    assert reopened
    for line in reopened:
        (cause,) = causes[line]
        (change,) = cause.changes
        assert (change.kind, change.id, change.field, change.new) == ("component", component, "note", "新しい覚え書き")


def test_an_entity_told_differently_by_both_counts_twice(world: World) -> None:
    """A change in one's own telling reopens, even while the other's telling still has the old words."""
    request = _requested(world, _offered(world))
    act(world.actor("clinic", "approvers"), Approve(request.id))
    clinic = world.actor("clinic")
    with scope(clinic.organisation):
        row = find_document("engagement", NAME, clinic.urn)
        assert row is not None
    contract = _note(world, row, "contract", "覚え書き")
    with scope(clinic.organisation):
        found = agreement(clinic, f"engagement/{NAME}", world.organisations["saas-vendor"].urn)
    name = f"engagement/{NAME}#contract/{contract}"
    resting = {s.id for s in found.standings if s.agreed and any(k.endswith(name) for k in s.agreed.basis)}
    assert resting
    assert {s.id for s in found.standings if s.state == "reopened"} == resting


def test_lists_count_from_the_projection(world: World) -> None:
    parcel, clinic = _offered(world), world.actor("clinic")
    with scope(clinic.organisation):
        (one,) = [x for x in summed(clinic, list(exchanges())) if x.counterpart == parcel.counterpart]
        assert one.counts == {"proposed": parcel.lines}
    act(world.actor("clinic", "approvers"), Approve(_requested(world, parcel).id))
    with scope(clinic.organisation):
        after = summed(clinic, list(exchanges()))
        rebuild()
        assert summed(clinic, list(exchanges())) == after
        assert after[0].counts == {"agreed": parcel.lines}


def test_a_list_counts_anew_what_it_is_about_and_reads_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _offered(world)
    vendor, counted = world.actor("saas-vendor"), []

    def told(actor: Actor, about: str, counterpart: str) -> Agreement:
        counted.append(about)
        return agreement(actor, about, counterpart)

    def looked() -> int:
        counted.clear()
        with scope(vendor.organisation):
            summed(vendor, list(exchanges()))
        return len(counted)

    monkeypatch.setattr(summaries, "agreement", told)
    with scope(vendor.organisation):
        row = KarteDocument.objects.select_related("head").get(kind="service", keeper_urn=vendor.urn)
        service = load(row.head)
        assert DocumentSummary.objects.filter(kind="engagement", service=row.name).exists()
        looked()
        assert looked() == 0
        (own,) = service.entities["service"].values()
        entities = {**service.entities, "service": {"other": Entity("service", "other", own.fields)}}
        header = {**service.header, "name": "other"}
        other = replace(service, name="other", header=header, entities=entities, sealed="")
        holder = KarteDocument.objects.create(
            organisation_id=vendor.organisation, keeper_urn=vendor.urn, kind="service", name="other"
        )
        store_revision(holder, other, vendor.user)
        assert looked() == 0
    _note(world, row, "component", "覚え書き")
    assert looked() > 0


def _noted(world: World, kind: str, id_: str = "") -> None:
    """The clinic writes into its own telling; what rests on that entity is no longer what the vendor offered."""
    clinic = world.actor("clinic")
    with scope(clinic.organisation):
        row = find_document("engagement", NAME, clinic.urn)
    assert row is not None
    _note(world, row, kind, "覚え書き", id_)


def test_what_has_changed_is_left_out_of_a_request(world: World) -> None:
    parcel, clinic = _offered(world), world.actor("clinic")
    with scope(clinic.organisation):
        every = set(parcel.offered.values_list("line", flat=True))
    act(clinic, RequestApproval(parcel.id, sorted(every)))
    _noted(world, "contract")
    with scope(clinic.organisation):
        late = outdated(clinic, parcel)
    assert set() < late < every
    with pytest.raises(InputError, match=r"approval\.outdated"):
        act(clinic, RequestApproval(parcel.id, sorted(late)))
    request = act(clinic, RequestApproval(parcel.id, sorted(every)))
    assert set(request.lines) == every - late  # what waited already and has changed is taken out as well
    act(world.actor("clinic", "approvers"), Approve(request.id))
    with scope(clinic.organisation):
        states = {s.id: s.state for s in agreement(clinic, parcel.about, parcel.counterpart).standings}
    assert {line for line, state in states.items() if state == "agreed"} == every - late


def test_terms_that_have_changed_wait_for_a_new_offer(world: World) -> None:
    parcel, clinic = _offered(world), world.actor("clinic")
    with scope(clinic.organisation):
        found = agreement(clinic, parcel.about, parcel.counterpart)
        terms = resting_on_terms(found.assessment, parcel.offered.values_list("line", "basis"), clinic.urn)
        assert not unsent(clinic, parcel.about, parcel.counterpart)
    _noted(world, "assignment", "kiku-updates")
    with scope(clinic.organisation):
        late = outdated(clinic, parcel) & set(terms)
        assert set() < late < set(terms)
        assert unsent(clinic, parcel.about, parcel.counterpart)
        row = find_document("engagement", NAME, clinic.urn)
    request = act(clinic, RequestTerms(parcel.id))
    assert set(request.lines) == set(terms) - late
    act(world.actor("clinic", "approvers"), Approve(request.id))
    with pytest.raises(InputError, match=r"approval\.outdated"):
        act(clinic, RequestTerms(parcel.id))
    assert row is not None
    sent = act(clinic, Seal(row.id, parcel.counterpart))
    act(world.actor("saas-vendor"), Receive(get(sent.sha256)))
    with scope(clinic.organisation):
        assert not unsent(clinic, parcel.about, parcel.counterpart)
    newer = _offered(world)
    assert set(act(clinic, RequestTerms(newer.id)).lines) == late


def test_a_request_outlives_a_newer_bundle_with_the_same_lines(world: World) -> None:
    request = _requested(world, _offered(world))
    newer = _offered(world)
    answer = act(world.actor("clinic", "approvers"), Approve(request.id))
    assert answer.replies_to == newer.bundle
    clinic = world.actor("clinic")
    with scope(clinic.organisation):
        counts = agreement(clinic, newer.about, newer.counterpart).counts
    assert counts == {"agreed": newer.lines}
