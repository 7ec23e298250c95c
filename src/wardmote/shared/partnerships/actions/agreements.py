"""Keeping the sharing agreements: added, changed by a new edition, joined, left, ended; never deleted (R1.8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import AgreementParty, Organisation, Partnership, SharingAgreement
from ..permissions import Permission
from ..rules.agreements import (
    CRIMINAL_CONDITIONS,
    LAWFUL_BASES,
    LONGEST_PURPOSE,
    LONGEST_SIGNED,
    PURPOSES,
    SPECIAL_CONDITIONS,
    SharedItem,
)

_MOST_PARTIES = 500


@dataclass(frozen=True, kw_only=True)
class AgreementDetails:
    """What an agreement says. Conditions may be none; `signed` says where the paper lies."""

    title: str
    purpose: str
    purpose_words: str
    lawful_basis: str
    items: Collection[str]
    begins_on: date
    review_on: date
    special_condition: str = ""
    criminal_condition: str = ""
    signed: str = ""


@transaction.atomic
def add_agreement(
    *, by: Actor, details: AgreementDetails, parties: Collection[Organisation] = (), key: str = ""
) -> SharingAgreement:
    """Add an agreement with its first parties, who are in it from its first day.

    Raises NotReady for what is missing, too long or cannot be.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    given = _read(details)
    taken = set(SharingAgreement.objects.values_list("key", flat=True))
    agreement = SharingAgreement(
        key=key or wording.key_from(given["title"], otherwise="agreement", taken=taken), **given
    )
    _save(agreement)
    _join(agreement, [(one, agreement.begins_on) for one in parties])
    record(Audited.AGREEMENT_ADDED, by=by, subject=agreement, parties=[one.pk for one in parties])
    return agreement


@transaction.atomic
def change_agreement(
    *, by: Actor, agreement: SharingAgreement, details: AgreementDetails, version: int | None = None
) -> SharingAgreement:
    """Begin a new edition: the one before ends that day, and its parties are parties to the new one.

    What was shared goes on naming the edition it rested on. Raises NotReady, or Conflict when it ended or somebody
    changed it since `version`.
    """
    agreement = _still(lock(agreement), version)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    given = _read(details)
    begins: date = given["begins_on"]
    if begins <= agreement.begins_on:
        raise NotReady(
            "The new edition must begin after the one before, which began on "
            f"{agreement.begins_on.day} {agreement.begins_on:%B %Y}.",
            field="begins_on",
        )
    if begins < today():
        raise NotReady(
            "A new edition begins today or later: what was shared until now rested on the old one.",
            field="begins_on",
        )
    if agreement.ended_on is not None and agreement.ended_on < begins:
        raise NotReady("The one before ends earlier. Let the new one begin by then.", field="begins_on")
    new = SharingAgreement(key=agreement.key, edition=agreement.edition + 1, **given)
    _save(new)
    staying = agreement.parties.exclude(ended_on__lte=begins)
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=new,
            organisation_id=party.organisation_id,
            begins_on=max(begins, party.begins_on),
            ended_on=party.ended_on,
        )
        for party in staying
    )
    agreement.ended_on = begins
    agreement.version += 1
    agreement.save(update_fields=["ended_on", "version"])
    record(Audited.AGREEMENT_CHANGED, by=by, subject=new, before=agreement.pk)
    return new


@transaction.atomic
def end_agreement(
    *, by: Actor, agreement: SharingAgreement, ends_on: date, version: int | None = None
) -> SharingAgreement:
    """Say from which day an agreement no longer holds: today or later. What was sent on it stands.

    Raises NotReady for another day, Conflict as for changing.
    """
    agreement = _still(lock(agreement), version)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    if ends_on < max(today(), agreement.begins_on):
        raise NotReady("Give today or a later day, not before it begins.", field="ends_on")
    agreement.ended_on = ends_on
    agreement.version += 1
    agreement.save(update_fields=["ended_on", "version"])
    record(Audited.AGREEMENT_ENDED, by=by, subject=agreement, ends_on=ends_on.isoformat())
    return agreement


@transaction.atomic
def join_agreement(
    *, by: Actor, agreement: SharingAgreement, organisation: Organisation, begins_on: date
) -> AgreementParty:
    """Make an organisation a party from a day: today or later, and not before the agreement begins.

    Raises NotReady, or Conflict when the agreement has ended.
    """
    agreement = _still(lock(agreement), None)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    if begins_on < agreement.begins_on:
        raise NotReady("The agreement begins later. Give its first day or a later one.", field="begins_on")
    (party,) = _join(agreement, [(organisation, begins_on)])
    record(Audited.AGREEMENT_JOINED, by=by, subject=agreement, organisation=organisation.pk)
    return party


@transaction.atomic
def leave_agreement(*, by: Actor, party: AgreementParty, ends_on: date) -> AgreementParty:
    """Let an organisation be no party from a day on: today or later. Raises NotReady, or Conflict when it left."""
    agreement = lock(party.agreement)
    access.require(by, Permission.CHANGE_REGISTER, agreement)
    party = lock(party)
    if party.ended_on is not None and party.ended_on <= today():
        raise Conflict(f"{party.organisation} has left it already.")
    if ends_on < max(today(), party.begins_on):
        raise NotReady("Give today or a later day, not before it joined.", field="ends_on")
    party.ended_on = ends_on
    party.save(update_fields=["ended_on"])
    record(Audited.AGREEMENT_LEFT, by=by, subject=agreement, organisation=party.organisation_id)
    return party


@transaction.atomic
def ask_for_grounds(*, by: Actor, begins_on: date | None) -> Partnership:
    """Say from which day what is shared of people must rest on a ground that is named; None: not yet.

    Raises NotReady for a day that has passed: what was sent then cannot be asked any more.
    """
    partnership = lock(Partnership.objects.get())
    access.require(by, Permission.CHANGE_REGISTER, partnership)
    if begins_on is not None and begins_on < today() and begins_on != partnership.grounds_from:
        raise NotReady("Give today or a later day.", field="begins_on")
    partnership.grounds_from = begins_on
    partnership.save(update_fields=["grounds_from"])
    record(
        Audited.GROUNDS_ASKED,
        by=by,
        subject=partnership,
        begins_on=begins_on.isoformat() if begins_on else "",
    )
    return partnership


def _still(agreement: SharingAgreement, version: int | None) -> SharingAgreement:
    later = SharingAgreement.objects.filter(key=agreement.key, edition__gt=agreement.edition).exists()
    if later or (agreement.ended_on is not None and agreement.ended_on <= today()):
        raise Conflict(f"This edition of “{agreement}” has ended. Look at the list for the one that holds.")
    if version is not None and agreement.version != version:
        raise Conflict(
            "Somebody changed this agreement while you were writing. What you wrote is kept below."
        )
    return agreement


def _join(
    agreement: SharingAgreement, joining: Collection[tuple[Organisation, date]]
) -> list[AgreementParty]:
    there = set(agreement.parties.exclude(ended_on__lte=today()).values_list("organisation", flat=True))
    if len(there) + len(joining) > _MOST_PARTIES:
        raise NotReady(f"An agreement has at most {_MOST_PARTIES} parties.", field="organisation")
    for organisation, _ in joining:
        if organisation.ended_on is not None and organisation.ended_on <= today():
            raise NotReady(f"{organisation} has ended. Choose another.", field="organisation")
        if organisation.pk in there:
            raise NotReady(f"{organisation} is a party already.", field="organisation")
    return AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, organisation=organisation, begins_on=begins_on)
        for organisation, begins_on in joining
    )


def _read(details: AgreementDetails) -> dict[str, Any]:
    """Check what is written. Gives the fields of the row."""
    items = [item.value for item in SharedItem if item in details.items]
    if not items or len(items) != len(set(details.items)):
        raise NotReady("Choose what may be shared under it.", field="items")
    known = {
        "purpose": (PURPOSES, details.purpose, True),
        "lawful_basis": (LAWFUL_BASES, details.lawful_basis, True),
        "special_condition": (SPECIAL_CONDITIONS, details.special_condition, False),
        "criminal_condition": (CRIMINAL_CONDITIONS, details.criminal_condition, False),
    }
    for field, (choices, chosen, required) in known.items():
        if chosen not in choices and (required or chosen):
            raise NotReady("Choose one from the list.", field=field)
    if details.review_on <= details.begins_on:
        raise NotReady("The review comes after the first day. Give a later day.", field="review_on")
    return {
        "title": wording.line(details.title, field="title", called="the title", longest=200, required=True),
        "purpose_words": wording.text(
            details.purpose_words,
            field="purpose_words",
            called="what it is for",
            longest=LONGEST_PURPOSE,
            required=True,
        ),
        "signed": wording.line(
            details.signed, field="signed", called="where the signed paper lies", longest=LONGEST_SIGNED
        ),
        "items": items,
        "begins_on": details.begins_on,
        "review_on": details.review_on,
        **{field: chosen for field, (_, chosen, _) in known.items()},
    }


def _save(agreement: SharingAgreement) -> None:
    standing = SharingAgreement.objects.exclude(ended_on__lte=today()).exclude(key=agreement.key)
    if standing.filter(title__iexact=agreement.title).exists():
        raise NotReady("There is an agreement of this title already. Give another title.", field="title")
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        raise Conflict("Somebody else has just written this agreement. Look at the list.") from error
