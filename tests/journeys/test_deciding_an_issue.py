"""An area manager puts together what people said, weighs it and decides it; then anybody reads why (R2.2 to R2.7)."""

from tests import factories as make

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.partnerships.rules import RoleName

from .conftest import SmallBorough, Visitor, in_two_looks


@in_two_looks
def test_from_what_people_said_to_a_decision_that_everybody_reads(
    visitor: Visitor, borough: SmallBorough
) -> None:
    told = make.an_observation(borough.worker, borough.housing, borough.category)
    more = make.an_observation(make.an_actor(team=borough.housing), borough.housing, borough.category)
    visitor.becomes(make.an_actor(RoleName.AREA_MANAGER, area=_area_of(borough.ward)))
    page = visitor.page
    visitor.goes_to(f"/observations/{told.reference}")
    visitor.follows("Make an issue of it, or put it into one")
    page.get_by_label("What is the problem, in one line?").fill("Mattresses behind the garages")
    page.get_by_label("What is it about, in plain words?").fill("They block the path each week.")
    visitor.presses("Open the issue")
    visitor.presses("Put more in")
    page.get_by_label("Or the numbers of observations").fill(more.reference)
    page.get_by_label("How do you know that it is the same?").fill("The same garages")
    visitor.presses("Put them in")
    visitor.sees("2 people")
    visitor.follows("Say how serious it is and how many it affects")
    visitor.presses("Set the priority")
    visitor.sees("Say why")
    page.get_by_role("radio", name="4 dangerous", exact=True).check(force=True)
    page.get_by_label("Why?").fill("A child was cut on a spring")
    visitor.presses("Set the priority")
    visitor.sees("12 of 25")
    visitor.presses("Decide it")
    page.get_by_role("radio", name="It will not be tackled").check()
    page.get_by_label("Who decided?").fill("The partners of Area 1")
    page.get_by_label("Why?").fill("It costs £9,500 and £6,100 is left")
    visitor.presses("Decide it in public")
    visitor.leaves()
    visitor.goes_to("/our-issues")
    visitor.follows("Not tackled", within="main")
    visitor.sees("It costs £9,500")
    visitor.follows("Mattresses behind the garages")
    visitor.sees("Decided by The partners of Area 1")
    visitor.sees("A child was cut on a spring")


def _area_of(ward: Area) -> Area:
    areas = AreaSet.objects.create(
        key="areas", name="Areas", kind="areas", valid_from=ward.area_set.valid_from
    )
    area = Area.objects.create(
        area_set=areas, key="area-1", name="Area 1", latitude=ward.latitude, longitude=ward.longitude
    )
    area.members.create(ward=ward, valid_from=areas.valid_from)
    geography.look_again()
    return area
