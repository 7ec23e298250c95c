"""`wardmote keys rotate`."""

from __future__ import annotations

import click

from wardmote.project.cli import database
from wardmote.project.progress import say, step


@click.command(
    help="Encrypt again, with the first key of WARDMOTE_FIELD_KEYS, whatever stands under another. People may go on"
    " working meanwhile. Interrupted, it goes on where it stopped when it is begun again."
)
def command() -> None:
    """Batch by batch; says how far it is."""
    with database():
        from wardmote.kernel.database.roles import as_owner
        from wardmote.kernel.privacy.keys import field_keys
        from wardmote.kernel.privacy.rotation import rotate

        first, *others = [key.name for key in field_keys()]
        say(
            f"Everything is encrypted with the key {first} now. Also there: {', '.join(others) or 'no other'}."
        )
        with as_owner(), step("Encrypting again") as how_far:
            done = rotate(how_far)
    if total := sum(done.values()):
        say(f"{total:,} rows were encrypted again.")
    else:
        say("Nothing stood under another key.")
    if others:
        say(
            "Look with: wardmote keys check. Keep the old keys as long as you keep a backup from before this moment."
        )
