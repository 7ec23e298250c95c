"""Two records may be one person's: suggested and joined only for who reads both, undone exactly (R1.2, R1.8)."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.referrals.facts import sees
from tests.referrals.test_sharing import Scene, signed_in

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.api import holders
from wardmote.kernel.audit.models import AuditEntry, Look
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import actions, jobs, queries
from wardmote.modules.referrals.actions.shedding import shed_matters
from wardmote.modules.referrals.models import Identification, Observation, PersonConcerned
from wardmote.modules.referrals.rules import Verdict
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

BORN = date(1980, 5, 31)
ADA = actions.Concerned(name="Ada Invented", date_of_birth=BORN, address="14 Retort Street")
ALONE = {"name": "Ada Invented", "date_of_birth": BORN}
SAME = "She said so herself."


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


class Known(Scene):
    """Housing and Health each know of somebody; Rita works for both."""

    def __init__(self) -> None:
        super().__init__()
        self.agreement(items=["words", "name", "date_of_birth", "age_band", "contact", "address", "photos"])
        person = make.a_person("Rita Both")
        for team in (self.housing, self.health):
            make.a_role(person, RoleName.WORKER, team=team)
        self.both = make.as_they_are(person)

    def ours(self, **known: object) -> Observation:
        """One of Housing's."""
        return self.observation(people=[_of(known)])

    def theirs(self, **known: object) -> Observation:
        """One of Health's."""
        return make.an_observation(self.officer, self.health, self.category, people=[_of(known)])

    def met(self, actor: Actor, observation: Observation) -> list[tuple[str, tuple[str, ...]]]:
        """What is suggested to somebody, with the reasons."""
        with as_actor(actor):
            found = queries.may_be(actor, observation, queries.people_in(observation))
            return [(one.reference, one.likeness.reasons) for one in found]

    def say(
        self, one: Observation, other: Observation, verdict: Verdict = Verdict.SAME, by: Actor | None = None
    ) -> Identification:
        by = by or self.both
        with as_actor(by), transaction.atomic():
            return actions.identify(
                by=by,
                one=actions.Somebody(one, 0),
                other=actions.Somebody(other, 0),
                verdict=verdict,
                reason=SAME,
            )

    def undo(self, told: Identification, by: Actor | None = None) -> None:
        by = by or self.both
        with as_actor(by), transaction.atomic():
            actions.undo_identification(by=by, identification=told, reason="It was her sister.")

    def known(self, actor: Actor, observation: Observation) -> list[tuple[str, str, str]]:
        """What somebody is shown of a person: from which record which name and date of birth."""
        with as_actor(actor):
            found = queries.known_person(actor, observation, 0)
            return [
                (one.observation.reference, one.person.name, one.person.date_of_birth)
                for one in found.records
            ]


def _of(known: dict[str, object]) -> actions.Concerned:
    return actions.Concerned(**known) if known else ADA  # type: ignore[arg-type]  # named by tests


@pytest.fixture
def tokens():
    given_out = Tokens()
    before = holders.come_from(given_out.find)
    yield given_out
    holders.come_from(before)


@pytest.fixture
def scene() -> Known:
    return Known()


def test_it_is_suggested_with_reasons_to_who_reads_both_and_to_nobody_else(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    reasons = ("same_name", "born_same_day", "same_address")
    assert scene.met(scene.both, ours) == [(theirs.reference, reasons)]
    assert scene.met(scene.both, theirs) == [(ours.reference, reasons)]
    assert scene.met(scene.worker, ours) == scene.met(scene.officer, theirs) == []


def test_what_one_may_not_read_of_a_record_speaks_for_nothing(scene) -> None:
    mine, other = scene.ours(), scene.ours()
    sent = scene.send(mine, withheld=["name", "address", "age_band"])
    also = scene.send(other, withheld=["name", "address", "date_of_birth"])
    assert sent.items == ["date_of_birth", "words"]
    assert also.items == ["age_band", "words"]
    assert scene.met(scene.officer, mine) == []
    assert len(scene.met(scene.worker, mine)) == 1


def test_a_draft_is_nobody_met(scene) -> None:
    ours = scene.ours()
    with as_actor(scene.worker):
        actions.keep_draft(
            by=scene.worker, team=scene.housing, details=make.details(scene.category, people=[ADA])
        )
    assert scene.met(scene.worker, ours) == []


def test_whether_hidden_records_are_alike_changes_no_answer_and_no_question(scene) -> None:
    ours = scene.ours()
    asked = []
    for _ in range(3):
        with (
            as_actor(scene.worker),
            connection.execute_wrapper(lambda run, *rest: asked.append(rest[0]) or run(*rest)),
        ):
            queries.may_be(scene.worker, ours, queries.people_in(ours))
        scene.theirs()
    assert len(asked) % 3 == 0
    assert asked[: len(asked) // 3] * 3 == asked


def test_who_is_met_is_found_by_the_index_under_the_second_lock_however_long_the_table_is(scene) -> None:
    """A trace is compared by an operator that row-level security lets the index use."""
    ours, plans = scene.ours(), []

    def explain(run, sql, given, *rest):
        if "sought" in sql:
            plans.append(_plan(sql, given))
        return run(sql, given, *rest)

    with as_actor(scene.worker):
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
        with connection.execute_wrapper(explain):
            queries.may_be(scene.worker, ours, queries.people_in(ours))
    assert "person_concerned_by_trace" in plans[0]


def _plan(sql: str, given: object) -> str:
    with connection.cursor().cursor as bare:
        bare.execute(f"explain {sql}", given)
        return str(bare.fetchall())


def test_joined_records_are_shown_as_one_person_and_apart_again_when_it_is_taken_back(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs(name="A. Invented", date_of_birth=BORN)
    alone = [(ours.reference, "Ada Invented", "1980-05-31")]
    assert scene.known(scene.both, ours) == alone
    told = scene.say(ours, theirs)
    assert len(scene.known(scene.both, ours)) == len(scene.known(scene.both, theirs)) == 2
    assert scene.met(scene.both, ours) == []
    assert scene.known(scene.worker, ours) == alone  # who reads one of them learns nothing
    scene.undo(told)
    assert scene.known(scene.both, ours) == alone
    assert len(scene.met(scene.both, ours)) == 1
    with make.everything():
        whats = AuditEntry.objects.filter(subject_type="referrals.identification").order_by("pk")
        assert [one.what for one in whats] == ["referrals.identified", "referrals.identification_undone"]
        assert "sister" not in str(list(whats.values("details")))


def test_two_who_are_two_still_share_their_home(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    told = scene.say(ours, theirs, Verdict.DIFFERENT)
    assert scene.met(scene.both, ours) == [(theirs.reference, ("same_address",))]
    scene.undo(told)
    scene.say(ours, theirs)
    assert scene.met(scene.both, ours) == []


def test_that_two_people_are_two_is_remembered_and_not_asked_again(scene) -> None:
    ours, theirs = scene.ours(**ALONE), scene.theirs(**ALONE)
    told = scene.say(ours, theirs, Verdict.DIFFERENT)
    assert scene.met(scene.both, ours) == scene.met(scene.both, theirs) == []
    with pytest.raises(Conflict, match="two people"):
        scene.say(theirs, ours)
    scene.undo(told)
    scene.say(theirs, ours)
    with pytest.raises(Conflict, match="said already"):
        scene.say(ours, theirs)


def test_whoever_is_another_than_one_record_is_another_than_all_that_are_joined_to_it(scene) -> None:
    first, second, third = scene.ours(**ALONE), scene.ours(**ALONE), scene.ours(**ALONE)
    scene.say(first, second, by=scene.worker)
    scene.say(second, third, Verdict.DIFFERENT, by=scene.worker)
    assert scene.met(scene.worker, first) == []
    with pytest.raises(Conflict, match="two people"):
        scene.say(first, third, by=scene.worker)


def test_a_record_that_somebody_may_not_read_joins_nothing_for_them(scene) -> None:
    first, hidden, last = scene.ours(), scene.theirs(), scene.ours()
    scene.say(first, hidden)
    scene.say(hidden, last)
    assert len(scene.known(scene.both, first)) == 3
    assert len(scene.known(scene.worker, first)) == 1
    assert [reference for reference, _ in scene.met(scene.worker, first)] == [last.reference]


def test_who_comes_to_read_both_later_knows_then_that_they_are_one(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    scene.say(ours, theirs)
    scene.send(ours)
    assert len(scene.known(scene.officer, theirs)) == 2
    jobs.nightly.check_readers(0)


def test_undone_after_a_referral_was_made_all_is_as_if_it_had_never_been_said(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    told = scene.say(ours, theirs)
    joined = {actor.id: sees(actor) for actor in (scene.worker, scene.officer, scene.both)}
    sent = scene.send(ours, withheld=["address"])
    after = {actor.id: sees(actor) for actor in (scene.worker, scene.officer, scene.both)}
    scene.undo(told)
    assert {actor.id: sees(actor) for actor in (scene.worker, scene.officer, scene.both)} == after != joined
    assert make.fresh(sent).items == sent.items
    with as_actor(scene.officer):
        ours = Observation.objects.get(pk=ours.pk)
    assert [name for _, name, _ in scene.known(scene.officer, ours)] == ["Ada Invented"]
    with as_actor(scene.officer):
        (person,) = queries.people_in(Observation.objects.get(pk=ours.pk))
        assert person.address == ""


def test_only_who_reads_something_of_both_and_works_in_a_team_may_say_it(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    for actor in (scene.worker, scene.officer, scene.administrator):
        with pytest.raises((NotAllowed, Observation.DoesNotExist)):
            scene.say(ours, theirs, by=actor)
    bare = scene.ours()
    scene.send(bare, shares_people=False)
    with pytest.raises(NotAllowed):  # Health reads the matter, and nothing of who it is about
        scene.say(bare, theirs, by=scene.officer)
    with pytest.raises(NotReady, match="Write how you know"), as_actor(scene.both):
        actions.identify(
            by=scene.both,
            one=actions.Somebody(ours, 0),
            other=actions.Somebody(theirs, 0),
            verdict=Verdict.SAME,
        )
    with pytest.raises(NotReady, match="two people"):
        scene.say(ours, ours)


def test_the_database_itself_shows_what_was_said_to_nobody_who_reads_one_of_them_alone(scene) -> None:
    scene.say(scene.ours(), scene.theirs())
    for actor, count in ((scene.both, 1), (scene.worker, 0), (scene.officer, 0), (scene.administrator, 0)):
        with as_actor(actor):
            assert Identification.objects.count() == count
    with as_actor(scene.both), pytest.raises(DatabaseError), transaction.atomic():
        Identification.objects.update(readers=[])


def test_traces_tell_nothing_and_follow_what_is_written(scene) -> None:
    observation = scene.ours()
    with make.everything():
        rows = {row.item: row.trace for row in PersonConcerned.objects.filter(observation=observation)}
    assert rows["age_band"] == ""
    assert len({rows["name"], rows["date_of_birth"], rows["address"]}) == 3
    assert "ada" not in str(rows).lower()
    assert "1980" not in str(rows)


def test_what_was_said_goes_with_the_first_of_both_that_is_shed(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    told = scene.say(ours, theirs)
    with make.everything():
        Observation.objects.filter(pk=ours.pk).update(
            state="ended", ended_at=clock.now(), ended_reason="nothing-more"
        )
        shed_matters([ours.pk])
        assert not Identification.objects.filter(pk=told.pk).exists()
    assert len(scene.known(scene.both, theirs)) == 1
    with as_actor(scene.both), pytest.raises(DatabaseError), transaction.atomic():
        Identification.objects.all().delete()


def test_the_pages_suggest_join_and_part_and_say_what_is_missing(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    client = signed_in(scene.both)
    page = client.get(f"/observations/{ours.reference}").content.decode()
    assert "May be the same person" in page
    assert "the same name, the same date of birth and the same address" in page
    there = f"/observations/{ours.reference}/people/0"
    fields = {
        "form_key": "1",
        "other": theirs.reference,
        "other_position": "0",
        "verdict": "same",
        "reason": "",
    }
    refused = client.post(there, fields)
    assert refused.status_code == 422
    assert "Write how you know." in refused.content.decode()
    assert client.post(there, fields | {"reason": SAME}).status_code == 302
    page = client.get(there).content.decode()
    assert theirs.reference in page
    assert SAME in page
    assert "2 records were said to be one person" in page
    assert "May be the same person" not in client.get(f"/observations/{ours.reference}").content.decode()
    again = client.post(there, fields | {"reason": SAME, "form_key": "2"})
    assert again.status_code == 409
    assert "said already" in again.content.decode()
    with make.everything():
        number = Identification.objects.get().pk
    undo = {"form_key": "3", "undo": number, "reason": "Her sister."}
    assert signed_in(scene.worker).post(there, undo).status_code == 404
    assert client.post(there, undo).status_code == 302
    assert "taken back" in client.get(there).content.decode()


def test_what_one_may_not_know_of_answers_as_what_is_not_there(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    worker = signed_in(scene.worker)
    page = worker.get(f"/observations/{ours.reference}/people/0").content.decode()
    assert theirs.reference not in page
    for address in (
        f"/observations/{theirs.reference}/people/0",
        f"/observations/{ours.reference}/people/1",
        f"/observations/{ours.reference}/people/99999",
    ):
        assert worker.get(address).status_code == 404
    fields = {"form_key": "1", "other_position": "0", "verdict": "same", "reason": SAME}
    for number, other in enumerate((theirs.reference, "O-00000-00000")):
        asked = worker.post(
            f"/observations/{ours.reference}/people/0", {**fields, "form_key": str(number), "other": other}
        )
        assert asked.status_code == 404


def test_that_somebody_was_shown_whom_it_may_be_is_kept(scene) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    signed_in(scene.both).get(f"/observations/{ours.reference}")
    look = Look.objects.order_by("pk").last()
    assert {f"people:{ours.pk}", f"people:{theirs.pk}"} <= set(look.subjects)
    signed_in(scene.both).get(f"/observations/{ours.reference}/people/0")
    look = Look.objects.order_by("pk").last()
    assert (look.page, look.opened) == ("referrals:person", True)


def test_a_program_is_told_the_same_and_may_say_the_same(scene, tokens) -> None:
    ours, theirs = scene.ours(), scene.theirs()
    both, worker = (System(tokens.give(actor)) for actor in (scene.both, scene.worker))
    there = f"/observations/{ours.reference}/people/0"
    (may_be,) = both.get(there).json()["may_be"]
    assert (may_be["observation"], may_be["alike"]) == (theirs.reference, "person")
    assert may_be["reasons"] == ["same_name", "born_same_day", "same_address"]
    assert worker.get(there).json()["may_be"] == []
    said = {"observation": theirs.reference, "verdict": "same", "reason": SAME}
    assert worker.post(f"{there}/same", said).status_code == 404
    assert both.post(f"{there}/same", {**said, "reason": ""}).status_code == 422
    known = both.post(f"{there}/same", said)
    assert known.status_code == 201
    assert len(known.json()["records"]) == 2
    undo = {"number": known.json()["said"][0]["number"], "reason": "Her sister."}
    assert worker.post(f"{there}/same/undo", undo).status_code == 404
    parted = both.post(f"{there}/same/undo", undo).json()
    assert len(parted["records"]) == 1
    assert parted["said"][0]["undone_reason"] == "Her sister."


def test_the_pages_ask_as_much_however_many_records_there_are(scene) -> None:
    ours, client = scene.ours(), signed_in(scene.both)
    client.get(f"/observations/{ours.reference}")
    counts = []
    for _ in range(2):
        scene.say(ours, scene.theirs())
        scene.theirs()
        here = f"/observations/{ours.reference}"
        for address in (here, f"{here}/people/0"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 25
    assert counts[1] <= 25


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["same", "different", "undo", "send"]), st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=4)
@given(STEPS)
def test_whatever_is_joined_and_parted_nobody_sees_more_of_anybody(steps) -> None:
    """Who sees which row changes only by sharing, and a person is never more than the records that one reads."""
    with transaction.atomic():
        scene = Known()
        records = [scene.ours(), scene.theirs(), scene.ours(), scene.theirs()]
        people = [scene.worker, scene.officer, scene.both]
        for verb, first, second, who in steps:
            before = [sees(actor) for actor in people]
            try:
                if verb == "send":
                    scene.send(records[0], withheld=["name"])
                elif verb == "undo":
                    with make.everything():
                        told = Identification.objects.filter(undone_at=None).first()
                    if told:
                        scene.undo(told, by=people[who])
                else:
                    scene.say(records[first], records[second], Verdict(verb), by=people[who])
            except (Conflict, NotReady, NotAllowed, Observation.DoesNotExist, Identification.DoesNotExist):
                pass
            if verb != "send":
                assert [sees(actor) for actor in people] == before
            for actor in people:
                readable = {pk for kind, pk in sees(actor) if kind == "PersonConcerned"}
                for record in records:
                    try:
                        with as_actor(actor):
                            shown = queries.known_person(actor, record, 0)
                    except (NotAllowed, Observation.DoesNotExist):
                        continue
                    with make.everything():
                        for one in shown.records:
                            rows = one.observation.people.filter(
                                pk__in=readable, position=one.person.position
                            )
                            theirs = {row.item: getattr(row, row.item) for row in rows}
                            told_of = {i: v for i in theirs if (v := getattr(one.person, i))}
                            assert told_of == theirs
        transaction.set_rollback(True)
