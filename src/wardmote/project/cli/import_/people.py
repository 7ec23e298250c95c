"""`wardmote import people`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.cli.import_ import SHOWN, SOME_TURNED_AWAY, check_new_file, one_line
from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.kernel.actor import Actor
    from wardmote.shared.partnerships.rules.people_file import PersonRow

Turned = tuple["PersonRow", str]
"""A row that invites nobody, and why."""


@click.command(
    help="""Invite the people in FILE (CSV): name, email, role, organisation, team or area.

    Who has an account gets the role at once; others get a link by mail, while Wardmote runs. The same file again
    invites nobody twice. Stopped with Ctrl-C, the same command goes on where it was. Safeguarding leads are named
    by an administrator, in the pages.

    Ends with 0 when every row was used, 3 when some must be mended, 1 when nothing was done.
    """
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--check", "--dry-run", "only_look", is_flag=True, help="Only say what would be done.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Write rows to mend, and why, to this CSV.")
def command(file: Path, only_look: bool, rejected: Path | None) -> None:
    """Look or invite, then account for every row."""
    check_new_file(rejected)
    with database(), _told_plainly():
        from wardmote.kernel.actor import system
        from wardmote.kernel.ui.tables import table_text
        from wardmote.shared.partnerships import queries
        from wardmote.shared.partnerships.rules.people_file import MENDING

        if queries.the_partnership() is None:
            raise click.ClickException("There is no partnership yet. Begin with wardmote init.")
        lift_limits()
        by = system("command line")
        turned = _look(by, file) if only_look else _invite(by, file)
        for row, why in turned[:SHOWN]:
            say(f"  Row {row.number}: {one_line(why)}")
        if len(turned) > SHOWN:
            say(f"  and {len(turned) - SHOWN:,} more{'' if rejected else '; --rejected OUT.csv writes all'}.")
        if rejected is not None:
            table = table_text(MENDING, [row.to_mend(why) for row, why in turned])
            rejected.write_text(table, encoding="utf-8-sig", newline="")
            say(f"Rows to mend, and why: {rejected}")
    if turned:
        sys.exit(SOME_TURNED_AWAY)


@contextmanager
def _told_plainly() -> Iterator[None]:
    from wardmote.kernel.database import Busy
    from wardmote.kernel.refusals import NotReady
    from wardmote.kernel.table_files import UnreadableTable

    try:
        yield
    except (UnreadableTable, NotReady) as error:
        raise click.ClickException(f"{error} Nobody was invited.") from error
    except Busy as error:
        raise click.ClickException(
            "People are being invited from another file at this moment. Wait until that has ended, then run it again."
        ) from error


def _look(by: Actor, file: Path) -> Sequence[Turned]:
    from wardmote.shared.partnerships.queries.people_files import what_it_would_do
    from wardmote.shared.partnerships.rules.people_file import SKIPPED, Does, read_people

    would = what_it_would_do(by, read_people(file.read_bytes()))
    counts = would.counts
    say(
        f"Would be invited: {counts[Does.INVITE]:,}. Would get the role at once: {counts[Does.GIVE]:,}. "
        f"Passed over: {sum(counts[does] for does in SKIPPED):,}. To mend: {counts[Does.REJECTED]:,}."
    )
    return [(verdict.row, verdict.reason) for verdict in would.that(Does.REJECTED)]


def _invite(by: Actor, file: Path) -> Sequence[Turned]:
    from wardmote.shared.partnerships import actions
    from wardmote.shared.partnerships.actions.people_files import invite_from_file
    from wardmote.shared.partnerships.queries.people_files import rejections

    brought = actions.bring_people_file(by=by, name=file.name, content=file.read_bytes())
    brought = actions.begin_people_file(by=by, file=brought, in_background=False)
    if brought.rows_done:
        click.echo(f"Going on after {brought.rows_done:,} rows.", err=True)
    try:
        with click.progressbar(length=brought.row_count, label="Inviting", file=sys.stderr) as bar:
            done = invite_from_file(
                by=by, file=brought, tell=lambda rows, there_are: bar.update(rows - bar.pos)
            )
    except KeyboardInterrupt as error:
        actions.stop_people_file(by=by, file=brought)
        raise click.ClickException(
            "Stopped. Who was invited stays invited; the same command goes on from there."
        ) from error
    say(
        f"Invited: {done.invited:,}. Got the role at once: {done.given:,}. "
        f"Passed over: {done.passed_over:,}. To mend: {done.rejected:,}."
    )
    turned = [(one.row, one.reason) for one in rejections(by, done)]
    actions.drop_people_file(by=by, file=done)
    return turned
