"""What the API takes and gives. Made from its OpenAPI document by `./run docs`. Do not edit."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

AgeBand = Literal[
    "0-4",
    "5-10",
    "11-15",
    "16-17",
    "18-24",
    "25-34",
    "35-44",
    "45-54",
    "55-64",
    "65-74",
    "75-84",
    "85+",
]
"""About how old somebody is. The stages at which other services begin and end: school, 16, adulthood, pension."""

Alike = Literal[
    "person",
    "household",
]
"""What two people may be."""

Audience = Literal[
    "public",
    "staff",
]
"""Who is offered a category: anybody, or staff only."""

Box = Literal[
    "to-do",
    "overdue",
    "due-today",
    "nobody-yet",
    "mine",
    "paused",
    "returned",
]
"""The views of a team's inbox, each with an address of its own."""

CapacityState = Literal[
    "open",
    "waiting_list",
    "closed",
]
"""What a team can say."""

Channel = Literal[
    "worker",
    "telephone",
    "meeting",
    "email",
    "web",
    "import",
]
"""How what was said or seen came in."""

CloseInOutcome = Literal[
    "resolved",
    "partly",
    "advice-given",
    "already-known",
    "could-not",
    "no-further-action",
]

Hold = Literal[
    "none",
    "asked",
    "paused",
]
"""What an open referral waits for, laid over its state."""

MatchReason = Literal[
    "same_name",
    "names_alike",
    "same_surname",
    "same_first_name",
    "born_same_day",
    "birth_slip",
    "same_age",
    "same_contact",
    "same_address",
]
"""What speaks for it."""

ObservationState = Literal[
    "draft",
    "recorded",
    "passed_on",
    "ended",
]
"""Where an observation stands."""

Order = Literal[
    "deadline",
    "priority",
    "newest",
]
"""How an inbox is sorted."""

OverrideKind = Literal[
    "safeguarding",
    "vital_interests",
    "legal_duty",
]
"""Why people may be told of although no agreement and no consent says so."""

PauseInReason = Literal[
    "waiting-for-person",
    "waiting-for-information",
    "waiting-for-court",
    "waiting-for-part",
    "waiting-for-partner",
]

PersonItem = Literal[
    "name",
    "contact",
    "address",
    "safe_contact",
    "date_of_birth",
    "age_band",
    "language",
    "access_needs",
]
"""What is known of somebody an observation is about."""

Personal = Literal[
    "name",
    "telephone",
    "email",
    "address",
    "nhs_number",
    "insurance_number",
    "birthday",
    "plate",
]
"""What may tell of a person."""

ReturnInReason = Literal[
    "not-ours",
    "needs-information",
    "below-threshold",
    "no-capacity",
    "cannot-reach",
    "duplicate-of",
]

Rung = Literal[
    "reminder",
    "desk",
    "lead",
    "coordinator",
    "administrators",
    "call",
    "resume",
    "lapse",
]
"""Who hears, or what happens. The keys are stored in the log and never change."""

Sensitivity = Literal[
    "open",
    "partners",
    "protected",
]
"""How widely something may be known."""

SharedItem = Literal[
    "words",
    "name",
    "contact",
    "address",
    "safe_contact",
    "date_of_birth",
    "age_band",
    "language",
    "access_needs",
    "photos",
]
"""What a referral can carry of people: the things an agreement covers, or does not."""

SharingGround = Literal[
    "",
    "nothing_personal",
    "own_organisation",
    "agreement",
    "consent",
    "override",
    "not_asked",
]
"""What a referral rests on."""

Shown = Literal["shown"]
"""What must be asked for apart."""

Side = Literal[
    "inbox",
    "received",
    "sent",
]
"""Which referrals of a team."""

Standard = Literal[
    "category",
    "team",
    "urgent",
]
"""Whose promise a referral was sent with. The keys are stored and never change."""

Start = Literal[
    "beginning",
    "now",
]
"""Where to begin, without a cursor: with the first event that is kept, or with the next one."""

State = Literal[
    "draft",
    "sent",
    "acknowledged",
    "in_progress",
    "returned",
    "lapsed",
    "closed",
    "withdrawn",
]
"""Where a referral stands."""

StepKind = Literal[
    "sent",
    "claimed",
    "released",
    "acknowledged",
    "accepted",
    "asked",
    "answered",
    "noted",
    "paused",
    "resumed",
    "returned",
    "redirected",
    "coordinator_called",
    "given_back",
    "reminded",
    "escalated",
    "lapsed",
    "withdrawn",
    "closed",
    "reopened",
    "handed_over",
]
"""What can happen to a referral. The keys are stored and never change."""

Verb = Literal[
    "claim",
    "release",
    "acknowledge",
    "accept",
    "ask",
    "answer",
    "progress",
    "pause",
    "resume",
    "return",
    "redirect",
    "call-coordinator",
    "give-back",
    "withdraw",
    "close",
    "reopen",
]
"""What can be done with a referral: the last part of an address."""

Verdict = Literal[
    "same",
    "different",
]
"""What somebody has said of two people, known from two observations."""

WithdrawInReason = Literal[
    "owner-found",
    "sent-in-error",
    "person-declined",
    "sorted-itself",
]


class AcknowledgeIn(TypedDict):
    """That the team has it."""

    words: NotRequired[str]
    # Your own number for it: the sender sees it and can quote it.
    their_reference: NotRequired[str]


class AdditionIn(TypedDict):
    """What came to be known later."""

    words: str


class AreaFound(TypedDict):
    """An area that holds something, or lies near it."""

    id: int
    # The key of the area set it belongs to.
    area_set: str
    kind: str
    key: str
    # Its national code, where it has one.
    code: str | None
    name: str


class AreaName(TypedDict):
    """An area by its key within its area set."""

    # The key of the area set it belongs to.
    area_set: str
    key: str
    name: str


class AreaOut(TypedDict):
    """An area, and the wards it is made of today."""

    # The key of the area set it belongs to.
    area_set: str
    key: str
    name: str
    # The keys of its wards; none for a ward.
    wards: list[str]


class AreaSetOut(TypedDict):
    """A way to divide the borough that holds today."""

    key: str
    name: str
    kind: str
    areas: list[AreaOut]


class AreasOut(TypedDict):
    """Every area set that holds today."""

    items: list[AreaSetOut]


class CapacityOut(TypedDict):
    """What a team says of whether it can take more. It can be sent to in any case, and its clocks run."""

    state: CapacityState
    # About how long people wait, for a waiting list.
    waiting_weeks: int | None
    # From which day it takes new referrals again, if it is closed.
    closed_until: str | None
    # Why, or what else others should know, in the team's own words.
    words: str
    said_on: str
    # Said more than three months ago: ask before you rely on it.
    needs_renewing: bool


class CategoriesOut(TypedDict):
    """Every category in use."""

    items: list[CategoryGroupOut]


class CategoryGroupOut(TypedDict):
    """A first choice among kinds of matter."""

    key: str
    name: str
    description: str
    categories: list[CategoryOut]


class CategoryName(TypedDict):
    """A category by its key."""

    key: str
    name: str


class CategoryOut(TypedDict):
    """A kind of matter."""

    key: str
    name: str
    description: str
    # What belongs elsewhere.
    not_this: str
    audience: Audience
    # Usual seriousness, 1 minor to 5 critical.
    seriousness: int
    # At least this: an observation can only be narrower.
    sensitivity: Sensitivity
    clock: ClockOut
    # For what is sent as urgent. Null where nothing of this kind can be.
    urgent_clock: ClockOut | None


class ClockOut(TypedDict):
    """How fast a matter of a kind must be answered: 2wd is two working days, 4wh four working hours, 24h, 30d, none."""

    acknowledge: str
    decide: str
    update_every: str
    close: str
    # Per cent of the time that has gone when somebody is reminded.
    remind_after: int
    # If nobody answers: from the deadline to when the team's lead hears.
    wait_desk: str
    # From then to when the coordinator hears.
    wait_lead: str
    # From then to when it lapses, and is its sender's again.
    wait_coordinator: str


class CloseIn(TypedDict):
    """How it ended."""

    words: NotRequired[str]
    outcome: CloseInOutcome


class ComingOut(TypedDict):
    """What silence sets off, and when."""

    at: str
    rung: Rung


class ConsentIn(TypedDict):
    """Consent that was given today. Kept with what is sent; it can be withdrawn."""

    # One of: person, parent, attorney, household.
    given_by: str
    # One of: written, spoken, telephone, online.
    how: str
    # What they were told it is for.
    purpose: str
    # The last day it holds.
    until: NotRequired[str | None]


class DeadlineOut(TypedDict):
    """What is due next."""

    at: str
    # What must be done by then.
    kind: str


class EndIn(TypedDict):
    """Why an observation on nobody's desk needs nothing more."""

    words: str


class EndOut(TypedDict):
    """One of the people of an observation."""

    observation: str
    position: int


class EventOut(TypedDict):
    """One thing that happened to what you may see. It carries no words: get what it names."""

    # The same for everybody, so that one told twice can be known.
    id: str
    kind: str
    at: str
    # The reference of the observation.
    observation: str
    # The reference of the referral, where it happened to one.
    referral: str | None


class EventsOut(TypedDict):
    """What happened, oldest first."""

    items: list[EventOut]
    # The address to ask next, now or later. Always there: keep it.
    next: str
    # Whether there is more already.
    more: bool


class Fault(TypedDict):
    """One thing to put right in a request."""

    # Where in the body: a JSON pointer (RFC 6901).
    pointer: NotRequired[str]
    # Which parameter of the address or header.
    parameter: NotRequired[str]
    # What to do about it.
    message: str


class GroundIn(TypedDict):
    """On what ground people are told of. One of these."""

    # The key of one of several agreements that fit.
    agreement: NotRequired[str | None]
    # Nothing in the words lets anybody be recognised. Goes with shares_people and shares_photos false.
    nobody_recognisable: NotRequired[bool]
    consent: NotRequired[ConsentIn | None]
    override: NotRequired[OverrideIn | None]


class IdentifyIn(TypedDict):
    """Whether somebody in another observation is this person."""

    # The other one.
    observation: str
    # Whom of its people.
    other_position: NotRequired[int]
    verdict: Verdict
    # How one knows. Needed for “same”.
    reason: NotRequired[str]


class KnownFromOut(TypedDict):
    """What one observation tells you of the person."""

    observation: str
    position: int
    recorded_at: str
    person: PersonOut


class KnownPersonOut(TypedDict):
    """What is known of one person: of each record no more than it tells you by itself."""

    records: list[KnownFromOut]
    may_be: list[MayBeOut]
    # The latest first, also what was taken back.
    said: list[SaidOut]


class LooksPersonal(TypedDict):
    """Words of an open observation that look as if they told of somebody. A warning: it is recorded all the same."""

    kind: Personal
    # Where they begin: the number of characters before them.
    start: int


class MatchOut(TypedDict):
    """One thing that the words may mean, and what lies there."""

    # What was recognised.
    kind: str
    name: str
    latitude: float
    longitude: float
    postcode: str | None
    # Of a postcode that is no longer in use, the month it was ended.
    ended_on: str | None
    inside_borough: bool
    ward: AreaFound | None
    # Every area in force that holds it, wards and small areas too.
    areas: list[AreaFound]
    outside: OutsideOut | None


class MayBeOut(TypedDict):
    """Somebody in another observation who may be the same. A question, and no finding."""

    observation: str
    position: int
    recorded_at: str
    person: PersonOut
    # The same person, or of the same household.
    alike: Alike
    # What speaks for it, of what you read of both.
    reasons: list[MatchReason]


class MayBeWords(TypedDict):
    """Words that the other side reads, if there is something to say."""

    words: NotRequired[str]


class MustBeWords(TypedDict):
    """Words that the other side reads."""

    words: str


class NearMissOut(TypedDict):
    """A team that takes such matters, but not this one."""

    team: TeamName
    why_not: str


class NeedIn(TypedDict):
    """What must be done, and where."""

    category: str
    place: NotRequired[PlaceIn]
    sensitivity: NotRequired[Sensitivity]
    # 1 minor to 5 critical: at 5 a team that is at work now comes first.
    seriousness: NotRequired[int | None]


class NoteIn(TypedDict):
    """A note that only your own team reads."""

    words: str


class ObservationIn(TypedDict):
    """What was seen, heard or told."""

    # For which of your teams. May be left out if you have one.
    team: NotRequired[str | None]
    # Its key: see “List categories”.
    category: str
    # In the words of who saw it. They are never edited.
    words: str
    # 1 minor to 5 critical. Left out: what is usual for its category.
    seriousness: NotRequired[int | None]
    # How many, as far as one can say.
    people_affected: NotRequired[int]
    # How widely it may be known. Its category, and naming people, may make it narrower, never wider.
    sensitivity: NotRequired[Sensitivity]
    # When it was seen. Left out: now.
    observed_at: NotRequired[str | None]
    place: NotRequired[PlaceIn]
    # How it came in. Not “import”.
    channel: NotRequired[Channel]
    # Of the words: BCP 47.
    language: NotRequired[str]
    # Who it is about.
    people: NotRequired[list[PersonIn]]
    # Your own system's number for it: kept, found again by it, and taken once.
    their_reference: NotRequired[str]


class ObservationOut(TypedDict):
    """An observation with what belongs to it."""

    reference: str
    state: ObservationState
    category: CategoryName
    words: str
    priority: PriorityOut
    people_affected: int
    sensitivity: Sensitivity
    place: PlaceOut
    channel: Channel
    language: str
    observed_at: str
    # When it was put on the record; null for a draft.
    recorded_at: str | None
    recorded_for: TeamName | None
    # When a protected matter was received: all you learn of it.
    received_at: str | None
    ended_at: str | None
    ended_reason: str
    # Your own system's number, if it sent this; else empty.
    their_reference: str
    people: list[PersonOut]
    # Of an open one that you recorded: what everybody may read and perhaps should not.
    looks_personal: list[LooksPersonal]
    # How many photos there are.
    photos: int
    additions: list[WrittenOut]
    # To whom it was passed on, as far as you may know.
    referrals: list[ReferralSummary]
    version: int


class ObservationSummary(TypedDict):
    """What somebody saw, heard or was told."""

    reference: str
    state: ObservationState
    category: CategoryName
    words: str
    priority: PriorityOut
    people_affected: int
    sensitivity: Sensitivity
    place: PlaceOut
    channel: Channel
    language: str
    observed_at: str
    # When it was put on the record; null for a draft.
    recorded_at: str | None
    recorded_for: TeamName | None
    # When a protected matter was received: all you learn of it.
    received_at: str | None
    ended_at: str | None
    ended_reason: str
    # Your own system's number, if it sent this; else empty.
    their_reference: str


class OrganisationName(TypedDict):
    """A partner by its key."""

    key: str
    name: str


class OutsideOut(TypedDict):
    """Where something lies that is outside the borough."""

    # The same in words.
    says: str
    nearest_ward: AreaFound | None
    # How far it is from that ward.
    metres: int
    # In which direction it lies from there.
    direction: str
    # Whose it probably is, where the neighbours are known.
    probably: list[AreaFound]
    # The national code of the borough that the postcode list tells.
    district: str | None


class OverrideIn(TypedDict):
    """People are told of although no agreement and no consent says so. A second person looks at it afterwards."""

    # “legal_duty” must be looked at first: a person asks for that on the page.
    kind: OverrideKind
    # What makes it necessary.
    reason: str


class PageOfObservationSummary(TypedDict):
    """One page of a list."""

    items: list[ObservationSummary]
    # The address of the next page; null on the last. Follow it as it is.
    next: str | None


class PageOfReferralSummary(TypedDict):
    """One page of a list."""

    items: list[ReferralSummary]
    # The address of the next page; null on the last. Follow it as it is.
    next: str | None


class PageOfTeamOut(TypedDict):
    """One page of a list."""

    items: list[TeamOut]
    # The address of the next page; null on the last. Follow it as it is.
    next: str | None


class PauseIn(TypedDict):
    """For what the clock stands still, and until when."""

    words: NotRequired[str]
    reason: PauseInReason
    # A date and time with its offset from UTC (RFC 3339).
    until: str


class PersonIn(TypedDict):
    """Somebody it is about: the least that the purpose needs. Naming somebody makes it for partners at least."""

    name: NotRequired[str]
    contact: NotRequired[str]
    address: NotRequired[str]
    # How they may be reached safely.
    safe_contact: NotRequired[str]
    date_of_birth: NotRequired[str | None]
    # Where the date of birth is not known. Not both.
    age_band: NotRequired[AgeBand | None]
    # The one they prefer, in words.
    language: NotRequired[str]
    # What helps them to take part.
    access_needs: NotRequired[str]


class PersonOut(TypedDict):
    """Somebody it is about."""

    # Which of the people: the last part of the address of what is known of them.
    position: int
    # Empty or null, as all of these, where it was not shared with you.
    name: str
    contact: str
    address: str
    # How they may be reached safely.
    safe_contact: str
    date_of_birth: str | None
    # About how old they were when it was recorded. It comes with a date of birth, too.
    age_band: AgeBand | None
    # The one they prefer, in words.
    language: str
    # What helps them to take part.
    access_needs: str


class PlaceIn(TypedDict):
    """Where it was: a position in WGS 84 degrees, words, or both."""

    latitude: NotRequired[float | None]
    longitude: NotRequired[float | None]
    words: NotRequired[str]


class PlaceOut(TypedDict):
    """Where something was seen: WGS 84 degrees, and words."""

    latitude: float | None
    longitude: float | None
    words: str
    ward: WardName | None
    outside_borough: bool


class PriorityOut(TypedDict):
    """Seriousness times people affected, in bands."""

    # 1 minor to 5 critical.
    seriousness: int
    # 1: to 4 people; 2: to 20; 3: to 100; 4: to 1,000; 5: more.
    band: int
    # Of 25.
    score: int


class Problem(TypedDict):
    """What went wrong, after RFC 9457."""

    # The kind of problem: an address that tells of it.
    type: str
    # The kind in words. Never changes.
    title: str
    status: int
    # What happened this time, and what to do.
    detail: str
    # The address that was asked.
    instance: str
    # What to put right. Only with the status 422.
    errors: NotRequired[list[Fault]]


class RedirectIn(TypedDict):
    """To whom it goes, and why."""

    words: str
    to_team: str


class ReferralOut(TypedDict):
    """A referral with its story, as far as it is for you to read."""

    reference: str
    # The reference of what it is about; null if not for you to read.
    observation: str | None
    # The first sentence of the observation, if it is for you to read.
    title: str
    state: State
    # What an open referral waits for.
    hold: Hold
    category: CategoryName
    ward: WardName | None
    # Of 25.
    priority: int
    # Whether it was sent as something that cannot wait.
    urgent: bool
    sensitivity: Sensitivity
    sender_team: TeamName
    receiver_team: TeamName
    # On whose desk it lies; null once it has ended.
    accountable_team: TeamName | None
    # The name of who is on it.
    claimed_by: str | None
    sent_at: str
    acknowledged_at: str | None
    ended_at: str | None
    # How it ended: a key of the fixed list, or empty.
    outcome: str
    deadline: DeadlineOut | None
    not_ours_count: int
    reopened_count: int
    # The receiving team's own number.
    their_reference: str
    # The referral that was passed on and is carried on by this one.
    carries_on: str | None
    # The referral that carries this one on.
    carried_on_by: str | None
    # Counts its steps: the first part of its ETag.
    version: int
    told: ToldOut | None
    steps: list[StepOut]
    # Those of your own team.
    notes: list[WrittenOut]
    # Why it cannot wait: a key of the fixed list, or empty. As far as it is for you to read.
    urgent_because: str
    # Whose promise its times are, since it was first sent.
    sent_with: Standard
    # Why its deadline is when it is, and what happens if it passes; empty once nothing is due.
    deadline_because: str
    # What comes when if nobody does what is due, as things stand.
    if_nobody_acts: list[ComingOut]
    # What you may do with it now.
    can: list[Verb]
    # On what ground it tells of people; empty for what was sent before that was kept.
    ground: SharingGround
    # What it tells of people.
    tells_of: list[SharedItem]
    # From when no more may be shared: consent was withdrawn, or an override objected to.
    sharing_stopped_at: str | None
    # For which reasons you may send it back now.
    return_reasons: list[str]


class ReferralSummary(TypedDict):
    """How a referral stands, without its words."""

    reference: str
    # The reference of what it is about; null if not for you to read.
    observation: str | None
    # The first sentence of the observation, if it is for you to read.
    title: str
    state: State
    # What an open referral waits for.
    hold: Hold
    category: CategoryName
    ward: WardName | None
    # Of 25.
    priority: int
    # Whether it was sent as something that cannot wait.
    urgent: bool
    sensitivity: Sensitivity
    sender_team: TeamName
    receiver_team: TeamName
    # On whose desk it lies; null once it has ended.
    accountable_team: TeamName | None
    # The name of who is on it.
    claimed_by: str | None
    sent_at: str
    acknowledged_at: str | None
    ended_at: str | None
    # How it ended: a key of the fixed list, or empty.
    outcome: str
    deadline: DeadlineOut | None
    not_ours_count: int
    reopened_count: int
    # The receiving team's own number.
    their_reference: str
    # The referral that was passed on and is carried on by this one.
    carries_on: str | None
    # The referral that carries this one on.
    carried_on_by: str | None
    # Counts its steps: the first part of its ETag.
    version: int


class ReferralsSent(TypedDict):
    """What came of passing an observation on."""

    # The reference of what was passed on.
    observation: str
    # One for each team. Empty for a protected matter that is not for you to follow: you learn “received”
    # from the observation.
    referrals: list[ReferralSummary]


class RemitOut(TypedDict):
    """What a team takes, and where."""

    category: CategoryName
    # Where. None means the whole borough.
    areas: list[AreaName]
    # Its own standard for this kind. Null where it goes by the clock of the category.
    own_clock: ClockOut | None


class ReturnIn(TypedDict):
    """Why it goes back, and what should happen next."""

    words: NotRequired[str]
    reason: ReturnInReason
    # For “not-ours”: whose it is, if you know.
    named_team: NotRequired[str | None]
    # For “no-capacity”: from when you have room.
    until: NotRequired[str | None]


class SaidOut(TypedDict):
    """What somebody said of who is who."""

    number: int
    one: EndOut
    other: EndOut
    verdict: Verdict
    reason: str
    by: str
    at: str
    undone_by: str | None
    undone_at: str | None
    undone_reason: str


class SendIn(TypedDict):
    """What is passed on, to whom, and what they are asked."""

    observation: str
    # From which of your teams. May be left out if you have one.
    from_team: NotRequired[str | None]
    to_teams: list[str]
    # What you want them to do.
    words: str
    # Whether they see who it is about.
    shares_people: NotRequired[bool]
    # What they do not see of them all the same.
    withheld: NotRequired[list[PersonItem]]
    # Whether they see the photos.
    shares_photos: NotRequired[bool]
    # Why it cannot wait, if it cannot: one of harm-soon, goes-without, nobody-looks-after, spreads,
    # proof-goes, fixed-date. Only where its category has an urgent clock.
    urgent_because: NotRequired[str]
    # On what ground people are told of, where it does not show by itself. An open matter needs none; nor
    # where exactly one sharing agreement between the two organisations covers it.
    ground: NotRequired[GroundIn | None]


class StepOut(TypedDict):
    """One thing that happened to a referral."""

    kind: StepKind
    at: str
    # The name of who did it; null for Wardmote itself.
    by: str | None
    by_team: TeamName | None
    to_team: TeamName | None
    reason: str
    words: str
    until: str | None
    # The deadline it answers had passed.
    late: bool


class SuggestionOut(TypedDict):
    """A team that can act."""

    team: TeamName
    # A sentence for each reason.
    reasons: list[str]
    # When it must acknowledge, if it were sent now.
    acknowledge_by: str
    # Whether it can take more. Null where it says nothing: take it to be open.
    capacity: CapacityOut | None


class SuggestionsOut(TypedDict):
    """Who could take it, best first, and who comes near."""

    teams: list[SuggestionOut]
    near_misses: list[NearMissOut]


class TeamName(TypedDict):
    """A team by its key."""

    key: str
    name: str
    organisation: OrganisationName


class TeamOut(TypedDict):
    """A team with what it takes."""

    key: str
    name: str
    organisation: OrganisationName
    remits: list[RemitOut]
    # What it takes, in its own words.
    remit_words: str
    # When it works, such as “Mon-Fri 09:00-17:00”.
    hours: str
    response_standard: str
    # False for a team that only sends.
    takes_referrals: bool
    ended_on: str | None
    # Whether it can take more. Null where it says nothing: take it to be open.
    capacity: CapacityOut | None


class ToldOut(TypedDict):
    """What was seen, as far as it is for you to read."""

    reference: str
    words: str
    observed_at: str
    place: PlaceOut
    priority: PriorityOut
    people_affected: int
    # Who it is about. Asked for apart where it is protected.
    people: list[PersonOut]
    # True: ask with ?people=shown. That you looked is kept.
    people_withheld: bool
    # How many photos there are.
    photos: int
    additions: list[WrittenOut]


class UndoIn(TypedDict):
    """Why what was said is taken back."""

    # Of what was said.
    number: int
    reason: str


class WardName(TypedDict):
    """A ward by its key."""

    key: str
    name: str


class WhereIn(TypedDict):
    """Where something is, in whatever way it is known."""

    # A postcode, a point in degrees, a grid reference, eastings and northings, a UPRN, an address, or the
    # name of a street or ward.
    words: str


class WhereOut(TypedDict):
    """What the words may mean: none, one or several, at most ten."""

    # The day whose areas are told: today.
    on: str
    matches: list[MatchOut]


class WithdrawIn(TypedDict):
    """Why it is taken back."""

    words: NotRequired[str]
    reason: WithdrawInReason


class WrittenOut(TypedDict):
    """Words that somebody wrote later."""

    at: str
    # The name of whoever wrote it.
    by: str
    words: str
