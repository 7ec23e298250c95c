"""An administrator begins a set-up, leaves it half done, comes back and finishes it (R1.1, R12.1)."""

from pathlib import Path

from tests import factories as make

from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships.models import Partnership, RoleHolding
from wardmote.shared.partnerships.rules import RoleName

from .conftest import Visitor, in_two_looks

BRYNMOR = Path(__file__).parents[2] / "examples" / "partnership"


def writes_the_day(visitor: Visitor, day: str, month: str, year: str) -> None:
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        visitor.page.get_by_label(label, exact=True).fill(value)


@in_two_looks
def test_a_set_up_is_begun_left_half_done_and_finished_another_day(visitor: Visitor) -> None:
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    geography.look_again()
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Angharad Administrator")
    page = visitor.page
    visitor.becomes(administrator)
    visitor.goes_to("/set-up")
    visitor.sees("0 of 6")
    visitor.presses("Go on: Name and address")
    page.get_by_label("E-mail address").fill("hello@brynmor.example")
    visitor.presses("Save")
    visitor.follows("Wards", within="main")
    page.get_by_label("File of boundaries").set_input_files(BRYNMOR / "areas.csv")
    page.get_by_label("Name of the set").fill("Wards of 2022")
    writes_the_day(visitor, "5", "5", "2022")
    visitor.presses("Bring the file")
    visitor.sees("This is no file of boundaries")
    page.get_by_label("File of boundaries").set_input_files(BRYNMOR / "wards.geojson")
    visitor.presses("Bring the file")
    visitor.sees("Nothing is changed yet")

    visitor.leaves()
    visitor.becomes(administrator)
    visitor.goes_to("/set-up")
    visitor.sees("A file waits until you have looked at it")
    visitor.follows("Wards", within="main")
    visitor.presses("Use these wards")
    visitor.sees("Done: 9 wards")
    visitor.goes_to("/set-up/areas")
    page.get_by_label("Name of the set").fill("Areas of 2024")
    page.get_by_role("radio", name="Areas", exact=True).check(force=True)
    writes_the_day(visitor, "1", "4", "2024")
    page.get_by_label("File", exact=True).set_input_files(BRYNMOR / "areas.csv")
    visitor.presses("Bring the file")
    visitor.sees("3 areas in the table")
    visitor.presses("Use these areas")
    visitor.sees("Done: 3 areas")
    visitor.follows("Put wards into other areas")
    visitor.sees("In which area each ward is")
    visitor.follows("Leave it as it is")
    visitor.follows("Let ground go to the neighbour")
    visitor.follows("Areas, small areas and neighbours")
    visitor.follows("End Areas of 2024")
    visitor.follows("Keep it")
    visitor.goes_to("/set-up/postcodes")
    visitor.follows("Bring a list of addresses")

    desk = make.a_team("Contact centre", is_coordinator=True)
    make.a_remit(desk, make.a_category())
    make.an_actor(RoleName.DUTY_OFFICER, team=desk)
    officer = make.a_person("Olwen Officer")
    RoleHolding.objects.create(
        person=officer, role=RoleName.DATA_PROTECTION_OFFICER, organisation=desk.organisation
    )
    visitor.goes_to("/set-up")
    visitor.sees("Everything that is needed is there")
    visitor.follows("Is everything covered?", within="main")
    visitor.sees("Yes.")
