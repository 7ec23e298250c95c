"""`wardmote token create`."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, hand_over, organisation_named, told_plainly
from wardmote.shared.partnerships.rules.tokens import LONGEST_TOKEN_DAYS, TOKEN_DAYS, Scope

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Organisation, Team

_SCOPES = "\n".join(
    fill(scope.sentence, width=78, initial_indent=f"  {scope.value:<20}", subsequent_indent=" " * 22)
    for scope in Scope
)
_EPILOG = f"""\b
Scopes; choose as few as it needs:
{_SCOPES}

\b
No token opens protected matters, but for what its own holder recorded.
How to use one: docs/how-to/connect-a-system.md
"""


@click.command(
    help="""Make an access token, by which a program uses the API at /api/v1/.

    \b
    For a partner's own system, name the organisation and the teams it acts for:
      wardmote token create --name "Repairs system" \\
        --organisation larkfield-homes --team larkfield-repairs \\
        --scope observations:write --scope referrals:write

    \b
    For somebody's own script, name the person. It never does more than they may:
      wardmote token create --name "Monday report" \\
        --person wanda@partner.example --scope referrals:read --days 30

    The key of an organisation or a team is the last word in the address of its page.

    \b
    The secret is written once, alone, to standard output, and everything else to
    standard error; we keep no copy. So it can go straight where only you read it:
      (umask 077; wardmote token create … > repairs.token)
    """,
    epilog=_EPILOG,
)
@click.option("--name", required=True, help="What it is for: the name of the system or script.")
@click.option("--organisation", metavar="KEY", help="The organisation whose system connects.")
@click.option("--team", "teams", metavar="KEY", multiple=True, help="A team it acts for. Repeat for more.")
@click.option("--person", metavar="EMAIL", help="The person who will use it, instead of an organisation.")
@click.option(
    "--scope",
    "scopes",
    metavar="SCOPE",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What it may do: see below. Repeat for more.",
)
@click.option(
    "--days",
    metavar="DAYS",
    default=TOKEN_DAYS,
    show_default=True,
    help=f"How long it works: 1 to {LONGEST_TOKEN_DAYS}.",
)
def command(
    name: str,
    organisation: str | None,
    teams: tuple[str, ...],
    person: str | None,
    scopes: tuple[str, ...],
    days: int,
) -> None:
    """Make it, and hand over the secret."""
    if bool(organisation) == bool(person):
        raise click.UsageError("Give either --organisation or --person: whose token is it?")
    if organisation and not teams:
        raise click.UsageError("Give --team at least once: for which teams does the system act?")
    if person and teams:
        raise click.UsageError("A person's token works at their own teams. Leave out --team.")
    with database(), told_plainly():
        from wardmote.shared.accounts.queries import person_with_email
        from wardmote.shared.partnerships import actions

        chosen = [Scope(scope) for scope in scopes]
        if organisation:
            partner = organisation_named(organisation)
            token, secret = actions.connect_system(
                by=BY,
                organisation=partner,
                teams=_teams(partner, teams),
                name=name,
                scopes=chosen,
                days=days,
            )
        else:
            holder = person_with_email(person or "")
            if holder is None:
                raise click.ClickException(f"Nobody here has the address {person}.")
            token, secret = actions.make_token(by=BY, person=holder, name=name, scopes=chosen, days=days)
    hand_over(token, secret)


def _teams(partner: Organisation, keys: Sequence[str]) -> list[Team]:
    from wardmote.shared.partnerships import queries

    theirs = {team.key: team for team in queries.standing_teams(BY).filter(organisation=partner)}
    if missing := sorted(set(keys) - set(theirs)):
        raise click.ClickException(
            f"{partner.name} has no team {', '.join(missing)}. It has: {', '.join(sorted(theirs)) or 'none'}."
        )
    return [theirs[key] for key in dict.fromkeys(keys)]
