"""`wardmote retention preview`."""

from datetime import datetime

import click

from wardmote.project.cli import database, lift_limits


@click.command(
    help="Say how much of each kind has been kept for its time on a day, how much of that is held, and what would"
    " happen to the rest. Nothing is changed. What is protected is not counted."
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Such as 2033-04-01. Default: today."
)
def command(on: datetime | None) -> None:
    """Print a line for each part of each kind that is shed by approval."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.kernel.clock import today
        from wardmote.shared.retention import queries

        lift_limits()
        day = on.date() if on else today()
        lines = queries.preview(system("command line"), day)
        run = queries.run_now(system("command line"))

        click.echo(f"Due on {day:%-d %B %Y}:")
        for line in lines:
            name = f"{line.name}, {line.part_name.lower()}" if line.part_name else line.name
            since = f", the oldest from {line.oldest:%-d %B %Y}" if line.oldest else ""
            said = "not told" if line.is_secret else f"{line.due:,} due{since}; {line.held:,} held"
            click.echo(f"\n{name}: {said}.")
            click.echo(f"  Rule: {line.rule}.")
            click.echo(f"  Then: {line.then}")
        if run is None:
            click.echo("\nNothing goes until a data protection officer approves it.")
        else:
            click.echo(
                f"\nWhat was due on {run.as_of_on:%-d %B %Y} was approved. It goes from {run.begins_on:%-d %B %Y} on."
            )
