"""Documents: photographs and files, each served only to those who may read what it belongs to."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Files that people add."""

    name = "wardmote.shared.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from wardmote.kernel import access

        from .permissions import RULES

        access.register(RULES)
