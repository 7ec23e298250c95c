"""On what ground people are told of: found for each referral that carries something of them (R1.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.database import as_system
from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import (
    PERSON_ITEMS,
    Sensitivity,
    Share,
    SharedItem,
    fitting,
    why_none_fits,
)

from ..models import MAX_REASON, Consent, Observation, Override, Referral
from ..rules import (
    LOOKED_AT_AFTER,
    Decision,
    GroundMissing,
    Missing,
    OverrideKind,
    SharingGround,
    items_carried,
    looks_personal,
)
from .consents import ConsentGiven, keep_consent
from .overrides import OverrideGiven, keep_override

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


@dataclass(frozen=True, kw_only=True)
class GroundGiven:
    """What a sender says of the ground, where it does not show by itself: one of these, or none.

    `agreement` is a number. `nobody_recognisable`: nothing in the words lets anybody be recognised.
    """

    agreement: int | None = None
    nobody_recognisable: bool = False
    consent: ConsentGiven | None = None
    override: OverrideGiven | None = None


@dataclass(frozen=True, kw_only=True)
class Rests:
    """What a referral tells of people, and what that rests on."""

    ground: SharingGround
    items: frozenset[str] = frozenset()
    agreement_id: int | None = None
    consent: Consent | None = None
    override: Override | None = None


def items_of(observation: Observation, chosen: Collection[SharedItem]) -> frozenset[SharedItem]:
    """What a referral of this observation would tell of people, of all that was chosen."""
    if observation.sensitivity == Sensitivity.OPEN:
        return frozenset()
    with as_system("what there is to be shared"):
        people = list(observation.people.all())
        there = {item for item in PERSON_ITEMS if any(getattr(person, item) for person in people)}
        if observation.photos.exists():
            there.add(SharedItem.PHOTOS)
    return items_carried(observation.sensitivity, there=there, chosen=chosen)


def grounds_for(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to_teams: Iterable[Team],
    items: frozenset[SharedItem],
    given: GroundGiven,
) -> dict[int, Rests]:
    """What each team's referral rests on, by the team's number. The caller holds the observation by a lock.

    Raises GroundMissing for all those who cannot be told yet; NotReady for a ground that was given and cannot be.
    """
    found: dict[int, Rests] = {}
    by_organisation: dict[int, Rests | Missing] = {}
    for team in to_teams:
        there = by_organisation.get(team.organisation_id)
        if there is None:
            there = by_organisation[team.organisation_id] = _ground_on(
                by=by, observation=observation, from_team=from_team, to_team=team, items=items, given=given
            )
        if isinstance(there, Rests):
            found[team.pk] = there
    if missing := [one for one in by_organisation.values() if isinstance(one, Missing)]:
        raise GroundMissing(missing)
    return found


def ground_to_carry_on(*, by: Actor, referral: Referral, passing: Team, to_team: Team, words: str) -> Rests:
    """What a referral rests on that carries another one on to a further team.

    Nobody is asked: the agreement between the team that passes it on and the new one, or a consent, must be there. A
    protected matter is passed on all the same, as an override with the words as its reason, looked at afterwards.
    Raises NotReady for another that rests on nothing.
    """
    observation = referral.observation
    chosen = (
        []
        if referral.sharing_stopped_at
        else chosen_items(people=referral.shown_of_people, photos=referral.shares_photos)
    )
    items = items_of(observation, chosen)
    if referral.ground == SharingGround.NOTHING_PERSONAL:
        return Rests(ground=SharingGround.NOTHING_PERSONAL)
    found = _ground_on(
        by=by,
        observation=observation,
        from_team=passing,
        to_team=to_team,
        items=items,
        given=GroundGiven(agreement=referral.agreement_id),
    )
    if isinstance(found, Rests):
        return found
    if found.agreements:  # nobody is asked: the one made for it comes first
        number, _ = found.agreements[0]
        return Rests(ground=SharingGround.AGREEMENT, items=items, agreement_id=number)
    if observation.sensitivity == Sensitivity.PROTECTED:
        why = OverrideGiven(kind=OverrideKind.SAFEGUARDING, reason=words[:MAX_REASON])
        override = keep_override(
            by=by, observation=observation, from_team=passing, to=to_team.organisation, items=items, given=why
        )
        return Rests(ground=SharingGround.OVERRIDE, items=items, override=override)
    raise NotReady(
        f"Nothing says yet that {passing.organisation} may tell {to_team.organisation} of people. "
        f"{' '.join(found.why)} Send it back and name them: its sender can say on what ground.".replace(
            "  ", " "
        ),
        field="to_team",
    )


def chosen_items(*, people: Collection[SharedItem], photos: bool) -> list[SharedItem]:
    """What a sender chose to show."""
    return [*people, *([SharedItem.PHOTOS] if photos else [])]


def _ground_on(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to_team: Team,
    items: frozenset[SharedItem],
    given: GroundGiven,
) -> Rests | Missing:
    if not items:
        return Rests(ground=SharingGround.NOTHING_PERSONAL)
    told = to_team.organisation
    if from_team.organisation_id == told.pk:
        return Rests(ground=SharingGround.OWN_ORGANISATION, items=items)
    share = Share(
        sender=from_team.organisation_id,
        receiver=told.pk,
        items=frozenset(items),
        is_protected=observation.sensitivity == Sensitivity.PROTECTED,
        day=today(),
    )
    if given.consent is not None:
        consent = keep_consent(by=by, observation=observation, to=told, items=items, given=given.consent)
        return Rests(ground=SharingGround.CONSENT, items=items, consent=consent)
    if given.override is not None and given.override.kind in LOOKED_AT_AFTER:
        override = keep_override(
            by=by, observation=observation, from_team=from_team, to=told, items=items, given=given.override
        )
        return Rests(ground=SharingGround.OVERRIDE, items=items, override=override)
    agreements = partnerships.agreements_naming(by, [share.sender, share.receiver])
    fits = fitting(agreements, share)
    is_asked = partnerships.grounds_asked_on(share.day)
    of_these = [one for one in fits if one.id == given.agreement] or (
        fits if len(fits) == 1 or not is_asked else []
    )
    if of_these:
        return Rests(ground=SharingGround.AGREEMENT, items=items, agreement_id=of_these[0].id)
    kept, whys = _kept_ground(observation, from_team, share)
    if kept is not None:
        return replace(kept, items=items)
    if not is_asked:
        return Rests(ground=SharingGround.NOT_ASKED, items=items)
    if given.nobody_recognisable and _nobody_recognisable(observation, items):
        return Rests(ground=SharingGround.NOTHING_PERSONAL)
    if given.override is not None:
        whys = [*whys, "A legal duty is looked at by a second person first: ask for that."]
    return Missing(
        organisation=told.name,
        why=tuple(dict.fromkeys([*why_none_fits(agreements, share), *whys])),
        agreements=tuple((one.id, one.title) for one in fits),
    )


def _kept_ground(observation: Observation, from_team: Team, share: Share) -> tuple[Rests | None, list[str]]:
    """A consent or a confirmed override that was kept before and holds; or why what was kept does not."""
    whys: list[str] = []
    with as_system("what may be shared rests on all that was kept, also what the actor may not read"):
        for consent in observation.consents.order_by("-pk"):
            why = consent.facts.why_not(share.receiver, share.items, share.day)
            if why is None:
                return Rests(ground=SharingGround.CONSENT, consent=consent), []
            whys += [why] if why else []
        confirmed = observation.overrides.filter(
            organisation=share.receiver, from_team__organisation=share.sender, decision=Decision.CONFIRMED
        )
        for override in confirmed.order_by("-pk"):
            if share.items <= set(override.items):
                return Rests(ground=SharingGround.OVERRIDE, override=override), []
    return None, whys


def _nobody_recognisable(observation: Observation, items: Collection[SharedItem]) -> bool:
    """Whether the sender may say so. Raises NotReady with what speaks against it."""
    if observation.sensitivity == Sensitivity.PROTECTED:
        raise NotReady("A protected matter always tells of somebody. Choose another ground.", field="ground")
    if set(items) - {SharedItem.WORDS}:
        raise NotReady("Leave out who it is about, and the photos, or choose another ground.", field="ground")
    additions = observation.additions.values_list("words", flat=True)
    for words in (observation.words, observation.place_words, *additions):
        if found := looks_personal(words):
            raise NotReady(
                f"What was seen holds {found[0].what}: “{found[0].words}”. Choose another ground.",
                field="ground",
            )
    return True
