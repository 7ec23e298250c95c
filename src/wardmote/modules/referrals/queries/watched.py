"""What the nightly look over the looks must know of the records: whom they concern, and who worked on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import who_acted_on
from wardmote.kernel.database import as_system

from ..models import Observation, Referral
from ..permissions import Permission
from .concerned import Concerned, people_in

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A matter that was looked at: how sensitive it is, whom it concerns, and who did anything with it since when."""

    sensitivity: str
    people: Sequence[Concerned]
    worked_on_by: Collection[str]


def watched(actor: Actor, observations: Collection[int], *, since: datetime) -> Mapping[int, Watched]:
    """What is known of some observations, by number, for comparing it with who looked. Four queries for each 500.

    Raises NotAllowed for anybody but Wardmote itself.
    """
    access.require(actor, Permission.WATCH_OVER)
    known: dict[int, Watched] = {}
    numbers = sorted(observations)
    with as_system("comparing who looked with whom the records concern"):
        for first in range(0, len(numbers), _AT_ONCE):
            known |= _some(numbers[first : first + _AT_ONCE], since)
    return known


def _some(numbers: Sequence[int], since: datetime) -> Mapping[int, Watched]:
    of_referrals: dict[int, list[int]] = {}
    for pk, observation in Referral.objects.filter(observation__in=numbers).values_list("pk", "observation"):
        of_referrals.setdefault(observation, []).append(pk)
    seen = Observation._meta.label_lower
    sent = Referral._meta.label_lower
    acted = who_acted_on(
        {
            *((seen, str(number)) for number in numbers),
            *((sent, str(pk)) for referrals in of_referrals.values() for pk in referrals),
        },
        since=since,
    )
    return {
        observation.pk: Watched(
            sensitivity=observation.sensitivity,
            people=people_in(observation),
            worked_on_by=frozenset(acted[seen, str(observation.pk)]).union(
                *(acted[sent, str(pk)] for pk in of_referrals.get(observation.pk, ()))
            ),
        )
        for observation in Observation.objects.filter(pk__in=numbers).prefetch_related("people")
    }
