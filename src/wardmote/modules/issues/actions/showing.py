"""Whether everybody may read what somebody told, after a person has read it. The observation stays as it is."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.rules import looks_personal
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..models import MAX_PUBLIC_WORDS, MAX_REASON, PublicWords, Voice
from ..permissions import Permission
from ..rules.telling import WordsState
from .speaking import tell_voices

_LONGEST_PLACE = 300


@transaction.atomic
def show_words(
    *,
    by: Actor,
    row: PublicWords,
    words: str,
    place_words: str = "",
    photo_shown: bool = False,
    version: int | None = None,
) -> PublicWords:
    """Show everybody these words of what somebody told, with its place and, after a look, its photo.

    Raises NotReady for words that may tell of somebody, Conflict when somebody else has decided meanwhile.
    """
    row = _held(row, version)
    access.require(by, Permission.CHECK_WORDS, row)
    words = wording.text(
        words, field="words", called="what is shown", longest=MAX_PUBLIC_WORDS, required=True
    )
    place_words = wording.line(
        place_words, field="place_words", called="the place", longest=_LONGEST_PLACE, required=False
    )
    for field, text in (("words", words), ("place_words", place_words)):
        if found := looks_personal(text):
            raise NotReady(
                f"This holds {found[0].what}: “{found[0].words}”. Take it out before everybody reads it.",
                field=field,
            )
    with as_system("what is shown of an observation"):
        if row.observation.sensitivity != Sensitivity.OPEN:
            raise Conflict("This is not open, so it is never shown. Refuse it.")
        has_photo = bool(referrals.photo_positions(row.observation_id))
    row.words, row.place_words, row.photo_shown = words, place_words, photo_shown and has_photo
    _decide(by, row, WordsState.SHOWN, reason="")
    record(Audited.WORDS_SHOWN, by=by, subject=row, version=row.version, photo=row.photo_shown)
    return row


@transaction.atomic
def refuse_words(*, by: Actor, row: PublicWords, reason: str, version: int | None = None) -> PublicWords:
    """Show nobody what somebody told, for a reason that they read. The team that has it works on all the same."""
    row = _held(row, version)
    access.require(by, Permission.CHECK_WORDS, row)
    if row.state == WordsState.SHOWN:
        raise Conflict("It is shown already. Take it down instead.")
    _decide(by, row, WordsState.REFUSED, reason=_reason(reason))
    record(Audited.WORDS_REFUSED, by=by, subject=row, version=row.version)
    return row


@transaction.atomic
def take_words_down(*, by: Actor, row: PublicWords, reason: str, version: int | None = None) -> PublicWords:
    """Take down what was shown, for a reason. That it was shown, by whom and until when stays in the audit trail."""
    row = _held(row, version)
    access.require(by, Permission.CHECK_WORDS, row)
    if row.state != WordsState.SHOWN:
        raise Conflict("It is not shown. The page shows how it stands.")
    row.words = row.place_words = ""
    row.photo_shown = False
    _decide(by, row, WordsState.TAKEN_DOWN, reason=_reason(reason))
    record(Audited.WORDS_TAKEN_DOWN, by=by, subject=row, version=row.version)
    return row


def _held(row: PublicWords, version: int | None) -> PublicWords:
    row = lock(row)
    if version is not None and row.version != version:
        raise Conflict("Somebody has decided on this while you were reading. The page shows how it stands.")
    return row


def _reason(reason: str) -> str:
    return wording.line(reason, field="reason", called="why", longest=MAX_REASON, required=True)


def _decide(by: Actor, row: PublicWords, state: WordsState, *, reason: str) -> None:
    row.state, row.is_public, row.reason = state, state is WordsState.SHOWN, reason
    row.decided_at, row.decided_by_id = now(), by.person_id
    row.version += 1
    row.save()
    with as_system("whoever told it hears that it was read"):
        told = list(Voice.objects.filter(observation=row.observation_id, is_teller=True))
    tell_voices(by=system("telling"), voices=told, once=f"words {row.pk}:{row.version}")
