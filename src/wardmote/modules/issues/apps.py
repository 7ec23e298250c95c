"""Issues: from many voices to one weighted problem, decided in the open."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Problems gathered from observations."""

    name = "wardmote.modules.issues"
    label = "issues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from wardmote.kernel import access

        from . import handlers  # noqa: F401 - it registers what it reacts to
        from .permissions import RULES, samples

        access.register(RULES, samples=samples)
