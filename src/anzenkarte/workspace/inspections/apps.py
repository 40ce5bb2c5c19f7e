"""How Django knows this app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspections."""

    name = "anzenkarte.workspace.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"
