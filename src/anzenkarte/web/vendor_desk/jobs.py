"""Papers made in the background: a small record beside the files, both readable in their organisation alone.

The work is a task of ``django_tasks``; its arguments are ids. The record and the files stand in a folder of the
organisation under the server's data, so that a page can be left and found again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django_tasks import task

from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.dossier import compile_dossier
from anzenkarte.formats.atomic import write_file
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.kernel.text import Lang
from anzenkarte.web.shared.karte import today
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.documents_store.files import get, private, put
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.scope import scope

_TEXTS: Final = ("revision", "level", "lang", "state")
_LEVELS: Final[Mapping[str, Level]] = {"engineer": "engineer", "manager": "manager", "clinic": "clinic"}


@dataclass(frozen=True)
class Job:
    """One piece of work: ``state`` is waiting, working, done or failed; ``files`` maps names to hashes."""

    id: UUID
    document: UUID
    revision: str
    level: str
    lang: str
    state: str
    begun: datetime
    files: Mapping[str, str]


def begin(actor: Actor, row: KarteDocument, level: Level, lang: Lang) -> UUID:
    """Ask for the papers of a document's newest revision; gives the id under which they will be found.

    They hold everything and are for the maker alone; what is handed over is a disclosure.
    """
    id_ = uuid4()
    job = Job(id_, row.pk, row.head.hash, level, lang, "waiting", datetime.now(UTC), {})
    _write(actor.organisation, job)
    make_papers.enqueue(str(actor.organisation), str(id_), today().isoformat())
    return id_


def read_job(actor: Actor, row: KarteDocument, id_: UUID) -> Job | None:
    """A job of this organisation on this document."""
    found = _read(actor.organisation, id_)
    return found if found is not None and found.document == row.pk else None


def job_file(actor: Actor, job: Job, name: str) -> bytes | None:
    """A file of a job that is done."""
    sha256 = job.files.get(name)
    try:
        return get(sha256) if sha256 is not None else None
    except OSError:
        return None


@task()
def make_papers(organisation: str, job: str, on: str) -> None:
    """Compile the papers of a job and keep them."""
    owner, found = UUID(organisation), _read(UUID(organisation), UUID(job))
    if found is None:
        return
    _write(owner, _now(found, "working"))
    try:
        files = _papers(owner, found, on)
    except (AnzenError, OSError, KarteDocument.DoesNotExist):
        _write(owner, _now(found, "failed"))
        raise
    _write(owner, _now(found, "done", files))


def _papers(owner: UUID, job: Job, on: str) -> dict[str, str]:
    with scope(owner):
        row = KarteDocument.objects.select_related("head").get(pk=job.document)
        lang: Lang = "en" if job.lang == "en" else "ja"
        level, day = _LEVELS[job.level], datetime.fromisoformat(on).date()
        made = compile_dossier(assess(row, day), level, lang)
        return {name: put(data) for name, data in made.items()}


def _now(job: Job, state: str, files: Mapping[str, str] | None = None) -> Job:
    return Job(job.id, job.document, job.revision, job.level, job.lang, state, job.begun, files or {})


def _place(organisation: UUID, id_: UUID) -> Path:
    return private(Path(settings.ANZENKARTE_DATA) / "jobs" / organisation.hex) / f"{id_.hex}.json"


def _write(organisation: UUID, job: Job) -> None:
    body = {**{name: getattr(job, name) for name in _TEXTS}, "files": dict(job.files)}
    body |= {"document": str(job.document), "begun": job.begun.isoformat()}
    write_file(_place(organisation, job.id), json.dumps(body, sort_keys=True).encode())


def _read(organisation: UUID, id_: UUID) -> Job | None:
    try:
        body = json.loads(_place(organisation, id_).read_bytes())
    except (OSError, ValueError):
        return None
    texts = {name: str(body[name]) for name in _TEXTS}
    begun = datetime.fromisoformat(body["begun"])
    return Job(id=id_, document=UUID(body["document"]), begun=begun, files=body["files"], **texts)
