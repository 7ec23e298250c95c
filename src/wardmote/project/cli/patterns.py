"""`wardmote patterns`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from wardmote.project.cli import database, lift_limits

if TYPE_CHECKING:
    from wardmote.modules.insight.rules.patterns import Found, Looked, PassedOver
    from wardmote.modules.insight.rules.patterns.saying import Told
    from wardmote.shared.geography.models import Area

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    help="Patterns in what all agencies recorded: the same address, person or household met by several; a place called"
    " to again and again; what clusters in space and time; what rises. Nothing protected is looked at. It ends with the"
    " newest matter, so files of years ago can be looked at as of their own time. docs/explanation/patterns.md tells"
    " how they are found."
)
@click.option("--area", "area_name", default="", metavar="AREA", help="Only in this area or ward.")
@click.option("--since", type=_DAY, help="Look at all from this day on, as one time.")
@click.option("--until", type=_DAY, help="The last day that is looked at. Default: the newest matter's.")
@click.option("--explain", is_flag=True, help="With the evidence, the test and its numbers, and what to do.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
def command(area_name: str, since: datetime | None, until: datetime | None, explain: bool, form: str) -> None:
    """Find them now and print them."""
    if since and until and since > until:
        raise click.UsageError("--since is later than --until.")
    with database():
        lift_limits()
        from wardmote.kernel.actor import system
        from wardmote.modules.insight.queries import patterns
        from wardmote.modules.insight.rules.patterns import Circle, find

        area = _area(area_name) if area_name else None
        looked = patterns.looked_at(
            system("command line"),
            Circle.PARTNERS,
            since=since.date() if since else None,
            until=until.date() + timedelta(days=1) if until else None,
            area=area,
        )
        found, passed = find(looked)
        if area:
            here = patterns.wards_of(area)
            found = [one for one in found if here & set(one.wards)]
        names = patterns.names_of(found)
        places = {one.number: one.place for one in looked.met}
        told = [(one, patterns.told_of(one, names, place=_place(one, places))) for one in found]
        click.echo(
            _said(looked, told, passed, area_name=area.name if area else "", explain=explain, form=form)
        )


def _area(name: str) -> Area:
    from wardmote.shared.geography import queries as geography

    try:
        return geography.area_named(name)
    except geography.NotOnTheMap as error:
        raise click.ClickException(str(error)) from error


def _place(found: Found, places: Mapping[int, str]) -> str:
    """Where a door is, as it was last written."""
    from wardmote.modules.insight.rules.patterns import OF_A_DOOR, PatternKind

    if found.kind not in OF_A_DOOR or found.kind is PatternKind.PERSON:
        return ""
    return next((" ".join(places[n].split()) for n in found.evidence if places[n].strip()), "")


def _said(
    looked: Looked,
    told: Sequence[tuple[Found, Told]],
    passed: PassedOver,
    *,
    area_name: str,
    explain: bool,
    form: str,
) -> str:
    from wardmote.kernel.ui.tables import table_text

    if form == "json":
        return json.dumps(
            {
                "looked_at": len(looked.met),
                "last_day": _last_day(looked).isoformat(),
                "patterns": [_plain(one, words) for one, words in told],
                "passed_over": _passed(passed),
            },
            ensure_ascii=False,
            indent=2,
        )
    if form == "csv":
        rows = [_plain(one, words) for one, words in told]
        return table_text(
            _HEADINGS, ([_cell(row[heading]) for heading in _HEADINGS] for row in rows)
        ).rstrip()
    return "\n".join(_text(looked, told, passed, area_name=area_name, explain=explain))


_HEADINGS = (
    "kind", "title", "matters", "agencies", "since", "until", "wards", "categories", "latitude", "longitude", "metres",
    "chance", "corrected", "evidence", "test", "limits",
)  # fmt: skip


def _plain(found: Found, told: Told) -> dict[str, Any]:
    from wardmote.modules.insight.rules.patterns import saying

    return {
        "kind": found.kind.value,
        "title": saying.title(told),
        "matters": found.count,
        "agencies": found.agencies,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "wards": list(told.wards),
        "categories": list(found.categories),
        "latitude": found.latitude,
        "longitude": found.longitude,
        "metres": found.metres or None,
        "chance": found.chance,
        "corrected": found.corrected,
        "evidence": saying.evidence(told),
        "test": saying.test(told),
        "limits": saying.limits(found.kind),
    }


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(value)
    return value if isinstance(value, int) else str(value)


def _text(
    looked: Looked, told: Sequence[tuple[Found, Told]], passed: PassedOver, *, area_name: str, explain: bool
) -> list[str]:
    from wardmote.modules.insight.rules.patterns import saying

    where = f" in {area_name}" if area_name else ""
    lines = [
        f"{len(told)} pattern{'' if len(told) == 1 else 's'}{where}, looked for in {len(looked.met):,} matters up to"
        f" {_last_day(looked):%-d %B %Y}. Nothing protected was looked at."
    ]
    kind = None
    for one, words in told:
        if one.kind is not kind:
            kind = one.kind
            lines += ["", saying.KIND_IN_WORDS[kind]]
        lines.append(f"  {saying.title(words)}")
        if explain:
            lines += [f"      {saying.evidence(words)}", f"      {saying.test(words)}"]
            lines += [f"      {saying.limits(kind)}"]
            lines += [f"      → {each}" for each in saying.to_do(kind)]
    if not told:
        lines += [
            "",
            "Nothing stands out from chance. Look at a longer time with --since, or at another area.",
        ]
    if said := _passed(passed):
        lines += ["", "Passed over, for they are nobody’s door:", *(f"  {each['said']}" for each in said)]
    return lines


def _passed(passed: PassedOver) -> list[dict[str, Any]]:
    return [
        {
            "kind": "default point",
            "matters": n,
            "said": f"{n:,} matters at {at[0]:.5f}, {at[1]:.5f}: a point that stands for “we do not know where”.",
        }
        for at, n in passed.points.items()
    ] + [
        {
            "kind": "institution",
            "matters": n,
            "said": f"{n:,} matters at {key.partition('|')[0]}: everybody’s matters meet there.",
        }
        for key, n in passed.places.items()
    ]


def _last_day(looked: Looked) -> date:
    return looked.until - timedelta(days=1)
