"""Fills a workspace straight into its tables: organisations, documents, statements, evidence, always the same.

Run in a process whose ``ANZENKARTE_HOME`` is empty: ``python -m benchmarks.workspace_seed SERVICES ORGANISATIONS
STATEMENTS LISTED``. Prints as JSON whom the pages are asked as, and what was written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

import django

django.setup()

from django.apps import apps  # noqa: E402 - after the settings
from django.conf import settings  # noqa: E402 - after the settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - after the settings
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - after the settings
from django.core.management import call_command  # noqa: E402 - after the settings

from anzenkarte.catalogue.catalogue import open_catalogue  # noqa: E402 - after the settings
from anzenkarte.karte.document import Document, Entity  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.models import Blob, DocumentSummary, KarteDocument, Revision  # noqa: E402 - after the settings
from anzenkarte.workspace.organisations.models import Membership, Organisation, User  # noqa: E402 - after the settings
from anzenkarte.workspace.scope import unscoped  # noqa: E402 - after the settings
from benchmarks.generate import Size, documents  # noqa: E402 - after the settings
from benchmarks.workspace_rows import (  # noqa: E402 - after the settings
    AT,
    BATCH,
    evidence,
    parcels,
    standings,
    supervisor,
    uuid_of,
)

_PEOPLE: Final = ("editor", "administrator")
_held: set[tuple[UUID, str]] = set()


def people(made: Sequence[Organisation], first: int) -> None:
    """One person for each role in each organisation; administrators have a second factor."""
    numbered = list(enumerate(made, start=first))
    User.objects.bulk_create(
        User(id=uuid_of(2 + p, n), username=f"{who}-{n}", email=f"{who}@{n}.example", password="!")  # noqa: S106 - none
        for p, who in enumerate(_PEOPLE)
        for n, _ in numbered
    )
    Membership.objects.bulk_create(
        Membership(id=uuid_of(4 + p, n), organisation=one, user_id=uuid_of(2 + p, n), role=who)
        for p, who in enumerate(_PEOPLE)
        for n, one in numbered
    )
    factor = apps.get_model("mfa", "Authenticator")
    factor.objects.bulk_create(factor(user_id=uuid_of(3, n), type="totp", data={}) for n, _ in numbered)


@dataclass(frozen=True)
class Held:
    """A document in the hands of an organisation."""

    holder: Organisation
    keeper: str
    document: Document


def organisations(count: int) -> tuple[list[Organisation], list[Organisation]]:
    """Vendors (a third) and institutions, each with its people."""
    vendors = max(1, count // 3)
    made = [
        Organisation(
            id=uuid_of(1, n), urn=f"urn:uuid:{uuid_of(1, n)}", kind="vendor" if n < vendors else "institution",
            name_ja=f"組織{n}", name_en=f"Organisation {n}", created=AT,
        )
        for n in range(count)
    ]  # fmt: skip
    Organisation.objects.bulk_create(made)
    people(made, 0)
    return made[:vendors], made[vendors:]


def _renamed(document: Document, name: str, urns: Mapping[str, str], number: int, own: Mapping[str, Any]) -> Document:
    """A made document under another name, between other parties, with statements of its own."""
    entities = {kind: dict(group) for kind, group in document.entities.items()}
    for slug, urn in urns.items():
        party = entities["party"][slug]
        entities["party"][slug] = replace(party, fields={**party.fields, "urn": urn})
    if document.kind == "institution":
        entities["party"] = {slug: entities["party"][slug] for slug in urns}  # others are known by the engagements
    for kind in ("assignment", "statement"):
        for id_, one in entities.get(kind, {}).items():
            if one.fields.get("subject") == "service/made-service":
                entities[kind][id_] = replace(one, fields={**one.fields, "subject": f"service/{own['service']}"})
    for id_, one in entities.get("statement", {}).items():
        entities["statement"][id_] = replace(one, fields={**one.fields, "note": f"{number}"})
    held = next(iter(entities[document.kind].values()))
    title: dict[str, Any] = {"ja": f"{document.kind} {number}", "en": f"{document.kind} {number}"}
    entities[document.kind] = {name: Entity(document.kind, name, {**held.fields, "name": title, **own})}
    header = {**document.header, "name": name, "keeper": own.get("keeper", document.keeper)}
    return replace(document, name=name, header=header, entities=entities, sealed="")


def made(
    services: int, statements: int, vendors: Sequence[Organisation], buyers: Sequence[Organisation]
) -> Iterator[Held]:
    """A service of a vendor, an engagement each of the two tells in its own words, each institution's own document."""
    size = Size(20, 30, max(4, statements // services))
    service, engagement, institution = documents(open_catalogue(), size)
    for number in range(services):
        vendor, buyer = vendors[number % len(vendors)], buyers[number % len(buyers)]
        urns = {"par-0": buyer.urn, "par-1": vendor.urn}
        name = f"service-{number}"
        one = _renamed(service, name, urns, number, {})
        told = _renamed(engagement, f"engagement-{number}", urns, number, {"service": name})
        yield Held(vendor, vendor.urn, replace(one, keeper="par-1", header={**one.header, "keeper": "par-1"}))
        yield Held(buyer, vendor.urn, one)
        yield Held(buyer, buyer.urn, told)
        yield Held(vendor, vendor.urn, _vendors(told))
    for number, buyer in enumerate(buyers):
        yield Held(buyer, buyer.urn, _renamed(institution, f"institution-{number}", {"par-0": buyer.urn}, number, {}))


def _vendors(told: Document) -> Document:
    """An engagement as its vendor tells it: the answers about items are the institution's."""
    entities = {kind: group for kind, group in told.entities.items() if kind != "statement"}
    return replace(told, keeper="par-1", header={**told.header, "keeper": "par-1"}, entities=entities)


def listed(count: int, vendor: Organisation) -> Iterator[Held]:
    """Small services of one vendor, for a long list."""
    service, _, _ = documents(open_catalogue(), Size(2, 2, 4))
    for number in range(count):
        one = _renamed(service, f"listed-{number}", {"par-1": vendor.urn}, number, {})
        yield Held(vendor, vendor.urn, replace(one, keeper="par-1", header={**one.header, "keeper": "par-1"}))


def write(found: Iterator[Held], first: int) -> tuple[int, int]:
    """Rows of documents in batches; gives how many documents and statements."""
    count = statements = 0
    while batch := list(islice(found, 200)):
        rows, blobs, revisions, told = [], [], [], []
        for place, held in enumerate(batch, start=first + count):
            document, holder = held.document, held.holder
            statements += len(document.entities.get("statement", {})) if held.keeper == holder.urn else 0
            blobs += [
                Blob(organisation=holder, digest=e.digest, body=dict(e.fields))
                for e in document
                if _is_new(holder.id, e.digest)
            ]
            id_ = uuid_of(9, place)
            rows.append(KarteDocument(id=id_, organisation=holder, kind=document.kind, name=document.name,
                                      keeper_urn=held.keeper, created=AT))  # fmt: skip
            revisions.append(Revision(id=place + 1, organisation=holder, document_id=id_, number=1,
                                      hash=document.revision, schema=document.schema, header=dict(document.header),
                                      manifest={document.path_of(e): e.digest for e in document}, published=AT,
                                      author=uuid_of(2, 0)))  # fmt: skip
            told.append(_summary(id_, held))
        Blob.objects.bulk_create(blobs, batch_size=BATCH)
        KarteDocument.objects.bulk_create(rows)
        Revision.objects.bulk_create(revisions)
        for row, revision in zip(rows, revisions, strict=True):
            row.head = revision
        KarteDocument.objects.bulk_update(rows, ["head"])
        DocumentSummary.objects.bulk_create(told)
        count += len(batch)
    return count, statements


def _is_new(holder: UUID, digest: str) -> bool:
    """Whether an organisation holds no such part yet; remembers that it does now."""
    if (holder, digest) in _held:
        return False
    _held.add((holder, digest))
    return True


def _summary(id_: UUID, held: Held) -> DocumentSummary:
    document = held.document
    own: Mapping[str, Any] = document.own.fields if document.own is not None else {}
    title = own["name"] if isinstance(own.get("name"), dict) else {"ja": document.name, "en": document.name}

    def urn(slug: object) -> str:
        party = document.entity("party", str(slug)) if slug else None
        return "" if party is None else str(party.fields.get("urn", ""))

    service = own.get("service")
    return DocumentSummary(
        document_id=id_, organisation=held.holder, kind=document.kind, keeper_urn=held.keeper,
        title_ja=title["ja"], title_en=title["en"], vendor_urn=urn(own.get("vendor") or own.get("provider")),
        customer_urn=urn(own.get("party") or own.get("customer")), service=service if isinstance(service, str) else "",
        entities=sum(1 for _ in document), revision=document.revision, published=AT,
    )  # fmt: skip


def session(user: UUID) -> str:
    """A signed-in browser's cookie."""
    found = User.objects.get(pk=user)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(found.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = found.get_session_auth_hash()
    store.set_expiry(timedelta(days=2))
    store.create()
    return str(store.session_key)


def main(services: int, count: int, statements: int, long: int) -> None:
    """Fill, tell."""
    call_command("migrate", verbosity=0)
    with unscoped():
        vendors, buyers = organisations(count)
        documents_, told = write(made(services, statements, vendors, buyers), 0)
        more, _ = write(listed(long, vendors[0]), documents_)
    looked = standings(vendors[0], alike=True) + standings(buyers[0], alike=False)
    kept = evidence(long, vendors[0], 0) + evidence(long, buyers[0], long)
    handed = parcels(20, vendors[0])
    body = supervisor(count, buyers, people)
    every = [*vendors, *buyers, body]
    who = {"vendor": vendors[0], "institution": buyers[0], "supervisor": body}
    places = {one.id: n for n, one in enumerate(every)}
    sessions = [(session(uuid_of(2, n)), str(one.id), one.kind) for n, one in enumerate(every[: min(50, count)])]
    print(json.dumps({
        "organisations": {kind: str(one.id) for kind, one in who.items()},
        "people": {kind: str(uuid_of(3, places[one.id])) for kind, one in who.items()},
        "sessions": sessions,
        "counts": {"organisations": count, "services": services, "statements": told, "documents": documents_ + more,
                   "standings": looked, "evidence": kept, "parcels": handed, "supervised": len(buyers)},
    }))  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
