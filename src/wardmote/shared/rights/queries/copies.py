"""What goes into a person's copy: everything that belongs to what is theirs, each thing as it was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_actor, as_system
from wardmote.kernel.privacy import own_copy
from wardmote.kernel.privacy.own_copy import Gathered, Handling
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import ANY_PARTNER, protection_key

from ..models import Decision, Matter, Pack, Request
from ..permissions import Permission, readable_by
from ..rules import EXEMPTIONS, Choice, Exemption, black_out, suggested


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One thing of a matter: what it is, what becomes of it, and whether that waits for somebody to read it."""

    code: str
    name: str
    value: str
    handling: Handling
    choice: str
    reason: str
    hide: str
    waits: bool

    @property
    def given(self) -> str:
        """What the person reads of it: nothing where it is withheld."""
        if self.choice == Choice.WITHHOLD or self.waits:
            return ""
        return black_out(self.value, self.hide.splitlines()) if self.choice == Choice.PART else self.value

    @property
    def why_not(self) -> str:
        """Why it stays out, or a part of it; empty where all is given."""
        if self.waits:
            return Exemption.NOT_LOOKED_AT
        return "" if self.choice == Choice.GIVE else self.reason


@dataclass(frozen=True, kw_only=True)
class JudgedRow:
    """One row of a matter with what becomes of each thing in it."""

    heading: str
    table: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[Judged]
    hide: Sequence[str]


def eyes_of_organisation(by: Actor, organisation_id: int) -> Actor:
    """The actor with whose eyes a copy is made: the keys of the organisation's teams, safeguarding and officers."""
    teams = partnerships.teams_of_organisations([organisation_id])
    keys = (ANY_PARTNER, protection_key(organisation_id), *teams, *(-team for team in teams))
    return replace(by, keys=keys)


def gathered_for(actor: Actor, matter: Matter) -> Sequence[JudgedRow]:
    """What belongs to a matter, for whoever decides on it. Raises NotAllowed.

    An officer sees it with the eyes of the organisation's teams, a safeguarding lead with their own. Each look is
    kept, with the number of the request.
    """
    access.require(actor, Permission.DECIDE, matter)
    eyes = replace(actor, via=f"request:{matter.request_id}")
    if not matter.is_protected:
        teams = partnerships.teams_of_organisations([matter.request.organisation_id])
        eyes = replace(eyes, keys=(ANY_PARTNER, *teams))
    return judged(eyes, matter, _decisions(actor, matter))


def judged(eyes: Actor, matter: Matter, decisions: Mapping[str, Decision]) -> Sequence[JudgedRow]:
    """What belongs to a matter, with what was decided on each thing."""
    with as_actor(eyes):
        rows = list(own_copy.gather(eyes, matter.kind, matter.key))
    return [_judged(row, decisions) for row in rows]


def _judged(row: Gathered, decisions: Mapping[str, Decision]) -> JudgedRow:
    items = []
    for item in row.items:
        decided, usual = decisions.get(item.code), suggested(item.handling)
        choice, reason = (decided.choice, decided.reason) if decided else usual or (Choice.WITHHOLD, "")
        items.append(
            Judged(
                code=item.code,
                name=item.name,
                value=item.value,
                handling=item.handling,
                choice=choice,
                reason=reason,
                hide=decided.hide if decided else "",
                waits=decided is None and usual is None,
            )
        )
    return JudgedRow(heading=row.heading, table=row.table, facts=row.facts, items=items, hide=row.hide)


def _decisions(actor: Actor, matter: Matter) -> Mapping[str, Decision]:
    """The latest on each thing."""
    rows = Decision.objects.filter(readable_by(actor), matter=matter).order_by("pk")
    return {decision.item: decision for decision in rows}


def decided_on(eyes: Actor, matter: Matter) -> Mapping[str, Decision]:
    """What was decided on each thing of a matter, for the copy that is being made."""
    with as_actor(eyes):
        return _decisions(eyes, matter)


def pack_of(actor: Actor, request: Request) -> Pack | None:
    """The latest copy of a request, without what stands in it."""
    return (
        Pack.objects.filter(readable_by(actor), request=request)
        .defer("readable", "data")
        .order_by("-pk")
        .first()
    )


def copy_to_read(actor: Actor, request: Request) -> Pack:
    """The copy, for who hands it over. Raises DoesNotExist once its time is over, NotAllowed."""
    access.require(actor, Permission.WORK, request)
    rows = Pack.objects.filter(
        readable_by(actor),
        request=request,
        made_at__isnull=False,
        emptied_at__isnull=True,
        expires_at__gt=now(),
    )
    return rows.order_by("-pk")[:1].get()


def copy_as_data(actor: Actor, request: Request) -> Pack:
    """The same; what is read of it is `data`."""
    return copy_to_read(actor, request)


def packs_due_to_be_emptied(by: Actor, at: datetime) -> Iterator[Pack]:
    """The copies whose time is over."""
    access.require(by, Permission.KEEP)
    with as_system("copies whose time is over are emptied"):
        yield from list(
            Pack.objects.filter(emptied_at__isnull=True, expires_at__lte=at).defer("readable", "data")
        )


def part_of(matter: Matter, rows: Sequence[JudgedRow]) -> str:
    """One matter as it stands in the copy: each thing that is given, and where and why something is not."""
    return json.dumps(
        {
            "title": matter.title or "A record of ours",
            "rows": [
                {
                    "heading": row.heading,
                    "kept_as": row.table,
                    "facts": [list(fact) for fact in row.facts],
                    "items": [
                        {
                            "name": item.name,
                            "field": item.code.rpartition(":")[2],
                            "value": item.given,
                            "left_out": _told(item.why_not),
                        }
                        for item in row.items
                    ],
                }
                for row in rows
            ],
        },
        ensure_ascii=False,
    )


def _told(reason: str) -> dict[str, str] | None:
    if not reason:
        return None
    known = EXEMPTIONS[Exemption(reason)]
    return {"why": known.told, "law": known.law}
