"""`wardmote token list`."""

import click

from wardmote.project.cli import database
from wardmote.project.cli.token import BY, whose


@click.command(help="List the access tokens that were not revoked, the newest first. Secrets are not kept.")
def command() -> None:
    """Write a line of tab-separated cells for each."""
    with database():
        from wardmote.kernel.clock import LONDON
        from wardmote.shared.partnerships.queries import every_token, state_of

        page, after = None, None
        click.echo("token\twhose\twhat for\tmay\tlast used\tworks until\tstate")
        while page is None or after:
            page = every_token(BY, after=after)
            after = page.next
            for token in page.rows:
                used = token.last_used_on.isoformat() if token.last_used_on else "never"
                until = token.expires_at.astimezone(LONDON).date().isoformat()
                cells = (
                    str(token),
                    whose(token),
                    token.name,
                    " ".join(token.scopes),
                    used,
                    until,
                    state_of(token).value,
                )
                click.echo("\t".join("".join(c if c.isprintable() else " " for c in cell) for cell in cells))
