"""What must hold of every observation and referral, told from the facts of the case and never from `readers`.

`Rows` is everything there is at one moment. `may_read` says who should see which row, from roles and from who
sent what to whom; `sees` asks the database what somebody does see. `check_*` raise AssertionError.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.db import connection
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.working_time import Calendar
from wardmote.modules.referrals.models import (
    Addition,
    Observation,
    ObservationPhoto,
    PersonConcerned,
    Reach,
    Referral,
    Step,
    TeamNote,
)
from wardmote.modules.referrals.queries.clocks import taken
from wardmote.modules.referrals.queries.ladder import climb_of
from wardmote.modules.referrals.rules import (
    AWAY,
    MOVES,
    ON_A_DESK,
    OUTCOMES,
    PASSED_ON,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    Desk,
    Give,
    NotReady,
    ObservationState,
    Side,
    Situation,
    StepKind,
    WrongStep,
    apply,
    handed_on,
    highest_rung,
    moves_available,
    next_deadline,
)
from wardmote.shared.documents.models import Document
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import MOVEMENT_ROLES, RoleName, Sensitivity

GUARDED = (
    Observation,
    PersonConcerned,
    ObservationPhoto,
    Addition,
    Document,
    Reach,
    Referral,
    Step,
    TeamNote,
)
_SEES = " union all ".join(f"select '{m.__name__}', id from {m._meta.db_table}" for m in GUARDED)  # noqa: S608 (our own tables)
_ALL = [
    *(m._meta.db_table for m in GUARDED),
    "audit_auditentry",
    "events_outboxevent",
    "referrals_flowcount",
]
_ROWS = "(select md5(coalesce(string_agg(t::text, '|' order by id), '')) from {} t)"
_PRINT = "select " + ", ".join(map(_ROWS.format, _ALL))

Row = tuple[str, int]
CLIMBED = {
    StepKind.REMINDED,
    StepKind.ESCALATED,
    StepKind.LAPSED,
    StepKind.RESUMED,
    StepKind.COORDINATOR_CALLED,
}
_HANDS_ON = {StepKind.CLOSED, StepKind.REDIRECTED, StepKind.RETURNED, StepKind.ANSWERED}


def sees(actor: Actor) -> set[Row]:
    """Every row of every guarded table that the database shows this actor."""
    with as_actor(actor), connection.cursor() as cursor:
        cursor.execute(_SEES)
        return set(cursor.fetchall())


def fingerprint() -> tuple[str, ...]:
    """What all rows come to: the same before and after an act that was refused."""
    with make.everything(), connection.cursor() as cursor:
        cursor.execute(_PRINT)
        return cursor.fetchone()


def works(actor: Actor, teams: set[int], *, protected: bool) -> bool:
    """The actor has a role in one of the teams; for a protected matter, as its safeguarding lead."""
    return any(
        role.scope == f"team:{team}" and (not protected or role.name == RoleName.SAFEGUARDING_LEAD)
        for role in actor.roles
        for team in teams
    )


@dataclass
class Staff:
    """Who is there."""

    now: dict[int, Actor]
    """Everybody, with the roles they hold."""
    ever: dict[int, Actor]
    """Everybody, with every role they have held."""
    has_changed: bool = False
    """Somebody came, left or changed their role: a desk may be empty."""
    is_told: bool = True
    """The hourly look at what nobody could hold has been taken since."""


@dataclass
class Log:
    """The steps of a referral, and what they come to."""

    before: Situation
    situation: Situation
    called_by: int | None = None
    """The step that called the coordinator."""
    called: int | None = None
    """The desk that was called."""
    settles: int | None = None
    """The coordinator's desk with which it lies."""
    gave_back: int | None = None
    """The coordinator's desk that gave it back to its sender, and sees what comes of that."""


class Rows:
    """Everything there is, as nobody in the house sees it."""

    def __init__(self, coordinators: Sequence[tuple[int, int]]) -> None:
        self.coordinators = coordinators
        """Which team was the coordinator's desk, each with the last step that was taken before it was."""
        with make.everything():
            self.observations = {o.pk: o for o in Observation.objects.order_by("pk")}
            self.referrals = {
                r.pk: r for r in Referral.objects.select_related("clock", "receiver_team").order_by("pk")
            }
            self.steps: dict[int, list[Step]] = defaultdict(list)
            for step in Step.objects.order_by("referral_id", "position"):
                self.steps[step.referral_id].append(step)
            self.people, self.photos, self.additions, self.reach, self.notes, documents = (
                list(m.objects.all())
                for m in (PersonConcerned, ObservationPhoto, Addition, Reach, TeamNote, Document)
            )
            self.documents = {d.pk: d for d in documents}
        ended = Team.objects.filter(ended_on__lte=clock.today()).values_list("pk", "carried_on_by")
        self.carried_on_by: dict[int, int | None] = dict(ended)
        """The teams that have ended, and the one that carries on the work of each."""
        self.of: dict[int, list[Referral]] = defaultdict(list)
        for referral in self.referrals.values():
            self.of[referral.observation_id].append(referral)

    @cached_property
    def logs(self) -> dict[int, Log]:
        """Every log, replayed strictly: raises unless each step was allowed where it was taken."""
        logs: dict[int, Log] = {}
        for pk, referral in self.referrals.items():
            beginning = Situation()
            if referral.redirected_from_id:
                beginning = handed_on(logs[referral.redirected_from_id].situation)
            protected = referral.sensitivity == Sensitivity.PROTECTED
            situation = before = Situation(
                **{f: getattr(beginning, f) for f in Situation.__dataclass_fields__ if f != "protected"},
                protected=protected,
            )
            log = Log(before, situation)
            for step in self.steps[pk]:
                before = situation
                try:
                    situation = apply(
                        before, taken(step), desk=self.desk(referral, step, before, log.settles)
                    )
                except (WrongStep, NotReady) as problem:
                    raise AssertionError(f"{step} could not be taken then") from problem
                if step.kind == StepKind.GIVEN_BACK:
                    log.gave_back = log.settles
                if situation.accountable is not Desk.COORDINATOR:
                    log.settles = None
                elif before.accountable is not Desk.COORDINATOR:
                    log.settles = self.coordinator_before(step)
                elif step.kind == StepKind.HANDED_OVER and step.reason == Side.COORDINATOR:
                    log.settles = step.to_team_id
                if situation.coordinator_called and log.called_by is None:
                    log.called_by, log.called = step.pk, log.settles
            log.before, log.situation = before, situation
            logs[pk] = log
        return logs

    def coordinator_before(self, step: Step) -> int:
        """The coordinator's desk when a step was taken."""
        return [team for last, team in self.coordinators if last < step.pk][-1]

    def desk(self, referral: Referral, step: Step, situation: Situation, settles: int | None) -> Desk:
        """The side on which the team stands that took a step."""
        if step.kind == StepKind.SENT:
            return Desk.SENDER
        if step.kind == StepKind.RELEASED and step.by_person_id is None:
            return Desk.RECEIVER  # what a leaver had claimed goes back to the desk
        if step.kind == StepKind.HANDED_OVER or step.by_person_id is None:
            return Desk.SYSTEM
        then = {
            Desk.SENDER: self.then(referral, step, Side.SENDER),
            Desk.RECEIVER: self.then(referral, step, Side.RECEIVER),
            Desk.COORDINATOR: settles,
        }
        for desk in (situation.accountable, Desk.SENDER, Desk.RECEIVER):
            team = then[desk] if desk else None
            # One team may stand on both sides, once work has been handed over.
            if desk and team == step.by_team_id and desk in MOVES[StepKind(step.kind)].by:
                return desk
        raise AssertionError(f"{step} was taken by a team that is not in the case")

    def handings(self, referral: Referral) -> list[Step]:
        """Each time that a team took the place of another in a referral."""
        return [step for step in self.steps[referral.pk] if step.kind == StepKind.HANDED_OVER]

    def then(self, referral: Referral, step: Step, side: Side) -> int:
        """Who the sender or the receiver was when a step was taken."""
        for later in self.handings(referral):
            if later.position > step.position and later.reason in {side, Side.BOTH}:
                return later.by_team_id
        return referral.sender_team_id if side is Side.SENDER else referral.receiver_team_id

    def team(self, referral: Referral, situation: Situation) -> int | None:
        """The team that is accountable."""
        match situation.accountable:
            case Desk.SENDER:
                return referral.sender_team_id
            case Desk.RECEIVER:
                return referral.receiver_team_id
            case Desk.COORDINATOR:
                return self.logs[referral.pk].settles
        return None

    def teams(self, referral: Referral, *, since: Step | None = None) -> set[int]:
        """The teams in a case: sender, receiver, those it went on to, and the coordinator once called.

        Those whose place another team took read no step that was taken after that.
        """
        case = [referral, *self._later(referral)]
        found = {team for one in case for team in (one.sender_team_id, one.receiver_team_id)}
        handings = [handed for one in case for handed in self.handings(one)]
        found |= {h.by_team_id for h in handings if since is None or h.pk >= since.pk}
        for log in (self.logs[one.pk] for one in case):
            found |= {team for team in (log.called, log.settles, log.gave_back) if team}
        return found

    def _later(self, referral: Referral) -> list[Referral]:
        later = [r for r in self.of[referral.observation_id] if r.redirected_from_id == referral.pk]
        return [*later, *(after for one in later for after in self._later(one))]

    def _given(self, observation: Observation, what: str) -> set[int]:
        """The teams to which people or photos were shown with a referral, beside the recorder's own."""
        given = {observation.recorded_for_id}
        steps = [(step, referral) for referral in self.of[observation.pk] for step in self.steps[referral.pk]]
        for step, referral in sorted(steps, key=lambda pair: pair[0].pk):
            if step.kind == StepKind.HANDED_OVER and step.by_team_id in given:
                given.add(step.to_team_id)
            if getattr(referral, what) and step.kind == StepKind.SENT:
                given.add(step.to_team_id)
            if getattr(referral, what) and step.pk == self.logs[referral.pk].called_by:
                given.add(self.logs[referral.pk].called)
        return given

    def _read_notes(self, note: TeamNote) -> set[int]:
        """The team that kept a note, and those that took its place since."""
        teams = {note.team_id}
        referral = self.referrals[note.referral_id]
        for one in (referral, *self._later(referral)):
            for handed in self.handings(one):
                if handed.at >= note.at and handed.by_team_id in teams:
                    teams.add(handed.to_team_id)
        return teams

    def and_who_carries_on(self, teams: set[int]) -> set[int]:
        """The teams, and those that carry on the work of the ones that have ended."""
        return teams | {carrier for team in teams if (carrier := self.carried_on_by.get(team))}

    def may_read(self, actor: Actor) -> set[Row]:
        """Every row this actor should see."""
        rows: set[Row] = set()
        if not actor.roles:
            return rows
        for observation in self.observations.values():
            rows |= self._of_observation(actor, observation)
        return rows

    def _of_observation(self, actor: Actor, observation: Observation) -> set[Row]:
        protected = observation.sensitivity == Sensitivity.PROTECTED
        wrote = observation.recorded_by_id == actor.person_id
        sent = observation.state != ObservationState.DRAFT and observation.ended_reason != "discarded"
        is_open = sent and observation.sensitivity == Sensitivity.OPEN
        elected = {RoleName.COUNCILLOR, RoleName.CHAIR}
        everyone = is_open and any(role.name not in elected for role in actor.roles)

        def reads(teams: set[int], *, writer: bool) -> bool:
            return (
                everyone
                or (writer and wrote)
                or (sent and works(actor, self.and_who_carries_on(teams), protected=protected))
            )

        case = {observation.recorded_for_id}.union(*(self.teams(r) for r in self.of[observation.pk]))
        rows: set[Row] = set()
        if reads(case, writer=True):
            rows.add(("Observation", observation.pk))
            rows |= {("Addition", a.pk) for a in self.additions if a.observation_id == observation.pk}
            rows |= {
                ("Reach", r.pk)
                for r in self.reach
                if r.observation_id == observation.pk and r.key in actor.keys
            }
        if reads(self._given(observation, "shares_people"), writer=True):
            rows |= {("PersonConcerned", p.pk) for p in self.people if p.observation_id == observation.pk}
        if reads(self._given(observation, "shares_photos"), writer=True):
            for photo in (p for p in self.photos if p.observation_id == observation.pk):
                rows |= {("ObservationPhoto", photo.pk), ("Document", photo.document_id)}
        for referral in self.of[observation.pk]:
            inside = reads(self.teams(referral), writer=False)
            watches = not protected and actor.holds(*MOVEMENT_ROLES)
            heard = [s for s in self.steps[referral.pk] if s.reason.endswith(".coordinator")]
            ring = self.and_who_carries_on({self.coordinator_before(s) for s in heard})
            rings = works(actor, ring, protected=protected)
            if inside or watches or rings or (is_open and actor.holds(*elected)):
                rows.add(("Referral", referral.pk))
            rows |= {
                ("Step", s.pk)
                for s in self.steps[referral.pk]
                if reads(self.teams(referral, since=s), writer=False)
            }
            rows |= {
                ("TeamNote", n.pk)
                for n in self.notes
                if n.referral_id == referral.pk
                and works(actor, self.and_who_carries_on(self._read_notes(n)), protected=protected)
            }
        return rows


def check_everything(rows: Rows, staff: Staff) -> None:
    """Invariants 1 to 5 of design.md over all rows."""
    for observation in rows.observations.values():
        check_observation(rows, observation)
    for referral in rows.referrals.values():
        check_row_is_its_log(rows, referral, staff)
        check_desk(rows, referral, staff)
        check_steps(rows, referral, staff)


def check_sight(rows: Rows, actor: Actor) -> None:
    """The database shows the actor what they should see, and nothing else."""
    seen, due = sees(actor), rows.may_read(actor)
    assert not seen - due, f"{actor.name} sees what they must not: {sorted(seen - due)}"
    assert not due - seen, f"{actor.name} does not see what they should: {sorted(due - seen)}"


def check_observation(rows: Rows, observation: Observation) -> None:
    """Nothing falls through, and all that says who reads an observation agrees."""
    lying = [r for r in rows.of[observation.pk] if r.state in ON_A_DESK]
    match observation.state:
        case ObservationState.DRAFT | ObservationState.RECORDED:
            assert not rows.of[observation.pk], f"{observation} was passed on and does not know"
        case ObservationState.PASSED_ON:
            assert lying, f"{observation} was passed on and lies on no desk"
        case ObservationState.ENDED:
            assert not lying, f"{observation} has ended and still lies on a desk"
            assert observation.ended_reason.strip(), f"{observation} ended without a reason"
    receivers = [r.receiver_team_id for r in lying]
    if not any(rows.handings(r) for r in rows.of[observation.pk]):
        assert len(receivers) == len(set(receivers)), f"{observation} lies twice with one team"
    sent = observation.state != ObservationState.DRAFT and observation.ended_reason != "discarded"
    reach = [r for r in rows.reach if r.observation_id == observation.pk]
    assert {r.key for r in reach} == (set(observation.readers) if sent else set()), (
        f"reach of {observation} differs from its readers"
    )
    assert {r.created_at for r in reach} <= {observation.created_at}
    for addition in rows.additions:
        if addition.observation_id == observation.pk:
            assert addition.readers == observation.readers, f"{addition} of {observation}"
    for part in (*rows.people, *rows.photos):
        if part.observation_id == observation.pk:
            assert set(part.readers) <= set(observation.readers), f"{part} of {observation}"
    for photo in rows.photos:
        assert photo.readers == rows.documents[photo.document_id].readers, f"{photo}"


@cache
def _calendar(team: Team) -> Calendar:
    return partnerships.calendar_for(team)


def check_row_is_its_log(rows: Rows, referral: Referral, staff: Staff) -> None:
    """The row says what the log of steps comes to by the rules.

    When silence sets something off depends on who is there too: once that has changed, the row may say so too early,
    and never too late.
    """
    situation = rows.logs[referral.pk].situation
    calendar = _calendar(referral.receiver_team)
    deadline = next_deadline(situation, referral.clock.times, calendar)
    says = (
        referral.state,
        referral.hold,
        referral.claimed_by_id,
        referral.accountable_team_id,
        referral.acknowledged_at,
        referral.ended_at,
        referral.outcome,
        referral.not_ours_count,
        referral.reopened_count,
        referral.next_deadline_at,
        referral.next_deadline_kind,
        referral.rung,
    )
    with make.everything():
        climb = climb_of(referral, situation, deadline, calendar)
    assert says == (
        situation.state,
        situation.hold,
        situation.claimed_by,
        rows.team(referral, situation),
        situation.acknowledged_at,
        situation.ended_at,
        situation.ending,
        situation.not_ours,
        situation.reopened,
        deadline.due_at if deadline else None,
        deadline.kind if deadline else "",
        highest_rung(situation, deadline) or "",
    ), f"{referral} differs from its log"
    climbs_at = climb.at if climb else None
    if not staff.has_changed:
        assert referral.climbs_at == climbs_at, f"{referral} climbs at another time than its log says"
    elif climbs_at is not None and staff.is_told:
        assert referral.climbs_at, f"nobody would ever look at {referral} again"
        assert referral.climbs_at <= climbs_at, f"{referral} would climb too late"
    before = rows.referrals.get(referral.redirected_from_id or 0)
    assert referral.earlier == ([*before.earlier, before.pk] if before else [])
    assert (referral.outcome == PASSED_ON) == any(
        r.redirected_from_id == referral.pk for r in rows.referrals.values()
    ), f"{referral} was passed on to nobody"


def check_desk(rows: Rows, referral: Referral, staff: Staff) -> None:
    """Open: one standing team, one deadline, and a way on. Else neither.

    Somebody there sees it, unless they have left: then silence moves it on.
    """
    lies = referral.state in ON_A_DESK
    assert lies == (referral.accountable_team_id is not None) == (referral.next_deadline_at is not None)
    if lies:
        team = {referral.accountable_team_id}
        protected = referral.sensitivity == Sensitivity.PROTECTED
        assert staff.has_changed or any(works(a, team, protected=protected) for a in staff.now.values()), (
            f"{referral} lies where nobody may read it"
        )
        assert team.isdisjoint(rows.carried_on_by), f"{referral} lies with a team that has ended"
        assert referral.sender_team_id not in rows.carried_on_by, f"the sender of {referral} has ended"
        situation = rows.logs[referral.pk].situation
        assert (_HANDS_ON | {StepKind.ACKNOWLEDGED}) & set(
            moves_available(situation, situation.accountable or Desk.SYSTEM)
        ), f"{referral} is stuck"


def check_steps(rows: Rows, referral: Referral, staff: Staff) -> None:
    """Every step in order and time, with somebody of the acting team, and words where it disappoints."""
    steps = rows.steps[referral.pk]
    assert [s.position for s in steps] == list(range(1, len(steps) + 1)), f"{referral} has gaps"
    assert len(steps) == referral.version
    before = rows.steps[referral.redirected_from_id or 0]
    times = [s.at for s in (*before[-1:], *steps)]
    assert times == sorted(times), f"the story of {referral} runs backwards"
    protected = referral.sensitivity == Sensitivity.PROTECTED
    for step in steps:
        if step.by_person_id is None:
            assert step.kind in CLIMBED | {StepKind.RELEASED}, f"{step} was taken by nobody"
            continue
        actor = staff.ever[step.by_person_id]
        if step.kind == StepKind.HANDED_OVER:
            assert actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR), f"{step} was taken by {actor.name}"
            assert step.by_team_id != step.to_team_id, f"{step} leads nowhere"
            continue
        if (
            step.kind == StepKind.RELEASED
            and step.reason == AWAY
            and not works(actor, {step.by_team_id}, protected=False)
        ):
            assert actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR), f"{step} was taken by {actor.name}"
            continue
        first = step.kind == StepKind.SENT and not referral.redirected_from_id
        assert works(actor, {step.by_team_id}, protected=protected and not first), (
            f"{step} is told of a team in which {actor.name} does not work"
        )
        words = bool(step.words.strip())
        match StepKind(step.kind):
            case StepKind.RETURNED:
                assert words or Give.WORDS not in RETURN_REASONS[step.reason].must_give
            case StepKind.WITHDRAWN:
                assert step.reason in WITHDRAW_REASONS
            case StepKind.CLOSED:
                assert words or not OUTCOMES[step.reason].needs_words
            case StepKind.REDIRECTED:
                assert words
                assert step.to_team_id
            case StepKind.PAUSED:
                assert step.reason
                assert step.until
                assert step.until > step.at
