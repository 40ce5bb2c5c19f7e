"""What is asked about inspections: packs, the line that counts, and one pack as a reader sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anzenkarte.catalogue.forms.model import Form, Line
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue, load
from anzenkarte.workspace.inspections.models import InspectionPack, PackFile, PackLine


def kind_of(holder: KarteDocument) -> str:
    """What kind of institution a stored profile describes; empty where it does not say."""
    own = None if holder.head is None else load(holder.head).own
    kind = None if own is None else own.fields.get("kind")
    return kind if isinstance(kind, str) else ""


def packs() -> QuerySet:
    """Packs of the organisation in scope, the latest inspection first."""
    return InspectionPack.objects.defer("content").order_by("-day", "-begun", "id")


def pack_by_id(id_: UUID) -> InspectionPack | None:
    """A pack of the organisation in scope."""
    return InspectionPack.objects.select_related("document__summary").filter(id=id_).first()


def newer(pack: InspectionPack) -> list[DocumentSummary]:
    """Documents published or received after a pack was filled, the newest first: it does not speak of them yet.

    A closed pack speaks of its own day, so nothing is newer than it.
    """
    if pack.closed is not None or pack.made is None:
        return []
    return list(DocumentSummary.objects.filter(published__gt=pack.made).order_by("-published", "document_id"))


def files(pack: InspectionPack) -> QuerySet:
    """Files asked for of a pack, newest first."""
    return PackFile.objects.filter(pack=pack).order_by("-asked", "id")


def file_by_id(pack: UUID, id_: UUID) -> PackFile | None:
    """A file of a pack of the organisation in scope."""
    return PackFile.objects.select_related("pack").filter(pack_id=pack, id=id_).first()


def latest_lines(pack: InspectionPack) -> dict[tuple[str, str], PackLine]:
    """The revision of each line that counts, by subject and line."""
    return {(row.subject, row.line): row for row in PackLine.objects.filter(pack=pack).order_by("number")}


def history(pack: InspectionPack, subject: str, line: str) -> QuerySet:
    """Every revision of a line, newest first."""
    return PackLine.objects.filter(pack=pack, subject=subject, line=line).order_by("-number")


def marks_of(pack: InspectionPack) -> list[dict[str, Any]]:
    """Every revision of every line as plain values, in order."""
    rows = PackLine.objects.filter(pack=pack).order_by("subject", "line", "number")
    return [
        {
            "subject": row.subject, "line": row.line, "number": row.number, "answer": row.answer, "note": row.note,
            "confirmed_on": _iso(row.confirmed_on), "target_on": _iso(row.target_on), "author": str(row.author),
        }
        for row in rows
    ]  # fmt: skip


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


@dataclass(frozen=True)
class Shown:
    """A line of a checklist as a pack has it: the printed line, what the documents say, what a person confirmed.

    ``answer`` is the one that counts: the person's, else the documents'; ``differs`` where the two are not the same.
    """

    line: Line
    said: Mapping[str, Any]
    mark: PackLine | None

    @property
    def answer(self) -> str:
        """yes, no, not_applicable or empty."""
        return self.mark.answer if self.mark is not None and self.mark.answer else str(self.said.get("answer", ""))

    @property
    def differs(self) -> bool:
        """Whether the person says something else than the documents."""
        said = self.said.get("answer", "")
        return self.mark is not None and bool(self.mark.answer) and bool(said) and self.mark.answer != said

    @property
    def done(self) -> bool:
        """Whether it needs nothing more before the day: answered, and confirmed by a person or promised for a day."""
        if self.mark is None or not self.answer:
            return False
        return self.mark.confirmed_on is not None or self.mark.target_on is not None


@dataclass(frozen=True)
class Checklist:
    """One checklist within a pack: one's own (``vendor`` None) or a vendor's confirmation."""

    form: Form
    vendor: Mapping[str, Any] | None
    lines: tuple[Shown, ...]

    @property
    def done(self) -> int:
        """Lines that need nothing more."""
        return sum(1 for line in self.lines if line.done)

    @property
    def chase(self) -> tuple[Shown, ...]:
        """Lines to ask about: unanswered, or *no* without a day by which it will be reached."""
        return tuple(
            line
            for line in self.lines
            if not line.answer
            or (line.answer == "no" and not line.said.get("planned") and (line.mark is None or not line.mark.target_on))
        )


@dataclass(frozen=True)
class Opened:
    """A pack as a reader sees it."""

    pack: InspectionPack
    own: Checklist
    vendors: tuple[Checklist, ...]


def opened(pack: InspectionPack) -> Opened:
    """A pack with its lists; one question to the database."""
    marks = latest_lines(pack)
    forms = catalogue().forms
    own = _list(forms[pack.form], None, "", pack.content.get("own", []), marks)
    vendors = tuple(
        _list(forms[pack.vendor_form], vendor, vendor["subject"], vendor["lines"], marks)
        for vendor in pack.content.get("vendors", [])
    )
    return Opened(pack, own, vendors)


def _list(
    form: Form,
    vendor: Mapping[str, Any] | None,
    subject: str,
    said: Sequence[Mapping[str, Any]],
    marks: Mapping[tuple[str, str], PackLine],
) -> Checklist:
    by_id = {one["id"]: one for one in said}
    return Checklist(
        form,
        vendor,
        tuple(Shown(line, by_id.get(line.id, {}), marks.get((subject, line.id))) for line in form.lines),
    )
