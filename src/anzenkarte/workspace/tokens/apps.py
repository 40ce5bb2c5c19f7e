"""How Django knows this app."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Tokens of the API."""

    name = "anzenkarte.workspace.tokens"
    label = "tokens"
    default_auto_field = "django.db.models.BigAutoField"
