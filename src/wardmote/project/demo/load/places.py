"""The map: wards, the ways to divide them, named places, postcodes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wardmote.kernel.actor import system
from wardmote.shared.geography import actions
from wardmote.shared.geography.models import Area, Postcode
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.focus import FindingKind
from wardmote.shared.geography.rules.words import AreaKind

from ..content import Content
from ..ground import Ground
from ..kinds import WhyFocus

WARDS_SINCE = date(2004, 6, 10)
SETS = {
    "areas-2010": ("Area Partnerships of 2010", AreaKind.AREAS, date(2010, 5, 1)),
    "localities-2019": (
        "Localities of 2019 (which ward is in which is our choice)",
        AreaKind.LOCALITIES,
        date(2020, 4, 1),
    ),
}
FOCUS_SINCE = date(2010, 5, 1)


def load_ground(content: Content, ground: Ground) -> dict[str, Area]:
    """Put the borough on the map. Gives the areas by key."""
    by = system("loading the demo borough")
    middle = {key: Position(ward.latitude, ward.longitude) for key, ward in content.wards.items()}
    actions.replace_area_set(
        by=by,
        key="wards-2004",
        name="Wards (boundaries are a sketch)",
        kind=AreaKind.WARDS,
        valid_from=WARDS_SINCE,
        areas=[
            actions.NewArea(
                key=ward.key,
                name=ward.name,
                inside=middle[ward.key],
                code=ward.code,
                boundary=ground.wards[ward.key],
                is_schematic=True,
            )
            for ward in content.wards.values()
        ],
    )
    for key, (name, kind, since) in SETS.items():
        actions.replace_area_set(
            by=by,
            key=key,
            name=name,
            kind=kind,
            valid_from=since,
            areas=[
                actions.NewArea(key=m.key, name=m.name, inside=middle[m.wards[0]], wards=m.wards)
                for m in content.area_sets[key]
            ],
        )
    _load_focus(content, ground)
    areas = {area.key: area for area in Area.objects.select_related("area_set")}
    for strip in content.strips:
        actions.adjust_areas(
            by=by,
            gives=areas[strip.gives],
            receives=areas[strip.receives],
            ground=actions.Ground(strip.name, piece=ground.strips[strip.name]),
            on=strip.since,
            reason=strip.reason,
        )
    for key, why in content.why_focus.items():
        actions.set_place_of_focus(
            by=by,
            area=areas[key],
            inside=areas[why.inside],
            since=why.since,
            review_on=why.review_on,
            findings=_findings(why),
        )
    actions.load_places(
        by=by,
        on=WARDS_SINCE,
        places=[
            actions.NewPlace(key=p.key, name=p.name, kind=p.kind, ward=p.ward, at=ground.places[p.key])
            for p in content.places.values()
        ],
    )
    Postcode.objects.bulk_create(
        Postcode(postcode=code, latitude=at.latitude, longitude=at.longitude)
        for code, at in ground.postcodes.items()
    )
    return areas


def _load_focus(content: Content, ground: Ground) -> None:
    drawn: Mapping[str, tuple[Position, Mapping[str, object]]] = ground.focus
    actions.replace_area_set(
        by=system("loading the demo borough"),
        key="focus-2010",
        name="Places of Focus (invented)",
        kind=AreaKind.FOCUS,
        valid_from=FOCUS_SINCE,
        areas=[
            actions.NewArea(
                key=m.key,
                name=m.name,
                inside=drawn[m.key][0],
                boundary=drawn[m.key][1],
                is_schematic=True,
                wards=m.wards,
            )
            for m in content.focus
        ],
    )


def _findings(why: WhyFocus) -> list[actions.Finding]:
    def finding(kind: FindingKind, row: Mapping[str, Any]) -> actions.Finding:
        return actions.Finding(kind=kind, on=row["day"], **{k: v for k, v in row.items() if k != "day"})

    return [
        *(finding(FindingKind.EVIDENCE, row) for row in why.evidence),
        *(finding(FindingKind.CONSULTATION, row) for row in why.consultation),
    ]
