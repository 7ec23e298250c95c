"""`wardmote retention certificates`."""

import click

from wardmote.project.cli import database


@click.command(
    help="List the newest certificates of what went. Ends with 2 when one does not say what it said when it was issued."
)
def command() -> None:
    """Print a line for each certificate, and one for each part of what went."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.kernel.privacy.disclosure import SMALL
        from wardmote.shared.retention import queries
        from wardmote.shared.retention.rules import sealed

        page = queries.certificates(system("command line"), size=200)
        altered = 0
        for one in page.rows:
            fits = sealed(one.says) == one.digest
            altered += not fits
            click.echo(
                f"{one.issued_at:%Y-%m-%d} {one.reference} {one.digest}{'' if fits else '  DOES NOT FIT'}"
            )
            for name, part, line in queries.lines_of(one):
                about = "about " if line.get("about") else ""
                records = f"fewer than {SMALL}" if line["records"] is None else f"{about}{line['records']:,}"
                click.echo(f"  {name}{f', {part.lower()}' if part else ''}: {records}; {line['rule']}.")
        if not page.rows:
            click.echo("Nothing has gone yet.")
    if altered:
        raise click.exceptions.Exit(2)
