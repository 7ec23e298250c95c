"""On what ground people were told of: of one referral, of one observation, of all that was shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import (
    RoleName,
    Sensitivity,
    Share,
    SharedItem,
    fitting,
    why_none_fits,
)

from ..models import Consent, Disclosure, Observation, Override, Referral
from ..permissions import Permission, may_look_at_overrides, readable_by
from ..rules import Decision, Disclosed, SharingGround

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What one referral tells of people and on what that rests, as far as the actor may know."""

    ground: SharingGround
    items: Sequence[str]
    agreement: str
    consent: Consent | None
    override: Override | None
    log: Sequence[Disclosure]

    @property
    def stopped(self) -> Disclosure | None:
        """Why no more may be shared on its ground; None while it may."""
        ends = (Disclosed.CONSENT_WITHDRAWN, Disclosed.OVERRIDE_OBJECTED)
        return next((line for line in self.log if line.what in ends), None)


def sharing_of(actor: Actor, referral: Referral) -> Sharing | None:
    """On what a referral rests: none for one that tells of nobody, else at most four queries."""
    if not referral.items:
        return None
    readable = readable_by(actor)
    titles = partnerships.agreement_titles(actor, [referral.agreement_id]) if referral.agreement_id else {}
    consent = Consent.objects.filter(readable, pk=referral.consent_id) if referral.consent_id else ()
    override = (
        Override.objects.filter(readable, pk=referral.override_id).select_related("asked_by", "decided_by")
        if referral.override_id
        else ()
    )
    return Sharing(
        ground=SharingGround(referral.ground),
        items=referral.items,
        agreement=titles.get(referral.agreement_id or 0, ""),
        consent=next(iter(consent), None),
        override=next(iter(override), None),
        log=list(
            Disclosure.objects.filter(readable, referral=referral.pk).select_related("to_organisation")[:50]
        ),
    )


def consents_of(actor: Actor, observation: Observation) -> Sequence[Consent]:
    """The consents kept of an observation, the newest first, at most fifty; none are kept of an open one."""
    if observation.sensitivity == Sensitivity.OPEN:
        return []
    found = Consent.objects.filter(readable_by(actor), observation=observation)
    return list(found.select_related("organisation", "recorded_by", "withdrawn_by").order_by("-pk")[:50])


def consent_for(actor: Actor, reference: str, number: int) -> Consent:
    """One consent of an observation. Raises DoesNotExist when it is not there or not readable."""
    consent = (
        Consent.objects.filter(readable_by(actor), observation__reference=reference, pk=number)
        .select_related("observation", "organisation")
        .get()
    )
    access.require(actor, Permission.READ_OBSERVATION, consent.observation)
    return consent


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What sharing with one organisation would rest on now: agreements by number and title, or why on none."""

    organisation: str
    agreements: Sequence[tuple[int, str]]
    why: Sequence[str] = ()


def rests_with(
    actor: Actor, observation: Observation, items: Collection[SharedItem], teams: Collection[Team]
) -> Mapping[int, Rest]:
    """For each team, by its number, what telling it of people would rest on, as an actor's first own team.

    Empty for what tells of nobody. At most three queries, however many teams.
    """
    own = partnerships.teams_of(actor)
    sender = observation.recorded_for or (own[0] if own else None)
    if not items or sender is None or not teams:
        return {}
    facts = partnerships.agreements_naming(actor, [sender.organisation_id])
    told = {}
    for team in teams:
        if team.organisation_id == sender.organisation_id:
            continue
        share = Share(
            sender=sender.organisation_id,
            receiver=team.organisation_id,
            items=frozenset(items),
            is_protected=observation.sensitivity == Sensitivity.PROTECTED,
            day=today(),
        )
        told[team.pk] = Rest(
            organisation=team.organisation.name,
            agreements=[(one.id, one.title) for one in fitting(facts, share)],
            why=why_none_fits(facts, share),
        )
    return told


def overrides_to_look_at(actor: Actor, *, after: str | None = None, size: int = 25) -> Page[Override]:
    """The overrides nobody has looked at a second time and this actor may, the longest waiting first."""
    return page_of(_to_look_at(actor), order=("asked_at", "id"), after=after, size=size)


def override_for(actor: Actor, number: int) -> Override:
    """One override that waits to be looked at. Raises NotAllowed, or DoesNotExist."""
    override = _to_look_at(actor).get(pk=number)
    access.require(actor, Permission.LOOK_AT_OVERRIDE, override)
    return override


def overrides_waiting(actor: Actor) -> int:
    """How many overrides wait for this actor to look at them, counted as far as a hundred."""
    return len(_to_look_at(actor).values_list("pk", flat=True)[:100]) if may_look_at_overrides(actor) else 0


def _to_look_at(actor: Actor) -> QuerySet[Override]:
    """Those that wait, in the actor's own teams, but for the actor's own."""
    if not may_look_at_overrides(actor):
        return Override.objects.none()
    return (
        Override.objects.filter(readable_by(actor), decision=Decision.NONE)
        .exclude(asked_by=actor.person_id)
        .select_related("observation__category", "from_team", "organisation", "asked_by")
    )


def disclosures(actor: Actor, *, after: str | None = None, size: int = 25) -> Page[Disclosure]:
    """The disclosure log, the newest first: which items went to whom on what ground. Raises NotAllowed.

    What is protected is not there for whoever may not know of it.
    """
    access.require(actor, Permission.READ_DISCLOSURES)
    rows = Disclosure.objects.filter(readable_by(actor)).select_related(
        "referral", "from_organisation", "to_organisation", "agreement"
    )
    return page_of(rows, order=("-at", "-id"), after=after, size=size)


def disclosures_watched(actor: Actor, *, after: str | None = None, size: int = 50) -> Page[Disclosure]:
    """What the organisations whose data protection officer the actor is told others of people, or were told.

    The newest first; without the record, and nothing of what is protected. Raises NotAllowed.
    """
    access.require(actor, Permission.WATCH_DISCLOSURES)
    of = partnerships.ids_in_scopes(actor.scopes(RoleName.DATA_PROTECTION_OFFICER), "organisation")
    with as_system("a data protection officer looks at what was shared"):
        rows = (
            Disclosure.objects.filter(Q(from_organisation__in=of) | Q(to_organisation__in=of))
            .exclude(referral__sensitivity=Sensitivity.PROTECTED)
            .select_related("from_organisation", "to_organisation", "agreement")
        )
        return page_of(rows, order=("-at", "-id"), after=after, size=size)


def disclosures_by_ground(actor: Actor) -> Mapping[SharingGround, int]:
    """How often it was shared on each ground, over the newest ten thousand lines. Raises NotAllowed."""
    access.require(actor, Permission.READ_DISCLOSURES)
    newest = Disclosure.objects.filter(readable_by(actor), what=Disclosed.SHARED).order_by("-at", "-id")
    counted = (
        Disclosure.objects.filter(pk__in=newest.values("pk")[:10_000])
        .order_by()
        .values_list("ground")
        .annotate(count=Count("pk"))
    )
    return {SharingGround(ground): count for ground, count in counted}
