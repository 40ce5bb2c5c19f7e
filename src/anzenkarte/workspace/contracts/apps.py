"""How Django knows this app."""

from importlib import import_module

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Contracts."""

    name = "anzenkarte.workspace.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for published documents."""
        import_module(f"{self.name}.events").listen()
