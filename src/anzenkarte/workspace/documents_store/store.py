"""Documents to rows and back: blobs by digest, revisions as manifests, the projection behind the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.formats.values import Json, Marked
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_marked
from anzenkarte.karte.shape import keys_of
from anzenkarte.workspace.documents_store.models import Blob, DocumentSummary, KarteDocument, Revision
from anzenkarte.workspace.scope import current, unscoped


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue as this process found it first; looking whether a file has changed takes longer than a page may."""
    return open_catalogue()


def read_document(data: dict[str, Json], beside: Iterable[Document] = (), file: str = "") -> Document:
    """A document checked whole, as a file would be. Raises InputError with every problem.

    ``beside`` are documents its references may lead into (an engagement's service and institution).
    """
    others = [Marked(document.to_json(), {}, document.file) for document in beside]
    read = read_marked([Marked(data, {}, file), *others], catalogue().vocabulary, duties(), file)
    return read[0]


@lru_cache(maxsize=1)
def duties() -> frozenset[str]:
    """The ids a statement or assignment may name."""
    return frozenset(duty.id for duty in catalogue().duties)


def store_revision(holder: KarteDocument, document: Document, author: UUID, reason: str = "") -> Revision:
    """Make a revision the head of a document, storing only blobs not there yet; inside the running transaction.

    Gives the head itself when nothing changed.
    """
    if holder.head is not None and holder.head.hash == document.revision:
        return holder.head
    manifest = {document.path_of(entity): entity.digest for entity in document}
    _store_blobs(document)
    revision = Revision.objects.create(
        organisation_id=holder.organisation_id,
        document=holder,
        number=1 if holder.head is None else holder.head.number + 1,
        hash=document.revision,
        schema=document.schema,
        header=dict(document.header),
        manifest=manifest,
        published=datetime.now(UTC),
        author=author,
        reason=reason[:400],
    )
    holder.head = revision
    holder.save(update_fields=("head",))
    project(holder, document)
    return revision


def _store_blobs(document: Document) -> None:
    organisation = current()
    bodies = {entity.digest: dict(entity.fields) for entity in document}
    known = set(Blob.objects.filter(digest__in=bodies).values_list("digest", flat=True))
    Blob.objects.bulk_create(
        [Blob(organisation_id=organisation, digest=key, body=body) for key, body in bodies.items() if key not in known],
        ignore_conflicts=True,
    )


def load(revision: Revision) -> Document:
    """The document of a revision; documents are values, so a small number are kept ready."""
    return load_many([revision])[0]


def load_many(revisions: Iterable[Revision]) -> list[Document]:
    """Documents of several revisions with one question to the database for all that is not at hand."""
    asked = list(revisions)
    missing = {r.pk: r for r in asked if (r.organisation_id, r.hash) not in _ready}
    if missing:
        wanted = {digest for r in missing.values() for digest in r.manifest.values()}
        bodies = dict(Blob.objects.filter(digest__in=wanted).values_list("digest", "body"))
        for revision in missing.values():
            _keep(revision, _assemble(revision, bodies))
    return [_ready[r.organisation_id, r.hash] for r in asked]


_ready: dict[tuple[UUID, str], Document] = {}
_MOST = 512


def _keep(revision: Revision, document: Document) -> None:
    while len(_ready) >= _MOST:
        _ready.pop(next(iter(_ready)), None)
    _ready[revision.organisation_id, revision.hash] = document


def _assemble(revision: Revision, bodies: Mapping[str, dict[str, Json]]) -> Document:
    """Put a stored document together; it was checked when it was published."""
    vocabulary = catalogue().vocabulary
    kind = revision.schema.split("/")[1]
    keys = keys_of(vocabulary, kind)
    kinds = {key: name for name, key in keys.items()}
    entities: dict[str, dict[str, Entity]] = {}
    name = str(revision.header["name"])
    for path, digest in revision.manifest.items():
        key, _, id_ = path.partition("/")
        entity_kind = kinds[key]
        entities.setdefault(entity_kind, {})[id_ or name] = Entity(entity_kind, id_ or name, bodies[digest])
    complete = revision.header.get("complete", [])
    return Document(
        schema=revision.schema,
        kind=kind,
        name=name,
        keeper=str(revision.header.get("keeper", "")),
        header=revision.header,
        entities=entities,
        complete=frozenset(kinds[key] for key in complete if key in kinds),
        file=f"{kind}/{name}",
        keys=keys,
    )


def urn_in(document: Document, slug: object) -> str:
    """The URN of a party as a document knows it; empty without one."""
    party = document.entity("party", str(slug)) if slug else None
    return "" if party is None else str(party.fields.get("urn", ""))


def project(holder: KarteDocument, document: Document) -> None:
    """Renew the projection of one document."""
    own = document.own
    fields: Mapping[str, Json] = {} if own is None else own.fields
    name = fields.get("name")
    title = name if isinstance(name, dict) else {"ja": str(name or document.name), "en": str(name or document.name)}
    party = fields.get("party") or fields.get("customer")
    service = fields.get("service")
    DocumentSummary.objects.update_or_create(
        document=holder,
        defaults={
            "organisation_id": holder.organisation_id,
            "kind": holder.kind,
            "keeper_urn": holder.keeper_urn,
            "title_ja": str(title.get("ja", document.name))[:200],
            "title_en": str(title.get("en", document.name))[:200],
            "vendor_urn": urn_in(document, fields.get("vendor") or fields.get("provider")),
            "customer_urn": urn_in(document, party),
            "service": service if isinstance(service, str) else "",
            "entities": sum(1 for _ in document),
            "revision": holder.head.hash,
            "published": holder.head.published,
        },
    )


def rebuild_projections() -> int:
    """Drop every projection and make it again from the revisions; gives how many there are."""
    with unscoped():
        DocumentSummary.objects.all().delete()
        count = 0
        for holder in KarteDocument.objects.select_related("head").filter(head__isnull=False).iterator(200):
            project(holder, load(holder.head))
            count += 1
    return count
