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
        from wardmote.kernel.ui.navigation import Entry, register
        from wardmote.modules.issues.ports import need_comes_from

        from .permissions import RULES, Permission
        from .queries import fifths_of_wards

        access.register(RULES)
        need_comes_from(fifths_of_wards)
        register(
            Entry(
                words="Need beside work",
                url_name="insight:need",
                order=62,
                shown_to=lambda actor: access.allows(actor, Permission.SEE_NEED),
            ),
            Entry(
                words="Patterns",
                url_name="insight:patterns",
                order=61,
                shown_to=lambda actor: access.allows(actor, Permission.SEE_PATTERNS),
            ),
            Entry(
                words="Figures",
                url_name="insight:figures",
                order=63,
                shown_to=lambda actor: access.allows(actor, Permission.BRING_FIGURES),
            ),
        )
