"""What is due on a day: counted for people, and asked for by the job, by the same rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy.kinds import Asked, Holds, ends_before, kinds

from ..models import Tally
from ..permissions import Permission
from ..rules import Line, sealed
from .holds import what_is_held
from .periods import KeptFor, schedule


def asked_for(actor: Actor, on: date) -> Sequence[tuple[KeptFor, Asked]]:
    """What to ask each kind that is shed by approval for, part by part. As the system. Three queries."""
    kept = schedule(actor)
    holds = what_is_held()
    apart = {
        kind.key: frozenset(one.part.key for one in kept if one.kind is kind and one.part.key)
        for kind in kinds()
    }
    return [(one, _asked(one, on, apart, holds)) for one in kept if one.kind.source is not None]


def _asked(one: KeptFor, on: date, apart: Mapping[str, frozenset[str]], holds: Holds) -> Asked:
    return Asked(
        part=one.part.key, before=ends_before(on, one.months), apart=apart[one.kind.key], holds=holds
    )


def preview(actor: Actor, on: date) -> Sequence[Line]:
    """How much of each part is due on a day, and how much of that is held. One query a part, and three.

    What is secret is not counted. Raises NotAllowed.
    """
    access.require(actor, Permission.READ)
    lines = []
    with as_system("how much is due, in numbers"):
        for one, asked in asked_for(actor, on):
            assert one.kind.source is not None  # noqa: S101 (asked_for gives no others)
            number = None if one.part.secret else one.kind.source.count(asked)
            lines.append(
                Line(
                    kind=one.kind.key,
                    part=one.part.key,
                    name=one.kind.name,
                    part_name=one.part.name,
                    rule=one.rule,
                    then=one.kind.then,
                    months=one.months,
                    due=number.due if number else None,
                    held=number.held if number else None,
                    oldest=number.oldest.astimezone(LONDON).date() if number and number.oldest else None,
                    is_secret=one.part.secret,
                )
            )
    return lines


def counted(actor: Actor) -> tuple[Tally, Sequence[Line]] | None:
    """How much was due when it was last counted, and when that was. None where nobody has. One query."""
    access.require(actor, Permission.READ)
    tally = Tally.objects.first()
    return (tally, [Line.read(line) for line in tally.lines]) if tally else None


def shown_digest(on: date, lines: Sequence[Line]) -> str:
    """What stands for a preview as it was shown, so that nobody approves other numbers than those they saw."""
    shown = [{**asdict(line), "oldest": str(line.oldest)} for line in lines]
    return sealed({"on": on.isoformat(), "lines": shown})
