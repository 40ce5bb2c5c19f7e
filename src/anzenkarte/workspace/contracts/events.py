"""What happens elsewhere that this app follows: a document was published or taken in."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from anzenkarte.workspace.contracts.projection import project
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument


def published(sender: type[DocumentSummary], instance: DocumentSummary, raw: bool = False, **_: Any) -> None:
    """A document has a new head: its contracts are looked at again. Rows of a restored backup bring theirs along."""
    if not raw:
        project(KarteDocument.objects.get(pk=instance.document_id))


def listen() -> None:
    """Follow published documents."""
    post_save.connect(published, sender=DocumentSummary, dispatch_uid="contracts-published")
