"""What a simulated borough does leaves an audit chain that verifies, and one altered byte of it is found (R1.8).

On an ordinary day a month is played. A whole year: `WARDMOTE_THOROUGH=20`.
"""

from random import Random

import pytest
from django.db import connection
from tests.api.conftest import THOROUGH

from wardmote.kernel.actor import system
from wardmote.kernel.audit import chain
from wardmote.kernel.audit.models import Trail
from wardmote.kernel.audit.record import record_many
from wardmote.kernel.database.roles import as_owner
from wardmote.modules.referrals.audit import Audited
from wardmote.modules.referrals.models import Referral
from wardmote.project.demo import content
from wardmote.project.demo.simulation import Year
from wardmote.shared.partnerships.queries import bank_holidays


@pytest.mark.django_db(transaction=True)
def test_what_a_borough_does_is_sealed_and_one_altered_byte_is_found(
    monkeypatch: pytest.MonkeyPatch, record_property
) -> None:
    monkeypatch.setattr(
        chain, "_HORIZON", "pg_current_xact_id()::text::bigint"
    )  # other tests hold nothing back
    year = Year(content.read(), seed=5, months=1 if THOROUGH == 1 else 12, holidays=bank_holidays())
    year.play()
    acts = sorted(
        (line.taken.at, referral.number, line.taken.kind)
        for referral in year.lives.referrals
        for line in referral.log
    )
    for first in range(0, len(acts), 500):  # a seal for what each stretch of time held, as the job makes them
        record_many(
            Audited.NOTED,
            by=system("simulation"),
            subjects=[
                (Referral(pk=number), {"step": kind, "at": at.isoformat()})
                for at, number, kind in acts[first : first + 500]
            ],
        )
        chain.seal_all()
    whole = chain.verify(Trail.ACTS)
    assert len(acts) > 1_000
    assert (whole.entries, whole.unsealed, whole.faults) == (len(acts), 0, [])
    record_property("tried", f"{whole.entries:,} acts in {whole.seals} seals")

    victim = Random(5).randrange(len(acts))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table audit_auditentry disable trigger user")
        cursor.execute(
            "update audit_auditentry set details = jsonb_set(details, '{step}', to_jsonb(overlay(details ->> 'step'"
            " placing 'z' from 2 for 1))) where id = (select id from audit_auditentry order by id limit 1 offset %s)",
            [victim],
        )
        assert cursor.rowcount == 1
        cursor.execute("alter table audit_auditentry enable trigger user")
    (fault,) = chain.verify(Trail.ACTS).faults
    assert "something was altered" in fault.said
    assert f"seal {victim // 500 + 1}" in fault.said
