"""What an erasure at a person's request would take from an observation, and why it may not (UK GDPR article 17).

Asked as the system: what is kept of the person goes for everybody, whoever of it each may read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy.kinds import holds_now
from wardmote.shared.rights.ports import Weighed
from wardmote.shared.rights.rules import Refusal

from ..models import (
    Addition,
    BrokenGlass,
    Consent,
    Identification,
    Observation,
    ObservationPhoto,
    Override,
    PersonConcerned,
    Referral,
    Step,
    TeamNote,
)
from ..rules import ON_A_DESK, ObservationState
from .due import is_kept_by

OWN_FIELDS = ("words", "english_gist", "ended_words", "place_words", "latitude", "longitude")
"""What an observation itself says: each can go alone."""
_ROWS: Mapping[type[models.Model], Mapping[str, str]] = {
    Addition: {"words": "the words"},
    Step: {"words": "the words"},
    TeamNote: {"words": "the words"},
    ObservationPhoto: {"document": "the photo"},
    Consent: {"purpose": "what it was given for"},
    Override: {"reason": "why", "decided_words": "what the second person said"},
    BrokenGlass: {"words": "why"},
}
_OWN = {
    "words": "what was seen",
    "english_gist": "the gist in English",
    "ended_words": "why it ended",
    "place_words": "the place in words",
    "latitude": "the place on the map",
}
ERASABLE: Mapping[str, str] = {f"{Observation._meta.label}:{name}": words for name, words in _OWN.items()} | {
    f"{model._meta.label}:{name}": words for model, names in _ROWS.items() for name, words in names.items()
}
"""What somebody has to mark to have it erased, because it may tell of others too: tables with fields, in words."""

OPEN = "Somebody is still at work on it. It must be closed first: then look here again."
DRAFT = "It is a draft. Ask who writes it to discard it: then nothing of it is kept."
OTHERS = "{} recorded it and answers for it. Pass the request on to their data protection officer."
HELD = "A legal hold keeps it, for a court, an inquiry or a review (UK GDPR article 17(3)(b) and (e))."


def weigh_erasure(key: str, items: Collection[str], organisation: int) -> Weighed:
    """What goes from the record of a key, with the things that were marked; or why nothing may go."""
    observation = Observation.objects.select_related("recorded_for__organisation").get(pk=number_of(key))
    refused, ground = _refused(observation, organisation)
    if refused:
        return Weighed(reference=observation.reference, refused=refused, ground=ground)
    known = PersonConcerned.objects.filter(pk__in=rows_of_person(key)).count()
    marked = {model: marked_of(model, items) for model in _ROWS}
    goes = [
        ("Things known of them, such as their name and address", known),
        ("What was recorded: words and place", len(marked_of(Observation, items))),
        *((words, len(marked[model])) for model, words in _IN_WORDS.items()),
        ("Times it was said whether they are somebody recorded elsewhere", len(identifications_of(key))),
    ]
    return Weighed(
        reference=observation.reference,
        goes=[(words, many) for words, many in goes if many],
        whole=_nothing_is_left(observation, key, items),
    )


_IN_WORDS: Mapping[type[models.Model], str] = {
    Addition: "Additions",
    Step: "Words of what was asked, answered and done",
    TeamNote: "Notes of teams",
    ObservationPhoto: "Photos",
    Consent: "Purposes of a consent",
    Override: "Reasons for sharing without consent",
    BrokenGlass: "Reasons for breaking the glass",
}


def _refused(observation: Observation, organisation: int) -> tuple[str, str]:
    team = observation.recorded_for
    if team is not None and team.organisation_id != organisation:
        return OTHERS.format(team.organisation.name), ""
    if observation.state == ObservationState.DRAFT:
        return DRAFT, ""
    lies = Referral.objects.filter(observation=observation, state__in=sorted(ON_A_DESK)).exists()
    if lies or observation.state != ObservationState.ENDED:
        return OPEN, ""
    if is_kept_by(holds_now(), observation.pk):
        return HELD, Refusal.HELD
    return "", ""


def number_of(key: str) -> int:
    """The number of the observation that a key names."""
    return int(key.partition(":")[0])


def rows_of_person(key: str) -> Sequence[int]:
    """The numbers of what is known of the person that a key names; none for somebody whom only words name."""
    number, _, position = key.partition(":")
    if not position:
        return []
    rows = PersonConcerned.objects.filter(observation=int(number), position=int(position))
    return list(rows.values_list("pk", flat=True))


def identifications_of(key: str) -> Sequence[int]:
    """The numbers of what was said of whether that person is somebody else on record."""
    number, _, position = key.partition(":")
    if not position:
        return []
    first = Q(first=int(number), first_position=int(position))
    second = Q(second=int(number), second_position=int(position))
    return list(Identification.objects.filter(first | second).values_list("pk", flat=True))


def marked_of(model: type[models.Model], items: Collection[str]) -> Sequence[str]:
    """What was marked of one table: the names of an observation's own fields, the numbers of all other rows."""
    split = [item.split(":") for item in items]
    at = 2 if model is Observation else 1
    return sorted({parts[at] for parts in split if len(parts) == 3 and parts[0] == model._meta.label})


def own_fields_of(items: Collection[str]) -> Sequence[str]:
    """The fields of the observation itself that were marked. A place on the map goes with both its numbers."""
    marked = marked_of(Observation, items)
    return [name for name in OWN_FIELDS if name in marked or (name == "longitude" and "latitude" in marked)]


def _nothing_is_left(observation: Observation, key: str, items: Collection[str]) -> bool:
    """Whether nothing that anybody said would be left in it."""
    own = own_fields_of(items)
    if any(getattr(observation, name) not in ("", None) and name not in own for name in OWN_FIELDS):
        return False
    here = {"observation": observation}
    there = {"referral__observation": observation}
    left = (
        PersonConcerned.objects.filter(**here).exclude(pk__in=rows_of_person(key)),
        Addition.objects.filter(**here).exclude(pk__in=marked_of(Addition, items)),
        ObservationPhoto.objects.filter(**here).exclude(pk__in=marked_of(ObservationPhoto, items)),
        Step.objects.filter(**there).exclude(words="").exclude(pk__in=marked_of(Step, items)),
        TeamNote.objects.filter(**there).exclude(pk__in=marked_of(TeamNote, items)),
    )
    return not any(rows.exists() for rows in left)
