"""How Django knows this app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Evidence."""

    name = "anzenkarte.workspace.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
