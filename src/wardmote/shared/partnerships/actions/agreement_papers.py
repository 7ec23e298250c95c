"""The signed paper of an agreement: kept beside the edition it belongs to, replaced, taken away (R1.8)."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..models import AgreementPaper, SharingAgreement
from ..permissions import Permission
from ..rules.agreements import check_paper


@transaction.atomic
def keep_paper(*, by: Actor, agreement: SharingAgreement, content: bytes) -> AgreementPaper:
    """Keep the signed paper of an edition, also of one that has ended; the one before it goes out of use, and stays.

    Raises NotReady for what is no PDF or too large.
    """
    agreement = lock(agreement)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    check_paper(content)
    agreement.papers.filter(ended_at__isnull=True).update(ended_at=now())
    paper = AgreementPaper.objects.create(
        agreement=agreement,
        content=content,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        added_by_id=by.known_person_id,
        added_at=now(),
    )
    record(Audited.AGREEMENT_PAPER_KEPT, by=by, subject=agreement, sha256=paper.sha256, size=paper.size)
    return paper


@transaction.atomic
def remove_paper(*, by: Actor, agreement: SharingAgreement) -> None:
    """Take away a paper that should not be there: its bytes go, and that it was there stays on record.

    Raises Conflict where there is none.
    """
    agreement = lock(agreement)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    paper = agreement.papers.filter(ended_at__isnull=True).first()
    if paper is None:
        raise Conflict("There is no paper here any more.")
    paper.ended_at, paper.content = now(), b""
    paper.save(update_fields=["ended_at", "content"])
    record(Audited.AGREEMENT_PAPER_REMOVED, by=by, subject=agreement, sha256=paper.sha256)
