"""Lists of exchanges: with whom about what, when last, and how the lines stand, from the projection alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from anzenkarte.formats.canonical import digest
from anzenkarte.workspace.agreements.models import ExchangeSummary
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.documents_store.models import DocumentSummary
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor

_AT_ONCE = 4


@dataclass(frozen=True)
class Exchange:
    """One exchange: ``counts`` by state, None until they are known; ``title`` as the document calls itself."""

    about: str
    counterpart: str
    parcels: int
    last: datetime
    counts: Mapping[str, int] | None
    title: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The kind of document it is about."""
        return self.about.partition("/")[0]

    @property
    def name(self) -> str:
        """The name of the document it is about."""
        return self.about.partition("/")[2]


def exchanges() -> QuerySet:
    """Every exchange with the number of its parcels and the moment of the last, newest first."""
    rows = Parcel.objects.order_by().values("about", "counterpart")
    return rows.annotate(parcels=Count("pk"), last=Max("at")).order_by("-last", "about", "counterpart")


def summed(actor: Actor, rows: Sequence[Mapping[str, object]]) -> list[Exchange]:
    """A page of exchanges with their counts; a few that are no longer right are counted anew, the others later."""
    kept = {
        (one.about, one.counterpart): one
        for one in ExchangeSummary.objects.filter(about__in={str(row["about"]) for row in rows})
    }
    keys, titles = _keys(actor, rows)
    found, counted = [], 0
    for row in rows:
        place = str(row["about"]), str(row["counterpart"])
        one = kept.get(place)
        if (one is None or one.key != keys[place]) and counted < _AT_ONCE:
            one, counted = _count(actor, place, keys[place]), counted + 1
        counts = None if one is None else dict(sorted(one.counts.items()))
        found.append(Exchange(*place, int(str(row["parcels"])), row["last"], counts, titles.get(place[0], {})))
    return found


def _count(actor: Actor, place: tuple[str, str], key: str) -> ExchangeSummary:
    counts = agreement(actor, *place).counts
    row, _ = ExchangeSummary.objects.update_or_create(
        organisation_id=actor.organisation,
        about=place[0],
        counterpart=place[1],
        defaults={"key": key, "counts": counts},
    )
    return row


def _keys(
    actor: Actor, rows: Sequence[Mapping[str, object]]
) -> tuple[dict[tuple[str, str], str], dict[str, Mapping[str, str]]]:
    """What each exchange's counts follow from, and what its document is called, with one question for all.

    Counts follow from the tellings of the pair, from the services they name (where they name none, from whatever
    services their vendor has) and from the customers' institutions; of documents not among these nothing is read.
    """
    names = {str(row["about"]).partition("/")[2] for row in rows}
    people = {actor.urn, *(str(row["counterpart"]) for row in rows)}
    engagements = DocumentSummary.objects.filter(document__name__in=names, kind="engagement")
    services, unnamed = engagements.values("service"), engagements.filter(service="").values("vendor_urn")
    used = Q(document__name__in=names) | Q(kind="service", document__name__in=services)
    used |= Q(kind="service", keeper_urn__in=unnamed)
    used |= Q(kind="institution", keeper_urn__in=engagements.values("customer_urn"))
    used |= Q(kind="institution", keeper_urn__in=people)
    columns = ("kind", "document__name", "keeper_urn", "revision", "title_ja", "title_en")
    listed = sorted(DocumentSummary.objects.filter(used).values_list(*columns))
    titles: dict[str, Mapping[str, str]] = {}
    for kind, name, keeper, _, ja, en in listed:
        if keeper == actor.urn or f"{kind}/{name}" not in titles:
            titles[f"{kind}/{name}"] = {"ja": ja, "en": en}
    texts = [(kind, f"{kind}/{name}", keeper, f"{keeper}/{revision}") for kind, name, keeper, revision, *_ in listed]
    common = digest([f"{place}/{text}" for kind, place, _, text in texts if kind != "engagement"])
    keys = {}
    for row in rows:
        about, other = str(row["about"]), str(row["counterpart"])
        pair = (actor.urn, other)
        told = [
            text for kind, place, keeper, text in texts if kind == "engagement" and place == about and keeper in pair
        ]
        made = {"catalogue": catalogue().digest, "parcels": row["parcels"], "last": str(row["last"])}
        keys[about, other] = digest({**made, "common": common, "told": told})
    return keys, titles


def rebuild() -> None:
    """Drop the projection of the organisation in scope; it is made again as pages ask for it."""
    ExchangeSummary.objects.all().delete()
