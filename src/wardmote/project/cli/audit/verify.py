"""`wardmote audit verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits

if TYPE_CHECKING:
    from wardmote.kernel.audit.chain import Anchor, Verified


@click.command(
    help="Look through both trails: every entry, every seal, and the heads that were kept outside the database."
    " Ends with 0 when all is as it was sealed, and with 2 when something was altered, removed or put in."
)
@click.option(
    "--anchors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the lines that were kept outside: one head a line. Default: WARDMOTE_ANCHOR_FILE.",
)
def command(anchors: Path | None) -> None:
    """Say for each trail how it stands, and each fault on a line of its own."""
    with database():
        from django.conf import settings

        from wardmote.kernel.audit import chain
        from wardmote.kernel.audit.models import Trail

        lift_limits()
        where = anchors or (Path(settings.WARDMOTE_ANCHOR_FILE) if settings.WARDMOTE_ANCHOR_FILE else None)
        kept = _read(where)
        found = [chain.verify(trail, kept) for trail in Trail.values]
    for verified in found:
        _tell(verified, len([a for a in kept if a.trail == verified.trail]))
    if not kept:
        click.echo(
            "Nothing kept outside was compared. Without it, nobody can tell whether the end of a trail was removed"
            " together with its seals. See WARDMOTE_ANCHOR_FILE, or: wardmote audit head"
        )
    if any(verified.faults for verified in found):
        raise click.exceptions.Exit(2)


def _read(where: Path | None) -> Sequence[Anchor]:
    from wardmote.kernel.audit.chain import NotAnAnchor, read_anchor

    if where is None or not where.exists():
        return ()
    try:
        return [read_anchor(line) for line in where.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (NotAnAnchor, UnicodeDecodeError) as error:
        raise click.ClickException(f"{where} has a line that is not the head of a trail: {error}") from error


def _tell(verified: Verified, anchors: int) -> None:
    stands = "not as it was sealed" if verified.faults else "whole"
    click.echo(
        f"{verified.trail}: {stands}. {_counted(verified.entries, 'entry', 'entries')} in"
        f" {_counted(verified.seals, 'seal', 'seals')}, {verified.unsealed} not sealed yet; compared with"
        f" {_counted(anchors, 'head', 'heads')} kept outside."
    )
    if verified.begun_anew:
        times = _counted(verified.begun_anew, "time", "times")
        click.echo(f"  It was begun anew {times}, as after a restore. Make sure that you know of each.")
    for fault in verified.faults:
        click.echo(f"  {fault.said}")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
