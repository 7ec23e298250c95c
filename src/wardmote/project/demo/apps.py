"""The demo: one page that only demo mode has."""

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """The demo borough."""

    name = "wardmote.project.demo"
    label = "demo"

    def ready(self) -> None:
        """In demo mode, lead to the page from everywhere."""
        from wardmote.kernel.ui.navigation import Entry, register

        if settings.WARDMOTE_DEMO:
            register(
                Entry(words="Choose who to be", url_name="demo:people", order=900, shown_to=lambda _: True)
            )
