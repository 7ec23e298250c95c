"""Speaking: telling something, saying "this affects me too", adding, saying that it is over, taking it back (R2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, in_turn, lock
from wardmote.kernel.refusals import Conflict
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.actions import Told
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.messaging.rules import Channel
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..models import Issue, PublicWords, Voice
from ..permissions import Permission
from ..rules import WeighedBecause
from ..rules.telling import WordsState, check_by, signs_in
from .counting import count_again, hold

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Addition, Observation

TOLD = "issues.told"
"""The message with the private link, to whoever has just spoken."""
MOVED = "issues.told_moved"
"""The message that something has happened with what somebody told."""
TAKEN_BACK = "Whoever told it has taken it back."
"""Why words are taken down that somebody takes back."""

_SPEAKING = "whoever spoke is known to Wardmote alone"
_WARDMOTE = system("telling")


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who speaks, as far as they say: by what their browser is known again, and how they want to hear."""

    browser: str = ""
    contact_by: Channel | None = None
    contact: str = ""
    language: str = "en-gb"

    @property
    def as_kept(self) -> dict[str, Any]:
        """The same, as a voice keeps it."""
        return {
            "browser": self.browser,
            "contact_by": self.contact_by or "",
            "contact": self.contact,
            "language": self.language,
        }


@transaction.atomic
def speak(*, by: Actor, told: Told, who: Who, is_scripted: bool = False) -> Voice:
    """Keep what somebody tells. It is at once with a team; shown to everybody only once a person has read it.

    Raises what `tell` of referrals raises: NotReady, NotAPhoto, Conflict.
    """
    access.require(by, Permission.SPEAK)
    observation = referrals.tell(by=by, told=told)
    with as_system(_SPEAKING):
        voice = Voice.objects.create(observation=observation, is_teller=True, told_at=now(), **who.as_kept)
        if observation.sensitivity == Sensitivity.OPEN:
            _wait_for_a_look(observation, has_photo=bool(told.photos), is_scripted=is_scripted)
    record(Audited.SPOKEN, by=by, subject=voice)
    _greet(voice)
    return voice


@transaction.atomic
def join(
    *, by: Actor, who: Who, observation: Observation | None = None, issue: Issue | None = None
) -> tuple[Voice, bool]:
    """Say "this affects me too" of what everybody may read, once. Gives the voice, and whether it is a new one.

    One browser counts once, and one way to be reached counts once; somebody with two telephones and no name can
    count twice, and nothing that asks for no account can know that. Raises Conflict where it is not shown any more.
    """
    access.require(by, Permission.SPEAK)
    with as_system(_SPEAKING):
        if issue is not None:
            (issue,) = hold([issue])
            if not issue.is_public or issue.merged_into_id:
                raise Conflict("This is not shown any more. Tell it as your own.")
        else:
            observation = lock(observation) if observation else None
            if not PublicWords.objects.filter(observation=observation, is_public=True).exists():
                raise Conflict("This is not shown any more. Tell it as your own.")
        before = _has_spoken(who, observation=observation, issue=issue)
        if before is not None:
            return before, False
        voice = Voice.objects.create(observation=observation, issue=issue, told_at=now(), **who.as_kept)
        if issue is not None:
            count_again(issue, by=_WARDMOTE, because=WeighedBecause.TOLD)
    record(Audited.JOINED, by=by, subject=voice)
    _greet(voice)
    return voice, True


@transaction.atomic
def add_words(*, by: Actor, observation: Observation, words: str) -> Addition:
    """Let the team that has what others told read what one more person says of it. Everybody else reads nothing of it.

    The caller has found the observation by what everybody may read of it.
    """
    access.require(by, Permission.SPEAK)
    addition = referrals.tell_more(by=by, observation=observation, words=words)
    record(Audited.SAID_MORE, by=by, subject=addition)
    return addition


@transaction.atomic
def say_more(*, by: Actor, voice: Voice, words: str) -> Addition:
    """Add to what somebody told, by its private link. Raises NotReady, or Conflict where it is not theirs."""
    access.require(by, Permission.SPEAK)
    addition = referrals.tell_more(by=by, observation=_own(voice), words=words)
    record(Audited.SAID_MORE, by=by, subject=voice)
    return addition


@transaction.atomic
def say_over(*, by: Actor, voice: Voice) -> Voice:
    """Whoever told it says that it is over: whoever has it on their desk need do nothing more."""
    access.require(by, Permission.SPEAK)
    observation = _own(voice)
    with as_system(_SPEAKING):
        voice = lock(voice)
        if voice.over_at is None:
            voice.over_at = now()
            voice.save(update_fields=["over_at"])
    referrals.say_it_is_over(by=by, observation=observation)
    record(Audited.SAID_OVER, by=by, subject=voice)
    return voice


@transaction.atomic
def hear_no_more(*, by: Actor, voice: Voice) -> Voice:
    """Forget how somebody is reached, as they ask by their private link. Their voice still counts."""
    access.require(by, Permission.SPEAK)
    with as_system(_SPEAKING):
        voice = lock(voice)
        voice.contact, voice.contact_by = "", ""
        voice.save(update_fields=["contact", "contact_by", "contact_key"])
    record(Audited.HEARS_NO_MORE, by=by, subject=voice)
    return voice


@transaction.atomic
def take_back(*, by: Actor, voice: Voice) -> Voice:
    """Take a voice back: it counts no more, nobody is written to, and what is shown of it is taken down.

    What a team was told stays with that team: it may have acted on it.
    """
    access.require(by, Permission.SPEAK)
    with as_system(_SPEAKING):
        issue = hold([voice.issue])[0] if voice.issue else None
        voice = lock(voice)
        if not voice.counts:
            return voice
        voice.counts, voice.taken_back_at = False, now()
        voice.contact, voice.contact_by, voice.browser = "", "", ""
        voice.save()
        if issue is not None:
            count_again(issue, by=_WARDMOTE, because=WeighedBecause.TOLD)
        if voice.is_teller:
            shown = PublicWords.objects.select_for_update().filter(observation=voice.observation_id).first()
            if shown is not None and shown.state in (WordsState.WAITING, WordsState.SHOWN):
                shown.state, shown.is_public, shown.photo_shown = WordsState.TAKEN_DOWN, False, False
                shown.decided_at, shown.reason = now(), TAKEN_BACK
                shown.version += 1
                shown.save()
                record(Audited.WORDS_TAKEN_DOWN, by=by, subject=shown)
    record(Audited.TAKEN_BACK, by=by, subject=voice)
    return voice


@transaction.atomic
def tell_voices(*, by: Actor, voices: list[Voice], once: str) -> int:
    """Write to those who spoke and left a way to be reached that something has happened. Gives how many.

    The message names nothing: a link, by which they read what.
    """
    access.require(by, Permission.KEEP_ISSUES)
    reached = {voice.contact: voice for voice in voices if voice.counts and voice.contact}
    for voice in reached.values():
        _write(voice, MOVED, once=f"{once} {voice.pk}")
        record(Audited.TOLD_THEM, by=by, subject=voice)
    return len(reached)


def _wait_for_a_look(observation: Observation, *, has_photo: bool, is_scripted: bool) -> None:
    desk = partnerships.coordinator_desk()
    if desk is None:
        raise Conflict("This partnership has no coordinator's desk yet.")
    PublicWords.objects.create(
        observation=observation,
        category_id=observation.category_id,
        ward_id=observation.ward_id,
        latitude=observation.latitude,
        longitude=observation.longitude,
        signs=signs_in(
            f"{observation.words}\n{observation.place_words}", has_photo=has_photo, is_scripted=is_scripted
        ),
        told_at=now(),
        check_by=check_by(partnerships.calendar_for(desk), now()),
        readers=observation.readers,
    )


def _has_spoken(who: Who, *, observation: Observation | None, issue: Issue | None) -> Voice | None:
    of = {"observation": observation, "issue": issue}
    in_turn(f"voices of {observation.pk if observation else ''} {issue.pk if issue else ''}")
    known = Voice(contact=who.contact)
    keys = known._meta.get_field("contact_key").pre_save(known, add=True) if who.contact else ""
    for name, value in (("browser", who.browser), ("contact_key", keys)):
        if value and (found := Voice.objects.filter(**of, counts=True, **{name: value}).first()):
            return found
    return None


def _own(voice: Voice) -> Observation:
    with as_system(_SPEAKING):
        if not voice.is_teller or voice.observation is None or voice.taken_back_at is not None:
            raise Conflict("You can follow this. Only whoever told it can change it.")
        return voice.observation


def _greet(voice: Voice) -> None:
    if voice.contact:
        _write(voice, TOLD, once=f"voice {voice.pk}")


def _write(voice: Voice, kind: str, *, once: str) -> None:
    messaging.write_to(
        by=_WARDMOTE,
        kind=kind,
        channel=Channel(voice.contact_by),
        address=voice.contact,
        name="",
        link=str(voice.pk),
        once=once,
    )
