"""Files for entities of documents: written into the draft, seen once published, never by another organisation."""

from __future__ import annotations

from datetime import date

import pytest

from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Discard, Edit, Publish
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.files import get, path_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, own_rows
from anzenkarte.workspace.evidence.actions import AddEvidence, EndEvidence, Held, RenewEvidence
from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.evidence.projection import remind
from anzenkarte.workspace.evidence.queries import due, evidence_list, reachable, stage_of, stages
from anzenkarte.workspace.organisations.acting import Actor, Refused, act
from anzenkarte.workspace.scope import scope

PDF = b"%PDF-1.7\nSOC 2"
HELD = Held(date(2026, 1, 1), date(2027, 3, 31))


def service(world: World, key: str = "saas-vendor") -> KarteDocument:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = own_rows("service", actor.urn).first()
        assert row is not None
        return row


def added(world: World, key: str = "saas-vendor", **more: object) -> EvidenceFile:
    fields: dict[str, object] = {"title": "SOC 2報告書", "scope": "東京リージョン", "held": HELD, **more}
    reference = str(fields.pop("reference", "evidence/soc2"))
    return act(world.actor(key), AddEvidence(service(world, key).id, reference, PDF, "soc2.pdf", **fields))


def code_of(world: World, key: str, action: object) -> str:
    with pytest.raises(InputError) as refused:
        act(world.actor(key), action)
    return refused.value.problems[0].code


def test_a_file_names_itself_in_the_draft_of_its_document(world: World) -> None:
    row = added(world)
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        draft = draft_for(actor.user, row.document)
        assert draft is not None
        entity = drafted(draft).entity("evidence", "soc2")
    assert entity is not None
    assert entity.fields["sha256"] == row.sha256
    assert entity.fields["expires_on"] == "2027-03-31"
    assert entity.fields["scope"] == "東京リージョン"
    assert get(row.sha256) == PDF
    with scope(actor.organisation):
        assert Entry.objects.filter(verb="evidence.add", subject=f"evidence:{row.id}").count() == 1


def test_only_its_author_reaches_it_until_the_document_is_published(world: World) -> None:
    row = added(world)
    editor, approver = world.actor("saas-vendor"), world.actor("saas-vendor", "approvers")
    with scope(editor.organisation):
        assert reachable(editor).filter(id=row.id).exists()
        assert not reachable(approver).filter(id=row.id).exists()
    with pytest.raises(InputError):
        act(approver, EndEvidence(row.id))
    act(editor, Publish(row.document_id))
    with scope(editor.organisation):
        assert reachable(approver).get(id=row.id).published
    act(editor, Edit(row.document_id, (Operation("evidence", "soc2", "", None),)))
    act(editor, Publish(row.document_id))
    with scope(editor.organisation):
        assert not reachable(approver).filter(id=row.id).exists()


def test_a_draft_thrown_away_leaves_the_file_with_its_author(world: World) -> None:
    row = added(world)
    act(world.actor("saas-vendor"), Discard(row.document_id))
    with scope(row.organisation_id):
        assert reachable(world.actor("saas-vendor")).filter(id=row.id).exists()
        assert not reachable(world.actor("saas-vendor", "approvers")).filter(id=row.id).exists()


def test_a_certificate_gets_a_piece_of_evidence_of_its_own(world: World) -> None:
    actor = world.actor("saas-vendor")
    act(actor, Edit(service(world).id, (Operation("certificate", "isms-1", "scheme", "isms"),)))
    row = added(world, reference="certificate/isms-1")
    with scope(actor.organisation):
        draft = draft_for(actor.user, row.document)
        assert draft is not None
        document = drafted(draft)
    certificate, evidence = document.entity("certificate", "isms-1"), document.entity("evidence", "isms-1-file")
    assert certificate is not None
    assert evidence is not None
    assert certificate.fields["evidence"] == "isms-1-file"
    assert evidence.fields["sha256"] == row.sha256
    assert row.entity == "certificates/isms-1"


@pytest.mark.parametrize("reference", ["component/server", "evidence/", "evidence/../x", "certificate/none", "x", ""])
def test_it_stands_for_something_a_file_can_stand_for(world: World, reference: str) -> None:
    action = AddEvidence(service(world).id, reference, PDF, "a.pdf")
    assert code_of(world, "saas-vendor", action) == "evidence.reference"


def test_nothing_of_another_organisation_is_reached(world: World) -> None:
    row = added(world)
    act(world.actor("saas-vendor"), Publish(row.document_id))
    for key in ("contractor", "clinic", "hospital"):
        actor = world.actor(key)
        with scope(actor.organisation):
            assert not reachable(actor).filter(id=row.id).exists()
            assert not EvidenceFile.objects.filter(sha256=row.sha256).exists()
        assert code_of(world, key, EndEvidence(row.id)) == "evidence.unknown"
        assert code_of(world, key, RenewEvidence(row.id, PDF, "a.pdf")) == "evidence.unknown"
        if key != "clinic":
            assert code_of(world, key, AddEvidence(row.document_id, "evidence/x", PDF, "a.pdf")) == "document.unknown"


def test_knowing_a_hash_opens_nothing(world: World) -> None:
    row = added(world)
    rival = world.actor("contractor")
    mine = service_of_engagement(rival)
    act(rival, Edit(mine.id, (Operation("evidence", "stolen", "sha256", row.sha256),
                              Operation("evidence", "stolen", "name", {"ja": "x", "en": "x"}))))  # fmt: skip
    act(rival, Publish(mine.id))
    with scope(rival.organisation):
        assert not EvidenceFile.objects.filter(sha256=row.sha256).exists()
        assert not reachable(rival).exists()


def service_of_engagement(actor: Actor) -> KarteDocument:
    with scope(actor.organisation):
        row = own_rows("engagement", actor.urn).first()
        assert row is not None
        return row


def test_the_same_bytes_of_two_organisations_are_kept_once_and_known_apart(world: World) -> None:
    row = added(world)
    rival = world.actor("contractor")
    other = act(rival, AddEvidence(service_of_engagement(rival).id, "evidence/a", PDF, "own.pdf"))
    assert other.sha256 == row.sha256
    assert path_of(row.sha256).stat().st_mode & 0o077 == 0
    with scope(rival.organisation):
        assert [one.id for one in reachable(rival)] == [other.id]


def test_renewing_keeps_the_former_file_and_moves_the_reminder(world: World) -> None:
    row = added(world)
    newer = act(world.actor("saas-vendor"), RenewEvidence(row.id, b"%PDF-1.7\nnewer", "soc2-2027.pdf",
                                                         Held(None, date(2028, 3, 31))))  # fmt: skip
    assert newer.title == row.title
    assert newer.entity == row.entity
    with scope(row.organisation_id):
        assert [one.file_id for one in Reminder.objects.filter(kind="file")] == [newer.id]
        assert list(evidence_list(world.actor("saas-vendor"))) == [newer]
        assert list(evidence_list(world.actor("saas-vendor"), "ended")) == [EvidenceFile.objects.get(id=row.id)]
    assert get(row.sha256) == PDF
    assert code_of(world, "saas-vendor", RenewEvidence(row.id, PDF, "a.pdf")) == "evidence.ended"


def test_what_is_refused_changes_nothing(world: World) -> None:
    with scope(world.organisations["saas-vendor"].id):
        before = EvidenceFile.objects.count(), Entry.objects.count()
    action = AddEvidence(service(world).id, "evidence/x", b"<svg onload=alert(1)>", "a.pdf")
    assert code_of(world, "saas-vendor", action) == "evidence.kind"
    backwards = Held(date(2027, 1, 1), date(2026, 1, 1))
    action = AddEvidence(service(world).id, "evidence/x", PDF, "a.pdf", held=backwards)
    assert code_of(world, "saas-vendor", action) == "evidence.dates"
    with scope(world.organisations["saas-vendor"].id):
        assert (EvidenceFile.objects.count(), Entry.objects.count()) == before


def test_a_supervising_body_keeps_no_evidence(world: World) -> None:
    with pytest.raises(Refused):
        act(world.actor("supervisor"), AddEvidence(service(world).id, "evidence/x", PDF, "a.pdf"))


def test_days_of_documents_are_told_once_and_by_stage(world: World) -> None:
    hospital = world.organisations["hospital"].id
    with scope(hospital):
        kinds = set(due(date(2026, 11, 25)).values_list("kind", flat=True))
        assert kinds
        names = [(one.document.kind, one.document.name, one.entity, one.kind) for one in due(date(2026, 11, 25))]
        assert len(names) == len(set(names))
        on = date(2026, 11, 25)
        counts = stages(on)
        assert sum(counts.values()) == due(on).count()
        for stage, count in counts.items():
            assert due(on, stage).count() == count
            assert all(stage_of(one.on, on) == stage for one in due(on, stage))


def test_a_files_day_is_not_told_again_once_its_document_says_it(world: World) -> None:
    row = added(world)
    with scope(row.organisation_id):
        assert Reminder.objects.filter(kind="file", second=False).count() == 1
    act(world.actor("saas-vendor"), Publish(row.document_id))
    with scope(row.organisation_id):
        assert due(date(2026, 11, 25), kind="file").count() == 0
        assert due(date(2026, 11, 25), kind="evidence").filter(entity="evidence/soc2").count() == 1


def test_reminders_made_again_are_the_same(world: World) -> None:
    act(world.actor("saas-vendor"), Publish(added(world).document_id))

    def held() -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for organisation in world.organisations.values():
            with scope(organisation.id):
                fields = ("organisation_id", "document_id", "file_id", "kind", "entity", "title_ja", "title_en", "on",
                          "written", "second")  # fmt: skip
                found += sorted(Reminder.objects.values_list(*fields), key=str)
        return found

    before = held()
    assert before
    counts = remind(date(2026, 11, 25))
    assert held() == before
    assert sum(counts.values()) == sum(1 for one in before if not one[-1])
