"""Passing on: an observation to one team or several, and a referral from one team to the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, SharedItem, Standard, sent_with

from ..audit import Audited
from ..models import Observation, Referral
from ..permissions import Permission
from ..rules import (
    DISCARDED,
    ON_A_DESK,
    Conflict,
    Desk,
    Disclosed,
    NotReady,
    ObservationState,
    State,
    StepKind,
    check_urgent,
    desk_key,
    observation_readers,
    referral_readers,
)
from .disclosures import log
from .grounds import GroundGiven, Rests, chosen_items, ground_to_carry_on, grounds_for, items_of
from .overrides import let_receiver_look
from .readers import let_read
from .shedding import NOT_KEPT
from .steps import let_teams_read, take

if TYPE_CHECKING:
    from django.db.models import Manager

    from wardmote.shared.partnerships.models import Team


@transaction.atomic
def send_referrals(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to_teams: Sequence[Team],
    words: str,
    shares_people: bool = True,
    shares_photos: bool = True,
    withheld: Collection[SharedItem] = (),
    ground: GroundGiven | None = None,
    urgent_because: str = "",
) -> list[Referral]:
    """Pass an observation to one team or several, each with its own clock (R1.1, R1.3).

    ``words`` say what they are asked to do; ``withheld`` what they do not see of the people it is about; ``ground`` on
    what people are told of, where it does not show by itself; ``urgent_because`` why it cannot wait, a key of
    URGENT_REASONS, where its category has a clock for that. Raises NotReady for a team that has ended, already has
    it, or in which nobody may read a protected matter; GroundMissing where nothing says yet that they may be told.
    """
    observation = lock(observation)
    access.require(by, Permission.PASS_ON, observation)
    if observation.state == ObservationState.DRAFT:
        raise NotReady("Save it first, then pass it on.", field="teams")
    if observation.ended_reason == DISCARDED:
        raise Conflict("You threw this draft away. Record it again to pass it on.")
    if observation.shed_at is not None:
        raise Conflict(NOT_KEPT)
    if from_team.pk not in partnerships.team_ids_of(by):
        raise NotReady("Choose one of your own teams to send from.", field="from_team")
    if not to_teams:
        raise NotReady("Choose at least one team.", field="teams")
    if not words.strip():
        raise NotReady("Say what you want them to do.", field="words")
    _check_receivers(observation, from_team, to_teams)
    clocks = clocks_for(observation, to_teams, urgent_because)
    known, hidden = _known_of_people(by, observation)
    withheld = [item for item in PERSON_ITEMS if item in withheld or item in hidden]
    shares_people = shares_people and not (known and known <= set(withheld))
    shares_photos = shares_photos and _reads_all(by, observation.photos)
    rests = grounds_for(
        by=by,
        observation=observation,
        from_team=from_team,
        to_teams=to_teams,
        items=items_of(
            observation,
            chosen_items(
                people=[item for item in PERSON_ITEMS if shares_people and item not in withheld],
                photos=shares_photos,
            ),
        ),
        given=ground or GroundGiven(),
    )
    sent = [
        send(
            by=by,
            observation=observation,
            from_team=from_team,
            to_team=team,
            words=words,
            shares_people=shares_people,
            withheld=withheld,
            shares_photos=shares_photos,
            rests=rests[team.pk],
            clock=clocks[team.pk],
        )
        for _, team in sorted({team.pk: team for team in to_teams}.items())
    ]
    with as_system("an observation is passed on"):
        Observation.objects.filter(pk=observation.pk).update(
            state=ObservationState.PASSED_ON, ended_at=None, ended_reason="", ended_words=""
        )
    record(Audited.SENT, by=by, subject=observation, referrals=[r.pk for r in sent])
    return sent


def _reads_all(by: Actor, parts: Manager[Any]) -> bool:
    """Whether the actor reads every one of these: what was not shown to them is not theirs to show."""
    with as_system("nobody shows what they may not see"):
        return not parts.exclude(readers__overlap=list(by.keys)).exists()


def _known_of_people(by: Actor, observation: Observation) -> tuple[set[SharedItem], set[SharedItem]]:
    """What is known of the people it is about; and what of it the actor does not read: not theirs to show."""
    with as_system("nobody shows what they may not see"):
        rows = list(observation.people.all())
    return {row.item for row in rows}, {row.item for row in rows if not set(by.keys) & set(row.readers)}


def teams_having(observation: Observation, *, besides: int = 0) -> frozenset[int]:
    """The teams asked to act on an observation now, not counting one referral."""
    with as_system("whether a team already has it"):
        lying = observation.referrals.filter(state__in=sorted(ON_A_DESK)).exclude(pk=besides)
        return frozenset(lying.values_list("receiver_team_id", flat=True))


class SentWith(NamedTuple):
    """The clock of a referral, whose promise it is, and why it is urgent, if it is."""

    clock_id: int
    standard: Standard
    urgent_because: str


def clocks_for(observation: Observation, to_teams: Sequence[Team], because: str) -> dict[int, SentWith]:
    """By which clock each team must answer: its own standard, the urgent one, or what is usual for its kind."""
    category = observation.category
    urgent = category.urgent_clock
    because = check_urgent(because, category=category.name, can_be=urgent is not None)
    own = partnerships.own_clocks(category, [team.pk for team in to_teams])
    found = {}
    for team in to_teams:
        clocks = {
            Standard.CATEGORY: category.clock,
            Standard.TEAM: own.get(team.pk),
            Standard.URGENT: urgent if because else None,
        }
        times = {standard: clock.times for standard, clock in clocks.items() if clock}
        standard = sent_with(
            ordinary=times[Standard.CATEGORY],
            urgent=times.get(Standard.URGENT),
            own=times.get(Standard.TEAM),
        )
        found[team.pk] = SentWith((clocks[standard] or category.clock).pk, standard, because)
    return found


def _check_receivers(
    observation: Observation, from_team: Team, to_teams: Sequence[Team], *, besides: int = 0
) -> None:
    having = teams_having(observation, besides=besides)
    safe = frozenset[int]()
    if observation.sensitivity == Sensitivity.PROTECTED:
        safe = partnerships.teams_with_safeguarding_lead(team.pk for team in to_teams)
    for team in to_teams:
        if not partnerships.is_standing(team):
            raise NotReady(f"{team} has ended. Choose another team.", field="teams")
        if team.pk == from_team.pk:
            raise NotReady(f"{team} is your own team. Choose another team.", field="teams")
        if team.pk in having:
            raise NotReady(f"{team} already has this one.", field="teams")
        if observation.sensitivity == Sensitivity.PROTECTED and team.pk not in safe:
            raise NotReady(_cannot_read(team), field="teams")


def _cannot_read(team: Team) -> str:
    if team.answers_by_link:
        return (
            f"{team} answers by link, and what is protected never goes by link: a mailbox has nobody who is known by "
            "name. Choose a team with a safeguarding lead, and let them speak with the group."
        )
    return f"Nobody in {team} may read a protected matter. Choose a team with a safeguarding lead."


def send(
    *,
    by: Actor,
    observation: Observation,
    from_team: Team,
    to_team: Team,
    words: str,
    shares_people: bool,
    withheld: Sequence[str],
    shares_photos: bool,
    rests: Rests,
    clock: SentWith,
    carries_on: Referral | None = None,
    passing_team_id: int | None = None,
) -> Referral:
    """Write one referral to one team, take its first step, and let those read who must. The caller has checked all."""
    level = observation.sensitivity
    teams = [from_team.pk, to_team.pk]
    if not partnerships.stands_and_stays(from_team.pk):
        raise NotReady(f"{from_team} has ended. Send from another of your teams.", field="from_team")
    with as_system("a referral is written for those who will read it"):
        referral = Referral.objects.create(
            observation=observation,
            category_id=observation.category_id,
            clock_id=clock.clock_id,
            standard=clock.standard,
            urgent_because=clock.urgent_because,
            ward_id=observation.ward_id,
            priority=observation.priority,
            sensitivity=level,
            sender_team=from_team,
            # Whoever first sent it still speaks for the sender; another team that passes it on does not.
            sent_by_id=carries_on.sent_by_id
            if carries_on and passing_team_id != from_team.pk
            else by.person_id,
            receiver_team=to_team,
            state=State.DRAFT,
            sent_at=now(),
            redirected_from=carries_on,
            earlier=[*carries_on.earlier, carries_on.pk] if carries_on else [],
            shares_people=shares_people,
            withheld=list(withheld),
            shares_photos=shares_photos,
            ground=rests.ground,
            items=sorted(rests.items),
            agreement_id=rests.agreement_id,
            consent=rests.consent,
            override=rests.override,
            readers=referral_readers(level, teams),
        )
        let_receiver_look(referral)
        if carries_on:
            let_teams_read(by=by, referral=referral, team_ids=[to_team.pk])
        take(
            StepKind.SENT,
            by=by,
            referral=referral,
            desk=Desk.SENDER,
            words=words,
            reason=clock.urgent_because,
            to_team=to_team,
            by_team_id=passing_team_id,
        )
        let_read(
            by=by,
            observation=observation,
            readers=observation_readers(level, recorded_by=None, team_ids=teams),
            people=(),
            photos=False,
        )
        let_read(
            by=by,
            observation=observation,
            readers=[desk_key(to_team.pk, level)],
            people=referral.shown_of_people,
            photos=shares_photos,
        )
        log(Disclosed.SHARED, by=by, referral=referral)
    return referral


def pass_on(*, by: Actor, referral: Referral, to_team: Team, words: str) -> Referral:
    """Close a locked referral as passed on, and begin the one that carries it on. Returns the new one.

    What came back is sent on by its sender; otherwise the first sender stays the sender, so that the answer
    reaches whoever asked.
    """
    if not words.strip():
        raise NotReady("Say why it goes to them. Both sides read it.", field="words")
    if to_team.pk == referral.receiver_team_id and referral.is_open:
        raise NotReady(f"{to_team} has it already.", field="to_team")
    if referral.version < 1:
        raise Conflict("It has not been sent yet.")
    with as_system("a referral is carried on by another team"):
        observation = lock(referral.observation)
        sender = referral.sender_team
        _check_receivers(observation, sender, [to_team], besides=referral.pk)
        passing_team_id = referral.accountable_team_id
        rests = ground_to_carry_on(
            by=by,
            referral=referral,
            passing=referral.accountable_team or sender,
            to_team=to_team,
            words=words,
        )
        take(StepKind.REDIRECTED, by=by, referral=referral, words=words, to_team=to_team)
        return send(
            by=by,
            observation=observation,
            from_team=sender,
            to_team=to_team,
            words=words,
            withheld=referral.withheld,
            shares_people=referral.shares_people and not referral.sharing_stopped_at,
            shares_photos=referral.shares_photos and not referral.sharing_stopped_at,
            rests=rests,
            clock=SentWith(referral.clock_id, Standard(referral.standard), referral.urgent_because),
            carries_on=referral,
            passing_team_id=passing_team_id,
        )
