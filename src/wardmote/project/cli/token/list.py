"""`wardmote token list`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, organisation_named, whose

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import AccessToken, Organisation

_HEAD = ("token", "whose", "what for", "last used", "works until", "state", "may")


@click.command(
    help="List the access tokens that were not revoked, the newest first. Secrets are not kept, so none is shown."
    " In a terminal the columns stand below each other; in a pipe or a file, tabs stand between the cells."
    " A token that “ends soon” has a fortnight or less: renew it. One that was “renewed” has a newer secret."
)
@click.option("--organisation", metavar="KEY", help="Only those of this organisation's systems.")
@click.option("--ending", is_flag=True, help="Only those that have ended or end soon.")
def command(organisation: str | None, ending: bool) -> None:
    """Write a line for each."""
    with database():
        partner = organisation_named(organisation) if organisation else None
        rows = list(_rows(partner, ending=ending))
    if not rows and not (organisation or ending):
        click.echo("There are no tokens. Make one: wardmote token create --help", err=True)
    lines = [_HEAD, *rows]
    widths = [max(map(len, column)) if sys.stdout.isatty() else 0 for column in zip(*lines, strict=True)]
    for line in lines:
        if sys.stdout.isatty():
            click.echo("  ".join(map(str.ljust, line, widths)).rstrip())
        else:
            click.echo("\t".join(line))


def _rows(organisation: Organisation | None, *, ending: bool) -> Iterator[Sequence[str]]:
    from wardmote.shared.partnerships.queries import every_token

    page, after = None, None
    while page is None or after:
        page = every_token(BY, organisation=organisation, ending=ending, after=after)
        after = page.next
        for token in page.rows:
            yield ["".join(c if c.isprintable() else " " for c in cell) for cell in _cells(token)]


def _cells(token: AccessToken) -> Sequence[str]:
    from wardmote.kernel.clock import LONDON
    from wardmote.shared.partnerships.queries import ends_soon, state_of, was_renewed
    from wardmote.shared.partnerships.rules.tokens import TokenState

    state = state_of(token).value
    if state == TokenState.LIVE:
        state = "ends soon" if ends_soon(token) else "renewed" if was_renewed(token) else state

    return (
        str(token),
        whose(token),
        token.name,
        token.last_used_on.isoformat() if token.last_used_on else "never",
        token.expires_at.astimezone(LONDON).date().isoformat(),
        state,
        " ".join(token.scopes),
    )
