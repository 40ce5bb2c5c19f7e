"""The app's name for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "anzenkarte.web"
    label = "web"
