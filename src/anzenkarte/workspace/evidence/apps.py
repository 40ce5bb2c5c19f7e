"""How Django knows this app."""

from importlib import import_module

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Evidence."""

    name = "anzenkarte.workspace.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for published documents."""
        import_module(f"{self.name}.events").listen()
