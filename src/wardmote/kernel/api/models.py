"""What the API remembers of requests: the answers to those that may be repeated, and how many there were."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel import clock
from wardmote.kernel.privacy import EncryptedText, Keep, Since

FOR_A_MONTH = Keep(months=1, after=Since.CREATED, own_copy=False)
"""At the longest; the job forgets answers after two days."""


class KeptAnswer(models.Model):
    """The first answer to a request with an Idempotency-Key, so that a repetition gets it again.

    Read and written by the platform alone, for whoever sent the key, by whichever of their tokens: one that was
    renewed between a request and its repetition does not do the work twice. Nobody is among its `readers`.
    """

    holder = models.CharField(max_length=60, help_text="The actor for whom it was done.")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64, help_text="Digest of method, address and body.")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = EncryptedText(blank=True)
    at = models.DateTimeField(default=clock.now)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "holder", "key", "request", "status", "headers", "at", "readers"], Keep.FACT),
        "body": FOR_A_MONTH,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return f"{self.status} of {self.at}"


class Allowance(models.Model):
    """How many requests a token has made in its present minute. One row a token."""

    token_id = models.BigIntegerField(primary_key=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    privacy = dict.fromkeys(["token_id", "began_at", "used"], Keep.FACT)

    def __str__(self) -> str:
        return f"{self.used} since {self.began_at}"
