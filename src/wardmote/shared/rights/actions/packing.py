"""The copy is made, handed over, and emptied when its time is over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships.rules import protection_key

from ..adapters import as_data, as_page
from ..audit import Audited
from ..models import Matter, Pack, PackPart, Request
from ..permissions import Permission
from ..queries import eyes_of_organisation
from ..queries.copies import decided_on, judged, part_of
from ..queries.requests import still_to_decide
from ..rules import ENDS, Ask, Choice, Pause

PACK_JOB = "rights.pack"
KEPT = timedelta(days=14)
"""For how long a made copy can be handed over. It can be made again."""


@transaction.atomic
def ask_for_pack(*, by: Actor, request: Request) -> Pack:
    """Have the copy made of all that was chosen. Raises NotReady with what is missing, or Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    if request.ask != Ask.COPY or request.state in ENDS:
        raise Conflict("A copy is made for an open request for one.")
    if request.waits.filter(heard_on__isnull=True, why=Pause.IDENTITY).exists():
        raise NotReady("They have not proved who they are. A copy goes to nobody else.", field="pack")
    matters = list(request.matters.exclude(is_theirs=False))
    if not any(matter.is_theirs or matter.is_protected for matter in matters):
        raise NotReady(
            "Choose first what is theirs. If nothing is, answer that nothing is kept.", field="pack"
        )
    if waiting := [m for m in matters if m.is_protected and not m.release]:
        raise NotReady(
            f"{len(waiting)} protected matters wait for a safeguarding lead. Ask them, or wait.", field="pack"
        )
    for matter in matters:
        matter.request = request
        if not matter.is_protected and (left := still_to_decide(by, matter)):
            raise NotReady(f"{left} things in {matter.title} wait for you to read them.", field="pack")
    if request.packs.filter(made_at__isnull=True, problem="").exists():
        raise Conflict("A copy is being made already.")
    pack = Pack.objects.create(
        request=request,
        asked_by_id=by.known_person_id,
        asked_at=now(),
        of=len(_going_in(request)),
        readers=[protection_key(request.organisation_id)],
    )
    record(Audited.PACK_ASKED_FOR, by=by, subject=pack)
    tasks.configure_task(PACK_JOB).defer(pack_id=pack.pk)
    return pack


def _going_in(request: Request) -> list[Matter]:
    return [m for m in request.matters.filter(is_theirs=True) if m.release != Choice.WITHHOLD]


@transaction.atomic
def make_part(*, by: Actor, pack: Pack) -> bool:
    """Put the next matter into a copy that is being made; tell whether there was one. May run twice."""
    access.require(by, Permission.KEEP)
    with as_system("a person's copy is made"):
        pack = lock(pack)
        if pack.made_at or pack.problem:
            return False
        request = Request.objects.select_related("organisation").get(pk=pack.request_id)
        there = set(pack.parts.values_list("matter_id", flat=True))
        matter = next((m for m in _going_in(request) if m.pk not in there), None)
        if matter is None:
            return False
        matter.request = request
        eyes = eyes_of_organisation(by, request.organisation_id)
        rows = judged(eyes, matter, decided_on(eyes, matter))
        PackPart.objects.create(
            request=request, pack=pack, matter=matter, body=part_of(matter, rows), readers=pack.readers
        )
        pack.done += 1
        pack.of = max(pack.of, pack.done)
        pack.save(update_fields=["done", "of"])
        record(Audited.PACK_MADE, by=by, subject=pack, part=matter.number)
    return True


@transaction.atomic
def finish_pack(*, by: Actor, pack: Pack) -> None:
    """Put the parts together, lock the copy, and empty the parts. May run twice."""
    access.require(by, Permission.KEEP)
    with as_system("a person's copy is finished"):
        pack = lock(pack)
        if pack.made_at or pack.problem:
            return
        request = Request.objects.select_related("organisation").get(pk=pack.request_id)
        parts = list(pack.parts.order_by("matter__number"))
        whole = as_data(request, [part.body for part in parts])
        pack.data, pack.readable, pack.left_out = whole.text, as_page(whole.content), whole.left_out
        pack.made_at, pack.expires_at = now(), now() + KEPT
        pack.save()
        pack.parts.update(body="")
        record(Audited.PACK_MADE, by=by, subject=pack, parts=len(parts), left_out=whole.left_out)


@transaction.atomic
def give_up_pack(*, by: Actor, pack: Pack, problem: str) -> None:
    """Say on a copy why it could not be made, so that it can be asked for again."""
    access.require(by, Permission.KEEP)
    with as_system("a person's copy could not be made"):
        pack = lock(pack)
        pack.problem = problem[:200]
        pack.save(update_fields=["problem"])
        pack.parts.update(body="")
        record(Audited.PACK_EMPTIED, by=by, subject=pack)


@transaction.atomic
def take_pack(*, by: Actor, request: Request, pack: Pack, form: str) -> None:
    """Keep that somebody took the copy, to hand it over. Raises NotAllowed."""
    access.require(by, Permission.WORK, request)
    record(Audited.PACK_TAKEN, by=by, subject=pack, form=form)


@transaction.atomic
def empty_pack(*, by: Actor, pack: Pack) -> None:
    """Empty a copy whose time is over. May run twice."""
    access.require(by, Permission.KEEP)
    with as_system("a copy whose time is over is emptied"):
        pack = lock(pack)
        if pack.emptied_at:
            return
        pack.readable = pack.data = ""
        pack.emptied_at = now()
        pack.save(update_fields=["readable", "data", "emptied_at"])
        pack.parts.update(body="")
        record(Audited.PACK_EMPTIED, by=by, subject=pack)
