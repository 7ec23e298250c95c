"""What Open311 answers with: published issues for everybody, and how a report stands for the system that sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.crypto import salted_hmac

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Decision, Issue, Referred, Voice
from ..permissions import Permission
from ..rules import CLOSED, LIVING
from .public import last_decisions

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST = 1_000
"""Requests or updates in one answer: the specification's own bound."""


@dataclass(frozen=True, kw_only=True)
class RequestsAsked:
    """Which published issues: those named, or those opened in a span of time."""

    references: Sequence[str] = ()
    service_codes: Sequence[str] = ()
    since: datetime
    until: datetime
    statuses: Sequence[str] = ()
    page: int = 1
    size: int = MOST

    @property
    def asked(self) -> Q:
        """The same, for the database. What is named overrides all else, as the specification says."""
        found = Q(is_public=True, merged_into=None)
        if self.references:
            return found & Q(reference__in=self.references)
        found &= Q(opened_at__gte=self.since, opened_at__lte=self.until)
        if self.service_codes:
            found &= Q(category__key__in=self.service_codes)
        if self.statuses:
            states = [state for state in LIVING if "open" in self.statuses]
            found &= Q(state__in=[*states, *(state for state in CLOSED if "closed" in self.statuses)])
        return found


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Published issues with the last decision on each and the teams that each lies with."""

    issues: Sequence[Issue]
    decisions: Mapping[int, Decision]
    referred: Mapping[int, Sequence[Referred]]


def requests_shown(asked: RequestsAsked) -> Shown:
    """A page of published issues, the newest first. Three queries, whatever was asked."""
    rows = Issue.objects.filter(asked.asked).select_related("category").order_by("-opened_at", "-pk")
    first = (asked.page - 1) * asked.size
    issues = list(rows[first : first + asked.size])
    referred: dict[int, list[Referred]] = {}
    for row in Referred.objects.filter(
        is_public=True, issue__in=[issue.pk for issue in issues]
    ).select_related("team__organisation"):
        referred.setdefault(row.issue_id, []).append(row)
    return Shown(issues=issues, decisions=last_decisions(issues), referred=referred)


def updates_shown(since: datetime, until: datetime) -> Sequence[Decision]:
    """The published decisions on published issues in a span of time, the oldest first: at most MOST. One query."""
    found = Decision.objects.filter(
        is_public=True, issue__is_public=True, issue__merged_into=None, at__gte=since, at__lte=until
    )
    return list(found.select_related("issue").order_by("at", "pk")[:MOST])


def mark_of(actor: Actor) -> str:
    """By what the reports that one system sent are known as its own: a keyed digest, which stands in their voices."""
    return salted_hmac("wardmote.issues.sent_by", actor.id, algorithm="sha256").hexdigest()[:32]


def told_report(actor: Actor, reference: str) -> Observation:
    """A report that this system itself sent, by its reference, with its category. Raises DoesNotExist.

    It is never one that has become a protected matter since.
    """
    access.require(actor, Permission.SPEAK)
    with as_system("a system hears how what it sent itself stands"):
        own = Voice.objects.filter(
            is_teller=True, counts=True, browser__startswith=mark_of(actor), observation__reference=reference
        ).exclude(observation__sensitivity=Sensitivity.PROTECTED)
        observation = own.select_related("observation__category").get().observation
        if observation is None:
            raise LookupError("A voice found by its observation has one")
        return observation
