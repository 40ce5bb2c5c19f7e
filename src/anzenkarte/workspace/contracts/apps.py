"""How Django knows this app."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Contracts."""

    name = "anzenkarte.workspace.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"
