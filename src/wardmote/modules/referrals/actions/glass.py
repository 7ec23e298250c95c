"""Breaking the glass."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access, references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system
from wardmote.kernel.refusals import NotReady
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import person_key

from ..audit import Audited
from ..models import MAX_GLASS_WORDS, BrokenGlass, Observation
from ..permissions import Permission
from ..rules import ObservationState
from ..rules.glass import GLASS_OPEN_FOR, GLASS_REASONS, opens_for

GLASS_BROKEN = "referrals.glass_broken"
"""The kind of message that the data protection officers get."""
GLASS_UNWATCHED = "referrals.glass_unwatched"
"""The kind that administrators get where nobody is data protection officer."""


@transaction.atomic
def break_glass(*, by: Actor, asked: str, reason: str, words: str) -> BrokenGlass:
    """Keep that somebody broke the glass, tell the data protection officers, and open the record for an hour.

    What is not there, or not for their roles, opens nothing, in the same way: only this, which is kept, tells.
    Nothing is shown here: what was kept has been committed before anything is read. Raises NotReady.
    """
    access.require(by, Permission.BREAK_GLASS)
    if reason not in GLASS_REASONS:
        raise NotReady("Choose why you break the glass", field="reason")
    if not words.strip() or len(words) > MAX_GLASS_WORDS:
        raise NotReady("Say in your own words why you need to know", field="words")
    own = set(partnerships.organisations_of_teams(partnerships.team_ids_of(by)))
    with as_system("whether broken glass opens anything"):
        found, teams = _found(asked)
        opened = (
            found if found and opens_for(found.sensitivity, frozenset(r.name for r in by.roles)) else None
        )
        concerned = set(partnerships.organisations_of_teams(teams))
        officers = partnerships.protection_officers(own | concerned, besides=by.known_person_id)
        glass = BrokenGlass.objects.create(
            person_id=by.known_person_id,
            asked=asked,
            observation=opened,
            reason=reason,
            words=words.strip(),
            at=now(),
            until=now() + GLASS_OPEN_FOR,
            organisations=sorted(own | concerned | set(officers.values())),
            readers=[person_key(by.known_person_id)],
        )
    record(Audited.GLASS_BROKEN, by=by, subject=glass, reason=reason, opened=opened is not None)
    _tell(by, officers, once=glass.reference)
    return glass


@transaction.atomic
def keep_refused_glass(*, by: Actor, asked: str) -> BrokenGlass:
    """Keep that somebody tried to break the glass whose role may not, and tell the officers. Nothing is looked for.

    The page that refuses calls this and raises nothing, so that what is kept is not taken back with the refusal.
    """
    access.require(by, Permission.KEEP_TRY)
    own = set(partnerships.organisations_of_teams(partnerships.team_ids_of(by)))
    officers = partnerships.protection_officers(own, besides=by.known_person_id)
    with as_system("keeping that somebody tried to break the glass"):
        glass = BrokenGlass.objects.create(
            person_id=by.known_person_id,
            asked=references.read(asked) or "",
            at=now(),
            until=now() + GLASS_OPEN_FOR,
            organisations=sorted(own | set(officers.values())),
            refused=True,
            readers=[],
        )
    record(Audited.GLASS_REFUSED, by=by, subject=glass)
    _tell(by, officers, once=f"{by.id} refused {today()}")
    return glass


def _tell(by: Actor, officers: Collection[int], *, once: str) -> None:
    """Tell the officers; where there is nobody to tell, tell administrators to name somebody, and not why."""
    if officers:
        link = reverse("pages:glass_broken")
        messaging.tell(by=by, kind=GLASS_BROKEN, people=officers, link=link, once=once, urgent=True)
    else:
        messaging.tell(
            by=by,
            kind=GLASS_UNWATCHED,
            people=partnerships.administrators(),
            link=reverse("partnerships:invite"),
            once=once,
            urgent=True,
        )


def _found(asked: str) -> tuple[Observation | None, set[int]]:
    """The observation that a reference leads to, ours or its referral's, and the teams in the case."""
    found = (
        Observation.objects.exclude(state=ObservationState.DRAFT).filter(reference=asked).first()
        or Observation.objects.exclude(state=ObservationState.DRAFT)
        .filter(referrals__reference=asked)
        .first()
    )
    pairs = (
        found.referrals.values_list("sender_team_id", "receiver_team_id")
        if found
        else Observation.objects.none().values_list("pk", "pk")
    )
    teams = {team for pair in pairs for team in pair}
    return found, teams | ({found.recorded_for_id} if found and found.recorded_for_id else set())
