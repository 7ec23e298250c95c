"""Who hears of a step, in which message: whoever must act, and the referrer; of what is protected almost nobody
(R1.3, R1.4)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import (
    Case,
    Desk,
    Notice,
    StepKind,
    Taken,
    Told,
    people_told,
    situation_of,
    still_told,
    tellings,
)
from wardmote.modules.referrals.rules.history import after
from wardmote.shared.partnerships.rules import TEAM_ROLES, Holder, RoleName

from .lives import Lived, lives, step

K, R, N = StepKind, RoleName, Notice
HOUSING, REPAIRS, COORDINATOR = 1, 2, 9

WANDA, HAL = 11, 12  # worker and duty officer of Housing
OTTO, SOFIA, LENA, SAUL = 21, 22, 23, 24  # Repairs: two on duty, lead, safeguarding lead
CORA, CLEO = 91, 92  # coordinator's desk: lead, safeguarding lead
ADA = 99
HOUSE = [
    Holder(WANDA, R.WORKER, HOUSING, False),
    Holder(HAL, R.DUTY_OFFICER, HOUSING, False),
    Holder(OTTO, R.DUTY_OFFICER, REPAIRS, False),
    Holder(SOFIA, R.DUTY_OFFICER, REPAIRS, False),
    Holder(LENA, R.TEAM_LEAD, REPAIRS, False),
    Holder(SAUL, R.SAFEGUARDING_LEAD, REPAIRS, False),
    Holder(CORA, R.TEAM_LEAD, COORDINATOR, True),
    Holder(CLEO, R.SAFEGUARDING_LEAD, COORDINATOR, True),
    Holder(ADA, R.PARTNERSHIP_ADMINISTRATOR, None, False),
]
CASE = Case(
    sender_team=HOUSING,
    receiver_team=REPAIRS,
    claimed_by=None,
    sent_by=WANDA,
    recorded_by=WANDA,
    protected=False,
)
SENT = step(K.SENT, by=WANDA)
HAD = [SENT, step(K.ACKNOWLEDGED, by=OTTO)]
TAKEN_ON = [*HAD, step(K.ACCEPTED, by=OTTO)]
BACK = [*HAD, step(K.RETURNED, by=OTTO, reason="cannot-reach", words="No answer.")]


def told(
    log: Iterable[Taken], last: Taken, case: Case = CASE, holders: list[Holder] | None = None
) -> dict[int, Notice]:
    """Who is told what of a step after a log."""
    before = situation_of(log, protected=case.protected)
    found = people_told(
        tellings(last, before, after(before, last)), case, HOUSE if holders is None else holders, by=last.by
    )
    return dict(found)


def test_what_is_sent_is_told_to_everybody_on_duty_where_it_goes() -> None:
    assert told([], SENT) == {OTTO: N.NEW, SOFIA: N.NEW}


def test_a_desk_without_duty_officers_is_told_through_its_lead_and_else_through_everybody() -> None:
    no_officers = [holder for holder in HOUSE if holder.role != R.DUTY_OFFICER]
    assert told([], SENT, holders=no_officers) == {LENA: N.NEW}
    assert told([], SENT, holders=[Holder(77, R.WORKER, REPAIRS, False)]) == {77: N.NEW}


def test_whoever_recorded_it_hears_that_a_colleague_sent_it() -> None:
    assert told([], step(K.SENT, by=HAL), replace(CASE, sent_by=HAL))[WANDA] is N.NEWS_SENT


def test_claims_are_nobodys_news() -> None:
    assert told(HAD, step(K.CLAIMED, by=OTTO)) == {}
    assert told(HAD, step(K.RELEASED, by=OTTO)) == {}


def test_the_referrer_hears_each_step_that_moves_it() -> None:
    assert told([SENT], HAD[1]) == {WANDA: N.NEWS_RECEIVED}
    assert told(HAD, TAKEN_ON[2]) == {WANDA: N.NEWS_TAKEN_ON}
    assert told(TAKEN_ON, step(K.NOTED, by=OTTO)) == {WANDA: N.NEWS_NOTED}
    assert told(TAKEN_ON, step(K.PAUSED, by=OTTO)) == {WANDA: N.NEWS_PAUSED}
    assert told(TAKEN_ON, step(K.CLOSED, by=OTTO, reason="resolved")) == {WANDA: N.NEWS_CLOSED}
    assert told(HAD, step(K.REDIRECTED, by=OTTO, to_team=3)) == {WANDA: N.NEWS_PASSED_ON}


def test_a_question_goes_to_whoever_sent_it_and_to_whoever_recorded_it_as_news() -> None:
    asked = step(K.ASKED, by=OTTO, words="Which floor?")
    assert told(HAD, asked) == {WANDA: N.ASKED}
    assert told(HAD, asked, replace(CASE, sent_by=HAL)) == {HAL: N.ASKED, WANDA: N.NEWS_ASKED}


def test_a_question_goes_to_the_senders_desk_once_whoever_sent_it_has_left() -> None:
    left = [holder for holder in HOUSE if holder.person != WANDA]
    assert told(HAD, step(K.ASKED, by=OTTO), holders=left) == {HAL: N.ASKED}
    elsewhere = [*left, Holder(WANDA, R.WORKER, 5, False)]
    assert told(HAD, step(K.ASKED, by=OTTO), holders=elsewhere) == {HAL: N.ASKED, WANDA: N.NEWS_ASKED}


def away(*people: int, house: Iterable[Holder] = HOUSE) -> list[Holder]:
    """The same, but these are away."""
    return [holder._replace(away=holder.person in people) for holder in house]


def test_who_is_away_is_passed_over_while_anybody_else_is_there() -> None:
    late = step(K.ESCALATED, reason="acknowledge.desk")
    assert told([SENT], late, holders=away(OTTO)) == {SOFIA: N.LATE}
    assert told([SENT], late, holders=away(OTTO, SOFIA)) == {LENA: N.LATE}
    claimed = [*HAD, step(K.CLAIMED, by=OTTO)]
    reminded = step(K.REMINDED, reason="decide.reminder")
    case = replace(CASE, claimed_by=OTTO)
    assert told(claimed, reminded, case) == {OTTO: N.REMINDER}
    assert told(claimed, reminded, case, away(OTTO)) == {SOFIA: N.REMINDER}
    up = step(K.ESCALATED, reason="acknowledge.lead")
    assert told([SENT], up, holders=away(LENA)) == {OTTO: N.LATE_LEAD, SOFIA: N.LATE_LEAD}
    ben = Holder(98, R.PARTNERSHIP_ADMINISTRATOR, None, False)
    top = step(K.ESCALATED, reason="settle.administrators")
    assert told([SENT], top, holders=away(ADA, house=[*HOUSE, ben])) == {98: N.LATE_ADMINISTRATORS}


def test_where_everybody_is_away_everybody_is_told() -> None:
    everybody = {holder.person for holder in HOUSE}
    assert told([], SENT, holders=away(*everybody)) == {OTTO: N.NEW, SOFIA: N.NEW}
    late = step(K.ESCALATED, reason="acknowledge.desk")
    protected = replace(CASE, protected=True)
    assert told([SENT], late, protected, away(SAUL)) == {SAUL: N.LATE}, "nobody else may know of it"


def test_news_waits_for_whoever_is_away() -> None:
    assert told([SENT], HAD[1], holders=away(WANDA)) == {WANDA: N.NEWS_RECEIVED}


def test_what_comes_back_goes_to_whoever_sent_it_and_to_the_coordinator_who_is_called() -> None:
    assert told(HAD, BACK[2]) == {WANDA: N.RETURNED}
    not_ours = step(K.RETURNED, by=OTTO, reason="not-ours", words="Not here.")
    assert told(HAD, not_ours) == {CORA: N.TO_SETTLE, WANDA: N.NEWS_WITH_COORDINATOR}
    assert told(BACK, step(K.COORDINATOR_CALLED, by=HAL)) == {
        CORA: N.TO_SETTLE,
        WANDA: N.NEWS_WITH_COORDINATOR,
    }
    same = step(K.RETURNED, by=OTTO, reason="duplicate-of", words="R-1.")
    assert told(HAD, same) == {WANDA: N.NEWS_CLOSED}


def test_an_answer_goes_to_whoever_claimed_it_and_else_to_the_desk() -> None:
    answer = step(K.ANSWERED, by=WANDA)
    assert told(HAD, answer, replace(CASE, claimed_by=SOFIA)) == {SOFIA: N.ANSWERED}
    assert told(BACK, answer) == {OTTO: N.ANSWERED, SOFIA: N.ANSWERED}


@pytest.mark.parametrize(
    ("reason", "heard"),
    [
        ("acknowledge.desk", {OTTO: N.LATE, SOFIA: N.LATE}),
        ("acknowledge.lead", {LENA: N.LATE_LEAD}),
        ("acknowledge.coordinator", {CORA: N.LATE_COORDINATOR}),
        ("acknowledge.administrators", {ADA: N.LATE_ADMINISTRATORS}),
    ],
)
def test_each_rung_is_told_to_those_who_stand_on_it(reason: str, heard: dict[int, Notice]) -> None:
    assert told([SENT], step(K.ESCALATED, reason=reason), replace(CASE, claimed_by=OTTO)) == heard


def test_a_reminder_goes_to_whoever_claimed_it_and_of_a_question_to_the_sender() -> None:
    reminded = step(K.REMINDED, reason="acknowledge.reminder")
    assert told([SENT], reminded) == {OTTO: N.REMINDER, SOFIA: N.REMINDER}
    assert told([SENT], reminded, replace(CASE, claimed_by=SOFIA)) == {SOFIA: N.REMINDER}
    asked = [*HAD, step(K.ASKED, by=OTTO)]
    assert told(asked, step(K.REMINDED, reason="answer.reminder")) == {WANDA: N.REMINDER}
    assert told(BACK, step(K.REMINDED, reason="send_on.reminder")) == {WANDA: N.REMINDER}


def test_what_nobody_answered_goes_to_the_senders_desk_and_the_referrer() -> None:
    assert told([SENT], step(K.LAPSED)) == {HAL: N.LAPSED, WANDA: N.NEWS_UNANSWERED}
    assert told([SENT], step(K.LAPSED, reason="coordinator")) == {
        CORA: N.LAPSED,
        WANDA: N.NEWS_UNANSWERED,
    }


def test_what_is_taken_back_or_opened_again_is_told_where_it_lay() -> None:
    taken_back = step(K.WITHDRAWN, by=HAL, reason="sorted-itself")
    claimed = replace(CASE, claimed_by=SOFIA)
    assert told(HAD, taken_back, claimed) == {SOFIA: N.WITHDRAWN, WANDA: N.NEWS_WITHDRAWN}
    closed = [*TAKEN_ON, step(K.CLOSED, by=OTTO, reason="resolved")]
    assert told(closed, step(K.REOPENED, by=WANDA)) == {OTTO: N.REOPENED, SOFIA: N.REOPENED}


def test_the_team_that_takes_over_is_told_and_the_referrer_where_another_answers_now() -> None:
    for side in ("receiver", "both"):
        taken_over = step(K.HANDED_OVER, by=ADA, reason=side, to_team=REPAIRS)
        assert told(HAD, taken_over) == {OTTO: N.HANDED_OVER, SOFIA: N.HANDED_OVER, WANDA: N.NEWS_PASSED_ON}
    assert told(HAD, step(K.HANDED_OVER, reason="sender", to_team=HOUSING)) == {HAL: N.HANDED_OVER}
    assert told(HAD, step(K.HANDED_OVER, reason="coordinator", to_team=9)) == {CORA: N.HANDED_OVER}


def test_a_clock_that_starts_again_by_itself_is_told_to_whoever_decides() -> None:
    paused = [*TAKEN_ON, step(K.PAUSED, by=OTTO)]
    assert told(paused, step(K.RESUMED), replace(CASE, claimed_by=OTTO)) == {OTTO: N.CLOCK_RUNS}
    assert told(paused, step(K.RESUMED, by=SOFIA), replace(CASE, claimed_by=OTTO)) == {}


def test_told_late_what_asks_something_is_told_until_somebody_answers_and_news_for_a_week() -> None:
    lapsed = step(K.LAPSED)
    both = tellings(lapsed, situation_of([SENT]), situation_of([SENT, lapsed]))

    def heard(days: int, *later: StepKind) -> list[Notice]:
        return [t.notice for t in still_told(both, later=later, age=timedelta(days=days))]

    assert heard(0) == [N.LAPSED, N.NEWS_UNANSWERED]
    assert heard(90) == heard(90, K.REMINDED, K.ESCALATED) == [N.LAPSED]
    assert heard(1, K.REMINDED, K.REDIRECTED) == [N.NEWS_UNANSWERED]
    assert heard(7, K.REDIRECTED) == []


PROTECTED = replace(CASE, protected=True)


def test_of_a_protected_matter_its_recorder_hears_received_once_and_nothing_else_ever() -> None:
    assert told([SENT], HAD[1], PROTECTED) == {WANDA: N.NEWS_RECEIVED}
    assert told(HAD, TAKEN_ON[2], PROTECTED) == {}
    assert told(TAKEN_ON, step(K.CLOSED, by=OTTO, reason="resolved"), PROTECTED) == {}


def test_a_protected_matter_is_told_to_safeguarding_leads_alone() -> None:
    assert told([], SENT, PROTECTED) == {SAUL: N.NEW}
    assert told([SENT], step(K.ESCALATED, reason="acknowledge.desk"), PROTECTED) == {SAUL: N.LATE}
    assert told([SENT], step(K.ESCALATED, reason="acknowledge.coordinator"), PROTECTED) == {
        CLEO: N.LATE_COORDINATOR
    }
    for rung in ("lead", "administrators"):
        assert told([SENT], step(K.ESCALATED, reason=f"acknowledge.{rung}"), PROTECTED) == {}


def test_the_senders_own_safeguarding_lead_hears_that_a_protected_matter_was_closed() -> None:
    lead = [*HOUSE, Holder(15, R.SAFEGUARDING_LEAD, HOUSING, False)]
    closed = step(K.CLOSED, by=SAUL, reason="no-further-action")
    assert told(TAKEN_ON, closed, PROTECTED, lead) == {15: N.NEWS_CLOSED}


in_teams = st.builds(
    lambda person, role, team: Holder(person, role, team, team == COORDINATOR),
    st.integers(1, 12),
    st.sampled_from(sorted(TEAM_ROLES)),
    st.sampled_from([HOUSING, REPAIRS, COORDINATOR, 5]),
)
elsewhere = st.builds(
    lambda person, role: Holder(person, role, None, False),
    st.integers(1, 14),
    st.sampled_from(sorted(set(R) - TEAM_ROLES)),
)
holders = st.lists(st.one_of(in_teams, in_teams, elsewhere), max_size=25)
somebody = st.one_of(st.none(), st.integers(1, 14))
cases = st.builds(
    Case,
    sender_team=st.just(HOUSING),
    receiver_team=st.just(REPAIRS),
    claimed_by=somebody,
    sent_by=somebody,
    recorded_by=somebody,
    protected=st.booleans(),
)


def hears(one: Lived, case: Case, house: list[Holder]) -> list[Told]:
    return people_told(tellings(one.taken, one.before, one.after), case, house, by=one.taken.by)


@given(lives(), cases, holders)
def test_whoever_is_told_of_a_protected_matter_may_read_it_or_recorded_it_and_hears_received_once(
    life: list[Lived], case: Case, house: list[Holder]
) -> None:
    if not life[0].before.protected:
        return
    case = replace(case, protected=True)
    received: list[int] = []
    for one in life:
        for person, notice in hears(one, case, house):
            if notice is N.NEWS_RECEIVED:
                assert person == case.recorded_by
                assert one.taken.kind is K.ACKNOWLEDGED
                received.append(person)
            else:
                leads = {h.team for h in house if h.person == person and h.role == R.SAFEGUARDING_LEAD}
                assert leads & {HOUSING, REPAIRS, COORDINATOR}
    again = sum(1 for one in life if one.taken.kind is K.SENT and one.before.acknowledged_at is None)
    assert len(received) <= max(again, 1)


@given(lives(), cases, holders)
def test_nobody_is_told_of_their_own_step_or_twice_or_without_a_role(
    life: list[Lived], case: Case, house: list[Holder]
) -> None:
    case = replace(case, protected=life[0].before.protected)
    for one in life:
        heard = hears(one, case, house)
        people = [person for person, _ in heard]
        assert len(set(people)) == len(people)
        assert one.taken.by not in people
        assert set(people) <= {holder.person for holder in house}


@given(lives(), cases, holders)
def test_what_asks_something_goes_before_news(life: list[Lived], case: Case, house: list[Holder]) -> None:
    for one in life:
        found = tellings(one.taken, one.before, one.after)
        news = [telling.notice.for_referrer for telling in found]
        assert news == sorted(news)


@given(lives(), holders)
def test_a_desk_with_anybody_who_may_know_hears_of_all_that_is_laid_on_it(
    life: list[Lived], house: list[Holder]
) -> None:
    """Nothing arrives anywhere in silence."""
    protected = life[0].before.protected
    case = replace(CASE, claimed_by=None, sent_by=None, recorded_by=None, protected=protected)
    teams = {Desk.SENDER: HOUSING, Desk.RECEIVER: REPAIRS, Desk.COORDINATOR: COORDINATOR}
    for one in life:
        if one.after.accountable in {one.before.accountable, None}:
            continue
        there = {
            h.person
            for h in house
            if h.team == teams[one.after.accountable] and (h.role == R.SAFEGUARDING_LEAD or not protected)
        }
        heard = {person for person, notice in hears(one, case, house) if not notice.for_referrer}
        if there - {one.taken.by} and one.taken.by not in there:
            assert heard & there, f"{one.taken.kind} is told to nobody"
