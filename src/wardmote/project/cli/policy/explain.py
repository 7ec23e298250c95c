"""`wardmote policy explain`."""

import click

from wardmote.project.cli import database


@click.command(
    help="Say why somebody may or may not read an observation or a referral. It tells also of protected records that"
    " they exist, and of none what it says."
)
@click.option("--actor", "email", required=True, metavar="EMAIL", help="Whom it is about: how they sign in.")
@click.option("--record", "reference", required=True, metavar="REFERENCE", help="The record's number.")
def command(email: str, reference: str) -> None:
    """Print the answer and its reasons, a sentence a line."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.modules.referrals import queries
        from wardmote.shared.accounts import queries as accounts

        person = accounts.person_with_email(email)
        if person is None:
            raise click.ClickException("Nobody signs in with this address. Check it.")
        why = queries.explain(system("command line"), person=person, reference=reference)
        if why is None:
            raise click.ClickException("There is no observation or referral with this number. Check it.")
        click.echo(f"{person.name} {'may' if why.may_read else 'may not'} read {reference}.")
        for sentence in why.sentences:
            click.echo(sentence)
