"""Insight: what is known of places, in figures."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures of areas."""

    name = "wardmote.modules.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from wardmote.kernel import access

        from .permissions import RULES

        access.register(RULES)
