"""The API's own tables as an app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Answers kept for repeated requests, and how much each token has asked."""

    name = "wardmote.kernel.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how long answers are kept."""
        from wardmote.kernel.privacy.kinds import Kind, Period, kinds_come_from

        from .models import FOR_A_MONTH, KeptAnswer

        kinds_come_from(
            Kind(
                key="kept_answer",
                name="Answers to programs",
                about="The answer to a request, so that the same request sent twice gets it again.",
                begins="it was given",
                then="The row is removed.",
                period=Period(months=1, shortest=1, longest=1, why="As long as a program may ask again."),
                covers={KeptAnswer: {FOR_A_MONTH}},
                itself="Every night, two days after.",
            )
        )
