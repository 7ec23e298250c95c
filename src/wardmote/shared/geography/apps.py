"""Geography: how a borough is divided, and where things are in it."""

from django.apps import AppConfig


class GeographyConfig(AppConfig):
    """Wards, Areas, localities and Places of Focus; named places; postcodes."""

    name = "wardmote.shared.geography"
    label = "geography"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may change the map."""
        from wardmote.kernel import access

        from .permissions import RULES

        access.register(RULES)
