"""What a party offers about one of its documents: the documents of the bundle and the lines that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from anzenkarte.accord.gather import lines_of
from anzenkarte.accord.lines import Line
from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.karte.document import Document
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import beside, heads, tellings
from anzenkarte.workspace.documents_store.store import urn_in
from anzenkarte.workspace.organisations.acting import Actor

SIDES = ("vendor", "customer")


@dataclass(frozen=True)
class Offered:
    """Documents and lines, with the assessment they follow from."""

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]
    assessment: Assessment


def about_of(row: KarteDocument) -> str:
    """``engagement/name`` and the like."""
    return f"{row.kind}/{row.name}"


def parties_of(engagement: Document) -> dict[str, str]:
    """URN → name of every party that may be handed this engagement: its two sides and the suppliers in contracts."""
    fields = {} if engagement.own is None else engagement.own.fields
    slugs = [fields.get(side) for side in SIDES]
    slugs += [contract.fields.get("supplier") for contract in engagement.entities.get("contract", {}).values()]
    found: dict[str, str] = {}
    for slug in slugs:
        urn = urn_in(engagement, slug)
        if urn:
            found[urn] = str(slug)
    return found


def own_offer(actor: Actor, row: KarteDocument, on: date) -> Offered:
    """What the actor's organisation offers now: its own telling, with the documents its references lead into."""
    (own,) = heads([row])
    return offered((own, *beside(actor, own)), row.name, on, ())


def offered(documents: tuple[Document, ...], name: str, on: date, editions: tuple[str, ...]) -> Offered:
    """The lines that follow from documents on a day."""
    catalogue = open_catalogue()
    case = choose(documents, catalogue.vocabulary, name)
    assessment = run(case, catalogue, on, catalogue.resolve(list(editions), on))
    return Offered(tuple(case.documents), lines_of(assessment), assessment)


def as_now(sender: str, revisions: Mapping[str, str], name: str, on: date, editions: tuple[str, ...]) -> Offered | None:
    """What an offer would be today: the newest copies held of the documents it was made from; None without them."""
    found: list[Document] = []
    for key in sorted(revisions):
        kind, _, document_name = key.partition("/")
        rows = tellings(kind, [document_name])
        first = [row for row in rows if row.keeper_urn == sender] or rows
        found += heads(first[:1])
    if not any(document.name == name for document in found):
        return None
    try:
        return offered(tuple(found), name, on, editions)
    except InputError:
        return None
