"""Nightly work on numbers: checks of what is kept twice, who reads an observation and the counters of work that moves;
and publishing how much was recorded, when a quarter is over.

The checks find nothing as long as the actions and the handlers are right. What they find is said with numbers only.
"""

import logging
from collections import Counter
from datetime import date

from django.db import connection
from django.db.models import F

from wardmote.kernel.actor import system
from wardmote.kernel.database import as_system
from wardmote.kernel.jobs import tasks

from .. import actions
from ..events import ReferralStepped
from ..models import FlowCount
from ..rules import flow_of

log = logging.getLogger(__name__)

_MISSING = """
    insert into referrals_reach (key, observation_id, created_at)
    select reader.key, o.id, o.created_at from referrals_observation o cross join unnest(o.readers) as reader(key)
    where o.state <> 'draft' and o.ended_reason <> 'discarded'
      and not exists (select from referrals_reach r where r.observation_id = o.id and r.key = reader.key)
    on conflict do nothing
    returning observation_id
"""
_SURPLUS = """
    delete from referrals_reach r using referrals_observation o
    where o.id = r.observation_id and (o.state = 'draft' or r.key <> all(o.readers))
    returning observation_id
"""
_WIDER = """
    select {part}.id from {part} join {whole} whole on whole.id = {part}.{key}
    where not {part}.readers <@ whole.readers
"""
_PARTS = [
    ("referrals_personconcerned", "referrals_observation", "observation_id"),
    ("referrals_observationphoto", "referrals_observation", "observation_id"),
    ("referrals_addition", "referrals_observation", "observation_id"),
    ("referrals_step", "referrals_referral", "referral_id"),
    ("referrals_teamnote", "referrals_referral", "referral_id"),
    ("referrals_answerlink", "referrals_referral", "referral_id"),
    ("referrals_observationphoto", "documents_document", "document_id"),
]
# Who sent and who received are those of then: a later handing over tells whose place was taken.
# One statement, so that steps, their news and the counters are seen at one moment. A step whose news has not been
# handed over is not counted yet.
_FLOW = """
    select s.kind, coalesce(sender.id, r.sender_team_id), coalesce(receiver.id, r.receiver_team_id), s.late,
           (s.at at time zone 'Europe/London')::date, count(*)
    from referrals_step s join referrals_referral r on r.id = s.referral_id
    left join lateral (
        select h.by_team_id as id from referrals_step h
        where h.referral_id = s.referral_id and h.position > s.position
          and h.kind = 'handed_over' and h.reason in ('sender', 'both')
        order by h.position limit 1
    ) as sender on true
    left join lateral (
        select h.by_team_id as id from referrals_step h
        where h.referral_id = s.referral_id and h.position > s.position
          and h.kind = 'handed_over' and h.reason in ('receiver', 'both')
        order by h.position limit 1
    ) as receiver on true
    where r.sensitivity <> 'protected' and not exists (
        select from (
            select key, aggregate, body from events_outboxevent
            union all select key, aggregate, body from events_parkedevent
        ) as waiting
        where waiting.key = %s and waiting.aggregate = 'referrals.referral:' || r.id
          and (waiting.body ->> 'position')::int = s.position
    )
    group by 1, 2, 3, 4, 5
    union all
    select 'kept:' || measure, team_id, team_id, false, day, count from referrals_flowcount
"""


@tasks.periodic(cron="10 3 * * *")
@tasks.task(name="referrals.check_readers", queueing_lock="referrals.check_readers")
def check_readers(timestamp: int) -> None:
    """Make reach agree with who reads each observation, and tell of parts that are read more widely than the whole."""
    with as_system("who reads what must agree wherever it is written"), connection.cursor() as cursor:
        for said, statement in (("lacked", _MISSING), ("had too much", _SURPLUS)):
            cursor.execute(statement)
            if mended := sorted({row[0] for row in cursor.fetchall()}):
                log.error("Observations that %s reach, mended: %s", said, mended)
        for part, whole, key in _PARTS:
            cursor.execute(_WIDER.format(part=part, whole=whole, key=key))
            if wider := sorted(row[0] for row in cursor.fetchall()):
                log.error("Rows of %s read more widely than their %s: %s", part, whole, wider)


@tasks.periodic(cron="20 3 * * *")
@tasks.task(name="referrals.recount_flow", queueing_lock="referrals.recount_flow")
def recount_flow(timestamp: int) -> None:
    """Count work that moves anew from the steps, and mend the counters that differ.

    By their difference, so that what is handed over meanwhile is not lost.
    """
    with as_system("counters must agree with the steps they count"):
        for (team_id, day, measure), difference in sorted(_flow_differences().items()):
            log.error("Flow of team %s on %s, %s: mended by %+d", team_id, day, measure, difference)
            kept, _ = FlowCount.objects.get_or_create(team_id=team_id, day=day, measure=measure)
            FlowCount.objects.filter(pk=kept.pk).update(count=F("count") + difference)


def _flow_differences() -> dict[tuple[int, date, str], int]:
    """(team, day, measure) -> how much the counter must change, where it must."""
    differences = Counter[tuple[int, date, str]]()
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, [ReferralStepped.key])
        for kind, sender, receiver, late, day, count in cursor.fetchall():
            if kind.startswith("kept:"):
                differences[sender, day, kind.removeprefix("kept:")] -= count
                continue
            for team_id, measure in flow_of(
                kind, sender_team_id=sender, receiver_team_id=receiver, late=late
            ):
                differences[team_id, day, measure.value] += count
    return {key: difference for key, difference in differences.items() if difference}


@tasks.periodic(cron="40 3 * * *")
@tasks.task(name="referrals.publish_counts", queueing_lock="referrals.publish_counts")
def publish_counts(timestamp: int) -> None:
    """Publish how much was recorded in the quarters that are over. On most nights there is none."""
    actions.publish_counts(by=system("publishing counts"))
