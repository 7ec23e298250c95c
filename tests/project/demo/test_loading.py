"""The demo borough loads whole, once, and as the product's own rules would have it (issue 2, item 2; R1, R9)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from tests import factories

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor, as_system
from wardmote.modules.issues.models import Referred
from wardmote.modules.referrals.models import FlowCount, Observation, ObservationPhoto, Referral, Step
from wardmote.modules.referrals.queries.clocks import log_of
from wardmote.modules.referrals.rules import next_deadline
from wardmote.project.demo import content
from wardmote.project.demo.load import NotEmpty, load
from wardmote.project.demo.load.people import PASSWORD
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import Partnership, Team

MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
CONTENT = content.read()


@pytest.fixture(scope="module")
def _loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The borough without variants, loaded once for all that look at it, in a transaction that is rolled back."""
    with (
        django_db_blocker.unblock(),
        override_settings(WARDMOTE_DATA=tmp_path_factory.mktemp("demo")),
        transaction.atomic(),
        clock.fixed(MONDAY),
    ):
        load(variants=0)
        yield
        transaction.set_rollback(True)
    geography.look_again()


@pytest.fixture
def borough(_loaded: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), clock.fixed(MONDAY):
        yield


def somebody(key: str) -> Actor:
    return factories.as_they_are(Person.objects.get(email=CONTENT.people[key].email))


@pytest.mark.usefixtures("borough")
def test_loading_again_adds_nothing() -> None:
    with as_system("a test counts"):
        before = Observation.objects.count(), Referral.objects.count(), Person.objects.count()
        assert load(variants=0) is False
        assert (Observation.objects.count(), Referral.objects.count(), Person.objects.count()) == before
        assert before[0] >= len(CONTENT.told)


@pytest.mark.django_db
def test_the_demo_never_goes_into_somebody_elses_database() -> None:
    Partnership.objects.create(name="A real one", short_name="Real", latitude=52.5, longitude=-2)
    with pytest.raises(NotEmpty, match="A real one"):
        load(variants=0)
    assert Person.objects.count() == 0


@pytest.mark.usefixtures("borough")
def test_every_row_is_what_its_log_comes_to() -> None:
    with as_system("a test reads every log"):
        calendars = partnerships.calendars_for(list(Team.objects.all()))
        for row in Referral.objects.select_related("clock"):
            situation, steps = log_of(row)
            deadline = next_deadline(situation, row.clock.times, calendars[row.receiver_team_id])
            assert row.version == steps
            assert (row.state, row.hold, row.outcome) == (situation.state, situation.hold, situation.ending)
            assert row.claimed_by_id == situation.claimed_by
            assert row.next_deadline_at == (deadline.due_at if deadline else None)
            assert (row.not_ours_count, row.reopened_count) == (situation.not_ours, situation.reopened)


@pytest.mark.usefixtures("borough")
def test_every_step_but_the_systems_own_has_an_actor() -> None:
    with as_system("a test reads every step"):
        alone = set(Step.objects.filter(by_person__isnull=True).values_list("kind", flat=True))
    assert alone <= {"reminded", "escalated", "lapsed", "coordinator_called", "resumed"}


@pytest.mark.usefixtures("borough")
@pytest.mark.parametrize("key", sorted({c.person for choices in CONTENT.choices.values() for c in choices}))
def test_nobody_reads_a_protected_matter_without_the_right(key: str) -> None:
    actor = somebody(key)
    with as_actor(actor):
        read = Observation.objects.filter(sensitivity="protected")
        for row in read:
            wrote_it = row.recorded_by_id == actor.person_id
            leads = {k for k in row.readers if k < 0} & set(actor.keys)
            assert wrote_it or leads, row.words
        if key not in {p.key for people in CONTENT.leads.values() for p in people}:
            assert not Referral.objects.filter(sensitivity="protected").exists()
            assert not Step.objects.filter(referral__sensitivity="protected").exists()


@pytest.mark.usefixtures("borough")
def test_awl_street_shows_its_ordinary_matters_and_hides_the_protected_one() -> None:
    protected = {t.text for t in CONTENT.told if t.cluster == "c58-awl-domestic"}
    ordinary = {t.text for t in CONTENT.told if t.place == "awl-street" and t.sensitivity == "open"}
    with as_actor(somebody("fozia-mir")):
        seen = set(
            Observation.objects.filter(place_words__icontains="Awl Street").values_list("words", flat=True)
        )
    with as_system("a test knows that it is there"):
        there = set(
            Observation.objects.filter(place_words__icontains="Awl Street").values_list("words", flat=True)
        )
    assert protected <= there
    assert not protected & seen
    assert seen >= ordinary


@pytest.mark.usefixtures("borough")
def test_protected_work_is_not_counted_and_not_drawn() -> None:
    with as_system("a test counts"):
        assert not ObservationPhoto.objects.filter(observation__sensitivity="protected").exists()
        counted = sum(FlowCount.objects.filter(measure="sent").values_list("count", flat=True))
        # Those of issues are counted once their news has gone round, as those of people are.
        of_issues = Referred.objects.values("referral")
        sent = Referral.objects.exclude(sensitivity="protected").exclude(pk__in=of_issues).count()
    assert counted == sent


@pytest.mark.usefixtures("borough")
def test_observations_lie_in_the_ward_they_are_said_to_be_in() -> None:
    with as_system("a test reads every place"):
        rows = list(Observation.objects.values_list("latitude", "longitude", "ward_id"))
    found = geography.locate_many([(latitude, longitude) for latitude, longitude, _ in rows])
    assert [f.ward.id if f.ward else None for f in found] == [ward for _, _, ward in rows]


@pytest.mark.usefixtures("borough")
def test_everybody_who_has_not_left_can_sign_in_with_the_password_of_the_demo() -> None:
    people = Person.objects.filter(is_active=True)
    assert {check_password(PASSWORD, p.password) for p in people[:3]} == {True}
    assert people.values("password").distinct().count() == 1
    assert not Person.objects.get(email=CONTENT.people["terry-onions"].email).has_usable_password()


@pytest.mark.usefixtures("borough")
def test_places_of_focus_say_what_set_them_and_ground_changed_sides() -> None:
    for key in CONTENT.why_focus:
        focus = geography.focus_of(geography.areas_of_set("focus-2010").get(key=key).pk)
        assert focus is not None
        assert {finding.kind for finding in focus.findings.all()} >= {"evidence", "consultation"}
    (moved,) = geography.adjustments_of([a.pk for a in geography.areas_of_set("localities-2019")])
    middle = geography.moved_ground_on(moved.pk, MONDAY.date()).representative_point()
    today, before = (
        {area.key for area in geography.locate(middle.y, middle.x, day).areas}
        for day in (MONDAY.date(), moved.valid_from - timedelta(days=1))
    )
    assert "north" in today
    assert "south" in before
