"""`wardmote import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import Verbs, database
from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.shared.partnerships.rules import SetUpFile
    from wardmote.shared.partnerships.rules.register_file import Judged

SHOWN = 20
"""Faults that are printed; the rest are counted, and written where --rejected says."""


def bring_register_file(kind: SetUpFile, file: Path, rejected: Path | None, *, only_look: bool) -> None:
    """Bring a table into the register, or only say what it would do, and account for every row."""
    with database():
        from wardmote.kernel.actor import system
        from wardmote.kernel.refusals import Conflict
        from wardmote.kernel.table_files import UnreadableTable
        from wardmote.shared.partnerships import actions, queries
        from wardmote.shared.partnerships.rules.register_file import rejected_csv

        if queries.the_partnership() is None:
            raise click.ClickException("There is no partnership yet. Begin with wardmote init.")
        try:
            content = file.read_bytes()
            judged = actions.use_register_file(
                by=system(f"import-{kind}"), kind=kind, content=content, check=only_look
            )
        except (UnreadableTable, Conflict) as error:
            raise click.ClickException(f"{error} Nothing was changed.") from error
        _tell(judged, only_look=only_look)
        if rejected is not None:
            rejected.write_text(rejected_csv(kind, content, judged), encoding="utf-8-sig", newline="")
            say(f"Rejected rows and why: {rejected}")


def _tell(judged: Judged, *, only_look: bool) -> None:
    would = "Would be " if only_look else ""
    counted = [
        f"{would}added: {judged.counts['add']:,}",
        f"{would}changed: {judged.counts['change']:,}",
        f"as they were: {judged.counts['same']:,}",
        f"rejected: {judged.counts['faulty']:,}",
    ]
    say(" ".join(f"{words[0].upper()}{words[1:]}." for words in counted))
    for fault in judged.faults[:SHOWN]:
        say(f"  Row {fault.row}{f', {fault.column}' if fault.column else ''}: {fault.sentence}")
    if len(judged.faults) > SHOWN:
        say(f"  and {len(judged.faults) - SHOWN:,} more.")


def register_command(kind: str, summary: str) -> click.Command:
    """Make the command for one kind of table."""

    @click.command(help=summary)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Only say what would be done.")
    @click.option(
        "--rejected", type=click.Path(path_type=Path), help="Write rejected rows and reasons to this CSV."
    )
    def command(file: Path, dry_run: bool, rejected: Path | None) -> None:
        from wardmote.shared.partnerships.rules.setting_up import SetUpFile

        bring_register_file(SetUpFile(kind), file, rejected, only_look=dry_run)

    return command


command = Verbs(__name__, __path__, "Bring in what other systems hold.")
