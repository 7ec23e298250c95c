"""`wardmote import postcodes`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.progress import say, step

SHOWN = 20
"""Rejected lines that are printed; the rest are counted."""


@click.command(help="Load a public list of postcodes (CSV: Code-Point Open, or latitude and longitude).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def command(file: Path) -> None:
    """Load every line that can be used, all or nothing, and say which cannot and why."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.shared.geography.actions import UnknownColumns, load_postcodes

        lift_limits()
        try:
            with file.open(encoding="utf-8-sig") as lines, step(f"Reading {file.name}") as note:
                loaded = load_postcodes(by=system("import-postcodes"), lines=_noted(lines, note))
        except UnknownColumns as error:
            raise click.ClickException(f"{error} Nothing was changed.") from error
        except UnicodeDecodeError as error:
            raise click.ClickException(
                "This file is not text in UTF-8. Save it as CSV (UTF-8) and try again. Nothing was changed."
            ) from error
    say(f"Postcodes kept: {loaded.kept:,}. Lines rejected: {len(loaded.rejected):,}.")
    for row in loaded.rejected[:SHOWN]:
        say(f"  Line {row.line}: {row.postcode or 'no postcode'}. {row.reason}")
    if len(loaded.rejected) > SHOWN:
        say(f"  and {len(loaded.rejected) - SHOWN:,} more.")


def _noted(lines: IO[str], note: Callable[[str], None]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if number % 1_000 == 0:
            note(f"{number:,} lines")
        yield line
