"""Who sees the watch, and who runs reviews."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals.permissions import reads_observation, works_in_a_team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .models import InformationAsk, Recommendation, Review


class Permission(StrEnum):
    """What can be allowed here."""

    KEEP_PROCEDURE = "reviews.keep_procedure"
    WATCH = "reviews.watch"
    ASK = "reviews.ask"
    READ = "reviews.read"
    RUN = "reviews.run"
    SEE_DESK = "reviews.see_desk"
    ANSWER = "reviews.answer"


def desk_key(team_id: int, sensitivity: str) -> int:
    """The key by which a team reads a review: its own, or of a protected one that of its safeguarding leads."""
    return -team_id if sensitivity == Sensitivity.PROTECTED else team_id


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def reads_review(actor: Actor, subject: object) -> bool:
    """The actor holds a key to the review."""
    return isinstance(subject, Review) and not set(subject.readers).isdisjoint(actor.keys)


def works_at_its_desk(actor: Actor, subject: object) -> bool:
    """The actor works at the desk of the review; of a protected one, the actor is its safeguarding lead."""
    return isinstance(subject, Review) and desk_key(subject.desk_id, subject.sensitivity) in actor.keys


def works_for_the_asked(actor: Actor, subject: object) -> bool:
    """The actor works in the team that was asked or at the review's desk; of a protected one, leads on safeguarding."""
    if not isinstance(subject, InformationAsk | Recommendation):
        return False
    review = subject.review
    return works_at_its_desk(actor, review) or desk_key(subject.team_id, review.sensitivity) in actor.keys


def anybody(_actor: Actor, _subject: object) -> bool:
    """Anybody at all."""
    return True


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.KEEP_PROCEDURE: access.Rule(
        "The partnership administrator keeps the review procedure: thresholds, what counts, times, contact, appeals.",
        administers,
    ),
    Permission.WATCH: access.Rule(
        "Whoever reads a report of anti-social behaviour and works in a team sees how near its victim is to a review, "
        "says which reports are one incident, and makes the letter.",
        access.all_of(reads_observation, works_in_a_team),
    ),
    Permission.ASK: access.Rule(
        "Anybody may ask for a review, for themselves or, with consent, for somebody else.", anybody
    ),
    Permission.READ: access.Rule(
        "A review is read by its desk and by the teams that sit on its panel or were asked; a protected one by their "
        "safeguarding leads.",
        reads_review,
    ),
    Permission.RUN: access.Rule(
        "Whoever works at the review desk runs a review; of a protected one its safeguarding lead.",
        works_at_its_desk,
    ),
    Permission.SEE_DESK: access.Rule(
        "Whoever works in a team sees the reviews that its team has a part in.", works_in_a_team
    ),
    Permission.ANSWER: access.Rule(
        "The team that was asked gives information and responds to recommendations, or the review desk for it.",
        works_for_the_asked,
    ),
}


def readable_by(actor: Actor) -> Q:
    """For lists: rows that one of the actor's keys opens."""
    return Q(readers__overlap=list(actor.keys))


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what."""
    made: list[object] = []
    for sensitivity, key in ((Sensitivity.PARTNERS, 1), (Sensitivity.PROTECTED, -1)):
        review = Review(pk=1, desk_id=1, sensitivity=sensitivity, readers=[key])
        made += [review, InformationAsk(review=review, team_id=1, readers=[key])]
    return made
