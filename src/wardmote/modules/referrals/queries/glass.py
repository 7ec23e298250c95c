"""What broken glass opens, and who broke it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import saw
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.shared.documents import queries as documents
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

from ..models import Addition, BrokenGlass, Observation, ObservationPhoto, Referral, Step, TeamNote
from ..permissions import Permission
from ..rules import Ground
from ..rules.glass import opens_for
from .concerned import Concerned, people_in


@dataclass(frozen=True, kw_only=True)
class ThroughGlass:
    """A record as broken glass shows it: to be read, not acted on."""

    observation: Observation
    people: Sequence[Concerned]
    additions: Sequence[Addition]
    referrals: Sequence[Referral]
    steps: Sequence[Step]
    notes: Sequence[TeamNote]
    photos: Sequence[ObservationPhoto]


def own_glass(actor: Actor, reference: str) -> BrokenGlass:
    """One time the actor broke the glass. Raises DoesNotExist for anything else, another's too."""
    access.require(actor, Permission.BREAK_GLASS)
    return BrokenGlass.objects.get(reference=reference, person_id=actor.known_person_id)


def through_glass(actor: Actor, glass: BrokenGlass) -> ThroughGlass | None:
    """What broken glass shows to who broke it, within its hour; that they saw it is kept. Eight queries."""
    access.require(actor, Permission.BREAK_GLASS)
    with as_system(f"the glass was broken: {glass.reference}"):
        observation = _opened(actor, glass)
        if observation is None:
            return None
        shown = ThroughGlass(
            observation=observation,
            people=people_in(observation),
            additions=list(Addition.objects.filter(observation=observation).select_related("added_by")),
            referrals=list(
                Referral.objects.filter(observation=observation)
                .select_related("receiver_team__organisation", "accountable_team__organisation")
                .order_by("sent_at", "pk")
            ),
            steps=list(
                Step.objects.filter(referral__observation=observation)
                .exclude(words="")
                .select_related("by_person", "by_team", "referral")
                .order_by("at", "pk")
            ),
            notes=list(
                TeamNote.objects.filter(referral__observation=observation)
                .select_related("by_person", "team")
                .order_by("at", "pk")
            ),
            photos=list(ObservationPhoto.objects.filter(observation=observation)),
        )
    codes = [f"observation:{observation.pk}", *(f"referral:{one.pk}" for one in shown.referrals)]
    if shown.people:
        codes.append(f"people:{observation.pk}")
    saw((code, Ground.BREAK_GLASS) for code in codes)
    return shown


def photo_through_glass(actor: Actor, glass: BrokenGlass, position: int) -> tuple[bytes, str] | None:
    """A photo's bytes and media type, to who broke the glass, within its hour; that they saw it is kept.

    Three queries. Raises DoesNotExist where there is no such photo.
    """
    access.require(actor, Permission.BREAK_GLASS)
    with as_system(f"the glass was broken: {glass.reference}"):
        observation = _opened(actor, glass)
        if observation is None:
            return None
        photo = ObservationPhoto.objects.select_related("document").get(
            observation=observation, position=position
        )
        shown = documents.bytes_of(photo.document), photo.document.media_type
    saw([(f"observation:{observation.pk}", Ground.BREAK_GLASS)])
    return shown


def _opened(actor: Actor, glass: BrokenGlass) -> Observation | None:
    """What somebody's own broken glass opens now; nothing after its hour, or once the role that opened it has ended."""
    if glass.person_id != actor.person_id or glass.observation_id is None or now() >= glass.until:
        return None
    observation = Observation.objects.select_related(
        "category", "ward", "recorded_by", "recorded_for__organisation"
    ).get(pk=glass.observation_id)
    may = opens_for(observation.sensitivity, frozenset(role.name for role in actor.roles))
    return observation if may else None


def glass_broken(actor: Actor, *, after: str | None = None, size: int = 50) -> Page[BrokenGlass]:
    """Who broke the glass in the organisations whose data protection officer the actor is, the latest first."""
    access.require(actor, Permission.WATCH_LOOKS)
    of = partnerships.ids_in_scopes(actor.scopes(RoleName.DATA_PROTECTION_OFFICER), "organisation")
    with as_system("a data protection officer looks at broken glass"):
        rows = BrokenGlass.objects.filter(organisations__overlap=list(of)).select_related("person")
        return page_of(rows, order=("-at", "-id"), after=after, size=size)
