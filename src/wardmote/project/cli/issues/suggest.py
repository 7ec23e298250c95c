"""`wardmote issues suggest`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits

if TYPE_CHECKING:
    from wardmote.modules.issues.queries.alike_since import Groups
    from wardmote.modules.issues.rules.alike import Likeness
    from wardmote.modules.referrals.queries import Nearby

_COLUMNS = ("group", "reference", "category", "place", "observed", "like", "bits", "reasons", "words")


@click.command(
    help="Print groups of observations that may speak of one problem, with the reasons for each. Nothing is changed,"
    " and nothing protected is looked at; of what is for partners only, words and places are not printed."
)
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day that counts.")
@click.option("--area", "area_name", default="", metavar="AREA", help="Only what lies in this area.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table, one observation a line.")
def command(since: datetime, area_name: str, as_csv: bool) -> None:
    """Print the groups, the largest first."""
    with database():
        lift_limits()
        from wardmote.kernel.actor import system
        from wardmote.kernel.clock import LONDON
        from wardmote.kernel.database import as_system
        from wardmote.kernel.ui.tables import table_text
        from wardmote.modules.issues.queries.alike_since import groups_since

        with as_system("groups of observations are suggested at the command line"):
            found = groups_since(
                system("command line"), since.replace(tzinfo=LONDON), among=_within(area_name)
            )
        if as_csv:
            click.echo(table_text(_COLUMNS, _lines(found)), nl=False)
            return
        click.echo(
            f"{found.looked_at:,} observations with a place were looked at; {len(found.groups):,} groups may each"
            " speak of one problem. Somebody has to look."
        )
        number = 0
        for line in _lines(found):
            if line[0] != number:
                number = int(line[0])
                click.echo(f"\nGroup {number}: {len(found.groups[number - 1].members)} observations")
            click.echo("  " + " · ".join(str(cell) for cell in (*line[1:5], line[8]) if cell))
            click.echo(f"      like {line[5]}: {line[7]}")


def _within(area_name: str) -> Callable[[Sequence[Nearby]], Sequence[Nearby]]:
    if not area_name:
        return lambda rows: rows
    from wardmote.shared.geography import queries as geography

    try:
        area = geography.area_named(area_name)
    except geography.NotOnTheMap as error:
        raise click.ClickException(str(error)) from error

    def within(rows: Sequence[Nearby]) -> Sequence[Nearby]:
        places = geography.locate_many([geography.Position(row.latitude, row.longitude) for row in rows])
        return [row for row, place in zip(rows, places, strict=True) if area.pk in place.area_ids]

    return within


def _lines(found: Groups) -> Iterator[tuple[str | int, ...]]:
    from wardmote.kernel.clock import LONDON

    for number, group in enumerate(found.groups, start=1):
        for member in group.members:
            row, (like, likeness) = found.listed[member], group.why[member]
            other = found.listed[like]
            yield (
                number,
                row.reference,
                row.category,
                row.place,
                row.observed_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M"),
                other.reference,
                f"{likeness.bits:.1f}",
                _reasons(likeness, with_words=row.is_open and other.is_open),
                row.words,
            )


def _reasons(likeness: Likeness, *, with_words: bool) -> str:
    from wardmote.modules.issues.rules.alike import About

    said = [
        part.said for part in likeness.parts if part.said and (with_words or part.about is not About.WORDS)
    ]
    if likeness.is_one_incident:
        said.append("one incident that two agencies wrote down")
    return " · ".join(said)
