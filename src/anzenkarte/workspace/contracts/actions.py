"""Verbs on contracts: hand in a text to be looked through, and take one of its sentences as the one that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.contracts.models import ContractText
from anzenkarte.workspace.contracts.reading import LARGEST
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.documents_store.queries import document_by_id, draft_for
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

VALUES: Final = ("supplier", "customer", "not_stated")
_LONGEST: Final = 300


def _has_contract(actor: Actor, document: UUID, slug: str) -> bool:
    holder = document_by_id(document)
    if holder is None:
        return False
    draft = draft_for(actor.user, holder)
    if draft is not None:
        return drafted(draft).entity("contract", slug) is not None
    return holder.head is not None and load(holder.head).entity("contract", slug) is not None


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
        if not _has_contract(actor, self.document, self.slug):
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
    """Write the picked sentence's clause, and whom it makes bear security updates, into one's draft of the contract."""

    text: UUID
    sentence: int
    value: str
    verb: ClassVar[str] = "contract.choose"
    kinds: ClassVar[tuple[str, ...]] = ("vendor", "institution")

    def perform(self, actor: Actor) -> Done[ContractText]:
        text = ContractText.objects.select_related("document").filter(id=self.text).first()
        if text is None:
            raise refuse("contract.unknown")
        if self.value not in VALUES:
            raise refuse("contract.value")
        if not 0 <= self.sentence < len(text.sentences):
            raise refuse("contract.sentence")
        if text.document.keeper_urn != actor.urn:
            raise refuse("contract.not-own")
        clause = clause_of(text, self.sentence)
        Edit(
            text.document_id,
            (
                Operation("contract", text.slug, "security_updates", self.value),
                Operation("contract", text.slug, "security_updates_clause", clause),
            ),
        ).perform(actor)
        text.chosen, text.value = self.sentence, self.value
        text.save(update_fields=("chosen", "value"))
        return Done(f"contract-text:{text.id}", {"sentence": self.sentence, "value": self.value}, text)


def clause_of(text: ContractText, sentence: int) -> str:
    """Clause, page and file of a sentence, as a contract's ``security_updates_clause`` says it."""
    found = text.sentences[sentence]
    page = f"{found['page']}頁" if found["page"] else ""
    return " ".join(part for part in (found["clause"], page, text.name) if part)[:_LONGEST]
