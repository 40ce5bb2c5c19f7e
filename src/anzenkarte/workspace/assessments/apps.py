"""How Django knows this app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments."""

    name = "anzenkarte.workspace.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
