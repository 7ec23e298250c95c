"""The administrator ends a team whose work goes to another, and that one carries it on (R1.2, R1.10)."""

from tests import factories as make

from wardmote.shared.partnerships import jobs
from wardmote.shared.partnerships.models import Handover
from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks


@in_two_looks
def test_an_administrator_hands_a_teams_work_over_and_ends_it(visitor, borough) -> None:
    make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    estate = make.a_team("Estate office")
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=estate, name="Lena Lead")
    officer = make.an_actor(RoleName.DUTY_OFFICER, team=estate, name="Esther Estate")
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    visitor.goes_to("/partnership")
    visitor.follows("Organisations and teams", within="main")
    page = visitor.page
    page.get_by_role("searchbox").fill(borough.cleansing.name)
    visitor.presses("Search")
    visitor.follows(borough.cleansing.name, within="main")
    visitor.follows("End it", within="main")
    visitor.sees("1 open referral it must answer")
    page.get_by_label("Which team takes it over?").select_option(estate.key)
    visitor.presses("Show what would go there")
    visitor.presses("End it")
    visitor.sees("Fill in: Why does the work move?")
    page.get_by_label("Why does the work move?").fill("One office from today")
    visitor.presses("End it")
    visitor.sees("Work is moving")
    jobs.hand_over(Handover.objects.get().pk)
    visitor.goes_to(page.url.removeprefix(visitor.address))
    visitor.sees("Cleansing has ended")
    visitor.becomes(officer)
    visitor.goes_to("/inbox")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("The work was handed over")
    visitor.sees("One office from today")
