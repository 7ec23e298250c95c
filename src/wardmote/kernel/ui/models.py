"""The forms that were sent, so that the same form sent twice does its work once."""

from django.db import models

from wardmote.kernel import clock
from wardmote.kernel.privacy import Keep


class Submission(models.Model):
    """One form, known by the digest of everything in it, and where its sender was led."""

    key = models.CharField(max_length=64, unique=True)
    target = models.TextField()
    at = models.DateTimeField(default=clock.now)

    privacy = dict.fromkeys(["id", "key", "target", "at"], Keep.FACT)

    def __str__(self) -> str:
        return f"{self.target} at {self.at}"
