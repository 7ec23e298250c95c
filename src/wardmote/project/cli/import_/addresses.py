"""`wardmote import addresses`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli.import_ import load_list
from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.shared.geography.actions import Loaded


@click.command(
    help="Load addresses: OS Open UPRN as published (CSV, or the zip), or a CSV with columns UPRN or address, and where"
    " each is. Without a position, an address stands where its UPRN or its postcode is known to be."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def command(file: Path) -> None:
    """Load every line that can be used, all or nothing, and say which cannot and why."""
    load_list(file, "addresses", tell=_tell)


def _tell(loaded: "Loaded") -> None:
    say(f"Addresses kept: {loaded.kept:,}. Lines rejected: {len(loaded.rejected) + loaded.more_rejected:,}.")
