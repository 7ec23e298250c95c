from django.db import migrations

from wardmote.kernel.database.roles import APPLICATION

# The application may read and add. Triggers hold for the owner too, and set what nobody may choose.
FORWARDS = f"""
    revoke update, delete, truncate on audit_auditentry from {APPLICATION};

    create function audit_stamp() returns trigger language plpgsql as $$
    begin
        new.at := clock_timestamp();
        new.xid := pg_current_xact_id()::text::bigint;
        return new;
    end $$;
    create trigger audit_stamp before insert on audit_auditentry
        for each row execute function audit_stamp();

    create function audit_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'The audit trail is append-only' using errcode = 'insufficient_privilege';
    end $$;
    create trigger audit_refuse_change before update or delete on audit_auditentry
        for each row execute function audit_refuse();
    create trigger audit_refuse_truncate before truncate on audit_auditentry
        for each statement execute function audit_refuse();
"""
BACKWARDS = f"""
    drop trigger audit_refuse_truncate on audit_auditentry;
    drop trigger audit_refuse_change on audit_auditentry;
    drop trigger audit_stamp on audit_auditentry;
    drop function audit_refuse();
    drop function audit_stamp();
    grant update, delete on audit_auditentry to {APPLICATION};
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
