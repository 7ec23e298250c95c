"""Looking is kept too: who saw who is concerned, or opened a protected matter."""

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record

from ..audit import Audited
from ..models import Referral
from ..permissions import Permission


@transaction.atomic
def keep_look(*, by: Actor, referral: Referral, people: bool) -> None:
    """Keep that somebody looked at a referral; ``people`` says whether they saw who is concerned."""
    access.require(by, Permission.READ_REFERRAL, referral)
    record(Audited.LOOKED_AT, by=by, subject=referral, people=people)
