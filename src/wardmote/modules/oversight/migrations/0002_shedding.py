"""What was found in looks can be removed when its time is over, by the one role that may."""

from django.db import migrations

from wardmote.kernel.database.roles import SHEDDING

FORWARDS = f"""
    create function oversight_step_stays() returns trigger language plpgsql as $$
    begin
        if current_user = '{SHEDDING}' and tg_op = 'DELETE' then
            return old;
        end if;
        raise exception 'What was said of a finding is added to and never changed'
            using errcode = 'insufficient_privilege';
    end $$;
    drop trigger finding_step_refuse_change on oversight_findingstep;
    create trigger finding_step_refuse_change before update or delete on oversight_findingstep
        for each row execute function oversight_step_stays();
    grant select, delete on oversight_finding, oversight_findingstep, oversight_lookday to {SHEDDING};
"""
BACKWARDS = f"""
    revoke all on oversight_finding, oversight_findingstep, oversight_lookday from {SHEDDING};
    drop trigger finding_step_refuse_change on oversight_findingstep;
    create trigger finding_step_refuse_change before update or delete on oversight_findingstep
        for each row execute function audit_refuse();
    drop function oversight_step_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("database", "0001_shedding"), ("oversight", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
