"""`wardmote worker`."""

import click

from wardmote.project.cli import database


@click.command(help="Do the background jobs until stopped.")
def command() -> None:
    """Run a worker."""
    with database():
        from wardmote.kernel.jobs import worker
        from wardmote.kernel.privacy.rotation import require_keys_that_fit

        require_keys_that_fit()
        worker.run()
