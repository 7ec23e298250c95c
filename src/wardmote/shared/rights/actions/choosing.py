"""Which records are the person's, and what of them goes into the copy."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.privacy.own_copy import Found
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.wording import text
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import protection_key

from ..audit import Audited
from ..models import MAX_WORDS, Decision, Matter, Request
from ..permissions import Permission
from ..queries import gathered_for, proposed
from ..rules import ENDS, EXEMPTIONS, Choice, Exemption, Pause, why_it_stays

TO_DECIDE = "rights.to_decide"
"""The kind of message that safeguarding leads get."""


@transaction.atomic
def search(*, by: Actor, request: Request) -> Request:
    """Look for the person in all that the organisation keeps; propose what is protected to its safeguarding leads.

    What is not protected the officer then chooses from: nothing is chosen here. Raises Conflict.
    """
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _at_work(request)
    if request.waits.filter(why=Pause.IDENTITY, heard_on__isnull=True).exists():
        raise Conflict("They have not proved who they are. Look for them when they have.")
    found = proposed(by, request)
    teams = partnerships.teams_of_organisations([request.organisation_id])
    known = set(request.matters.values_list("code", flat=True))
    leads: set[int] = set()
    for one in found:
        if one.code in known:
            continue
        keys = [key for key in one.readers if -key in teams]
        leads |= {-key for key in keys}
        _keep(request, one.code, title="", keys=keys, protected=True)
    request.searched_at = now()
    request.readers = sorted({*request.readers, *(-team for team in leads)})
    request.version += 1
    request.save(update_fields=["searched_at", "readers", "version"])
    record(Audited.SEARCHED, by=by, subject=request)
    if leads:
        messaging.tell(
            by=by,
            kind=TO_DECIDE,
            people=partnerships.safeguarding_leads(leads),
            link=reverse("rights:request", args=[request.reference]),
            once=f"{request.reference} {request.version}",
            protected=True,
        )
    return request


@transaction.atomic
def choose(*, by: Actor, request: Request, shown: Collection[Found], chosen: Collection[str]) -> Request:
    """Keep which of what was shown is the person's, and which is not. Raises Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _at_work(request)
    known = {matter.code: matter for matter in request.matters.filter(is_protected=False)}
    changed = 0
    for one in shown:
        theirs, matter = one.code in chosen, known.get(one.code)
        if one.is_protected or (matter is None and not theirs):
            continue
        if matter is None:
            matter = _keep(request, one.code, title=one.title, keys=(), protected=False)
        elif matter.is_theirs == theirs:
            continue
        matter.is_theirs, matter.chosen_by_id, matter.chosen_at = theirs, by.known_person_id, now()
        matter.save(update_fields=["is_theirs", "chosen_by", "chosen_at"])
        changed += 1
    record(Audited.CHOSEN, by=by, subject=request, changed=changed)
    return request


def _keep(request: Request, code: str, *, title: str, keys: Collection[int], protected: bool) -> Matter:
    with as_system("the next number of a request's matters, also of those that the actor may not read"):
        last = Matter.objects.filter(request=request).order_by("-number").first()
    return Matter.objects.create(
        request=request,
        number=last.number + 1 if last else 1,
        code=code,
        title=title[:200],
        is_protected=protected,
        created_at=now(),
        readers=sorted({protection_key(request.organisation_id), *keys}),
    )


@transaction.atomic
def release(*, by: Actor, matter: Matter, theirs: bool, choice: str, reason: str = "") -> Matter:
    """A safeguarding lead says whether a protected matter is the person's, and whether any of it may be told.

    Raises NotReady, NotAllowed.
    """
    request, matter = matter.request, lock(matter)
    matter.request = request
    access.require(by, Permission.DECIDE, matter)
    _at_work(request)
    if not matter.is_protected:
        raise Conflict("This is not protected: the data protection officer decides on it.")
    if not theirs:
        choice, reason = Choice.WITHHOLD, Exemption.NOT_THEIRS
    if choice not in (Choice.GIVE, Choice.WITHHOLD):
        raise NotReady("Choose whether any of it may be told.", field="choice")
    if choice == Choice.GIVE:
        reason = ""
    elif reason not in {code for code, _ in why_it_stays(request.ask)} | {Exemption.NOT_THEIRS}:
        raise NotReady("Choose why it must stay as it is.", field="reason")
    matter.is_theirs, matter.release, matter.release_reason = theirs, choice, reason
    matter.chosen_by_id, matter.chosen_at = by.known_person_id, now()
    matter.save(update_fields=["is_theirs", "release", "release_reason", "chosen_by", "chosen_at"])
    record(Audited.DECIDED, by=by, subject=matter, release=choice, reason=reason)
    return matter


@transaction.atomic
def decide(*, by: Actor, matter: Matter, decisions: Mapping[str, tuple[str, str, str]]) -> int:
    """Keep what becomes of things of a matter: for each its choice, its reason, and the words to be blacked out.

    What is as it was before is not kept again. Returns how many were kept. Raises NotReady, with the code of the
    thing as its field; NotAllowed.
    """
    access.require(by, Permission.DECIDE, matter)
    request = matter.request
    _at_work(request)
    there = {item.code: item for row in gathered_for(by, matter) for item in row.items}
    kept = 0
    for code, (choice, reason, hide) in decisions.items():
        item = there.get(code)
        if item is None:
            continue
        hide = text(hide, field=code, called="the words to be blacked out", longest=MAX_WORDS)
        if choice not in set(Choice):
            raise NotReady("Choose what becomes of it.", field=code)
        if choice == Choice.GIVE:
            reason, hide = "", ""
        elif reason not in EXEMPTIONS or reason == Exemption.NOT_LOOKED_AT:
            raise NotReady("Choose why it stays out.", field=code)
        if choice == Choice.PART and not hide.strip():
            raise NotReady("Write the words to be blacked out, one a line.", field=code)
        if choice != Choice.PART:
            hide = ""
        if not item.waits and (item.choice, item.reason, item.hide) == (choice, reason, hide):
            continue
        keys = matter.readers
        if matter.is_protected:  # the officer learns the decision on the matter, and nothing of what is in it
            keys = [key for key in keys if key != protection_key(request.organisation_id)]
        Decision.objects.create(
            request=request,
            matter=matter,
            item=code,
            choice=choice,
            reason=reason,
            hide=hide,
            decided_by_id=by.known_person_id,
            decided_at=now(),
            readers=keys,
        )
        kept += 1
    record(Audited.DECIDED, by=by, subject=matter, things=kept)
    return kept


def _at_work(request: Request) -> None:
    if request.state in ENDS:
        raise Conflict("This request has been answered. What it rests on cannot change any more.")
