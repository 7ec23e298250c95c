"""The audit trail as an app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, when."""

    name = "wardmote.kernel.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how long looks are kept."""
        from wardmote.kernel.privacy.kinds import Kind, Period, kinds_come_from

        from .models import SIX_YEARS, Look

        kinds_come_from(
            Kind(
                key="look",
                name="Who looked at what",
                about="Each time somebody was shown a record, on which page and on what ground. No words of it.",
                begins="somebody looked",
                then="No job removes them yet: they are sealed into a chain that must stay provable.",
                period=Period(
                    months=72,
                    shortest=72,
                    longest=72,
                    why="As long as a claim may be brought about what was read (Limitation Act 1980, section 5).",
                ),
                covers={Look: {SIX_YEARS}},
                itself="Not yet. The first will be six years old in November 2032.",
            )
        )
