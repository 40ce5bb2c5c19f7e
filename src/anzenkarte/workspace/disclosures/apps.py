"""How Django knows this app."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """Decisions about what is disclosed, disclosures made, disclosures received."""

    name = "anzenkarte.workspace.disclosures"
    label = "disclosures"
    default_auto_field = "django.db.models.BigAutoField"
