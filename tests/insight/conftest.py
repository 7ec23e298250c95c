"""A borough of three wards in two Areas, with small areas of two censuses, to know something of."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.modules.insight.models import Figure, Indicator, Lookup, LookupPart, Release
from wardmote.modules.insight.rules import How, Kind, Mark, Topic
from wardmote.shared.geography.actions import NewArea, replace_area_set
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind

WARDS = {"elm": "E05000001", "oak": "E05000002", "ash": "E05000003"}
SINCE = date(2010, 5, 1)


def square(west: float) -> dict[str, Any]:
    """A hundredth of a degree each way."""
    ring = [(west, 52.5), (west + 0.01, 52.5), (west + 0.01, 52.51), (west, 52.51), (west, 52.5)]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def borough(db: None) -> None:
    """Elm and Oak make up Area 1, Ash is Area 2."""
    by = system("laying out a borough")
    middle = {key: Position(52.505, -1.995 + 0.01 * n) for n, key in enumerate(WARDS)}
    replace_area_set(
        by=by,
        key="wards-2004",
        name="Wards",
        kind=AreaKind.WARDS,
        valid_from=date(2004, 6, 10),
        areas=[
            NewArea(key=key, name=key.title(), inside=middle[key], code=code, boundary=square(-2 + 0.01 * n))
            for n, (key, code) in enumerate(WARDS.items())
        ],
    )
    replace_area_set(
        by=by,
        key="areas-2010",
        name="Areas 2010",
        kind=AreaKind.AREAS,
        valid_from=SINCE,
        areas=[
            NewArea(key="area-1", name="Area 1", inside=middle["elm"], wards=("elm", "oak")),
            NewArea(key="area-2", name="Area 2", inside=middle["ash"], wards=("ash",)),
        ],
    )


@pytest.fixture
def release(db: None) -> Release:
    return Release.objects.create(
        key="figures",
        title="Figures",
        source="Invented",
        period="2007",
        file_name="figures.csv",
        sha256="0" * 64,
        mapping_sha256="1" * 64,
        imported_at=clock.now(),
    )


Give = Callable[..., None]


@pytest.fixture
def give(release: Release) -> Give:
    """Make an indicator with a value, or a value, numerator and denominator, for each code."""

    def given(
        key: str,
        kind: Kind,
        code_set: str,
        values: dict[str, Any],
        *,
        year: int = 2007,
        **more: Any,
    ) -> None:
        per = {Kind.PERCENT: Decimal(100), Kind.RATE: Decimal(1000)}.get(kind)
        indicator, _ = Indicator.objects.get_or_create(
            key=key,
            defaults={"name": key, "topic": Topic.OTHER, "unit": "%", "kind": kind, "per": per, **more},
        )
        for code, value in values.items():
            own, top, bottom = value if isinstance(value, tuple) else (value, None, None)
            Figure.objects.create(
                release=release,
                indicator=indicator,
                code_set=code_set,
                area_code=code,
                period=str(year),
                period_from=date(year, 1, 1),
                period_until=date(year + 1, 1, 1),
                value=own,
                numerator=top,
                denominator=bottom,
                printed="" if own is None else str(own),
                marks=[Mark.SUPPRESSED] if own is None else [],
            )

    return given


@pytest.fixture
def lookup(db: None) -> Callable[..., None]:
    """Lead from one code set to another: old code, new code, share."""

    def led(start: str, end: str, *parts: tuple[str, str, str]) -> None:
        made = Lookup.objects.create(
            from_set=start,
            to_set=end,
            title=f"{start} to {end}",
            source="Invented",
            file_name="lookup.csv",
            sha256="0" * 64,
            mapping_sha256="1" * 64,
            imported_at=clock.now(),
        )
        for old, new, share in parts:
            LookupPart.objects.create(
                lookup=made,
                from_code=old,
                to_code=new,
                share=share,
                share_back="1",
                how=How.GIVEN,
                how_back=How.WHOLE,
            )

    return led
