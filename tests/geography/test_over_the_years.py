"""Sets over the years: what areas are made of from a day, ground that changes sides, redrawn wards (R3.1, R3.2)."""

from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from wardmote.shared.geography.actions import (
    BadMap,
    Ground,
    NewArea,
    adjust_areas,
    carry_over,
    end_adjustment,
    end_area_set,
    recompose_areas,
    replace_area_set,
)
from wardmote.shared.geography.models import Area, AreaMember
from wardmote.shared.geography.queries import (
    How,
    composition,
    ground_on,
    locate,
    locate_many,
    square_metres,
)
from wardmote.shared.geography.rules.carrying import NewWard, OldWard, carry_on
from wardmote.shared.geography.rules.composition import Carried, Span, from_day, moved, settled
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind

START, LATER = date(2010, 5, 1), date(2019, 4, 1)
STEP = 0.01
SOUTH, WEST = 52.5, -2.0


def cell(column: float, row: float, columns: float = 1, rows: float = 1) -> dict:
    """A rectangle of the grid that these tests live on."""
    return mapping(
        box(
            WEST + column * STEP,
            SOUTH + row * STEP,
            WEST + (column + columns) * STEP,
            SOUTH + (row + rows) * STEP,
        )
    )


def at(column: float, row: float) -> Position:
    return Position(SOUTH + row * STEP, WEST + column * STEP)


def area(key: str, boundary: dict | None = None, wards=(), *, name: str = "", code: str = "", inside=None):
    middle = shapely.geometry.shape(boundary).representative_point() if boundary else None
    return NewArea(
        key=key,
        name=name or key.upper(),
        code=code,
        inside=Position(middle.y, middle.x) if middle else inside or at(0.5, 0.5),
        boundary=boundary,
        wards=wards,
    )


@pytest.fixture
def grid(db, keeper):
    """Four wards in a row, a to d; West is made of a and b, East of c and d; eight small blocks, two to a ward."""
    wards = [area(key, cell(n, 0), code=f"E{n}") for n, key in enumerate("abcd")]
    put(keeper, "wards-one", AreaKind.WARDS, wards, since=date(2004, 6, 10))
    put(keeper, "sides", AreaKind.AREAS, [area("west", wards=["a", "b"]), area("east", wards=["c", "d"])])
    return keeper


def put(by, key, kind, areas, since=START):
    return replace_area_set(by=by, key=key, name=key.title(), kind=kind, valid_from=since, areas=areas)


def one(key: str) -> Area:
    return Area.objects.get(key=key)


def side(where: Position, on: date) -> list[str]:
    return [found.key for found in locate(*where, on).areas if found.area_set == "sides"]


def parts(key: str, on: date, blocks: str = "wards-one") -> dict[str, tuple[float, str]]:
    return {
        part.code: (round(part.share, 3), part.how) for part in composition(one(key).pk, on, blocks=blocks)
    }


def test_a_ward_goes_to_another_area_from_a_day_on_and_what_was_before_stays(grid):
    assert recompose_areas(by=grid, key="sides", on=LATER, wards={"b": "east"}) == 1
    assert recompose_areas(by=grid, key="sides", on=LATER, wards={"b": "east"}) == 0
    assert side(at(1.5, 0.5), LATER - timedelta(days=1)) == ["west"]
    assert side(at(1.5, 0.5), LATER) == ["east"]
    assert parts("west", START) == {"E0": (1, "whole"), "E1": (1, "whole")}
    assert parts("west", LATER) == {"E0": (1, "whole")}
    recompose_areas(by=grid, key="sides", on=date(2012, 1, 1), wards={"b": ""})
    assert side(at(1.5, 0.5), date(2012, 1, 1)) == []
    assert side(at(1.5, 0.5), LATER) == ["east"]


@pytest.mark.parametrize(
    ("on", "wards", "words"),
    [
        (date(2009, 1, 1), {"b": "east"}, "do not hold on that day"),
        (LATER, {"b": "north"}, "have no area north"),
        (LATER, {"z": "east"}, "no wards called z"),
    ],
)
def test_a_composition_that_cannot_be_is_refused_in_words(grid, on, wards, words):
    with pytest.raises(BadMap, match=words):
        recompose_areas(by=grid, key="sides", on=on, wards=wards)


def test_bringing_a_set_again_mends_its_first_day_and_keeps_what_changed_since(grid):
    recompose_areas(by=grid, key="sides", on=LATER, wards={"b": "east"})
    put(grid, "sides", AreaKind.AREAS, [area("west", wards=["b", "c"]), area("east", wards=["a", "d"])])
    assert parts("west", START) == {"E1": (1, "whole"), "E2": (1, "whole")}
    assert parts("west", LATER) == {"E2": (1, "whole")}
    assert side(at(1.5, 0.5), LATER) == ["east"]
    with pytest.raises(BadMap, match="still used"):
        put(grid, "sides", AreaKind.AREAS, [area("west", wards=["a", "b", "c", "d"])])
    with pytest.raises(BadMap, match="cannot begin on another day"):
        put(grid, "sides", AreaKind.AREAS, [area("west"), area("east")], since=date(2011, 1, 1))


def test_a_ward_is_in_one_area_of_a_set_at_a_time(grid):
    with pytest.raises(BadMap, match="In two: b"):
        put(grid, "twice", AreaKind.AREAS, [area("one", wards=["a", "b"]), area("two", wards=["b"])])


def test_a_drawn_piece_goes_to_the_neighbour_for_its_time(grid):
    adjustment = adjust_areas(
        by=grid,
        gives=one("west"),
        receives=one("east"),
        ground=Ground("The wharf", piece=cell(1.9, -1, 2, 3)),
        on=LATER,
        reason="The canal divides neighbours, not the ward's edge.",
    )
    assert side(at(1.95, 0.5), LATER - timedelta(days=1)) == ["west"]
    assert side(at(1.95, 0.5), LATER) == side(at(1.9, 0.5), LATER) == ["east"]
    assert side(at(1.85, 0.5), LATER) == ["west"]
    assert parts("west", LATER) == {"E0": (1, "whole"), "E1": (0.9, "cut")}
    assert parts("east", LATER) == {"E1": (0.1, "cut"), "E2": (1, "whole"), "E3": (1, "whole")}
    west, east = (ground_on(one(key).pk, LATER) for key in ("west", "east"))
    assert square_metres(shapely.intersection(west, east)) < 1
    end_adjustment(by=grid, adjustment=adjustment, on=date(2021, 1, 1))
    assert side(at(1.95, 0.5), date(2021, 1, 1)) == ["west"]
    assert parts("east", date(2020, 12, 31))["E1"] == (0.1, "cut")


def test_a_small_area_goes_over_by_its_code_and_is_whole_there(grid):
    blocks = [area(f"s{n}", cell(n / 2 - 0.01, 0, 0.5), code=f"S{n}") for n in range(8)]
    put(grid, "blocks", AreaKind.SMALL_AREAS, blocks)
    adjust_areas(
        by=grid, gives=one("west"), receives=one("east"), ground=Ground("S3", one("s3")), on=LATER,
        reason="It looks to the High Street beyond.",
    )  # fmt: skip
    assert parts("west", START, "blocks") == {f"S{n}": (1, "whole") for n in range(4)}
    assert parts("west", LATER, "blocks") == {f"S{n}": (1, "whole") for n in range(3)}
    assert parts("east", LATER, "blocks") == {f"S{n}": (1, "whole") for n in range(3, 8)}
    assert side(at(1.8, 0.5), LATER) == ["east"]
    with pytest.raises(BadMap, match="To pass on a ward"):
        adjust_areas(
            by=grid,
            gives=one("west"),
            receives=one("east"),
            ground=Ground("B", one("b")),
            on=LATER,
            reason="Why",
        )


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (cell(2.5, 0, 0.2), "None of it lies in WEST"),
        (cell(-1, -1, 3, 3), "all of WEST"),
        (cell(0.1, 0.1, 0.2, 0.2), "does not touch EAST"),
        ({"type": "Polygon", "coordinates": []}, "is empty"),
        ({"type": "Point", "coordinates": [0, 0]}, "Polygon or MultiPolygon"),
    ],
)
def test_ground_that_cannot_go_over_is_refused_in_words(grid, piece, words):
    with pytest.raises(BadMap, match=words):
        adjust_areas(
            by=grid, gives=one("west"), receives=one("east"), ground=Ground("X", piece=piece), on=LATER,
            reason="Why",
        )  # fmt: skip
    adjust_areas(
        by=grid, gives=one("west"), receives=one("east"), ground=Ground("Y", piece=cell(1.9, 0, 0.1)), on=LATER,
        reason="Why",
    )  # fmt: skip
    with pytest.raises(BadMap, match="Some of it is Y"):
        adjust_areas(
            by=grid, gives=one("west"), receives=one("east"), ground=Ground("Z", piece=cell(1.8, 0, 0.2)),
            on=START, reason="Why",
        )  # fmt: skip


def test_after_adjustments_every_inside_point_has_exactly_one_area_and_nothing_counts_twice(grid):
    for name, gives, receives, piece in (
        ("One", "west", "east", cell(1.7, 0.2, 0.5, 0.5)),
        ("Two", "east", "west", cell(1.9, 0.8, 0.4, 0.4)),
    ):
        adjust_areas(
            by=grid, gives=one(gives), receives=one(receives), ground=Ground(name, piece=piece), on=START,
            reason="Neighbours",
        )  # fmt: skip
    spots = [at(c / 20, r / 10) for c in range(81) for r in range(11)]
    for found in locate_many(spots, LATER):
        assert [each.kind for each in found.areas] == ["wards", "areas"]
    grounds = [ground_on(one(key).pk, LATER) for key in ("west", "east")]
    whole = sum(square_metres(ground_on(one(key).pk, LATER)) for key in "abcd")
    assert square_metres(grounds[0]) + square_metres(grounds[1]) == pytest.approx(whole, rel=1e-5)
    shares: dict[str, float] = {}
    for key in ("west", "east"):
        for code, share, _how in composition(one(key).pk, LATER, blocks="wards-one"):
            shares[code] = shares.get(code, 0) + share
    assert shares == pytest.approx({"E0": 1, "E1": 1, "E2": 1, "E3": 1})


def redraw(grid, wards):
    end_area_set(by=grid, key="wards-one", on=LATER)
    put(grid, "wards-two", AreaKind.WARDS, wards, since=LATER)
    return carry_over(by=grid, on=LATER)


def test_areas_go_on_with_redrawn_wards_and_what_cannot_be_told_is_left_to_a_person(grid):
    (carried,) = redraw(
        grid,
        [
            area("a", cell(0, 0, 0.9), code="E0", name="Renamed"),
            area("b", cell(2.2, 0, 0.6), code="N1", name="B"),
            area("mid", cell(0.9, 0, 0.8), code="N2"),
            area("half", cell(1.7, 0, 0.5), code="N3"),
            area("away", cell(5, 0), code="N4"),
            area("d", cell(2.8, 0, 1.2), code="N5", name="Quite new"),
        ],
    )
    found = {ward.ward: (ward.area, ward.by, ward.is_to_settle) for ward in carried.wards}
    assert found == {
        "a": ("west", Carried.CODE, False),
        "b": ("west", Carried.NAME, True),
        "mid": ("west", Carried.GROUND, False),
        "half": ("west", Carried.GROUND, False),
        "away": ("", None, True),
        "d": ("east", Carried.GROUND, False),
    }
    assert side(at(0.5, 0.5), LATER) == side(at(0.5, 0.5), START) == ["west"]
    before = AreaMember.objects.count()
    carry_over(by=grid, on=LATER)
    assert AreaMember.objects.count() == before
    recompose_areas(by=grid, key="sides", on=LATER, wards={"b": "east"})
    assert side(at(2.5, 0.5), LATER) == ["east"]
    assert not AreaMember.objects.filter(is_in_doubt=True).exists()


def test_a_set_that_begins_after_wards_are_redrawn_is_made_of_the_new_ones(grid):
    much_later = date(LATER.year + 3, 4, 1)
    put(
        grid,
        "halves",
        AreaKind.LOCALITIES,
        [area("left", wards=["a", "b"]), area("right", wards=["c", "d"])],
        since=much_later,
    )
    redraw(grid, [area(key, cell(n, 0), code=f"E{n}") for n, key in enumerate("abcd")])
    names = {found.area_set: found.key for found in locate_many([at(2.5, 0.5)], much_later)[0].areas}
    assert (names["sides"], names["halves"], names["wards-two"]) == ("east", "right", "c")
    before = AreaMember.objects.count()
    carry_over(by=grid, on=LATER)
    assert AreaMember.objects.count() == before


def test_blocks_without_boundaries_are_told_by_their_codes(grid):
    put(grid, "codes", AreaKind.LOCALITIES, [area("x", code="E0"), area("y", code="E9")])
    assert composition(one("west").pk, START, blocks="codes") == [("E0", 1.0, How.LOOKUP)]
    assert composition(one("x").pk, START, blocks="codes") == [("E0", 1.0, How.WHOLE)]
    assert composition(0, START, blocks="codes") == composition(one("west").pk, START, blocks="none") == []


AREAS = st.sampled_from(["north", "south", "mid"])
DAYS = st.dates(date(2000, 1, 1), date(2004, 1, 1))


@given(st.lists(st.tuples(DAYS, st.one_of(AREAS, st.just(""))), max_size=6))
def test_a_change_from_a_day_keeps_every_day_before_it_and_every_later_word(changes):
    spans: list[Span] = []
    for on, name in changes:
        before, spans = spans, from_day(spans, on, name)
        changes = (day for span in before for day in (span.start, span.end) if day and day > on)
        later = min(changes, default=date.max)
        for day in (date(2000, 1, 1) + timedelta(days=97 * n) for n in range(20)):
            held = [span.area for span in spans if span.holds(day)]
            assert len(held) <= 1
            if day < on or day >= later:
                assert held == [span.area for span in before if span.holds(day)]
            else:
                assert held == ([name] if name else [])


@given(st.dictionaries(AREAS, st.floats(0, 0.33), min_size=1), AREAS, AREAS, st.floats(0, 1))
def test_shares_of_a_block_within_a_partition_add_up_and_stay_so_when_ground_moves(shares, gives, to, share):
    whole = settled({**shares, "rest": 1 - sum(shares.values())})
    assert sum(whole.values()) == pytest.approx(1)
    after = moved(whole, gives, to, share) if gives != to else whole
    assert sum(after.values()) == pytest.approx(1)
    assert all(0 <= part <= 1 + 1e-9 for part in after.values())


@given(st.floats(0, 1), st.sampled_from(["E0", "", "E9"]), st.sampled_from(["A", "a ", "Other"]))
def test_a_ward_goes_on_by_code_before_name_before_ground(lay, code, name):
    (found,) = carry_on(
        [OldWard(name="A", code="E0", area="west"), OldWard(name="Z", code="E1", area="")],
        [NewWard(key="n", name=name, code=code, lay_in={"west": lay, "east": 1 - lay})],
    )
    if code == "E0" or name != "Other":
        assert found.area == "west"
        assert found.is_in_doubt == (lay < 0.5)
        assert found.by == (Carried.CODE if code == "E0" else Carried.NAME)
    else:
        assert found.area == ("west" if lay > 0.5 else "east" if lay < 0.5 else "")
