"""Makes this package an app, so that its `migrate` command stands in for Django's."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """The kernel's database part. Has no models."""

    name = "wardmote.kernel.database"
    label = "database"
