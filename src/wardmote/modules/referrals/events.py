"""News from the hub. Ids and codes only, never words."""

from dataclasses import dataclass

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ObservationRecorded(Event, key="referrals.observation_recorded"):
    """An observation was sent: it can no longer be edited."""

    observation_id: int


@dataclass(frozen=True, kw_only=True)
class ObservationAddedTo(Event, key="referrals.observation_added_to"):
    """Something was added to an observation after it was sent."""

    observation_id: int


@dataclass(frozen=True, kw_only=True)
class ObservationErasedFrom(Event, key="referrals.observation_erased_from"):
    """What was kept of a person in an observation was erased at their request."""

    observation_id: int


@dataclass(frozen=True, kw_only=True)
class ObservationEnded(Event, key="referrals.observation_ended"):
    """Somebody said that an observation on nobody's desk needs nothing more."""

    observation_id: int


@dataclass(frozen=True, kw_only=True)
class ReferralStepped(Event, key="referrals.stepped"):
    """A referral took a step of its life."""

    referral_id: int
    step: str
    position: int


@dataclass(frozen=True, kw_only=True)
class ReportsImported(Event, key="referrals.reports_imported"):
    """A batch of another system's reports was kept: the run's rows up to this one."""

    run_id: int
    rows_read: int


@dataclass(frozen=True, kw_only=True)
class SharingStopped(Event, key="referrals.sharing_stopped"):
    """Nothing more is shared on the ground of a referral: a consent was withdrawn, or somebody objected.

    `why` is the key of a `Disclosed`.
    """

    referral_id: int
    why: str
    by_person_id: int | None


@dataclass(frozen=True, kw_only=True)
class OverrideAsked(Event, key="referrals.override_asked"):
    """People are to be told of, or were, on a reason that a second person must look at."""

    override_id: int


@dataclass(frozen=True, kw_only=True)
class OverrideLookedAt(Event, key="referrals.override_looked_at"):
    """The second person has confirmed an override, or objected."""

    override_id: int
