"""An officer says what became of a finding."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import MAX_WORDS, Finding, FindingStep
from ..permissions import Permission
from ..rules import STATE_IN_WORDS, FindingState, WrongMove, moved


@transaction.atomic
def judge_finding(*, by: Actor, finding: Finding, to: str, words: str = "") -> Finding:
    """Say that a finding is looked into, explained or taken further; nobody says it of their own looks.

    Raises NotAllowed, NotReady, or Conflict where another officer has moved it on meanwhile.
    """
    with as_system("a data protection officer says what became of a finding"):
        finding = lock(finding)
        access.require(by, Permission.JUDGE, finding)
        try:
            move = moved(FindingState(finding.state), to)
        except WrongMove as error:
            stands = STATE_IN_WORDS[FindingState(finding.state)].lower()
            raise Conflict(f"It is {stands} by now. See what was said of it.") from error
        said = words.strip()
        if move.needs_words and not said:
            raise NotReady("Say what you found, so that whoever reads it later understands", field="words")
        if len(said) > MAX_WORDS:
            raise NotReady(f"Say it in {MAX_WORDS:,} characters or fewer", field="words")
        finding.state = move.to
        finding.version += 1
        finding.save(update_fields=["state", "version"])
        FindingStep.objects.create(
            finding=finding, state=move.to, words=said, by_person_id=by.known_person_id, at=now()
        )
    record(Audited.MOVED, by=by, subject=finding, to=move.to)
    return finding
