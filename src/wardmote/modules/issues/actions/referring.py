"""Referring an issue to teams, several at once, each with a clock of its own.

Referrals carry observations, so the issue's own words are recorded as one, by whoever refers; it is nobody's voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.actions import ObservationDetails
from wardmote.modules.referrals.rules import ON_A_DESK, State
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..models import Issue, Referred
from ..permissions import Permission
from . import wording
from .reading import as_read, let_read

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Referral
    from wardmote.shared.partnerships.models import Team

_FEWEST = {1: 1, 2: 5, 3: 21, 4: 101, 5: 1001}
"""The fewest people of each band."""


@transaction.atomic
def refer(
    *, by: Actor, issue: Issue, from_team: Team, to_teams: Sequence[Team], asked: str
) -> list[Referred]:
    """Refer an issue to one team or several. `asked` says what they are to do; everybody may read it.

    Raises NotReady and Conflict as `referrals.send_referrals` does.
    """
    issue = lock(issue)
    access.require(by, Permission.REFER, issue)
    if not issue.is_living:
        raise Conflict(f"{issue.reference} has been decided, or merged. Open it again first.")
    asked = wording.text(asked, field="words", called="what they are to do")
    draft = referrals.keep_draft(
        by=by,
        team=from_team,
        details=ObservationDetails(
            category=issue.category,
            words=f"{issue.title}\n\n{issue.words}\n\nIssue {issue.reference}".replace("\n\n\n", "\n"),
            seriousness=issue.seriousness,
            people_affected=_FEWEST[issue.band],
            sensitivity=Sensitivity(issue.sensitivity),
            observed_at=min(issue.last_told_at, now()),
            latitude=issue.latitude,
            longitude=issue.longitude,
            place_words=issue.place_words,
        ),
    )
    carrier = referrals.record_observation(by=by, draft=draft)
    sent = referrals.send_referrals(
        by=by, observation=carrier, from_team=from_team, to_teams=to_teams, words=asked
    )
    if issue.sensitivity != Sensitivity.OPEN:
        let_read(issue, readers={referral.receiver_team_id for referral in sent})
    with as_system("an issue's referrals are read by those who read it"):
        referred = [
            Referred.objects.create(
                **as_read(issue), asked=asked, at=now(), by_id=by.person_id, **stands(referral)
            )
            for referral in sent
        ]
    issue.changed_at = now()
    issue.version += 1
    issue.save(update_fields=["changed_at", "version"])
    record(Audited.REFERRED, by=by, subject=issue, referrals=[referral.pk for referral in sent])
    return referred


@transaction.atomic
def keep_standing(*, by: Actor, referral_id: int) -> None:
    """Keep on the issue how one of its referrals stands now; one that was passed on is followed."""
    access.require(by, Permission.KEEP_ISSUES)
    with as_system("how an issue's referral stands"):
        kept = Referred.objects.filter(referral=referral_id).select_related("referral", "issue").first()
        if kept is None:
            return
        issue = lock(kept.issue)
        referral = kept.referral
        while (onward := getattr(referral, "onward", None)) is not None:
            referral = onward
        for name, value in stands(referral).items():
            setattr(kept, name, value)
        kept.save()
        issue.changed_at = now()
        issue.save(update_fields=["changed_at"])
        record(Audited.REFERRED, by=by, subject=issue, referral=referral.pk, state=referral.state)


def stands(referral: Referral) -> dict[str, object]:
    """What is kept on an issue of how a referral stands."""
    return {
        "referral": referral,
        "team_id": referral.receiver_team_id,
        "state": State(referral.state),
        "due_at": referral.next_deadline_at,
        "ended_at": None if referral.state in ON_A_DESK else referral.ended_at or now(),
    }
