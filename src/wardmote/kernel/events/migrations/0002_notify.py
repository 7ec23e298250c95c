from django.db import migrations

# Whoever adds events wakes the relay when the transaction commits; it polls as well.
FORWARDS = """
    create function outbox_notify() returns trigger language plpgsql as $$
    begin
        perform pg_notify('outbox', '');
        return null;
    end $$;
    create trigger outbox_notify after insert on events_outboxevent
        for each statement execute function outbox_notify();
"""
BACKWARDS = """
    drop trigger outbox_notify on events_outboxevent;
    drop function outbox_notify();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
