"""A small borough in which several people speak of one problem."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from tests import factories

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.issues import actions
from wardmote.modules.issues.actions import NewIssue
from wardmote.modules.issues.models import Gathering, Issue
from wardmote.modules.referrals.models import Observation
from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.partnerships.models import Category, Team
from wardmote.shared.partnerships.rules import RoleName


@dataclass
class Streets:
    """A team whose workers see things, and who manages the area."""

    ward: Area
    area: Area
    team: Team
    other_team: Team
    third_team: Team
    category: Category
    worker: Actor
    manager: Actor
    workers: list[Actor] = field(default_factory=list)

    def tell(self, *, by: Actor | None = None, **changes: object) -> Observation:
        """Somebody new, or somebody named, records what they see."""
        by = by or factories.an_actor(team=self.team)
        return factories.an_observation(by, self.team, self.category, **changes)

    def opened(self, *observations: Observation, title: str = "Mattresses behind the garages") -> Issue:
        """An issue made of some observations, or of a new one."""
        with as_actor(self.worker):
            return actions.open_issue(
                by=self.worker,
                observations=observations or [self.tell()],
                new=NewIssue(title=title, words="People leave furniture behind the garages."),
            )

    def fresh(self, issue: Issue) -> Issue:
        """The issue as it stands now."""
        with factories.everything():
            return Issue.objects.get(pk=issue.pk)

    def held(self, issue: Issue) -> set[int]:
        """The numbers of what an issue holds."""
        with factories.everything():
            held = Gathering.objects.filter(issue=issue, ended_at=None)
            return set(held.values_list("observation_id", flat=True))


@pytest.fixture
def streets(db: None) -> Streets:
    """The borough."""
    factories.a_partnership()
    ward = factories.a_ward()
    areas, _ = AreaSet.objects.get_or_create(
        key="areas", defaults={"name": "Areas", "kind": "areas", "valid_from": ward.area_set.valid_from}
    )
    area = Area.objects.create(
        area_set=areas, key="area-1", name="Area 1", latitude=ward.latitude, longitude=ward.longitude
    )
    area.members.create(ward=ward, valid_from=areas.valid_from)
    factories.geography.look_again()
    team, other = factories.a_team("Cleansing"), factories.a_team("Police")
    return Streets(
        ward=ward,
        area=area,
        team=team,
        other_team=other,
        third_team=factories.a_team("Highways"),
        category=factories.a_category(),
        worker=factories.an_actor(team=team),
        manager=factories.an_actor(RoleName.AREA_MANAGER, area=area),
    )
