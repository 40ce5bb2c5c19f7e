"""How Django knows this app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations and members."""

    name = "anzenkarte.workspace.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
