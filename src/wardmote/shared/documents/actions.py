"""Every change to kept files."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system

from . import adapters
from .audit import Audited
from .models import Document, FileToRemove
from .permissions import Permission
from .rules import clean_photo

_AT_ONCE = 200


@transaction.atomic
def add_photo(*, by: Actor, content: bytes, readers: Iterable[int]) -> Document:
    """Keep a photograph, drawn anew without its metadata. Raises NotAPhoto with what to do instead.

    The bytes are written before the row, so that a row never points at nothing.
    """
    access.require(by, Permission.ADD, None)
    clean, media_type, extension = clean_photo(content)
    uuid = uuid4()
    document = Document.objects.create(
        uuid=uuid,
        media_type=media_type,
        path=adapters.keep(uuid, extension, clean),
        size=len(clean),
        sha256=sha256(clean).hexdigest(),
        added_by_id=by.person_id,
        created_at=now(),
        readers=sorted(set(readers)),
    )
    record(Audited.ADDED, by=by, subject=document, size=document.size)
    return document


@transaction.atomic
def share_documents(*, by: Actor, documents: Iterable[Document], readers: Iterable[int]) -> None:
    """Let more people read what was added, because what it belongs to was shared with them. Never narrows."""
    access.require(by, Permission.SHARE, None)
    added = set(readers)
    for document in (
        Document.objects.select_for_update().filter(pk__in=[d.pk for d in documents]).order_by("pk")
    ):
        document.readers = sorted(set(document.readers) | added)
        document.save(update_fields=["readers"])
        record(Audited.SHARED, by=by, subject=document, readers=document.readers)


@transaction.atomic
def remove_documents(*, by: Actor, ids: Sequence[int]) -> int:
    """Remove files to which nothing points any more. Gives how many.

    Their bytes go when this is committed: with the next `remove_files`, which whoever calls this calls then.
    """
    access.require(by, Permission.REMOVE)
    with as_system("files whose time is over"):
        documents = list(Document.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        FileToRemove.objects.bulk_create(
            [FileToRemove(path=document.path, since_at=now()) for document in documents],
            ignore_conflicts=True,
        )
        for document in documents:
            record(Audited.REMOVED, by=by, subject=document)
        Document.objects.filter(pk__in=[document.pk for document in documents]).delete()
    return len(documents)


@transaction.atomic
def remove_files(*, by: Actor) -> int:
    """Remove the bytes that belong to nothing any more. Gives how many files. Killed half way, it is done again."""
    access.require(by, Permission.REMOVE)
    waiting = list(FileToRemove.objects.select_for_update(skip_locked=True).order_by("pk")[:_AT_ONCE])
    for file in waiting:
        adapters.remove(file.path)
        record(Audited.BYTES_REMOVED, by=by, subject=file)
    FileToRemove.objects.filter(pk__in=[file.pk for file in waiting]).delete()
    return len(waiting)
