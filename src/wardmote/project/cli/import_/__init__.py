"""`wardmote import`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import Verbs, database, lift_limits
from wardmote.project.progress import say, step

if TYPE_CHECKING:
    from wardmote.shared.geography.actions import Loaded
    from wardmote.shared.partnerships.rules import SetUpFile
    from wardmote.shared.partnerships.rules.register_file import Judged

SHOWN = 20
"""Faults that are printed; the rest are counted, and written where --rejected says."""

SOME_TURNED_AWAY = 3
"""The exit code when all was done that could be, and some rows must be mended."""


def one_line(text: str) -> str:
    """A sentence on one line, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def check_new_file(path: Path | None) -> None:
    """Raise a sentence unless nothing, or a new file in a folder that exists, is named: nothing is written over."""
    if path is not None and (path.exists() or not path.absolute().parent.is_dir()):
        raise click.ClickException(f"{path} must be a new file in a folder that exists. Give another name.")


def register_command(kind: str, summary: str) -> click.Command:
    """Make the command for one kind of table of the register."""
    ends = "Ends with 0 when every row was used, 3 when some must be mended, 1 when nothing was done."

    @click.command(help=f"{summary}\n\n{ends}")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
    @click.option("--check", "--dry-run", "only_look", is_flag=True, help="Only say what would be done.")
    @click.option(
        "--rejected", type=click.Path(path_type=Path), help="Write rows to mend, and why, to this CSV."
    )
    def command(file: Path, only_look: bool, rejected: Path | None) -> None:
        from wardmote.shared.partnerships.rules.setting_up import SetUpFile

        check_new_file(rejected)
        with database():
            lift_limits()
            judged = _bring(SetUpFile(kind), file, rejected, only_look=only_look)
        if judged.faults:
            sys.exit(SOME_TURNED_AWAY)

    return command


def _bring(kind: SetUpFile, file: Path, rejected: Path | None, *, only_look: bool) -> Judged:
    """Bring a table into the register, or only say what it would do, and account for every row."""
    from wardmote.kernel.actor import system
    from wardmote.kernel.database import Busy
    from wardmote.kernel.refusals import Conflict
    from wardmote.kernel.table_files import UnreadableTable
    from wardmote.kernel.ui.tables import table_text
    from wardmote.shared.partnerships import actions, queries
    from wardmote.shared.partnerships.rules.register_file import rejected_headings, rejected_rows

    if queries.the_partnership() is None:
        raise click.ClickException("There is no partnership yet. Begin with wardmote init.")
    content = file.read_bytes()
    try:
        judged = actions.use_register_file(
            by=system("command line"), kind=kind, content=content, check=only_look
        )
    except (UnreadableTable, Conflict) as error:
        raise click.ClickException(f"{one_line(str(error))} Nothing was changed.") from error
    except Busy as error:
        raise click.ClickException(
            "Somebody is changing the register at this moment. Nothing was changed. Run it again."
        ) from error
    _tell(judged, only_look=only_look, is_written=rejected is not None)
    if rejected is not None:
        table = table_text(rejected_headings(kind), rejected_rows(kind, content, judged))
        rejected.write_text(table, encoding="utf-8-sig", newline="")
        say(f"Rows to mend, and why: {rejected}")
    return judged


def _tell(judged: Judged, *, only_look: bool, is_written: bool) -> None:
    added, changed = ("Would be added", "Would be changed") if only_look else ("Added", "Changed")
    counts = judged.counts
    say(
        f"{added}: {counts['add']:,}. {changed}: {counts['change']:,}. As they were: {counts['same']:,}."
        f" To mend: {counts['faulty']:,}."
    )
    for fault in judged.faults[:SHOWN]:
        column = f", {fault.column}" if fault.column else ""
        say(f"  Row {fault.row}{column}: {one_line(fault.sentence)}")
    if len(judged.faults) > SHOWN:
        more = len(judged.faults) - SHOWN
        say(f"  and {more:,} more{'' if is_written else '; --rejected OUT.csv writes all'}.")


def load_list(file: Path, kind: str, *, tell: Callable[[Loaded], None]) -> None:
    """Load a long public list of postcodes or addresses, with progress, and print what could not be used."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.shared.geography import actions

        action = actions.load_postcode_file if kind == "postcodes" else actions.load_address_file
        lift_limits()
        try:
            with file.open("rb") as content, step(f"Reading {file.name}") as note:
                loaded = action(
                    by=system("command line"), file=content, tell=lambda lines: note(f"{lines:,} lines")
                )
        except (actions.UnknownColumns, actions.UnreadableFile) as error:
            raise click.ClickException(f"{error} Nothing was changed.") from error
    tell(loaded)
    for row in loaded.rejected[:SHOWN]:
        say(f"  Line {row.line}: {one_line(row.said) or 'no more is said'}. {row.reason}")
    if (more := len(loaded.rejected) + loaded.more_rejected - SHOWN) > 0:
        say(f"  and {more:,} more.")


command = Verbs(__name__, __path__, "Bring in what other systems hold.")
