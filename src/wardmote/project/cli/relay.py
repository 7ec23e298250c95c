"""`wardmote relay`."""

import click

from wardmote.project.cli import database


@click.command(help="Hand events to those who react to them until stopped.")
def command() -> None:
    """Run the relay."""
    with database():
        from wardmote.kernel.events import relay
        from wardmote.kernel.privacy.rotation import require_keys_that_fit

        require_keys_that_fit()
        relay.run()
