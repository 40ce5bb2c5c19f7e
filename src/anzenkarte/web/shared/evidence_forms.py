"""What the forms about evidence and contracts send: days, files, and what a file is to stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.shared.desk import Outcome
from anzenkarte.web.shared.item_choice import shown as item_shown
from anzenkarte.web.shared.karte import name_of
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.evidence.projection import title_of
from anzenkarte.workspace.evidence.references import seen_by
from anzenkarte.workspace.organisations.acting import Actor

_MOST_CHOICES = 400


def day_in(request: HttpRequest, field: str) -> tuple[date | None, str]:
    """A day of a form (None where it is empty), and what is wrong with it."""
    written = request.POST.get(field, "").strip()
    if not written:
        return None, ""
    try:
        when = When.parse(written)
    except AnzenError:
        when = None
    if when is None or not when.exact:
        return None, say("日付は 2027-04-01 か令和9年4月1日のように入力してください。", "Write the day as 2027-04-01.")
    return when.first, ""


def days_in(request: HttpRequest, *fields: str) -> tuple[dict[str, date | None], Outcome | None]:
    """Several days of a form; an outcome with what is wrong, else None."""
    found = {field: day_in(request, field) for field in fields}
    wrong = tuple((field, text) for field, (_, text) in found.items() if text)
    return {field: day for field, (day, _) in found.items()}, Outcome(None, wrong) if wrong else None


def file_in(request: HttpRequest, largest: int) -> tuple[UploadedFile | None, Outcome | None]:
    """The file of a form, if it is there and not larger than ``largest`` bytes."""
    file = request.FILES.get("file")
    if file is None:
        return None, Outcome(None, (("file", say("ファイルを選んでください。", "Choose a file.")),))
    if file.size > largest:
        most = largest // (1024 * 1024)
        text = say(f"ファイルが大きすぎます（上限 {most} MB）。", f"The file is too large (limit {most} MB).")
        return None, Outcome(None, (("file", text),))
    return file, None


def at_file(outcome: Outcome) -> Outcome:
    """Problems of no field are the file's."""
    return Outcome(outcome.result, tuple((path or "file", text) for path, text in outcome.problems))


@dataclass(frozen=True)
class Choice:
    """Something a file may stand for, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    """What a file may stand for in a document, by kind."""

    label: str
    options: tuple[Choice, ...]


def choices(actor: Actor, holder: KarteDocument) -> list[Choices]:
    """What a file may stand for in a document as the actor sees it; in one's own also something new."""
    seen = seen_by(actor.user, holder)
    if seen is None:
        return []
    groups = []
    if holder.keeper_urn == actor.urn:
        new = Choice(f"evidence/{_free(seen)}", say("新しい根拠資料として加える", "Add as new evidence"))
        groups.append(Choices(say("新規", "New"), (new,)))
    parties = _parties(seen)
    for kind, label in (
        ("evidence", say("根拠資料", "Evidence")),
        ("certificate", say("認証・監査報告", "Certificates")),
        ("statement", say("回答・認識", "Statements")),
    ):
        found = tuple(
            Choice(f"{kind}/{slug}", _label(seen, entity, parties))
            for slug, entity in list(seen.entities.get(kind, {}).items())[:_MOST_CHOICES]
        )
        if found:
            groups.append(Choices(label, found))
    return groups


def _parties(document: Document) -> dict[str, str]:
    """The parties a document names, by slug."""
    return {slug: name_of(party) for slug, party in document.entities.get("party", {}).items()}


def _label(document: Document, entity: Entity, parties: Mapping[str, str]) -> str:
    """What a file may stand for in words: the thing or what was said of it, then whose it is and of which day."""
    fields = entity.fields
    who = parties.get(str(fields.get("by") or fields.get("holder") or fields.get("owner") or ""), "")
    if entity.kind != "statement":
        name = title_of(document, entity)[0 if language() == "ja" else 1]
        return _noted(name, (who,))
    about = said_about(document, entity)
    return _noted(about, (who, _day(fields.get("date"))))


def said_about(document: Document, entity: Entity) -> str:
    """What a statement is about, by the names of things: subject, then the item, duty or fact."""
    fields, lang = entity.fields, language()
    known, what = catalogue(), ""
    item, duty, fact = (fields.get(key) for key in ("item", "duty", "fact"))
    if isinstance(item, str):
        what = item_shown(item) or item
    elif isinstance(duty, str):
        what = next((one.title.to(lang) for one in known.duties if one.id == duty), duty)
    elif isinstance(fact, str) and fact in known.vocabulary.facts:
        spec = known.vocabulary.facts[fact]
        what = f"{known.vocabulary.kinds[spec.kind].label.to(lang)}{say('の', ': ')}{spec.label.to(lang)}"
    kind, _, slug = str(fields.get("subject", "")).partition("/")
    thing = document.entity(kind, slug) if kind in known.vocabulary.kinds else None
    subject = name_of(thing) if thing is not None else slug
    return say("：", ": ").join(part for part in (subject, what or entity.id) if part)


def _noted(text: str, notes: Iterable[str]) -> str:
    shown = say("、", ", ").join(note for note in notes if note)
    return text + say(f"（{shown}）", f" ({shown})") if shown else text


def _day(value: object) -> str:
    try:
        return When.parse(value).display(language()) if isinstance(value, str) else ""
    except AnzenError:
        return str(value)


def _free(document: Document) -> str:
    """A slug no evidence of a document has yet."""
    taken = document.entities.get("evidence", {})
    return next(slug for slug in (f"file-{number}" for number in range(1, len(taken) + 2)) if slug not in taken)


def uuid_in(text: str) -> UUID | None:
    """An id sent by a form or address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
