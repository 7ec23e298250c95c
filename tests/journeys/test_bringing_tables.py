"""The administrator brings the partners from tables, mends what could not be used, and goes on (R1.1, R1.2)."""

from pathlib import Path

from tests import factories as make

from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks

PARTNERS = "organisation,kind,telephone\nBirch Housing Trust,housing association,01632 960111\nپڑوسی,,\n"
MENDED = "organisation,kind\nپڑوسی,charity\n"
REMITS = "team,category,where\nRepairs desk,Damp and mould,Testward\n"


@in_two_looks
def test_an_administrator_brings_partners_from_tables(visitor, tmp_path: Path) -> None:
    make.a_partnership()
    make.a_ward()
    make.a_team("Repairs desk")
    for name, words in {"partners": PARTNERS, "mended": MENDED, "remits": REMITS}.items():
        (tmp_path / f"{name}.csv").write_text(words, encoding="utf-8")
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    page = visitor.page

    def brings(name: str, button: str = "Bring the table") -> None:
        page.locator("input[type=file]").set_input_files(tmp_path / f"{name}.csv")
        visitor.presses(button)

    visitor.goes_to("/set-up")
    visitor.follows("What can be told", within="main")
    homes = page.get_by_role("group", name="Homes", exact=True)
    for group in page.locator("input[type=radio][value=none]").all():
        group.check()
    homes.get_by_label("Some of them").check()
    page.get_by_label("Damp and mould").check()
    visitor.presses("Take what is chosen")
    visitor.sees("Done: 1 kind of matter taken")
    visitor.follows("Go on with organisations")
    visitor.follows("Organisations", within="main ol")
    brings("remits")
    visitor.sees("We found no column")
    brings("partners")
    visitor.sees("Write what kind it is.")
    visitor.presses("Add 1")
    visitor.sees("Done: 1 added, 0 changed, 0 as they were.")
    brings("mended", "Bring the mended table")
    visitor.presses("Add 1")
    visitor.follows("Organisations, teams and what they take")
    visitor.follows("What teams take")
    brings("remits")
    visitor.sees("Repairs desk: Damp and mould")
    visitor.presses("Add 1")
    visitor.follows("See whether everything is covered")
