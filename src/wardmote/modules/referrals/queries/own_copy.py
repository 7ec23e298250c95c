"""What the hub keeps of somebody: found by their name and what tells them apart, and gathered for their own copy.

A key is "12:0", the first person of observation 12, or "12:", somebody whom only its words name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import looks_at
from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy.own_copy import Found, FoundPage, Handling, Kind, Part, Row, Sought
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity

from ..models import (
    Addition,
    BrokenGlass,
    Consent,
    Disclosure,
    Identification,
    Observation,
    ObservationPhoto,
    Override,
    PersonConcerned,
    Referral,
    Step,
    TeamNote,
)
from ..permissions import readable_both_by, readable_by
from ..rules import DISCLOSED_IN_WORDS, Disclosed, Terms, Verdict
from ..rules.grounds import page_in_words
from .concerned import Concerned, put_together
from .searching import SearchOrder, search

PERSON = "referrals.person"
_MOST_LOOKS = 500
_WORD = re.compile(r"\w+")


def find_people(actor: Actor, sought: Sought, after: str | None, size: int) -> FoundPage:
    """The people of observations who may be the one sought, the newest first, and where only words name them.

    As many queries as a search, and one more. Found by name; without one by telephone, e-mail or address.
    """
    typed = sought.name or sought.telephone or sought.email or sought.address
    page = search(
        actor, Terms(words=_WORD.findall(typed)[:12]), order=SearchOrder.NEWEST, after=after, size=size
    )
    numbers = [found.observation.pk for found in page.rows]
    people: dict[int, dict[int, list[PersonConcerned]]] = {}
    for row in PersonConcerned.objects.filter(readable_by(actor), observation__in=numbers).order_by("pk"):
        people.setdefault(row.observation_id, {}).setdefault(row.position, []).append(row)
    rows: list[Found] = []
    for found in page.rows:
        seen, here = found.observation, people.get(found.observation.pk, {})
        likely = [at for at, known in sorted(here.items()) if _may_be(_told_of(known), sought)]
        rows.extend(_found(seen, _told_of(here[at]), str(at), sought) for at in likely)
        if not likely:
            rows.append(_found(seen, None, "", sought))
    return FoundPage(rows=rows, next=page.next)


def _told_of(rows: Sequence[PersonConcerned]) -> Concerned:
    known = ({"position": row.position, **{i: getattr(row, i) for i in PERSON_ITEMS}} for row in rows)
    return put_together(known)[0]


def _found(seen: Observation, person: Concerned | None, position: str, sought: Sought) -> Found:
    facts = [
        ("Recorded", f"{seen.created_at.astimezone(LONDON):%-d %B %Y}"),
        ("About", seen.category.name),
        ("For", seen.recorded_for.name if seen.recorded_for else ""),
        ("Where", seen.place_words or (seen.ward.name if seen.ward else "")),
    ]
    if person is not None:
        facts += [
            ("Name", person.name),
            ("Born", person.age),
            ("Address", person.address),
            ("Contact", person.contact),
        ]
    else:
        facts.append(("Named", "Only in what was written"))
    return Found(
        kind=PERSON,
        key=f"{seen.pk}:{position}",
        title=seen.reference,
        facts=[fact for fact in facts if fact[1]],
        agrees=_agreeing(person, sought) if person else (),
        is_protected=seen.sensitivity == Sensitivity.PROTECTED,
        readers=seen.readers,
    )


def _folded(text: str) -> set[str]:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return set(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c))))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]


def _may_be(person: Concerned, sought: Sought) -> bool:
    """Whether somebody of whom something is known may be the one: by a word of the name, or by all else."""
    name = _folded(sought.name)
    if name and person.name:
        return bool(name & _folded(person.name))
    return bool(_agreeing(person, sought))


def _agreeing(person: Concerned, sought: Sought) -> Sequence[str]:
    """What of the sought agrees with what is known of somebody."""
    agrees = []
    name, address = _folded(sought.name), _folded(sought.address)
    if name and name <= _folded(person.name):
        agrees.append("name")
    if sought.born_on and person.date_of_birth == sought.born_on.isoformat():
        agrees.append("date of birth")
    if address and len(address & _folded(person.address)) * 2 > len(address):
        agrees.append("address")
    if (telephone := _digits(sought.telephone)) and telephone in re.sub(r"\D", "", person.contact):
        agrees.append("telephone")
    if sought.email and sought.email.casefold() in person.contact.casefold():
        agrees.append("e-mail")
    return agrees


def rows_of_matter(actor: Actor, key: str) -> Iterator[Row]:
    """Everything that hangs on one observation, with other people in it marked as such. About twelve queries."""
    number, _, position = key.partition(":")
    readable = readable_by(actor)
    seen = (
        Observation.objects.filter(readable, pk=int(number))
        .select_related("category", "recorded_by", "recorded_for__organisation", "ward")
        .first()
    )
    if seen is None:
        return
    people = list(PersonConcerned.objects.filter(readable, observation=seen).order_by("position", "pk"))
    others = [row for row in people if str(row.position) != position]
    hide = sorted({row.name for row in others if row.name})
    yield Row(
        row=seen,
        heading=f"What was recorded on {_day(seen)}",
        facts=[
            ("Kind of matter", seen.category.name),
            ("Recorded for", str(seen.recorded_for.organisation) if seen.recorded_for else "nobody"),
        ],
        handling={
            "place_words": Handling.READ,
            "latitude": Handling.READ,
            "longitude": Handling.READ,
        },
        hide=hide,
    )
    for row in people:
        own = str(row.position) == position
        handling = dict.fromkeys(map(str, PERSON_ITEMS), Handling.GIVE if own else Handling.OTHERS)
        yield Row(
            row=row,
            heading="What is known of you" if own else "What is known of somebody else",
            handling=handling,
        )
    for photo in ObservationPhoto.objects.filter(readable, observation=seen):
        yield Row(
            row=photo,
            heading="A photo",
            facts=[("How you get it", "Photos are handed over beside this copy")],
            handling={"document": Handling.READ},
        )
    for added in Addition.objects.filter(readable, observation=seen).select_related("added_by"):
        yield Row(row=added, heading=f"What was added on {_day(added)}", hide=hide)
    if position:
        yield from _said_to_be(actor, seen, int(position))
    yield from _handed_over(actor, seen, hide)
    yield from _shared(actor, seen)
    yield from _looked_at(actor, seen)


def _said_to_be(actor: Actor, seen: Observation, position: int) -> Iterator[Row]:
    """Where somebody said that they are, or are not, somebody of another record: of that one nothing is told."""
    first, second = Q(first=seen, first_position=position), Q(second=seen, second_position=position)
    rows = Identification.objects.filter(first | second, readable_both_by(actor))
    for said in rows.select_related("said_by", "undone_by").order_by("said_at", "pk"):
        same = said.verdict == Verdict.SAME
        other = "second" if said.first_id == seen.pk else "first"
        yield Row(
            row=said,
            heading=f"It was said on {_day(said)} whether you are somebody on another record",
            facts=[("What was said", "one person" if same else "two people")],
            handling={} if same else {other: Handling.OTHERS},
        )


def _handed_over(actor: Actor, seen: Observation, hide: Sequence[str]) -> Iterator[Row]:
    readable = readable_by(actor)
    referrals = Referral.objects.filter(readable, observation=seen).select_related(
        "sender_team__organisation", "receiver_team__organisation", "sent_by", "claimed_by"
    )
    for referral in referrals.order_by("sent_at", "pk"):
        yield Row(
            row=referral,
            heading=f"It was passed on, on {_day(referral)}",
            facts=[
                ("By", str(referral.sender_team.organisation)),
                ("To", str(referral.receiver_team.organisation)),
            ],
        )
    steps = Step.objects.filter(readable, referral__observation=seen).select_related("by_person", "by_team")
    for step in steps.order_by("at", "pk"):
        yield Row(row=step, heading=f"What was done on {_day(step)}", facts=[("What", step.kind)], hide=hide)
    notes = TeamNote.objects.filter(readable, referral__observation=seen).select_related("by_person", "team")
    for note in notes.order_by("at", "pk"):
        yield Row(
            row=note,
            heading=f"A team’s own note of {_day(note)}",
            facts=[("Team", note.team.name)],
            hide=hide,
        )


def _shared(actor: Actor, seen: Observation) -> Iterator[Row]:
    readable = readable_by(actor)
    if seen.sensitivity != Sensitivity.OPEN:
        for consent in Consent.objects.filter(readable, observation=seen).select_related(
            "organisation", "recorded_by", "withdrawn_by"
        ):
            yield Row(
                row=consent, heading="Consent that was given", facts=[("To tell", str(consent.organisation))]
            )
        for override in Override.objects.filter(readable, observation=seen).select_related(
            "organisation", "asked_by", "decided_by"
        ):
            yield Row(
                row=override,
                heading=f"It was shared without agreement or consent, on {_day(override)}",
                facts=[("With", str(override.organisation))],
            )
    lines = Disclosure.objects.filter(readable, referral__observation=seen).select_related(
        "from_organisation", "to_organisation", "by_person"
    )
    for line in lines.order_by("at", "pk"):
        yield Row(
            row=line,
            heading=f"Who was told, on {_day(line)}",
            facts=[
                ("What happened", DISCLOSED_IN_WORDS[Disclosed(line.what)]),
                ("By", str(line.from_organisation)),
                ("To", str(line.to_organisation)),
                ("Of what", ", ".join(line.items)),
            ],
        )


def _looked_at(actor: Actor, seen: Observation) -> Iterator[Row]:
    """When it was opened, and on which page. Who looked is at work, and what else they saw is of others."""
    for look in looks_at([f"people:{seen.pk}", f"observation:{seen.pk}"], opened_only=True, size=_MOST_LOOKS):
        yield Row(
            row=look,
            heading=f"It was opened on {_day(look)}",
            facts=[("Where", page_in_words(look.page))],
            handling={
                "id": Handling.GIVE,
                "actor_id": Handling.TELLS,
                "via": Handling.TELLS,
                "subjects": Handling.OTHERS,
                "grounds": Handling.OTHERS,
            },
        )
    for glass in BrokenGlass.objects.filter(readable_by(actor), observation=seen).select_related("person"):
        yield Row(row=glass, heading=f"The glass was broken on {_day(glass)}")


def _day(row: object) -> str:
    at = next(
        getattr(row, name)
        for name in ("added_at", "said_at", "sent_at", "asked_at", "at", "created_at")
        if getattr(row, name, None) is not None
    )
    return f"{at.astimezone(LONDON):%-d %B %Y}"


KINDS = (Kind(key=PERSON, words="People in observations", find=find_people),)
PARTS = (
    Part(
        of=PERSON,
        tables=(
            "referrals.Observation",
            "referrals.PersonConcerned",
            "referrals.ObservationPhoto",
            "referrals.Addition",
            "referrals.Identification",
            "referrals.Referral",
            "referrals.Step",
            "referrals.TeamNote",
            "referrals.Consent",
            "referrals.Override",
            "referrals.Disclosure",
            "referrals.BrokenGlass",
            "audit.Look",
        ),
        rows=rows_of_matter,
    ),
)


def record_of(key: str) -> tuple[str, Sequence[int]]:
    """The record that a key names, as looks name it, with the keys of who reads it. As the system."""
    seen = Observation.objects.get(pk=int(key.partition(":")[0]))
    return f"observation:{seen.pk}", seen.readers
