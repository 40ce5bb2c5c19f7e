"""Reminders made from published documents and from files; may be dropped and made again at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load_many
from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.evidence.queries import STAGES, stage_of
from anzenkarte.workspace.organisations.models import Organisation
from anzenkarte.workspace.scope import scope, unscoped

FIELDS: Final[Mapping[tuple[str, str], str]] = {
    ("evidence", "expires_on"): "evidence",
    ("certificate", "valid_until"): "certificate",
    ("contract", "ends_on"): "contract",
    ("component", "end_of_support"): "support",
    ("engagement", "next_renewal_on"): "renewal",
    ("engagement", "two_factor_on"): "two_factor",
    ("statement", "planned_on"): "planned",
}
"""Fields whose day is worth a word in advance, and the kind of reminder each makes."""
KINDS: Final = (*dict.fromkeys(FIELDS.values()), "file", "change")


@dataclass(frozen=True)
class Coming:
    """A day a document names: of what kind, at which entity, called what."""

    kind: str
    entity: str
    title: tuple[str, str]
    when: When


def coming(document: Document) -> Iterator[Coming]:
    """Every day of a document that is in FIELDS; what is unknown or withheld is left out."""
    replaced = {s.fields.get("supersedes") for s in document.entities.get("statement", {}).values()}
    for entity in document:
        for (kind, field), reminder in FIELDS.items():
            if kind != entity.kind or (kind == "statement" and entity.id in replaced):
                continue
            when = _when(entity.fields.get(field))
            if when is not None:
                yield Coming(reminder, document.path_of(entity), title_of(document, entity), when)


def _when(value: Json) -> When | None:
    if not isinstance(value, str):
        return None
    try:
        return When.parse(value)
    except AnzenError:
        return None


def title_of(document: Document, entity: Entity) -> tuple[str, str]:
    """What an entity is called in both languages; a statement by what it is about."""
    fields = entity.fields
    name = fields.get("name") or fields.get("scheme") or fields.get("item") or fields.get("duty") or fields.get("fact")
    if isinstance(name, dict):
        return str(name.get("ja") or name.get("en") or entity.id), str(name.get("en") or name.get("ja") or entity.id)
    return (str(name), str(name)) if isinstance(name, str) and name else (entity.id, entity.id)


def tellings_of(holder: KarteDocument) -> list[tuple[KarteDocument, Document]]:
    """Every telling of one document that is held in scope, one's own organisation's first."""
    rows = KarteDocument.objects.select_related("head", "organisation").filter(
        kind=holder.kind, name=holder.name, head__isnull=False
    )
    found = sorted(rows, key=lambda row: (row.keeper_urn != row.organisation.urn, row.keeper_urn))
    return list(zip(found, load_many([row.head for row in found]), strict=True))


def project(holder: KarteDocument) -> None:
    """Renew the reminders of a document and of every other telling of it; and which of its files are published."""
    told = tellings_of(holder)
    Reminder.objects.filter(document__in=[row for row, _ in told], file__isnull=True).exclude(kind="change").delete()
    seen: set[tuple[str, str]] = set()
    rows: list[Reminder] = []
    for row, document in told:
        found = list(coming(document))
        rows += [_row(row, one, (one.kind, one.entity) in seen) for one in found]
        seen |= {(one.kind, one.entity) for one in found}
    Reminder.objects.bulk_create(rows)
    for row, _ in told:
        files = EvidenceFile.objects.filter(document=row)
        files.filter(published=False, entity__in=row.head.manifest).update(published=True)
        files.filter(published=True).exclude(entity__in=row.head.manifest).update(published=False)
    _once(told[0][0] if told else holder)


def _once(holder: KarteDocument) -> None:
    """A file's day is told once: not again where its document says the same day."""
    of_files = Reminder.objects.filter(document=holder, kind="file")
    if of_files.exists():
        said = Reminder.objects.filter(document=holder, kind="evidence").values_list("entity", "on")
        told = set(said)
        for row in of_files:
            second = (row.entity, row.on) in told
            if row.second != second:
                row.second = second
                row.save(update_fields=("second",))


def _row(holder: KarteDocument, one: Coming, second: bool) -> Reminder:
    return Reminder(
        organisation_id=holder.organisation_id,
        document=holder,
        kind=one.kind,
        entity=one.entity[:120],
        title_ja=one.title[0][:200],
        title_en=one.title[1][:200],
        on=one.when.last,
        written=one.when.iso,
        second=second,
    )


def project_file(row: EvidenceFile) -> None:
    """Renew the reminder of a file: none once it has ended, none for one handed over, whose document says its day."""
    Reminder.objects.filter(file=row).delete()
    if row.ended is None and row.expires_on is not None and not row.sender:
        Reminder.objects.create(
            organisation_id=row.organisation_id,
            document=row.document,
            file=row,
            kind="file",
            entity=row.entity,
            title_ja=row.title,
            title_en=row.title,
            on=row.expires_on,
            written=row.expires_on.isoformat(),
        )
        _once(row.document)


def project_change(holder: KarteDocument, title: Sequence[str], on: date | None) -> None:
    """Renew the day on which an assessment may change although nothing was written."""
    Reminder.objects.filter(document=holder, kind="change").delete()
    if on is not None:
        Reminder.objects.create(
            organisation_id=holder.organisation_id,
            document=holder,
            kind="change",
            title_ja=title[0][:200],
            title_en=title[1][:200],
            on=on,
            written=on.isoformat(),
        )


def changes_known(document: UUID, on: date | None) -> bool:
    """Whether the day of ``project_change`` is told already."""
    held = list(Reminder.objects.filter(document_id=document, kind="change").values_list("on", flat=True))
    return held == ([] if on is None else [on])


def remind(on: date) -> Mapping[str, int]:
    """Make all reminders of every organisation again (days of assessments stay); how many stand at each stage."""
    counts = dict.fromkeys(STAGES, 0)
    with unscoped():
        organisations = list(Organisation.objects.order_by("id").values_list("id", flat=True))
    for organisation in organisations:
        with scope(organisation):
            Reminder.objects.exclude(kind="change").delete()
            names: set[tuple[str, str]] = set()
            for holder in KarteDocument.objects.filter(head__isnull=False).order_by("kind", "name", "keeper_urn"):
                if (holder.kind, holder.name) not in names:
                    names.add((holder.kind, holder.name))
                    project(holder)
            for file in EvidenceFile.objects.select_related("document").filter(ended__isnull=True):
                project_file(file)
            for day in Reminder.objects.filter(second=False).values_list("on", flat=True):
                counts[stage_of(day, on)] += 1
    return counts
