"""Keeping the review procedure: always as a new edition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import WorkingDuration
from wardmote.shared.partnerships import queries as partnerships

from ..audit import Audited
from ..models import Procedure
from ..models.procedure import LONGEST_LINE, LONGEST_WORDS
from ..permissions import Permission
from ..rules import MOST_MONTHS, MOST_REPORTS

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

TIMES = ("acknowledge", "decide", "tell", "information", "panel", "appeal")


@dataclass(frozen=True, kw_only=True)
class NewProcedure:
    """An edition as it was written. Times are like 3wd; ``categories`` and ``hate`` are numbers of categories."""

    begins_on: date
    desk: Team
    categories: Collection[int]
    hate: Collection[int] = ()
    reports: int = 3
    within_months: int = 6
    reported_within_months: int = 1
    hate_reports: int | None = None
    acknowledge: str = "3wd"
    decide: str = "10wd"
    tell: str = "5wd"
    information: str = "10wd"
    panel: str = "20wd"
    appeal: str = "20wd"
    contact_words: str = ""
    appeal_to: str = "The police and crime commissioner"
    appeal_words: str = ""


@transaction.atomic
def keep_procedure(*, by: Actor, new: NewProcedure) -> Procedure:
    """Keep a new edition of the review procedure. Raises NotReady for what cannot stand.

    It may begin today or later; a review goes on by the edition in which it was asked for.
    """
    access.require(by, Permission.KEEP_PROCEDURE)
    _check(new)
    given = {each.name: getattr(new, each.name) for each in fields(new)}
    times = {name: _time(name, given[name]) for name in TIMES}
    said = {
        name: wording.text(given[name], field=name, called=called, longest=LONGEST_WORDS)
        for name, called in (("contact_words", "how to ask"), ("appeal_words", "how to appeal"))
    }
    edition = Procedure(
        **given
        | times
        | said
        | {
            "categories": sorted(new.categories),
            "hate": sorted(set(new.hate) & set(new.categories)),
            "appeal_to": wording.line(
                new.appeal_to,
                field="appeal_to",
                called="who hears appeals",
                longest=LONGEST_LINE,
                required=True,
            ),
            "kept_at": now(),
            "kept_by_id": by.person_id,
        }
    )
    edition.save(force_insert=True)
    record(Audited.PROCEDURE_KEPT, by=by, subject=edition, begins_on=str(new.begins_on))
    return edition


def _check(new: NewProcedure) -> None:
    if new.begins_on < today() and Procedure.objects.exists():
        raise NotReady(
            "An edition cannot begin in the past: what was decided then was decided by another.",
            field="begins_on",
        )
    if not partnerships.is_standing(new.desk):
        raise NotReady("Choose a team that still works.", field="desk")
    if not new.categories:
        raise NotReady("Choose at least one kind of matter that counts.", field="categories")
    for name in ("reports", "hate_reports"):
        number = getattr(new, name)
        if number is not None and not 1 <= number <= MOST_REPORTS:
            raise NotReady("The law means three at most. Choose from 1 to 3.", field=name)
    for name in ("within_months", "reported_within_months"):
        if not 1 <= getattr(new, name) <= MOST_MONTHS:
            raise NotReady(f"Choose from 1 to {MOST_MONTHS} months.", field=name)


def _time(name: str, written: str) -> str:
    try:
        return WorkingDuration.parse(written).key
    except ValueError as error:
        raise NotReady(str(error), field=name) from error
