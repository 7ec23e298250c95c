"""`wardmote reset-second-factor`."""

import click

from wardmote.project.cli import database

_REASONS = ("lost", "replaced", "broken", "taken")


@click.command(
    help="Take off the second factor of the person who signs in with EMAIL, because they lost it. Make sure first that"
    " it is them. For the last administrator, whom nobody else can help; others are helped in the pages."
)
@click.argument("email")
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why; it stays on record.")
def command(email: str, reason: str) -> None:
    """Take it off; they are signed out everywhere and told by mail."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.shared.accounts import actions, queries
        from wardmote.shared.accounts.rules import ResetReason

        person = queries.person_with_email(email)
        if person is None:
            raise click.ClickException("Nobody signs in with this address. Check it.")
        count = actions.reset_second_factor(
            by=system("command line"), person=person, reason=ResetReason(reason)
        )
        if not count:
            raise click.ClickException(f"{person.name} has no second factor. Nothing was changed.")
        click.echo(f"{person.name} has no second factor any more, and is told by mail.")
