"""`wardmote import boundaries`."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.cli.import_ import one_line
from wardmote.project.progress import say, step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wardmote.kernel.actor import Actor
    from wardmote.shared.geography.rules.area_files import AreaFile
    from wardmote.shared.geography.rules.words import AreaKind

KINDS = ("wards", "areas", "localities", "focus", "small-areas", "neighbours")
CALLED = {
    "wards": ("ward", "wards"),
    "areas": ("Area", "Areas"),
    "localities": ("locality", "localities"),
    "focus": ("Place of Focus", "Places of Focus"),
    "small-areas": ("small area", "small areas"),
    "neighbours": ("place around", "places around"),
}


@click.command(
    help="""Make the areas in FILE a set that holds from a day on.

    FILE is GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML, in any coordinate system it declares. What is
    found in it is said. New wards end the ones before them on their first day, and the areas made of those go on with
    them. The same file again changes nothing. All of it is used, or none.

    Ends with 0 when the file was used, or can be, and 1 when nothing was done.
    """
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--set", "name", required=True, help='What they are called together, like "Wards 2013".')
@click.option(
    "--from",
    "since",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The first day on which they hold.",
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="What they are; else their codes or the name of the set tell."
)
@click.option("--layer", default="", help="Which layer, where the file holds several.")
@click.option("--names", "column", default="", help="The column that holds their names.")
@click.option("--codes", default="", help="The column that holds their codes.")
@click.option("--check", "--dry-run", "only_look", is_flag=True, help="Only say what was found.")
def command(
    file: Path,
    name: str,
    since: datetime,
    kind: str | None,
    layer: str,
    column: str,
    codes: str,
    only_look: bool,
) -> None:
    """Read the file, say what was found, and use it."""
    with database(), _told_plainly():
        from wardmote.shared.geography import queries as geography
        from wardmote.shared.geography.rules.words import AreaKind
        from wardmote.shared.partnerships import queries

        if queries.the_partnership() is None:
            raise click.ClickException("There is no partnership yet. Begin with wardmote init.")
        lift_limits()
        with step(f"Reading {file.name}"):
            found = geography.read_boundaries(_content(file), column=column, codes=codes, layer=layer)
        if layer and found.layer != layer:
            raise click.ClickException(
                f"The file has no layer “{layer}”. It has: {', '.join(found.layers)}. Nothing was changed."
            )
        meant = AreaKind(kind) if kind else geography.kind_in(found, name)
        if meant is None:
            raise click.ClickException(
                f"Nothing in the file says what these areas are. Add --kind and one of: {', '.join(KINDS)}."
                " Nothing was changed."
            )
        _tell(found, meant, name, since.date())
        if not found.is_usable:
            raise click.ClickException("Nothing was changed.")
        if not only_look:
            _use(found, meant, name, since.date())
        else:
            say("Only looked at: nothing was changed.")


def _content(file: Path) -> bytes:
    """The bytes of the file, once it is known that they fit."""
    from wardmote.shared.geography.queries import MOST_BYTES

    size = file.stat().st_size
    if size > MOST_BYTES:
        raise click.ClickException(
            f"{file.name} has {size / 1_048_576:,.0f} MB; {MOST_BYTES // 1_048_576} MB fit. Take generalised"
            " boundaries, and those of your own places only. Nothing was changed."
        )
    return file.read_bytes()


def _tell(found: AreaFile, kind: AreaKind, name: str, since: date) -> None:
    from wardmote.shared.geography import queries as geography

    named = f"names from {found.column}" + (f", codes from {found.codes}" if found.codes else ", no codes")
    say(one_line(f"{_counted(len(found.areas), kind)} in a {found.format} file, {found.grid}; {named}."))
    for finding in geography.findings_in(found, kind=kind, name=name, since=since):
        say(f"{one_line(finding.heading)}{':' if finding.lines else '.'}")
        for line in finding.lines:
            say(f"  {one_line(line)}")
        if finding.then:
            say(f"  {one_line(finding.then)}")


def _use(found: AreaFile, kind: AreaKind, name: str, since: date) -> None:
    from wardmote.kernel.actor import system
    from wardmote.shared.geography.rules.words import AreaKind
    from wardmote.shared.partnerships import actions

    by, left = system("command line"), []
    if kind is AreaKind.WARDS:
        left = _goes_on(by, found, since)
        made = actions.draw_wards(by=by, name=name, since=since, file=found)
    else:
        made = actions.make_up_areas(by=by, name=name, kind=kind, since=since, file=found)
    for sentence in left:
        say(sentence)
    if made.changed:
        say(f"Kept: {_counted(made.areas, kind)}, “{one_line(name)}”, from {since:%-d %B %Y}.")
    else:
        say(f"“{one_line(name)}” stand just so already. Nothing was changed.")


def _goes_on(by: Actor, found: AreaFile, since: date) -> list[str]:
    """What stands on the wards that end when new ones begin: what goes on by itself, and what must be said anew."""
    from wardmote.shared.geography import queries as geography
    from wardmote.shared.geography.rules.words import AreaKind
    from wardmote.shared.partnerships import queries

    ending = geography.sets_held().filter(kind=AreaKind.WARDS.value, valid_from__lt=since).first()
    if ending is None:
        return []
    what = queries.what_goes_on(by, since, geography.wards_in_file(found))
    said = [f"“{one_line(ending.name)}” end on {since:%-d %B %Y}. What happened in them stays on record."]
    if what.remits or what.roles:
        said.append(
            f"In the new wards go on: things that teams take, {what.remits:,}; roles that people hold, {what.roles:,}."
        )
    if what.remits_left:
        said.append(
            f"Things that teams take where no new ward follows: {what.remits_left:,}. Choose the new wards there."
        )
    if what.roles_left:
        said.append(f"Roles that people hold where no new ward follows: {what.roles_left:,}. Give them anew.")
    said.append(f"To settle: {what.remits_left + what.roles_left:,}.")
    return said


def _counted(number: int, kind: AreaKind) -> str:
    one, many = CALLED[kind.value]
    return f"{number:,} {one if number == 1 else many}"


@contextmanager
def _told_plainly() -> Iterator[None]:
    from wardmote.kernel.refusals import NotReady
    from wardmote.shared.geography.actions import BadMap

    try:
        yield
    except (BadMap, NotReady) as error:
        raise click.ClickException(f"{one_line(str(error))} Nothing was changed.") from error
