"""`wardmote import reports`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.cli.import_ import check_new_file

if TYPE_CHECKING:
    from wardmote.kernel.actor import Actor
    from wardmote.modules.referrals.queries.imports import Destination, Tell

_SHOWN = 20
_WIDTH = 88

Rejection = tuple[int, str, str]
"""A row's number, the report's own number, and why it was not imported."""


@click.command(
    help="Bring in reports from another system's FILE (CSV or JSON, also gzipped) through a mapping."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="What each column means.")
@click.option("--dry-run", is_flag=True, help="Only show what would be imported.")
@click.option(
    "--rejected", type=click.Path(path_type=Path), help="Write rejected rows and reasons to this CSV."
)
@click.option("--team", help="Key of the team to record them for; goes before the mapping's.")
def command(file: Path, mapping: Path, dry_run: bool, rejected: Path | None, team: str | None) -> None:
    """Preview or import, then account for every row."""
    check_new_file(rejected)
    with database(), _told_plainly(mapping):
        from wardmote.kernel.actor import system
        from wardmote.modules.referrals.queries import imports
        from wardmote.modules.referrals.rules.mapping import rejected_csv

        lift_limits()
        by = system("command line")
        to = imports.destination(by, imports.mapping_in(by, mapping), team)
        rejections = _look_at(by, file, to) if dry_run else _bring_in(by, file, to)
        if rejected is not None:
            rejected.write_text(rejected_csv(rejections), encoding="utf-8-sig", newline="")
            click.echo(f"Rejected rows and their reasons: {rejected}")


@contextmanager
def _told_plainly(mapping: Path) -> Iterator[None]:
    from wardmote.kernel.database import Busy
    from wardmote.modules.referrals.adapters.report_files import Unreadable
    from wardmote.modules.referrals.rules import NotReady
    from wardmote.modules.referrals.rules.mapping import WrongMapping

    try:
        yield
    except WrongMapping as error:
        raise click.ClickException(f"{mapping} cannot be used yet. Nothing was imported.\n{error}") from error
    except (Unreadable, NotReady) as error:
        raise click.ClickException(str(error)) from error
    except Busy as error:
        raise click.ClickException(
            "Reports of this system are being imported at this moment. Wait until that has ended."
        ) from error
    except KeyboardInterrupt as error:
        raise click.ClickException(
            "Stopped. What was imported so far is kept; the same command goes on from there."
        ) from error


@contextmanager
def _progress(label: str, *, may_go_on: bool) -> Iterator[Tell]:
    """A bar of the bytes read, with the rows and their rate beside it; the first told may lie behind a resumption."""
    began, first = time.monotonic(), -1
    with click.progressbar(length=1, label=label, item_show_func=lambda item: item or "") as bar:

        def tell(rows: int, done: int, size: int) -> None:
            nonlocal first
            if may_go_on and first < 0 < rows:
                click.echo(f"Going on after row {rows:,}.")
            first = rows if first < 0 else first
            rate = (rows - first) / max(time.monotonic() - began, 0.001)
            bar.length = size
            bar.update(min(done, size) - bar.pos, f"{rows:,} rows, {rate:,.0f} a second")

        yield tell
        bar.update((bar.length or 1) - bar.pos)


def _bring_in(by: Actor, file: Path, to: Destination) -> list[Rejection]:
    from wardmote.modules.referrals.actions.imports import import_reports
    from wardmote.modules.referrals.queries.imports import all_rejections

    with _progress("Importing", may_go_on=True) as tell:
        run = import_reports(by=by, path=file, to=to, tell=tell)
    _show_table(
        f"{run.system}: {run.file_name}",
        [
            ("imported", run.imported),
            ("already here", run.already_here),
            ("rejected", run.rejected),
            ("rows in the file", run.rows_read),
        ],
    )
    rejections = [(row.row_number, row.their_reference, row.reason) for row in all_rejections(by, run)]
    _show_rejections(rejections)
    if run.ended_early:
        click.echo(f"Ended early: {run.ended_early}", err=True)
    return rejections


def _look_at(by: Actor, file: Path, to: Destination) -> list[Rejection]:
    from wardmote.modules.referrals.queries import imports

    with _progress("Reading", may_go_on=False) as tell:
        preview = imports.preview(by, file, to, tell)
    click.echo("Preview: nothing is imported.\n")
    for outcome, report in preview.first:
        where = "place not known"
        if report.latitude is not None and report.longitude is not None:
            where = f"{report.latitude:.5f}, {report.longitude:.5f}"
        ended = f", ended {report.ended_at:%Y-%m-%d %H:%M}" if report.ended_at else ""
        click.echo(f"Row {outcome.number}, their number {_line(report.their_reference)}")
        click.echo(f"  {report.category}, {report.observed_at:%Y-%m-%d %H:%M} UTC{ended}")
        click.echo(f"  {where}  {_line(report.place_words)}")
        for line in report.words.splitlines()[:3]:
            click.echo(f"  “{_line(line)}”")
    if preview.by_category:
        _show_table("New, by category", preview.by_category.most_common())
    _show_table(
        "Every row",
        [
            ("would be imported", preview.by_category.total()),
            ("already here", preview.already_here),
            ("rejected", len(preview.rejected)),
            ("rows in the file", preview.rows),
        ],
    )
    rejections = [(row.number, row.their_reference, row.reason) for row in preview.rejected]
    _show_rejections(rejections)
    if preview.ended_early:
        click.echo(f"Ended early: {preview.ended_early}", err=True)
    return rejections


def _show_table(heading: str, lines: Iterable[tuple[str, int]]) -> None:
    click.echo(f"\n{_line(heading)}")
    for words, count in lines:
        click.echo(f"  {words:<28}{count:>10,}")


def _show_rejections(rejections: list[Rejection]) -> None:
    if len(rejections) > _SHOWN:
        _show_table(
            "Why rows were rejected", Counter(reason for *_, reason in rejections).most_common(_SHOWN)
        )
        click.echo(f"\nThe first {_SHOWN} of them; --rejected OUT.csv writes all:")
    for number, reference, reason in rejections[:_SHOWN]:
        click.echo(f"  row {number}{f' ({_line(reference)})' if reference else ''}: {_line(reason, 300)}")


def _line(text: str, width: int = _WIDTH) -> str:
    """One line of somebody's text, without what a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= width else plain[: width - 1] + "…"
