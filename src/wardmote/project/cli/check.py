"""`wardmote check`."""

import click

from wardmote.project.cli import set_up_django


@click.command(help="Check the settings, the models and that no migration is missing.")
def command() -> None:
    """Run Django's checks; needs no database."""
    set_up_django()
    from django.apps import apps
    from django.core.management import call_command
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    call_command("check", fail_level="WARNING")
    loader = MigrationLoader(None)
    missing = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        loader.graph
    )
    for label, migrations in missing.items():
        for migration in migrations:
            for operation in migration.operations:
                click.echo(f"{label}: no migration for: {operation.describe()}", err=True)
    if missing:
        raise click.ClickException("Make the missing migrations, then check again.")
    click.echo("No migration is missing.")
