"""What a person says is wrong is put right: by addition, and everybody who was told of it before is told."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from ..audit import Audited
from ..events import ObservationAddedTo
from ..models import Addition, Observation
from ..permissions import Permission
from .disclosures import readers_of_more

CORRECTED = "referrals.corrected"
"""The kind of message by which those hear of a correction who were told before."""

_HEAR = frozenset({RoleName.TEAM_LEAD, RoleName.DUTY_OFFICER})


@transaction.atomic
def add_correction(*, by: Actor, number: int, words: str) -> int:
    """Add what is right to an observation, and tell the desks of every team in the case, and who wrote it.

    The first words stay: they show on what people acted. Returns how many people were told. The caller has checked
    that it is this person's record. Raises NotAllowed.
    """
    with as_system("a person's record is put right"):
        observation = lock(Observation(pk=number))
        access.require(by, Permission.CORRECT, observation)
        added = Addition.objects.create(
            observation=observation,
            added_by_id=by.known_person_id,
            added_at=now(),
            words=f"Put right at the person’s request. {words}",
            readers=readers_of_more(by, observation),
        )
    record(Audited.CORRECTED, by=by, subject=observation)
    publish(ObservationAddedTo(observation_id=observation.pk), about=observation)
    return tell_who_was_told(by=by, observation=observation, kind=CORRECTED, once=str(added.pk))


def tell_who_was_told(*, by: Actor, observation: Observation, kind: str, once: str) -> int:
    """Tell the desks of every team that had part in it, and who wrote it, of what changed (UK GDPR article 19).

    Of what is protected only the safeguarding leads hear. Gives how many people were told.
    """
    with as_system("who was told of a person hears what became of it"):
        teams = {
            team
            for pair in observation.referrals.values_list("sender_team", "receiver_team", "accountable_team")
            for team in pair
            if team
        } | ({observation.recorded_for_id} if observation.recorded_for_id else set())
    protected = observation.sensitivity == Sensitivity.PROTECTED
    hear = frozenset({RoleName.SAFEGUARDING_LEAD}) if protected else _HEAR
    people = {
        one.person
        for one in partnerships.holders(team_ids=teams, people=())
        if one.role in hear and one.team in teams
    }
    if observation.recorded_by_id and not protected:
        people.add(observation.recorded_by_id)
    return messaging.tell(
        by=by,
        kind=kind,
        people=people,
        link=reverse("referrals:observation", args=[observation.reference]),
        once=f"{observation.reference} {once}",
        values={"reference": observation.reference},
        protected=protected,
    )
