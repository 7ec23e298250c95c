"""What whoever spoke may see of it by their private link, and what is near a place that people have told us already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Count, Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.kernel.secret_links import SecretLinks, number_in
from wardmote.modules.referrals import queries as referrals

from ..models import Gathering, Issue, PublicWords, Voice
from ..permissions import Permission
from ..rules import IssueState
from ..rules.telling import WordsState

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Addition, Observation
    from wardmote.shared.partnerships.models import Category

SECRETS = SecretLinks("wardmote.issues.told")
METRES = 350
"""How far "nearby" goes: about four minutes' walk."""
MOST_NEAR = 5
_METRES_A_DEGREE = 111_320
_METRES_A_MINUTE = 80


def secret_of(voice: Voice) -> str:
    """The secret of somebody's private link, made when it is needed and kept nowhere."""
    return SECRETS.secret_for(voice.pk, voice.nonce)


def path_of(given: str) -> str:
    """The path of a private link, from the number of the voice: made each time a message is sent."""
    with as_system("a private link is made anew whenever it is sent"):
        voice = Voice.objects.get(pk=int(given))
    return f"/told/{quote(secret_of(voice))}"


def voice_by(secret: str) -> Voice | None:
    """The voice that a private link opens; None where it opens nothing. Holding the secret is the permission."""
    with as_system("whoever holds the private link is asked nothing else"):
        voice = Voice.objects.filter(pk=number_in(secret)).select_related("issue").first()
        if voice is None or not SECRETS.opens(secret, voice.pk, voice.nonce):
            return None
    return voice


@dataclass(frozen=True, kw_only=True)
class Stands:
    """With which team it is, and how far: what somebody outside is told of a referral."""

    team: str
    state: str
    outcome: str
    due_at: datetime | None
    due_kind: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ToldStory:
    """All that the private link of one voice shows. Never a word that a team has written."""

    voice: Voice
    kind: str
    title: str
    words: str
    place_words: str
    told_at: datetime
    added: Sequence[Addition]
    stands: Sequence[Stands]
    public: PublicWords | None
    voices: int
    issue: Issue | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes an answer."""
        if self.issue is not None and self.issue.state in (IssueState.OPEN, IssueState.BEING_TACKLED):
            return True
        return any(one.due_at is not None for one in self.stands)


def story_told(voice: Voice) -> ToldStory:
    """What the private link of this voice shows. The caller has opened it by its secret (`voice_by`)."""
    with as_system("whoever told something follows it by their private link"):
        observation = voice.observation
        if observation is None:
            issue = voice.issue
            if issue is None:
                raise LookupError("A voice is of one thing")
            return ToldStory(
                voice=voice,
                kind=issue.category.name,
                title=issue.title if issue.is_public else issue.category.name,
                words="",
                place_words=issue.place_words,
                told_at=voice.told_at,
                added=(),
                stands=(),
                public=None,
                voices=issue.voices,
                issue=issue if issue.is_public else None,
            )
        gathered = (
            Gathering.objects.filter(observation=observation, ended_at=None).select_related("issue").first()
        )
        public = PublicWords.objects.filter(observation=observation).first()
        own = voice.is_teller
        return ToldStory(
            voice=voice,
            kind=observation.category.name,
            title=observation.category.name,
            words=observation.words if own else (public.words if public and public.is_public else ""),
            place_words=observation.place_words if own else (public.place_words if public else ""),
            told_at=voice.told_at,
            added=referrals.said_later(observation) if own else (),
            stands=_stands(observation),
            public=public,
            voices=voices_of(observation),
            issue=gathered.issue if gathered and gathered.issue.is_public else None,
        )


def _stands(observation: Observation) -> Sequence[Stands]:
    return [
        Stands(
            team=str(referral.accountable_team or referral.receiver_team),
            state=referral.state,
            outcome=referral.outcome,
            due_at=referral.next_deadline_at,
            due_kind=referral.next_deadline_kind,
            at=referral.ended_at or referral.acknowledged_at or referral.sent_at,
        )
        for referral in referrals.referrals_that_stand(observation)
    ]


def voices_of(observation: Observation) -> int:
    """How many people have said that this affects them, whoever told it among them. As the system."""
    return max(1, Voice.objects.filter(observation=observation, counts=True).count())


@dataclass(frozen=True, kw_only=True)
class Near:
    """Something that people have told us already near a place: in words that were read by a person."""

    key: str
    title: str
    words: str
    voices: int
    since: datetime
    last: datetime
    metres: int
    state: str
    reference: str = ""

    @property
    def minutes(self) -> int:
        """How far to walk, in whole minutes."""
        return max(1, round(self.metres / _METRES_A_MINUTE))


def near(actor: Actor, category: Category, at: tuple[float, float]) -> Sequence[Near]:
    """Published issues of such matters near a place, and single reports that are shown, the nearest first.

    Three queries, bounded by two indexes on published rows alone.
    """
    access.require(actor, Permission.SPEAK)
    latitude, longitude = at
    north = METRES / _METRES_A_DEGREE
    east = METRES / (_METRES_A_DEGREE * max(cos(radians(latitude)), 0.01))
    box = Q(
        latitude__range=(latitude - north, latitude + north),
        longitude__range=(longitude - east, longitude + east),
    )
    alike = Q(category__group=category.group_id)
    issues = Issue.objects.filter(
        box, alike, is_public=True, merged_into=None, state__in=[IssueState.OPEN, IssueState.BEING_TACKLED]
    ).order_by("-last_told_at", "-pk")[: MOST_NEAR * 4]
    words = (
        PublicWords.objects.filter(box, alike, is_public=True)
        .select_related("category")
        .order_by("-told_at", "-pk")[: MOST_NEAR * 4]
    )
    with as_system("how many said so, and what is already in an issue or has ended: numbers only"):
        shown = list(words)
        numbers = [row.observation_id for row in shown]
        gone = set(
            Gathering.objects.filter(observation__in=numbers, ended_at=None).values_list(
                "observation_id", flat=True
            )
        ) | set(
            referrals.observations_told(numbers).filter(ended_at__isnull=False).values_list("pk", flat=True)
        )
        counted = dict(
            Voice.objects.filter(observation__in=numbers, counts=True)
            .values_list("observation")
            .annotate(many=Count("pk"))
        )
    found = [
        Near(
            key=f"issue-{issue.pk}",
            title=issue.title,
            words=issue.words,
            voices=issue.open_voices,
            since=issue.first_told_at,
            last=issue.last_told_at,
            metres=_metres(at, (issue.latitude, issue.longitude)),
            state=issue.state,
            reference=issue.reference,
        )
        for issue in issues
    ] + [
        Near(
            key=f"told-{row.pk}",
            title=row.category.name,
            words=row.words,
            voices=max(1, counted.get(row.observation_id, 1)),
            since=row.told_at,
            last=row.told_at,
            metres=_metres(at, (row.latitude, row.longitude)),
            state=WordsState.SHOWN,
        )
        for row in shown
        if row.observation_id not in gone
    ]
    return sorted((one for one in found if one.metres <= METRES), key=lambda one: (one.metres, one.key))[
        :MOST_NEAR
    ]


def _metres(one: tuple[float, float], other: tuple[float | None, float | None]) -> int:
    if other[0] is None or other[1] is None:
        return METRES * 10
    north = (one[0] - other[0]) * _METRES_A_DEGREE
    east = (one[1] - other[1]) * _METRES_A_DEGREE * cos(radians(one[0]))
    return round(hypot(north, east))


@dataclass(frozen=True, kw_only=True)
class Same:
    """What somebody says theirs is the same as; and the observation on whose desk what they add is read, if any."""

    observation: Observation | None = None
    issue: Issue | None = None
    takes_more: Observation | None = None


def near_by_key(actor: Actor, key: str) -> Same | None:
    """What a key of `Near` names, if everybody may still read it."""
    access.require(actor, Permission.SPEAK)
    kind, _, number = key.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "issue":
        issue = Issue.objects.filter(pk=int(number), is_public=True, merged_into=None).first()
        if issue is None:
            return None
        with as_system("which team reads what somebody adds to an issue"):
            gathered = Gathering.objects.filter(
                issue=issue, ended_at=None, observation__ended_at=None
            ).select_related("observation")
            latest = gathered.order_by("-began_at", "-pk").first()
            return Same(issue=issue, takes_more=latest.observation if latest else None)
    row = PublicWords.objects.filter(pk=int(number), is_public=True).first() if kind == "told" else None
    if row is None:
        return None
    with as_system("which team reads what somebody adds"):
        observation = referrals.observations_told([row.observation_id]).get()
    return Same(observation=observation, takes_more=observation if observation.ended_at is None else None)


def voices_to_tell(*, referral_id: int | None = None, issue_id: int | None = None) -> list[Voice]:
    """Who spoke of what a referral is about; or of an issue and of anything gathered in it. For handlers."""
    with as_system("whoever spoke hears what became of it"):
        if referral_id is not None:
            of = Q(observation=referrals.observation_of_referral(referral_id))
        else:
            held = Gathering.objects.filter(issue=issue_id, ended_at=None).values("observation")
            of = Q(issue=issue_id) | Q(observation__in=held)
        return list(Voice.objects.filter(of, counts=True).exclude(contact_by="").order_by("pk"))
