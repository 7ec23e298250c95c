"""Asking for a review: by the victim, or by somebody for them with consent; here or on the public page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, in_turn
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import NotReady
from wardmote.modules.referrals.permissions import Permission as OfReferrals
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import ReviewMoved
from ..models import AskedBy, Review
from ..models.reviews import LONGEST_NAME, LONGEST_REASON, LONGEST_WORDS
from ..permissions import Permission, desk_key
from ..queries.procedure import procedure_on
from ..rules import Move, State
from .steps import add_step

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST_AN_HOUR = 30
"""Public requests that are taken in an hour: many times what a borough gets in a week."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody wrote who asks for a review."""

    victim: str
    contact: str
    words: str
    asked_by: str = AskedBy.VICTIM
    applicant: str = ""
    consent: str = ""


class TooMany(NotReady):
    """More requests in an hour than anybody could need."""


@transaction.atomic
def ask_for_review(
    *, by: Actor, request: Request, report: Observation | None = None, position: int | None = None
) -> Review:
    """Ask for a review. It goes to the desk that the procedure names, and its clocks begin.

    With a report, and which of the people in it is the victim, the desk can count from it. Raises NotReady for what
    is missing, TooMany when the public page is flooded.
    """
    access.require(by, Permission.ASK)
    if report is not None:
        access.require(by, OfReferrals.READ_OBSERVATION, report)
    procedure = procedure_on()
    if procedure is None:
        raise NotReady("The partnership has not published its review procedure yet.", field="words")
    is_public = by.person_id is None
    if is_public:
        _hold_back()
    secret = report is not None and report.sensitivity == Sensitivity.PROTECTED
    sensitivity = Sensitivity.PROTECTED if secret else Sensitivity.PARTNERS
    review = Review(
        procedure=procedure,
        desk=procedure.desk,
        observation=report,
        position=(position or 0) if report else None,
        sensitivity=sensitivity,
        state=State.ASKED,
        from_public=is_public,
        asked_at=now(),
        readers=[desk_key(procedure.desk_id, sensitivity)],
        **_read(request),
    )
    with as_system("whoever asks for a review need not be able to read it"):
        review.save(force_insert=True)
        add_step(by, review, Move.ASK, "")
    record(Audited.MOVED, by=by, subject=review, move=Move.ASK)
    publish(ReviewMoved(review_id=review.pk, move=Move.ASK), about=review)
    return review


def _read(request: Request) -> dict[str, str]:
    if request.asked_by not in AskedBy.values:
        raise NotReady("Say whether you ask for yourself or for somebody else.", field="asked_by")
    for_them = request.asked_by == AskedBy.FOR_THEM
    asked: Sequence[tuple[str, str, int, bool]] = (
        ("victim", "the name of the person it happens to", LONGEST_NAME, True),
        ("contact", "how we can reach you", LONGEST_REASON, True),
        ("words", "what happened", LONGEST_WORDS, True),
        ("applicant", "your own name", LONGEST_NAME, for_them),
        ("consent", "how they agreed that you ask for them", LONGEST_REASON, for_them),
    )
    kept = {
        field: wording.text(
            getattr(request, field), field=field, called=called, longest=longest, required=needed
        )
        for field, called, longest, needed in asked
    }
    if not for_them:
        kept["applicant"] = kept["consent"] = ""
    return kept | {"asked_by": request.asked_by}


def _hold_back() -> None:
    in_turn("public case reviews")
    with as_system("whether the public page is flooded"):
        lately = Review.objects.filter(from_public=True, asked_at__gt=now() - timedelta(hours=1)).count()
    if lately >= MOST_AN_HOUR:
        raise TooMany(
            "So many requests have come in the last hour that we take no more on this page just now. Nothing was "
            "sent. Ring us instead, or try again in an hour.",
            field="words",
        )
