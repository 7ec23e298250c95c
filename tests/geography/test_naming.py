"""A set or an area is understood by key or name, as people write it (R3.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.shared.geography.actions import NewArea, replace_area_set
from wardmote.shared.geography.queries import NotOnTheMap, area_named, set_named
from wardmote.shared.geography.rules.names import Nameable, named
from wardmote.shared.geography.rules.words import AreaKind

from .conftest import square


@pytest.mark.django_db
@pytest.mark.usefixtures("borough")
class TestNaming:
    @pytest.mark.parametrize(
        "words",
        ["Areas 2010", "areas-2010", "AREAS  2010", "areas2010", "area partnerships", "Area-Partnerships"],
    )
    def test_a_set_is_found_however_it_is_written(self, words):
        assert set_named(words).key == "areas-2010"

    @pytest.mark.parametrize("words", ["Area 3", "area-3", "AREA3"])
    def test_an_area_is_found_however_it_is_written(self, words):
        assert area_named(words).key == "area-3"
        assert area_named(words, set_named("Areas 2010")).key == "area-3"

    def test_what_there_is_is_said(self):
        with pytest.raises(NotOnTheMap, match="There is: “Wards”, “Area Partnerships”, “Places of Focus”"):
            set_named("Electoral divisions")
        with pytest.raises(NotOnTheMap, match="Did you mean “Blakenall”"):
            area_named("Blakenal")
        with pytest.raises(NotOnTheMap, match="no area “Pleck” in Area Partnerships"):
            area_named("Pleck", set_named("areas 2010"))
        with pytest.raises(NotOnTheMap):
            area_named(" ")

    def test_what_two_sets_name_alike_needs_its_set(self, keeper, wards):
        at = wards[0].at
        same = [NewArea(key="area-3", name="Area 3", inside=at, boundary=square(at, 0.01))]
        replace_area_set(
            by=keeper, key="old", name="Old", kind=AreaKind.AREAS, valid_from=date(2000, 1, 1),
            valid_until=date(2005, 1, 1), areas=same,
        )  # fmt: skip
        assert area_named("Area 3").area_set.key == "areas-2010"
        assert area_named("Area 3", on=date(2001, 1, 1)).area_set.key == "old"
        replace_area_set(
            by=keeper, key="old", name="Old", kind=AreaKind.AREAS, valid_from=date(2000, 1, 1), areas=same
        )
        with pytest.raises(NotOnTheMap, match="Say which set"):
            area_named("Area 3")
        assert area_named("Area 3", set_named("Old")).area_set.key == "old"


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=5))
def test_whatever_is_named_by_its_own_key_is_found(words, keys):
    things = [(Nameable((key, words), key), key) for key in keys]
    for key in named(words, things):
        assert key in keys
