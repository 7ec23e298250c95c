"""Who can act is suggested with reasons, so that a worker need not know who does what (R1.2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import queries
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


def test_the_team_for_this_ward_comes_before_the_one_for_the_borough_and_each_says_why() -> None:
    make.a_partnership()
    here, elsewhere = make.a_ward(), make.a_ward("Farward", latitude=52.7)
    category = make.a_category()
    own, near, wide, far = (make.a_team(n) for n in ("Own", "Near", "Wide", "Far"))
    make.a_remit(near, category, here)
    make.a_remit(wide, category)
    make.a_remit(far, category, elsewhere)
    make.a_remit(own, category)
    worker = make.an_actor(RoleName.WORKER, team=own)
    observation = make.an_observation(worker, own, category)
    with as_actor(worker):
        found = queries.suggestions_for(worker, observation)
    assert [s.team_name for s in found.teams] == ["Near", "Wide"]
    assert "Takes fly-tipping in Testward" in found.teams[0].reasons
    assert [(m.team_name, m.why_not) for m in found.near_misses] == [
        ("Far", "Takes fly-tipping, but not in Testward.")
    ]


def test_a_protected_matter_is_offered_only_to_teams_where_somebody_may_read_it() -> None:
    make.a_partnership()
    make.a_ward()
    category = make.a_category(sensitivity=Sensitivity.PROTECTED)
    own, safe, unsafe = (make.a_team(n) for n in ("Own", "Safe", "Unsafe"))
    make.a_remit(safe, category)
    make.a_remit(unsafe, category)
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=safe)
    worker = make.an_actor(RoleName.WORKER, team=own)
    observation = make.an_observation(worker, own, category)
    with as_actor(worker):
        found = queries.suggestions_for(worker, observation)
    assert [s.team_name for s in found.teams] == ["Safe"]
    assert [m.why_not for m in found.near_misses] == ["Nobody here may read a protected case."]


def test_who_may_not_read_it_is_suggested_nothing() -> None:
    make.a_partnership()
    category = make.a_category(sensitivity=Sensitivity.PARTNERS)
    own, other = make.a_team(), make.a_team()
    worker, stranger = make.an_actor(team=own), make.an_actor(team=other)
    observation = make.an_observation(worker, own, category)
    with as_actor(stranger), pytest.raises(NotAllowed):
        queries.suggestions_for(stranger, observation)


@pytest.mark.parametrize("remits", [2, 40])
def test_recording_with_suggestion_over_all_remits_takes_a_bounded_number_of_queries(remits: int) -> None:
    make.a_partnership()
    ward = make.a_ward()
    category = make.a_category()
    for _ in range(remits):
        make.a_remit(make.a_team(), category, ward)
    own = make.a_team()
    worker = make.an_actor(team=own)
    geography.map_version()  # the map is read once and then held
    with CaptureQueriesContext(connection) as asked:
        observation = make.an_observation(worker, own, category)
        with as_actor(worker):
            assert len(queries.suggestions_for(worker, observation).teams) == remits
    assert len([q for q in asked if not _only_sets_the_scene(q["sql"])]) <= 25


def _only_sets_the_scene(sql: str) -> bool:
    """Savepoints, and saying whose eyes to see with: no table is read or written."""
    return "SAVEPOINT" in sql or "set_config" in sql
