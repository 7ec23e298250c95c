"""Observations and referrals as other systems get them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from wardmote.kernel.api.schemas import Out
from wardmote.shared.partnerships.api import CapacityOut, CategoryName, TeamName
from wardmote.shared.partnerships.rules import Sensitivity, SharedItem, Standard

from ..rules import AgeBand, Channel, Hold, ObservationState, Personal, Rung, SharingGround, State, StepKind


class Verb(StrEnum):
    """What can be done with a referral: the last part of an address."""

    CLAIM = "claim"
    RELEASE = "release"
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    ASK = "ask"
    ANSWER = "answer"
    PROGRESS = "progress"
    PAUSE = "pause"
    RESUME = "resume"
    RETURN = "return"
    REDIRECT = "redirect"
    CALL_COORDINATOR = "call-coordinator"
    GIVE_BACK = "give-back"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REOPEN = "reopen"


VERBS = {
    StepKind.CLAIMED: Verb.CLAIM,
    StepKind.RELEASED: Verb.RELEASE,
    StepKind.ACKNOWLEDGED: Verb.ACKNOWLEDGE,
    StepKind.ACCEPTED: Verb.ACCEPT,
    StepKind.ASKED: Verb.ASK,
    StepKind.ANSWERED: Verb.ANSWER,
    StepKind.NOTED: Verb.PROGRESS,
    StepKind.PAUSED: Verb.PAUSE,
    StepKind.RESUMED: Verb.RESUME,
    StepKind.RETURNED: Verb.RETURN,
    StepKind.REDIRECTED: Verb.REDIRECT,
    StepKind.COORDINATOR_CALLED: Verb.CALL_COORDINATOR,
    StepKind.GIVEN_BACK: Verb.GIVE_BACK,
    StepKind.WITHDRAWN: Verb.WITHDRAW,
    StepKind.CLOSED: Verb.CLOSE,
    StepKind.REOPENED: Verb.REOPEN,
}


class WardName(Out):
    """A ward by its key."""

    key: str
    name: str


class PlaceOut(Out):
    """Where something was seen: WGS 84 degrees, and words."""

    latitude: float | None
    longitude: float | None
    words: str
    ward: WardName | None
    outside_borough: bool


class PriorityOut(Out):
    """Seriousness times people affected, in bands."""

    seriousness: int = Field(description="1 minor to 5 critical.")
    band: int = Field(description="1: to 4 people; 2: to 20; 3: to 100; 4: to 1,000; 5: more.")
    score: int = Field(description="Of 25.")


class PersonOut(Out):
    """Somebody it is about."""

    position: int = Field(
        description="Which of the people: the last part of the address of what is known of them."
    )
    name: str = Field(description="Empty or null, as all of these, where it was not shared with you.")
    contact: str
    address: str
    safe_contact: str = Field(description="How they may be reached safely.")
    date_of_birth: date | None
    age_band: AgeBand | None = Field(
        description="About how old they were when it was recorded. It comes with a date of birth, too."
    )
    language: str = Field(description="The one they prefer, in words.")
    access_needs: str = Field(description="What helps them to take part.")


class WrittenOut(Out):
    """Words that somebody wrote later."""

    at: datetime
    by: str = Field(description="The name of whoever wrote it.")
    words: str


class DeadlineOut(Out):
    """What is due next."""

    at: datetime
    kind: str = Field(description="What must be done by then.", examples=["acknowledge"])


class ComingOut(Out):
    """What silence sets off, and when."""

    at: datetime
    rung: Rung


class ReferralSummary(Out):
    """How a referral stands, without its words."""

    reference: str = Field(examples=["R-7K3M9-QXT4B"])
    observation: str | None = Field(
        description="The reference of what it is about; null if not for you to read."
    )
    title: str = Field(description="The first sentence of the observation, if it is for you to read.")
    state: State
    hold: Hold = Field(description="What an open referral waits for.")
    category: CategoryName
    ward: WardName | None
    priority: int = Field(description="Of 25.")
    urgent: bool = Field(description="Whether it was sent as something that cannot wait.")
    sensitivity: Sensitivity
    sender_team: TeamName
    receiver_team: TeamName
    accountable_team: TeamName | None = Field(description="On whose desk it lies; null once it has ended.")
    claimed_by: str | None = Field(description="The name of who is on it.")
    sent_at: datetime
    acknowledged_at: datetime | None
    ended_at: datetime | None
    outcome: str = Field(description="How it ended: a key of the fixed list, or empty.")
    deadline: DeadlineOut | None
    not_ours_count: int
    reopened_count: int
    their_reference: str = Field(description="The receiving team's own number.")
    carries_on: str | None = Field(
        description="The referral that was passed on and is carried on by this one."
    )
    carried_on_by: str | None = Field(description="The referral that carries this one on.")
    version: int = Field(description="Counts its steps: the first part of its ETag.")


class StepOut(Out):
    """One thing that happened to a referral."""

    kind: StepKind
    at: datetime
    by: str | None = Field(description="The name of who did it; null for Wardmote itself.")
    by_team: TeamName | None
    to_team: TeamName | None
    reason: str
    words: str
    until: datetime | None
    late: bool = Field(description="The deadline it answers had passed.")


class ToldOut(Out):
    """What was seen, as far as it is for you to read."""

    reference: str
    words: str
    observed_at: datetime
    place: PlaceOut
    priority: PriorityOut
    people_affected: int
    people: list[PersonOut] = Field(description="Who it is about. Asked for apart where it is protected.")
    people_withheld: bool = Field(description="True: ask with ?people=shown. That you looked is kept.")
    photos: int = Field(description="How many photos there are.")
    additions: list[WrittenOut]


class ReferralOut(ReferralSummary):
    """A referral with its story, as far as it is for you to read."""

    told: ToldOut | None
    steps: list[StepOut]
    notes: list[WrittenOut] = Field(description="Those of your own team.")
    urgent_because: str = Field(
        description="Why it cannot wait: a key of the fixed list, or empty. As far as it is for you to read."
    )
    sent_with: Standard = Field(description="Whose promise its times are, since it was first sent.")
    deadline_because: str = Field(
        description="Why its deadline is when it is, and what happens if it passes; empty once nothing is due."
    )
    if_nobody_acts: list[ComingOut] = Field(
        description="What comes when if nobody does what is due, as things stand."
    )
    can: list[Verb] = Field(description="What you may do with it now.")
    ground: SharingGround = Field(
        description="On what ground it tells of people; empty for what was sent before that was kept."
    )
    tells_of: list[SharedItem] = Field(description="What it tells of people.")
    sharing_stopped_at: datetime | None = Field(
        description="From when no more may be shared: consent was withdrawn, or an override objected to."
    )
    return_reasons: list[str] = Field(description="For which reasons you may send it back now.")


class ReferralsSent(Out):
    """What came of passing an observation on."""

    observation: str = Field(description="The reference of what was passed on.")
    referrals: list[ReferralSummary] = Field(
        description="One for each team. Empty for a protected matter that is not for you to follow: you learn"
        " “received” from the observation."
    )


class ObservationSummary(Out):
    """What somebody saw, heard or was told."""

    reference: str = Field(examples=["O-7K3M9-QXT4B"])
    state: ObservationState
    category: CategoryName
    words: str
    priority: PriorityOut
    people_affected: int
    sensitivity: Sensitivity
    place: PlaceOut
    channel: Channel
    language: str
    observed_at: datetime
    recorded_at: datetime | None = Field(description="When it was put on the record; null for a draft.")
    recorded_for: TeamName | None
    received_at: datetime | None = Field(
        description="When a protected matter was received: all you learn of it."
    )
    ended_at: datetime | None
    ended_reason: str
    their_reference: str = Field(description="Your own system's number, if it sent this; else empty.")


class LooksPersonal(Out):
    """Words of an open observation that look as if they told of somebody. A warning: it is recorded all the same."""

    kind: Personal
    start: int = Field(description="Where they begin: the number of characters before them.")


class ObservationOut(ObservationSummary):
    """An observation with what belongs to it."""

    people: list[PersonOut]
    looks_personal: list[LooksPersonal] = Field(
        description="Of an open one that you recorded: what everybody may read and perhaps should not."
    )
    photos: int = Field(description="How many photos there are.")
    additions: list[WrittenOut]
    referrals: list[ReferralSummary] = Field(description="To whom it was passed on, as far as you may know.")
    version: int


class SuggestionOut(Out):
    """A team that can act."""

    team: TeamName
    reasons: list[str] = Field(description="A sentence for each reason.")
    acknowledge_by: datetime = Field(description="When it must acknowledge, if it were sent now.")
    capacity: CapacityOut | None = Field(
        description="Whether it can take more. Null where it says nothing: take it to be open."
    )


class NearMissOut(Out):
    """A team that takes such matters, but not this one."""

    team: TeamName
    why_not: str


class SuggestionsOut(Out):
    """Who could take it, best first, and who comes near."""

    teams: list[SuggestionOut]
    near_misses: list[NearMissOut]


class EventOut(Out):
    """One thing that happened to what you may see. It carries no words: get what it names."""

    id: UUID = Field(description="The same for everybody, so that one told twice can be known.")
    kind: str = Field(examples=["referral.acknowledged"])
    at: datetime
    observation: str = Field(description="The reference of the observation.")
    referral: str | None = Field(description="The reference of the referral, where it happened to one.")


class EventsOut(Out):
    """What happened, oldest first."""

    items: list[EventOut]
    next: str = Field(description="The address to ask next, now or later. Always there: keep it.")
    more: bool = Field(description="Whether there is more already.")
