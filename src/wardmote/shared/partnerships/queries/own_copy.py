"""What is kept of somebody who works for a partner: found among those of the teams that the finder's keys open."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import looks_by
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy.own_copy import Found, FoundPage, Handling, Kind, Part, Row, Sought
from wardmote.shared.accounts import queries as accounts

from ..models import Absence, AccessToken, Invitation, RoleHolding, Team
from ..rules import in_words

COLLEAGUE = "partnerships.colleague"
_MOST = 2_000
"""The latest of each trail. More is given on asking: it says what somebody did at work, day by day."""


def find_colleagues(actor: Actor, sought: Sought, after: str | None, size: int) -> FoundPage:
    """Those with an account who may be the one sought, and hold or held a role at the organisation. Three queries."""
    wanted = Q()
    if sought.email:
        wanted |= Q(email__iexact=sought.email)
    if words := sought.name.split():
        named = Q()
        for word in words[:12]:
            named &= Q(name__icontains=word)
        wanted |= named
    teams = [abs(key) for key in actor.keys if 0 < key < 1_000_000_000]
    if not wanted or not teams:
        return FoundPage(rows=[])
    organisations = Team.objects.filter(pk__in=teams).values("organisation")
    held = RoleHolding.objects.filter(Q(team__in=teams) | Q(organisation__in=organisations)).values("person")
    people = accounts.everybody().filter(wanted, pk__in=held, is_system=False, pk__gt=int(after or 0))
    found = list(people.order_by("pk")[: size + 1])
    rows = [
        Found(
            kind=COLLEAGUE,
            key=str(person.pk),
            title="Their own account",
            facts=[
                ("Name", person.name),
                ("E-mail", person.email),
                ("Stands", "has left" if not person.is_active else "works here"),
            ],
            agrees=[
                words
                for words, agrees in (
                    ("e-mail", bool(sought.email) and person.email.casefold() == sought.email.casefold()),
                    ("name", " ".join(person.name.split()).casefold() == " ".join(words).casefold()),
                )
                if agrees
            ],
        )
        for person in found[:size]
    ]
    return FoundPage(rows=rows, next=rows[-1].key if len(found) > size else None)


def rows_of_colleague(actor: Actor, key: str) -> Iterator[Row]:
    """The roles, absences, invitations and tokens of somebody, and what they did and looked at. Six queries."""
    number = int(key)
    others = {"given_by": Handling.TELLS, "ended_by": Handling.TELLS, "reviewed_by": Handling.TELLS}
    holdings = RoleHolding.objects.filter(person=number).select_related(
        "person", "team", "organisation", "area", "given_by", "ended_by", "reviewed_by"
    )
    for held in holdings.order_by("pk"):
        yield Row(row=held, heading=f"A role: {in_words(held.role)}", is_own=True, handling=others)
    for away in Absence.objects.filter(person=number).select_related(
        "person", "cover", "said_by", "ended_by"
    ):
        yield Row(
            row=away,
            heading="An absence",
            is_own=True,
            handling={"cover": Handling.OTHERS, "said_by": Handling.TELLS, "ended_by": Handling.TELLS},
        )
    emails = [person.email for person in accounts.people_numbered([number])]
    invited = Invitation.objects.filter(Q(accepted_by=number) | Q(email__in=emails))
    for invitation in invited.order_by("pk"):
        yield Row(row=invitation, heading="An invitation", is_own=True)
    for token in AccessToken.objects.filter(person=number).select_related(
        "person", "created_by", "revoked_by"
    ):
        yield Row(
            row=token,
            heading="An access token",
            is_own=True,
            handling={"created_by": Handling.TELLS, "revoked_by": Handling.TELLS},
        )
    for act in AuditEntry.objects.filter(actor_id=f"person:{number}").order_by("-pk")[:_MOST]:
        yield Row(
            row=act,
            heading=f"Something you did on {act.at.astimezone(LONDON):%-d %B %Y, %H:%M}",
            facts=[("What", act.what)],
            is_own=True,
        )
    for look in looks_by(f"person:{number}", size=_MOST):
        yield Row(
            row=look,
            heading=f"What you looked at on {look.at.astimezone(LONDON):%-d %B %Y, %H:%M}",
            is_own=True,
            handling={"subjects": Handling.OTHERS},
        )


KINDS = (Kind(key=COLLEAGUE, words="People who work here", find=find_colleagues),)
PARTS = (
    Part(
        of=COLLEAGUE,
        tables=(
            "partnerships.RoleHolding",
            "partnerships.Absence",
            "partnerships.Invitation",
            "partnerships.AccessToken",
            "audit.AuditEntry",
            "audit.Look",
        ),
        rows=rows_of_colleague,
    ),
)
