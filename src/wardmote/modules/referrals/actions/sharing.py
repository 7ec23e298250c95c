"""On what ground people are told of: found for each referral, written in the log, stopped when it falls away (R1.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import (
    PERSON_ITEMS,
    Sensitivity,
    Share,
    SharedItem,
    fitting,
    why_none_fits,
)

from ..audit import Audited
from ..models import MAX_REASON, Consent, Disclosure, Observation, Override, Referral
from ..permissions import Permission
from ..rules import (
    GIVEN_BY,
    HOW_GIVEN,
    LOOKED_AT_AFTER,
    Decision,
    Disclosed,
    GroundMissing,
    Missing,
    OverrideKind,
    SharingGround,
    desk_key,
    items_carried,
    looks_personal,
    step_readers,
)

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Organisation, Team


@dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """What somebody says of a consent. `until` is the last day it holds; None for until it is withdrawn."""

    given_by: str
    how: str
    purpose: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class OverrideGiven:
    """Why people must be told of without agreement or consent."""

    kind: str
    reason: str


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
        override = _override(
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


def let_receiver_look(referral: Referral) -> None:
    """Let those who receive what was sent on an override be the second to look at it. The caller is the system."""
    override = referral.override
    if override is not None:
        theirs = step_readers(referral.sensitivity, [referral.receiver_team_id])
        override.readers = sorted({*override.readers, *theirs})
        override.save(update_fields=["readers"])


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
        override = _override(
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


def keep_consent(
    *,
    by: Actor,
    observation: Observation,
    to: Organisation,
    items: Collection[SharedItem],
    given: ConsentGiven,
) -> Consent:
    """Check and keep a consent given today. Raises NotReady for what is missing or cannot be."""
    for field, known, said in (
        ("given_by", GIVEN_BY, "Choose who gave it."),
        ("how", HOW_GIVEN, "Choose how it was given."),
    ):
        if getattr(given, field) not in known:
            raise NotReady(said, field=f"consent_{field}")
    if given.until is not None and given.until < today():
        raise NotReady("It would have ended already. Give today or a later day.", field="consent_until")
    if not items:
        raise NotReady("Choose what they agreed to.", field="consent_items")
    purpose = wording.text(
        given.purpose,
        field="consent_purpose",
        called="what they were told it is for",
        longest=MAX_REASON,
        required=True,
    )
    with as_system("a consent is read by all who read what it is about"):
        return Consent.objects.create(
            observation=observation,
            organisation=to,
            given_by=given.given_by,
            how=given.how,
            purpose=purpose,
            items=sorted(items),
            given_on=today(),
            holds_until=given.until,
            recorded_by_id=by.known_person_id,
            recorded_at=now(),
            readers=observation.readers,
        )


def _override(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to: Organisation,
    items: Collection[SharedItem],
    given: OverrideGiven,
) -> Override:
    if given.kind not in set(OverrideKind):
        raise NotReady("Choose why.", field="override_kind")
    reason = wording.text(
        given.reason, field="override_reason", called="the reason", longest=MAX_REASON, required=True
    )
    with as_system("an override is read by those who look at it a second time"):
        return Override.objects.create(
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


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    observation: Observation,
    to: Organisation,
    items: Collection[SharedItem],
    given: ConsentGiven,
) -> Consent:
    """Keep that somebody agreed an organisation may be told of them. Raises NotReady for what cannot be."""
    observation = lock(observation)
    access.require(by, Permission.KEEP_CONSENT, observation)
    if observation.sensitivity == Sensitivity.OPEN:
        raise NotReady("It is open: everybody may read it, and nobody is told of.", field="organisation")
    if unknown := set(items) - set(SharedItem):
        raise NotReady(f"Nobody can agree to {unknown.pop()}.", field="consent_items")
    consent = keep_consent(by=by, observation=observation, to=to, items=items, given=given)
    record(Audited.CONSENT_RECORDED, by=by, subject=observation, organisation=to.pk, items=consent.items)
    return consent


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """Keep that a consent was withdrawn. No more is shared on it; what was sent is not undone, and both sides see it.

    Raises Conflict where it was withdrawn before.
    """
    observation = lock(consent.observation)
    access.require(by, Permission.KEEP_CONSENT, observation)
    consent = lock(consent)
    if consent.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.")
    consent.withdrawn_at, consent.withdrawn_by_id = now(), by.known_person_id
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    with as_system("no more is shared on a consent that was withdrawn"):
        stop_sharing(by=by, referrals=consent.referrals.all(), what=Disclosed.CONSENT_WITHDRAWN)
    record(Audited.CONSENT_WITHDRAWN, by=by, subject=observation, organisation=consent.organisation_id)
    return consent


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
    override = _override(by=by, observation=observation, from_team=from_team, to=to, items=items, given=given)
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
    record(Audited.OVERRIDE_LOOKED_AT, by=by, subject=override, decision=override.decision)
    return override


def stop_sharing(*, by: Actor, referrals: Iterable[Referral], what: Disclosed) -> None:
    """Share nothing more on these referrals' ground. What they told stays told. The caller is the system."""
    for referral in referrals:
        referral = lock(referral)
        referral.sharing_stopped_at = referral.sharing_stopped_at or now()
        referral.save(update_fields=["sharing_stopped_at"])
        log(what, by=by, referral=referral)


def log(what: Disclosed, *, by: Actor, referral: Referral, to_team: Team | None = None) -> None:
    """Write a line of the disclosure log; none where nobody was told of, or nobody else was told.

    The caller is the system.
    """
    told = to_team or referral.receiver_team
    if not referral.items or referral.sender_team.organisation_id == told.organisation_id:
        return
    Disclosure.objects.create(
        referral=referral,
        at=now(),
        what=what,
        by_person_id=by.person_id,
        from_organisation_id=referral.sender_team.organisation_id,
        to_organisation_id=told.organisation_id,
        items=referral.items,
        ground=referral.ground,
        agreement_id=referral.agreement_id,
        readers=referral.readers,
    )


def readers_of_more(by: Actor, observation: Observation) -> list[int]:
    """Who reads what is added now: all who read the observation, but for those with whom no more may be shared.

    Whoever adds it reads it, on whichever side they stand.
    """
    with as_system("with whom no more may be shared"):
        sent = list(observation.referrals.values_list("receiver_team", "sharing_stopped_at", "sender_team"))
    level = observation.sensitivity
    stopped = {desk_key(team, level) for team, since, _ in sent if since is not None}
    going_on = {desk_key(team, level) for team, since, _ in sent if since is None}
    senders = {desk_key(team, level) for _, _, team in sent}
    kept_from = stopped - going_on - senders - set(by.keys)
    return [key for key in observation.readers if key not in kept_from]
