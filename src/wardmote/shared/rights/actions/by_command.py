"""Looking for a person at the server's own command line, where no request is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.privacy.own_copy import Found, Sought
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import ANY_PARTNER

from ..adapters import Whole, as_data, as_page
from ..audit import Audited
from ..models import Matter, Request
from ..permissions import Permission
from ..queries.copies import judged, part_of
from ..queries.finding import everything_found

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Organisation

AT_THE_SERVER = system("command line")


@transaction.atomic
def find_by_command(
    *, by: Actor = AT_THE_SERVER, organisation: Organisation, sought: Sought
) -> tuple[Sequence[Found], bool]:
    """What an organisation keeps in which somebody may be, the likeliest first; and whether some is protected.

    That somebody looked is kept, not for whom. At most two thousand records.
    """
    access.require(by, Permission.KEEP)
    teams = partnerships.teams_of_organisations([organisation.pk])
    found = everything_found(replace(by, keys=(ANY_PARTNER, *teams)), sought)
    hidden = everything_found(replace(by, keys=tuple(-team for team in teams)), sought)
    record(Audited.FOUND_BY_COMMAND, by=by, subject=organisation, found=len(found))
    return (
        sorted((one for one in found if not one.is_protected), key=lambda one: -len(one.agrees)),
        any(one.is_protected for one in hidden),
    )


@transaction.atomic
def copy_by_command(
    *, by: Actor = AT_THE_SERVER, organisation: Organisation, sought: Sought, chosen: Sequence[Found]
) -> tuple[Whole, str]:
    """The copy of what was chosen, as data and as a page. What somebody would have to read first stays out."""
    access.require(by, Permission.KEEP)
    teams = partnerships.teams_of_organisations([organisation.pk])
    eyes = replace(by, keys=(ANY_PARTNER, *teams))
    request = Request(organisation=organisation, reference="at the server", name=sought.name or sought.email)
    parts = []
    for number, one in enumerate(chosen, 1):
        matter = Matter(number=number, code=one.code, title=one.title, is_protected=False, request=request)
        parts.append(part_of(matter, judged(eyes, matter, {})))
    whole = as_data(request, parts)
    record(Audited.FOUND_BY_COMMAND, by=by, subject=organisation, copied=len(parts))
    return whole, as_page(whole.content)
