"""`wardmote token revoke`."""

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, told_plainly, whose


@click.command(
    help="""Stop the access token TOKEN at once and for good.

    Do it when somebody else has seen its secret, or when it is not needed any more.

    \b
    TOKEN is its public name, the first two parts of its secret (see: wardmote token list):
      wardmote token revoke wmt_k3J9sQ2p

    With its last token a partner's system gives up its place at its teams. What it did stays on record.
    """
)
@click.argument("token")
def command(token: str) -> None:
    """Revoke it; doing it again changes nothing."""
    with database(), told_plainly():
        from wardmote.shared.partnerships import actions, queries

        stopped = actions.revoke_token(by=BY, token=queries.token_named(BY, token))
        click.echo(f"{stopped} of {whose(stopped)} ({stopped.name}) works no more.", err=True)
