"""Verbs on contracts: hand in a text to be looked through, and take one of its sentences as the one that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.contracts.models import ContractText
from anzenkarte.workspace.contracts.queries import document_of, document_seen, servers_in
from anzenkarte.workspace.contracts.reading import LARGEST
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.documents_store.queries import document_by_id
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

VALUES: Final = ("supplier", "customer", "not_stated")
BASES: Final = ("contract", "terms", "sla")
_LONGEST: Final = 300


@dataclass(frozen=True)
class AddText(Action[ContractText]):
    """Keep the text of a contract, terms or an SLA; it is read in the background."""

    document: UUID
    slug: str
    data: bytes
    name: str
    verb: ClassVar[str] = "contract.text"
    kinds: ClassVar[tuple[str, ...]] = ("vendor", "institution")

    def perform(self, actor: Actor) -> Done[ContractText]:
        holder = document_by_id(self.document)
        seen = None if holder is None else document_of(actor.user, holder)
        if seen is None or seen.entity("contract", self.slug) is None:
            raise refuse("contract.unknown")
        if not self.data:
            raise refuse("contract.no-text")
        if len(self.data) > LARGEST:
            raise refuse("contract.too-large", most=LARGEST // (1024 * 1024))
        if not self.data.startswith((b"%PDF-", b"PK\x03\x04")) and b"\x00" in self.data[:4096]:
            raise refuse("contract.kind")
        text = ContractText.objects.create(
            organisation_id=actor.organisation,
            document_id=self.document,
            slug=self.slug,
            sha256=put(self.data),
            name=_shown(self.name),
            size=len(self.data),
            author=actor.user,
        )
        return Done(f"contract-text:{text.id}", {"sha256": text.sha256}, text)


def _shown(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[:140] or "file"


@dataclass(frozen=True)
class ChooseSentence(Action[ContractText]):
    """Write the picked sentence's clause, and whom it makes bear security updates, into one's draft of the contract.

    ``servers`` are components of the same document that the sentence covers: for them the bearer, the kind of paper
    (``basis``: contract, terms, sla) and the clause are written as well.
    """

    text: UUID
    sentence: int
    value: str
    servers: tuple[str, ...] = ()
    basis: str = "contract"
    verb: ClassVar[str] = "contract.choose"
    kinds: ClassVar[tuple[str, ...]] = ("vendor", "institution")

    def perform(self, actor: Actor) -> Done[ContractText]:
        text = ContractText.objects.select_related("document").filter(id=self.text).first()
        if text is None:
            raise refuse("contract.unknown")
        if self.value not in VALUES or self.basis not in BASES:
            raise refuse("contract.value")
        if not 0 <= self.sentence < len(text.sentences):
            raise refuse("contract.sentence")
        if text.document.keeper_urn != actor.urn:
            raise refuse("contract.not-own")
        clause = clause_of(text, self.sentence)
        written = (
            Operation("contract", text.slug, "security_updates", self.value),
            Operation("contract", text.slug, "security_updates_clause", clause),
        )
        covered = self._covered(document_seen(actor.user, text), text.slug, clause)
        Edit(text.document_id, (*written, *covered)).perform(actor)
        text.chosen, text.value = self.sentence, self.value
        text.save(update_fields=("chosen", "value"))
        detail = {"sentence": self.sentence, "value": self.value, "servers": len(self.servers)}
        return Done(f"contract-text:{text.id}", detail, text)

    def _covered(self, document: Document | None, slug: str, clause: str) -> tuple[Operation, ...]:
        """What is written at each server the sentence covers."""
        if not self.servers:
            return ()
        contract = None if document is None else document.entity("contract", slug)
        if document is None or contract is None or self.value not in ("supplier", "customer"):
            raise refuse("contract.servers")
        bearer = contract.fields.get(self.value)
        known = {one for one, _ in servers_in(document)}
        if not isinstance(bearer, str) or not set(self.servers) <= known:
            raise refuse("contract.servers")
        values = {"update_owner": bearer, "update_basis": self.basis, "update_clause": clause}
        return tuple(
            Operation("component", server, field, value) for server in self.servers for field, value in values.items()
        )


def clause_of(text: ContractText, sentence: int) -> str:
    """Clause, page and file of a sentence, as a contract's ``security_updates_clause`` says it."""
    found = text.sentences[sentence]
    page = f"{found['page']}頁" if found["page"] else ""
    return " ".join(part for part in (found["clause"], page, text.name) if part)[:_LONGEST]
