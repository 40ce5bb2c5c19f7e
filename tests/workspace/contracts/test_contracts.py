"""The register of contracts, and a picked sentence on its way into the draft."""

from __future__ import annotations

import uuid

import pytest

from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.contracts.actions import AddText, ChooseSentence
from anzenkarte.workspace.contracts.models import ContractRow, ContractText
from anzenkarte.workspace.contracts.projection import rebuild
from anzenkarte.workspace.contracts.queries import contracts, counts, servers_in, tellings, text_by_id
from anzenkarte.workspace.contracts.tasks import read_text
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Publish
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

TERMS = (
    "第5条\n乙は、サーバのセキュリティパッチを適用する責任を負う。\n"
    "第6条\n乙は、端末の更新プログラムの適用を行わない。\n"
).encode()


def own_contract(world: World, key: str) -> ContractRow:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = contracts().filter(document__keeper_urn=actor.urn).first()
        assert row is not None
        return row


def handed_in(world: World, key: str, data: bytes = TERMS) -> ContractText:
    row = own_contract(world, key)
    text = act(world.actor(key), AddText(row.document_id, row.slug, data, "../約款.txt"))
    read_text.func(str(text.organisation_id), str(text.id))
    with scope(text.organisation_id):
        found = text_by_id(text.id)
    assert found is not None
    return found


def test_a_contract_two_parties_tell_stands_once_and_both_are_shown(world: World) -> None:
    hospital = world.actor("hospital")
    with scope(hospital.organisation):
        rows = list(contracts())
        assert rows
        assert len({(row.document.kind, row.document.name, row.slug) for row in rows}) == len(rows)
        one = next(row for row in rows if row.document.kind == "engagement")
        told = list(tellings(one.document.kind, one.document.name, one.slug))
        assert len(told) > 1
        assert [row.second for row in told] == [False] + [True] * (len(told) - 1)
        assert told[0].document.keeper_urn == hospital.urn
        assert counts()["total"] == len(rows)


def test_the_register_made_again_is_the_same(world: World) -> None:
    fields = [field.attname for field in ContractRow._meta.concrete_fields if field.name != "id"]

    def held() -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for organisation in world.organisations.values():
            with scope(organisation.id):
                found += sorted(ContractRow.objects.values_list(*fields), key=str)
        return found

    before = held()
    assert before
    assert rebuild() == len(before)
    assert held() == before


def test_a_picked_sentence_is_written_into_the_draft_and_nothing_before(world: World) -> None:
    text = handed_in(world, "hospital")
    actor = world.actor("hospital")
    assert text.state == "read"
    assert [one["clause"] for one in text.sentences] == ["第5条", "第6条"]
    assert text.name == "約款.txt"
    with scope(actor.organisation):
        assert draft_for(actor.user, text.document) is None
    act(actor, ChooseSentence(text.id, 0, "supplier"))
    with scope(actor.organisation):
        draft = draft_for(actor.user, text.document)
        assert draft is not None
        contract = drafted(draft).entity("contract", text.slug)
    assert contract is not None
    assert contract.fields["security_updates"] == "supplier"
    assert contract.fields["security_updates_clause"] == "第5条 約款.txt"
    act(actor, Publish(text.document_id))
    row = own_contract(world, "hospital")
    with scope(actor.organisation):
        row = ContractRow.objects.get(document_id=text.document_id, slug=text.slug)
    assert (row.updates, row.clause) == ("supplier", "第5条 約款.txt")


def test_the_servers_a_sentence_covers_are_written_with_bearer_and_clause(world: World) -> None:
    text = handed_in(world, "hospital")
    actor = world.actor("hospital")
    with scope(actor.organisation):
        document = load(text.document.head)
        servers = [slug for slug, _ in servers_in(document)]
        contract = document.entity("contract", text.slug)
    assert len(servers) > 1
    assert contract is not None
    act(actor, ChooseSentence(text.id, 0, "supplier", tuple(servers[:1]), "terms"))
    act(actor, Publish(text.document_id))
    with scope(actor.organisation):
        published = load(KarteDocument.objects.get(pk=text.document_id).head)
        row = ContractRow.objects.get(document_id=text.document_id, slug=text.slug)
    fields = published.entities["component"][servers[0]].fields
    assert fields["update_owner"] == contract.fields["supplier"]
    assert (fields["update_basis"], fields["update_clause"]) == ("terms", "第5条 約款.txt")
    assert len(row.servers["covered"]) == 1
    assert len(row.servers["open"]) == len(servers) - 1


@pytest.mark.parametrize(
    ("value", "servers", "basis", "code"),
    [
        ("supplier", ("nothing",), "contract", "contract.servers"),
        ("not_stated", ("vpn",), "contract", "contract.servers"),
        ("supplier", (), "rumour", "contract.value"),
    ],
)
def test_servers_that_cannot_be_covered(
    world: World, value: str, servers: tuple[str, ...], basis: str, code: str
) -> None:
    text = handed_in(world, "hospital")
    with pytest.raises(InputError) as refused:
        act(world.actor("hospital"), ChooseSentence(text.id, 0, value, servers, basis))
    assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("sentence", "value", "code"),
    [(7, "supplier", "contract.sentence"), (-1, "supplier", "contract.sentence"), (0, "somebody", "contract.value")],
)
def test_a_choice_that_is_none_is_refused(world: World, sentence: int, value: str, code: str) -> None:
    text = handed_in(world, "hospital")
    with pytest.raises(InputError) as refused:
        act(world.actor("hospital"), ChooseSentence(text.id, sentence, value))
    assert refused.value.problems[0].code == code


def test_a_text_of_another_organisation_is_unknown(world: World) -> None:
    text = handed_in(world, "hospital")
    for key in ("contractor", "clinic"):
        actor = world.actor(key)
        with scope(actor.organisation):
            assert text_by_id(text.id) is None
        for action in (
            ChooseSentence(text.id, 0, "supplier"),
            AddText(text.document_id, text.slug, TERMS, "a.txt"),
            AddText(uuid.uuid4(), "x", TERMS, "a.txt"),
        ):
            with pytest.raises(InputError) as refused:
                act(actor, action)
            assert refused.value.problems[0].code == "contract.unknown"
        read_text.func(str(actor.organisation), str(text.id))
    with scope(text.organisation_id):
        assert ContractText.objects.get(id=text.id).state == "read"


def test_a_sentence_of_another_partys_document_is_not_written(world: World) -> None:
    hospital = world.actor("hospital")
    with scope(hospital.organisation):
        row = ContractRow.objects.exclude(document__keeper_urn=hospital.urn).select_related("document").first()
    assert row is not None
    text = act(hospital, AddText(row.document_id, row.slug, TERMS, "a.txt"))
    read_text.func(str(text.organisation_id), str(text.id))
    with pytest.raises(InputError) as refused:
        act(hospital, ChooseSentence(text.id, 0, "supplier"))
    assert refused.value.problems[0].code == "contract.not-own"


def test_what_cannot_be_read_says_why(world: World) -> None:
    text = handed_in(world, "hospital", b"%PDF-1.7 broken")
    assert (text.state, text.problem, text.sentences) == ("failed", "pdf.broken", [])
