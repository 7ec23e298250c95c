"""Every morning: which sharing agreements end soon, and which ended overnight (R1.8)."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.clock import today
from wardmote.kernel.jobs import tasks
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

from ..adapters.sharing_messages import AGREEMENT_ENDED, AGREEMENT_ENDS

SOON = timedelta(days=30)
_LATE = timedelta(days=7)
"""What ended longer ago than this is not told any more: nobody is flooded after a long stop."""


@tasks.periodic(cron="40 6 * * *")
@tasks.task(name="referrals.tell_of_agreements", queueing_lock="referrals.tell_of_agreements")
def tell_of_agreements(timestamp: int) -> int:
    """Tell administrators and the parties' data protection officers, each once, what ends within thirty days and what
    holds no longer since today. Gives how many were told."""
    by, day, told = system("agreements that end"), today(), 0
    administrators = {
        holder.person
        for holder in partnerships.holders(team_ids=[], people=[])
        if holder.role == RoleName.PARTNERSHIP_ADMINISTRATOR
    }
    for agreement in partnerships.agreements_ending(by, since=day - _LATE, until=day + SOON):
        parties = {party.organisation_id for party in agreement.parties.all() if party.ended_on is None}
        officers = {
            person for person, at in partnerships.protection_officers(parties).items() if at in parties
        }
        ends = agreement.ended_on or day
        kind = AGREEMENT_ENDED if ends <= day else AGREEMENT_ENDS
        for people, link in (
            (administrators, reverse("partnerships:agreement", args=[agreement.key])),
            (officers - administrators, reverse("pages:data_protection")),
        ):
            told += messaging.tell(
                by=by,
                kind=kind,
                people=people,
                link=link,
                once=f"{agreement.pk}:{ends}",
                values={
                    "agreement": agreement.title,
                    "when": f"{ends.day} {ends:%B %Y}",
                },
            )
    return told
