"""How Django knows this app."""

from importlib import import_module

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspections."""

    name = "anzenkarte.workspace.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for renewed standings."""
        import_module(f"{self.name}.events").listen()
