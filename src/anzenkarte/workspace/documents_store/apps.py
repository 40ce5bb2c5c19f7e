"""How Django knows this app."""

from django.apps import AppConfig


class DocumentsStoreConfig(AppConfig):
    """Documents, revisions, drafts."""

    name = "anzenkarte.workspace.documents_store"
    label = "documents_store"
    default_auto_field = "django.db.models.BigAutoField"
