"""A contradiction is found, both say the same, and the line can be agreed on; standard terms in one go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anzenkarte.assess.results import Cell
from anzenkarte.assess.run import Assessment
from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.agreements.actions import Approve, RequestApproval, RequestTerms
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.agreements.settling import CellWord, SettleCell
from anzenkarte.workspace.agreements.standard_terms import resting_on_terms
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.drafts import operations_of
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, find_document
from anzenkarte.workspace.handovers.actions import Seal, SealBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import own_offer
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

Telling = Callable[[str, str], KarteDocument]


@pytest.fixture
def own(world: World) -> Telling:
    """A party's own telling of an engagement."""

    def make(key: str, name: str) -> KarteDocument:
        with scope(world.organisations[key].id):
            row = find_document("engagement", name, world.organisations[key].urn)
        assert row is not None
        return row

    return make


def _contradiction(found: Assessment) -> Cell:
    cells = [cell for report in found.reports.values() for cell in report.cells]
    return next(cell for cell in cells if cell.state == "contradiction")


def _pair(world: World, key: str, other: str, row: KarteDocument) -> tuple[Assessment, set[str]]:
    actor = world.actor(key)
    with scope(actor.organisation):
        found = own_offer(actor, row, world.organisations[other].urn, today())
    return found.assessment, {line.id for line in found.lines}


def _handed(world: World, giver: str, receiver: str, row: KarteDocument, binding: bool = False) -> Parcel:
    actor = world.actor(giver, "approvers")
    sent = act(actor, (SealBinding if binding else Seal)(row.id, world.organisations[receiver].urn))
    return act(world.actor(receiver), Receive(get(sent.sha256)))


def test_a_contradiction_is_settled_and_agreed_on(world: World, own: Telling) -> None:
    with scope(world.organisations["contractor"].id):
        name = KarteDocument.objects.filter(kind="engagement").values_list("name", flat=True)[0]
    mine, theirs = own("hospital", name), own("contractor", name)
    found, lines = _pair(world, "hospital", "contractor", mine)
    cell = _contradiction(found)
    line = f"duty/{cell.id}"
    assert line not in lines
    contractor = world.organisations["contractor"].urn
    subject = "" if cell.subject.partition("/")[0] in ("engagement", "case") else cell.subject
    word = CellWord(cell.duty, cell.situation, (subject,), (cell.act,), contractor, "電話で確認")
    act(world.actor("hospital"), SettleCell(name, [word]))
    act(world.actor("contractor"), SettleCell(name, [word]))
    _handed(world, "hospital", "contractor", own("hospital", name))
    received = _handed(world, "contractor", "hospital", own("contractor", name), binding=True)
    with scope(world.organisations["hospital"].id):
        offered = {row.line: row for row in received.offered.all()}
    assert offered[line].content["parties"] == [contractor]
    request = act(world.actor("hospital"), RequestApproval(received.id, [line]))
    answer = act(world.actor("hospital", "approvers"), Approve(request.id))
    act(world.actor("contractor"), Receive(get(answer.sha256)))
    for key, other in (("hospital", "contractor"), ("contractor", "hospital")):
        actor = world.actor(key)
        with scope(actor.organisation):
            states = {s.id: s.state for s in agreement(actor, received.about, world.organisations[other].urn).standings}
        assert states[line] == "agreed"
    assert theirs.name == name


def test_settling_leaves_a_draft_a_draft(world: World, own: Telling) -> None:
    name = "hoshizora-kiku"
    clinic, row = world.actor("clinic"), own("clinic", name)
    found, _ = _pair(world, "clinic", "saas-vendor", row)
    cell = next(cell for report in found.reports.values() for cell in report.cells)
    act(clinic, Edit(row.id, [Operation("engagement", name, "note", "下書き")]))
    urn = world.organisations["saas-vendor"].urn
    act(clinic, SettleCell(name, [CellWord(cell.duty, cell.situation, (cell.subject,), (cell.act,), urn)]))
    with scope(clinic.organisation):
        row = own("clinic", name)
        draft = draft_for(clinic.user, row)
        assert draft is not None
        assert [operation.value for operation in operations_of(draft)] == ["下書き"]
        assert draft.base_id == row.head_id


@pytest.mark.parametrize(
    ("engagement", "word", "code"),
    [
        ("hoshizora-kiku", [], "settle.nothing"),
        ("hoshizora-kiku", [CellWord("patching", "normal", (), ("do",), "urn:uuid:x")], "settle.nothing"),
        ("hoshizora-kiku", [CellWord("patching", "normal", ("",), ("do",), "urn:uuid:x")], "settle.party"),
        ("not-there", [CellWord("patching", "normal", ("",), ("do",), "urn:uuid:x")], "settle.engagement"),
    ],
)
def test_a_word_that_cannot_be_taken(world: World, engagement: str, word: list[CellWord], code: str) -> None:
    with pytest.raises(InputError, match=code.replace(".", r"\.")):
        act(world.actor("clinic"), SettleCell(engagement, word))


def test_standard_terms_are_taken_in_one_go(world: World, own: Telling) -> None:
    received = _handed(world, "saas-vendor", "clinic", own("saas-vendor", "hoshizora-kiku"), binding=True)
    clinic = world.actor("clinic")
    with scope(clinic.organisation):
        found = agreement(clinic, received.about, received.counterpart)
        lines = dict(received.offered.values_list("line", "basis"))
    wanted = resting_on_terms(found.assessment, lines.items(), clinic.urn)
    assert 0 < len(wanted) < len(lines)
    assert {line.partition("/")[0] for line in wanted} <= {"duty", "sla"}  # a risk is consented to by itself
    assert "sla/contract/cloud-contract" not in wanted  # a contract of other parties
    request = act(clinic, RequestTerms(received.id))
    assert set(request.lines) == set(wanted)
    act(world.actor("clinic", "approvers"), Approve(request.id))
    with scope(clinic.organisation):
        after = agreement(clinic, received.about, received.counterpart)
    assert {s.id for s in after.standings if s.state == "agreed"} == set(wanted)
