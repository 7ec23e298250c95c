"""Runs and certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of
from wardmote.kernel.privacy.kinds import kind_called

from ..models import Certificate, Run
from ..permissions import Permission
from ..rules import RunState


def run_now(actor: Actor) -> Run | None:
    """The run that has been approved and is neither done nor stopped. One query. Raises NotAllowed."""
    access.require(actor, Permission.READ)
    return Run.objects.filter(state=RunState.APPROVED).select_related("approved_by").first()


def run_to_carry_out(actor: Actor, on: date) -> Run | None:
    """The run whose day has come. One query. Raises NotAllowed."""
    access.require(actor, Permission.SHED)
    return Run.objects.filter(state=RunState.APPROVED, begins_on__lte=on).first()


def certificates(actor: Actor, *, after: str | None = None, size: int = 50) -> Page[Certificate]:
    """Every certificate, the newest first. One query. Raises NotAllowed."""
    access.require(actor, Permission.READ)
    rows = Certificate.objects.select_related("run__approved_by")
    return page_of(rows, order=("-issued_at", "-id"), after=after, size=size)


def certificate_with(actor: Actor, pk: int) -> Certificate:
    """One certificate. One query. Raises NotAllowed, and DoesNotExist where there is none."""
    access.require(actor, Permission.READ)
    return Certificate.objects.select_related("run__approved_by").get(pk=pk)


def lines_of(certificate: Certificate) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
    """The lines of a certificate, each with the names of its kind and part as they are now. At most one query."""
    return [(*_named(line["kind"], line["part"]), line) for line in certificate.says["lines"]]


def _named(kind_key: str, part_key: str) -> tuple[str, str]:
    try:
        kind = kind_called(kind_key)
        return kind.name, kind.part(part_key).name
    except LookupError:  # of a release that kept something else
        return kind_key, part_key
