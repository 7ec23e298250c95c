"""Who is told of a step in a referral's life, and in which message (R1.3, R1.4).

Public names: `Notice`, `Who`, `Audience`, `Telling`, `Case`, `Told`, `tellings`, `people_told`, `people_meant`,
`seconds_to_look`, `still_told`, `NEVER_TOLD`, `NEWS_FOR`.

Choices made here, where the design leaves room:

- Whoever takes a step is not told of it. Nobody is told twice of one step: what asks something of somebody goes before
  news. Who claims, and who gives a claim back, is nobody's news.
- A desk is told through its duty officers; without any, through its leads; without those, through everybody in the
  team, so that a small team without roles still hears.
- What asks something goes to whoever is on it: who claimed it, or for the sender's side who sent it; as long as they
  still work there. Otherwise to the desk.
- Who is away is passed over by what asks something, as long as anybody else of that desk is there: the cover, a
  stand-in, a colleague on duty, or failing those whoever works there. Where everybody is away, everybody is told. News
  waits for them.
- The referrer is whoever recorded the observation and whoever sent it. Whoever works for the sending team no more is
  told only of what they recorded themselves: they can still read that.
- Of a protected matter its recorder hears "received", once. All else goes to safeguarding leads alone. The sender's own
  leads hear that it was closed, because they may open it again, and no other news. Team leads and administrators never
  hear of it. Every message about it says that there is something, and no more.
- Where the telling comes late, what asked something is told as long as nobody has answered, and news for a week.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from wardmote.shared.partnerships.rules import Holder, RoleName

from .deadlines import DeadlineKind
from .endings import DUPLICATE_OF
from .ladder import Rung
from .states import Desk, Side, Situation, StepKind, Taken

NEWS_FOR = timedelta(days=7)
"""News that is older when its telling comes is history, which the pages tell: nobody is flooded after a long stop."""


NEVER_TOLD = frozenset({StepKind.CLAIMED, StepKind.RELEASED})
"""Steps that are nobody's news."""


class Notice(StrEnum):
    """A message about a referral. The keys are stored and never change."""

    NEW = "new"
    HANDED_OVER = "handed_over"
    REMINDER = "reminder"
    LATE = "late"
    LATE_LEAD = "late_lead"
    LATE_COORDINATOR = "late_coordinator"
    LATE_ADMINISTRATORS = "late_administrators"
    CLOCK_RUNS = "clock_runs"
    ASKED = "asked"
    ANSWERED = "answered"
    RETURNED = "returned"
    LAPSED = "lapsed"
    TO_SETTLE = "to_settle"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NEWS_SENT = "news_sent"
    NEWS_RECEIVED = "news_received"
    NEWS_TAKEN_ON = "news_taken_on"
    NEWS_ASKED = "news_asked"
    NEWS_NOTED = "news_noted"
    NEWS_PAUSED = "news_paused"
    NEWS_RETURNED = "news_returned"
    NEWS_PASSED_ON = "news_passed_on"
    NEWS_WITH_COORDINATOR = "news_with_coordinator"
    NEWS_UNANSWERED = "news_unanswered"
    NEWS_CLOSED = "news_closed"
    NEWS_WITHDRAWN = "news_withdrawn"
    NEWS_REOPENED = "news_reopened"

    @property
    def for_referrer(self) -> bool:
        """It tells a referrer what came of what they said."""
        return self.value.startswith("news_")


class Who(StrEnum):
    """Which people of a referral are meant."""

    ON_IT = "on_it"
    ON_DUTY = "on_duty"
    LEAD = "lead"
    ADMINISTRATORS = "administrators"
    REFERRER = "referrer"
    RECORDER = "recorder"


class Audience(NamedTuple):
    """Some people: of a desk, where they belong to one."""

    who: Who
    desk: Desk | None = None


class Telling(NamedTuple):
    """What is told to whom."""

    notice: Notice
    to: Audience


class Told(NamedTuple):
    """What one person is told."""

    person: int
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Who stands in a referral now, by number: its teams, and the people it names."""

    sender_team: int
    receiver_team: int
    claimed_by: int | None
    sent_by: int | None
    recorded_by: int | None
    protected: bool


_RUNGS = {
    Rung.DESK: Notice.LATE,
    Rung.LEAD: Notice.LATE_LEAD,
    Rung.COORDINATOR: Notice.LATE_COORDINATOR,
    Rung.ADMINISTRATORS: Notice.LATE_ADMINISTRATORS,
}
_HANDED_TO = {
    Side.RECEIVER: Desk.RECEIVER,
    Side.SENDER: Desk.SENDER,
    Side.BOTH: Desk.RECEIVER,
    Side.COORDINATOR: Desk.COORDINATOR,
}
_NEWS = {
    StepKind.ACKNOWLEDGED: Notice.NEWS_RECEIVED,
    StepKind.ACCEPTED: Notice.NEWS_TAKEN_ON,
    StepKind.NOTED: Notice.NEWS_NOTED,
    StepKind.PAUSED: Notice.NEWS_PAUSED,
    StepKind.REDIRECTED: Notice.NEWS_PASSED_ON,
}
_ANSWERS_NOTHING = frozenset({*NEVER_TOLD, StepKind.NOTED, StepKind.REMINDED, StepKind.ESCALATED})
_REFERRER = Audience(Who.REFERRER)
_DESKS = frozenset({Who.ON_IT, Who.ON_DUTY})


def still_told(told: Iterable[Telling], *, later: Collection[StepKind], age: timedelta) -> Sequence[Telling]:
    """What is still worth telling of a step, so long after it and after the steps that came later."""
    asks, news = _ANSWERS_NOTHING.issuperset(later), age < NEWS_FOR
    return [telling for telling in told if (news if telling.notice.for_referrer else asks)]


def tellings(taken: Taken, before: Situation, after: Situation) -> Sequence[Telling]:
    """What a step tells to whom, between the situations around it; what asks something first."""
    told = list(_tellings(taken, before, after))
    return _of_protected(told, taken, before) if before.protected else told


def _tellings(taken: Taken, before: Situation, after: Situation) -> Iterator[Telling]:
    match taken.kind:
        case StepKind.SENT:
            yield _on_duty(Notice.NEW, Desk.RECEIVER)
            if before.first_sent_at is None:
                yield Telling(Notice.NEWS_SENT, _REFERRER)
        case StepKind.HANDED_OVER:
            side = Side(taken.reason)
            yield _on_duty(Notice.HANDED_OVER, _HANDED_TO[side])
            if side in {Side.RECEIVER, Side.BOTH}:
                yield Telling(Notice.NEWS_PASSED_ON, _REFERRER)
        case StepKind.REMINDED | StepKind.ESCALATED:
            yield _of_rung(taken, before)
        case StepKind.RESUMED if taken.by is None:
            yield _on_it(Notice.CLOCK_RUNS, Desk.RECEIVER)
        case StepKind.ASKED:
            yield _on_it(Notice.ASKED, Desk.SENDER)
            yield Telling(Notice.NEWS_ASKED, _REFERRER)
        case StepKind.ANSWERED:
            yield _on_it(Notice.ANSWERED, Desk.RECEIVER)
        case StepKind.RETURNED if taken.reason == DUPLICATE_OF:
            yield Telling(Notice.NEWS_CLOSED, _REFERRER)
        case StepKind.RETURNED if not after.coordinator_called:
            yield _on_it(Notice.RETURNED, Desk.SENDER)
            yield Telling(Notice.NEWS_RETURNED, _REFERRER)
        case StepKind.RETURNED | StepKind.COORDINATOR_CALLED:
            yield _on_duty(Notice.TO_SETTLE, Desk.COORDINATOR)
            yield Telling(Notice.NEWS_WITH_COORDINATOR, _REFERRER)
        case StepKind.GIVEN_BACK:
            yield _on_it(Notice.RETURNED, Desk.SENDER)
            yield Telling(Notice.NEWS_RETURNED, _REFERRER)
        case StepKind.LAPSED:
            yield _on_duty(Notice.LAPSED, after.accountable)
            yield Telling(Notice.NEWS_UNANSWERED, _REFERRER)
        case StepKind.WITHDRAWN:
            if before.accountable is not Desk.SENDER:
                yield _on_it(Notice.WITHDRAWN, before.accountable)
            yield Telling(Notice.NEWS_WITHDRAWN, _REFERRER)
        case StepKind.CLOSED:
            if before.protected and before.accountable is not Desk.SENDER:
                yield _on_duty(Notice.NEWS_CLOSED, Desk.SENDER)
            yield Telling(Notice.NEWS_CLOSED, _REFERRER)
        case StepKind.REOPENED:
            yield _on_duty(Notice.REOPENED, after.accountable)
            yield Telling(Notice.NEWS_REOPENED, _REFERRER)
        case kind if kind in _NEWS:
            yield Telling(_NEWS[kind], _REFERRER)


def _of_rung(taken: Taken, situation: Situation) -> Telling:
    """A rung of the ladder. Its step names the deadline and the rung."""
    due, _, rung = taken.reason.partition(".")
    if taken.kind is StepKind.REMINDED:
        return _on_it(Notice.REMINDER, Desk.SENDER if due == DeadlineKind.ANSWER else situation.accountable)
    who, desk = {
        Rung.LEAD: (Who.LEAD, situation.accountable),
        Rung.COORDINATOR: (Who.ON_DUTY, Desk.COORDINATOR),
        Rung.ADMINISTRATORS: (Who.ADMINISTRATORS, None),
    }.get(Rung(rung), (Who.ON_DUTY, situation.accountable))
    return Telling(_RUNGS[Rung(rung)], Audience(who, desk))


def _on_duty(notice: Notice, desk: Desk | None) -> Telling:
    return Telling(notice, Audience(Who.ON_DUTY, desk))


def _on_it(notice: Notice, desk: Desk | None) -> Telling:
    return Telling(notice, Audience(Who.ON_IT, desk))


def _of_protected(told: Sequence[Telling], taken: Taken, before: Situation) -> list[Telling]:
    """What may be told of a protected matter: its desks hear, and its recorder that it was first received."""
    kept = [telling for telling in told if telling.to.who in _DESKS]
    if taken.kind is StepKind.ACKNOWLEDGED and before.acknowledged_at is None:
        kept.append(Telling(Notice.NEWS_RECEIVED, Audience(Who.RECORDER)))
    return kept


def people_told(
    told: Iterable[Telling], case: Case, holders: Collection[Holder], *, by: int | None
) -> list[Told]:
    """Who is told what, each once. `holders` are the roles held now by whoever may be meant; `by` took the step."""
    found: dict[int, Notice] = {}
    for telling in told:
        for person in _people(telling.to, case, holders):
            if person != by:
                found.setdefault(person, telling.notice)
    return [Told(person, notice) for person, notice in found.items()]


def people_meant(
    to: Iterable[Audience], case: Case, holders: Collection[Holder], *, by: int | None
) -> list[int]:
    """The people of these audiences, each once, without whoever did it."""
    found = dict.fromkeys(person for audience in to for person in _people(audience, case, holders))
    return [person for person in found if person != by]


def seconds_to_look(holders: Iterable[Holder], *, asked_by: int | None, protected: bool) -> list[int]:
    """Who may be the second person to look at an override, of those who work for the teams in the case: leads and
    safeguarding leads, of a protected matter the latter alone; never who asked."""
    roles = {RoleName.SAFEGUARDING_LEAD} | (set() if protected else {RoleName.TEAM_LEAD})
    may = [holder for holder in holders if holder.role in roles and holder.person != asked_by]
    return _unique(_there(may))


def _people(to: Audience, case: Case, holders: Collection[Holder]) -> Sequence[int]:
    match to.who:
        case Who.ADMINISTRATORS:
            return _unique(_there([h for h in holders if h.role == RoleName.PARTNERSHIP_ADMINISTRATOR]))
        case Who.RECORDER:
            return _recorder(case, holders)
        case Who.REFERRER:
            in_team = [h for h in holders if h.team == case.sender_team and h.person == case.sent_by]
            return [*_recorder(case, holders), *_unique(in_team)]
    desk = [h for h in holders if _at(to.desk, case)(h)]
    if case.protected:
        desk = [h for h in desk if h.role == RoleName.SAFEGUARDING_LEAD]
    desk = _there(desk)
    if to.who is Who.LEAD:
        return _unique(h for h in desk if h.role == RoleName.TEAM_LEAD) or _on_duty_at(desk)
    on_it = {Desk.RECEIVER: case.claimed_by, Desk.SENDER: case.sent_by}.get(to.desk or Desk.SYSTEM)
    if to.who is Who.ON_IT and any(h.person == on_it for h in desk):
        return _unique(h for h in desk if h.person == on_it)
    return _on_duty_at(desk)


def _there(holders: list[Holder]) -> list[Holder]:
    """Those of them who are not away; everybody where all are: somebody must hear."""
    return [holder for holder in holders if not holder.away] or holders


def _on_duty_at(desk: Sequence[Holder]) -> Sequence[int]:
    """Its duty officers; else its leads; else everybody there."""
    for roles in ({RoleName.DUTY_OFFICER}, {RoleName.TEAM_LEAD}):
        if found := _unique(h for h in desk if h.role in roles):
            return found
    return _unique(desk)


def _at(desk: Desk | None, case: Case) -> Callable[[Holder], bool]:
    """Whether somebody works at a desk."""
    if desk is Desk.COORDINATOR:
        return lambda holder: holder.on_coordinators_desk
    team = case.sender_team if desk is Desk.SENDER else case.receiver_team
    return lambda holder: holder.team == team


def _recorder(case: Case, holders: Collection[Holder]) -> Sequence[int]:
    """Whoever recorded it, as long as they hold any role: without one they can read nothing."""
    return _unique(h for h in holders if h.person == case.recorded_by)


def _unique(holders: Iterable[Holder]) -> list[int]:
    return list(dict.fromkeys(holder.person for holder in holders))
