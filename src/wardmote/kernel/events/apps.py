"""The outbox as an app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What has happened and is not yet told."""

    name = "wardmote.kernel.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
