"""Files brought for the set-up that wait until somebody has looked at them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now

from ..audit import Audited
from ..models import WaitingFile
from ..permissions import Permission
from ..rules import SetUpFile


@transaction.atomic
def bring_file(
    *, by: Actor, kind: SetUpFile, name: str, content: bytes, said: Mapping[str, str] | None = None
) -> WaitingFile:
    """Keep a file until somebody has looked at what it would change. One of the kind that waited before is let go."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    WaitingFile.objects.filter(kind=kind.value).delete()
    waiting = WaitingFile.objects.create(
        kind=kind.value,
        name=name[-255:],
        content=content,
        said=dict(said or {}),
        brought_by_id=by.known_person_id,
        brought_at=now(),
    )
    record(Audited.FILE_BROUGHT, by=by, subject=waiting, kind=kind.value, size=len(content))
    return waiting


@transaction.atomic
def drop_file(*, by: Actor, kind: SetUpFile) -> None:
    """Let a waiting file go, because it was used or is not wanted."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    for waiting in WaitingFile.objects.filter(kind=kind.value).select_for_update():
        record(Audited.FILE_DROPPED, by=by, subject=waiting, kind=kind.value)
        waiting.delete()
