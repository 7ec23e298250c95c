"""Files of people to invite: what each row would do as things stand now, and what became of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.clock import now
from wardmote.shared.accounts.rules import fold_email
from wardmote.shared.geography import queries as geography

from ..models import Invitation, Organisation, PeopleFile, RejectedPerson, RoleHolding, Team
from ..permissions import Permission
from ..rules import NEED_SECOND_FACTOR, RoleName, StandsAt
from ..rules.people_file import (
    MOST_FILES,
    Does,
    FileState,
    Known,
    Offer,
    PersonRow,
    Place,
    Places,
    Verdict,
    decide,
    names_sensitive_role,
)
from .actors import actor_in_absence, ids_in_scopes
from .register import standing


def people_files(actor: Actor) -> QuerySet[PeopleFile]:
    """The files that the actor brought and that have not been let go of, the newest first."""
    access.require(actor, Permission.INVITE_FROM_FILE)
    mine = PeopleFile.objects.filter(brought_by_id=actor.person_id, dropped_at__isnull=True)
    return mine.defer("rows").order_by("-brought_at", "-pk")[:MOST_FILES]


def people_file(actor: Actor, key: str) -> PeopleFile:
    """One file by its key. Raises DoesNotExist, or NotAllowed to who did not bring it."""
    found = PeopleFile.objects.defer("rows").get(key=key)
    access.require(actor, Permission.INVITE_FROM_FILE, found)
    return found


def people_file_running(number: int) -> PeopleFile | None:
    """The file with this number, if its people are being invited."""
    return PeopleFile.objects.filter(pk=number, state=FileState.RUNNING).first()


def who_brought(file: PeopleFile) -> Actor:
    """Whoever brought a file, as they stand now: for the job that does what they asked for."""
    return system("command line") if file.brought_by_id is None else actor_in_absence(file.brought_by_id)


def rows_of(actor: Actor, file: PeopleFile) -> list[PersonRow]:
    """What a file says, while it is kept."""
    access.require(actor, Permission.INVITE_FROM_FILE, file)
    return [PersonRow(*row) for row in file.rows or []]


def names_sensitive_roles(actor: Actor, file: PeopleFile) -> bool:
    """Whether any row, right or wrong today, speaks of a role that opens protected matters or says who may."""
    return any(map(names_sensitive_role, rows_of(actor, file)))


def places_known(actor: Actor) -> Places:
    """Every organisation, team and area by its name, those that have ended too. Four queries."""
    access.require(actor, Permission.READ_REGISTER)
    stand = set(standing(Team.objects.all()).values_list("pk", flat=True))
    today = geography.today()
    organisations = [
        Place(
            at=StandsAt.ORGANISATION,
            id=pk,
            key=key,
            name=name,
            ended=ended_on is not None and ended_on <= today,
        )
        for pk, key, name, ended_on in Organisation.objects.values_list("pk", "key", "name", "ended_on")
    ]
    teams = [
        Place(at=StandsAt.TEAM, id=pk, key=key, name=name, organisation=of, ended=pk not in stand)
        for pk, key, name, of in Team.objects.values_list("pk", "key", "name", "organisation__name")
    ]
    areas = [
        Place(at=StandsAt.AREA, id=pk, key=key, name=name)
        for pk, key, name in geography.areas_in_force().values_list("pk", "key", "name")
    ]
    return Places.of([*organisations, *teams, *areas])


def known_of(actor: Actor, rows: Iterable[PersonRow], *, hold: bool = False) -> Known:
    """What is known of the mailboxes in some rows, and what the actor may give: three queries for however many.

    With ``hold`` nobody can give these people a role, nor let them leave, until the transaction ends.
    """
    emails = {fold_email(row.email) for row in rows}
    people = get_user_model().objects.filter(email__in=emails)
    if hold:
        people = people.order_by("pk").select_for_update(of=("self",))
    accounts = {
        email: (pk, is_active) for pk, email, is_active in people.values_list("pk", "email", "is_active")
    }
    held = RoleHolding.objects.filter(
        person_id__in=[pk for pk, _ in accounts.values()], ended_at__isnull=True
    ).values_list("person__email", "role", "team_id", "area_id", "organisation_id")
    waiting = Invitation.objects.filter(
        email__in=emails, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
    ).values_list("email", "role", "team_id", "area_id", "organisation_id")
    anybody = access.allows(actor, Permission.INVITE)
    return Known(
        accounts={email: is_active for email, (_, is_active) in accounts.items()},
        held={_offer(*one) for one in held},
        open={_offer(*one) for one in waiting},
        own_teams=None if anybody else frozenset(ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team")),
        names_safeguarding_leads=access.allows(actor, Permission.NAME_SAFEGUARDING_LEAD),
    )


def _offer(email: str, role: str, team: int | None, area: int | None, organisation: int | None) -> Offer:
    return Offer(email, RoleName(role), team or area or organisation)


@dataclass(frozen=True, kw_only=True)
class WhatItWouldDo:
    """What a file would do if it were used now: every row, and the same in numbers and sentences."""

    verdicts: Sequence[Verdict]

    def that(self, does: Does) -> list[Verdict]:
        """The rows to which this happens."""
        return [verdict for verdict in self.verdicts if verdict.does is does]

    @property
    def counts(self) -> Counter[Does]:
        """How many rows there are to which each thing happens."""
        return Counter(verdict.does for verdict in self.verdicts)

    @property
    def mailboxes(self) -> int:
        """How many people get a link: who is invited to two roles gets one for both."""
        return len({v.offer.email for v in self.verdicts if v.offer and v.does is Does.INVITE})

    @property
    def sensitive(self) -> list[Verdict]:
        """The rows that would give such a role."""
        gives = (Does.INVITE, Does.GIVE)
        return [
            v for v in self.verdicts if v.does in gives and v.offer and v.offer.role in NEED_SECOND_FACTOR
        ]


def what_it_would_do(actor: Actor, rows: Sequence[PersonRow]) -> WhatItWouldDo:
    """Judge every row as things stand now: as many queries for many rows as for one. Writes nothing."""
    access.require(actor, Permission.INVITE_FROM_FILE)
    places, known = places_known(actor), known_of(actor, rows)
    return WhatItWouldDo(verdicts=list(decide(rows, places, known, {})))


@dataclass(frozen=True, kw_only=True)
class SaidOften:
    """A sentence about rows, the first rows it is said of, and of how many more."""

    sentence: str
    rows: Sequence[int]
    more: int


_ROWS_NAMED = 5


def gathered(said: Iterable[tuple[int, str]]) -> list[SaidOften]:
    """Sentences about rows, each once with the rows it is said of: the most said first."""
    rows: dict[str, list[int]] = {}
    for number, sentence in said:
        rows.setdefault(sentence, []).append(number)
    return [
        SaidOften(sentence=sentence, rows=of[:_ROWS_NAMED], more=len(of[_ROWS_NAMED:]))
        for sentence, of in sorted(rows.items(), key=lambda one: (-len(one[1]), one[1][0]))
    ]


def rejections(actor: Actor, file: PeopleFile) -> Iterator[RejectedPerson]:
    """The rows of a file that invited nobody, in its order, while they are kept."""
    access.require(actor, Permission.INVITE_FROM_FILE, file)
    return file.rejections.order_by("row_number").iterator()


def rejections_gathered(actor: Actor, file: PeopleFile) -> list[SaidOften]:
    """Why rows of a file invited nobody, each reason once."""
    access.require(actor, Permission.INVITE_FROM_FILE, file)
    return gathered(file.rejections.order_by("row_number").values_list("row_number", "reason"))


def people_files_to_drop(actor: Actor) -> Sequence[PeopleFile]:
    """The files whose time is over, whatever became of them."""
    access.require(actor, Permission.INVITE_FROM_FILE)
    return list(PeopleFile.objects.filter(dropped_at__isnull=True, drop_at__lte=now()).defer("rows"))
