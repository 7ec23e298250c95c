"""`wardmote import lookup`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.cli.import_ import SOME_TURNED_AWAY, check_new_file
from wardmote.project.figures_told import one_line, read_text, tell_elsewhere, tell_rejected, told_plainly
from wardmote.project.progress import say, step


@click.command(
    help=(
        "Bring in which area codes of one set became which of another, from FILE through a mapping.\n\n"
        "Ends with 0 when every row was used, 3 when some cannot be, 1 when nothing was done."
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "--mapping",
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="Which columns hold the codes of which sets.",
)
@click.option("--check", "--dry-run", "only_look", is_flag=True, help="Only say what would be kept.")
@click.option(
    "--rejected", type=click.Path(path_type=Path), help="Write unusable rows, and why, to this CSV."
)
def command(file: Path, mapping: Path, only_look: bool, rejected: Path | None) -> None:
    """Check a lookup and keep it whole, or only check it."""
    check_new_file(rejected)
    with database(), told_plainly(mapping):
        from wardmote.kernel.actor import system
        from wardmote.modules.insight.actions import bring_lookup
        from wardmote.modules.insight.queries.lookups import judge_lookup

        lift_limits()
        by, content, text = system("command line"), file.read_bytes(), read_text(mapping)
        with step(f"Reading {file.name}"):
            if only_look:
                brought, judged = None, judge_lookup(by, content=content, mapping=text)
            else:
                brought = bring_lookup(by=by, content=content, file_name=file.name, mapping=text)
                judged = brought.judged
        say(one_line(judged.said))
        if brought is None:
            say("Only checked: nothing was kept.")
        elif brought.is_new:
            say(f"Kept as “{one_line(brought.lookup.title)}”.")
            tell_elsewhere(brought.elsewhere)
        else:
            say("This file was brought in by this mapping before. Nothing was changed.")
        tell_rejected(judged.turned_away, rejected)
    if judged.turned_away:
        sys.exit(SOME_TURNED_AWAY)
