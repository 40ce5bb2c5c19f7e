"""Rows beside the documents of a filled workspace: standings, evidence with its days, bundles, a supervising body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.projection import keys, made_from
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.handovers.models import LineVersion, Parcel
from anzenkarte.workspace.handovers.offer import as_now
from anzenkarte.workspace.organisations.models import Grant, Organisation
from anzenkarte.workspace.scope import scope, unscoped

AT: Final = datetime(2026, 4, 1, tzinfo=UTC)
BATCH: Final = 2000


def uuid_of(place: int, number: int) -> UUID:
    """The same id for the same thing at every run."""
    return UUID(int=(place << 96) | (4 << 76) | (8 << 60) | number)


def parcels(count: int, sender: Organisation) -> int:
    """Bundles one has handed over about each of its engagements; the newest about the first offers its lines."""
    on = today()
    with scope(sender.id):
        rows = list(KarteDocument.objects.select_related("summary").filter(kind="engagement", keeper_urn=sender.urn))
        rows.sort(key=lambda row: (-row.summary.entities, row.name))
        sent = [
            Parcel(
                id=uuid_of(10, n * count + turn), organisation=sender, outgoing=True, about=f"engagement/{row.name}",
                sender=sender.urn, counterpart=row.summary.customer_urn, bundle=f"sha256:{n:032x}{turn:032x}",
                sequence=turn + 1, key="", binds=False, sealed_on=on, on=on.isoformat(), editions=[], revisions={},
                lines=0, words=0, sha256=f"{n:032x}{turn:032x}", author=uuid_of(2, 0),
            )
            for n, row in enumerate(rows)
            for turn in range(count)
        ]  # fmt: skip
        seen = as_now(sent[count - 1].about, {sender.urn, sent[count - 1].counterpart}, sender.urn, on, ())
        assert seen is not None
        sent[count - 1].lines = len(seen.lines)
        Parcel.objects.bulk_create(sent, batch_size=BATCH)
        LineVersion.objects.bulk_create(
            [
                LineVersion(organisation=sender, parcel=sent[count - 1], line=line.id, kind=line.kind,
                            digest=line.digest, content=dict(line.content), basis=dict(line.basis))
                for line in seen.lines
            ],
            batch_size=BATCH,
        )  # fmt: skip
    return len(sent)


def today() -> date:
    """The day in Japan."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


def evidence(count: int, holder: Organisation, first: int) -> int:
    """Files of one organisation and their days, most of them to come; the bytes are not there."""
    on = today()
    with scope(holder.id):
        rows = list(KarteDocument.objects.filter(keeper_urn=holder.urn).order_by("pk")[:50])
        files = [
            EvidenceFile(
                id=uuid_of(8, first + n), organisation=holder, document=rows[n % len(rows)],
                entity=f"evidence/file-{n}", sha256=f"{n:064x}", name=f"evidence-{n}.pdf", size=100_000 + n,
                media="application/pdf", title=f"証跡 {n}", scope=f"範囲 {n % 7}", published=True, author=uuid_of(2, 0),
                ended=AT if n % 10 == 9 else None, expires_on=on + timedelta(days=n % 400 - 30),
            )
            for n in range(count)
        ]  # fmt: skip
        EvidenceFile.objects.bulk_create(files, batch_size=BATCH)
        Reminder.objects.bulk_create(
            [
                Reminder(organisation=holder, document=file.document, file=file, kind="file", entity=file.entity,
                         title_ja=file.title, title_en=file.title, on=file.expires_on,
                         written=file.expires_on.isoformat())
                for file in files if file.ended is None
            ],
            batch_size=BATCH,
        )  # fmt: skip
    return len(files)


def supervisor(
    number: int, granting: Sequence[Organisation], people: Callable[[Sequence[Organisation], int], None]
) -> Organisation:
    """A supervising body that may look at all of them in detail; one institution's standing stands for the others."""
    made = Organisation.objects.create(
        id=uuid_of(1, number), urn=f"urn:uuid:{uuid_of(1, number)}", kind="supervisor",
        name_ja="監督機関", name_en="Supervising body", created=AT,
    )  # fmt: skip
    on = today()
    with unscoped():
        people([made], number)
        Grant.objects.bulk_create(
            Grant(id=uuid_of(7, n), organisation=one, supervisor=made, details=True, since=AT.date())
            for n, one in enumerate(granting)
        )
        held = KarteDocument.objects.select_related("head", "summary", "standing")
        rows = list(held.filter(kind="institution", organisation__in=granting).order_by("pk"))
        (like,) = [row.standing for row in rows if row.organisation_id == granting[0].id]
        wanted = keys(rows, on)
        Standing.objects.bulk_create(
            Standing(**{
                **{field.attname: getattr(like, field.attname) for field in Standing._meta.concrete_fields},
                "document_id": row.pk, "organisation_id": row.organisation_id, "key": wanted[row.pk],
            })
            for row in rows if row.pk != like.document_id
        )  # fmt: skip
    return made


def standings(organisation: Organisation, alike: bool) -> int:
    """Standings of everything one keeps; ``alike``: one is looked into and stands for all."""
    on = today()
    with scope(organisation.id):
        rows = list(KarteDocument.objects.select_related("head", "summary").filter(keeper_urn=organisation.urn))
        wanted, first = keys(rows, on), {}
        for row in rows:
            if not alike or row.kind not in first:
                first[row.kind] = made_from(row, on)
            row.numbers = first[row.kind]
        Standing.objects.bulk_create(
            [
                Standing(document=row, organisation=organisation, key=wanted[row.pk], on=on, **row.numbers)
                for row in rows
            ],
            batch_size=BATCH,
        )
    return len(rows)
