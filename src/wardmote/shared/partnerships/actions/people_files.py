"""Inviting many people by a file: brought, looked at, begun, carried out batch by batch, and let go (R1.1, R1.2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TypeAlias

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record, record_many
from wardmote.kernel.clock import now
from wardmote.kernel.database import insert_many, only_one
from wardmote.kernel.events import publish
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.accounts import queries as accounts

from ..audit import Audited
from ..events import LinksDue
from ..models import Invitation, PeopleFile, RejectedPerson, RoleHolding
from ..permissions import Permission
from ..queries import people_files as queries
from ..rules import INVITATION_LASTS, StandsAt, stands_at
from ..rules.people_file import (
    BATCH,
    FILE_KEPT,
    MOST_FILES,
    UNFINISHED,
    Does,
    FileState,
    Known,
    Offer,
    PersonRow,
    Verdict,
    decide,
    read_people,
)
from .new_wards import roles_go_on

INVITE_JOB = "partnerships.invite_from_file"

Tell: TypeAlias = Callable[[int, int], None]
"""Hears how far a file is: rows done, rows there are."""

_NOTHING_KNOWN = Known(
    accounts={}, held=frozenset(), open=frozenset(), own_teams=None, names_safeguarding_leads=True
)


@transaction.atomic
def bring_people_file(*, by: Actor, name: str, content: bytes) -> PeopleFile:
    """Read a file of people, and keep what it says until somebody has looked at what it would do.

    The same file brought again while it is not done is the one that is here. Raises UnreadableTable, or NotReady
    when too many of theirs are kept.
    """
    access.require(by, Permission.INVITE_FROM_FILE)
    rows = read_people(content)
    fingerprint = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    here = PeopleFile.objects.filter(
        brought_by_id=by.person_id, fingerprint=fingerprint, state__in=sorted(UNFINISHED)
    ).first()
    if here is not None:
        return here
    if queries.people_files(by).count() >= MOST_FILES:
        raise NotReady(
            f"You have brought {MOST_FILES} files that are not done with. Use one of them, or drop it, first.",
            field="file",
        )
    file = PeopleFile.objects.create(
        name="".join(letter if letter.isprintable() else "_" for letter in name).strip()[-255:]
        or "people.csv",
        brought_by_id=by.person_id,
        brought_at=now(),
        drop_at=now() + FILE_KEPT,
        rows=rows,
        fingerprint=fingerprint,
        row_count=len(rows),
    )
    record(Audited.PEOPLE_FILE_BROUGHT, by=by, subject=file, rows=file.row_count)
    return file


def _held(file: PeopleFile) -> PeopleFile:
    """The file afresh, held until the transaction ends, without what it says: that is long, and does not change."""
    return PeopleFile.objects.defer("rows").select_for_update(of=("self",)).get(pk=file.pk)


@transaction.atomic
def begin_people_file(*, by: Actor, file: PeopleFile, in_background: bool = True) -> PeopleFile:
    """Have the people of a file invited, or go on where it stopped. Asked twice, it is begun once.

    Raises Conflict when it was done or let go in the meantime.
    """
    file = _held(file)
    access.require(by, Permission.INVITE_FROM_FILE, file)
    if file.state not in UNFINISHED:
        raise Conflict("This file was used or let go in the meantime. The page shows how it stands.")
    if file.state != FileState.RUNNING:
        file.state, file.problem = FileState.RUNNING, ""
        file.save(update_fields=["state", "problem"])
        record(Audited.PEOPLE_FILE_BEGUN, by=by, subject=file, after_row=file.rows_done)
        if in_background:
            tasks.configure_task(INVITE_JOB).defer(file_id=file.pk)
    return file


@transaction.atomic
def stop_people_file(*, by: Actor, file: PeopleFile, problem: str = "") -> PeopleFile:
    """Stop inviting behind the rows that are in hand. What was done stays done."""
    file = _held(file)
    access.require(by, Permission.INVITE_FROM_FILE, file)
    if file.state == FileState.RUNNING:
        file.state, file.problem = FileState.STOPPED, problem[:300]
        file.save(update_fields=["state", "problem"])
        record(Audited.PEOPLE_FILE_STOPPED, by=by, subject=file, after_row=file.rows_done)
    return file


def invite_from_file(*, by: Actor, file: PeopleFile, tell: Tell = lambda done, there_are: None) -> PeopleFile:
    """Deal with every row of a file that was begun, or with those that are left, until the end or until it is stopped.

    Not one transaction: each batch is kept by itself, so an interruption loses nothing and repeats nothing. Raises
    Busy while another file is at work: two that name one person cannot invite them twice.
    """
    access.require(by, Permission.INVITE_FROM_FILE, file)
    with only_one("inviting people from a file"):
        rows = queries.rows_of(by, file)
        earlier: dict[Offer, int] = {}
        for _ in decide(rows[: file.rows_done], queries.places_known(by), _NOTHING_KNOWN, earlier):
            pass  # which row first offered what, for the rows behind
        while file.state == FileState.RUNNING and file.rows_done < file.row_count:
            tell(file.rows_done, file.row_count)
            batch = rows[file.rows_done : file.rows_done + BATCH]
            file = invite_batch(by=by, file=file, rows=batch, earlier=earlier)
        tell(file.rows_done, file.row_count)
    return file


@transaction.atomic
def invite_batch(
    *, by: Actor, file: PeopleFile, rows: Sequence[PersonRow], earlier: dict[Offer, int]
) -> PeopleFile:
    """Invite the people of some rows, give roles to those with accounts, and keep why others were turned away.

    A file that was stopped, or that another has taken further meanwhile, comes back as it stands. Behind the last row
    what it said is dropped.
    """
    before, file = file.rows_done, _held(file)
    access.require(by, Permission.INVITE_FROM_FILE, file)
    if file.state != FileState.RUNNING or file.rows_done != before:
        return file
    known = queries.known_of(by, rows, hold=True)
    verdicts = list(decide(rows, queries.places_known(by), known, earlier))
    invited = _invite(by, file, _offers(verdicts, Does.INVITE))
    given = _give(by, _offers(verdicts, Does.GIVE))
    rejected = [_rejected(file, verdict) for verdict in verdicts if verdict.does is Does.REJECTED]
    insert_many(rejected)
    file.rows_done += len(verdicts)
    file.invited += invited
    file.given += given
    file.rejected += len(rejected)
    file.passed_over += len(verdicts) - invited - given - len(rejected)
    changed = ["rows_done", "invited", "given", "rejected", "passed_over"]
    if file.rows_done == file.row_count:
        file.state, file.rows, file.fingerprint = FileState.DONE, None, ""
        file.finished_at, file.drop_at = now(), now() + FILE_KEPT
        file.dropped_at = None if file.rejected else now()
        changed += ["state", "rows", "fingerprint", "finished_at", "drop_at", "dropped_at"]
    file.save(update_fields=changed)
    record(Audited.PEOPLE_INVITED, by=by, subject=file, rows=file.rows_done, invited=invited, given=given)
    if invited:
        publish(LinksDue(count=invited), about=file)
    return file


_Asked: TypeAlias = Sequence[tuple[PersonRow, Offer]]


def _offers(verdicts: Sequence[Verdict], does: Does) -> _Asked:
    return [(verdict.row, verdict.offer) for verdict in verdicts if verdict.offer and verdict.does is does]


def _held_at(offer: Offer) -> dict[str, int | None]:
    at = stands_at(offer.role)
    return {
        f"{kind.value}_id": offer.at if kind is at else None
        for kind in (StandsAt.TEAM, StandsAt.AREA, StandsAt.ORGANISATION)
    }


def _invite(by: Actor, file: PeopleFile, asked: _Asked) -> int:
    """Invite to every role; a mailbox gets one link, with its first role, and the others come with it."""
    first = {
        one.email: one
        for one in Invitation.objects.filter(
            from_file=file,
            email__in={offer.email for _, offer in asked},
            comes_with__isnull=True,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
        )
    }
    leading: dict[str, Invitation] = {}
    others: list[Invitation] = []
    for row, offer in asked:
        invitation = Invitation(
            email=offer.email,
            name=row.name,
            role=offer.role,
            **_held_at(offer),
            from_file=file,
            invited_by_id=by.person_id,
            created_at=now(),
            expires_at=now() + INVITATION_LASTS,
        )
        if offer.email in first or offer.email in leading:
            others.append(invitation)
        else:
            invitation.mail_due_at = now()
            leading[offer.email] = invitation
    insert_many(list(leading.values()))
    for invitation in others:
        invitation.comes_with = first.get(invitation.email) or leading[invitation.email]
    insert_many(others)
    invitations = [*leading.values(), *others]
    record_many(
        Audited.PERSON_INVITED,
        by=by,
        subjects=[(one, {"role": one.role, "file": file.pk}) for one in invitations],
    )
    return len(invitations)


def _give(by: Actor, asked: _Asked) -> int:
    """Give every role to who has an account. They are held, so nobody gives them the same at this moment."""
    people = dict(
        accounts.everybody().filter(email__in={offer.email for _, offer in asked}).values_list("email", "pk")
    )
    holdings = insert_many(
        [
            RoleHolding(
                person_id=people[offer.email],
                role=offer.role,
                **_held_at(offer),
                started_at=now(),
                reviewed_at=now(),
                given_by_id=by.person_id,
            )
            for _, offer in asked
        ]
    )
    record_many(
        Audited.ROLE_GIVEN,
        by=by,
        subjects=[(one, {"role": one.role, "person_id": one.person_id}) for one in holdings],
    )
    roles_go_on(by=by, holdings=holdings)
    return len(holdings)


def _rejected(file: PeopleFile, verdict: Verdict) -> RejectedPerson:
    row = verdict.row
    return RejectedPerson(
        file=file,
        row_number=row.number,
        name=row.name,
        email=row.email,
        role=row.role,
        organisation=row.organisation,
        place=row.place,
        reason=verdict.reason,
    )


@transaction.atomic
def drop_people_file(*, by: Actor, file: PeopleFile) -> PeopleFile:
    """Let go of what a file says, with the rows that were turned away. How many it invited is kept."""
    file = _held(file)
    access.require(by, Permission.INVITE_FROM_FILE, file)
    if file.dropped_at is None:
        file.rejections.all().delete()
        if file.state in UNFINISHED:
            file.state = FileState.DROPPED
        file.rows, file.fingerprint, file.dropped_at = None, "", now()
        file.save(update_fields=["state", "rows", "fingerprint", "dropped_at"])
        record(Audited.PEOPLE_FILE_DROPPED, by=by, subject=file, rows_done=file.rows_done)
    return file
