"""What an erasure would take from one record, what stays, and why it may not be erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy.kinds import holds_now, is_held_by_name
from wardmote.kernel.privacy.own_copy import Handling

from ..models import Mark, Matter, Request
from ..permissions import readable_by
from ..ports import records_of
from ..rules import REFUSALS, Refusal
from .copies import gathered_for


@dataclass(frozen=True, kw_only=True)
class Marking:
    """A thing that goes only if somebody has marked it, because it may tell of others."""

    code: str
    heading: str
    name: str
    value: str
    is_marked: bool


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What would go from one record, and what of the things that can be marked stays."""

    reference: str
    refused: str
    law: str
    goes: Sequence[tuple[str, int]]
    whole: bool
    markings: Sequence[Marking]

    @property
    def marked(self) -> Sequence[str]:
        """The codes of what was marked."""
        return [one.code for one in self.markings if one.is_marked]

    @property
    def stays(self) -> Sequence[Marking]:
        """What was not marked, and so stays."""
        return [one for one in self.markings if not one.is_marked]


def erasure_of(actor: Actor, matter: Matter, items: Collection[str]) -> Erasure:
    """What would go from a record with the things that were marked, and what stays. Raises NotAllowed.

    Only what the actor reads can be marked. A look is kept, with the number of the request.
    """
    rows = gathered_for(actor, matter)
    records = records_of(matter.kind)
    if records is None:
        words = "This is kept by the person themselves. Let them change it in their own account."
        return Erasure(reference=matter.title, refused=words, law="", goes=(), whole=False, markings=())
    markings = [
        Marking(
            code=item.code,
            heading=row.heading,
            name=records.erasable[_what(item.code)],
            value=item.value,
            is_marked=item.code in items,
        )
        for row in rows
        for item in row.items
        if _what(item.code) in records.erasable and item.handling != Handling.OTHERS
    ]
    marked = [one.code for one in markings if one.is_marked]
    with as_system("what would go, whoever may read it"):
        weighed = records.weigh(matter.key, marked, matter.request.organisation_id)
        held = is_held_by_name(holds_now(), matter.request.name)
    refused, ground = weighed.refused, weighed.ground
    if held and not refused:
        refused, ground = "A legal hold lies on the name of this person.", Refusal.HELD
    return Erasure(
        reference=weighed.reference,
        refused=refused,
        law=REFUSALS[Refusal(ground)].law if ground else "",
        goes=weighed.goes,
        whole=weighed.whole,
        markings=markings,
    )


def _what(code: str) -> str:
    table, _, rest = code.partition(":")
    return f"{table}:{rest.partition(':')[2]}"


def marked_matters(actor: Actor, request: Request, matters: Sequence[Matter]) -> Mapping[int, str]:
    """Which of these bear a mark of this request that is in force, with what it says. A query each, and one."""
    marks = dict(
        Mark.objects.filter(readable_by(actor), request=request, ended_at__isnull=True).values_list(
            "about", "ask"
        )
    )
    if not marks:
        return {}
    found = {}
    with as_system("which records were marked"):
        for matter in matters:
            records = records_of(matter.kind)
            about = records.about(matter.key)[0] if records else ""
            if about in marks:
                found[matter.pk] = marks[about]
    return found
