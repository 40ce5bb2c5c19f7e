"""How Django knows this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit chains."""

    name = "anzenkarte.workspace.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
