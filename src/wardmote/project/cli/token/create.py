"""`wardmote token create`."""

from __future__ import annotations

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, hand_over, told_plainly
from wardmote.shared.partnerships.rules.tokens import LONGEST_TOKEN_DAYS, TOKEN_DAYS, Scope


@click.command(
    help="""Make an access token, by which a program uses the API at /api/v1/.

    For a partner's own system, name the organisation and the teams it acts for:

    \b
        wardmote token create --name "Repairs system" \\
            --organisation larkfield-homes --team larkfield-repairs \\
            --scope observations:write --scope referrals:write

    For a person's own scripts, name the person: --person wanda@partner.example

    The secret is written once, alone, to standard output; everything else goes to standard error. So it can go
    straight to where secrets are kept: wardmote token create … | your-secret-store. We keep no copy.
    """
)
@click.option("--name", required=True, help="What it is for: the name of the system or script.")
@click.option("--organisation", metavar="KEY", help="The organisation whose system connects.")
@click.option("--team", "teams", metavar="KEY", multiple=True, help="A team it acts for. Repeat for more.")
@click.option("--person", metavar="EMAIL", help="The person who will use it, instead of an organisation.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What it may do. Repeat for more.",
)
@click.option(
    "--days",
    default=TOKEN_DAYS,
    show_default=True,
    type=click.IntRange(1, LONGEST_TOKEN_DAYS),
    help="How long it works.",
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
        from wardmote.shared.partnerships import actions, queries

        chosen = [Scope(scope) for scope in scopes]
        if person:
            holder = person_with_email(person)
            if holder is None:
                raise click.ClickException(f"Nobody here has the address {person}.")
            token, secret = actions.make_token(by=BY, person=holder, name=name, scopes=chosen, days=days)
        else:
            partner = queries.standing_organisations(BY).filter(key=organisation).first()
            if partner is None:
                raise click.ClickException(f"No organisation that still works has the key {organisation}.")
            named = list(queries.standing_teams(BY).filter(organisation=partner, key__in=teams))
            if missing := sorted(set(teams) - {team.key for team in named}):
                theirs = ", ".join(
                    queries.standing_teams(BY).filter(organisation=partner).values_list("key", flat=True)
                )
                raise click.ClickException(
                    f"{partner.name} has no team {', '.join(missing)}. It has: {theirs or 'none'}."
                )
            token, secret = actions.connect_system(
                by=BY, organisation=partner, teams=named, name=name, scopes=chosen, days=days
            )
    hand_over(token, secret)
