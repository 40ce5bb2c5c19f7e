"""What happens elsewhere that this app follows: when a case may change by itself, that day becomes a reminder."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.evidence.projection import changes_known, project_change


def renewed(sender: type[Standing], instance: Standing, raw: bool = False, **_: Any) -> None:
    """A case's standing was made again."""
    if raw or changes_known(instance.document_id, instance.next_change):
        return
    summary = DocumentSummary.objects.filter(document_id=instance.document_id).first()
    if summary is not None:
        holder = KarteDocument.objects.get(pk=instance.document_id)
        project_change(holder, (summary.title_ja, summary.title_en), instance.next_change)


def listen() -> None:
    """Follow standings."""
    post_save.connect(renewed, sender=Standing, dispatch_uid="inspections-renewed")
