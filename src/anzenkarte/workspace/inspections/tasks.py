"""Background work of this app: a pack is filled from documents, and its files are built."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from anzenkarte.kernel.errors import AnzenError
from anzenkarte.kernel.text import Lang
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.inspections.filling import content_of
from anzenkarte.workspace.inspections.models import InspectionPack, PackFile
from anzenkarte.workspace.inspections.papers import build
from anzenkarte.workspace.scope import scope

log = logging.getLogger("anzenkarte.inspections")


@task()
def fill_pack(organisation: str, pack: str) -> None:
    """Make a pack's content from the documents as they stand; a closed pack is left alone."""
    with scope(UUID(organisation)):
        row = InspectionPack.objects.select_related("organisation", "document__head").filter(id=UUID(pack)).first()
        if row is None or row.closed is not None:
            return
        try:
            row.content, row.state = content_of(row, timezone.localdate()), "ready"
        except AnzenError:
            log.exception("inspection pack %s could not be filled", pack)
            row.state = "failed"
        row.made = datetime.now(UTC)
        InspectionPack.objects.filter(id=row.id, closed__isnull=True).update(
            content=row.content, state=row.state, made=row.made
        )


@task()
def build_file(organisation: str, file: str) -> None:
    """Build a file that was asked for."""
    with scope(UUID(organisation)):
        row = PackFile.objects.select_related("pack__organisation", "pack__document").filter(id=UUID(file)).first()
        if row is None or row.state != "waiting":
            return
        lang: Lang = "en" if row.language == "en" else "ja"
        try:
            data = build(row.pack, row.kind, lang)
        except (AnzenError, ValueError, OSError):
            log.exception("file %s of inspection pack %s could not be built", file, row.pack_id)
            row.state = "failed"
        else:
            row.sha256, row.size, row.state = put(data), len(data), "ready"
        row.save(update_fields=("sha256", "size", "state"))
