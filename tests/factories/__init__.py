"""A small invented borough for tests: made by hand, plainly invented, the same every time.

Everything is written as the system, because a test stands outside the house; what is tested then acts as somebody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor, as_system
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.shared.accounts.models import Person
from wardmote.shared.accounts.rules import Proof
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships import jobs as register_jobs
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import (
    Category,
    CategoryGroup,
    ClockProfile,
    Organisation,
    Partnership,
    Remit,
    RoleHolding,
    Team,
)
from wardmote.shared.partnerships.rules import Clocks, RoleName, Sensitivity, fields_of

_numbers = count(1)

TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""An ordinary working moment: Tuesday 3 March 2026, 10:00 in London."""

PROVED = Proof(at=datetime(2100, 1, 1, tzinfo=UTC), in_demonstration=True)
"""A second factor, shown."""

PASSWORD = "ten green bottles hanging"


def number() -> int:
    """A number nothing else in this run has."""
    return next(_numbers)


def a_partnership() -> Partnership:
    """The one partnership, with its coordinator's desk."""
    partnership, _ = Partnership.objects.get_or_create(
        defaults={
            "name": "Testborough Partnership",
            "short_name": "Testborough",
            "latitude": 52.58,
            "longitude": -1.98,
        }
    )
    if not Team.objects.filter(is_coordinator=True).exists():
        a_team("Coordinator's desk", is_coordinator=True)
    return partnership


def a_ward(name: str = "Testward", latitude: float = 52.58, longitude: float = -1.98) -> Area:
    """A square ward of about a kilometre and a half, in the one set of wards."""
    wards, _ = AreaSet.objects.get_or_create(
        key="wards", defaults={"name": "Wards", "kind": "wards", "valid_from": date(2004, 6, 1)}
    )
    d = 0.01
    ring = [
        [longitude - d, latitude - d],
        [longitude + d, latitude - d],
        [longitude + d, latitude + d],
        [longitude - d, latitude + d],
        [longitude - d, latitude - d],
    ]
    ward, _ = Area.objects.get_or_create(
        area_set=wards,
        key=name.lower().replace(" ", "-"),
        defaults={
            "name": name,
            "latitude": latitude,
            "longitude": longitude,
            "boundary": {"type": "Polygon", "coordinates": [ring]},
        },
    )
    geography.look_again()
    return ward


def a_team(name: str = "", *, hours: str = "Mon-Fri 09:00-17:00", is_coordinator: bool = False) -> Team:
    """A team in an organisation of its own."""
    n = number()
    organisation = Organisation.objects.create(
        key=f"organisation-{n}", name=f"Organisation {n}", kind="council"
    )
    return Team.objects.create(
        organisation=organisation,
        key=f"team-{n}",
        name=name or f"Team {n}",
        hours=hours,
        capacity_per_week=20,
        is_coordinator=is_coordinator,
    )


def a_category(
    name: str = "Fly-tipping",
    *,
    sensitivity: Sensitivity = Sensitivity.OPEN,
    acknowledge: str = "1wd",
    decide: str = "2wd",
    update_every: str = "5wd",
    close: str = "10wd",
) -> Category:
    """A category with a clock of its own."""
    n = number()
    group, _ = CategoryGroup.objects.get_or_create(key="streets", defaults={"name": "Streets"})
    profile = ClockProfile.objects.create(
        key=f"clock-{n}",
        name=f"Clock {n}",
        **fields_of(
            Clocks.parse(acknowledge=acknowledge, decide=decide, update_every=update_every, close=close)
        ),
        basis="practice",
        reason="For a test.",
    )
    return Category.objects.create(
        group=group,
        key=f"category-{n}",
        name=name,
        audience="public",
        seriousness=2,
        sensitivity=sensitivity,
        clock=profile,
    )


def a_remit(team: Team, category: Category, *areas: Area) -> Remit:
    """The team takes this category, in these areas or, with none, everywhere."""
    remit = Remit.objects.create(team=team, category=category)
    remit.areas.set(areas)
    return remit


def a_person(name: str = "", *, password: str | None = None) -> Person:
    """Somebody with an account and no role."""
    n = number()
    person = Person(email=f"person-{n}@people.example", name=name or f"Person {n}")
    person.set_password(password)
    person.save()
    return person


def a_role(
    person: Person, role: RoleName, *, team: Team | None = None, area: Area | None = None
) -> RoleHolding:
    """A role held since long ago."""
    return RoleHolding.objects.create(
        person=person, role=role, team=team, area=area, started_at=TUESDAY - timedelta(days=1000)
    )


def ends(team: Team) -> Team:
    """End a team: another, made for it, carries on. Gives that one."""
    to_team = a_team(f"Carries on for {team}"[:80])
    a_role(a_person(), RoleName.SAFEGUARDING_LEAD, team=to_team)
    by = an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with as_actor(by):
        handover = register.hand_over_team(
            by=by, from_team=team, to_team=to_team, words="One office", then_end=True
        )
    register_jobs.hand_over(handover.pk)
    team.refresh_from_db()
    return to_team


def an_actor(
    role: RoleName = RoleName.WORKER, *, team: Team | None = None, area: Area | None = None, name: str = ""
) -> Actor:
    """Somebody new who holds one role, as an actor."""
    person = a_person(name)
    a_role(person, role, team=team, area=area)
    return as_they_are(person)


def as_they_are(person: Person) -> Actor:
    """The actor somebody is who has shown their second factor, as long as the clock does not run for years."""
    return partnerships.actor_for(person.pk, proofs=[PROVED])


def details(category: Category, **changes: object) -> actions.ObservationDetails:
    """What somebody wrote about a mattress."""
    given: dict[str, object] = {
        "category": category,
        "words": "Two mattresses by the garages. They block the path.",
        "seriousness": 2,
        "people_affected": 30,
        "sensitivity": Sensitivity(category.sensitivity),
        "observed_at": clock.now() - timedelta(hours=1),
        "latitude": 52.58,
        "longitude": -1.98,
        "place_words": "Garages behind Test Row",
    }
    return actions.ObservationDetails(**{**given, **changes})  # type: ignore[arg-type]  # a test names its changes


def an_observation(by: Actor, team: Team, category: Category, **changes: object) -> Observation:
    """An observation on the record."""
    with as_actor(by):
        draft = actions.keep_draft(by=by, team=team, details=details(category, **changes))
        return actions.record_observation(by=by, draft=draft)


def a_referral(by: Actor, from_team: Team, to_team: Team, category: Category, **changes: object) -> Referral:
    """An observation on the record, passed on to one team."""
    observation = an_observation(by, from_team, category, **changes)
    with as_actor(by):
        return actions.send_referrals(
            by=by, observation=observation, from_team=from_team, to_teams=[to_team], words="Please clear it."
        )[0]


def fresh(referral: Referral) -> Referral:
    """The referral as it stands in the database now."""
    with as_system("a test looks at everything"):
        return Referral.objects.get(pk=referral.pk)


@contextmanager
def everything() -> Iterator[None]:
    """Within the block a test sees every row, as nobody in the house does."""
    with as_system("a test looks at everything"):
        yield
