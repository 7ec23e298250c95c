"""Every change to kept files."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now

from . import adapters
from .audit import Audited
from .models import Document
from .permissions import Permission
from .rules import clean_photo


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
