"""`wardmote migrate`."""

import click

from wardmote.project.cli import database


@click.command(help="Bring the database up to date.")
def command() -> None:
    """Make the roles and run the migrations that are missing."""
    with database():
        from django.core.management import call_command

        call_command("migrate")
