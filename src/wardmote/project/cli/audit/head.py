"""`wardmote audit head`."""

import click

from wardmote.project.cli import database


@click.command(
    help="Write the newest seal of each trail, to be kept outside the database: on paper, in a mailbox, with a partner."
)
def command() -> None:
    """Seal what can be sealed, then write a line for each trail."""
    with database():
        from wardmote.kernel import clock
        from wardmote.kernel.audit import chain

        chain.seal_all()
        lines = [str(head) for head in chain.heads(clock.now())]
    if not lines:
        click.echo("Nothing was sealed yet.", err=True)
    for line in lines:
        click.echo(line)
