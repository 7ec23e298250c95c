from django.db import migrations, models

_WAIT = "^([1-9][0-9]{0,2}(wh|h)|[1-9][0-9]?(wd|d))$"


def _wait(help_text: str) -> models.CharField:
    return models.CharField(default="1wd", help_text=help_text, max_length=10)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0010_capacity_said"),
    ]

    operations = [
        migrations.AddField(
            model_name="clockprofile",
            name="remind_after",
            field=models.PositiveSmallIntegerField(
                default=75, help_text="Per cent of the time that has gone when somebody is reminded."
            ),
        ),
        migrations.AddField(
            model_name="clockprofile",
            name="wait_desk",
            field=_wait("From when its time ran out to when its team’s lead hears."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clockprofile",
            name="wait_lead",
            field=_wait("From then to when the coordinator hears."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clockprofile",
            name="wait_coordinator",
            field=_wait("From then to when it lapses, and is its sender’s again."),
            preserve_default=False,
        ),
        # What the ladder waited until now: an hour, counted as its hours are, where it is acknowledged within hours.
        migrations.RunSQL(
            """
            update partnerships_clockprofile as clock
            set wait_desk = usual.wait, wait_lead = usual.wait, wait_coordinator = usual.wait
            from (select id, '1' || substring(acknowledge from '(wh|h)$') as wait from partnerships_clockprofile)
                as usual
            where usual.id = clock.id and usual.wait is not null
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="clockprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wait_coordinator__regex", _WAIT),
                    ("wait_desk__regex", _WAIT),
                    ("wait_lead__regex", _WAIT),
                ),
                name="clock_waits_can_be_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_after__range", (10, 95))),
                name="clock_reminds_in_time",
            ),
        ),
    ]
