"""`wardmote token renew`."""

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, hand_over, told_plainly
from wardmote.shared.partnerships.rules.tokens import LONGEST_OVERLAP_DAYS, LONGEST_TOKEN_DAYS, TOKEN_DAYS


@click.command(
    help="Make a new secret for the holder of TOKEN, to do the same. TOKEN is its public name, such as wmt_k3J9sQ2p."
    " The secret is written alone to standard output, everything else to standard error."
)
@click.argument("token")
@click.option(
    "--days",
    default=TOKEN_DAYS,
    show_default=True,
    type=click.IntRange(1, LONGEST_TOKEN_DAYS),
    help="How long the new one works.",
)
@click.option(
    "--overlap-days",
    default=LONGEST_OVERLAP_DAYS,
    show_default=True,
    type=click.IntRange(0, LONGEST_OVERLAP_DAYS),
    help="How long the old one still works; 0 stops it at once.",
)
def command(token: str, days: int, overlap_days: int) -> None:
    """Renew it, and hand over the new secret."""
    with database(), told_plainly():
        from wardmote.shared.partnerships import actions, queries

        old = queries.token_named(BY, token)
        new, secret = actions.renew_token(by=BY, token=old, days=days, overlap_days=overlap_days)
        hand_over(new, secret)
