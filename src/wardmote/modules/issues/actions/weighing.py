"""Setting how much an issue weighs, with a reason; and what is in the sum for everybody."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, in_turn, lock
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.rules import BANDS, SERIOUSNESS

from ..audit import Audited
from ..models import Issue, ModifierSwitch
from ..permissions import Permission
from ..queries.weighing import switched_on
from ..rules import Modifier, WeighedBecause, floor_of
from . import wording
from .counting import weigh_again

WEIGH_ALL_JOB = "issues.weigh_all"
_AT_ONCE = 500


@transaction.atomic
def weigh(
    *, by: Actor, issue: Issue, reason: str, seriousness: int | None = None, band: int | None = None
) -> Issue:
    """Set how serious an issue is, or how many are affected, or both, with a reason that shows beside it.

    Raises NotReady for a band under the floor: at least as many are affected as told us.
    """
    issue = lock(issue)
    access.require(by, Permission.WEIGH, issue)
    _check_living(issue)
    if seriousness is None and band is None:
        raise NotReady("Choose how serious it is, or how many it affects.", field="seriousness")
    if seriousness is not None and seriousness not in SERIOUSNESS:
        raise NotReady("Choose how serious it is, from 1 to 5.", field="seriousness")
    if band is not None and band not in BANDS:
        raise NotReady("Choose how many it affects, from one home to a ward or more.", field="band")
    if band is not None and band < (floor := floor_of(issue.voices)):
        raise NotReady(
            f"{issue.voices} people have told us, so it affects {BANDS[floor]} or more. Choose that or above.",
            field="band",
        )
    reason = wording.reason(reason)
    if seriousness is not None:
        issue.set_seriousness, issue.seriousness_because = seriousness, reason
    if band is not None:
        issue.set_band, issue.band_because = band, reason
    weigh_again(issue, by=by, because=WeighedBecause.SET, reason=reason)
    record(Audited.WEIGHED, by=by, subject=issue, seriousness=seriousness, band=band)
    return issue


@transaction.atomic
def weigh_as_told(*, by: Actor, issue: Issue, reason: str) -> Issue:
    """Take back what staff have set: from now on what people say counts again."""
    issue = lock(issue)
    access.require(by, Permission.WEIGH, issue)
    _check_living(issue)
    reason = wording.reason(reason)
    issue.set_seriousness, issue.seriousness_because = None, ""
    issue.set_band, issue.band_because = None, ""
    weigh_again(issue, by=by, because=WeighedBecause.SET, reason=reason)
    record(Audited.WEIGHED, by=by, subject=issue, seriousness=None, band=None)
    return issue


@transaction.atomic
def mark_vulnerable(*, by: Actor, issue: Issue, is_vulnerable: bool, reason: str) -> Issue:
    """Say, with a reason, that an issue hurts people who are hurt more easily; or that it does not."""
    issue = lock(issue)
    access.require(by, Permission.WEIGH, issue)
    _check_living(issue)
    issue.is_vulnerable = is_vulnerable
    said = wording.reason(reason)
    issue.vulnerable_because = said if is_vulnerable else ""
    weigh_again(issue, by=by, because=WeighedBecause.SET, reason=said)
    record(Audited.WEIGHED, by=by, subject=issue, vulnerable=is_vulnerable)
    return issue


@transaction.atomic
def switch_modifier(*, by: Actor, modifier: Modifier, is_on: bool, reason: str) -> ModifierSwitch:
    """Put a modifier into the sum of all issues, or take it out. A job weighs them anew; each change is dated."""
    access.require(by, Permission.SWITCH_MODIFIERS)
    in_turn("modifiers")
    if (modifier in switched_on()) == is_on:
        raise Conflict("Somebody has done so already. The page shows how it stands.")
    switch = ModifierSwitch.objects.create(
        modifier=modifier, is_on=is_on, at=now(), by_id=by.person_id, reason=wording.reason(reason)
    )
    record(Audited.MODIFIER_SWITCHED, by=by, subject=switch, modifier=modifier, on=is_on)
    tasks.configure_task(WEIGH_ALL_JOB).defer(because=WeighedBecause.MODIFIERS)
    return switch


@transaction.atomic
def weigh_some(*, by: Actor, because: WeighedBecause, after: int = 0) -> int | None:
    """Weigh the next five hundred issues that live, after a number. Gives the last one's number, None at the end.

    What somebody is at work on at this moment is left for the next night.
    """
    access.require(by, Permission.KEEP_ISSUES)
    with as_system("priorities follow time and what is in the sum"):
        living = Issue.objects.filter(pk__gt=after, merged_into=None, closed_at=None).order_by("pk")
        numbers = list(living.values_list("pk", flat=True)[:_AT_ONCE])
        held = Issue.objects.filter(pk__in=numbers).select_for_update(skip_locked=True, of=("self",))
        changed = [issue for issue in held.order_by("pk") if weigh_again(issue, by=by, because=because)]
        for issue in changed:
            record(Audited.WEIGHED, by=by, subject=issue, because=because)
    return numbers[-1] if len(numbers) == _AT_ONCE else None


def _check_living(issue: Issue) -> None:
    if not issue.is_living:
        raise Conflict(f"{issue.reference} has been decided, or merged. Open it again to weigh it anew.")
