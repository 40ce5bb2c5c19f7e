"""The register of contracts made from published documents; may be dropped and made again at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.workspace.contracts.models import ContractRow
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load_many
from anzenkarte.workspace.scope import scope, unscoped

SERVERS: Final = ("server", "network_device", "vpn_device")


def project(holder: KarteDocument) -> None:
    """Renew the contracts of a document and of every other telling of it; one's own telling comes first."""
    rows = KarteDocument.objects.select_related("head", "organisation").filter(
        kind=holder.kind, name=holder.name, head__isnull=False
    )
    ordered = sorted(rows, key=lambda row: (row.keeper_urn != row.organisation.urn, row.keeper_urn))
    ContractRow.objects.filter(document__in=ordered).delete()
    seen: set[str] = set()
    made: list[ContractRow] = []
    for row, document in zip(ordered, load_many([row.head for row in ordered]), strict=True):
        contracts = document.entities.get("contract", {})
        made += [_row(row, document, entity, slug in seen) for slug, entity in contracts.items()]
        seen |= set(contracts)
    ContractRow.objects.bulk_create(made)


def _row(holder: KarteDocument, document: Document, entity: Entity, second: bool) -> ContractRow:
    fields = entity.fields
    title = _both(fields.get("name"), entity.id)
    supplier, customer = (_party(document, fields.get(key)) for key in ("supplier", "customer"))
    keeper = _party(document, document.keeper)
    ends = _when(fields.get("ends_on"))
    signed = _when(fields.get("signed_on"))
    return ContractRow(
        organisation_id=holder.organisation_id,
        document=holder,
        slug=entity.id,
        title_ja=title[0],
        title_en=title[1],
        form=_word(fields.get("form")),
        keeper_ja=keeper[0],
        keeper_en=keeper[1],
        supplier_ja=supplier[0],
        supplier_en=supplier[1],
        customer_ja=customer[0],
        customer_en=customer[1],
        signed="" if signed is None else signed.iso,
        ends="" if ends is None else ends.iso,
        ends_on=None if ends is None else ends.last,
        updates=_word(fields.get("security_updates")),
        clause=_word(fields.get("security_updates_clause"), 400),
        servers=servers_of(document, fields),
        second=second,
    )


def servers_of(document: Document, contract: Mapping[str, Json]) -> dict[str, list[list[str]]]:
    """Servers and network devices of a document: whose updates this supplier bears, and whose nobody does."""
    covered: list[list[str]] = []
    unclaimed: list[list[str]] = []
    for id_, component in document.entities.get("component", {}).items():
        if component.fields.get("kind") not in SERVERS:
            continue
        owner = component.fields.get("update_owner")
        name = list(_both(component.fields.get("name"), id_))
        if isinstance(owner, str) and owner == contract.get("supplier"):
            covered.append([*name, _word(component.fields.get("update_clause"), 200)])
        elif not isinstance(owner, str):
            unclaimed.append([*name, ""])
    return {"covered": covered, "open": unclaimed}


def _both(value: Json, otherwise: str) -> tuple[str, str]:
    if isinstance(value, dict) and ("ja" in value or "en" in value):
        return str(value.get("ja") or value.get("en"))[:200], str(value.get("en") or value.get("ja"))[:200]
    return (value[:200], value[:200]) if isinstance(value, str) and value else (otherwise, otherwise)


def _party(document: Document, slug: Json) -> tuple[str, str]:
    party = document.entity("party", slug) if isinstance(slug, str) else None
    return ("", "") if party is None else _both(party.fields.get("name"), party.id)


def _word(value: Json, most: int = 20) -> str:
    return value[:most] if isinstance(value, str) else ""


def _when(value: Json) -> When | None:
    if not isinstance(value, str):
        return None
    try:
        return When.parse(value)
    except AnzenError:
        return None


def rebuild() -> int:
    """Drop the register of every organisation and make it again; gives how many contracts there are."""
    with unscoped():
        organisations = set(KarteDocument.objects.values_list("organisation_id", flat=True))
    return sum(_rebuild_of(organisation) for organisation in sorted(organisations))


def _rebuild_of(organisation: UUID) -> int:
    with scope(organisation):
        ContractRow.objects.all().delete()
        done: set[tuple[str, str]] = set()
        for holder in KarteDocument.objects.filter(head__isnull=False).order_by("kind", "name", "keeper_urn"):
            if (holder.kind, holder.name) not in done:
                done.add((holder.kind, holder.name))
                project(holder)
        return ContractRow.objects.count()
