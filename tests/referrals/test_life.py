"""The life of one referral, told by those who take part in it (R1.1, R1.3, R1.4, R1.8)."""

from datetime import timedelta

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import FlowCount, Observation, Reach, Referral, Step, TeamNote
from wardmote.modules.referrals.rules import Conflict, NotReady, WrongStep
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Borough:
    """Two teams, somebody in each, and a coordinator."""

    def __init__(self, sensitivity: Sensitivity = Sensitivity.OPEN) -> None:
        make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category(sensitivity=sensitivity)
        self.housing, self.cleansing, self.police = (
            make.a_team(n) for n in ("Housing", "Cleansing", "Police")
        )
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Otto Officer")
        self.second = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Sofia Second")
        self.stranger = make.an_actor(RoleName.WORKER, team=self.police, name="Sam Stranger")
        self.lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.cleansing, name="Lena Lead")

    def sent(self, **changes: object) -> Referral:
        return make.a_referral(self.worker, self.housing, self.cleansing, self.category, **changes)


@pytest.fixture
def borough() -> Borough:
    return Borough()


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


def test_a_referral_is_sent_acknowledged_accepted_and_closed_with_every_step_on_record(
    borough: Borough,
) -> None:
    referral = borough.sent()
    assert (referral.state, referral.accountable_team_id) == ("sent", borough.cleansing.pk)
    assert referral.next_deadline_kind == "acknowledge"
    assert referral.next_deadline_at == make.TUESDAY + timedelta(days=1)
    with as_actor(borough.officer):
        referral = actions.acknowledge_referral(by=borough.officer, referral=referral, words="We have it.")
        assert (referral.state, referral.claimed_by_id) == ("acknowledged", borough.officer.person_id)
        referral = actions.accept_referral(by=borough.officer, referral=referral)
        referral = actions.close_referral(
            by=borough.officer, referral=referral, outcome="resolved", words="Cleared on Thursday."
        )
    assert (referral.state, referral.accountable_team_id, referral.next_deadline_at) == ("closed", None, None)
    with make.everything():
        assert [s.kind for s in referral.steps.all()] == [
            "sent",
            "acknowledged",
            "claimed",
            "accepted",
            "closed",
        ]
        assert [s.position for s in referral.steps.all()] == [1, 2, 3, 4, 5]
        assert Observation.objects.get().state == "ended"
    said = set(AuditEntry.objects.values_list("what", flat=True))
    assert {"referrals.sent", "referrals.acknowledged", "referrals.accepted", "referrals.closed"} <= said


def test_the_sender_sees_what_became_of_it(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral, words="We have it.")
    with as_actor(borough.worker):
        mine = queries.recorded_by(borough.worker).rows
        assert [r.state for o in mine for r in o.referrals.all()] == ["acknowledged"]
        story = queries.story_of(borough.worker, queries.referral_for(borough.worker, referral.reference))
        assert [s.words for s in story.steps if s.kind == "acknowledged"] == ["We have it."]


def test_a_team_note_is_read_by_that_team_alone(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        actions.keep_team_note(by=borough.officer, referral=referral, words="The dog bites.")
    for actor, sees in [(borough.second, 1), (borough.worker, 0), (borough.stranger, 0)]:
        with as_actor(actor):
            assert TeamNote.objects.count() == sees


def test_a_stranger_can_do_nothing_and_leaves_nothing_behind(borough: Borough) -> None:
    referral = borough.sent()
    entries = AuditEntry.objects.count()
    with as_actor(borough.stranger):
        for act in (actions.acknowledge_referral, actions.accept_referral, actions.claim_referral):
            with pytest.raises(NotAllowed):
                act(by=borough.stranger, referral=referral)
        with pytest.raises(NotAllowed):
            actions.withdraw_referral(by=borough.stranger, referral=referral, reason="sent-in-error")
    assert make.fresh(referral).version == 1
    assert AuditEntry.objects.count() == entries


def test_the_second_to_claim_hears_who_was_first(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.claim_referral(by=borough.officer, referral=referral)
    with as_actor(borough.second), pytest.raises(Conflict, match="Otto Officer"):
        actions.claim_referral(by=borough.second, referral=referral)
    assert make.fresh(referral).claimed_by_id == borough.officer.person_id


def test_acting_on_an_old_page_is_refused(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        seen = referral.version
        actions.acknowledge_referral(by=borough.officer, referral=referral, version=seen)
    with as_actor(borough.second), pytest.raises(Conflict):
        actions.accept_referral(by=borough.second, referral=referral, version=seen)


def test_a_refusal_needs_its_reason_and_words(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        with pytest.raises(NotReady):
            actions.return_referral(by=borough.officer, referral=referral, reason="", words="")
        with pytest.raises(NotReady):
            actions.return_referral(by=borough.officer, referral=referral, reason="cannot-reach", words=" ")
        referral = actions.return_referral(
            by=borough.officer, referral=referral, reason="cannot-reach", words="Knocked twice on Monday."
        )
    assert (referral.state, referral.accountable_team_id) == ("returned", borough.housing.pk)
    assert referral.next_deadline_kind == "send_on"


def test_after_two_not_ours_the_coordinator_sees_the_whole_path_and_settles_it(borough: Borough) -> None:
    coordinator_desk = make.Team.objects.get(is_coordinator=True)
    coordinator = make.an_actor(RoleName.DUTY_OFFICER, team=coordinator_desk, name="Cora Coordinator")
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    with as_actor(coordinator):
        assert not Referral.objects.exists()
    with as_actor(borough.officer):
        referral = actions.return_referral(
            by=borough.officer,
            referral=referral,
            reason="not-ours",
            words="Police matter.",
            named_team=borough.police,
        )
    with as_actor(borough.worker):
        onward = actions.redirect_referral(
            by=borough.worker, referral=referral, to_team=borough.police, words="Sent on as advised."
        )
    assert make.fresh(referral).outcome == "passed-on"
    with as_actor(borough.stranger):
        onward = actions.return_referral(
            by=borough.stranger,
            referral=onward,
            reason="not-ours",
            words="Not us.",
            named_team=borough.cleansing,
        )
    assert onward.accountable_team_id == coordinator_desk.pk
    with as_actor(coordinator):
        story = queries.story_of(coordinator, queries.referral_for(coordinator, onward.reference))
        assert [s.kind for s in story.own_steps] == ["sent", "returned"]
        assert [s.kind for s in story.steps][:3] == ["sent", "returned", "redirected"]
        assert queries.referral_for(coordinator, referral.reference).not_ours_count == 1
        settled = actions.redirect_referral(
            by=coordinator, referral=onward, to_team=borough.cleansing, words="Cleansing leads."
        )
    assert (settled.state, settled.accountable_team_id) == ("sent", borough.cleansing.pk)
    with as_actor(borough.officer):
        assert queries.referral_for(borough.officer, onward.reference).pk == onward.pk


def test_redirecting_does_not_start_the_clock_again(borough: Borough) -> None:
    referral = borough.sent()
    due = referral.next_deadline_at
    with clock.fixed(make.TUESDAY + timedelta(hours=3)), as_actor(borough.officer):
        onward = actions.redirect_referral(
            by=borough.officer, referral=referral, to_team=borough.police, words="Theirs."
        )
    assert onward.next_deadline_at == due
    assert onward.redirected_from_id == referral.pk


def test_of_a_protected_referral_its_recorder_learns_received_and_no_more() -> None:
    borough = Borough(Sensitivity.PROTECTED)
    referral = borough.sent()
    with as_actor(borough.officer):
        assert not Referral.objects.exists()
        assert not Observation.objects.exists()
        assert not Reach.objects.exists()
    with as_actor(borough.lead):
        actions.acknowledge_referral(by=borough.lead, referral=referral, words="Secret words.")
    with as_actor(borough.worker):
        observation = queries.observation_for(borough.worker, Observation.objects.get().reference)
        assert observation.received_at == make.TUESDAY
        assert not observation.referrals.all()
        assert not Step.objects.exists()
        assert not Referral.objects.exists()


def test_a_protected_matter_goes_only_where_somebody_may_read_it() -> None:
    borough = Borough(Sensitivity.PROTECTED)
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with as_actor(borough.worker), pytest.raises(NotReady, match="safeguarding lead"):
        actions.send_referrals(
            by=borough.worker,
            observation=observation,
            from_team=borough.housing,
            to_teams=[borough.police],
            words="Go",
        )


def test_naming_a_person_makes_an_open_matter_one_for_partners(borough: Borough) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker,
            team=borough.housing,
            details=make.details(borough.category, people=[actions.Concerned(name="Arthur Invented")]),
        )
    assert draft.sensitivity == Sensitivity.PARTNERS


def test_what_was_sent_is_never_edited(borough: Borough) -> None:
    from django.db import DatabaseError, transaction

    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with make.everything(), pytest.raises(DatabaseError), transaction.atomic():
        Observation.objects.filter(pk=observation.pk).update(words="Something else")
    with as_actor(borough.worker), pytest.raises(NotAllowed):
        actions.keep_draft(
            by=borough.worker, team=borough.housing, details=make.details(borough.category), draft=observation
        )


def test_a_question_stops_the_clock_until_the_sender_answers(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        actions.ask_for_information(by=borough.officer, referral=referral, words="Which garages?")
    assert make.fresh(referral).next_deadline_kind == "answer"
    with clock.fixed(make.TUESDAY + timedelta(hours=2)), as_actor(borough.worker):
        referral = actions.answer_question(by=borough.worker, referral=referral, words="The red ones.")
    assert (referral.hold, referral.next_deadline_kind) == ("none", "decide")
    assert referral.next_deadline_at == make.TUESDAY + timedelta(days=2, hours=2)


def test_a_closed_referral_can_be_reopened_by_its_sender_and_that_is_counted(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        actions.close_referral(by=borough.officer, referral=referral, outcome="resolved", words="Done.")
    with as_actor(borough.worker):
        referral = actions.reopen_referral(by=borough.worker, referral=referral, words="It is back.")
    assert (referral.state, referral.reopened_count) == ("acknowledged", 1)
    with make.everything():
        assert Observation.objects.get().state == "passed_on"


def test_nothing_happens_to_what_has_ended(borough: Borough) -> None:
    referral = borough.sent()
    with as_actor(borough.worker):
        actions.withdraw_referral(by=borough.worker, referral=referral, reason="sorted-itself")
    with as_actor(borough.officer), pytest.raises((WrongStep, NotAllowed)):
        actions.acknowledge_referral(by=borough.officer, referral=referral)


def test_flow_is_counted_once_and_never_of_protected_matters(borough: Borough) -> None:
    borough.sent()
    relay.drain()
    assert FlowCount.objects.get(team=borough.cleansing, measure="received").count == 1
    assert FlowCount.objects.get(team=borough.housing, measure="sent").count == 1


def test_protected_flow_is_not_counted() -> None:
    Borough(Sensitivity.PROTECTED).sent()
    relay.drain()
    assert not FlowCount.objects.exists()


def test_an_elected_member_sees_that_open_work_moves_and_not_a_word_of_it(borough: Borough) -> None:
    """R9.3: nobody has read open words for names yet."""
    referral = borough.sent()
    councillor = make.an_actor(RoleName.COUNCILLOR, area=borough.ward)
    with as_actor(councillor):
        assert queries.referral_for(councillor, referral.reference).state == "sent"
        assert not Observation.objects.exists()
        assert not Step.objects.exists()
        assert queries.reaching(councillor) == ([], None)


def test_an_elected_member_does_not_see_that_partners_work_moves(borough: Borough) -> None:
    borough.sent(sensitivity=Sensitivity.PARTNERS)
    with as_actor(make.an_actor(RoleName.CHAIR, area=borough.ward)):
        assert not Referral.objects.exists()
