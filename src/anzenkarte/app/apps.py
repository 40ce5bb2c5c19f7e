"""How Django knows the composition."""

from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Listens across apps; it has no table of its own."""

    name = "anzenkarte.app"
    label = "composition"
