"""`wardmote locate`."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from wardmote.project.cli import database, lift_limits
from wardmote.project.cli.import_ import SOME_TURNED_AWAY, check_new_file, one_line
from wardmote.project.progress import say, step

if TYPE_CHECKING:
    from wardmote.shared.geography.models import AreaSet
    from wardmote.shared.geography.queries import AreaRef, Match

AT_ONCE = 5_000
"""Rows of a file that are placed together; so many are held in memory."""


@click.command(
    help="Say in which ward, small area and Areas something lies; outside the borough, whose it probably is.\n\n"
    "WHERE is a postcode, a point in degrees (52.58,-1.98), a grid reference, eastings and northings, a UPRN, an"
    " address, or the name of a place. With --file, every row of a CSV is answered: columns are added to it that hold"
    " the code and name of its areas, and why it could not be located.\n\n"
    "Ends with 0 when everything was located, 3 when some rows were not, 1 when nothing was done."
)
@click.argument("where", required=False, nargs=-1)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="A CSV of points, postcodes, UPRNs, grid references or addresses.",
)
@click.option("--set", "set_name", metavar="SET", help="Only of this area set, by its name or key.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As the borough was divided on this day; today if left out.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the CSV here and not to the terminal.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def command(
    where: tuple[str, ...],
    file: Path | None,
    set_name: str | None,
    on: datetime | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Answer one question, or every row of a file."""
    words = " ".join(where).strip()
    if bool(words) == bool(file):
        raise click.UsageError("Say where, or give a file: one of the two.")
    if file and as_json:
        raise click.UsageError("--json answers one question. A file is answered as CSV.")
    check_new_file(out)
    with database():
        from wardmote.shared.geography import queries as geography

        lift_limits()
        try:
            chosen = geography.set_named(set_name) if set_name else None
        except geography.NotOnTheMap as error:
            raise click.ClickException(one_line(str(error))) from error
        day = _day(chosen, on.date() if on else None, geography.today())
        if file:
            located, failed = _answer_file(file, out, chosen, day)
        else:
            located, failed = _answer(words, chosen, day, as_json=as_json), 0
    if failed:
        sys.exit(SOME_TURNED_AWAY)
    if not located:
        sys.exit(1)


def _day(chosen: AreaSet | None, on: date | None, today: date) -> date:
    """The day asked about; of a set that does not hold today, the last or first day on which it does."""
    if chosen is None:
        return on or today
    from wardmote.shared.geography.queries import day_of_set

    day = day_of_set(chosen, on or today)
    if on and day != on:
        until = f"until {chosen.valid_until:%-d %B %Y}" if chosen.valid_until else "on"
        raise click.ClickException(
            f"{chosen.name} hold from {chosen.valid_from:%-d %B %Y} {until}. Give a day among these with --on."
        )
    return day


def _answer(words: str, chosen: AreaSet | None, on: date, *, as_json: bool) -> int:
    """Print what the words mean and where that lies. Gives how many things they may mean."""
    from wardmote.shared.geography import queries as geography

    matches = geography.find_place(words, on)
    if as_json:
        found = [_as_data(match, _of_set(match, chosen, on)) for match in matches]
        answer = {"question": words, "on": on.isoformat(), "matches": found}
        say(json.dumps(answer, ensure_ascii=False, indent=2))
        return len(matches)
    if not matches:
        raise click.ClickException(
            f"We do not know “{one_line(words)}”. Try a full postcode, a point such as 52.58,-1.98, a grid reference,"
            " or the name of a street or ward."
        )
    if len(matches) > 1:
        say(f"It could be one of {len(matches)}:\n")
    names = geography.names_of_sets()
    for number, match in enumerate(matches):
        say(("\n" if number else "") + "\n".join(_in_words(match, _of_set(match, chosen, on), names)))
    return len(matches)


def _of_set(match: Match, chosen: AreaSet | None, on: date) -> tuple[AreaRef, ...]:
    """The areas to tell of: those in force, or those of the set chosen, which need not be in force.

    A ward by its name is no point: it lies in no one small area.
    """
    from wardmote.shared.geography.queries import MatchKind, place_many
    from wardmote.shared.geography.rules.words import AreaKind

    location, is_ward = match.location, match.kind is MatchKind.WARD
    if chosen is None:
        return (*location.areas, *(() if is_ward else location.small_areas))
    if is_ward and chosen.kind == AreaKind.SMALL_AREAS.value:
        return ()
    placed = place_many([location.position], on, chosen.key)
    return placed.layers[0].found.get(0, ())


def _in_words(match: Match, areas: tuple[AreaRef, ...], names: dict[str, str]) -> list[str]:
    from wardmote.shared.geography.queries import outside_in_words

    ended = f", ended in {match.ended_on:%B %Y}" if match.ended_on else ""
    lines = [f"{one_line(match.name)}{ended} ({match.coordinates})"]
    lines += [
        f"  {one_line(names[area.area_set])}: {one_line(area.name)} ({area.code or area.key})"
        for area in areas
    ]
    if not match.inside_borough:
        lines.append(f"  {one_line(outside_in_words(match.location, match.district))}")
    return lines


def _as_data(match: Match, areas: tuple[AreaRef, ...]) -> dict[str, Any]:
    from wardmote.shared.geography.queries import outside_in_words

    at = match.location

    def area(ref: AreaRef) -> dict[str, str]:
        return {"set": ref.area_set, "kind": ref.kind, "key": ref.key, "code": ref.code, "name": ref.name}

    return {
        "kind": match.kind.value,
        "name": match.name,
        "latitude": at.position.latitude,
        "longitude": at.position.longitude,
        "district": match.district or None,
        "ended_on": match.ended_on.isoformat() if match.ended_on else None,
        "inside_borough": at.inside_borough,
        "ward": area(at.ward) if at.ward else None,
        "areas": [area(ref) for ref in areas],
        "outside": None
        if at.inside_borough
        else {
            "says": outside_in_words(at, match.district),
            "nearest_ward": area(at.nearest_ward) if at.nearest_ward else None,
            "metres": round(at.metres_outside),
            "direction": at.direction,
            "neighbours": [area(ref) for ref in at.neighbours],
        },
    }


def _answer_file(file: Path, out: Path | None, chosen: AreaSet | None, on: date) -> tuple[int, int]:
    """Answer every row of a file. Gives how many were located, and how many not. What is half done is not kept."""
    from wardmote.shared.geography.rules.list_files import UnreadableFile

    part = out.with_name(f"{out.name}.part") if out else None
    try:
        with contextlib.ExitStack() as stack:
            source = stack.enter_context(file.open("rb"))
            target: IO[str] = (
                stack.enter_context(part.open("w", encoding="utf-8", newline="")) if part else sys.stdout
            )
            if part is None:  # only rows go where a pipe reads on
                stack.enter_context(contextlib.redirect_stdout(sys.stderr))
            counts = _answer_rows(source, file.name, target, chosen, on)
        if part and out:
            part.rename(out)
    except UnreadableFile as error:
        raise click.ClickException(f"{error} Nothing was written.") from error
    finally:
        if part:
            part.unlink(missing_ok=True)
    return counts


def _answer_rows(
    source: IO[bytes], name: str, target: IO[str], chosen: AreaSet | None, on: date
) -> tuple[int, int]:
    from wardmote.shared.geography.queries import Answering

    answering = Answering(source, on=on, area_set=chosen)
    table = answering.table
    if table.has_mark:
        target.write("\ufeff")
    writer = csv.writer(
        target, delimiter=table.delimiter, lineterminator="\r\n" if target is not sys.stdout else "\n"
    )
    writer.writerow(answering.headings)
    with step(f"Locating {name}") as note:
        for rows in _portions(table.rows):
            writer.writerows(answering.answer(rows))
            note(f"{answering.located + answering.failed:,} rows")
    click.echo(f"Located: {answering.located:,}. Not located: {answering.failed:,}.", err=True)
    for sentence in answering.remarks():
        click.echo(f"  {sentence}", err=True)
    return answering.located, answering.failed


def _portions(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while portion := list(islice(rows, AT_ONCE)):
        yield portion
