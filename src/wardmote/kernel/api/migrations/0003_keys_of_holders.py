"""A key belongs to its holder, not to one of their tokens.

Answers kept until now name only a token, and live for two days: they are forgotten.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0002_protect")]
    operations = [
        migrations.RunSQL("truncate table api_keptanswer", migrations.RunSQL.noop),
        migrations.RemoveConstraint("keptanswer", "kept_answer_once"),
        migrations.RemoveField("keptanswer", "token_id"),
        migrations.AddField(
            "keptanswer",
            "holder",
            models.CharField(max_length=60, help_text="The actor for whom it was done."),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "keptanswer", models.UniqueConstraint(fields=["holder", "key"], name="kept_answer_once")
        ),
    ]
