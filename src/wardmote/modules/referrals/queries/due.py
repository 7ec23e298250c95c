"""Which matters have been kept for their time, and which of those a legal hold keeps. Asked as the system."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from wardmote.kernel.privacy.kinds import Asked, Counted, Holds, Part, Period, is_held_by_name
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Addition, BrokenGlass, Observation, PersonConcerned, Referral, Step
from ..rules import ON_A_DESK, ObservationState

MATTER = Period(
    months=84,
    shortest=12,
    longest=300,
    why=(
        "Six years in which a claim may be brought (Limitation Act 1980, sections 2 and 5), and one to be sure. Not"
        " longer than needed: UK GDPR, article 5(1)(e)."
    ),
)
PROTECTED_MATTER = Period(
    months=300,
    shortest=84,
    longest=1_200,
    why=(
        "Until a child of whom it tells is 25 (NHS Records Management Code of Practice 2021, records of children), from"
        " birth if need be. An inquiry may ask for longer: then lengthen it, or place a legal hold."
    ),
)
GLASS = Period(
    months=84,
    shortest=12,
    longest=300,
    why="As long as a claim may be brought about what somebody read (Limitation Act 1980), and a year to be sure.",
)
DRAFT = Period(
    months=12,
    shortest=1,
    longest=36,
    why="Its writer alone knows of it, and nothing is decided by it. Not longer than needed: UK GDPR, article 5(1)(e).",
)
PROTECTED_DRAFT = Period(
    months=24,
    shortest=6,
    longest=84,
    why="It may be the only trace that somebody saw a child or an adult at risk: it stays longer than other drafts.",
)
PROTECTED = "protected"
PROTECTED_PART = Part(key=PROTECTED, name="Protected matters", period=PROTECTED_MATTER, secret=True)
PROTECTED_DRAFTS = Part(
    key=PROTECTED, name="Drafts of protected matters", period=PROTECTED_DRAFT, secret=True
)
_GROUP = "group:"


def parts() -> Sequence[Part]:
    """What may be kept for a time of its own: what is protected, and each group of categories."""
    groups = partnerships.category_groups_by_key()
    return [
        PROTECTED_PART,
        *(Part(key=f"{_GROUP}{key}", name=name, period=MATTER) for key, name in groups.items()),
    ]


def count_due(asked: Asked) -> Counted:
    """How many matters of a part are due, and held. One query."""
    held = _held(asked)
    found = _over(asked).aggregate(
        due=Count("pk", filter=~held if held else None),
        held=Count("pk", filter=held or Q(pk__isnull=True)),
        oldest=Min("ended_at"),
    )
    return Counted(**found)


def take_due(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of matters that may go, the longest ended first; held until the transaction ends.

    What somebody is at work on at this moment is left for the next time.
    """
    rows = _over(asked)
    if held := _held(asked):
        rows = rows.exclude(held)
    taken = rows.order_by("ended_at", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(taken.values_list("pk", flat=True)[:size])


def _over(asked: Asked) -> QuerySet[Observation]:
    """Ended before the moment, nothing added since, and nothing on anybody's desk."""
    later = Addition.objects.filter(observation=OuterRef("pk"), added_at__gte=asked.before)
    lies = Referral.objects.filter(observation=OuterRef("pk"), state__in=sorted(ON_A_DESK))
    rows = Observation.objects.filter(
        ~Exists(later),
        ~Exists(lies),
        state=ObservationState.ENDED,
        shed_at__isnull=True,
        ended_at__lt=asked.before,
    )
    if asked.part == PROTECTED:
        return rows.filter(sensitivity=Sensitivity.PROTECTED)
    rows = rows.exclude(sensitivity=Sensitivity.PROTECTED)
    if asked.part:
        return rows.filter(category__group__key=asked.part.removeprefix(_GROUP))
    return rows.exclude(category__group__key__in=[key.removeprefix(_GROUP) for key in asked.apart])


def _held(asked: Asked) -> Q | None:
    return _held_of(asked, _over(asked))


def _held_of(asked: Asked, rows: QuerySet[Observation]) -> Q | None:
    """What a hold touches: the matter, a team, category or colleague that had part in it, or somebody it is about."""
    touched = _touched(asked.holds)
    if not asked.holds.people:
        return touched
    named = Q(pk__in=_named(asked.holds, rows))
    return named if touched is None else touched | named


def _named(holds: Holds, observations: QuerySet[Observation]) -> set[int]:
    """Which of these are about somebody whose name is held."""
    names = PersonConcerned.objects.filter(observation__in=observations).exclude(name="")
    return {of for of, name in names.values_list("observation_id", "name") if is_held_by_name(holds, name)}


def is_kept_by(holds: Holds, number: int) -> bool:
    """Whether a legal hold keeps one matter, and so everything that is said in it. At most two queries."""
    touched, one = _touched(holds), Observation.objects.filter(pk=number)
    return (touched is not None and one.filter(touched).exists()) or bool(holds.people and _named(holds, one))


def keeps_record(holds: Holds, key: str) -> bool:
    """Whether a legal hold keeps the observation that a key of a person's copy names."""
    return is_kept_by(holds, int(key.partition(":")[0]))


def _touched(holds: Holds) -> Q | None:
    touched: list[Q] = []
    referrals = Referral.objects.filter(observation=OuterRef("pk"))
    steps = Step.objects.filter(referral__observation=OuterRef("pk"))
    if records := sorted(holds.records):
        touched += [Q(reference__in=records), Q(Exists(referrals.filter(reference__in=records)))]
    if categories := sorted(holds.categories):
        touched += [Q(category_id__in=categories), Q(Exists(referrals.filter(category_id__in=categories)))]
    if teams := sorted(holds.teams):
        sides = Q(sender_team_id__in=teams) | Q(receiver_team_id__in=teams)
        took_part = Q(by_team_id__in=teams) | Q(to_team_id__in=teams)
        touched += [
            Q(recorded_for_id__in=teams),
            Q(Exists(referrals.filter(sides))),
            Q(Exists(steps.filter(took_part))),
        ]
    if colleagues := sorted(holds.colleagues):
        added = Addition.objects.filter(observation=OuterRef("pk"), added_by_id__in=colleagues)
        glass = BrokenGlass.objects.filter(observation=OuterRef("pk"), person_id__in=colleagues)
        had = Q(sent_by_id__in=colleagues) | Q(claimed_by_id__in=colleagues)
        touched += [
            Q(recorded_by_id__in=colleagues),
            Q(Exists(referrals.filter(had))),
            Q(Exists(steps.filter(by_person_id__in=colleagues))),
            Q(Exists(added)),
            Q(Exists(glass)),
        ]
    return reduce(or_, touched) if touched else None


def count_drafts(asked: Asked) -> Counted:
    """How many drafts of a part are due, and held. One query."""
    held = _held_of(asked, _drafts_over(asked)) or Q(pk__isnull=True)
    found = _drafts_over(asked).aggregate(
        due=Count("pk", filter=~held), held=Count("pk", filter=held), oldest=Min("created_at")
    )
    return Counted(**found)


def take_drafts(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of drafts that may go, the longest begun first; held until the transaction ends."""
    rows = _drafts_over(asked)
    if held := _held_of(asked, rows):
        rows = rows.exclude(held)
    taken = rows.order_by("created_at", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(taken.values_list("pk", flat=True)[:size])


def _drafts_over(asked: Asked) -> QuerySet[Observation]:
    rows = Observation.objects.filter(state=ObservationState.DRAFT, created_at__lt=asked.before)
    protected = Q(sensitivity=Sensitivity.PROTECTED)
    return rows.filter(protected) if asked.part == PROTECTED else rows.exclude(protected)


def count_glass(asked: Asked) -> Counted:
    """How many reasons for breaking the glass are due, and held. One query."""
    held = _glass_held(asked.holds)
    found = _glass_over(asked).aggregate(
        due=Count("pk", filter=~held), held=Count("pk", filter=held), oldest=Min("until")
    )
    return Counted(**found)


def take_glass(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest closed first; held until the transaction ends."""
    rows = _glass_over(asked).exclude(_glass_held(asked.holds)).order_by("until", "pk")
    # Nobody may change them, so nobody can be at work on one.
    return list(rows.values_list("pk", flat=True)[:size])


def _glass_over(asked: Asked) -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.filter(shed_at__isnull=True, until__lt=asked.before)


def _glass_held(holds: Holds) -> Q:
    of_matter = _touched(holds)
    held = Q(person_id__in=sorted(holds.colleagues)) | Q(asked__in=sorted(holds.records))
    if of_matter is not None:
        held |= Q(observation__in=Observation.objects.filter(of_matter))
    return held
