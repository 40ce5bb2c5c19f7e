"""Verbs on a pack: begin, confirm a line, look at the documents again, ask for a file, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Final
from uuid import UUID

from django.utils import timezone

from anzenkarte.formats.canonical import digest
from anzenkarte.workspace.documents_store.queries import document_by_id
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.evidence.media import one_line
from anzenkarte.workspace.inspections.editions import year_for
from anzenkarte.workspace.inspections.models import InspectionPack, PackFile, PackLine
from anzenkarte.workspace.inspections.queries import kind_of, latest_lines, marks_of
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

ANSWERS: Final = ("", "yes", "no", "not_applicable")
FILES: Final = ("zip", "pdf", "xlsx")
INSTITUTION: Final = ("institution",)


def open_pack(id_: UUID) -> InspectionPack:
    """A pack of the organisation in scope that may still change.

    Raises InputError ``inspection.unknown``, ``inspection.closed``, or ``inspection.out-of-date`` where its list is no
    longer in force: a list of another year prepares nothing.
    """
    pack = InspectionPack.objects.select_related("document").select_for_update(of=("self",)).filter(id=id_).first()
    if pack is None:
        raise refuse("inspection.unknown")
    if pack.closed is not None:
        raise refuse("inspection.closed")
    if not catalogue().editions[pack.form].in_force_on(timezone.localdate()):
        raise refuse("inspection.out-of-date", list=pack.form)
    return pack


@dataclass(frozen=True)
class BeginPack(Action[InspectionPack]):
    """Begin to prepare an inspection on a day, with the list in force on that day."""

    document: UUID
    day: date
    verb: ClassVar[str] = "inspection.begin"
    kinds: ClassVar[tuple[str, ...]] = INSTITUTION

    def perform(self, actor: Actor) -> Done[InspectionPack]:
        holder = document_by_id(self.document)
        if holder is None or holder.kind != "institution" or holder.keeper_urn != actor.urn or holder.head is None:
            raise refuse("inspection.no-profile")
        if self.day < timezone.localdate():
            raise refuse("inspection.past", day=self.day.isoformat())
        year = year_for(kind_of(holder), self.day)
        if not year.in_force(timezone.localdate()):
            raise refuse("inspection.out-of-date", list=year.edition.id)
        pack = InspectionPack.objects.create(
            organisation_id=actor.organisation,
            document=holder,
            form=year.form.id,
            vendor_form=year.vendor_form.id,
            day=self.day,
            author=actor.user,
        )
        return Done(f"inspection:{pack.id}", {"list": pack.form, "day": self.day.isoformat()}, pack)


@dataclass(frozen=True)
class ConfirmLine(Action[PackLine]):
    """Say how a line stands, confirmed on which day or to be reached by which; adds a revision, overwrites none.

    ``subject`` is empty for the own checklist, else names a vendor's confirmation. An empty answer takes the documents'
    word.
    """

    pack: UUID
    subject: str
    line: str
    answer: str
    confirmed_on: date | None = None
    target_on: date | None = None
    note: str = ""
    verb: ClassVar[str] = "inspection.confirm"
    kinds: ClassVar[tuple[str, ...]] = INSTITUTION

    def perform(self, actor: Actor) -> Done[PackLine]:
        pack = open_pack(self.pack)
        forms = catalogue().forms
        form = forms[pack.vendor_form if self.subject else pack.form]
        vendors = {vendor["subject"] for vendor in pack.content.get("vendors", [])}
        if self.line not in form.by_id or (self.subject and self.subject not in vendors):
            raise refuse("inspection.line")
        if self.answer not in ANSWERS:
            raise refuse("inspection.answer")
        if self.confirmed_on is not None and self.confirmed_on > timezone.localdate():
            raise refuse("inspection.confirmed-ahead")
        if self.answer == "no" and self.target_on is None:
            raise refuse("inspection.needs-target")
        last = latest_lines(pack).get((self.subject, self.line))
        row = PackLine.objects.create(
            organisation_id=actor.organisation,
            pack=pack,
            subject=self.subject,
            line=self.line,
            number=1 if last is None else last.number + 1,
            answer=self.answer,
            confirmed_on=self.confirmed_on,
            target_on=self.target_on,
            note=one_line(self.note)[:400],
            author=actor.user,
        )
        return Done(f"inspection:{pack.id}", {"line": self.line, "number": row.number}, row)


@dataclass(frozen=True)
class Refill(Action[InspectionPack]):
    """Look at the documents again; the work is done in the background."""

    pack: UUID
    verb: ClassVar[str] = "inspection.refill"
    kinds: ClassVar[tuple[str, ...]] = INSTITUTION

    def perform(self, actor: Actor) -> Done[InspectionPack]:
        pack = open_pack(self.pack)
        pack.state = "waiting"
        pack.save(update_fields=("state",))
        return Done(f"inspection:{pack.id}", {}, pack)


@dataclass(frozen=True)
class AskFile(Action[PackFile]):
    """Ask for a file of a pack; it is built in the background. A closed pack may be asked for as well."""

    pack: UUID
    kind: str
    language: str
    verb: ClassVar[str] = "inspection.file"
    kinds: ClassVar[tuple[str, ...]] = INSTITUTION

    def perform(self, actor: Actor) -> Done[PackFile]:
        pack = InspectionPack.objects.filter(id=self.pack).first()
        if pack is None:
            raise refuse("inspection.unknown")
        if self.kind not in FILES or self.language not in ("ja", "en"):
            raise refuse("inspection.file-kind")
        if pack.state != "ready":
            raise refuse("inspection.not-ready")
        file = PackFile.objects.create(
            organisation_id=actor.organisation, pack=pack, kind=self.kind, language=self.language, author=actor.user
        )
        return Done(f"inspection:{pack.id}", {"file": self.kind}, file)


@dataclass(frozen=True)
class ClosePack(Action[InspectionPack]):
    """Close a pack: what it holds and what was confirmed is named by digests and changes no more."""

    pack: UUID
    verb: ClassVar[str] = "inspection.close"
    kinds: ClassVar[tuple[str, ...]] = INSTITUTION

    def perform(self, actor: Actor) -> Done[InspectionPack]:
        pack = open_pack(self.pack)
        if pack.state != "ready":
            raise refuse("inspection.not-ready")
        pack.digests = digests_of(pack)
        pack.closed, pack.closed_by = datetime.now(UTC), actor.user
        pack.save(update_fields=("digests", "closed", "closed_by"))
        return Done(f"inspection:{pack.id}", dict(pack.digests), pack)


def digests_of(pack: InspectionPack) -> dict[str, str]:
    """What a closed pack is named by: what was made from documents, every revision of every line, its list."""
    return {
        "content": digest(pack.content),
        "lines": digest(marks_of(pack)),
        "list": catalogue().edition_digest(pack.form),
    }
