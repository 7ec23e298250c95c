from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="areaset",
            name="area_set_kind_is_known",
        ),
        migrations.AlterField(
            model_name="areaset",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wards", "wards"),
                    ("areas", "areas"),
                    ("localities", "localities"),
                    ("focus", "focus"),
                    ("small-areas", "small-areas"),
                    ("neighbours", "neighbours"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="areaset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["wards", "areas", "localities", "focus", "small-areas", "neighbours"])
                ),
                name="area_set_kind_is_known",
            ),
        ),
    ]
