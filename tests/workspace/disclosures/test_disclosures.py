"""Deciding what is disclosed, making disclosures for one customer each, and holding those that others hand in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from anzenkarte.karte.disclosure.policy import EVERY, Decision
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.disclosures import tasks
from anzenkarte.workspace.disclosures.actions import (
    DecideDisclosure,
    HoldDisclosure,
    MakeDisclosure,
    MakePapersAgain,
    Ruling,
)
from anzenkarte.workspace.disclosures.decisions import cautious
from anzenkarte.workspace.disclosures.making import compare, prepare, since_last, stamp
from anzenkarte.workspace.disclosures.models import DisclosurePolicy, HeldDisclosure, MadeDisclosure
from anzenkarte.workspace.disclosures.queries import customers_of, decided_about
from anzenkarte.workspace.disclosures.tasks import make_papers
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import Refused, act
from anzenkarte.workspace.scope import scope

CODES = {"hoshizora-kiku": "KIKU-", "hoshizora-tsubaki": "TSUBAKI-"}
NAMES = {"hoshizora-kiku": "きく内科", "hoshizora-tsubaki": "つばき"}


class Vendor:
    """The SaaS vendor's editor with his documents."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.actor = world.actor("saas-vendor")

    def row(self, kind: str, name: str) -> KarteDocument:
        return KarteDocument.objects.select_related("head", "summary").get(
            kind=kind, name=name, keeper_urn=self.actor.urn
        )

    @property
    def service(self) -> KarteDocument:
        return self.row("service", "hoshizora-emr")

    def decide(self, *rulings: Ruling, row: KarteDocument | None = None) -> DisclosurePolicy:
        return act(self.actor, DecideDisclosure((row or self.service).pk, rulings))

    def change(self, row: KarteDocument, *operations: Operation) -> None:
        act(self.actor, Edit(row.pk, operations))
        act(self.actor, Publish(row.pk))

    def prepared(self, row: KarteDocument, level: str = "engineer") -> Any:
        return prepare(self.actor, row, level, self.today)

    def make(self, row: KarteDocument, level: str = "engineer") -> MadeDisclosure:
        found = prepare(self.actor, row, level, self.today)
        return act(self.actor, MakeDisclosure(row.pk, level, stamp(found.decided)))

    @property
    def today(self) -> date:
        return timezone.localdate()


@pytest.fixture
def vendor(world: World) -> Iterator[Vendor]:
    found = Vendor(world)
    with scope(found.actor.organisation):
        yield found


def shown(made: MadeDisclosure) -> dict[str, Any]:
    """The disclosure itself."""
    found: dict[str, Any] = json.loads(get(made.sha256))
    return found


def texts(made: MadeDisclosure) -> Iterator[tuple[str, str]]:
    """Every file of a disclosure as text; packed ones member by member."""
    for name, sha256 in {**made.files, "disclosure.json": made.sha256}.items():
        data = get(sha256)
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                yield name, "".join(packed.read(part).decode("utf-8", "replace") for part in packed.namelist())
        elif data[:5] == b"%PDF-":
            yield name, "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        else:
            yield name, data.decode()


def entities(made: MadeDisclosure, document: str, collection: str) -> set[str]:
    """The ids of a collection in one of the documents disclosed."""
    found = next(one for one in shown(made)["documents"] if f"{one['schema'].split('/')[1]}/{one['name']}" == document)
    return set(found.get(collection, {}))


def codes(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    """The codes of an input error."""
    return {problem.code for problem in error.value.problems}


def test_customers_are_named_as_their_engagements_name_them(vendor: Vendor) -> None:
    found = customers_of(vendor.actor, vendor.service)
    assert [(one.row.name, one.name.ja) for one in found] == [
        ("hoshizora-kiku", "きく内科"),
        ("hoshizora-tsubaki", "つばき総合病院"),
    ]


@pytest.mark.parametrize("level", ["engineer", "clinic"])
def test_no_file_of_one_customer_holds_anything_of_the_other(vendor: Vendor, level: str) -> None:
    for name, code in CODES.items():
        made = vendor.make(vendor.row("engagement", name), level)
        make_papers.func(str(vendor.actor.organisation), str(made.pk))
        made.refresh_from_db()
        assert made.state == "ready"
        files = dict(texts(made))
        assert len(files) == 9
        other = next(one for one in CODES if one != name)
        for file, text in files.items():
            for word in (CODES[other], NAMES[other], other):
                assert word not in text, (file, word)
        assert code in files["disclosure.json"]
        assert any(NAMES[name] in text for file, text in files.items() if file != "disclosure.json")


def test_customers_in_general_are_shown_nothing_of_any_customer(vendor: Vendor) -> None:
    made = vendor.make(vendor.service)
    make_papers.func(str(vendor.actor.organisation), str(made.pk))
    made.refresh_from_db()
    for file, text in texts(made):
        for word in (*CODES.values(), *NAMES.values(), *CODES):
            assert word not in text, (file, word)


def test_a_text_that_names_another_customer_is_withheld(vendor: Vendor) -> None:
    told = {"ja": "つばき総合病院と共用", "en": "shared with Tsubaki General Hospital"}
    vendor.change(vendor.service, Operation("component", "cloud-kms", "name", told))
    found = vendor.prepared(vendor.row("engagement", "hoshizora-kiku")).disclosure
    assert found.masked == ("service/hoshizora-emr#component/cloud-kms/name",)
    own = vendor.prepared(vendor.row("engagement", "hoshizora-tsubaki")).disclosure
    assert own.masked == ()


def test_the_first_decision_leaves_everything_else_as_it_was(vendor: Vendor) -> None:
    before = shown(vendor.make(vendor.service))
    stored = vendor.decide(Ruling("component", "cloud-kms", Decision("engineer", ())))
    assert stored.number == 1
    (now,) = decided_about([vendor.service])
    assert now.hash == stored.hash
    same = {key: value for key, value in cautious(now.document).by.items() if key != ("component", "cloud-kms")}
    assert {key: value for key, value in now.by.items() if key != ("component", "cloud-kms")} == same
    made = vendor.make(vendor.service)
    assert "cloud-kms" not in entities(made, "service/hoshizora-emr", "components")
    assert set(before["documents"][0]["stores"]) == entities(made, "service/hoshizora-emr", "stores")
    assert made.policies["service/hoshizora-emr"] == {"number": 1, "hash": stored.hash}
    assert made.revision == vendor.service.head.hash
    with pytest.raises(InputError) as error:
        vendor.decide(Ruling("component", "cloud-kms", Decision("engineer", ())))
    assert codes(error) == {"disclosure.same"}
    written = Entry.objects.filter(verb__startswith="disclosure.").order_by("sequence").values_list("verb", flat=True)
    assert list(written) == ["disclosure.make", "disclosure.decide", "disclosure.make"]


def test_what_is_for_one_named_customer_reaches_that_one_alone(vendor: Vendor) -> None:
    kiku = vendor.row("engagement", "hoshizora-kiku")
    vendor.decide(Ruling("evidence", "*", Decision("clinic", (kiku.summary.customer_urn,)), later=True))
    (own,) = decided_about([vendor.service])[0].document.entities["evidence"]
    for name, expected in (("hoshizora-kiku", True), ("hoshizora-tsubaki", False)):
        made = vendor.make(vendor.row("engagement", name))
        assert (own in entities(made, "service/hoshizora-emr", "evidence")) is expected
    assert own not in entities(vendor.make(vendor.service), "service/hoshizora-emr", "evidence")


@pytest.mark.parametrize("later", [True, False])
def test_what_is_added_later_is_shown_only_where_that_was_decided(vendor: Vendor, later: bool) -> None:
    vendor.decide(Ruling("component", EVERY, Decision("clinic", ("customers",)), later=later))
    fields = {"name": "後から加えたもの", "kind": "server", "place": "tokyo-region"}
    vendor.change(vendor.service, Operation("component", "new-server", WHOLE, fields))
    (now,) = decided_about([vendor.service])
    assert [entity.id for entity in now.undecided] == ([] if later else ["new-server"])
    made = vendor.make(vendor.service)
    assert ("new-server" in entities(made, "service/hoshizora-emr", "components")) is later
    assert made.told["undecided"] == ([] if later else ["service/hoshizora-emr#component/new-server"])


def test_decisions_about_what_is_gone_are_not_kept(vendor: Vendor) -> None:
    vendor.decide(Ruling("flow", "log-analysis", Decision("engineer", ())))
    vendor.change(vendor.service, Operation("flow", "log-analysis", WHOLE, None))
    stored = vendor.decide(Ruling("flow", "chart-backup", Decision("engineer", ())))
    assert set(stored.decisions["flow"]) == {"chart-backup"}


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling("component", "cloud-kms", Decision("director", ())), "disclosure.policy-level"),
        (Ruling("component", "no-such", Decision("clinic", ())), "disclosure.policy-entity"),
        (Ruling("nonsense", "*", Decision("clinic", ()), later=True), "disclosure.policy-kind"),
        (Ruling("component", "cloud-kms", Decision("clinic", ("urn:uuid:nobody",))), "disclosure.policy-recipient"),
        (Ruling("component", EVERY, Decision("clinic", ("urn:uuid:nobody",))), "disclosure.policy-recipient"),
    ],
)
def test_what_the_core_does_not_know_is_refused(vendor: Vendor, ruling: Ruling, code: str) -> None:
    with pytest.raises(InputError) as error:
        vendor.decide(ruling)
    assert codes(error) == {code}
    assert not DisclosurePolicy.objects.exists()


def test_of_an_engagement_everything_stays_with_its_parties(vendor: Vendor) -> None:
    tsubaki = vendor.row("engagement", "hoshizora-tsubaki")
    vendor.decide(Ruling("connection", EVERY, Decision("clinic", ("customers",))), row=tsubaki)
    kiku = vendor.make(vendor.row("engagement", "hoshizora-kiku"))
    assert [name for name, _ in kiku.made_from] == ["service/hoshizora-emr", "engagement/hoshizora-kiku"]
    vendor.decide(Ruling("connection", EVERY, Decision("clinic", ())), row=tsubaki)
    assert not entities(vendor.make(tsubaki), "engagement/hoshizora-tsubaki", "connections")


def test_where_the_service_itself_is_withheld_no_disclosure_is_made(vendor: Vendor) -> None:
    vendor.decide(Ruling("service", "hoshizora-emr", Decision("clinic", ())))
    with pytest.raises(InputError) as error:
        vendor.prepared(vendor.service)
    assert codes(error) == {"disclosure.nothing"}


def test_what_changed_for_a_customer_is_told_before_it_is_made(vendor: Vendor) -> None:
    kiku = vendor.row("engagement", "hoshizora-kiku")
    assert compare(kiku, vendor.prepared(kiku).disclosure).last is None
    vendor.make(kiku, "clinic")
    found = compare(kiku, vendor.prepared(kiku, "manager").disclosure)
    assert {change.kind for change in found.newly} >= {"account", "evidence"}
    assert found.gone == ()
    vendor.make(kiku, "manager")
    vendor.decide(Ruling("account", EVERY, Decision("clinic", ())))
    found = compare(kiku, vendor.prepared(kiku, "manager").disclosure)
    assert {change.kind for change in found.gone} == {"account"}
    assert found.newly == ()


def test_what_changed_since_the_last_disclosure_is_told(vendor: Vendor) -> None:
    (now,) = decided_about([vendor.service])
    assert since_last(vendor.service, now) is None
    vendor.make(vendor.row("engagement", "hoshizora-kiku"), "clinic")
    found = since_last(vendor.service, now)
    assert found is not None
    assert found.same
    vendor.decide(Ruling("flow", "log-analysis", Decision("engineer", ())))
    fields = {"name": "後から加えたもの", "kind": "server", "place": "tokyo-region"}
    vendor.change(
        vendor.service,
        Operation("component", "new-server", WHOLE, fields),
        Operation("flow", "chart-backup", WHOLE, None),
    )
    found = since_last(vendor.service, decided_about([vendor.service])[0])
    assert found is not None
    assert [entity.id for entity in found.added] == ["new-server"]
    assert [entity.id for entity in found.removed] == ["chart-backup"]
    assert [(entity.id, after) for entity, _, after in found.decided] == [("log-analysis", Decision("engineer", ()))]


def test_what_was_changed_after_looking_is_looked_at_again(vendor: Vendor) -> None:
    seen = stamp(vendor.prepared(vendor.service).decided)
    vendor.decide(Ruling("flow", EVERY, Decision("engineer", ())))
    with pytest.raises(InputError) as error:
        act(vendor.actor, MakeDisclosure(vendor.service.pk, "engineer", seen))
    assert codes(error) == {"disclosure.moved"}
    assert not MadeDisclosure.objects.exists()


def test_papers_are_made_again_only_after_a_failure(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = vendor.make(vendor.service, "clinic")
    with pytest.raises(InputError):
        act(vendor.actor, MakePapersAgain(made.pk))
    monkeypatch.setattr(tasks, "compile_disclosure", broken)
    make_papers.func(str(vendor.actor.organisation), str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.files) == ("failed", {})
    assert act(vendor.actor, MakePapersAgain(made.pk)).state == "waiting"


def broken(*_: object) -> dict[str, bytes]:
    """A paper that cannot be made."""
    raise OSError("disk")


def test_another_desk_decides_and_makes_nothing(world: World, vendor: Vendor) -> None:
    clinic = world.actor("clinic")
    with pytest.raises(Refused):
        act(clinic, DecideDisclosure(vendor.service.pk, ()))
    other = world.actor("emr-maker")
    with pytest.raises(InputError) as error:
        act(other, MakeDisclosure(vendor.service.pk, "clinic", ""))
    assert codes(error) == {"document.unknown"}


def test_a_disclosure_is_held_by_whom_it_was_made_for(world: World, vendor: Vendor) -> None:
    files = {name: get(vendor.make(vendor.row("engagement", name)).sha256) for name in CODES}
    general = get(vendor.make(vendor.service).sha256)
    clinic = world.actor("clinic")
    held = act(clinic, HoldDisclosure(files["hoshizora-kiku"]))
    assert (held.maker, held.sealed_by) == (vendor.actor.urn, "")
    assert act(clinic, HoldDisclosure(files["hoshizora-kiku"], vendor.actor.urn)).pk == held.pk
    act(clinic, HoldDisclosure(general))
    with pytest.raises(InputError) as error:
        act(clinic, HoldDisclosure(files["hoshizora-tsubaki"]))
    assert codes(error) == {"disclosure.not-for-us"}
    with scope(clinic.organisation):
        assert HeldDisclosure.objects.count() == 2
        assert HeldDisclosure.objects.get(pk=held.pk).sealed_by == vendor.actor.urn
    with pytest.raises(InputError) as error:
        act(clinic, HoldDisclosure(b'{"schema": "anzenkarte/disclosure/9"}'))
    assert codes(error) == {"disclosure.schema"}
