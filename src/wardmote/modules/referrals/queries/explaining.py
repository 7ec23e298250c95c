"""Why somebody may or may not read a record, in sentences made of the rule, their roles and the record's readers.

At the server's own command line it tells also that a protected record exists. Within, it tells of records that whoever
asks may know of, and of no others. It tells nothing of what a record says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import ANY_PARTNER, ELECTED, MOVEMENT, PERSON_KEYS

from ..models import BrokenGlass, Observation, Referral
from ..permissions import Permission, readable_by

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

_OPEN_TO = {
    ANY_PARTNER: "everybody who works for a partner",
    ELECTED: "elected members, who see that it moves",
    MOVEMENT: "those who see that work moves, never its words",
}


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Whether somebody may read a record, and why, in sentences."""

    may_read: bool
    sentences: Sequence[str]


def explain(by: Actor, *, person: Person, reference: str) -> Explanation | None:
    """Say why a person may or may not read an observation or a referral; None where there is no such record.

    Raises NotAllowed for anybody but Wardmote itself: to say that a protected record exists is to tell of it.
    """
    access.require(by, Permission.EXPLAIN_SIGHT)
    with as_system("why somebody may or may not read a record"):
        record = (
            Referral.objects.filter(reference=reference).first()
            or Observation.objects.filter(reference=reference).first()
        )
        return _explained(by, person, record, tells_of_glass=True) if record else None


def explain_to(by: Actor, *, person: Person, reference: str) -> Explanation | None:
    """The same to an administrator or a data protection officer, of what they may know of themselves.

    None where there is no such record, and in just the same way where they may not know that there is. Only the
    officer is told of broken glass. At most six queries. Raises NotAllowed.
    """
    access.require(by, Permission.ASK_WHY)
    mine = readable_by(by)
    record = (
        Referral.objects.filter(mine, reference=reference).first()
        or Observation.objects.filter(mine, reference=reference).first()
    )
    if record is None:
        return None
    return _explained(by, person, record, tells_of_glass=access.allows(by, Permission.WATCH_LOOKS))


def _explained(
    by: Actor, person: Person, record: Observation | Referral, *, tells_of_glass: bool
) -> Explanation:
    observation = record.observation_id if isinstance(record, Referral) else record.pk
    through_glass = tells_of_glass and _broke_the_glass(person, observation)
    held = partnerships.roles_held(person.pk)
    teams = _names(by, record.readers)
    reasons = list(_reasons(held, set(record.readers), teams))
    rule = Permission.READ_REFERRAL if isinstance(record, Referral) else Permission.READ_OBSERVATION
    if not held:
        reasons.append("They hold no role now, and who holds none reads nothing.")
    elif through_glass:
        reasons.append("They broke the glass within the hour, and read it by that.")
    elif not reasons:
        reasons.append(f"They hold: {'; '.join(role.standing for role in held)}. None of these opens it.")
    if not tells_of_glass:
        reasons.append("Whether they broke the glass to read it, only a data protection officer sees.")
    readers = "; ".join(_whom(key, teams) for key in record.readers) or "nobody"
    return Explanation(
        may_read=(bool(held) and through_glass)
        or any(role.keys.intersection(record.readers) for role in held),
        sentences=[
            f"The rule: {access.policy()[rule]}",
            f"It is {record.sensitivity}. It is read by: {readers}.",
            *reasons,
        ],
    )


def _broke_the_glass(person: Person, observation: int) -> bool:
    with as_system("whether somebody has broken the glass for a record"):
        return BrokenGlass.objects.filter(person=person, observation=observation, until__gt=now()).exists()


def _reasons(
    held: Sequence[partnerships.HeldRole], readers: Collection[int], teams: Mapping[int, str]
) -> Iterator[str]:
    for role in held:
        shared = sorted(role.keys.intersection(readers))
        if shared:
            waits = ", once they have shown a second factor" if role.needs_second_factor else ""
            opened = "; ".join(_whom(key, teams) for key in shared)
            yield f"They hold: {role.standing}{waits}. So they are among: {opened}."


def _names(by: Actor, readers: Collection[int]) -> Mapping[int, str]:
    numbers = {abs(key) for key in readers if 0 < abs(key) < PERSON_KEYS}
    return {team.pk: team.name for team in partnerships.every_team(by).filter(pk__in=numbers)}


def _whom(key: int, teams: Mapping[int, str]) -> str:
    if key in _OPEN_TO:
        return _OPEN_TO[key]
    if PERSON_KEYS <= key < MOVEMENT:
        return "the person it names, such as its writer"
    team = teams.get(abs(key), f"team {abs(key)}")
    return f"the safeguarding leads of {team}" if key < 0 else f"everybody in {team}"
