"""Registers the look with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, template tags, static files and the table of submitted forms."""

    name = "wardmote.kernel.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
