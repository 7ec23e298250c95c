import django.db.models.deletion
from django.db import migrations, models

_CLOCK = {
    "help_text": "As it was when it was first sent: a promise is kept by what it said.",
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "partnerships.clockprofile",
}


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0005_categories_kept"),
        ("referrals", "0009_feed"),
    ]

    operations = [
        migrations.AddField("referral", "clock", models.ForeignKey(null=True, **_CLOCK)),
        migrations.RunSQL(
            """
            update referrals_referral r set clock_id = c.clock_id
              from partnerships_category c where c.id = r.category_id;
            set constraints all immediate;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("referral", "clock", models.ForeignKey(**_CLOCK)),
    ]
