"""Django's `migrate`, run as the owner of the tables and after the roles are there."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate

from wardmote.kernel.database.roles import as_owner, prepare_roles


class Command(Migrate):
    """Bring the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the roles, migrate, and make the cache's table."""
        with as_owner():
            prepare_roles()
            super().handle(*args, **options)
            call_command("createcachetable", verbosity=0)
