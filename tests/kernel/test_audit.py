"""The audit trail is added to and never changed (R10)."""

from enum import StrEnum

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from wardmote.kernel.actor import system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.audit.record import record
from wardmote.kernel.database.roles import as_owner
from wardmote.kernel.events.models import ParkedEvent


class Happening(StrEnum):
    SEEN = "tests.seen"


@pytest.mark.django_db
def test_an_entry_carries_who_what_and_the_databases_own_time():
    record(Happening.SEEN, by=system("tests"), subject=ParkedEvent(pk=7), count=3)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.subject_type, entry.subject_id) == ("tests.seen", "events.parkedevent", "7")
    assert (entry.actor_id, entry.details) == ("system:tests", {"count": 3})
    assert entry.xid > 0


@pytest.mark.django_db
def test_nobody_can_choose_the_time_of_an_entry():
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_auditentry (what, subject_type, subject_id, actor_id, details, at, xid)"
            " values ('x', 'x', '1', 'x', '{}', '1999-01-01', 1)"
            " returning at > now() - interval '1 hour', xid > 1"
        )
        assert cursor.fetchone() == (True, True)


CHANGES = (
    "update audit_auditentry set what = 'y'",
    "delete from audit_auditentry",
    "truncate audit_auditentry",
)


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_the_trail(change):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_may_change_the_trail(change):
    record(Happening.SEEN, by=system("tests"), subject=ParkedEvent(pk=7))
    with (
        as_owner(),
        connection.cursor() as cursor,
        pytest.raises((ProgrammingError, InternalError), match="append-only"),
    ):
        cursor.execute(change)
    assert AuditEntry.objects.count() == 1
