"""`wardmote profile`."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits

if TYPE_CHECKING:
    from wardmote.modules.insight.queries.profiles import Profiles
    from wardmote.shared.geography.queries import AreaRef


@click.command(
    help="What is known of the areas of a set, or of one area, worked out from the figures of the blocks that they are"
    " made of. Sets and areas are understood by key, name or code, however capitals, hyphens and spaces stand."
)
@click.option("--set", "set_name", default="", metavar="SET", help="The area set, such as “Areas 2010”.")
@click.option("--area", "area_name", default="", metavar="AREA", help="One area only.")
@click.option(
    "--boundary",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="A file with the boundary of one area that is on no map. Nothing is kept of it.",
)
@click.option(
    "--indicator", "keys", multiple=True, metavar="KEY", help="Only this indicator. May be repeated."
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day whose map counts. Default: today.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write one area's paper here.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook here.")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write a table here.")
def command(
    set_name: str,
    area_name: str,
    boundary: Path | None,
    keys: tuple[str, ...],
    on: datetime | None,
    form: str,
    pdf: Path | None,
    xlsx: Path | None,
    table: Path | None,
) -> None:
    """Print the figures, or write them to files."""
    if not (set_name or area_name or boundary):
        raise click.UsageError("Say whose profile: --set or --area, or --boundary.")
    if boundary and (set_name or area_name or on):
        raise click.UsageError("A boundary is read on today’s map: leave out --set, --area and --on.")
    if pdf and not (area_name or boundary):
        raise click.UsageError("A paper is about one area: name it with --area.")
    with database():
        lift_limits()
        if boundary:
            known, areas = _drawn(boundary, keys)
        else:
            known, areas = _known(set_name, area_name, keys, on.date() if on else None)
        if pdf:
            _write(pdf, _paper(known, areas[0]))
        from wardmote.modules.insight.web.profile import tables

        if xlsx:
            _write(xlsx, tables.workbook_of(known, areas))
        if table:
            _write(table, tables.csv_of(known, areas).encode("utf-8-sig"))
        if not (pdf or xlsx or table):
            click.echo(_said(known, areas, form), nl=False)


def _drawn(file: Path, keys: tuple[str, ...]) -> tuple[Profiles, list[AreaRef]]:
    from wardmote.modules.insight.queries.profiles import profile_of_boundary
    from wardmote.shared.geography.actions import BadMap
    from wardmote.shared.geography.queries import MOST_BYTES

    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file.name} is larger than {MOST_BYTES // 1_048_576} MB.")
    try:
        known = profile_of_boundary(file.read_bytes(), keys=_wanted(keys))
    except BadMap as error:
        raise click.ClickException(str(error)) from error
    return known, list(known.areas)


def _wanted(keys: tuple[str, ...]) -> list[str]:
    """The indicators that are meant, however they are written."""
    from wardmote.modules.insight import queries

    wanted = [key.strip().lower().replace("-", "_").replace(" ", "_") for key in keys]
    missing = set(wanted) - {each.key for each in queries.indicators(keys=wanted)} if wanted else set()
    if missing:
        there = ", ".join(each.key for each in queries.indicators())
        raise click.ClickException(
            f"There is no indicator {', '.join(sorted(missing))}. There are: {there or 'none yet'}."
        )
    return wanted


def _known(
    set_name: str, area_name: str, keys: tuple[str, ...], on: date | None
) -> tuple[Profiles, list[AreaRef]]:
    from wardmote.modules.insight.queries.profiles import profiles
    from wardmote.shared.geography import queries as geography

    try:
        area_set = geography.set_named(set_name) if set_name else None
        area = geography.area_named(area_name, area_set, on) if area_name else None
    except geography.NotOnTheMap as error:
        raise click.ClickException(str(error)) from error
    chosen = area.area_set.key if area else area_set.key if area_set else ""
    known = profiles(chosen, on, _wanted(keys))
    if known is None:
        raise click.ClickException(f"{chosen} does not hold on that day. Choose another with --on.")
    areas = [each for each in known.areas if area is None or each.key == area.key]
    if not areas:
        raise click.ClickException(f"{area_name} is not part of {known.set_name} on that day.")
    return known, areas


def _paper(known: Profiles, area: AreaRef) -> bytes:
    from wardmote.modules.insight.web.profile.paper import paper_of
    from wardmote.modules.insight.web.profile.parts import profile_of
    from wardmote.modules.insight.web.profile.views import focus_in

    return paper_of(profile_of(known, area, focus_in(known, area)))


def _said(known: Profiles, areas: list[AreaRef], form: str) -> str:
    from wardmote.modules.insight.web.profile import tables

    if form == "csv":
        return tables.csv_of(known, areas)
    if form == "json":
        return json.dumps(tables.plain_of(known, areas), ensure_ascii=False, indent=2) + "\n"
    return tables.text_of(known, areas)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    click.echo(f"Written: {path}")
