"""`wardmote import postcodes`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli.import_ import load_list
from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.shared.geography.actions import Loaded


@click.command(
    help="Load a public list of postcodes: Code-Point Open, the ONS Postcode Directory or the NSPL, as they are"
    " published (CSV, or the zip), or any CSV with a postcode and where it is. Ended postcodes are kept, and marked."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def command(file: Path) -> None:
    """Load every line that can be used, all or nothing, and say which cannot and why."""
    load_list(file, "postcodes", tell=_tell)


def _tell(loaded: "Loaded") -> None:
    ended = f" Of these, ended: {loaded.ended:,}." if loaded.ended else ""
    say(
        f"Postcodes kept: {loaded.kept:,}.{ended} Lines rejected: {len(loaded.rejected) + loaded.more_rejected:,}."
    )
