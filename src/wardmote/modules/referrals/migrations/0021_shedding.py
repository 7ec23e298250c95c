"""What was said can be emptied when its time is over, by the one role that may; by nobody else, and never rewritten."""

from django.db import migrations, models

from wardmote.kernel.database.roles import APPLICATION, SHEDDING

_EMPTIED = ["observation", "step", "consent", "override", "brokenglass"]
_REMOVED = ["personconcerned", "addition", "observationphoto", "teamnote", "searchtext"]
_NEVER_DELETED = ["addition", "step", "teamnote", "referral", "consent", "override", "answerlink"]

FORWARDS = f"""
    create or replace function referrals_kept_as_written() returns trigger language plpgsql as $$
    begin
        if current_user = '{SHEDDING}' then
            return new;
        end if;
        raise exception 'What was sent is never edited; add to it instead (%)', tg_table_name
            using errcode = 'restrict_violation';
    end $$;
    create function referrals_glass_stays() returns trigger language plpgsql as $$
    begin
        if current_user = '{SHEDDING}' and tg_op = 'UPDATE' then
            return new;
        end if;
        raise exception 'What is kept of broken glass is added to and never changed'
            using errcode = 'insufficient_privilege';
    end $$;
    drop trigger glass_refuse_change on referrals_brokenglass;
    create trigger glass_refuse_change before update or delete on referrals_brokenglass
        for each row execute function referrals_glass_stays();
""" + "".join(
    [
        *(f"grant select, update on referrals_{table} to {SHEDDING};" for table in _EMPTIED),
        *(f"grant select, delete on referrals_{table} to {SHEDDING};" for table in _REMOVED),
        *(f"revoke delete on referrals_{table} from {APPLICATION};" for table in _NEVER_DELETED),
    ]
)
BACKWARDS = """
    drop trigger glass_refuse_change on referrals_brokenglass;
    create trigger glass_refuse_change before update or delete on referrals_brokenglass
        for each row execute function audit_refuse();
    drop function referrals_glass_stays();
    create or replace function referrals_kept_as_written() returns trigger language plpgsql as $$
    begin
        raise exception 'What was sent is never edited; add to it instead (%)', tg_table_name
            using errcode = 'restrict_violation';
    end $$;
""" + "".join(
    [
        *(f"revoke all on referrals_{table} from {SHEDDING};" for table in [*_EMPTIED, *_REMOVED]),
        *(f"grant delete on referrals_{table} to {APPLICATION};" for table in _NEVER_DELETED),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0001_shedding"),
        ("geography", "0001_initial"),
        ("partnerships", "0014_somebody_is_away"),
        ("referrals", "0020_more_known_of_people"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="brokenglass",
            name="glass_says_why",
        ),
        migrations.RemoveConstraint(
            model_name="override",
            name="override_has_a_reason",
        ),
        migrations.AddField(
            model_name="brokenglass",
            name="shed_at",
            field=models.DateTimeField(blank=True, help_text="When its words were removed.", null=True),
        ),
        migrations.AddField(
            model_name="observation",
            name="shed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When what was said in it was removed, because its time was over.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="override",
            name="shed_at",
            field=models.DateTimeField(blank=True, help_text="When its words were removed.", null=True),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                condition=models.Q(("shed_at__isnull", True), ("state", "ended")),
                fields=["ended_at", "id"],
                name="observation_to_shed",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenglass",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), ("shed_at__isnull", True), _connector="XOR"),
                name="glass_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shed_at__isnull", True),
                    models.Q(
                        ("ended_words", ""),
                        ("english_gist", ""),
                        ("latitude__isnull", True),
                        ("place_words", ""),
                        ("state", "ended"),
                        ("words", ""),
                    ),
                    _connector="OR",
                ),
                name="observation_shed_is_ended_and_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("shed_at__isnull", True), _connector="XOR"),
                name="override_has_a_reason",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
