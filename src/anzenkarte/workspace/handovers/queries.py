"""What is asked about handovers: parcels, the post, cards and ties, every version and word of an exchange."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Min, Q, QuerySet

from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import Answer
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post, PublishedCard, Tie, Word
from anzenkarte.workspace.handovers.sending import exchange_of
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.queries import names_here as names_here


@dataclass(frozen=True)
class Told:
    """An exchange: every version of every line, every word, the newest parcel with lines, and what that offers."""

    versions: tuple[Line, ...]
    answers: tuple[Answer, ...]
    offer: Parcel | None
    offered: frozenset[str]


def parcels(about: str = "", counterpart: str = "") -> QuerySet:
    """Parcels, newest first."""
    rows = Parcel.objects.order_by("-at", "-sequence")
    rows = rows.filter(about=about) if about else rows
    return rows.filter(counterpart=counterpart) if counterpart else rows


def waiting(actor: Actor) -> list[Post]:
    """Bundles others of this server have posted to the actor's organisation, newer than what it took in, in order."""
    posts = list(Post.objects.filter(receiver=actor.urn).order_by("at", "id"))
    received = Parcel.objects.filter(outgoing=False, counterpart__in={post.sender for post in posts}).order_by()
    newest = {
        exchange_of(about, sender, actor.urn): sequence
        for about, sender, sequence in received.values_list("about", "sender").annotate(newest=Max("sequence"))
    }
    return [post for post in posts if post.sequence > newest.get(post.exchange, 0)]


def cards(urns: set[str]) -> list[PublishedCard]:
    """Cards that organisations of this server show."""
    return list(PublishedCard.objects.filter(urn__in=urns, revoked=False).order_by("urn", "id"))


def ties(actor: Actor) -> list[Tie]:
    """Everything asked by or of the actor's organisation, newest first."""
    return list(Tie.objects.filter(Q(asking=actor.urn) | Q(asked=actor.urn)).order_by("-at"))


def exchange(about: str, counterpart: str) -> Told:
    """Everything ever offered and said about one thing between two parties."""
    found = list(Parcel.objects.filter(about=about, counterpart=counterpart).order_by("sequence", "at"))
    by_id = {parcel.pk: parcel for parcel in found}
    every = LineVersion.objects.filter(parcel__about=about, parcel__counterpart=counterpart)
    once = every.order_by().values("digest").annotate(first=Min("id")).values("first")
    rows = LineVersion.objects.filter(id__in=once).order_by("id")
    lines = tuple(Line(row.line, row.kind, row.content, row.basis) for row in rows)
    answers = []
    said = Word.objects.filter(parcel__about=about, parcel__counterpart=counterpart)
    for parcel_id, line, digest, word, note in said.values_list("parcel_id", "line", "digest", "word", "note"):
        parcel = by_id[parcel_id]
        sealed = (parcel.sequence, parcel.bundle, parcel.sealed_on.isoformat())
        answers.append(Answer(line, digest, parcel.sender, parcel.binds, word, *sealed, note))
    latest = next((parcel for parcel in reversed(found) if parcel.lines), None)
    offered = latest.offered.values_list("digest", flat=True) if latest is not None else ()
    return Told(lines, tuple(answers), latest, frozenset(offered))
