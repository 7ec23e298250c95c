"""`wardmote token renew`."""

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, hand_over, told_plainly
from wardmote.shared.partnerships.rules.tokens import LONGEST_OVERLAP_DAYS, LONGEST_TOKEN_DAYS, TOKEN_DAYS


@click.command(
    help="""Give the holder of TOKEN a new secret for the old.

    \b
    TOKEN is its public name, the first two parts of its secret (see: wardmote token list):
      wardmote token renew wmt_k3J9sQ2p
      wardmote token renew wmt_k3J9sQ2p --days 365 --overlap-days 1

    The new secret may do the same. Make it before the old one ends, which goes on for the days of the overlap,
    so that there is time to change it over. It is written once, alone, to standard output; everything else goes to
    standard error.
    """
)
@click.argument("token")
@click.option(
    "--days",
    metavar="DAYS",
    default=TOKEN_DAYS,
    show_default=True,
    help=f"How long the new one works: 1 to {LONGEST_TOKEN_DAYS}.",
)
@click.option(
    "--overlap-days",
    metavar="DAYS",
    default=LONGEST_OVERLAP_DAYS,
    show_default=True,
    help=f"How long the old one still works: 0, which stops it at once, to {LONGEST_OVERLAP_DAYS}.",
)
def command(token: str, days: int, overlap_days: int) -> None:
    """Renew it, and hand over the new secret."""
    with database(), told_plainly():
        from wardmote.shared.partnerships import actions, queries

        old = queries.token_named(BY, token)
        new, secret = actions.renew_token(by=BY, token=old, days=days, overlap_days=overlap_days)
        hand_over(new, secret)
