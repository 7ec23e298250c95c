"""A referral goes by what its team promised, or by the urgent clock of its kind, to its end (R1.2, R1.4)."""

from datetime import timedelta

import pytest
from tests import factories as make
from tests.partnerships.test_register_pages import signed_in, words_of

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Referral
from wardmote.modules.referrals.rules import NotReady
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships.models import Category, ClockProfile, Remit, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity, Standard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


class Borough:
    """A sender, two teams that take fly-tipping, and a clock for what is urgent."""

    def __init__(self) -> None:
        make.a_partnership()
        make.a_ward()
        self.housing, self.cleansing, self.police = map(make.a_team, ("Housing", "Cleansing", "Police"))
        self.worker = make.an_actor(team=self.housing)
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing)
        self.quick = make.a_category("Quick", acknowledge="2wh", decide="4wh", update_every="1wd").clock
        self.slow = make.a_category("Slow", acknowledge="4wd", decide="9wd", close="60wd").clock
        self.tip = make.a_category("Fly-tipping")
        Category.objects.filter(pk=self.tip.pk).update(urgent_clock=self.quick)
        self.tip.refresh_from_db()

    def send(self, *teams: Team, by: Actor | None = None, **given: str) -> list[Referral]:
        by = by or self.worker
        observation = make.an_observation(by, self.housing, self.tip)
        with as_actor(by):
            return actions.send_referrals(
                by=by,
                observation=observation,
                from_team=self.housing,
                to_teams=list(teams),
                words="Please clear it.",
                **given,
            )

    def promises(self, team: Team, profile: ClockProfile) -> None:
        Remit.objects.create(team=team, category=self.tip, clock=profile)


@pytest.fixture
def borough() -> Borough:
    return Borough()


def after(referral: Referral) -> timedelta:
    referral = make.fresh(referral)
    assert referral.next_deadline_at is not None
    return referral.next_deadline_at - make.TUESDAY


def test_each_team_answers_by_its_own_standard_where_it_has_one(borough: Borough) -> None:
    borough.promises(borough.cleansing, borough.slow)
    cleansing, police = sorted(
        borough.send(borough.cleansing, borough.police), key=lambda r: r.receiver_team_id
    )
    assert (after(cleansing), cleansing.standard) == (timedelta(days=6), Standard.TEAM)
    assert (after(police), police.standard) == (timedelta(days=1), Standard.CATEGORY)
    with as_actor(borough.officer):
        story = queries.story_of(borough.officer, queries.referral_for(borough.officer, cleansing.reference))
    assert story.deadline is not None
    assert "4 working days" in story.deadline.explain()
    found = queries.suggestions_at(
        borough.worker, borough.tip, None, sensitivity=Sensitivity.OPEN, seriousness=2
    )
    assert any("by its own standard: 4 working days" in reason for reason in found.teams[0].reasons)


def test_what_was_sent_keeps_its_promise_when_the_standard_changes_or_another_team_has_it(
    borough: Borough,
) -> None:
    borough.promises(borough.cleansing, borough.slow)
    (referral,) = borough.send(borough.cleansing)
    register.set_remit(
        by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR),
        team=borough.cleansing,
        category=borough.tip,
        own_clock=borough.quick,
    )
    assert make.fresh(referral).clock_id == borough.slow.pk
    with as_actor(borough.officer):
        onward = actions.redirect_referral(
            by=borough.officer, referral=referral, to_team=borough.police, words="It is theirs."
        )
    assert (onward.clock_id, onward.standard) == (borough.slow.pk, Standard.TEAM)


def test_something_urgent_goes_by_the_urgent_clock_and_says_why(borough: Borough) -> None:
    borough.promises(borough.cleansing, borough.slow)
    (referral,) = borough.send(borough.cleansing, urgent_because="harm-soon")
    assert (after(referral), referral.standard) == (timedelta(hours=2), Standard.URGENT)
    with make.everything():
        assert referral.steps.get().reason == "harm-soon"
    with as_actor(borough.officer):
        onward = actions.redirect_referral(
            by=borough.officer, referral=referral, to_team=borough.police, words="It is theirs."
        )
    assert (onward.urgent_because, onward.clock_id) == ("harm-soon", borough.quick.pk)


@pytest.mark.parametrize("because", ["nonsense", "x" * 500])
def test_urgent_needs_a_reason_from_the_list_and_a_clock(borough: Borough, because: str) -> None:
    with pytest.raises(NotReady, match="why it cannot wait"):
        borough.send(borough.cleansing, urgent_because=because)
    Category.objects.update(urgent_clock=None)
    with pytest.raises(NotReady, match="no clock for what is urgent") as refused:
        borough.send(borough.cleansing, urgent_because="harm-soon")
    assert refused.value.field == "urgent_because"


def test_the_page_asks_whether_it_can_wait_only_where_there_is_an_urgent_clock(borough: Borough) -> None:
    observation = make.an_observation(borough.worker, borough.housing, borough.tip)
    client, path = signed_in(borough.worker), f"/observations/{observation.reference}/pass-on"
    page = words_of(client.get(path))
    assert "Can it wait?" in page
    assert "acknowledged within 2 working hours" in page
    given = {
        "form_key": "one",
        "teams": [str(borough.cleansing.pk)],
        "words": "Asbestos",
        "urgent_because": "spreads",
        "from_team": str(borough.housing.pk),
        "shares_photos": "on",
    }
    assert client.post(path, {**given, "urgent_because": "nonsense"}).status_code == 422
    assert client.post(path, given).status_code == 302
    with make.everything():
        referral = Referral.objects.get()
    assert referral.urgent_because == "spreads"
    desk = signed_in(borough.officer)
    page = words_of(desk.get(f"/referrals/{referral.reference}"))
    for words in ("Urgent It grows worse by the hour", "Sent as urgent: it grows worse by the hour."):
        assert words in page
    assert "These are the times for what is urgent" in page
    assert "Urgent" in words_of(desk.get("/inbox"))
    Category.objects.update(urgent_clock=None)
    another = make.an_observation(borough.worker, borough.housing, borough.tip)
    assert "Can it wait?" not in words_of(client.get(f"/observations/{another.reference}/pass-on"))
