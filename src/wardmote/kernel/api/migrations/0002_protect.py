"""Kept answers may hold what people said: only the platform itself reads them."""

from django.db import migrations

from wardmote.kernel.database.protection import Protect


class Migration(migrations.Migration):
    dependencies = [("api", "0001_api")]
    operations = [Protect("api_keptanswer")]
