"""`wardmote import resources`."""

from __future__ import annotations

from pathlib import Path

import click

from wardmote.project.cli import database
from wardmote.project.cli.import_ import SHOWN, one_line
from wardmote.project.progress import say


@click.command(
    help=(
        "Enter the money and staff hours that areas have, from FILE (CSV: area, what, kind, amount, year, source), all"
        " of it or nothing. What was entered before under the same name, area and year is replaced.\n\n"
        "Ends with 0 when it was entered, 1 when nothing was done."
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--set", "set_name", required=True, metavar="SET", help="The area set, such as “Areas 2010”.")
def command(file: Path, set_name: str) -> None:
    """Enter every row, or say which cannot be and why."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.kernel.refusals import NotReady
        from wardmote.kernel.table_files import UnreadableTable
        from wardmote.modules.insight.actions import ResourceFaults, enter_resources_of
        from wardmote.shared.geography import queries as geography

        try:
            number = enter_resources_of(
                by=system("command line"), area_set=geography.set_named(set_name), content=file.read_bytes()
            )
        except ResourceFaults as error:
            for fault in error.faults[:SHOWN]:
                say(f"  Row {fault.row}: {one_line(fault.sentence)}")
            if (more := len(error.faults) - SHOWN) > 0:
                say(f"  and {more:,} more.")
            raise click.ClickException("Nothing was entered. Mend these rows and run it again.") from error
        except (UnreadableTable, NotReady, geography.NotOnTheMap) as error:
            raise click.ClickException(f"{one_line(str(error))} Nothing was entered.") from error
    say(f"Entered: {number:,} {'row' if number == 1 else 'rows'}.")
