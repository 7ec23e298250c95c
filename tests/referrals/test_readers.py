"""Who reads what agrees wherever it is written, also when people act at once (R2.2)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests import factories as make
from tests.referrals.histories import Cast

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Busy, as_actor
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import Observation, PersonConcerned, Referral, Step
from wardmote.modules.referrals.rules import Conflict, NotReady


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


def people_of(cast: Cast) -> dict[str, Actor]:
    return {actor.name.split()[0]: actor for actor in cast.actors}


@pytest.mark.django_db
def test_one_team_named_twice_is_sent_it_once() -> None:
    cast = Cast()
    wanda = people_of(cast)["Wanda"]
    observation = make.an_observation(wanda, cast.housing, cast.kinds[0])
    with as_actor(wanda):
        sent = actions.send_referrals(
            by=wanda,
            observation=observation,
            from_team=cast.housing,
            to_teams=[cast.police, cast.police],
            words="Please go.",
        )
    assert [r.receiver_team for r in sent] == [cast.police]


@pytest.mark.django_db
def test_a_draft_that_was_thrown_away_is_not_passed_on_or_added_to() -> None:
    cast = Cast()
    wanda = people_of(cast)["Wanda"]
    with as_actor(wanda):
        draft = actions.keep_draft(by=wanda, team=cast.housing, details=make.details(cast.kinds[0]))
        actions.discard_draft(by=wanda, draft=draft)
        with pytest.raises(Conflict):
            actions.send_referrals(
                by=wanda, observation=draft, from_team=cast.housing, to_teams=[cast.police], words="Go."
            )
        with pytest.raises(Conflict):
            actions.add_to_observation(by=wanda, observation=draft, words="More.")


@pytest.mark.django_db
def test_nobody_records_for_a_team_in_which_they_do_not_work() -> None:
    cast = Cast()
    wanda = people_of(cast)["Wanda"]
    with as_actor(wanda), pytest.raises(NotReady, match="own teams"):
        actions.keep_draft(by=wanda, team=cast.police, details=make.details(cast.kinds[2]))


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "no such reason", "x" * 90])
def test_an_observation_ends_for_a_known_reason(reason: str) -> None:
    cast = Cast()
    wanda = people_of(cast)["Wanda"]
    observation = make.an_observation(wanda, cast.housing, cast.kinds[0])
    with as_actor(wanda), pytest.raises(NotReady):
        actions.end_observation(by=wanda, observation=observation, reason=reason, words="Because.")


@pytest.mark.django_db
def test_whoever_passes_it_on_does_not_come_to_speak_for_the_sender() -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Wanda"], cast.housing, cast.cleansing, cast.kinds[0])
    with as_actor(people["Otto"]):
        onward = actions.redirect_referral(
            by=people["Otto"], referral=referral, to_team=cast.police, words="Theirs."
        )
        with pytest.raises(NotAllowed):
            actions.withdraw_referral(by=people["Otto"], referral=onward, reason="sent-in-error")
    with make.everything():
        assert onward.sent_by_id == people["Wanda"].person_id
        assert onward.steps.get().by_team == cast.cleansing


@pytest.mark.django_db
def test_a_team_that_works_on_it_does_not_pass_it_to_itself() -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Wanda"], cast.housing, cast.cleansing, cast.kinds[0])
    with as_actor(people["Otto"]):
        actions.acknowledge_referral(by=people["Otto"], referral=referral)
        actions.accept_referral(by=people["Otto"], referral=referral)
        with pytest.raises(NotReady, match="already"):
            actions.redirect_referral(
                by=people["Otto"], referral=referral, to_team=cast.cleansing, words="Us."
            )


@pytest.mark.django_db
def test_a_protected_matter_does_not_go_back_to_where_nobody_may_read_it() -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Alma"], cast.allotments, cast.cleansing, cast.kinds[2])
    with as_actor(people["Lena"]), pytest.raises(NotReady, match="protected"):
        actions.return_referral(
            by=people["Lena"], referral=referral, reason="needs-information", words="Which child?"
        )
    assert make.fresh(referral).accountable_team == cast.cleansing


@pytest.mark.django_db
def test_what_was_sent_again_meanwhile_is_not_opened_a_second_time() -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Wanda"], cast.housing, cast.cleansing, cast.kinds[0])
    with as_actor(people["Otto"]):
        actions.acknowledge_referral(by=people["Otto"], referral=referral)
        actions.close_referral(by=people["Otto"], referral=referral, outcome="already-known")
    with as_actor(people["Wanda"]):
        actions.send_referrals(
            by=people["Wanda"],
            observation=referral.observation,
            from_team=cast.housing,
            to_teams=[cast.cleansing],
            words="It is worse.",
        )
        with pytest.raises(Conflict, match="again"):
            actions.reopen_referral(by=people["Wanda"], referral=referral, words="Not done.")


@pytest.mark.django_db
def test_nobody_shows_others_the_people_who_were_not_shown_to_them() -> None:
    cast = Cast()
    people = people_of(cast)
    named = make.details(cast.kinds[1], people=[actions.Concerned(name="Arthur Invented")])
    with as_actor(people["Wanda"]):
        draft = actions.keep_draft(by=people["Wanda"], team=cast.housing, details=named)
        observation = actions.record_observation(by=people["Wanda"], draft=draft)
        actions.send_referrals(
            by=people["Wanda"],
            observation=observation,
            from_team=cast.housing,
            to_teams=[cast.cleansing],
            words="Please look.",
            shares_people=False,
        )
    with as_actor(people["Otto"]):
        [onward] = actions.send_referrals(
            by=people["Otto"],
            observation=observation,
            from_team=cast.cleansing,
            to_teams=[cast.police],
            words="You too.",
        )
    assert not onward.shares_people
    with as_actor(people["Petra"]):
        assert Observation.objects.exists()
        assert not PersonConcerned.objects.exists()


@pytest.mark.django_db
def test_the_coordinator_reads_that_it_was_opened_again() -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Wanda"], cast.housing, cast.cleansing, cast.kinds[1])
    with as_actor(people["Otto"]):
        actions.return_referral(by=people["Otto"], referral=referral, reason="not-ours", words="No idea.")
    with as_actor(people["Cora"]):
        actions.close_referral(
            by=people["Cora"], referral=referral, outcome="no-further-action", words="Nobody."
        )
    with as_actor(people["Wanda"]):
        actions.reopen_referral(by=people["Wanda"], referral=referral, words="It still leaks.")
    with as_actor(people["Cora"]):
        assert [step.words for step in Step.objects.filter(kind="reopened")] == ["It still leaks."]


# At once: real connections, real locks


def at_once(*acts: object) -> list[object]:
    """Do all of these at the same moment, each on a connection of its own; their results or refusals."""
    start = Barrier(len(acts), timeout=10)

    def run(act) -> object:
        try:
            with clock.fixed(make.TUESDAY):
                start.wait()
                return act()
        except (Conflict, Busy) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def as_one(actor: Actor, act, **given: object):
    def do() -> object:
        with as_actor(actor):
            return act(by=actor, **given)

    return do


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["claim", "acknowledge", "close"])
def test_of_several_who_act_at_once_one_wins(act: str) -> None:
    cast = Cast()
    people = people_of(cast)
    referral = make.a_referral(people["Wanda"], cast.housing, cast.cleansing, cast.kinds[0])
    given: dict[str, object] = {"referral": referral}
    if act == "close":
        with as_actor(people["Otto"]):
            actions.acknowledge_referral(by=people["Otto"], referral=referral)
        given["outcome"] = "already-known"
    if act != "claim":
        given["version"] = make.fresh(referral).version
    do = getattr(actions, f"{act}_referral")
    officers = [people[n] for n in ("Otto", "Sofia", "Lena")]
    results = at_once(*(as_one(officer, do, **given) for officer in officers))
    assert sum(isinstance(r, Referral) for r in results) == 1, results
    with make.everything():
        kinds = [s.kind for s in Step.objects.filter(referral=referral)]
        assert kinds.count({"claim": "claimed", "acknowledge": "acknowledged", "close": "closed"}[act]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_pass_on_one_observation_at_once_both_widen_its_readers() -> None:
    cast = Cast()
    people = people_of(cast)
    third = make.a_team("Highways")
    observation = make.an_observation(people["Wanda"], cast.housing, cast.kinds[1])
    with as_actor(people["Wanda"]):
        first, second = actions.send_referrals(
            by=people["Wanda"],
            observation=observation,
            from_team=cast.housing,
            to_teams=[cast.cleansing, cast.police],
            words="Please look.",
        )
    results = at_once(
        as_one(people["Otto"], actions.redirect_referral, referral=first, to_team=cast.care, words="Theirs."),
        as_one(people["Petra"], actions.redirect_referral, referral=second, to_team=third, words="Theirs."),
    )
    assert all(isinstance(r, Referral) for r in results), results
    with make.everything():
        observation = Observation.objects.get(pk=observation.pk)
        assert {cast.care.pk, third.pk} <= set(observation.readers)
        assert set(observation.readers) == set(observation.reach.values_list("key", flat=True))
