"""The asset build leaves out what only GOV.UK may use, serves both directions of writing, and counts."""

from pathlib import Path

import pytest

from tools import assets

SHEET = (
    ".a{margin-left:3px;float:left;text-align:right!important}"
    ".b{left:0;border-right-color:red;padding-left:max(15px,env(safe-area-inset-left))}"
)


def test_sides_become_the_start_and_end_of_the_line() -> None:
    assert assets.logical(SHEET, places=6) == (
        ".a{margin-inline-start:3px;float:inline-start;text-align:end!important}"
        ".b{inset-inline-start:0;border-inline-end-color:red;"
        "padding-inline-start:max(15px,env(safe-area-inset-left))}"
    )


def test_an_unexpected_number_of_sides_stops_the_build() -> None:
    with pytest.raises(assets.WrongCount, match="found 6 places, expected 5"):
        assets.logical(SHEET, places=5)


def test_a_third_font_face_stops_the_build() -> None:
    with pytest.raises(assets.WrongCount, match="font faces"):
        assets.govuk("@font-face{font-family:GDS Transport}" * 3)


def test_a_build_that_fails_leaves_the_earlier_files(tmp_path: Path) -> None:
    built = tmp_path / "vendor"
    built.mkdir()
    (built / "kept").touch()
    sheet = tmp_path / "govuk-frontend/dist/govuk/govuk-frontend.min.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(SHEET)
    with pytest.raises(assets.WrongCount):
        assets.build(tmp_path, built)
    assert (built / "kept").exists()


def test_what_was_built_names_no_font_or_crest_of_gov_uk() -> None:
    sheet = (assets.BUILT / "govuk/govuk.css").read_text()
    assert "GDS Transport" not in sheet
    assert "url(" not in sheet
