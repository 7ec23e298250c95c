"""The drawings say the same as the words beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.ui import drawings
from wardmote.kernel.ui.colours import Partnership, contrast

steps = st.integers(1, 5)


@given(seriousness=steps, band=steps)
def test_the_filled_patch_is_the_product(seriousness: int, band: int) -> None:
    field = drawings.field(seriousness, band)
    assert field.filled.count("M") == seriousness * band
    assert field.filled.count("M") + field.empty.count("M") == 25


@pytest.mark.parametrize(("seriousness", "band"), [(0, 1), (1, 0), (6, 1), (1, 6)])
def test_there_is_no_field_beyond_five(seriousness: int, band: int) -> None:
    with pytest.raises(ValueError, match="No priority field"):
        drawings.field(seriousness, band)


def test_nothing_gone_draws_no_slice() -> None:
    assert drawings.pie(0) == ""


@given(st.floats(0.001, 1))
def test_the_slice_turns_the_long_way_after_half_of_the_time(gone: float) -> None:
    assert (" 0 1 1 " in drawings.pie(gone)) == (gone > 0.5)


def test_a_full_dial_is_never_drawn_as_a_full_disc() -> None:
    assert not drawings.pie(1).endswith("15.0 4.0Z")


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_a_ring_has_a_bead_for_each_knot_and_a_larger_one_for_now(now: list[bool]) -> None:
    beads = drawings.ring(now)
    assert [bead.r == "3.4" for bead in beads] == now
    assert len({(bead.x, bead.y) for bead in beads}) == len(now)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0e5f49", "#ffffff") == pytest.approx(7.6, abs=0.1)


@pytest.mark.parametrize("colours", [{"bottle": "#99ccbb"}, {"brand": "#88bb99"}, {"gold": "#222222"}])
def test_a_colour_that_cannot_be_read_is_refused(colours: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="could not be read"):
        Partnership(name="Anywhere", short_name="Anywhere", **colours)


@pytest.mark.parametrize("colour", ["red", "#fff", "#0c3a2d;}", "#+f+f+f", "#0c3a2g"])
def test_only_a_colour_may_stand_in_the_style_sheet(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        Partnership(name="Anywhere", short_name="Anywhere", bottle=colour)
