"""Nothing goes that is held, open, not yet due or not approved; what goes is proved (R10)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.kernel.privacy import Keep, declared, is_declared
from wardmote.kernel.privacy.kinds import covered_by, goes_one_day, kind_called, kinds, uncovered
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Observation
from wardmote.modules.referrals.rules import NOTHING_MORE
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import Category, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity
from wardmote.shared.retention import actions, queries
from wardmote.shared.retention.jobs import carry_out
from wardmote.shared.retention.models import Batch, Certificate, Hold, Run
from wardmote.shared.retention.rules import HoldOn, Line, sealed

pytestmark = pytest.mark.django_db

LATER = datetime(2033, 4, 1, 9, 0, tzinfo=clock.LONDON)
"""Seven years and a month after an ordinary Tuesday."""


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


class Scene:
    """A worker who records things, two data protection officers and an administrator."""

    def __init__(self) -> None:
        make.a_partnership()
        self.team = make.a_team("Streets")
        self.category = make.a_category(sensitivity=Sensitivity.PARTNERS)
        self.guarded = make.a_category("A child at risk", sensitivity=Sensitivity.PROTECTED)
        self.worker = make.an_actor(team=self.team)
        self.officer = self._officer()
        self.other = self._officer()
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)

    def _officer(self) -> Actor:
        person = make.a_person()
        RoleHolding.objects.create(
            person=person,
            role=RoleName.DATA_PROTECTION_OFFICER,
            organisation=make.a_team().organisation,
            started_at=make.TUESDAY - timedelta(days=99),
        )
        return partnerships.actor_for(person.pk, proofs=[make.PROVED])

    def ended(self, category: Category | None = None, **changes: Any) -> Observation:
        team: Team = changes.pop("team", self.team)
        worker = self.worker if team == self.team else make.an_actor(team=team)
        observation = make.an_observation(worker, team, category or self.category, **changes)
        with as_actor(worker):
            return referrals.end_observation(
                by=worker, observation=observation, reason=NOTHING_MORE, words="It has been settled."
            )

    def approve(self) -> Run:
        lines = queries.preview(self.officer, clock.today())
        return actions.approve_run(
            by=self.officer, as_of=clock.today(), seen=queries.shown_digest(clock.today(), lines)
        )

    def carry_out(self) -> int:
        """The night a week after it was approved."""
        with clock.fixed(clock.now() + timedelta(days=7)):
            return int(carry_out(timestamp=0))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def kept(observation: Observation) -> bool:
    with make.everything():
        observation.refresh_from_db()
    return observation.shed_at is None and observation.words != ""


def due_of(scene: Scene, part: str = "", on: date | None = None) -> tuple[int | None, int | None]:
    lines = queries.preview(scene.officer, on or clock.today())
    return next((line.due, line.held) for line in lines if (line.kind, line.part) == ("matter", part))


def a_hold(scene: Scene, on: HoldOn = HoldOn.RECORD, **subject: Any) -> Hold:
    return actions.place_hold(
        by=scene.officer,
        on=on,
        reason="A claim was made.",
        review_on=clock.today() + timedelta(days=90),
        **subject,
    )


# What is kept at all


def test_every_field_that_is_to_go_one_day_is_of_a_kind_that_says_how() -> None:
    assert uncovered(apps.get_models()) == []


def test_what_a_kind_says_is_what_its_fields_declare() -> None:
    for model in filter(is_declared, apps.get_models()):
        for name, keep in declared(model).items():
            kind = covered_by(model, name) if goes_one_day(keep) else None
            if kind is not None and keep != Keep.STAFF:
                assert kind.period.months == keep.months, f"{model._meta.label}.{name} and {kind.key}"


def test_what_is_protected_is_kept_longer_and_may_not_be_kept_shorter_than_seven_years() -> None:
    make.a_partnership()
    part = kind_called("matter").part("protected")
    assert part.period.months > kind_called("matter").period.months
    assert part.period.shortest == 84
    assert part.secret


# Periods


def test_a_period_is_changed_within_its_bounds_with_a_reason_and_counts_at_once(scene: Scene) -> None:
    scene.ended()
    in_two_years = date(2028, 4, 1)
    assert due_of(scene, on=in_two_years) == (0, 0)
    for wrong in (
        {"months": 6, "reason": "Less"},
        {"months": 999, "reason": "More"},
        {"months": 24, "reason": " "},
    ):
        with pytest.raises(NotReady):
            actions.change_period(by=scene.administrator, kind="matter", **wrong)
    actions.change_period(by=scene.administrator, kind="matter", months=24, reason="Decided on 1 March.")
    assert due_of(scene, on=in_two_years) == (1, 0)
    actions.change_period(by=scene.officer, kind="matter", months=36, reason="Longer after all.")
    assert due_of(scene, on=in_two_years) == (0, 0)
    assert [one.months for one in queries.changes_of(scene.officer, "matter")] == [36, 24]


def test_a_group_of_categories_has_a_period_of_its_own_once_one_is_given(scene: Scene) -> None:
    scene.ended()
    with clock.fixed(LATER):
        assert due_of(scene) == (1, 0)
        actions.change_period(
            by=scene.officer, kind="matter", part="group:streets", months=120, reason="A dispute."
        )
        assert due_of(scene) == (0, 0)
        assert due_of(scene, "group:streets") == (0, 0)
        assert due_of(scene, "group:streets", date(2036, 4, 1)) == (1, 0)


def test_who_may_not_keep_periods_hold_approve_or_shed_is_refused(scene: Scene) -> None:
    day = clock.today() + timedelta(days=9)
    hold = a_hold(scene, record_reference="O-7K3M9-QXT4B")
    tries: list[tuple[Actor, Callable[[Actor], object]]] = [
        (scene.worker, lambda by: actions.change_period(by=by, kind="matter", months=24, reason="No")),
        (scene.worker, lambda by: queries.preview(by, clock.today())),
        (scene.administrator, lambda by: actions.approve_run(by=by, as_of=clock.today(), seen="")),
        (
            scene.administrator,
            lambda by: actions.place_hold(by=by, on=HoldOn.RECORD, reason="No", review_on=day),
        ),
        (scene.administrator, lambda by: actions.lift_hold(by=by, hold=hold, words="No")),
        (scene.administrator, lambda by: queries.holds_kept(by)),
        (scene.officer, lambda by: actions.shed_next(by=by, run=Run(pk=1))),
    ]
    for by, act in tries:
        with pytest.raises(NotAllowed), transaction.atomic():
            act(by)


# Runs


def test_nothing_goes_that_nobody_has_approved_nor_before_its_day(scene: Scene) -> None:
    observation = scene.ended()
    with clock.fixed(LATER):
        assert scene.carry_out() == 0
        scene.approve()
        assert carry_out(timestamp=0) == 0
    assert kept(observation)


def test_what_is_due_and_approved_goes_and_is_certified(scene: Scene) -> None:
    observations = [scene.ended() for _ in range(3)]
    with clock.fixed(LATER):
        run = scene.approve()
        assert scene.carry_out() == 3
        assert due_of(scene) == (0, 0)
    assert not any(kept(one) for one in observations)
    certificate = Certificate.objects.get(run=run)
    line = certificate.says["lines"][0]
    assert (line["kind"], line["records"], line["rule"]) == (
        "matter", 3, "7 years after it ended with its last referral, or something was last added",
    )  # fmt: skip
    assert line["rows"]["referrals.Observation"] == 3
    assert certificate.digest == sealed(certificate.says)
    entry = AuditEntry.objects.get(what="retention.certified")
    assert entry.details == {"certificate": certificate.reference, "digest": certificate.digest}
    assert AuditEntry.objects.filter(what="retention.shed").count() == 1


def test_the_others_are_told_and_any_of_them_can_stop_it(scene: Scene) -> None:
    observation = scene.ended()
    with clock.fixed(LATER):
        run = scene.approve()
        with make.everything():
            assert [one.person_id for one in Message.objects.filter(kind="retention.approved")] == [
                scene.other.person_id
            ]
        actions.stop_run(by=scene.other, run=run, reason="We have a claim.")
        assert scene.carry_out() == 0
        with pytest.raises(Conflict):
            actions.stop_run(by=scene.officer, run=run, reason="Again")
    assert kept(observation)


def test_nobody_approves_other_numbers_than_those_they_saw(scene: Scene) -> None:
    scene.ended()
    with clock.fixed(LATER):
        seen = queries.shown_digest(clock.today(), queries.preview(scene.officer, clock.today()))
    scene.ended()
    with clock.fixed(LATER):
        with pytest.raises(Conflict, match="changed since you looked"):
            actions.approve_run(by=scene.officer, as_of=clock.today(), seen=seen)
        scene.approve()
        with pytest.raises(Conflict, match="approved already"):
            scene.approve()
        with pytest.raises(NotReady):
            actions.approve_run(by=scene.officer, as_of=clock.today() + timedelta(days=1), seen="")


def test_what_was_lengthened_or_held_after_it_was_approved_stays(scene: Scene) -> None:
    first, second, third = scene.ended(), scene.ended(), scene.ended(scene.guarded)
    with clock.fixed(datetime(2053, 4, 1, 9, 0, tzinfo=clock.LONDON)):
        scene.approve()
        a_hold(scene, record_reference=first.reference)
        actions.change_period(
            by=scene.officer, kind="matter", part="protected", months=600, reason="An inquiry."
        )
        assert scene.carry_out() == 1
    assert [kept(one) for one in (first, second, third)] == [True, False, True]


@pytest.mark.parametrize("number", [0, 3])
def test_how_much_of_what_is_protected_is_due_or_went_stands_nowhere(scene: Scene, number: int) -> None:
    for _ in range(number):
        scene.ended(scene.guarded)
    with clock.fixed(datetime(2053, 4, 1, 9, 0, tzinfo=clock.LONDON)):
        assert due_of(scene, "protected") == (None, None)
        run = scene.approve()
        assert scene.carry_out() == number
    (line,) = [
        one
        for one in Certificate.objects.get(run=run).says["lines"]
        if (one["kind"], one["part"]) == ("matter", "protected")
    ]
    assert line["records"] in (None, 5, 10), "with noise, and to the nearest five"
    assert (line["rows"], line["digest"], line.get("first")) == (None, None, None)


def test_asking_for_one_day_after_another_tells_nothing_of_what_is_protected(scene: Scene) -> None:
    def shown() -> list[list[Line]]:
        return [
            [one for one in queries.preview(scene.officer, date(year, 4, 1)) if one.is_secret]
            for year in (2030, 2053)
        ]

    before = shown()
    for _ in range(6):
        scene.ended(scene.guarded)
    assert shown() == before


def test_proof_cannot_be_altered(scene: Scene) -> None:
    scene.ended()
    with clock.fixed(LATER):
        scene.approve()
        scene.carry_out()
    for change in (
        lambda: Certificate.objects.update(digest="0"),
        lambda: Batch.objects.update(records=9),
        lambda: Batch.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# Holds

HOLDS: dict[HoldOn, Callable[[Scene, Observation], dict[str, Any]]] = {
    HoldOn.RECORD: lambda s, o: {"record_reference": o.reference.lower().replace("-", " ")},
    HoldOn.TEAM: lambda s, o: {"team": s.team},
    HoldOn.CATEGORY: lambda s, o: {"category": s.category},
    HoldOn.COLLEAGUE: lambda s, o: {"colleague": o.recorded_by},
    HoldOn.PERSON: lambda s, o: {"name": "o'neil ÉLODIE"},
}


@pytest.mark.parametrize("on", list(HoldOn))
def test_what_is_held_stays_and_goes_once_the_hold_is_lifted(scene: Scene, on: HoldOn) -> None:
    observation = scene.ended(people=[referrals.Concerned(name="Elodie Anna O’Neil")])
    with clock.fixed(LATER):
        hold = a_hold(scene, on, **HOLDS[on](scene, observation))
        assert due_of(scene) == (0, 1)
        scene.approve()
        assert scene.carry_out() == 0
    assert kept(observation)
    with clock.fixed(LATER + timedelta(days=30)):
        actions.lift_hold(by=scene.other, hold=hold, words="The claim was settled.")
        assert due_of(scene) == (1, 0)
        scene.approve()
        assert scene.carry_out() == 1
    assert not kept(observation)


def test_a_hold_tells_nothing_of_whether_there_is_such_a_record(scene: Scene) -> None:
    assert a_hold(scene, record_reference="O-00000-00000").record == "O-00000-00000"
    for wrong in ("", "nothing", "H-7K3M9-QXT4B"):
        with pytest.raises(NotReady):
            a_hold(scene, record_reference=wrong)


def test_a_hold_is_looked_at_again_and_lifted_once(scene: Scene) -> None:
    hold = a_hold(scene, record_reference="O-00000-00000")
    with clock.fixed(make.TUESDAY + timedelta(days=91)):
        assert queries.holds_to_review(scene.other) == 1
        actions.review_hold(by=scene.other, hold=hold, review_on=clock.today() + timedelta(days=30))
        assert queries.holds_to_review(scene.other) == 0
        with pytest.raises(NotReady):
            actions.review_hold(by=scene.other, hold=hold, review_on=clock.today())
        actions.lift_hold(by=scene.other, hold=hold, words="Settled.")
        with pytest.raises(Conflict):
            actions.lift_hold(by=scene.officer, hold=hold, words="Again.")
    assert queries.holds_kept(scene.officer).rows == []
    assert queries.holds_kept(scene.officer, lifted=True).rows == [hold]


def test_what_lifted_holds_say_goes_after_its_own_time(scene: Scene) -> None:
    hold = a_hold(scene, HoldOn.PERSON, name="Jo Bloggs")
    actions.lift_hold(by=scene.officer, hold=hold, words="Settled.")
    with clock.fixed(LATER):
        scene.approve()
        assert scene.carry_out() == 1
    with make.everything():
        hold.refresh_from_db()
    assert (hold.name, hold.reason, hold.lifted_words, hold.on) == ("", "", "", "person")


# Interrupted


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("at", [1, 3, 5, 6, 10])
def test_killed_at_any_point_it_leaves_nothing_half_and_the_next_night_ends_the_same(
    scene: Scene, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    observations = [scene.ended() for _ in range(3)]
    monkeypatch.setattr(actions.runs, "AT_ONCE", 2)
    from wardmote.kernel.privacy import shedding

    steps, asked = iter(range(1, 999)), shedding._asked

    def deadly(*given: Any) -> int:
        if next(steps) == at:
            raise Killed
        return asked(*given)

    monkeypatch.setattr(shedding, "_asked", deadly)
    with clock.fixed(LATER):
        run = scene.approve()
        with pytest.raises(Killed):
            scene.carry_out()
        gone = [one for one in observations if not kept(one)]
        assert len(gone) == sum(batch.records for batch in Batch.objects.filter(run=run))
        assert not Certificate.objects.exists()
        assert scene.carry_out() == 3 - len(gone)
    assert not any(kept(one) for one in observations)
    line = Certificate.objects.get(run=run).says["lines"][0]
    assert line["records"] == 3
    with clock.fixed(LATER + timedelta(days=9)):
        assert carry_out(timestamp=0) == 0
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_of_anything_people_do_nothing_goes_that_is_held_open_or_not_yet_due(scene: Scene, seed: int) -> None:
    """A few years of matters that end when they will, of holds placed and lifted, and of runs approved."""
    chance = random.Random(seed)
    ended: dict[int, tuple[Observation, datetime | None]] = {}
    held: dict[int, Hold] = {}
    at = make.TUESDAY
    for _ in range(30):
        at += timedelta(days=chance.randint(20, 200))
        with clock.fixed(at):
            match chance.choice(["end", "end", "end", "open", "hold", "lift", "run", "run"]):
                case "end":
                    one = scene.ended()
                    ended[one.pk] = (one, at)
                case "open":
                    one = make.an_observation(scene.worker, scene.team, scene.category)
                    ended[one.pk] = (one, None)
                case "hold" if ended:
                    key = chance.choice(sorted(ended))
                    if key not in held:
                        held[key] = a_hold(scene, record_reference=ended[key][0].reference)
                case "lift" if held:
                    actions.lift_hold(
                        by=scene.other, hold=held.pop(chance.choice(sorted(held))), words="Over."
                    )
                case "run":
                    before = {key for key, (one, _) in ended.items() if kept(one)}
                    due = {
                        key
                        for key in before - held.keys()
                        if (end := ended[key][1])
                        and end.astimezone(clock.LONDON).date() <= _years_before(at, 7)
                    }
                    scene.approve()
                    scene.carry_out()
                    after = {key for key, (one, _) in ended.items() if kept(one)}
                    assert before - after == due


def _years_before(at: datetime, years: int) -> date:
    day = at.astimezone(clock.LONDON).date()
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def test_kinds_are_told_apart_and_each_says_everything() -> None:
    for kind in kinds():
        assert all((kind.name, kind.about, kind.begins, kind.then, kind.period.why)), kind.key
        assert not kind.begins.endswith("."), "it is part of a sentence"


def test_asking_what_is_due_costs_a_query_a_part(scene: Scene, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        scene.ended()
    parts = sum(1 for kind in kinds() if kind.source is not None) + 1
    with clock.fixed(LATER), django_assert_max_num_queries(parts + 12):
        queries.preview(scene.officer, clock.today())


def test_the_job_is_no_person(scene: Scene) -> None:
    assert system("retention").person_id is None
