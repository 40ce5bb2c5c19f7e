"""Loads the demonstration: the Handa-like hospital with contractor and EMR maker, a clinic with a SaaS vendor on a
foreign-owned cloud, and a supervising body; each party has its own documents and its own copies of the others'.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_text
from anzenkarte.workspace.documents_store.actions import BeginDocument, Keep, Publish, TakeIn
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.documents_store.store import duties, urn_in
from anzenkarte.workspace.handovers.actions import MakeKeys, Seal, TrustKey
from anzenkarte.workspace.handovers.keys import data
from anzenkarte.workspace.handovers.queries import cards
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import Actor, act, actor_of
from anzenkarte.workspace.organisations.actions import GrantSight, SetMember, first_administrator, found_organisation
from anzenkarte.workspace.organisations.models import Membership, Organisation, Role, User
from anzenkarte.workspace.scope import scope

SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Party:
    """Who takes part: the sample and slug it comes from, what it is, who works there."""

    key: str
    case: str
    slug: str
    kind: str


PARTIES = (
    Party("hospital", "handa-2021", "hospital", "institution"),
    Party("contractor", "handa-2021", "a-company", "vendor"),
    Party("emr-maker", "handa-2021", "c-company", "vendor"),
    Party("saas-vendor", "saas-emr", "hoshizora-soft", "vendor"),
    Party("clinic", "saas-emr", "kiku-clinic", "institution"),
)


@dataclass
class World:
    """What was loaded: organisations and, for each, an editor's, an approver's and an administrator's account."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    editors: dict[str, User] = field(default_factory=dict)
    approvers: dict[str, User] = field(default_factory=dict)
    administrators: dict[str, User] = field(default_factory=dict)

    def actor(self, key: str, who: str = "editors", via: str = "job") -> Actor:
        """Somebody of a party, acting."""
        people: Mapping[str, User] = getattr(self, who)
        return actor_of(people[key], self.organisations[key].id, via)


def sample(case: str) -> list[Document]:
    """The documents of a sample karte."""
    text = (files("anzenkarte_catalogues") / "cases" / case / "karte.yaml").read_text(encoding="utf-8")
    return read_text(text, open_catalogue().vocabulary, duties(), f"{case}/karte.yaml")


def telling(engagement: Document, by: str, service: str = "") -> Document:
    """The engagement as one party tells it: its own statements only, that party as keeper, the service by its name.

    A file that holds one service need not name it; here a vendor may publish another one later.
    """
    statements = engagement.entities.get("statement", {})
    own = {id_: s for id_, s in statements.items() if s.fields.get("by") == by and "recorded_by" not in s.fields}
    entities = {kind: group for kind, group in engagement.entities.items() if kind != "statement"}
    if own:
        entities["statement"] = own
    if service and engagement.own is not None and "service" not in engagement.own.fields:
        named = Entity(engagement.kind, engagement.name, {**engagement.own.fields, "service": service})
        entities[engagement.kind] = {engagement.name: named}
    return replace(engagement, keeper=by, header={**engagement.header, "keeper": by}, entities=entities, sealed="")


def load() -> World:
    """Load everything into an empty database."""
    world = World()
    for party in PARTIES:
        _found(world, party)
    supervisor = found_organisation(SUPERVISOR, "地域医療連携機構（架空）", "Regional network office (fictitious)")
    world.organisations[SUPERVISOR] = supervisor
    _people(world, SUPERVISOR)
    for key, case in (("hospital", "handa-2021"), ("contractor", "handa-2021"), ("emr-maker", "handa-2021"),
                      ("saas-vendor", "saas-emr"), ("clinic", "saas-emr")):  # fmt: skip
        _documents(world, key, case)
    for key in world.organisations:
        if key != SUPERVISOR:
            act(world.actor(key, "administrators"), MakeKeys())
    _copies(world)
    for key, details in (("hospital", True), ("clinic", False)):
        since = date(2026, 4, 1)
        act(world.actor(key, "administrators"), GrantSight(supervisor.id, details, since))
    return world


def _found(world: World, party: Party) -> None:
    document = next(d for d in sample(party.case) if d.entity("party", party.slug) is not None)
    fields = document.entities["party"][party.slug].fields
    name = fields["name"] if isinstance(fields["name"], dict) else {"ja": fields["name"], "en": fields["name"]}
    world.organisations[party.key] = found_organisation(
        party.kind, str(name["ja"]), str(name["en"]), str(fields["urn"])
    )
    _people(world, party.key)


def _people(world: World, key: str) -> None:
    organisation = world.organisations[key]
    made = {who: _user(f"{who}@{key}.example") for who in ("administrator", "editor", "approver")}
    first_administrator(organisation, made["administrator"])
    world.administrators[key], world.editors[key], world.approvers[key] = made.values()
    boss = world.actor(key, "administrators")
    act(boss, SetMember(made["editor"].pk, Role.EDITOR))
    act(boss, SetMember(made["approver"].pk, Role.EDITOR, binds=True))


def _user(email: str) -> User:
    user = User(username=str(uuid.uuid4()), email=email)
    user.set_unusable_password()
    user.save()
    return user


def _documents(world: World, key: str, case: str) -> None:
    """Publish what this party keeps, and its own telling of each engagement it takes part in."""
    urn = world.organisations[key].urn
    found: list[Document] = []
    services = [document.name for document in sample(case) if document.kind == "service"]
    for document in sample(case):
        slug = next((id_ for id_, p in document.entities["party"].items() if p.fields.get("urn") == urn), "")
        if document.kind == "engagement" and slug and _takes_part(document, slug):
            found.append(telling(document, slug, services[0] if len(services) == 1 else ""))
        elif document.kind != "engagement" and urn_in(document, document.keeper) == urn:
            found.append(document)
    order = {"service": 0, "institution": 1, "engagement": 2}
    for document in sorted(found, key=lambda d: order[d.kind]):
        if document.kind == "engagement":
            _keep_services(world, key, case)
        publish(world.actor(key), document)


def _takes_part(engagement: Document, slug: str) -> bool:
    own = {} if engagement.own is None else engagement.own.fields
    contracts = engagement.entities.get("contract", {}).values()
    return slug in (own.get("vendor"), own.get("customer")) or any(c.fields.get("supplier") == slug for c in contracts)


def publish(actor: Actor, document: Document) -> None:
    """Begin a document and publish it as it stands."""
    holder = act(actor, BeginDocument(document.kind, document.name))
    act(actor, TakeIn(holder.id, document))
    act(actor, Publish(holder.id))


def _keep_services(world: World, key: str, case: str) -> None:
    for document in sample(case):
        keeper = urn_in(document, document.keeper)
        if document.kind == "service" and keeper != world.organisations[key].urn:
            act(world.actor(key), Keep(keeper, document))


def _copies(world: World) -> None:
    """What was handed over already: the customer's telling to each vendor, and theirs to the customer."""
    for case, customer, vendors in (
        ("handa-2021", "hospital", ("contractor", "emr-maker")),
        ("saas-emr", "clinic", ("saas-vendor",)),
    ):
        for engagement in (d for d in sample(case) if d.kind == "engagement"):
            if urn_in(engagement, (engagement.own.fields if engagement.own else {}).get("customer")) != (
                world.organisations[customer].urn
            ):
                continue
            for vendor in vendors:
                _trust(world, customer, vendor)
                _trust(world, vendor, customer)
                _hand_over(world, customer, vendor, engagement.name)
                _hand_over(world, vendor, customer, engagement.name)


def _trust(world: World, who: str, other: str) -> None:
    for card in cards({world.organisations[other].urn}):
        act(world.actor(who, "administrators"), TrustKey(data(card.card), card.role, card.fingerprint))


def _hand_over(world: World, giver: str, receiver: str, engagement: str) -> None:
    """Seal one's telling to the other, who takes it in."""
    actor, to = world.actor(giver), world.organisations[receiver].urn
    with scope(actor.organisation):
        row = find_document("engagement", engagement, actor.urn)
    assert row is not None  # noqa: S101 - published above
    parcel = act(actor, Seal(row.id, to))
    act(world.actor(receiver), Receive(get(parcel.sha256)))


def names(documents: Iterable[Document]) -> list[str]:
    """``kind/name`` of documents, sorted."""
    return sorted(f"{d.kind}/{d.name}" for d in documents)


def loaded() -> World:
    """The demonstration as it stands in the database."""
    world = World()
    keys = {party.key: party for party in PARTIES}
    for organisation in Organisation.objects.all():
        with scope(organisation.id):
            people = {m.user.email: m.user for m in Membership.objects.select_related("user")}
        email = next(iter(people), "@.example")
        key = email.partition("@")[2].removesuffix(".example")
        if key in keys or key == SUPERVISOR:
            world.organisations[key] = organisation
            world.administrators[key] = people[f"administrator@{key}.example"]
            world.editors[key] = people[f"editor@{key}.example"]
            world.approvers[key] = people[f"approver@{key}.example"]
    return world
