"""Issues gather, weigh, are decided in the open; and nothing that was said gets lost (R2.2 to R2.7)."""

from __future__ import annotations

import pytest
from tests import factories
from tests.issues.conftest import Streets

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.issues import actions
from wardmote.modules.issues.actions import NewIssue
from wardmote.modules.issues.models import Act, Decision, Issue, Referred, Weighing
from wardmote.modules.issues.rules import IssueState
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Observation
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.rules import Sensitivity


def test_an_issue_knows_how_many_spoke_where_it_lies_and_what_it_weighs(streets: Streets) -> None:
    twice = factories.an_actor(team=streets.team)
    issue = streets.opened(streets.tell(by=twice), streets.tell(by=twice), streets.tell(seriousness=4))
    assert (issue.told, issue.voices) == (3, 2)
    assert (issue.seriousness, issue.band, issue.score) == (4, 3, 12)
    assert issue.ward == streets.ward
    assert streets.area.pk in issue.area_ids
    with as_actor(streets.worker):
        assert [(row.score, row.out_of) for row in Weighing.objects.filter(issue=issue)] == [(12, 25)]


def test_what_is_gathered_let_go_split_and_merged_can_be_taken_back(streets: Streets) -> None:
    first, second, third = streets.tell(), streets.tell(), streets.tell()
    by = streets.worker
    issue = streets.opened(first)
    with as_actor(by):
        actions.gather(by=by, issue=issue, observations=[second, third], reason="The same garages")
        made = actions.split(
            by=by, issue=issue, observations=[third], new=NewIssue(title="A fridge"), reason="Not there"
        )
    assert (streets.held(issue), streets.held(made)) == ({first.pk, second.pk}, {third.pk})
    with as_actor(by):
        actions.merge(by=by, issue=issue, other=made, reason="It is the same after all")
    assert streets.fresh(made).merged_into_id == issue.pk
    assert streets.held(issue) == {first.pk, second.pk, third.pk}
    with as_actor(by):
        merged = Act.objects.get(issue=issue, kind="merged")
        actions.undo(by=by, act=merged, reason="I was wrong")
    assert (streets.held(issue), streets.held(made)) == ({first.pk, second.pk}, {third.pk})
    with as_actor(by):
        splitting = Act.objects.get(issue=issue, kind="split")
        actions.undo(by=by, act=splitting, reason="It belongs here")
        with pytest.raises(Conflict, match="taken back already"):
            actions.undo(by=by, act=splitting, reason="Once more")
    assert streets.held(issue) == {first.pk, second.pk, third.pk}
    assert streets.fresh(issue).voices == 3


def test_an_observation_is_in_one_issue_at_most_and_the_last_one_stays(streets: Streets) -> None:
    told = streets.tell()
    issue, other = streets.opened(told), streets.opened()
    with as_actor(streets.worker):
        with pytest.raises(Conflict, match=issue.reference):
            actions.gather(by=streets.worker, issue=other, observations=[told], reason="It fits")
        with pytest.raises(NotReady, match="Leave at least one"):
            actions.let_go(by=streets.worker, issue=issue, observations=[told], reason="No")


def test_what_is_protected_is_never_in_an_issue(streets: Streets) -> None:
    hidden = streets.tell(by=streets.worker, sensitivity=Sensitivity.PROTECTED)
    with as_actor(streets.worker), pytest.raises(NotReady, match="protected"):
        actions.open_issue(by=streets.worker, observations=[hidden], new=NewIssue(title="A house"))


def test_an_issue_names_nobody(streets: Streets) -> None:
    with as_actor(streets.worker), pytest.raises(NotReady, match="Mr Jones"):
        actions.open_issue(
            by=streets.worker, observations=[streets.tell()], new=NewIssue(title="Mr Jones plays music")
        )


def test_a_band_is_set_with_a_reason_and_never_under_how_many_told_us(streets: Streets) -> None:
    issue = streets.opened(*[streets.tell(people_affected=1) for _ in range(5)])
    assert issue.band == 2
    with as_actor(streets.worker):
        with pytest.raises(NotReady, match="5 people have told us"):
            actions.weigh(by=streets.worker, issue=issue, band=1, reason="One house")
        actions.weigh(by=streets.worker, issue=issue, band=4, seriousness=3, reason="320 people live there")
        assert Weighing.objects.filter(issue=issue).last().score == 12  # type: ignore[union-attr]  # there is one
    assert streets.fresh(issue).band_because == "320 people live there"


def test_the_manager_of_its_area_decides_in_public_and_a_worker_does_not(streets: Streets) -> None:
    issue, manager = streets.opened(), streets.manager
    told = {"decided_by": "The Area 1 partners", "reason": "No money this year."}
    with as_actor(streets.worker), pytest.raises(NotAllowed):
        actions.decide(by=streets.worker, issue=issue, state=IssueState.NOT_TACKLED, **told)
    with as_actor(NOBODY):
        assert not Issue.objects.exists()
    with as_actor(manager):
        actions.decide(by=manager, issue=issue, state=IssueState.NOT_TACKLED, **told)
    with as_actor(NOBODY):
        assert Issue.objects.get().state == IssueState.NOT_TACKLED
        assert Decision.objects.get().reason == "No money this year."
        assert not Act.objects.exists()
    with as_actor(manager):
        actions.decide(by=manager, issue=issue, state=IssueState.OPEN, **told)
        actions.take_down(by=manager, issue=issue, reason="Look at the words again")
    with as_actor(NOBODY):
        assert not Issue.objects.exists()
        assert not Decision.objects.exists()


def test_an_issue_is_not_closed_while_a_partner_owes_an_answer(streets: Streets) -> None:
    issue, by, manager = streets.opened(), streets.worker, streets.manager
    with as_actor(by):
        actions.refer(
            by=by, issue=issue, from_team=streets.team, to_teams=[streets.other_team], asked="Look at night"
        )
    told = {"decided_by": "The Area 1 partners", "reason": "Agreed on Tuesday."}
    with as_actor(manager):
        actions.decide(by=manager, issue=issue, state=IssueState.BEING_TACKLED, **told)
        with pytest.raises(Conflict, match="still owes an answer"):
            actions.decide(by=manager, issue=issue, state=IssueState.DONE, **told)
        carrier = Referred.objects.get(issue=issue).referral.observation
    with as_actor(by), pytest.raises(NotReady, match="nobody’s voice"):
        actions.gather(by=by, issue=issue, observations=[carrier], reason="It says the same")


def test_an_issue_rises_and_is_handed_back_a_level_at_a_time(streets: Streets) -> None:
    issue = streets.opened()
    with as_actor(streets.worker):
        actions.escalate(by=streets.worker, issue=issue, reason="Three teams are needed")
        with pytest.raises(NotAllowed):
            actions.hand_back(by=streets.worker, issue=issue, reason="No")
    with as_actor(streets.manager):
        actions.hand_back(by=streets.manager, issue=issue, reason="One team can do it")
    assert streets.fresh(issue).level == 0


def test_one_among_partners_is_read_by_its_team_alone_and_never_published(streets: Streets) -> None:
    with as_actor(streets.worker):
        issue = actions.open_issue(
            by=streets.worker,
            observations=[streets.tell()],
            new=NewIssue(title="One household", words="Noise", sensitivity=Sensitivity.PARTNERS),
        )
    assert (issue.latitude, issue.place_words) == (None, "")
    with as_actor(streets.manager):
        assert not Issue.objects.exists()


def test_all_who_recorded_are_told_together_and_what_lay_on_no_desk_ends_with_it(streets: Streets) -> None:
    teller = factories.an_actor(team=streets.team)
    one, two = streets.tell(by=teller), streets.tell(by=teller)
    issue, manager = streets.opened(one, two), streets.manager
    told = {"decided_by": "The Area 1 partners", "reason": "No money this year."}
    with as_actor(manager):
        actions.decide(by=manager, issue=issue, state=IssueState.NOT_TACKLED, **told)
    relay.drain()
    with factories.everything():
        assert [m.person_id for m in Message.objects.filter(kind="issues.decided")] == [teller.person_id]
        assert {o.state for o in Observation.objects.all()} == {"ended"}
        assert {o.ended_words for o in Observation.objects.all()} == {"No money this year."}
    with as_actor(manager):
        actions.decide(by=manager, issue=issue, state=IssueState.OPEN, **told)
    relay.drain()
    with factories.everything():
        assert {o.state for o in Observation.objects.all()} == {"recorded"}


def test_an_issue_shows_how_its_referral_stands_wherever_it_goes(streets: Streets) -> None:
    issue, by = streets.opened(), streets.worker
    receiver = factories.an_actor(team=streets.other_team)
    with as_actor(by):
        (sent,) = actions.refer(
            by=by, issue=issue, from_team=streets.team, to_teams=[streets.other_team], asked="Look at night"
        )
    with as_actor(receiver):
        referral = sent.referral
        referrals.redirect_referral(
            by=receiver, referral=referral, to_team=streets.third_team, words="It is theirs"
        )
    relay.drain()
    with as_actor(by):
        now = Referred.objects.get(issue=issue)
    assert (now.team, now.state, now.ended_at) == (streets.third_team, "sent", None)
