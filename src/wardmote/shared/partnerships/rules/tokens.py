"""Access tokens: what they may be used for, how long they work, and what of their holder reaches through them."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.kernel.actor import Role

from .roles import RoleName, StandsAt


class Scope(StrEnum):
    """What an access token may be used for. It never adds to what its holder may do."""

    OBSERVATIONS_READ = "observations:read"
    OBSERVATIONS_WRITE = "observations:write"
    REFERRALS_READ = "referrals:read"
    REFERRALS_WRITE = "referrals:write"
    REGISTER_READ = "register:read"
    EVENTS_READ = "events:read"

    @property
    def sentence(self) -> str:
        """What it allows, in words anybody can read."""
        return _SCOPE_SENTENCES[self]


_SCOPE_SENTENCES = {
    Scope.OBSERVATIONS_READ: "Read what was seen and said, as far as its holder may read it.",
    Scope.OBSERVATIONS_WRITE: "Record what somebody saw or said, and say that nothing more is needed.",
    Scope.REFERRALS_READ: "Read what was passed on, and how it stands.",
    Scope.REFERRALS_WRITE: "Pass things on, and answer what is sent to its teams: acknowledge, accept, return, close.",
    Scope.REGISTER_READ: "Read who does what: organisations, teams and what they take.",
    Scope.EVENTS_READ: "Ask what has happened since it last asked.",
}

TOKEN_PREFIX = "wmt"  # noqa: S105 (how every token of Wardmote begins, so that scanners know one)
TOKEN_DAYS = 90
"""How long a token works unless somebody says otherwise."""
LONGEST_TOKEN_DAYS = 365
LONGEST_OVERLAP_DAYS = 7
"""How long the old secret may still work after a new one was made."""
LONGEST_NAME = 100
EXPIRES_SOON = timedelta(days=14)
SYSTEM_ROLES = (RoleName.WORKER, RoleName.DUTY_OFFICER)
"""What a partner's system is at its teams: it records and passes on, and it answers what comes in."""


class TokenState(StrEnum):
    """Whether a token works."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


def token_state(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> TokenState:
    """How a token stands at a moment. What somebody revoked stays revoked, whenever it would have ended."""
    if revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.LIVE if at < expires_at else TokenState.EXPIRED


class TokenRefused(Exception):
    """A token cannot be made so. `field` names what to change; the message says it in words."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def token_name(name: str) -> str:
    """The name of a token as it is kept. Raises TokenRefused when it is empty, too long or not one line of text."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not name.strip().isprintable():
        raise TokenRefused("name", f"Say what it is for, in {LONGEST_NAME} characters or fewer")
    return name.strip()


def token_end(at: datetime, days: int) -> datetime:
    """When a token made at a moment ends. Raises TokenRefused for less than a day or more than a year."""
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise TokenRefused("days", f"Give it between 1 and {LONGEST_TOKEN_DAYS} days")
    return at + timedelta(days=days)


def carried(roles: Iterable[Role], *, teams: Collection[int]) -> frozenset[Role]:
    """The roles that reach through a token: not those at a team that has ended, and never a safeguarding lead's.

    `teams` are the teams that stand. Protected matters need a person with a second factor, so no token opens them.
    """
    return frozenset(
        role
        for role in roles
        if role.name != RoleName.SAFEGUARDING_LEAD and (team_in(role) is None or team_in(role) in teams)
    )


def team_in(role: Role) -> int | None:
    """The team at which a role is held, if it is a team."""
    kind, _, number = role.scope.partition(":")
    return int(number) if kind == StandsAt.TEAM else None
