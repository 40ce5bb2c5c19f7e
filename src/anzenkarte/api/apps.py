"""The app's name for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "anzenkarte.api"
    label = "api"
