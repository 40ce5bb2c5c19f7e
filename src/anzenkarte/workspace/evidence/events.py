"""What happens elsewhere that this app follows: a document was published or taken in."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, post_save
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.evidence.projection import project
from anzenkarte.workspace.evidence.tasks import again, remind_daily


def published(sender: type[DocumentSummary], instance: DocumentSummary, raw: bool = False, **_: Any) -> None:
    """A document has a new head: its days are looked at again. Rows of a restored backup bring theirs along."""
    if not raw:
        project(KarteDocument.objects.get(pk=instance.document_id))


def begin_daily(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """After migrating, which every start does: the daily run is asked for unless one waits already."""
    there = connections[using].introspection.table_names()
    if sender.label == "evidence" and DBTaskResult._meta.db_table in there and not _waiting(using):
        again()


def _waiting(using: str) -> bool:
    rows = DBTaskResult.objects.using(using).filter(task_path=remind_daily.module_path)
    return rows.filter(status=TaskResultStatus.READY).exists()


def listen() -> None:
    """Follow published documents, and keep the daily run going."""
    post_save.connect(published, sender=DocumentSummary, dispatch_uid="evidence-published")
    post_migrate.connect(begin_daily, dispatch_uid="evidence-daily")
