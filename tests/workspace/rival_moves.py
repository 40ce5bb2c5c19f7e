"""What the rivals of ``test_rivals`` do with their own, one move a method: each must work, and tell nobody else.

Evidence, contract texts, inspection packs, papers for customers, what a supervising body may see, places offered and
taken away, bundles of a vendor that is not on this server, programs with a token.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from django.test import Client
from django.utils import timezone

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, Place, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import WHOLE, Operation, apply
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.vendor_desk.jobs import read_job
from anzenkarte.workspace.contracts.actions import AddText
from anzenkarte.workspace.contracts.tasks import read_text
from anzenkarte.workspace.demonstration.load import World, sample
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence.actions import AddEvidence
from anzenkarte.workspace.handovers.actions import TrustKey
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.inspections.actions import AskFile, BeginPack, ConfirmLine
from anzenkarte.workspace.inspections.queries import pack_by_id
from anzenkarte.workspace.inspections.tasks import build_file, fill_pack
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import EndMember, GrantSight, WithdrawSight
from anzenkarte.workspace.organisations.invitations import Invite, WithdrawInvitation
from anzenkarte.workspace.organisations.models import Membership
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken, RevokeToken
from anzenkarte.workspace.tokens.models import Token
from tests.workspace.rivals import MARK, Secrets, text_of, texts_in

MOVES: Final = ("evidence", "contract", "pack", "paper", "sight", "place", "stranger", "program")
PHRASE: Final = "a long passphrase"
STRANGER: Final = "urn:uuid:33333333-3333-4333-8333-333333333333"
PASSWORD: Final = "seven quiet rivers"  # noqa: S105 - of people who live as long as a test


@dataclass
class Stranger:
    """A vendor with files and keys of its own and no place on this server."""

    store: KeyStore
    known: Known
    sent: dict[str, int] = field(default_factory=dict)

    def bundle(self, to: str, word: str) -> bytes:
        """Its service, sealed for a party of this server, with a word in it."""
        self.sent[to] = self.sent.get(to, 0) + 1
        number = self.sent[to]
        document = apply(stranger_service(), [Operation("service", stranger_service().name, "note", word)])
        place = Place(number, "sha256:" + "0" * 64) if number > 1 else Place()
        offer = Offer(f"service/{document.name}", to, Content((document,)), place)
        return seal(offer, self.store.unlock(self.known, PHRASE), today())


@cache
def stranger_service() -> Document:
    """A service of the samples, kept by the stranger."""
    service = next(one for one in sample("saas-emr") if one.kind == "service")
    own = {**service.entities["party"][service.keeper].fields, "urn": STRANGER}
    return apply(service, [Operation("party", service.keeper, WHOLE, own)])


@cache
def stranger() -> Stranger:
    """One for all runs: whoever trusted its key keeps trusting it."""
    store = KeyStore(Path(tempfile.mkdtemp(prefix="anzenkarte-stranger-")))
    draft = Draft("stranger", STRANGER, "よその会社", "clerk", today(), today() + timedelta(days=900))
    return Stranger(store, store.make(draft, PHRASE, None, 2**10))


class Moves:
    """The moves; a run adds the documents, the secrets and what is watched."""

    world: World
    secrets: Secrets
    tokens: dict[str, str]
    tally: ClassVar[Counter[str]]
    trusting: ClassVar[set[str]] = set()
    clean: Callable[[str, str, str], None]
    id_of: Callable[[str], UUID]
    own_documents: Callable[[str], list[KarteDocument]]
    client_of: Callable[[str, str], Client]
    loaded: Callable[[str, KarteDocument], Document]

    def move(self, what: str, who: str, other: str, number: int) -> None:
        """One of ``MOVES``; ``number`` decides what the move leaves open."""
        moved: dict[str, Callable[[str, str, int], bool]] = {
            "evidence": self._evidence,
            "contract": self._contract,
            "pack": self._pack,
            "paper": self._paper,
            "sight": self._sight,
            "place": self._place,
            "stranger": self._stranger,
            "program": self._program,
        }
        self.tally[what] += moved[what](who, other, number)

    def _one(self, who: str, number: int, kind: str = "") -> KarteDocument | None:
        own = [row for row in self.own_documents(who) if kind in ("", row.kind)]
        return own[number % len(own)] if own else None

    def _page(self, client: Client, who: str, path: str) -> Any:
        answer = client.get(path)
        assert answer.status_code < 500, path
        self.clean(who, text_of(answer), path)
        return answer

    # --- what is kept -------------------------------------------------------------------------------------------------

    def _evidence(self, who: str, other: str, number: int) -> bool:
        """A file with a word inside; it goes where its document goes, once that is published."""
        row = self._one(who, number)
        assert row is not None
        title, inside = self.secrets.new(who), self.secrets.new(who)
        reference = f"evidence/rival-{self.secrets.number}"
        file = act(self.world.actor(who), AddEvidence(row.id, reference, inside.encode(), f"{title}.txt", title))
        self.secrets.waiting[row.id] |= {title, inside}
        path = f"/o/{file.organisation_id}/evidence/{file.id}/file/"
        assert inside in text_of(self._page(self.client_of(who, "editors"), who, path))
        for place in (self.id_of(who), self.id_of(other)):
            tried = f"/o/{place}/evidence/{file.id}/file/"
            assert self._page(self.client_of(other, "editors"), other, tried).status_code == 404
        return True

    def _contract(self, who: str, other: str, number: int) -> bool:
        """The text of a contract, read for its sentences."""
        row = self._one(who, number, "engagement")
        slugs = [] if row is None else sorted(self.loaded(who, row).entities.get("contract", {}))
        if row is None or not slugs:
            return False
        word = self.secrets.new(who)
        said = f"第5条\n乙は、サーバのセキュリティパッチ（{word}）を適用する責任を負う。\n".encode()
        text = act(self.world.actor(who), AddText(row.id, slugs[number % len(slugs)], said, f"{word}.txt"))
        read_text.func(str(text.organisation_id), str(text.id))
        path = f"/o/{text.organisation_id}/contracts/text/{text.id}/"
        assert word in text_of(self._page(self.client_of(who, "editors"), who, path))
        tried = f"/o/{self.id_of(other)}/contracts/text/{text.id}/"
        assert self._page(self.client_of(other, "editors"), other, tried).status_code == 404
        return True

    def _pack(self, who: str, other: str, number: int) -> bool:
        """An inspection is prepared, a line confirmed with a word, a file built."""
        row = self._one(who, number, "institution")
        if row is None:
            return False
        actor, word = self.world.actor(who), self.secrets.new(who)
        pack = act(actor, BeginPack(row.id, timezone.localdate() + timedelta(days=20)))
        fill_pack.func(str(pack.organisation_id), str(pack.id))
        with scope(actor.organisation):
            pack = pack_by_id(pack.id)
        line = pack.content["own"][number % len(pack.content["own"])]["id"]
        act(actor, ConfirmLine(pack.id, "", line, "yes", timezone.localdate(), None, word))
        file = act(actor, AskFile(pack.id, "xlsx", "ja"))
        build_file.func(str(file.organisation_id), str(file.id))
        client = self.client_of(who, "editors")
        self._page(client, who, f"/o/{pack.organisation_id}/inspections/{pack.id}/list/")
        path = f"inspections/{pack.id}/file/{file.id}/"
        built = client.get(f"/o/{pack.organisation_id}/{path}").content
        assert word in texts_in(built)
        self.clean(who, texts_in(built), path)
        return True

    def _paper(self, who: str, other: str, number: int) -> bool:
        """Papers for a customer hold words of their maker alone, whatever others handed to him."""
        row = self._one(who, number, "service")
        if row is None:
            return False
        client = self.client_of(who, "editors")
        begun = client.post(f"/o/{self.id_of(who)}/vendor/{row.id}/papers/", {"level": "clinic", "reader": "customer"})
        assert begun.status_code == 302
        job = UUID(begun["location"].rstrip("/").rpartition("/")[2])
        done = read_job(self.world.actor(who), row, job)
        assert done is not None
        assert done.state == "done"
        for name, sha256 in done.files.items():
            found = set(MARK.findall(texts_in(get(sha256))))
            strange = [word for word in found if self.secrets.owner[word] != who]
            assert strange == [], f"{name} for customers of {who} holds {strange}"
        tried = f"/o/{self.id_of(other)}/vendor/{row.id}/papers/{job}/"
        assert self._page(self.client_of(other, "editors"), other, tried).status_code == 404
        return True

    # --- who may look -------------------------------------------------------------------------------------------------

    def _sight(self, who: str, other: str, number: int) -> bool:
        """Counts, details or nothing for the supervising body, and it sees just that."""
        if self.world.organisations[who].kind != "institution":
            return False
        boss, supervisor = self.world.actor(who, "administrators"), self.id_of("supervisor")
        grant = act(boss, GrantSight(supervisor, number % 3 == 1, date(2026, 4, 1)))
        if number % 3 == 2:
            act(boss, WithdrawSight(grant.id))
        client = self.client_of("supervisor", "editors")
        every = self._page(client, "supervisor", f"/o/{supervisor}/supervisor/")
        assert (self.world.organisations[who].name_ja in text_of(every)) is (number % 3 != 2)
        one = self._page(client, "supervisor", f"/o/{supervisor}/supervisor/{self.id_of(who)}/")
        assert one.status_code == (200 if number % 3 == 1 else 404)
        return True

    def _place(self, who: str, other: str, number: int) -> bool:
        """A link opens to its person alone, once; a place that ended opens nothing."""
        boss, word = self.world.actor(who, "administrators"), self.secrets.new(who)
        invitation, link = act(boss, Invite(f"{word}@{who}.example", "reader", title=word))
        asked = self.client_of(other, "editors").post(link)
        assert asked.status_code == 403
        guest = Client()
        if number % 2:
            act(boss, WithdrawInvitation(invitation.id))
            assert guest.get(link).status_code == 410
            return True
        chosen = guest.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert chosen.status_code in (200, 302)
        guest.post(link)
        home = f"/o/{self.id_of(who)}/record/"
        assert self._page(guest, who, home).status_code == 200
        assert guest.get(f"/o/{self.id_of(other)}/record/").status_code == 404
        assert Client().get(link).status_code == 410
        with scope(self.id_of(who)):
            member = Membership.objects.get(user__email=f"{word}@{who}.example")
        act(boss, EndMember(member.id))
        assert guest.get(home).status_code == 404
        return True

    # --- from elsewhere -----------------------------------------------------------------------------------------------

    def _stranger(self, who: str, other: str, number: int) -> bool:
        """A bundle from elsewhere comes in once its key is trusted, to whom it is for, once."""
        word, sender = self.secrets.new("stranger"), stranger()
        bundle = sender.bundle(self.world.organisations[who].urn, word)
        if who not in self.trusting:
            assert self._refused(who, bundle) == "handover.untrusted"
            boss = self.world.actor(who, "administrators")
            act(boss, TrustKey(sender.known.data, "clerk", sender.known.card.id))
            self.trusting.add(who)
        expected = "handover.not-for-us" if other in self.trusting else "handover.untrusted"
        assert self._refused(other, bundle) == expected
        act(self.world.actor(who), Receive(bundle))
        self.secrets.known[who].add(word)
        assert self._refused(who, bundle) == "handover.known"
        return True

    def _refused(self, who: str, bundle: bytes) -> str:
        try:
            act(self.world.actor(who), Receive(bundle))
        except InputError as error:
            return error.problems[0].code
        return ""

    def _program(self, who: str, other: str, number: int) -> bool:
        """A program drafts and publishes what is its organisation's, nothing else, and nothing once it was revoked."""
        row, word = self._one(who, number), self.secrets.new(who)
        assert row is not None
        token = act(self.world.actor(who), MakeToken(self.secrets.new(who), ("read", "write", "publish"), 1))
        foreign = self._one(other, number)
        assert foreign is not None
        change = {"operations": [{"kind": row.kind, "id": row.name, "field": "note", "value": word}]}
        assert self._asked(who, token, "patch", f"{row.id}/draft", change) == 200
        for method, path in (("patch", "draft"), ("post", "publish"), ("get", "content"), ("get", "revisions")):
            body = change if method == "patch" else {"reason": word}
            assert self._asked(who, token, method, f"{foreign.id}/{path}", body) == 404
        if self._asked(who, token, "post", f"{row.id}/publish", {"reason": self.secrets.new(who)}) == 201:
            self.secrets.publish(row.id, word)
        with scope(self.id_of(who)):
            own = Token.objects.get(id=UUID(hex=token.split("_", 2)[1]))
        act(self.world.actor(who), RevokeToken(own.id))
        assert self._asked(who, token, "get", f"{row.id}/content") == 401
        return True

    def _asked(self, who: str, token: str, method: str, path: str, body: object = None) -> int:
        sent: dict[str, Any] = {"headers": {"authorization": f"Bearer {token}"}}
        if method != "get":
            sent |= {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(Client(), method)(f"/api/v1/documents/{path}", **sent)
        self.clean(who, text_of(answer), path)
        return int(answer.status_code)
