"""The API's own tables as an app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Answers kept for repeated requests, and how much each token has asked."""

    name = "wardmote.kernel.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
