"""How Django knows this app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Agreements."""

    name = "anzenkarte.workspace.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
