"""Random histories of a small borough: several people, every action, sensible and nonsensical, a moving clock."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from PIL import Image
from tests import factories as make
from tests.referrals.facts import Rows, Staff, check_everything, check_sight, fingerprint, works

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.events.models import OutboxEvent
from wardmote.kernel.refusals import Conflict
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Referral
from wardmote.modules.referrals.rules import (
    NOTHING_MORE,
    ON_A_DESK,
    OUTCOMES,
    PAUSE_REASONS,
    WITHDRAW_REASONS,
    Desk,
    NotReady,
    ObservationState,
    StepKind,
    WrongStep,
    moves_available,
    return_reasons_available,
)
from wardmote.shared.documents.rules import NotAPhoto
from wardmote.shared.partnerships.actions import NobodyLeft
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import Refused, RoleName, Sensitivity

REFUSALS = (NotAllowed, WrongStep, NotReady, NotAPhoto, ObjectDoesNotExist, Conflict, Refused, NobodyLeft)
WORDS = st.sampled_from(["Knocked twice on Monday.", "ہم دو بار آئے", "x", "\u202eright to left 🦊"])
TOLD = {StepKind.REMINDED, StepKind.ESCALATED}
ANY_WORDS = st.one_of(WORDS, st.sampled_from(["", "   ", "\n"]))
TIMES = st.sampled_from([0, 1, 20, 90, 60 * 9, 60 * 30, 60 * 24 * 4, 60 * 24 * 40])
ANY_REASON = st.sampled_from(
    ["", "nonsense", "passed-on", *OUTCOMES, *WITHDRAW_REASONS, *PAUSE_REASONS, "not-ours", "duplicate-of"]
)


def a_picture() -> bytes:
    """The bytes of a very small photograph."""
    out = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, format="PNG")
    return out.getvalue()


class Cast:
    """Five teams, a coordinator's desk, and thirteen people; made once for all histories."""

    def __init__(self) -> None:
        make.a_partnership()
        self.ward = make.a_ward()
        self.coordinator = Team.objects.get(is_coordinator=True)
        self.coordinators = [(0, self.coordinator.pk)]
        names = ("Housing", "Cleansing", "Police", "Social care", "Allotments")
        self.housing, self.cleansing, self.police, self.care, self.allotments = map(make.a_team, names)
        self.teams = [
            self.housing,
            self.cleansing,
            self.police,
            self.care,
            self.allotments,
            self.coordinator,
        ]
        self.kinds = [
            make.a_category("Fly-tipping"),
            make.a_category("Boiler", sensitivity=Sensitivity.PARTNERS, acknowledge="2wh", decide="4wh"),
            make.a_category("Child", sensitivity=Sensitivity.PROTECTED, decide="1wd", update_every="none"),
        ]
        team_roles = [
            (self.housing, RoleName.WORKER, "Wanda Worker"),
            (self.housing, RoleName.SAFEGUARDING_LEAD, "Hal Housinglead"),
            (self.cleansing, RoleName.DUTY_OFFICER, "Otto Officer"),
            (self.cleansing, RoleName.DUTY_OFFICER, "Sofia Second"),
            (self.cleansing, RoleName.SAFEGUARDING_LEAD, "Lena Lead"),
            (self.police, RoleName.DUTY_OFFICER, "Petra Police"),
            (self.police, RoleName.SAFEGUARDING_LEAD, "Saul Lead"),
            (self.care, RoleName.SAFEGUARDING_LEAD, "Cleo Carelead"),
            (self.allotments, RoleName.WORKER, "Alma Allotments"),
            (self.coordinator, RoleName.TEAM_LEAD, "Cora Coordinator"),
        ]
        people = [make.an_actor(role, team=team, name=name) for team, role, name in team_roles]
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
        people.append(self.administrator)
        people.append(make.an_actor(RoleName.COUNCILLOR, area=self.ward, name="Cedric Councillor"))
        everybody = {actor.known_person_id: actor for actor in people}
        self.staff = Staff(now=everybody, ever=dict(everybody))

    def for_one_history(self) -> Self:
        """The same people and teams, of whom some may change their roles in one history."""
        own = copy(self)
        own.coordinators = list(self.coordinators)
        own.staff = Staff(now=dict(self.staff.now), ever=dict(self.staff.ever))
        return own

    @property
    def people(self) -> dict[int, Actor]:
        """Everybody, as they are now."""
        return self.staff.now

    @property
    def actors(self) -> list[Actor]:
        """Everybody, and somebody who is nobody."""
        return [*self.people.values(), NOBODY]

    @property
    def workers(self) -> list[Actor]:
        """Who works in a team now."""
        return [a for a in self.people.values() if any(r.scope.startswith("team:") for r in a.roles)]

    def own_teams(self, actor: Actor) -> list[Team]:
        """The teams in which somebody works."""
        return [team for team in self.teams if works(actor, {team.pk}, protected=False)]


class Histories(RuleBasedStateMachine):
    """One history. After every step all invariants are checked over all rows and for everybody."""

    cast: Cast
    tried: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cast = self.cast.for_one_history()
        self.at = make.TUESDAY
        self.rows = Rows(self.cast.coordinators)
        self.print = fingerprint()
        self.stale: list[Referral] = []
        self.looks = self.told = 0
        self.tried["histories"] += 1

    def teardown(self) -> None:
        """Hand over the news, compare the counters, and forget the history."""
        try:
            self.come_to_an_end()
            for actor in self.cast.actors:
                check_sight(self.rows, actor)
            with clock.fixed(self.at):
                self.check_news()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def check_news(self) -> None:
        """Every step is in the news once, and counted once; the nightly checks find nothing to mend."""
        steps = sum(map(len, self.rows.steps.values()))
        self.tried["steps"] += steps
        assert OutboxEvent.objects.filter(key="referrals.stepped").count() == steps - self.told
        relay.drain()
        before = fingerprint()
        jobs.check_readers(0)
        jobs.recount_flow(0)
        assert fingerprint() == before, "the nightly checks found something to mend"

    # What can happen

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.record_one(data)
        self.send(data)

    @rule(data=st.data())
    def record_one(self, data: st.DataObject) -> None:
        """Write, and send, an observation of any kind."""
        by = data.draw(st.sampled_from(self.cast.workers), label="by")
        team = data.draw(st.sampled_from(self.cast.own_teams(by)))
        people = data.draw(st.sampled_from([(), (actions.Concerned(name="Arthur Invented"),)]))
        details = make.details(
            data.draw(st.sampled_from(self.cast.kinds)),
            people=people,
            observed_at=self.at - timedelta(minutes=5),
            sensitivity=data.draw(st.sampled_from(Sensitivity)),
        )
        draft = self.act("keep_draft", by, lambda: actions.keep_draft(by=by, team=team, details=details))
        assert draft is not None
        if data.draw(st.booleans()):
            self.act("add_photo", by, lambda: actions.add_photo(by=by, draft=draft, content=a_picture()))
        self.act("record", by, lambda: actions.record_observation(by=by, draft=draft))

    @rule(data=st.data())
    def scribble(self, data: st.DataObject) -> None:
        """Anybody keeps, changes, sends or throws away anything as a draft."""
        by = data.draw(st.sampled_from(self.cast.actors), label="by")
        team = data.draw(st.sampled_from(self.cast.teams))
        details = make.details(
            data.draw(st.sampled_from(self.cast.kinds)),
            words=data.draw(ANY_WORDS),
            observed_at=self.at + timedelta(minutes=data.draw(st.integers(-9, 3))),
            people=data.draw(st.sampled_from([(), (actions.Concerned(name="Arthur Invented"),)])),
        )
        drafts = [None, *self.rows.observations.values()]
        draft = data.draw(st.sampled_from(drafts), label="draft")
        how = data.draw(st.sampled_from(["keep", "keep", "record", "discard", "photo"]), label="how")
        if draft is None or how == "keep":
            self.act(
                "keep_draft",
                by,
                lambda: actions.keep_draft(by=by, team=team, details=details, draft=draft),
            )
        elif how == "record":
            self.act("record", by, lambda: actions.record_observation(by=by, draft=draft))
        elif how == "discard":
            self.act("discard_draft", by, lambda: actions.discard_draft(by=by, draft=draft))
        else:
            content = data.draw(st.sampled_from([a_picture(), b"no picture"]))
            self.act("add_photo", by, lambda: actions.add_photo(by=by, draft=draft, content=content))

    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        """Anybody passes anything to anyone, its writer and readers more often."""
        observations = list(self.rows.observations.values())
        recorded = [o for o in observations if o.state == ObservationState.RECORDED]
        observation = data.draw(st.sampled_from(observations + recorded * 3), label="observation")
        protected = observation.sensitivity == Sensitivity.PROTECTED
        readers = [a for a in self.cast.workers if set(a.keys) & set(observation.readers)]
        if sensible := bool(readers) and data.draw(st.integers(0, 4), label="nonsense") < 4:
            by = data.draw(st.sampled_from(readers), label="by")
            from_team = data.draw(st.sampled_from(self.cast.own_teams(by)), label="from")
            can = [
                team
                for team in self.cast.teams
                if team != from_team
                and any(works(a, {team.pk}, protected=protected) for a in self.cast.workers)
            ] or self.cast.teams
        else:
            by = data.draw(st.sampled_from(self.cast.actors), label="by")
            from_team = data.draw(st.sampled_from(self.cast.teams), label="from")
            can = self.cast.teams
        to_teams = data.draw(st.lists(st.sampled_from(can), min_size=int(sensible), max_size=2), label="to")
        words = data.draw(WORDS if sensible else ANY_WORDS)
        people, photos = data.draw(st.tuples(st.booleans(), st.booleans()))
        self.act(
            "send",
            by,
            lambda: actions.send_referrals(
                by=by,
                observation=observation,
                from_team=from_team,
                to_teams=to_teams,
                words=words,
                shares_people=people,
                shares_photos=photos,
            ),
        )

    @rule(data=st.data())
    def add_or_end(self, data: st.DataObject) -> None:
        """Anybody adds to anything, or says that it needs nothing more."""
        observation = data.draw(st.sampled_from(list(self.rows.observations.values())), label="observation")
        by, words = data.draw(st.tuples(st.sampled_from(self.cast.actors), ANY_WORDS))
        if data.draw(st.booleans()):
            self.act(
                "add", by, lambda: actions.add_to_observation(by=by, observation=observation, words=words)
            )
            return
        reason = data.draw(st.sampled_from([NOTHING_MORE, NOTHING_MORE, "", "x" * 90]))
        self.act(
            "end_observation",
            by,
            lambda: actions.end_observation(by=by, observation=observation, reason=reason, words=words),
        )

    @precondition(lambda self: any(r.state in ON_A_DESK for r in self.rows.referrals.values()))
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Somebody at a desk does something that can be done there, with what it must bring."""
        for _ in range(data.draw(st.integers(1, 4), label="moves")):
            self.at += timedelta(minutes=data.draw(TIMES, label="minutes later"))
            if lying := [r for r in self.rows.referrals.values() if r.state in ON_A_DESK]:
                self.step_on(data.draw(st.sampled_from(lying), label="referral"), data)

    @precondition(lambda self: any(r.state in ON_A_DESK for r in self.rows.referrals.values()))
    @rule(data=st.data())
    def go_on_further(self, data: st.DataObject) -> None:
        """As often again: this is what most of the day is made of."""
        Histories.go_on(self, data)

    @precondition(lambda self: any(r.state == "closed" for r in self.rows.referrals.values()))
    @rule(data=st.data())
    def open_again(self, data: st.DataObject) -> None:
        closed = [r for r in self.rows.referrals.values() if r.state == "closed"]
        self.step_on(data.draw(st.sampled_from(closed), label="referral"), data)

    @precondition(lambda self: self.rows.referrals)
    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        """Anybody tries anything with any referral, perhaps from an old page."""
        referral = data.draw(
            st.sampled_from([*self.rows.referrals.values(), *self.stale[-5:]]), label="referral"
        )
        by = data.draw(st.sampled_from(self.cast.actors), label="by")
        kind = data.draw(st.sampled_from(sorted(self.ACTS)), label="kind")
        until = self.at + timedelta(days=data.draw(st.integers(-3, 200)))
        self.take(
            StepKind(kind),
            by,
            referral,
            words=data.draw(ANY_WORDS),
            reason=data.draw(ANY_REASON),
            until=data.draw(st.sampled_from([until, None])),
            team=data.draw(st.sampled_from([*self.cast.teams, None])),
            version=referral.version,
        )

    @precondition(lambda self: any(r.state in ON_A_DESK for r in self.rows.referrals.values()))
    @rule(data=st.data())
    def hand_over(self, data: st.DataObject) -> None:
        """The administrator, or somebody who may not, lets another team take a team's place in something open."""
        lying = [r for r in self.rows.referrals.values() if r.state in ON_A_DESK]
        referral = data.draw(st.sampled_from(lying), label="referral")
        by = data.draw(st.sampled_from([self.cast.administrator] * 4 + self.cast.actors), label="by")
        team = data.draw(st.sampled_from([referral.receiver_team, referral.sender_team]), label="from")
        to_team = data.draw(st.sampled_from(self.cast.teams), label="to")
        words = data.draw(WORDS)
        self.act(
            "hand_over",
            by,
            lambda: actions.hand_over_referral(
                by=by,
                number=referral.pk,
                from_team=team,
                to_team=to_team,
                guardian=self.cast.care,
                words=words,
            ),
        )

    def come_to_an_end(self) -> None:
        """What happens when nobody does anything any more: nothing, here."""

    # How it is done

    def step_on(self, referral: Referral, data: st.DataObject) -> None:
        """One of the moves that the rules offer to one of the sides, by somebody who should be able to."""
        situation = self.rows.logs[referral.pk].situation
        protected = referral.sensitivity == Sensitivity.PROTECTED
        sides = (
            [(situation.accountable, self.rows.team(referral, situation))] if situation.accountable else []
        )
        sides.append((Desk.SENDER, referral.sender_team_id))
        offers = [
            (kind, by)
            for desk, team in sides
            for kind in moves_available(situation, desk)
            for by in self.cast.workers
            if kind in self.ACTS and works(by, {team}, protected=protected)
        ]
        if not offers:
            return
        kind = data.draw(st.sampled_from(sorted({kind for kind, _ in offers})), label="kind")
        by = data.draw(st.sampled_from([by for k, by in offers if k == kind]), label="by")
        reasons: dict[StepKind, list[str]] = {
            StepKind.CLOSED: sorted(OUTCOMES),
            StepKind.RETURNED: [r.key for r in return_reasons_available(situation)],
            StepKind.PAUSED: sorted(PAUSE_REASONS),
            StepKind.WITHDRAWN: sorted(WITHDRAW_REASONS),
        }
        self.take(
            kind,
            by,
            referral,
            words=data.draw(WORDS),
            reason=data.draw(st.sampled_from(reasons.get(kind, [""])), label="reason"),
            until=self.at + timedelta(days=data.draw(st.integers(1, 15))),
            team=data.draw(st.sampled_from(self.cast.teams), label="team"),
            version=referral.version,
        )

    ACTS: dict[StepKind, Callable[..., Any]] = {
        StepKind.CLAIMED: lambda g, **_: actions.claim_referral(**g),
        StepKind.RELEASED: lambda g, version, **_: actions.release_referral(**g, version=version),
        StepKind.ACKNOWLEDGED: lambda g, words, version, **_: actions.acknowledge_referral(
            **g, words=words, version=version, their_reference="CRM 7"
        ),
        StepKind.ACCEPTED: lambda g, words, version, **_: actions.accept_referral(
            **g, words=words, version=version
        ),
        StepKind.ASKED: lambda g, words, version, **_: actions.ask_for_information(
            **g, words=words, version=version
        ),
        StepKind.ANSWERED: lambda g, words, version, **_: actions.answer_question(
            **g, words=words, version=version
        ),
        StepKind.NOTED: lambda g, words, version, **_: actions.note_progress(
            **g, words=words, version=version
        ),
        StepKind.PAUSED: lambda g, words, reason, until, version, **_: actions.pause_referral(
            **g, reason=reason, until=until, words=words, version=version
        ),
        StepKind.RESUMED: lambda g, words, version, **_: actions.resume_referral(
            **g, words=words, version=version
        ),
        StepKind.RETURNED: lambda g, words, reason, until, team, version: actions.return_referral(
            **g, reason=reason, words=words, until=until, named_team=team, version=version
        ),
        StepKind.COORDINATOR_CALLED: lambda g, words, version, **_: actions.call_coordinator(
            **g, words=words, version=version
        ),
        StepKind.GIVEN_BACK: lambda g, words, version, **_: actions.give_back_referral(
            **g, words=words, version=version
        ),
        StepKind.REDIRECTED: lambda g, words, team, version, **_: actions.redirect_referral(
            **g, to_team=team, words=words, version=version
        ),
        StepKind.WITHDRAWN: lambda g, words, reason, version, **_: actions.withdraw_referral(
            **g, reason=reason, words=words, version=version
        ),
        StepKind.CLOSED: lambda g, words, reason, version, **_: actions.close_referral(
            **g, outcome=reason, words=words, version=version
        ),
        StepKind.REOPENED: lambda g, words, version, **_: actions.reopen_referral(
            **g, words=words, version=version
        ),
    }

    def take(self, kind: StepKind, by: Actor, referral: Referral, *, words: str, **given: Any) -> None:
        """Take a step, and perhaps keep a note; an old page is always refused."""
        if kind == StepKind.REDIRECTED and given["team"] is None:
            given["team"] = self.cast.police
        now = self.rows.referrals[referral.pk]
        since = [step.kind for step in self.rows.steps[referral.pk][referral.version :]]
        old = any(kind not in TOLD for kind in since)
        act = partial(self.ACTS[kind], {"by": by, "referral": referral}, words=words, **given)
        done = self.act(kind.value, by, act)
        if done is None:
            return
        assert not old or kind == StepKind.CLAIMED, "an old page was let act"
        self.check_entitled(kind, by, now)
        self.stale.append(now)
        if kind in {StepKind.ACCEPTED, StepKind.RETURNED}:
            self.act("note", by, lambda: actions.keep_team_note(by=by, referral=referral, words=words))

    def check_entitled(self, kind: StepKind, by: Actor, before: Referral) -> None:
        """Whoever acted was of the team on whose desk it lay, or spoke for the sender."""
        speaks = kind in {StepKind.WITHDRAWN, StepKind.ANSWERED, StepKind.REOPENED}
        team = before.sender_team_id if speaks else before.accountable_team_id
        assert team is not None
        protected = before.sensitivity == Sensitivity.PROTECTED
        assert works(by, {team}, protected=protected), f"{by.name} may not have {kind} {before}"

    def act(self, name: str, by: Actor, do: Callable[[], Any]) -> Any:
        """Do it as this actor; None when refused. Then check everything, or that nothing has changed."""
        entries = AuditEntry.objects.filter(actor_id=by.id).count()
        self.tried["acts"] += 1
        with clock.fixed(self.at):
            try:
                with as_actor(by):
                    done = do()
            except REFUSALS:
                self.tried[f"{name} refused"] += 1
                assert fingerprint() == self.print, f"{name} was refused and changed something"
                return None
            self.tried[f"{name} done"] += 1
            assert AuditEntry.objects.filter(actor_id=by.id).count() > entries or name == "claimed"
            self.look_again()
            people = list(self.cast.people.values())
            for turn in range(3):
                self.looks += 1
                check_sight(self.rows, by if turn == 0 else people[self.looks % len(people)])
        return done if done is not None else True

    def look_again(self) -> None:
        """Read everything anew, and check it."""
        self.rows = Rows(self.cast.coordinators)
        self.print = fingerprint()
        check_everything(self.rows, self.cast.staff)
