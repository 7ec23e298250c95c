"""People are told of without agreement or consent, for a reason that a second person looks at (R1.8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity, SharedItem

from ..audit import Audited
from ..events import OverrideAsked, OverrideLookedAt
from ..models import MAX_REASON, Observation, Override, Referral
from ..permissions import Permission
from ..rules import LOOKED_AT_AFTER, Decision, Disclosed, OverrideKind, step_readers
from .disclosures import log, stop_sharing

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Organisation, Team


@dataclass(frozen=True, kw_only=True)
class OverrideGiven:
    """Why people must be told of without agreement or consent."""

    kind: str
    reason: str


def keep_override(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to: Organisation,
    items: Collection[SharedItem],
    given: OverrideGiven,
) -> Override:
    """Check and keep an override asked for now. Raises NotReady for a kind or a reason that is none."""
    if given.kind not in set(OverrideKind):
        raise NotReady("Choose why.", field="override_kind")
    reason = wording.text(
        given.reason, field="override_reason", called="the reason", longest=MAX_REASON, required=True
    )
    with as_system("an override is read by those who look at it a second time"):
        override = Override.objects.create(
            observation=observation,
            from_team=from_team,
            organisation=to,
            kind=given.kind,
            reason=reason,
            items=sorted(items),
            asked_by_id=by.person_id,
            asked_at=now(),
            readers=step_readers(observation.sensitivity, [from_team.pk]),
        )
    publish(OverrideAsked(override_id=override.pk), about=override)
    return override


def let_receiver_look(referral: Referral) -> None:
    """Let those who receive what was sent on an override be the second to look at it. The caller is the system."""
    override = referral.override
    if override is not None:
        theirs = step_readers(referral.sensitivity, [referral.receiver_team_id])
        override.readers = sorted({*override.readers, *theirs})
        override.save(update_fields=["readers"])


@transaction.atomic
def ask_for_override(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to: Organisation,
    items: Collection[SharedItem],
    given: OverrideGiven,
) -> Override:
    """Ask a second person to look at an override before anything is sent: for a legal duty.

    Raises NotReady for a kind that is sent at once, for another's team, and where the same was asked already.
    """
    observation = lock(observation)
    access.require(by, Permission.PASS_ON, observation)
    if from_team.pk not in partnerships.team_ids_of(by):
        raise NotReady("Choose one of your own teams to send from.", field="from_team")
    if given.kind in LOOKED_AT_AFTER:
        raise NotReady("This is sent at once, and looked at afterwards.", field="override_kind")
    with as_system("whether the same was asked already"):
        same = observation.overrides.filter(organisation=to, from_team=from_team, decision=Decision.NONE)
        if same.exists():
            raise NotReady("This was asked already, and nobody has looked at it yet.", field="ground")
    if observation.sensitivity == Sensitivity.OPEN:
        raise NotReady("It is open: send it as it is.", field="ground")
    override = keep_override(
        by=by, observation=observation, from_team=from_team, to=to, items=items, given=given
    )
    record(Audited.OVERRIDE_ASKED, by=by, subject=observation, organisation=to.pk, kind=given.kind)
    return override


@transaction.atomic
def look_at_override(*, by: Actor, override: Override, confirms: bool, words: str = "") -> Override:
    """Be the second person: confirm an override, or object with a reason. After an objection no more is shared on it.

    Raises NotReady for an objection without words, Conflict where somebody has looked already.
    """
    override = lock(override)
    if override.decision:
        raise Conflict("Somebody has looked at it already. The list now shows what is left.")
    access.require(by, Permission.LOOK_AT_OVERRIDE, override)
    said = wording.text(
        words, field="words", called="why you object", longest=MAX_REASON, required=not confirms
    )
    override.decision = Decision.CONFIRMED if confirms else Decision.OBJECTED
    override.decided_by_id, override.decided_at, override.decided_words = by.known_person_id, now(), said
    override.save(update_fields=["decision", "decided_by", "decided_at", "decided_words"])
    with as_system("what was sent on an override, and what becomes of it"):
        sent = override.referrals.all()
        if confirms:
            for referral in sent:
                log(Disclosed.OVERRIDE_CONFIRMED, by=by, referral=referral)
        else:
            stop_sharing(by=by, referrals=sent, what=Disclosed.OVERRIDE_OBJECTED)
    publish(OverrideLookedAt(override_id=override.pk), about=override)
    record(Audited.OVERRIDE_LOOKED_AT, by=by, subject=override, decision=override.decision)
    return override
