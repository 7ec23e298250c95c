"""People are told of what concerns them, once, in words that name nobody (R1.3, R1.4, R1.8)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, handlers, jobs, queries
from wardmote.modules.referrals.events import ReferralStepped
from wardmote.modules.referrals.models import Referral
from wardmote.modules.referrals.rules import OUTCOMES, Notice
from wardmote.shared.messaging.models import Message
from wardmote.shared.messaging.ports import kind_called
from wardmote.shared.messaging.rules import filled, names_in
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Borough:
    """Housing sends, Repairs answer; each has whom the ladder knows."""

    def __init__(self, sensitivity: Sensitivity = Sensitivity.OPEN) -> None:
        make.a_partnership()
        self.category = make.a_category(sensitivity=sensitivity)
        self.housing, self.repairs = make.a_team("Housing"), make.a_team("Repairs")
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.hal = make.an_actor(RoleName.DUTY_OFFICER, team=self.housing, name="Hal Housing")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.repairs, name="Otto Officer")
        self.lead = make.an_actor(RoleName.TEAM_LEAD, team=self.repairs, name="Lena Lead")
        self.safe = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.repairs, name="Saul Safe")
        self.at = make.TUESDAY

    def sent(self, **changes: object) -> Referral:
        return make.a_referral(self.worker, self.housing, self.repairs, self.category, **changes)

    def heard(self, actor: Actor) -> list[str]:
        """What somebody was told, in order, by kind."""
        relay.drain()
        with make.everything():
            told = Message.objects.filter(person_id=actor.known_person_id).order_by("pk")
            return [message.kind.removeprefix("referrals.") for message in told]

    def words(self, actor: Actor) -> list[str]:
        """The lines of somebody's desk."""
        relay.drain()
        with make.everything():
            told = Message.objects.filter(person_id=actor.known_person_id).order_by("pk")
            return [filled(kind_called(message.kind).desk, message.values) for message in told]


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough() -> Borough:
    return Borough()


def test_the_desk_hears_of_what_arrives_and_the_referrer_of_each_step_to_the_end(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        actions.accept_referral(by=borough.officer, referral=referral)
        actions.note_progress(by=borough.officer, referral=referral, words="Mrs Invented was out.")
        actions.close_referral(
            by=borough.officer, referral=referral, outcome="could-not", words="Mrs Invented would not."
        )
    assert borough.heard(borough.worker) == ["news_received", "news_taken_on", "news_noted", "news_closed"]
    reference = referral.observation.reference
    assert borough.words(borough.worker)[0] == f"Fly-tipping, {reference}. Repairs has received it."
    assert borough.words(borough.worker)[-1] == (
        f"Fly-tipping, {reference}. Repairs has closed it. They tried, or looked into it, and could not."
    )
    assert borough.heard(borough.officer) == []  # by the time that the news goes out, it has been answered


def test_the_desk_hears_by_when_it_must_answer(borough: Borough) -> None:
    referral = borough.sent()
    assert borough.words(borough.officer) == [
        f"Housing has passed {referral.reference}, Fly-tipping, to Repairs. "
        "Please acknowledge it by Wednesday 4 March, 10:00."
    ]
    assert borough.heard(borough.worker) == borough.heard(borough.lead) == []


def test_silence_is_told_rung_by_rung_each_once_however_often_the_news_comes(borough: Borough) -> None:
    referral = borough.sent()
    coordinator = make.an_actor(
        RoleName.TEAM_LEAD, team=make.partnerships.coordinator_desk(), name="Cora Coordinator"
    )
    relay.drain()
    while (at := make.fresh(referral).climbs_at) and make.fresh(referral).is_open:
        with clock.fixed(at):
            jobs.climb(0)
            relay.drain()
    assert borough.heard(borough.officer) == ["new", "reminder", "late"]
    assert borough.heard(borough.lead) == ["late_lead"]
    assert borough.heard(coordinator) == ["late_coordinator"]
    assert borough.heard(borough.hal) == ["lapsed"]
    assert borough.heard(borough.worker) == ["news_unanswered"]
    with make.everything():
        log = [(step.kind, step.position) for step in referral.steps.all()]
        before = Message.objects.count()
        for kind, position in log:
            handlers.telling.tell_people(
                ReferralStepped(referral_id=referral.pk, step=kind, position=position)
            )
        assert Message.objects.count() == before


def test_whoever_is_told_can_open_what_the_link_leads_to() -> None:
    borough = Borough(Sensitivity.PARTNERS)
    desk = make.partnerships.coordinator_desk()
    coordinator = make.an_actor(RoleName.DUTY_OFFICER, team=desk)
    referral = borough.sent()
    relay.drain()
    while (at := make.fresh(referral).climbs_at) and make.fresh(referral).is_open:
        with clock.fixed(at):
            jobs.climb(0)
            relay.drain()
    everybody = [borough.worker, borough.hal, borough.officer, borough.lead, coordinator]
    for actor in everybody:
        assert borough.heard(actor)
        with make.everything():
            links = set(Message.objects.filter(person_id=actor.person_id).values_list("link", flat=True))
        with as_actor(actor):
            for link in links:
                *_, what, reference = link.strip("/").split("/")
                look = queries.referral_for if what == "referrals" else queries.observation_for
                assert look(actor, reference)


def test_of_a_protected_matter_the_referrer_hears_received_once_and_nobody_without_the_right_hears() -> None:
    borough = Borough(Sensitivity.PROTECTED)
    desk = make.partnerships.coordinator_desk()
    cora = make.an_actor(RoleName.TEAM_LEAD, team=desk)
    cleo = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=desk)
    ada = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    referral = borough.sent()
    relay.drain()
    for _ in range(4):
        with clock.fixed(make.fresh(referral).climbs_at):
            jobs.climb(0)
            relay.drain()
        if make.fresh(referral).rung == "coordinator":
            break
    with as_actor(cleo):
        assert queries.referral_for(cleo, referral.reference)
    with as_actor(borough.safe):
        actions.acknowledge_referral(by=borough.safe, referral=referral)
        actions.accept_referral(by=borough.safe, referral=referral)
        actions.close_referral(by=borough.safe, referral=referral, outcome="resolved", words="Safe now.")
    assert len(borough.heard(borough.worker)) == 1
    assert len(borough.heard(cleo)) == 1
    assert borough.heard(borough.safe)
    for nobody in (borough.hal, borough.officer, borough.lead, cora, ada):
        assert borough.heard(nobody) == []
    with make.everything():
        said = {filled(kind_called(m.kind).desk, m.values) for m in Message.objects.all()}
        assert len(said) == 1
        assert not any(m.values for m in Message.objects.all())


def test_no_message_carries_words_that_somebody_wrote(borough: Borough) -> None:
    referral = borough.sent()
    relay.drain()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral, words="Zebrafish")
        actions.ask_for_information(by=borough.officer, referral=referral, words="Zebrafish?")
        relay.drain()
    with as_actor(borough.worker):
        actions.answer_question(by=borough.worker, referral=referral, words="Zebrafish!")
    assert borough.heard(borough.worker) == ["news_received", "asked"]
    assert borough.heard(borough.officer) == ["new", "answered"]
    with make.everything():
        assert not [m for m in Message.objects.all() if "Zebrafish" in str(m.values)]
        assert not [m for m in Message.objects.all() if "Wanda" in str(m.values)]


def test_whoever_has_left_is_not_told_and_their_desk_is(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
    relay.drain()
    make.RoleHolding.objects.filter(person_id=borough.worker.person_id).update(ended_at=make.TUESDAY)
    with clock.fixed(make.TUESDAY + timedelta(minutes=1)), as_actor(borough.officer):
        actions.ask_for_information(by=borough.officer, referral=referral, words="Which floor?")
        assert borough.heard(borough.hal) == ["asked"]
        assert borough.heard(borough.worker) == ["news_received"]


def test_telling_of_a_step_costs_the_same_however_long_the_story_is(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        for _ in range(8):
            actions.note_progress(by=borough.officer, referral=referral, words="Not yet.")
    relay.drain()

    def cost(position: int, kind: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            handlers.telling.tell_people(
                ReferralStepped(referral_id=referral.pk, step=kind, position=position)
            )
        return len([q for q in seen.captured_queries if q["sql"].startswith("SELECT")])

    assert cost(4, "noted") == cost(10, "noted") <= 8
    assert cost(3, "claimed") == 0


def test_every_message_has_its_words_and_fills_every_gap_in_them(borough: Borough) -> None:
    assert {kind.key for kind in handlers.MESSAGES} == {f"referrals.{notice}" for notice in Notice}
    for kind in handlers.MESSAGES:
        gaps = {gap for words in (kind.subject, kind.body, kind.desk) for gap in names_in(words)}
        assert {gap.name for gap in kind.placeholders} == gaps - {"link", "name", "partnership"}, kind.key
        assert len(filled(kind.desk, kind.examples)) <= 200, kind.key


def test_every_outcome_has_words_for_whoever_reported_it() -> None:
    assert all(outcome.told.endswith(".") for outcome in OUTCOMES.values())
