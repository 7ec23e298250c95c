"""News from the register that other modules may react to."""

from dataclasses import dataclass

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event, key="partnerships.role_ended"):
    """Somebody no longer holds a role."""

    person_id: int
    role_holding_id: int


@dataclass(frozen=True, kw_only=True)
class PersonAway(Event, key="partnerships.person_away"):
    """Somebody is away for a time. In these teams a colleague covers for them, or nobody by name."""

    person_id: int
    team_ids: tuple[int, ...]
    cover_id: int | None
    said_by_id: int


@dataclass(frozen=True, kw_only=True)
class WorkingTimeChanged(Event, key="partnerships.working_time_changed"):
    """The hours or the closed days of teams have changed, and with them the sums behind their deadlines."""

    team_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MailboxChanged(Event, key="partnerships.mailbox_changed"):
    """Where a team's links go, or whether it answers by link at all, may have changed: old links open nothing."""

    team_id: int


@dataclass(frozen=True, kw_only=True)
class AccountAskedFor(Event, key="partnerships.account_asked_for"):
    """Somebody who answers by link asks for an account."""

    request_id: int


@dataclass(frozen=True, kw_only=True)
class AccountRefused(Event, key="partnerships.account_refused"):
    """An administrator says no to somebody who asked for an account."""

    request_id: int


@dataclass(frozen=True, kw_only=True)
class CapacitySaid(Event, key="partnerships.capacity_said"):
    """A team has said whether it can take more: open, a waiting list, or closed until a day."""

    team_id: int


@dataclass(frozen=True, kw_only=True)
class TokenEndsSoon(Event, key="partnerships.token_ends_soon"):
    """An access token that works ends within a fortnight, and none takes its place."""

    token_id: int


@dataclass(frozen=True, kw_only=True)
class LinksDue(Event, key="partnerships.links_due"):
    """Somebody was invited, or is to get their link again: mail waits to be sent."""

    count: int
