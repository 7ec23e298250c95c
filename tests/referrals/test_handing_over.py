"""A team's open work goes to another when services are reorganised, and nothing falls through (R1.2, R1.10)."""

import re
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from tests import factories as make
from tests.referrals.facts import sees
from tests.referrals.histories import a_picture
from tests.waiting import until_somebody_waits_for_a_lock

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Busy, as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.jobs import recount_flow
from wardmote.modules.referrals.models import FlowCount, Referral, Step, TeamNote
from wardmote.modules.referrals.rules import WrongStep
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships import jobs, ports
from wardmote.shared.partnerships import queries as register
from wardmote.shared.partnerships.models import Handover, Remit, RoleHolding, Team
from wardmote.shared.partnerships.ports import owed_by
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

WHY = "Repairs joins the estate office."


class Borough:
    """Housing sends to Repairs, whose work is to go to the Estate office."""

    def __init__(self) -> None:
        make.a_partnership()
        self.category = make.a_category("Boiler", sensitivity=Sensitivity.PARTNERS)
        self.housing, self.repairs, self.estate = map(make.a_team, ("Housing", "Repairs", "Estate office"))
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.repairs, name="Otto Officer")
        self.estate_officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.estate, name="Esther Estate")
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
        self.desk_lead = self.named_lead(register.coordinator_desk())

    def referral(self, **changes: object) -> Referral:
        return make.a_referral(self.worker, self.housing, self.repairs, self.category, **changes)

    def named_lead(self, team: Team) -> Actor:
        return make.an_actor(RoleName.SAFEGUARDING_LEAD, team=team, name="Lena Lead")

    def leaves(self, lead: Actor) -> None:
        RoleHolding.objects.filter(person_id=lead.person_id).update(ended_at=make.TUESDAY)

    def guarded(self) -> Referral:
        """A protected matter at Repairs, whose lead has left since."""
        lead = self.named_lead(self.repairs)
        referral = self.referral(sensitivity=Sensitivity.PROTECTED)
        self.leaves(lead)
        return referral

    def hand_over(self, **changes: object) -> Handover:
        """Begin, and let the job do the rest."""
        given = {"from_team": self.repairs, "to_team": self.estate, "words": WHY} | changes
        with as_actor(self.administrator):
            handover = partnerships.hand_over_team(by=self.administrator, **given)
        jobs.hand_over(handover.pk)
        handover.refresh_from_db()
        return handover


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough() -> Borough:
    return Borough()


def act(by: Actor, do, **given: object) -> object:
    with as_actor(by):
        return do(by=by, **given)


def last_step(referral: Referral) -> Step:
    with make.everything():
        return Step.objects.filter(referral=referral).latest("position")


def test_an_open_referral_changes_hands_with_a_step_that_says_so(borough) -> None:
    referral = borough.referral()
    act(borough.officer, actions.acknowledge_referral, referral=referral)
    act(borough.officer, actions.keep_team_note, referral=referral, words="Key is with the neighbour")
    before = make.fresh(referral)
    handover = borough.hand_over()
    now, step = make.fresh(referral), last_step(referral)
    assert handover.ended_at == make.TUESDAY
    assert now.receiver_team == now.accountable_team == borough.estate
    assert now.claimed_by is None, "whoever had claimed it works elsewhere"
    assert (now.state, now.next_deadline_at) == (before.state, before.next_deadline_at)
    assert (step.kind, step.words, step.by_team, step.to_team) == (
        "handed_over",
        WHY,
        borough.repairs,
        borough.estate,
    )
    assert step.by_person_id == borough.administrator.person_id
    with as_actor(borough.estate_officer):
        story = queries.story_of(
            borough.estate_officer, queries.referral_for(borough.estate_officer, now.reference)
        )
        assert len(story.steps) == now.version, "the whole story is read by the new team"
        assert [note.words for note in story.told.notes] == ["Key is with the neighbour"]
        assert queries.inbox(borough.estate_officer, borough.estate.pk).rows == [now]
    act(borough.estate_officer, actions.accept_referral, referral=now, words="Thursday")


def test_the_new_team_sees_who_is_concerned_and_the_photos_as_the_old_one_did(
    borough, tmp_path, settings
) -> None:
    settings.WARDMOTE_DATA = tmp_path
    details = make.details(borough.category, people=(actions.Concerned(name="Arthur Invented"),))
    draft = act(borough.worker, actions.keep_draft, team=borough.housing, details=details)
    act(borough.worker, actions.add_photo, draft=draft, content=a_picture())
    observation = act(borough.worker, actions.record_observation, draft=draft)
    for team, shares in ((borough.repairs, False), (make.a_team("Lifts"), True)):
        act(
            borough.worker,
            actions.send_referrals,
            observation=observation,
            from_team=borough.housing,
            to_teams=[team],
            words="Mend it",
            shares_people=shares,
            shares_photos=shares,
        )
    borough.hand_over()
    kinds = {kind for kind, _ in sees(borough.estate_officer)}
    assert "Observation" in kinds
    assert not kinds & {"PersonConcerned", "ObservationPhoto", "Document"}, "never more than the old team"
    borough.hand_over(from_team=Team.objects.get(name="Lifts"))
    assert {"PersonConcerned", "ObservationPhoto", "Document"} < {k for k, _ in sees(borough.estate_officer)}


def test_what_came_back_and_what_was_sent_change_hands_with_the_sender(borough) -> None:
    back, waiting = borough.referral(), borough.referral()
    act(
        borough.officer,
        actions.return_referral,
        referral=back,
        reason="needs-information",
        words="Which flat?",
    )
    assert owed_by([borough.housing.pk])[borough.housing.pk].came_back == 1
    assert owed_by([borough.housing.pk])[borough.housing.pk].sent == 1
    borough.hand_over(from_team=borough.housing)
    assert make.fresh(back).accountable_team == make.fresh(back).sender_team == borough.estate
    assert make.fresh(waiting).sender_team == borough.estate
    assert make.fresh(waiting).accountable_team == borough.repairs
    act(borough.estate_officer, actions.answer_question, referral=back, words="Flat 7")
    assert make.fresh(back).accountable_team == borough.repairs


def test_a_deadline_is_never_later_for_the_new_teams_hours(borough) -> None:
    slow = make.a_team("Thursday office", hours="Thu 09:00-12:00")
    referral = borough.referral()
    due = make.fresh(referral).next_deadline_at
    borough.hand_over(to_team=slow)
    assert make.fresh(referral).next_deadline_at == due
    officer = make.an_actor(RoleName.DUTY_OFFICER, team=slow)
    with as_actor(officer):
        story = queries.story_of(officer, queries.referral_for(officer, referral.reference))
    assert "No later than it stood before the team's work was handed over." in story.deadline.explain()


def test_both_ends_of_one_referral_may_come_to_lie_with_one_team(borough) -> None:
    referral = borough.referral()
    borough.hand_over(to_team=borough.housing)
    now = make.fresh(referral)
    assert now.sender_team == now.receiver_team == now.accountable_team == borough.housing
    borough.hand_over(from_team=borough.housing)
    assert last_step(referral).reason == "both"
    assert make.fresh(referral).sender_team == make.fresh(referral).receiver_team == borough.estate


def test_remits_move_or_merge_and_the_whole_borough_holds_every_place(borough) -> None:
    one, two, three = (make.a_category(name) for name in ("Damp", "Lifts", "Doors"))
    north, south = make.a_ward("North"), make.a_ward("South", 52.6, -1.9)
    make.a_remit(borough.repairs, one, north)
    make.a_remit(borough.repairs, two, north)
    make.a_remit(borough.repairs, three)
    make.a_remit(borough.estate, two, south)
    make.a_remit(borough.estate, three, south)
    borough.hand_over()
    takes = {
        remit.category.name: sorted(area.name for area in remit.areas.all())
        for remit in Remit.objects.filter(team=borough.estate, ended_on__isnull=True)
    }
    assert takes == {"Damp": ["North"], "Lifts": ["North", "South"], "Doors": []}
    assert not Remit.objects.filter(team=borough.repairs, ended_on__isnull=True).exists()


def test_a_team_ends_when_all_its_work_has_gone(borough) -> None:
    borough.referral()
    assert owed_by([borough.repairs.pk])[borough.repairs.pk].received == 1
    assert owed_by([borough.housing.pk])[borough.housing.pk].sent == 1
    handover = borough.hand_over(then_end=True)
    borough.repairs.refresh_from_db()
    assert handover.ended_at == make.TUESDAY
    assert (borough.repairs.ended_on, borough.repairs.carried_on_by) == (date(2026, 3, 3), borough.estate)
    assert RoleHolding.objects.get(person_id=borough.officer.person_id).ended_at is not None


def test_what_cannot_go_just_now_is_tried_again_and_the_team_does_not_end_before(
    borough, monkeypatch
) -> None:
    """Protected or not: nothing is given up, and the page says the same."""
    referral = borough.guarded()
    [work] = ports.works()
    monkeypatch.setattr(ports, "_work", [replace(work, hand_over=somebody_is_at_work_on_it)])
    with pytest.raises(Busy):
        borough.hand_over(then_end=True)
    assert register.is_standing(Team.objects.get(pk=borough.repairs.pk))
    monkeypatch.undo()
    jobs.hand_over(Handover.objects.get().pk)
    assert not register.is_standing(Team.objects.get(pk=borough.repairs.pk))
    assert make.fresh(referral).receiver_team == register.coordinator_desk()


def somebody_is_at_work_on_it(**given: object) -> bool:
    raise Busy


def test_an_administrator_reads_the_same_with_and_without_protected_work(borough) -> None:
    """Every page on the way to an end, byte for byte, and every refusal."""
    assert told_while_ending(borough, protected=False) == told_while_ending(borough, protected=True)


def told_while_ending(borough: Borough, *, protected: bool) -> list[tuple[int, str]]:
    """All that is answered; afterwards it never was."""
    client = Client()
    client.force_login(Person.objects.get(pk=borough.administrator.person_id))
    team, desk = f"/partnership/teams/{borough.repairs.key}", register.coordinator_desk()
    told: list[tuple[int, str]] = []

    def reads(answer) -> str:
        page = re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", answer.content.decode())
        told.append((answer.status_code, re.sub(r"(handovers/)\d+", r"\1N", page)))
        return answer.headers.get("Location", "")

    def sends(path: str, **typed: str) -> str:
        page = client.get(path)
        reads(page)
        found = re.search(r'name="form_key" value="([^"]+)"', page.content.decode())
        return reads(client.post(path, {"form_key": found[1] if found else "", **typed}))

    with suppress(Undone), transaction.atomic():
        lead = borough.named_lead(borough.repairs)
        if protected:
            borough.referral(sensitivity=Sensitivity.PROTECTED)
        borough.leaves(lead)
        for path in (team, f"{team}/end", f"{team}/hand-over", "/partnership/organisations"):
            reads(client.get(path))
        borough.leaves(borough.desk_lead)
        sends(f"{team}/end?to={borough.estate.key}", words=WHY)  # nobody could read it: refused either way
        assert "Name a safeguarding lead" in told[-1][1]
        borough.named_lead(desk)
        address = sends(f"{team}/end?to={borough.estate.key}", words=WHY)
        for path in (address, team, f"{team}/end"):
            reads(client.get(path))
        jobs.hand_over(Handover.objects.latest("pk").pk)
        reads(client.get(address))
        assert "has ended" in told[-1][1]
        for each in (borough.repairs, borough.estate, desk):
            reads(client.get(f"/partnership/teams/{each.key}"))
        sends(f"/partnership/teams/{borough.estate.key}/coordinate")
        transaction.set_rollback(True)
        raise Undone
    return told


class Undone(Exception):
    """Nothing of it was."""


def test_what_nobody_in_the_new_team_may_read_goes_to_the_coordinators_desk(borough) -> None:
    kept, moved = borough.guarded(), borough.referral()
    borough.hand_over(then_end=True)
    assert make.fresh(kept).accountable_team == register.coordinator_desk()
    assert make.fresh(moved).accountable_team == borough.estate
    assert ("Referral", kept.pk) in sees(borough.desk_lead)
    for blind in (borough.administrator, borough.estate_officer):
        assert ("Referral", kept.pk) not in sees(blind)
    assert not register.is_standing(Team.objects.get(pk=borough.repairs.pk))


def test_protected_work_goes_only_where_a_safeguarding_lead_is(borough) -> None:
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=borough.repairs)
    with pytest.raises(NotReady, match="Name a safeguarding lead"):
        borough.hand_over()  # asked whether or not there is any, so that the refusal tells nothing
    referral = borough.referral(sensitivity=Sensitivity.PROTECTED)
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=borough.estate)
    borough.hand_over(then_end=True)
    now = make.fresh(referral)
    assert now.accountable_team == borough.estate
    assert ("Referral", now.pk) in sees(lead)
    for blind in (borough.administrator, borough.estate_officer):
        assert ("Referral", now.pk) not in sees(blind)
        assert not [row for row in sees(blind) if row[0] == "Step"]


def test_a_protected_piece_goes_to_the_desk_when_the_lead_has_left_meanwhile(borough) -> None:
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=borough.repairs)
    lead = make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=borough.estate)
    kept, moved = borough.referral(sensitivity=Sensitivity.PROTECTED), borough.referral()
    with as_actor(borough.administrator):
        handover = partnerships.hand_over_team(
            by=borough.administrator,
            from_team=borough.repairs,
            to_team=borough.estate,
            words=WHY,
            then_end=True,
        )
    RoleHolding.objects.filter(pk=lead.pk).update(ended_at=make.TUESDAY)
    jobs.hand_over(handover.pk)
    assert make.fresh(kept).receiver_team == register.coordinator_desk()
    assert make.fresh(moved).receiver_team == borough.estate


def test_the_new_team_reads_what_the_old_one_did_once_that_has_ended(borough) -> None:
    closed = borough.referral()
    act(borough.officer, actions.acknowledge_referral, referral=closed)
    act(borough.officer, actions.close_referral, referral=closed, outcome="resolved", words="Mended")
    borough.hand_over()
    person = borough.estate_officer.known_person_id
    assert ("Referral", closed.pk) not in sees(register.actor_for(person)), "it still stands"
    borough.hand_over(then_end=True)
    assert ("Referral", closed.pk) in sees(register.actor_for(person))
    borough.hand_over(from_team=borough.housing, then_end=True)
    third = make.a_team("District office")
    borough.hand_over(from_team=borough.estate, to_team=third, then_end=True)
    officer = make.an_actor(RoleName.DUTY_OFFICER, team=third)
    assert ("Referral", closed.pk) in sees(officer), "and whoever carries on for that one"


def test_roles_come_along_on_asking(borough) -> None:
    borough.hand_over(with_roles=True)
    held = RoleHolding.objects.filter(person_id=borough.officer.person_id, ended_at__isnull=True)
    assert {holding.team.name for holding in held} == {"Repairs", "Estate office"}
    assert Handover.objects.count() == 1


@pytest.mark.parametrize("level", [Sensitivity.PARTNERS, Sensitivity.PROTECTED])
def test_the_coordinators_desk_takes_that_part_along(borough, level) -> None:
    desk, referral = to_settle(borough, level)
    with pytest.raises(NotReady, match="Name a safeguarding lead"):
        borough.hand_over(from_team=desk, then_end=True)
    borough.named_lead(borough.estate)
    borough.hand_over(from_team=desk, then_end=True)
    assert register.coordinator_desk() == make.fresh(referral).accountable_team == borough.estate
    assert last_step(referral).reason == "coordinator"
    assert not register.is_standing(desk)


@pytest.mark.parametrize("level", [Sensitivity.PARTNERS, Sensitivity.PROTECTED])
def test_another_desk_settles_what_the_one_before_had_to(borough, level) -> None:
    _, referral = to_settle(borough, level)
    with pytest.raises(Conflict, match="Name a safeguarding lead"):
        act(borough.administrator, partnerships.name_coordinator_desk, team=borough.estate)
    borough.named_lead(borough.estate)
    act(borough.administrator, partnerships.name_coordinator_desk, team=borough.estate)
    assert register.coordinator_desk() == make.fresh(referral).accountable_team == borough.estate


def to_settle(borough: Borough, level: Sensitivity) -> tuple[Team, Referral]:
    """A matter that lies with the coordinator's desk."""
    by = borough.officer if level != Sensitivity.PROTECTED else borough.named_lead(borough.repairs)
    referral, desk = borough.referral(sensitivity=level), register.coordinator_desk()
    act(by, actions.return_referral, referral=referral, reason="not-ours", words="Not ours")
    assert make.fresh(referral).accountable_team == desk
    return desk, referral


def test_a_team_that_hands_its_work_over_does_not_become_the_desk(borough) -> None:
    given = {"from_team": borough.repairs, "to_team": borough.estate, "words": WHY}
    act(borough.administrator, partnerships.hand_over_team, **given)
    with pytest.raises(Conflict, match="hands its own work over"):
        act(borough.administrator, partnerships.name_coordinator_desk, team=borough.repairs)


@pytest.mark.parametrize(
    ("to", "said"),
    [("itself", "same team"), ("ended", "has ended"), ("moving", "hands its own work over just now")],
)
def test_what_cannot_take_the_work_is_refused_and_nothing_moves(borough, to, said) -> None:
    referral, category = borough.referral(), make.a_category()
    make.a_remit(borough.repairs, category)
    teams = {"itself": borough.repairs, "ended": make.a_team("Old office"), "moving": borough.estate}
    Team.objects.filter(name="Old office").update(ended_on=date(2026, 1, 1))
    if to == "moving":
        Handover.objects.create(
            from_team=borough.estate,
            to_team=borough.housing,
            by_person_id=borough.administrator.known_person_id,
            words=WHY,
            begun_at=make.TUESDAY,
        )
    with pytest.raises(NotReady, match=said) as refused:
        borough.hand_over(to_team=teams[to])
    assert refused.value.field == "to_team"
    assert make.fresh(referral).receiver_team == borough.repairs
    assert Remit.objects.get(team=borough.repairs).ended_on is None


def test_two_administrators_do_not_hand_over_the_same_team_at_once(borough) -> None:
    given = {"from_team": borough.repairs, "to_team": borough.estate, "words": WHY}
    act(borough.administrator, partnerships.hand_over_team, **given)
    second = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with pytest.raises(Conflict, match="already"):
        act(second, partnerships.hand_over_team, **given | {"to_team": borough.housing})
    for words in ("", "w" * 1001):
        with pytest.raises((NotReady, Conflict)):
            act(second, partnerships.hand_over_team, **given | {"words": words})


def test_nobody_but_the_administrator_hands_work_over(borough) -> None:
    referral = borough.referral()
    for by in (borough.officer, borough.worker):
        with pytest.raises(NotAllowed):
            act(
                by,
                partnerships.hand_over_team,
                from_team=borough.repairs,
                to_team=borough.estate,
                words=WHY,
            )
        with pytest.raises(NotAllowed):
            act(
                by,
                actions.hand_over_referral,
                number=referral.pk,
                from_team=borough.repairs,
                to_team=borough.estate,
                guardian=borough.estate,
                words=WHY,
            )


def test_a_job_that_runs_twice_moves_nothing_twice(borough) -> None:
    referral = borough.referral()
    handover = borough.hand_over()
    jobs.hand_over(handover.pk)
    with make.everything():
        assert Step.objects.filter(referral=referral, kind="handed_over").count() == 1
        assert TeamNote.objects.count() == 0


def test_nothing_comes_to_lie_at_a_team_that_has_ended(borough) -> None:
    closed = borough.referral()
    act(borough.officer, actions.acknowledge_referral, referral=closed)
    act(borough.officer, actions.close_referral, referral=closed, outcome="resolved", words="Mended")
    borough.hand_over(then_end=True)
    with pytest.raises(WrongStep, match=r"Repairs has ended\. Estate office carries its work on"):
        act(borough.worker, actions.reopen_referral, referral=closed, words="It leaks again")
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with pytest.raises(NotReady, match="has ended"):
        act(
            borough.worker,
            actions.send_referrals,
            observation=observation,
            from_team=borough.housing,
            to_teams=[borough.repairs],
            words="Mend it",
        )


def test_the_counters_stay_with_the_team_that_did_the_work(borough) -> None:
    referral = borough.referral()
    act(borough.officer, actions.acknowledge_referral, referral=referral)
    borough.hand_over()
    relay.drain()
    counted = {(c.team.name, c.measure): c.count for c in FlowCount.objects.select_related("team")}
    assert counted == {
        ("Housing", "sent"): 1,
        ("Repairs", "received"): 1,
        ("Repairs", "acknowledged"): 1,
    }
    recount_flow(0)
    assert counted == {(c.team.name, c.measure): c.count for c in FlowCount.objects.select_related("team")}


@pytest.mark.django_db(transaction=True)
def test_a_team_that_is_being_sent_to_does_not_end_before_that_is_counted(borough) -> None:
    """The ending waits for the one who sends, and then what was sent goes along."""
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with as_actor(borough.administrator):
        handover = partnerships.hand_over_team(
            by=borough.administrator,
            from_team=borough.repairs,
            to_team=borough.estate,
            words=WHY,
            then_end=True,
        )
    said: list[bool] = []

    def end() -> None:
        try:
            with clock.fixed(make.TUESDAY):
                said.append(partnerships.finish_hand_over(by=register.keeper_of(handover), handover=handover))
        finally:
            connection.close()

    with transaction.atomic():
        act(
            borough.worker,
            actions.send_referrals,
            observation=observation,
            from_team=borough.housing,
            to_teams=[borough.repairs],
            words="Mend it",
        )
        ending = threading.Thread(target=end)
        ending.start()
        until_somebody_waits_for_a_lock()
    ending.join()
    assert said == [False]
    assert register.is_standing(borough.repairs)


@pytest.mark.django_db(transaction=True)
def test_whoever_sends_while_a_team_ends_hears_that_it_has_ended(borough) -> None:
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with as_actor(borough.administrator):
        handover = partnerships.hand_over_team(
            by=borough.administrator,
            from_team=borough.repairs,
            to_team=borough.estate,
            words=WHY,
            then_end=True,
        )
    said: list[Exception] = []

    def send() -> None:
        try:
            with clock.fixed(make.TUESDAY):
                act(
                    borough.worker,
                    actions.send_referrals,
                    observation=observation,
                    from_team=borough.housing,
                    to_teams=[borough.repairs],
                    words="Mend it",
                )
        except (WrongStep, NotReady) as refused:
            said.append(refused)
        finally:
            connection.close()

    with transaction.atomic():
        partnerships.finish_hand_over(by=register.keeper_of(handover), handover=handover)
        sending = threading.Thread(target=send)
        sending.start()
        until_somebody_waits_for_a_lock()
    sending.join()
    assert re.search("Repairs has ended", str(said[0]))
    with make.everything():
        assert not Referral.objects.exists()
