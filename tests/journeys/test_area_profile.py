"""Somebody reads what is known of their area, its charts and map and the tables beside them (R3.3, R3.4)."""

from datetime import date

from tests import factories as make
from tests.insight.conftest import SINCE, WARDS, square

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.modules.insight.models import Figure, Indicator, Release
from wardmote.modules.insight.rules import Kind, Polarity, Topic
from wardmote.shared.geography.actions import NewArea, end_area_set, replace_area_set
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.rules import RoleName

from .conftest import Visitor, in_two_looks


@in_two_looks
def test_from_the_list_of_areas_to_the_profile_of_one_and_of_any_boundary(visitor: Visitor) -> None:
    make.a_partnership()
    _lay_out()
    visitor.goes_to("/areas")
    visitor.follows("Area 1")
    visitor.follows("The profile of Area 1")
    visitor.sees("3,000 people live here (2007)")
    assert visitor.page.get_by_role("img", name="Ages in Area 1 beside the borough").is_visible()
    ages = visitor.page.get_by_role("table").filter(has_text="65+")
    assert "2,000" in ages.first.inner_text()
    visitor.opens("The 2 areas as a table")  # everything on the map, without the map
    visitor.sees("Number on the map")
    visitor.looks()
    visitor.follows("Area 2", within="main")
    visitor.sees("1,000 people live here (2007)")
    for path, words in (
        ("/areas/areas", "Area 1"),
        ("/areas/quarters/north", "North"),
        ("/where?q=elm", "Area 1"),
    ):
        visitor.goes_to(path)
        visitor.sees(words)
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    for path, words in (
        ("/figures", "Bring figures in"),
        ("/need", "Need beside work"),
        ("/set-up/areas/focus/focus/moss", "The Moss"),
    ):
        visitor.goes_to(path)
        visitor.sees(words)
    visitor.goes_to("/areas")
    visitor.follows("See the profile of any boundary", within="main")
    if visitor.has_script:
        canvas = visitor.page.get_by_role("group", name="Map. Tap the corners")
        for x, y in ((80, 80), (250, 80), (250, 250), (80, 250)):
            canvas.click(position={"x": x, "y": y})
        visitor.sees("4 corners on the map")
    else:
        outline = visitor.page.get_by_label("Or draw its outline")
        outline.fill("52.5, -1.995\n52.5, -1.985\n52.51, -1.985\n52.51, -1.995")
    visitor.page.get_by_label("What to call it").fill("Both sides of the brook")
    visitor.presses("Show the profile")
    visitor.sees("nothing is kept of it")


def _lay_out() -> None:
    by = system("laying out a borough")
    middle = [Position(52.505, -1.995 + 0.01 * n) for n in range(3)]
    replace_area_set(
        by=by,
        key="wards",
        name="Wards",
        kind=AreaKind.WARDS,
        valid_from=date(2004, 6, 10),
        areas=[
            NewArea(key=key, name=key.title(), inside=middle[n], code=code, boundary=square(-2 + 0.01 * n))
            for n, (key, code) in enumerate(WARDS.items())
        ],
    )
    replace_area_set(
        by=by,
        key="areas",
        name="Areas",
        kind=AreaKind.AREAS,
        valid_from=SINCE,
        areas=[
            NewArea(key="area-1", name="Area 1", inside=middle[0], wards=("elm", "oak")),
            NewArea(key="area-2", name="Area 2", inside=middle[2], wards=("ash",)),
        ],
    )
    moss = NewArea(key="moss", name="The Moss", inside=middle[0], boundary=square(-2), wards=("elm",))
    north = NewArea(key="north", name="North", inside=middle[0], wards=("elm", "oak", "ash"))
    for key, kind, one in (("focus", AreaKind.FOCUS, moss), ("quarters", AreaKind.LOCALITIES, north)):
        replace_area_set(by=by, key=key, name=key.title(), kind=kind, valid_from=SINCE, areas=[one])
    end_area_set(by=by, key="quarters", on=date(2015, 4, 1))
    release = Release.objects.create(
        key="report",
        title="Report",
        source="Invented",
        period="2007",
        file_name="report.csv",
        sha256="0" * 64,
        mapping_sha256="1" * 64,
        imported_at=clock.now(),
    )
    people = {"topic": Topic.POPULATION, "unit": "residents", "kind": Kind.COUNT}
    score = {"topic": Topic.DEPRIVATION, "unit": "score", "kind": Kind.SCORE, "weight": "residents"}
    work = {"topic": Topic.WORK, "unit": "%", "kind": Kind.PERCENT, "per": 100, "decimals": 1}
    worse = {"polarity": Polarity.HIGHER_IS_WORSE}
    for key, values, about in (
        ("residents", {2007: (3000, 1000)}, people),
        ("young", {2007: (2000, 100)}, {**people, "breakdown": "age_band", "member": "0-64"}),
        ("old", {2007: (1000, 900)}, {**people, "breakdown": "age_band", "member": "65+"}),
        ("imd", {2007: (40, 10)}, {**score, **worse}),
        ("claimants", {year: (year - 2000, 3) for year in range(2004, 2010)}, {**work, **worse}),
    ):
        indicator = Indicator.objects.create(key=key, name=key.title(), **about)
        for year, both in values.items():
            for area, value in zip(("area-1", "area-2"), both, strict=True):
                Figure.objects.create(
                    release=release,
                    indicator=indicator,
                    code_set="areas",
                    area_code=area,
                    period=str(year),
                    period_from=date(year, 1, 1),
                    period_until=date(year + 1, 1, 1),
                    value=value,
                    printed=str(value),
                )
