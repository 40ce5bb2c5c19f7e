"""The vendors an institution can name already: parties of the documents it holds, its drafts, and who it is tied to.

Nobody else of the server is offered: who works here is not told to somebody who has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from anzenkarte.formats.values import Json
from anzenkarte.karte.words import SLUG, slug
from anzenkarte.web.shared.karte import written
from anzenkarte.workspace.documents_store.models import DocumentSummary, DraftOperation, KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.handovers.queries import ties
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Kind
from anzenkarte.workspace.organisations.queries import organisations_here

_NO_VENDOR: Final = ("institution", "patient", "supervisor", "parent_company")
_LOOKED_AT: Final = 1000
_READ: Final = 50
_STEM: Final = 36


@dataclass(frozen=True)
class Vendor:
    """A party that may be chosen: its id, its slug in the documents that name it, and its fields that identify it."""

    urn: str
    slug: str
    name: Json
    kind: str

    @property
    def shown(self) -> str:
        """Its name in the reader's language."""
        return written(self.name) or self.slug


@dataclass
class Known:
    """Everybody that may be chosen, by id, and who each slug in use belongs to."""

    vendors: dict[str, Vendor] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)

    def take(self, id_: str, fields: Mapping[str, Json], own: str) -> None:
        """Note a party as a document writes it; the first telling of it counts."""
        urn, kind = str(fields.get("urn") or ""), str(fields.get("kind") or "vendor")
        if not urn:
            return
        self.slugs.setdefault(id_, urn)
        if urn != own and kind not in _NO_VENDOR and fields.get("name"):
            self.vendors.setdefault(urn, Vendor(urn, id_, fields["name"], kind))

    def slug_for(self, name: str, urn: str) -> str:
        """A slug for a party, out of its name where that has Latin letters; never one that is somebody else's."""
        stem = slug(name)[:_STEM].strip("-")
        stem = stem if SLUG.match(stem) else "vendor"
        found, number = stem, 2
        while self.slugs.get(found, urn) != urn:
            found = f"{stem}-{number}"
            number += 1
        return found

    def listed(self) -> list[Vendor]:
        """The vendors by name."""
        return sorted(self.vendors.values(), key=lambda one: (one.shown, one.urn))


def known_to(actor: Actor) -> Known:
    """Who may be chosen by this person."""
    found = Known()
    for id_, fields in (*_in_documents(), *_in_drafts(actor)):
        found.take(id_, fields, actor.urn)
    tied = {tie.asked if tie.asking == actor.urn else tie.asking for tie in ties(actor) if tie.accepted}
    for one in organisations_here(tied):
        if one.kind == Kind.VENDOR and one.urn not in found.vendors:
            name: Json = {"ja": one.called("ja"), "en": one.called("en")}
            found.take(found.slug_for(one.called("en"), one.urn), {"urn": one.urn, "name": name}, actor.urn)
    return found


def _in_documents() -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Parties of the documents held: of the engagements one for each vendor, since they name the same people again."""
    rows = DocumentSummary.objects.order_by("kind", "title_ja", "document_id")
    one_each: dict[tuple[str, str], object] = {}
    for id_, kind, keeper, vendor in rows.values_list("document_id", "kind", "keeper_urn", "vendor_urn")[:_LOOKED_AT]:
        one_each.setdefault((kind, vendor or keeper), id_)
    wanted = list(one_each.values())[:_READ]
    documents = (
        KarteDocument.objects.select_related("head").filter(pk__in=wanted).order_by("kind", "name", "keeper_urn")
    )
    for document in heads(list(documents)):
        for id_, entity in document.entities.get("party", {}).items():
            yield id_, entity.fields


def _in_drafts(actor: Actor) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Parties in this person's drafts of documents that were never published."""
    rows = DraftOperation.objects.filter(
        draft__user_id=actor.user, draft__document__head__isnull=True, undone=False, kind="party", field=""
    )
    for id_, value in rows.order_by("pk").values_list("entity", "value"):
        if isinstance(value, dict):
            yield id_, value
