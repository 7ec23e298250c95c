"""`wardmote keys check`."""

from __future__ import annotations

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.progress import say, step


@click.command(
    help="Read everything that is encrypted, and say how much stands under which key. Ends with 0 when all of it can be"
    " read, and with 2 when some cannot."
)
def command() -> None:
    """A line for each column and key."""
    with database():
        from wardmote.kernel.privacy.keys import field_keys
        from wardmote.kernel.privacy.rotation import PLAIN, check

        lift_limits()
        here = [key.name for key in field_keys()]
        with step("Reading what is encrypted"):
            standings = list(check())
    say(f"WARDMOTE_FIELD_KEYS holds: {', '.join(here)}. The first encrypts.")
    for standing in standings:
        for name, number in sorted(standing.under.items()):
            if name == PLAIN:
                told = "PLAIN. Run: wardmote keys rotate" if standing.is_whole else "plain, as their rows say"
            else:
                told = f"under the key {name}" + ("" if name in here else ", WHICH IS NOT HERE")
            say(f"  {standing.column}: {number:,} {told}")
        if standing.unreadable:
            numbers = ", ".join(str(number) for number in standing.unreadable[:10])
            say(f"  {standing.column}: {len(standing.unreadable):,} CANNOT BE READ, in the rows {numbers}")
    if any(standing.is_wrong for standing in standings):
        raise click.exceptions.Exit(2)
    if not any(standing.under for standing in standings):
        say("  Nothing is encrypted yet.")
