"""The audit trail as an app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, when."""

    name = "wardmote.kernel.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
