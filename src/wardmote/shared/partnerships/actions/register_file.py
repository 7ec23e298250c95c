"""Organisations, teams and remits from a table, many at once: what can be used is done, and nothing is ended (R1.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record, record_each
from wardmote.kernel.clock import today
from wardmote.kernel.database import insert_many, lock, lock_every
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..events import MailboxChanged, WorkingTimeChanged
from ..models import (
    AgreementParty,
    Category,
    ClockProfile,
    Organisation,
    Partnership,
    Remit,
    SharingAgreement,
    Team,
)
from ..permissions import Permission
from ..queries import judge_register_file
from ..rules import SetUpFile
from ..rules.register_file import Does, Judged, Verdict
from .teams import TELLING_OF_MAILBOX

_AT_ONCE = 200
"""Rows of one statement that changes them, each to something else."""

Kept = Organisation | Team
Entry = tuple[StrEnum, models.Model, Mapping[str, Any]]


@transaction.atomic
def use_register_file(
    *, by: Actor, kind: SetUpFile, content: bytes, agreed: str = "", check: bool = False
) -> Judged:
    """Do what the rows of a table say, as far as they can be used; gives what was done, and each fault.

    Once more, the same table changes nothing. With `check` nothing is done now either. `agreed` is the fingerprint of
    what somebody looked at: Conflict is raised when the table would do something else meanwhile. Raises
    UnreadableTable for a file that is no such table, and then nothing is done.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    # One table at a time; and nothing that it was judged by is changed or ended under it. Whoever only sends to a team
    # need not wait.
    partnership = lock(Partnership.objects.get())
    for model in (ClockProfile, Category, Organisation, Team, SharingAgreement):
        lock_every(model)
    judged = judge_register_file(by, kind, content)
    if agreed and judged.fingerprint != agreed:
        raise Conflict(
            "The register was changed meanwhile, so this table would do something else now. Nothing was done. Look at"
            " it again."
        )
    if check or not judged.would_change:
        return judged
    try:
        with transaction.atomic():
            entries = _WRITERS[kind](judged)
    except IntegrityError as error:
        raise Conflict(
            "Somebody else has just written a row of this name. Nothing was done. Look at it again."
        ) from error
    record_each(entries, by=by)
    record(Audited.FILE_USED, by=by, subject=partnership, kind=kind.value, **judged.counts)
    return judged


def _organisations(judged: Judged) -> list[Entry]:
    added = judged.of(Does.ADD)
    keys = _Keys(Organisation, added)
    new = [Organisation(key=keys.of(verdict), **verdict.values) for verdict in added]
    changed = _changed(Organisation, judged.of(Does.CHANGE))
    insert_many(new)
    return [
        *((Audited.ORGANISATION_ADDED, row, {}) for row in new),
        *((Audited.ORGANISATION_CHANGED, row, {"fields": fields}) for row, fields in changed),
    ]


def _teams(judged: Judged) -> list[Entry]:
    added = judged.of(Does.ADD)
    keys = _Keys(Team, added)
    new = [Team(key=keys.of(verdict), **_owned(verdict)) for verdict in added]
    changed = _changed(Team, judged.of(Does.CHANGE))
    Team.objects.bulk_create(new, batch_size=_AT_ONCE)
    for row, fields in changed:
        if {"hours", "organisation_id"} & set(fields):
            publish(WorkingTimeChanged(team_ids=(row.pk,)), about=row)
        if not TELLING_OF_MAILBOX.isdisjoint(fields):
            publish(MailboxChanged(team_id=row.pk), about=row)
    return [
        *((Audited.TEAM_ADDED, row, {"organisation": row.organisation_id}) for row in new),
        *(
            (Audited.TEAM_CHANGED, row, {"fields": fields, "organisation": cast(Team, row).organisation_id})
            for row, fields in changed
        ),
        *(
            (Audited.COORDINATOR_DESK_NAMED, row, {"before": None})
            for row, fields in changed
            if "is_coordinator" in fields
        ),
    ]


def _remits(judged: Judged) -> list[Entry]:
    added, changed = judged.of(Does.ADD), judged.of(Does.CHANGE)
    new = insert_many([Remit(**_remit_of(v)) for v in added])
    kept = [Remit(pk=v.id, **_remit_of(v)) for v in changed]
    Remit.objects.bulk_update(kept, ["clock"], batch_size=_AT_ONCE)
    within = Remit.areas.through
    within.objects.filter(remit__in=kept).delete()
    rows = [*zip(new, added, strict=True), *zip(kept, changed, strict=True)]
    insert_many([within(remit=remit, area_id=area) for remit, v in rows for area in _areas_of(v)])
    return [
        (
            Audited.REMIT_SET,
            remit,
            {
                "team": remit.team_id,
                "category": remit.category_id,
                "areas": _areas_of(v),
                "own_clock": remit.clock_id,
            },
        )
        for remit, v in rows
    ]


def _agreements(judged: Judged) -> list[Entry]:
    added, joined = judged.of(Does.ADD), judged.of(Does.CHANGE)
    taken = set(SharingAgreement.objects.values_list("key", flat=True))
    entries: list[Entry] = []
    parties: list[AgreementParty] = []
    for verdict in added:
        given = {name: value for name, value in verdict.values.items() if name != "parties"}
        key = wording.key_from(str(given["title"]), otherwise="agreement", taken=taken)
        taken.add(key)
        made = SharingAgreement.objects.create(key=key, **{**given, "items": list(_numbers(given["items"]))})
        parties += _parties(made, verdict, made.begins_on)
        entries.append(
            (Audited.AGREEMENT_ADDED, made, {"parties": list(_numbers(verdict.values["parties"]))})
        )
    kept = SharingAgreement.objects.select_for_update().in_bulk([verdict.id for verdict in joined])
    for verdict in joined:
        agreement = kept[cast(int, verdict.id)]
        joining = _parties(agreement, verdict, max(today(), agreement.begins_on))
        parties += joining
        entries += [
            (Audited.AGREEMENT_JOINED, agreement, {"organisation": one.organisation_id}) for one in joining
        ]
    insert_many(parties)
    return entries


def _parties(agreement: SharingAgreement, verdict: Verdict, begins_on: date) -> list[AgreementParty]:
    return [
        AgreementParty(agreement=agreement, organisation_id=organisation, begins_on=begins_on)
        for organisation in _numbers(verdict.values["parties"])
    ]


def _numbers(value: object) -> Sequence[Any]:
    return cast(Sequence[Any], value)


_WRITERS: Mapping[SetUpFile, Callable[[Judged], list[Entry]]] = {
    SetUpFile.ORGANISATIONS: _organisations,
    SetUpFile.TEAMS: _teams,
    SetUpFile.REMITS: _remits,
    SetUpFile.AGREEMENTS: _agreements,
}


def _remit_of(verdict: Verdict) -> dict[str, Any]:
    """The values of a remit as its row takes them: numbers."""
    return {f"{name}_id": verdict.values[name] for name in ("team", "category", "clock")}


def _areas_of(verdict: Verdict) -> list[int]:
    return list(cast(Sequence[int], verdict.values["areas"]))


def _owned(verdict: Verdict) -> dict[str, Any]:
    """The values of a team as its row takes them."""
    return {
        "organisation_id" if name == "organisation" else name: value for name, value in verdict.values.items()
    }


def _changed(model: type[Any], verdicts: Iterable[Verdict]) -> list[tuple[Kept, list[str]]]:
    """Write what changes. Gives each row with the names of its fields that did."""
    wanted = {verdict.id: _owned(verdict) for verdict in verdicts}
    rows = list(model.objects.filter(pk__in=wanted).order_by("pk"))
    for row in rows:
        for name, value in wanted[row.pk].items():
            setattr(row, name, value)
        row.version += 1
    fields = {name for values in wanted.values() for name in values}
    if rows:
        model.objects.bulk_update(rows, sorted(fields | {"version"}), batch_size=_AT_ONCE)
    return [(row, sorted(wanted[row.pk])) for row in rows]


class _Keys:
    """Gives each new row its key: the one it asks for, or a free one made from its name."""

    def __init__(self, model: type[Organisation] | type[Team], new: Iterable[Verdict]) -> None:
        self._taken = set(model.objects.values_list("key", flat=True)) | {v.key for v in new}
        self._otherwise = str(model._meta.model_name)

    def of(self, verdict: Verdict) -> str:
        if verdict.key:
            return verdict.key
        name = str(verdict.values["name"])
        key = wording.key_from(name, otherwise=self._otherwise, taken=self._taken)
        self._taken.add(key)
        return key
