"""People say how they wish to hear of things, and show that a telephone is theirs."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import NotReady

from ..audit import Audited
from ..models import LostAddress, Wishes
from ..permissions import Permission
from ..rules import CODE_LASTS, CODE_TRIES, CODES_A_DAY, Ordinary, Quiet, Urgent, code_for, mobile_number

CODE_JOB = "messaging.send_code"
_DAY = 24 * 60 * 60


@transaction.atomic
def say_wishes(
    *, by: Actor, ordinary: Ordinary, urgent: Urgent, quiet: Quiet | None, urgent_in_quiet: bool
) -> Wishes:
    """Keep how somebody wishes to hear of things from now on. What is under way already goes as it was to go.

    Raises NotReady when they wish for texts and have not shown that a number is theirs.
    """
    access.require(by, Permission.WISH)
    wishes = _held(by)
    if urgent is Urgent.TEXT and wishes.phone_proved_at is None:
        raise NotReady("First show us that your mobile number is yours", field="urgent")
    wishes.ordinary, wishes.urgent = ordinary.value, urgent.value
    wishes.quiet_begins = quiet.begins if quiet else None
    wishes.quiet_ends = quiet.ends if quiet else None
    wishes.urgent_in_quiet = urgent_in_quiet
    wishes.save()
    record(Audited.WISHED, by=by, subject=wishes, ordinary=wishes.ordinary, urgent=wishes.urgent)
    return wishes


@transaction.atomic
def send_code(*, by: Actor, phone: str) -> Wishes:
    """Have a code sent to a mobile number, to show that it is theirs. A number shown before counts no more.

    Raises NotReady for what is no mobile number, and after too many codes in a day.
    """
    access.require(by, Permission.WISH)
    try:
        number = mobile_number(phone)
    except ValueError as error:
        raise NotReady(str(error), field="phone") from error
    counted = f"messaging.codes:{by.known_person_id}"
    cache.add(counted, 0, timeout=_DAY)
    if cache.incr(counted) > CODES_A_DAY:
        raise NotReady(f"We sent you {CODES_A_DAY} codes today. Try again tomorrow", field="phone")
    wishes = _held(by)
    wishes.phone, wishes.phone_proved_at = number, None
    wishes.code_sent_at, wishes.code_tries = now(), 0
    if wishes.urgent == Urgent.TEXT:
        wishes.urgent = Urgent.AT_ONCE.value
    wishes.save()
    record(Audited.CODE_SENT, by=by, subject=wishes)
    tasks.configure_task(CODE_JOB).defer(person_id=by.known_person_id)
    return wishes


@transaction.atomic
def prove_phone(*, by: Actor, code: str) -> bool:
    """Take the code that was sent. False for a wrong one, and for any after it ran out or was guessed at too often."""
    access.require(by, Permission.WISH)
    wishes = _held(by)
    if wishes.code_sent_at is None or wishes.phone_proved_at is not None:
        return False
    typed = "".join(figure for figure in code if figure.isalnum())
    right = constant_time_compare(typed, code_for(by.known_person_id, wishes.phone, wishes.code_sent_at))
    in_time = now() <= wishes.code_sent_at + CODE_LASTS and wishes.code_tries < CODE_TRIES
    wishes.code_tries = min(wishes.code_tries + 1, CODE_TRIES)
    if right and in_time:
        wishes.phone_proved_at, wishes.code_sent_at = now(), None
        record(Audited.PHONE_PROVED, by=by, subject=wishes)
    wishes.save()
    return right and in_time


@transaction.atomic
def forget_phone(*, by: Actor) -> None:
    """Let go of somebody's mobile number. They get no texts any more."""
    access.require(by, Permission.WISH)
    wishes = _held(by)
    wishes.phone, wishes.phone_proved_at, wishes.code_sent_at = "", None, None
    if wishes.urgent == Urgent.TEXT:
        wishes.urgent = Urgent.AT_ONCE.value
    wishes.save()
    record(Audited.PHONE_FORGOTTEN, by=by, subject=wishes)


@transaction.atomic
def say_address_works(*, by: Actor, lost: LostAddress) -> None:
    """Let an address be written to again from which a message came back."""
    lost = lock(lost)
    access.require(by, Permission.SAY_ADDRESS_WORKS, lost)
    if lost.ended_at is None:
        lost.ended_at, lost.ended_by_id = now(), by.person_id
        lost.save(update_fields=["ended_at", "ended_by"])
        record(Audited.ADDRESS_WORKS, by=by, subject=lost, channel=lost.channel)


def _held(by: Actor) -> Wishes:
    wishes, is_new = Wishes.objects.get_or_create(person_id=by.known_person_id)
    return wishes if is_new else lock(wishes)
