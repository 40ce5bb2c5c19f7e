"""Two rival vendors, a hospital and a clinic at random: nobody is ever shown, or moves, what is another's.

Every party writes words of its own (canaries) into its documents, drafts, tokens and invitations. Whatever a party then
asks for (every page, every operation of the API, with ids of its own and of the others) and whatever its tables hold
must be free of words that were not handed to it in a sealed bundle; whatever it tries with ids of others must leave the
others' rows as they were. ``RIVALS_STEPS`` asks for more steps than a test run has time for.
"""

from __future__ import annotations

import dataclasses
import io
import os
import zipfile
from collections import Counter
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as steps
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from anzenkarte.app import urls
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.queries import waiting
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import Action, Refused, act
from anzenkarte.workspace.organisations.actions import SetMember
from anzenkarte.workspace.organisations.invitations import Invite
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken
from tests.workspace.rival_moves import MOVES, Moves
from tests.workspace.rivals import Secrets, as_text, emails, ids_of, patterns, rows_of, text_of, texts_in

PARTIES = ("contractor", "emr-maker", "hospital", "clinic")
WATCHERS = (*PARTIES, "saas-vendor", "supervisor")
EMPTY: dict[str, Any] = {"Sequence": (), "Mapping": {}, "frozenset": frozenset(), "tuple": ()}
PARTNERS = {"contractor": ("hospital",), "emr-maker": ("hospital",), "hospital": ("contractor", "emr-maker"),
            "clinic": ("saas-vendor",)}  # fmt: skip
WHAT = ("write", "hand over", "hand over", "receive", "receive", "make", *["look"] * 5, "send", "send", *["meddle"] * 6,
        *MOVES)  # fmt: skip
TABLES = {
    "document": ("documents_store.KarteDocument",),
    "id": ("documents_store.KarteDocument",),
    "parcel": ("handovers.Parcel",),
    "approval": ("agreements.ApprovalRequest",),
    "member": ("organisations.Membership",),
    "token": ("tokens.Token",),
    "grant": ("organisations.Grant",),
    "invitation": ("organisations.Invitation",),
    "institution": ("organisations.Grant", "organisations.Membership"),
    "file": ("evidence.EvidenceFile", "inspections.PackFile"),
    "text": ("contracts.ContractText",),
    "pack": ("inspections.InspectionPack",),
}
PEOPLE = ("editors", "approvers", "administrators")
WORDS = ("service", "engagement", "institution", "statement", "party", "x", "json", "csv", "note", "1")
ASKED = ("document", "service", "engagement", "case", "of", "line", "item", "id", "reference", "verify", "part", "page",
         "q", "urn", "with", "old", "new", "state", "show", "kind")  # fmt: skip
STEPS = int(os.environ.get("RIVALS_STEPS", "80"))

party = st.sampled_from(PARTIES)
watcher = st.sampled_from(WATCHERS)
person = st.sampled_from(PEOPLE)
number = st.integers(0, 10_000)


def actions() -> list[type[Action[Any]]]:
    """Every verb of the workspace, by name."""
    found, waiting_ = {}, [Action]
    while waiting_:
        for one in waiting_.pop().__subclasses__():
            waiting_.append(one)
            if "verb" in vars(one):
                found[f"{one.__module__}.{one.__qualname__}"] = one
    return [found[name] for name in sorted(found) if found[name].__module__.startswith("anzenkarte.")]


class Rivals(Moves, RuleBasedStateMachine):
    """One run: in a transaction that is rolled back at its end."""

    world: Any = None  # the demonstration, set by the test
    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.secrets = Secrets()
        self.tokens: dict[str, str] = {}
        self.addresses = {one: emails(self.world, one) for one in WATCHERS}

    def teardown(self) -> None:
        self.tally["runs"] += 1
        try:
            for one in WATCHERS:
                self.receive(one)  # whatever still waits; it looks into the tables as well
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- what is watched ----------------------------------------------------------------------------------------------

    def clean(self, who: str, text: str, where: str) -> None:
        """No word, and no address of a person, of another party."""
        found = self.secrets.foreign(who, text)
        found += [mail for one in WATCHERS if one != who for mail in self.addresses[one] if mail in text]
        assert found == [], f"{who} is shown {found} by {where}"

    def look_into_tables(self, who: str) -> None:
        for table, rows in rows_of(self.id_of(who)).items():
            self.clean(who, as_text(rows), f"its rows of {table}")

    def id_of(self, who: str) -> UUID:
        return self.world.organisations[who].id

    def others(self, who: str) -> dict[str, Any]:
        return {one: rows_of(self.id_of(one)) for one in WATCHERS if one != who}

    def own_documents(self, who: str) -> list[KarteDocument]:
        actor = self.world.actor(who)
        with scope(actor.organisation):
            rows = KarteDocument.objects.filter(keeper_urn=actor.urn, head__isnull=False)
            return list(rows.select_related("head").order_by("kind", "name"))

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """One of all below, the looking most often; one rule, because a run would leave some of several out."""
        what, who = data.draw(st.sampled_from(WHAT)), data.draw(party)
        as_ = data.draw(person)
        if what == "write":
            self.write(who, data.draw(number), data.draw(st.booleans()))
        elif what == "hand over":
            self.hand_over(who, data.draw(number), data.draw(st.sampled_from(PARTNERS[who]) | party))
        elif what == "receive":
            self.receive(who)
        elif what == "make":
            self.make_a_token(who)
            self.invite(who)
        elif what == "look":
            self.look(data.draw(watcher), as_, data)
        elif what == "send":
            self.send(who, as_, data)
        elif what in MOVES:
            self.move(what, who, data.draw(party.filter(lambda one: one != who)), data.draw(number))
        else:
            self.meddle(who, as_, data.draw(st.sampled_from(actions())), data)

    # --- what parties do with their own -------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        for who in PARTIES:
            for place in range(len(self.own_documents(who))):
                self.write(who, place, True)
            self.tokens[who] = act(self.world.actor(who), MakeToken(self.secrets.new(who), ("read", "write"), 1))
        for who, partners in PARTNERS.items():  # every run has bundles under way, whatever it draws afterwards
            kinds = [document.kind for document in self.own_documents(who)]
            self.hand_over(who, kinds.index("engagement"), partners[0])

    def write(self, who: str, which: int, publish: bool) -> None:
        """A word into a draft, and perhaps to the own organisation."""
        self.tally["written"] += 1
        own = self.own_documents(who)
        document, word = own[which % len(own)], self.secrets.new(who)
        actor = self.world.actor(who)
        act(actor, Edit(document.id, [Operation(document.kind, document.name, "note", word)]))
        if publish:
            act(actor, Publish(document.id, self.secrets.new(who)))
            self.secrets.publish(document.id, word)

    def hand_over(self, who: str, which: int, to: str) -> None:
        """A bundle brings what is published in the telling, in one's services and in one's profile; nothing else."""
        own = self.own_documents(who)
        document = own[which % len(own)]
        try:
            parcel = act(self.world.actor(who), Seal(document.id, self.world.organisations[to].urn))
        except InputError:
            return
        handed = {document.id} | {one.id for one in own if one.kind != "engagement" and document.kind == "engagement"}
        self.tally["bundles"] += 1
        self.secrets.receiver[parcel.sha256] = to
        self.secrets.in_parcel[parcel.sha256] = frozenset(word for id_ in handed for word in self.secrets.words_of(id_))

    def receive(self, who: str) -> None:
        actor = self.world.actor(who)
        with scope(actor.organisation):
            posts = waiting(actor)
        for post in posts:
            try:
                act(actor, Receive(get(post.sha256)))
            except InputError:
                continue  # another of the same exchange was newer
            self.tally["received"] += 1
            self.secrets.known[who] |= self.secrets.in_parcel[post.sha256]
        self.look_into_tables(who)

    def make_a_token(self, who: str) -> None:
        act(self.world.actor(who), MakeToken(self.secrets.new(who), ("read",), 1))

    def invite(self, who: str) -> None:
        word = self.secrets.new(who)
        act(self.world.actor(who, "administrators"), Invite(f"{word}@{who}.example", "reader", title=word))

    # --- what they try with others' -----------------------------------------------------------------------------------

    def filled(self, place: str, organisation: UUID, data: st.DataObject, whose: str) -> str:
        """An address with its parts filled from what there is of somebody."""
        rows = rows_of(self.id_of(whose))
        out, *parts = place.replace("<uuid:organisation>", str(organisation)).split("<")
        for part in parts:
            converter, _, rest = part.partition(":")
            name, _, after = rest.partition(">")
            fitting = ids_of({label: rows[label] for label in TABLES.get(name, ()) if label in rows})
            choice = {"uuid": fitting or ids_of(rows), "int": ["1", "7"]}.get(converter.removesuffix("str"))
            out += data.draw(st.sampled_from(choice or self.words())) + after
        return f"/{out}"

    def words(self) -> list[str]:
        names = sorted({one.name for who in PARTIES for one in self.own_documents(who)})
        return [*WORDS, *names, *(self.world.organisations[one].urn for one in WATCHERS)]

    def look(self, who: str, as_: str, data: st.DataObject) -> None:
        """Any page and any operation, as any of one's people, with anybody's ids in the address and behind it."""
        client = self.client_of(who, as_)
        whose = who if data.draw(st.booleans()) else data.draw(watcher)
        ids = ids_of(rows_of(self.id_of(whose)))
        for place in data.draw(
            st.lists(st.sampled_from(patterns(self.world.organisations[who].kind)), min_size=3, max_size=6)
        ):
            target = self.id_of(who if data.draw(st.integers(0, 5)) else whose)
            asked = {name: data.draw(st.sampled_from([*ids, *self.words()])) for name in data.draw(_NAMES)}
            path = self.filled(place, target, data, whose)
            headers = {"authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens and "api/" in path else {}
            answer = client.get(path, asked, headers=headers)
            self.tally[f"pages {answer.status_code}"] += 1
            assert answer.status_code < 500, path
            assert target == self.id_of(who) or answer.status_code in (302, 401, 403, 404, 405) or "api/" in path, path
            self.clean(who, text_of(answer), path)

    def send(self, who: str, as_: str, data: st.DataObject) -> None:
        """Any form and any operation that changes, with ids of another."""
        client, other = self.client_of(who, as_), data.draw(party.filter(lambda one: one != who))
        ids, before = ids_of(rows_of(self.id_of(other))), self.others(who)
        method = data.draw(st.sampled_from(("post", "post", "put", "patch", "delete")))
        path = self.filled(
            data.draw(st.sampled_from(patterns(self.world.organisations[who].kind))), self.id_of(who), data, other
        )
        api = "api/" in path
        headers = {"authorization": f"Bearer {self.tokens[who]}"} if api else {}
        said = {name: data.draw(st.sampled_from([*ids, *self.words()])) for name in data.draw(_NAMES)}
        kind = {} if method == "post" and not api else {"content_type": "application/json"}
        answer = getattr(client, method)(path, said, headers=headers, **kind)
        self.tally[f"sent {answer.status_code}"] += 1
        assert answer.status_code < 500, path
        self.clean(who, text_of(answer), path)
        assert self.others(who) == before, f"{who} moved rows of another by {method} {path}"

    def meddle(self, who: str, as_: str, action: type[Action[Any]], data: st.DataObject) -> None:
        """Any action at all whose ids are another's is refused, and moves nothing of anybody else."""
        other = data.draw(party.filter(lambda one: one != who))
        ids, before = ids_of(rows_of(self.id_of(other))), self.others(who)
        fields = [one for one in dataclasses.fields(action) if one.default is dataclasses.MISSING]
        given = {one.name: data.draw(self.value(str(one.type), ids, who)) for one in fields}
        own = rows_of(self.id_of(who))
        try:
            with transaction.atomic():
                act(self.world.actor(who, as_), action(**given))
        except (InputError, Refused):
            self.tally["refused"] += 1
            assert rows_of(self.id_of(who)) == own, f"{action.verb} was refused and left something"
        else:
            assert "UUID" not in {str(one.type) for one in fields}, f"{who} did {action.verb} with {given} of {other}"
            self.taken_in(who, [value for value in given.values() if isinstance(value, bytes)])
        assert self.others(who) == before, f"{who} moved rows of another by {action.verb}"
        self.look_into_tables(who)

    def taken_in(self, who: str, files: list[bytes]) -> None:
        """A bundle can be taken in by whom it was handed to, and by nobody else."""
        for name in (sha256(file).hexdigest() for file in files):
            if name in self.secrets.in_parcel:
                assert self.secrets.receiver[name] == who, f"{who} took in what was handed to another"
                self.secrets.known[who] |= self.secrets.in_parcel[name]

    def value(self, kind: str, ids: list[str], who: str) -> st.SearchStrategy[Any]:
        """Something of a field's type: ids of another, documents of one's own."""
        made: dict[str, st.SearchStrategy[Any]] = {
            "UUID": st.sampled_from(ids).map(UUID),
            "str": st.sampled_from([*self.words(), *ids]),
            "int": st.integers(0, 3),
            "bool": st.booleans(),
            "bytes": st.sampled_from([b"", b"x", *self.under_way()]),
            "Data": st.sampled_from([b"", b"x", *self.under_way()]),
            "date": st.sampled_from([date(2026, 4, 1), date(2027, 4, 1)]),
            "Document": st.sampled_from(self.own_documents(who)).map(lambda row: self.loaded(who, row)),
            "Sequence[Operation]": st.just([Operation("service", "x", "note", "moved")]),
        }
        empty = next((value for begin, value in EMPTY.items() if kind.startswith(begin)), None)
        return made[kind] if kind in made else st.just(empty)

    def loaded(self, who: str, row: KarteDocument) -> Document:
        with scope(self.id_of(who)):
            return load(row.head)

    def under_way(self) -> list[bytes]:
        """Bundles under way, whoever they are for."""
        return [get(sha256) for sha256 in sorted(self.secrets.in_parcel)][-4:]

    def client_of(self, who: str, as_: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(getattr(self.world, as_)[who])
        return client


_NAMES = st.lists(st.sampled_from(ASKED), max_size=3, unique=True)


def test_there_are_many_verbs_and_addresses() -> None:
    assert len(actions()) > 25
    assert min(len(patterns(kind)) for kind in ("vendor", "institution", "supervisor")) > 20
    assert len(urls.urlpatterns) > 2  # what brings every module with a verb


def test_words_in_packed_files_are_found() -> None:
    """What the moves look into must be able to show a word."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", "canary-1-of-clinic-end")
    assert "canary-1-of-clinic-end" in texts_in(target.getvalue())


def test_an_account_that_is_none_becomes_no_member(world: Any) -> None:
    with pytest.raises(InputError, match=r"member\.unknown"):
        act(world.actor("clinic", "administrators"), SetMember(UUID(int=9), "reader"))


@pytest.fixture
def factors(world: Any) -> None:
    """Administrators with a second factor, without which no page answers them."""
    for user in world.administrators.values():
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})


def test_nobody_sees_or_moves_what_is_anothers(world: Any, factors: None, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    each = min(STEPS, 40)
    Rivals.world = world
    chosen = steps(
        max_examples=2 + max(1, STEPS // each),  # the first two of hypothesis are the shortest there are
        phases=(Phase.generate,),  # to shrink takes minutes and tells little more
        stateful_step_count=each,
        deadline=None,
        derandomize=STEPS <= 80,
        suppress_health_check=list(HealthCheck),
    )
    Rivals.tally, Rivals.trusting = Counter(), set()
    run_state_machine_as_test(Rivals, settings=chosen)
    tally = Rivals.tally
    print(dict(sorted(tally.items())))  # noqa: T201 - seen with -s
    assert min(tally[done] for done in ("pages 200", "pages 404", "refused", "bundles")) > STEPS // 20
    assert tally["received"] > 0
    assert sum(tally[move] for move in MOVES) > STEPS // 10
    assert STEPS < 800 or min(tally[move] for move in MOVES) > 0
