"""`wardmote load-demo`."""

import click

from wardmote.project.cli import database, lift_limits, use_the_demos_key
from wardmote.project.demo import SEED
from wardmote.project.progress import step


@click.command(help="Load the demo borough into an empty, migrated database. Doing it again changes nothing.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed gives the same borough.")
def command(seed: int) -> None:
    """Load it whole, or not at all."""
    use_the_demos_key()
    with database():
        load_borough(seed)


def load_borough(seed: int = SEED) -> None:
    """Fill an empty database with the demo borough; one that holds it already stays as it is.

    Django must be set up, and DATABASE_URL answer.
    """
    from django.db import connection

    from wardmote.kernel.database.roles import as_owner
    from wardmote.project.demo.load import NotEmpty, load

    with step("Loading the demo borough") as note:
        lift_limits()
        try:
            is_new = load(seed=seed, progress=lambda percent, what: note(f"{percent} %, {what}"))
        except NotEmpty as error:
            raise click.ClickException(str(error)) from error
        if is_new:
            with as_owner(), connection.cursor() as cursor:
                cursor.execute("analyze")  # the first pages are planned with figures, not guesses
        connection.close()
