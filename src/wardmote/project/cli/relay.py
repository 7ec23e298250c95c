"""`wardmote relay`."""

import click

from wardmote.project.cli import database


@click.command(help="Hand events to those who react to them until stopped.")
def command() -> None:
    """Run the relay."""
    with database():
        from wardmote.kernel.events import relay
        from wardmote.kernel.privacy import require_keys

        require_keys()
        relay.run()
