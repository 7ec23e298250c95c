"""`wardmote keys new`."""

import click

from wardmote.kernel.privacy.keys import new_secret


@click.command(
    help="Make a secret for WARDMOTE_FIELD_KEYS. Keep a copy apart from the backups of the database: without it, what"
    " was encrypted cannot be read."
)
def command() -> None:
    """Write it once, alone, to standard output. Nothing is kept."""
    click.echo(new_secret())
