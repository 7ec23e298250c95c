"""How widely a matter may be known, and by which keys people read it."""

from collections.abc import Iterable
from enum import StrEnum

from .roles import ELECTED_ROLES, MOVEMENT_ROLES, RoleName

PERSON_KEYS = 1_000_000_000
"""A person's own key is this plus the person's number; teams stay far below it."""

MOVEMENT = 2_000_000_000
"""The key of those who see that work moves and never its words (design.md, part 5)."""

ANY_PARTNER = 0
"""The key that everybody who works for a partner holds."""

ELECTED = 2_000_000_001
"""The key of elected members: they see that open work moves, and never words nobody has read for names (R9.3)."""


COORDINATOR = 2_000_000_002
"""The key of those who work at the coordinator's desk. No row names it: it opens none, and only tells who they are."""

ANSWER_KEYS = -1_000_000_000
"""Whoever answers one referral by a link reads by this minus the referral's number, and by nothing else."""

PROTECTION_KEYS = -2_000_000_000
"""A data protection officer reads the requests made to their organisation by this minus the organisation's number."""


class Sensitivity(StrEnum):
    """How widely something may be known."""

    OPEN = "open"
    PARTNERS = "partners"
    PROTECTED = "protected"

    @property
    def rank(self) -> int:
        """0 open, 1 partners, 2 protected: higher is narrower."""
        return list(Sensitivity).index(self)


def keys_for(
    person_id: int,
    holdings: Iterable[tuple[str, int | None]],
    *,
    coordinates: bool = False,
    protects: Iterable[int] = (),
) -> tuple[int, ...]:
    """The keys by which a person reads protected rows: (role, team id or None) for each role held.

    Somebody who holds no role reads nothing. Whoever ``coordinates`` works, by any role, at the coordinator's desk.
    ``protects`` are the numbers of the organisations whose data protection officer they are.
    """
    keys: set[int] = set()
    for role, team_id in holdings:
        keys |= {ELECTED if role in ELECTED_ROLES else ANY_PARTNER, PERSON_KEYS + person_id}
        if team_id is not None:
            keys.add(team_id)
            if role == RoleName.SAFEGUARDING_LEAD:
                keys.add(-team_id)
        if role in MOVEMENT_ROLES:
            keys.add(MOVEMENT)
    if coordinates:
        keys.add(COORDINATOR)
    keys |= {protection_key(organisation) for organisation in protects}
    return tuple(sorted(keys))


def answer_key(referral_id: int) -> int:
    """The key by which a team without accounts reads the one referral that it has opened by a link."""
    return ANSWER_KEYS - referral_id


def is_answer_key(key: int) -> bool:
    """Whether a key is that of somebody who answers one referral by a link."""
    return PROTECTION_KEYS <= key < ANSWER_KEYS


def person_key(person_id: int) -> int:
    """The key by which one named person reads."""
    return PERSON_KEYS + person_id


def protection_key(organisation_id: int) -> int:
    """The key by which the data protection officers of an organisation read what people have asked of it."""
    return PROTECTION_KEYS - organisation_id
