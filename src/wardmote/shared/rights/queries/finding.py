"""Who in all that is kept may be the person who asks.

It is looked for with the eyes of the organisation that was asked: the keys of its teams, and nothing of what only
others hold. What is protected is not among what the officer sees: it is proposed to its safeguarding leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import BadCursor, as_actor
from wardmote.kernel.privacy import own_copy
from wardmote.kernel.privacy.own_copy import Found, FoundPage, Sought
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import ANY_PARTNER

from ..models import Request
from ..permissions import Permission

MOST_PROTECTED = 100
"""More of one name is no search for one person: then something that tells them apart must be given."""

MOST_FOUND = 2_000


def sought_of(request: Request) -> Sought:
    """By what the person of a request is looked for."""
    return Sought(
        name=request.name,
        born_on=request.born_on,
        address=request.address,
        telephone=request.telephone,
        email=request.email,
    )


def possible(actor: Actor, request: Request, *, after: str = "", size: int = 25) -> FoundPage:
    """What may be of the person and is not protected: a page, whoever it is. Raises NotAllowed, BadCursor.

    Each look is kept under the officer's name, with the number of the request.
    """
    access.require(actor, Permission.WORK, request)
    teams = partnerships.teams_of_organisations([request.organisation_id])
    keys = (ANY_PARTNER, *teams)
    return _found(replace(actor, keys=keys, via=f"request:{request.pk}"), sought_of(request), after, size)


def proposed(actor: Actor, request: Request) -> Sequence[Found]:
    """What may be of the person and is protected, in the teams of the organisation: for their safeguarding leads."""
    access.require(actor, Permission.WORK, request)
    teams = partnerships.teams_of_organisations([request.organisation_id])
    eyes = replace(system("looking for what a person asks for"), keys=tuple(-team for team in teams))
    page = _found(eyes, sought_of(request), "", MOST_PROTECTED)
    return [found for found in page.rows if found.is_protected]


def _found(eyes: Actor, sought: Sought, after: str, size: int) -> FoundPage:
    kinds = own_copy.kinds()
    first, _, cursor = after.partition("~")
    names = [kind.key for kind in kinds]
    if after and first not in names:
        raise BadCursor("Unknown place in the list")
    rows: list[Found] = []
    beginning = names.index(first) if after else 0
    with as_actor(eyes):
        for kind in kinds[beginning:]:
            if len(rows) >= size:
                return FoundPage(rows=rows, next=f"{kind.key}~")
            page = kind.find(eyes, sought, cursor or None, size - len(rows))
            cursor = ""
            rows.extend(page.rows)
            if page.next:
                return FoundPage(rows=rows, next=f"{kind.key}~{page.next}")
    return FoundPage(rows=rows)


def everything_found(eyes: Actor, sought: Sought) -> Sequence[Found]:
    """All that may be of somebody and these eyes see, at most `MOST_FOUND`."""
    rows: list[Found] = []
    after = ""
    while len(rows) < MOST_FOUND:
        page = _found(eyes, sought, after, 100)
        rows.extend(page.rows)
        if page.next is None:
            break
        after = page.next
    return rows
