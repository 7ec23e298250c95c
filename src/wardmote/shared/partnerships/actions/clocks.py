"""Keeping the clocks of the categories: added, changed, ended, never deleted (R1.2, R1.10).

A promise stands: the times of a clock are never changed under what was sent with them. A change of times ends the
row and lets a new one take its key, its name and its categories; referrals keep the row they were sent with.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import ClockProfile
from ..permissions import Permission
from ..rules import Basis, fields_of, read_clocks
from ..rules.ladders import USUAL_REMINDER, WAITS
from .keys import key_for
from .standards import check_change

LONGEST_REASON = 500
_LENGTHS = ("acknowledge", "decide", "update_every", "close", *WAITS)
_TIMES = (*_LENGTHS, "remind_after")


@dataclass(frozen=True, kw_only=True)
class ClockDetails:
    """A clock as it is written: times as 2wd, 4wh, 24h, 30d (`update_every` may be none), and why these.

    `wait_desk` to `wait_coordinator` are how long silence waits on each rung, empty for the usual; `remind_after` is
    the share of the time, per cent, after which somebody is reminded.
    """

    name: str
    acknowledge: str
    decide: str
    update_every: str
    close: str
    wait_desk: str = ""
    wait_lead: str = ""
    wait_coordinator: str = ""
    remind_after: int = USUAL_REMINDER
    basis: str = Basis.PRACTICE
    reason: str = ""


@transaction.atomic
def add_clock_profile(*, by: Actor, details: ClockDetails, key: str = "") -> ClockProfile:
    """Add a clock that categories can take. Its key is made from its name, unless a free one is given.

    Raises NotReady for what is missing, too long, taken or unreadable.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    profile = ClockProfile(key=key_for(ClockProfile, details.name, given=key), **_read(details))
    _save(profile)
    record(Audited.CLOCK_ADDED, by=by, subject=profile)
    return profile


@transaction.atomic
def change_clock_profile(
    *, by: Actor, profile: ClockProfile, details: ClockDetails, version: int | None = None
) -> ClockProfile:
    """Change a clock. Other times make a new row, which the categories take; gives the row that stands now.

    Teams whose own standard it is, and what goes by it when urgent, take the new row too. Raises Conflict when it has
    ended, or somebody changed it since `version`; NotReady as for adding, TooSlow where what goes by it may not wait so
    long: what is protected, what the law asks.
    """
    profile = still_ticking(lock(profile), version)
    access.require(by, Permission.CHANGE_REGISTER, profile)
    given = _read(details)
    changed = [name for name, value in given.items() if getattr(profile, name) != value]
    if not changed:
        return profile
    before = profile
    if set(changed) & {*_TIMES, "basis"}:
        check_change(before, ClockProfile(**given))
    if set(changed) & set(_TIMES):
        profile.ended_on = today()
        profile.save(update_fields=["ended_on"])
        profile = ClockProfile(key=before.key, version=before.version + 1, **given)
        _save(profile)
        before.categories.update(clock=profile)
        before.urgent_for.update(urgent_clock=profile)
        before.remits.filter(ended_on__isnull=True).update(clock=profile)
    else:
        for name in changed:
            setattr(profile, name, given[name])
        profile.version += 1
        _save(profile)
    record(Audited.CLOCK_CHANGED, by=by, subject=profile, fields=changed, before=before.pk)
    return profile


@transaction.atomic
def end_clock_profile(*, by: Actor, profile: ClockProfile, version: int | None = None) -> ClockProfile:
    """Offer a clock no longer. Raises Conflict while a category or a team goes by it."""
    profile = still_ticking(lock(profile), version)
    access.require(by, Permission.CHANGE_REGISTER, profile)
    if taken := profile.categories.filter(ended_on__isnull=True).count():
        raise Conflict(
            f"{taken} {'category has' if taken == 1 else 'categories have'} this clock. Give each another clock first."
        )
    if urgent := profile.urgent_for.filter(ended_on__isnull=True).count():
        raise Conflict(
            f"{urgent} {'category goes' if urgent == 1 else 'categories go'} by this clock when something is urgent. "
            "Give each another one first, or none."
        )
    if own := profile.remits.filter(ended_on__isnull=True).count():
        raise Conflict(
            f"It is the own standard of {own} {'team' if own == 1 else 'teams'} for a kind of matter. "
            "Take it away there first."
        )
    profile.ended_on = today()
    profile.version += 1
    profile.save(update_fields=["ended_on", "version"])
    record(Audited.CLOCK_ENDED, by=by, subject=profile)
    return profile


def still_ticking(profile: ClockProfile, version: int | None) -> ClockProfile:
    """The clock, if it stands and nobody has changed it since the page with this version was shown."""
    if profile.ended_on is not None:
        raise Conflict(
            f"The clock “{profile}” was changed or ended. Look at the list for the one that stands."
        )
    if version is not None and profile.version != version:
        raise Conflict("Somebody changed this clock while you were writing. What you wrote is kept below.")
    return profile


def _read(details: ClockDetails) -> dict[str, Any]:
    """Check what is written. Gives the fields of the row, the times in their short form."""
    name = wording.line(details.name, field="name", called="the name", longest=100, required=True)
    written = {time: getattr(details, time) for time in _LENGTHS}
    clocks = read_clocks(written, remind_after=details.remind_after)
    if details.basis not in set(Basis):
        raise NotReady("Choose what the times rest on.", field="basis")
    reason = wording.text(
        details.reason, field="reason", called="why these times", longest=LONGEST_REASON, required=True
    )
    return {"name": name, **fields_of(clocks), "basis": str(details.basis), "reason": reason}


def _save(profile: ClockProfile) -> None:
    same = ClockProfile.objects.filter(name__iexact=profile.name, ended_on__isnull=True)
    if same.exclude(pk=profile.pk).exists():
        raise NotReady("There is a clock of this name already. Give another name.", field="name")
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise Conflict("Somebody else has just written a clock of this name. Look at the list.") from error
