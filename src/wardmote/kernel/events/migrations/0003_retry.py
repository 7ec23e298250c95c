from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_notify"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxevent",
            name="retry",
            field=models.DateTimeField(null=True),
        ),
    ]
