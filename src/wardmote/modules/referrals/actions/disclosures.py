"""The log of what people were told of: written with each sharing, and what stops further sharing (R1.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish

from ..events import SharingStopped
from ..models import Disclosure, Observation, Referral
from ..rules import Disclosed, desk_key

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


def stop_sharing(*, by: Actor, referrals: Iterable[Referral], what: Disclosed) -> None:
    """Share nothing more on these referrals' ground. What they told stays told. The caller is the system."""
    for referral in referrals:
        referral = lock(referral)
        referral.sharing_stopped_at = referral.sharing_stopped_at or now()
        referral.save(update_fields=["sharing_stopped_at"])
        log(what, by=by, referral=referral)
        publish(
            SharingStopped(referral_id=referral.pk, why=what.value, by_person_id=by.person_id), about=referral
        )


def log(what: Disclosed, *, by: Actor, referral: Referral, to_team: Team | None = None) -> None:
    """Write a line of the disclosure log; none where nobody was told of, or nobody else was told.

    The caller is the system.
    """
    told = to_team or referral.receiver_team
    if not referral.items or referral.sender_team.organisation_id == told.organisation_id:
        return
    Disclosure.objects.create(
        referral=referral,
        at=now(),
        what=what,
        by_person_id=by.person_id,
        from_organisation_id=referral.sender_team.organisation_id,
        to_organisation_id=told.organisation_id,
        items=referral.items,
        ground=referral.ground,
        agreement_id=referral.agreement_id,
        readers=referral.readers,
    )


def readers_of_more(by: Actor, observation: Observation) -> list[int]:
    """Who reads what is added now: all who read the observation, but for those with whom no more may be shared.

    Whoever adds it reads it, on whichever side they stand.
    """
    with as_system("with whom no more may be shared"):
        sent = list(observation.referrals.values_list("receiver_team", "sharing_stopped_at", "sender_team"))
    level = observation.sensitivity
    stopped = {desk_key(team, level) for team, since, _ in sent if since is not None}
    going_on = {desk_key(team, level) for team, since, _ in sent if since is None}
    senders = {desk_key(team, level) for _, _, team in sent}
    kept_from = stopped - going_on - senders - set(by.keys)
    return [key for key in observation.readers if key not in kept_from]
