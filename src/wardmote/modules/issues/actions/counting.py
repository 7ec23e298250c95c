"""Counting what is gathered, and weighing anew: after every act, and as time passes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.modules.referrals.rules import Channel, band_of
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Gathering, Issue, Voice, Weighing
from ..ports import need_of
from ..queries.weighing import facts_of, switched_on
from ..rules import Spoken, WeighedBecause, count_voices, weigh
from .reading import as_read

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation


def spoken_in(observation: Observation, tellers: Mapping[int, str] | None = None) -> Spoken:
    """Whose voice an observation is: what a worker saw, its recorder's; what somebody told them, its own.

    `tellers` say by what those are known again who told something without an account, by the observation.
    """
    saw_it = observation.channel == Channel.WORKER and observation.recorded_by_id is not None
    return Spoken(
        voice=f"person {observation.recorded_by_id}"
        if saw_it
        else (tellers or {}).get(observation.pk, f"observation {observation.pk}"),
        organisation=observation.recorded_for.organisation_id
        if saw_it and observation.recorded_for
        else None,
        at=observation.observed_at,
        latitude=observation.latitude,
        longitude=observation.longitude,
    )


def count_again(issue: Issue, *, by: Actor, because: WeighedBecause = WeighedBecause.TOLD) -> None:
    """Count what is gathered in an issue now, and weigh it. The caller holds it by a lock and has asked."""
    with as_system("what is gathered is counted, whoever may read it"):
        held = Gathering.objects.filter(issue=issue, ended_at=None)
        told = [each.observation for each in held.select_related("observation__recorded_for")]
        spoke = Voice.objects.filter(Q(issue=issue) | Q(observation__in=told), counts=True)
        voices = list(spoke.only("observation", "is_teller", "contact_key", "browser"))
    tellers = {
        each.observation_id: each.speaks_as for each in voices if each.is_teller and each.observation_id
    }
    open_ones = [each for each in told if each.sensitivity == Sensitivity.OPEN]
    # "This affects me too" is said of what is open alone.
    too = [Spoken(voice=each.speaks_as) for each in voices if not each.is_teller]
    issue.told = len(told)
    issue.voices = count_voices([*(spoken_in(each, tellers) for each in told), *too])
    issue.open_voices = count_voices([*(spoken_in(each, tellers) for each in open_ones), *too])
    if told:
        issue.told_seriousness = max(each.seriousness for each in told)
        issue.told_band = max(band_of(each.people_affected) for each in told)
        issue.first_told_at = min(each.observed_at for each in told)
        issue.last_told_at = max(each.observed_at for each in told)
    weigh_again(issue, by=by, because=because)


def weigh_again(
    issue: Issue,
    *,
    by: Actor,
    because: WeighedBecause,
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Work out what an issue weighs and save it; a row of its history where that has changed, or was set."""
    weight = weigh(
        facts_of(issue, need_of({issue.ward_id} if issue.ward_id else set()), at or now()), switched_on()
    )
    changed = (weight.seriousness, weight.band, weight.score) != (
        issue.seriousness,
        issue.band,
        issue.score,
    )
    issue.seriousness, issue.band, issue.score = weight.seriousness, weight.band, weight.score
    issue.version += 1
    issue.changed_at = at or now()
    with as_system("an issue is weighed for all who read it"):
        issue.save()
        if changed or because in (WeighedBecause.OPENED, WeighedBecause.SET):
            Weighing.objects.create(
                **as_read(issue),
                at=at or now(),
                by_id=by.person_id,
                because=because,
                reason=reason,
                voices=issue.voices,
                seriousness=weight.seriousness,
                band=weight.band,
                score=weight.score,
                out_of=weight.out_of,
            )
    return changed


def hold(issues: Collection[Issue]) -> Sequence[Issue]:
    """Fetch issues afresh and hold them until the transaction ends, in one order, so that nobody waits in a ring."""
    numbers = sorted({issue.pk for issue in issues})
    return list(Issue.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
