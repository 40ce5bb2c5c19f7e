"""What is asked about handovers: parcels, the post, cards to look at, every version and word of an exchange."""

from __future__ import annotations

from django.db.models import QuerySet

from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import Answer
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post, PublishedCard, Word
from anzenkarte.workspace.organisations.acting import Actor


def parcels(about: str = "", counterpart: str = "") -> QuerySet:
    """Parcels, newest first."""
    rows = Parcel.objects.order_by("-at", "-sequence")
    rows = rows.filter(about=about) if about else rows
    return rows.filter(counterpart=counterpart) if counterpart else rows


def waiting(actor: Actor) -> list[Post]:
    """Bundles other organisations of this server have posted to the actor's, not taken in yet."""
    known = set(Parcel.objects.filter(outgoing=False).values_list("bundle", flat=True))
    return [post for post in Post.objects.filter(receiver=actor.urn).order_by("at") if post.bundle not in known]


def cards(urns: set[str]) -> list[PublishedCard]:
    """Cards that organisations of this server show."""
    return list(PublishedCard.objects.filter(urn__in=urns, revoked=False).order_by("urn", "role"))


def exchange(about: str, counterpart: str) -> tuple[list[Line], list[Answer], Parcel | None]:
    """Every version and word of an exchange, and the newest parcel that offers lines."""
    found = list(Parcel.objects.filter(about=about, counterpart=counterpart).order_by("sequence", "at"))
    by_id = {parcel.pk: parcel for parcel in found}
    lines = [
        Line(row.line, row.kind, row.content, row.basis)
        for row in LineVersion.objects.filter(parcel__in=by_id).order_by("id")
    ]
    answers = []
    for word in Word.objects.filter(parcel__in=by_id):
        parcel = by_id[word.parcel_id]
        sealed = (parcel.sequence, parcel.bundle, parcel.sealed_on.isoformat())
        answers.append(Answer(word.line, word.digest, parcel.sender, parcel.binds, word.word, *sealed, word.note))
    latest = next((parcel for parcel in reversed(found) if parcel.lines), None)
    return lines, answers, latest
