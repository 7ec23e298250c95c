"""`wardmote make-migrations`."""

import click

from wardmote.project.cli import database


@click.command(help="Write the migrations that the models need.")
def command() -> None:
    """Run Django's makemigrations."""
    with database():
        from django.core.management import call_command

        call_command("makemigrations")
