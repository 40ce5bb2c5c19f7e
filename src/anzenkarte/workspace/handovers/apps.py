"""How Django knows this app."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """Handovers."""

    name = "anzenkarte.workspace.handovers"
    label = "handovers"
    default_auto_field = "django.db.models.BigAutoField"
