"""Handing over, through the API: bundles in and out, the post, who may be handed what, the keys known here.

Everything is sealed under the desk's key, which binds nobody; keys are made and trusted by people alone.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Status, UploadedFile

from anzenkarte.api.documents import published
from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.files import DOWNLOAD, download, taken
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Digest, Page, Urn
from anzenkarte.api.schemas.handovers import About, KeyOut, ParcelOut, PartyOut, PostOut, SealIn
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.models import Parcel, Post
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.handovers.queries import names_here, parcels, waiting
from anzenkarte.workspace.handovers.receiving import LARGEST, Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.words import language

router = Router(tags=["handovers"])


@router.get("", response=Page[ParcelOut])
@needs("read", *DESKS)
def list_handovers(
    request: HttpRequest,
    paging: Query[Paging],
    about: About | None = None,
    counterpart: Urn | None = None,
    direction: Literal["in", "out"] | None = None,
) -> dict[str, Any]:
    """Bundles sealed and received, newest first."""
    rows = parcels(about or "", counterpart or "")
    rows = rows if direction is None else rows.filter(outgoing=direction == "out")
    return page_of(rows.order_by("-at", "-sequence", "id"), paging, shown)


def shown(row: Parcel) -> dict[str, Any]:
    """A parcel as it goes over the wire."""
    return {name: getattr(row, name) for name in ParcelOut.model_fields}


@router.post("", response={201: ParcelOut})
@needs("exchange", *DESKS)
def hand_over(request: HttpRequest, body: SealIn) -> Status:
    """Seal one's own telling for another party: an offer that binds nobody. On this server it goes into the post.

    A party elsewhere is given the bundle's file. An offer that binds is sealed by a person.
    """
    return Status(201, shown(act(request.actor, Seal(body.document, body.to))))


@router.get("/waiting", response=Page[PostOut])
@needs("read", *DESKS)
def list_waiting(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Bundles others of this server have posted, not taken in yet."""
    posts = waiting(request.actor)
    names = names_here({post.sender for post in posts}, language())
    return page_of(posts, paging, lambda post: _post(post, names))


def _post(post: Post, names: dict[str, str]) -> dict[str, Any]:
    return {
        "bundle": post.bundle,
        "sender": post.sender,
        "sender_name": names.get(post.sender, ""),
        "sequence": post.sequence,
        "at": post.at,
    }


@router.post("/waiting/{bundle}", response={201: ParcelOut})
@needs("exchange", *DESKS)
def take_in_waiting(request: HttpRequest, bundle: Path[Digest]) -> Status:
    """Take in a bundle from the post of this server, verified against the keys trusted here."""
    post = next((post for post in waiting(request.actor) if post.bundle == bundle), None)
    if post is None:
        raise Http404
    return Status(201, shown(act(request.actor, Receive(get(post.sha256)))))


@router.post("/received", response={201: ParcelOut})
@needs("exchange", *DESKS)
def take_in_file(request: HttpRequest, file: File[UploadedFile]) -> Status:
    """Take in a bundle from its file, of at most 64 MiB. It is verified before anything of it is looked at.

    What is unsound, foreign or old changes nothing.
    """
    return Status(201, shown(act(request.actor, Receive(taken(file, LARGEST, "handover.too-large")))))


@router.get("/parties", response=Page[PartyOut])
@needs("read", *DESKS)
def list_parties(request: HttpRequest, paging: Query[Paging], document: UUID) -> dict[str, Any]:
    """Who may be handed an engagement: its two sides and the suppliers in its contracts."""
    (told,) = heads([published(document)])
    actor = request.actor
    urns = (
        {urn: slug for urn, slug in parties_of(told).items() if urn != actor.urn} if told.kind == "engagement" else {}
    )
    ring = keys.store_of(actor.organisation).ring()
    known = {one.card.party: one.card.holder for id_, one in ring.known.items() if id_ not in ring.revoked}
    here = names_here(set(urns), language())
    return page_of(
        sorted(urns.items()),
        paging,
        lambda one: {
            "urn": one[0],
            "slug": one[1],
            "name": here.get(one[0]) or known.get(one[0], ""),
            "here": one[0] in here,
            "trusted": one[0] in known,
        },
    )


@router.get("/keys", response=Page[KeyOut])
@needs("read", *DESKS)
def list_keys(request: HttpRequest, paging: Query[Paging], own: bool | None = None) -> dict[str, Any]:
    """Key cards known here, one's own and those trusted, by fingerprint. A token makes, trusts and revokes none."""
    ring = keys.store_of(request.actor.organisation).ring()
    rows = [one for _, one in sorted(ring.known.items()) if own in (None, one.own)]
    return page_of(
        rows,
        paging,
        lambda one: {
            "fingerprint": one.card.id,
            "party": one.card.party,
            "holder": one.card.holder,
            "role": one.role,
            "own": one.own,
            "valid_from": one.card.valid_from,
            "valid_until": one.card.valid_until,
            "revoked": str(ring.revoked.get(one.card.id, ("", ""))[0]),
        },
    )


def parcel_of(id_: UUID) -> Parcel:
    """A parcel of the organisation in scope, or 404."""
    found = Parcel.objects.filter(id=id_).first()
    if found is None:
        raise Http404
    return found


@router.get("/{uuid:id}", response=ParcelOut)
@needs("read", *DESKS)
def read_handover(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """One bundle: between whom, about what, in which place of the exchange."""
    return shown(parcel_of(id))


@router.get("/{uuid:id}/file", openapi_extra=DOWNLOAD)
@needs("read", *DESKS)
def download_handover(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sealed bundle as a file, for a party that is not on this server."""
    row = parcel_of(id)
    return download(row.sha256, f"{row.about.replace('/', '-')}-{row.sequence}.anzen")
