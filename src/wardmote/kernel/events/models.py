"""The outbox: events that are stored and not yet handled, and those that could not be."""

from django.db import models

from wardmote.kernel.privacy import Keep

PARTS = 8


class Stored(models.Model):
    """An event as a row: which aggregate it is about, its registered key, its plain fields."""

    id = models.BigAutoField(primary_key=True)
    part = models.SmallIntegerField()
    aggregate = models.CharField(max_length=150)
    key = models.CharField(max_length=100)
    body = models.JSONField()
    published = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} {self.aggregate} #{self.pk}"


class OutboxEvent(Stored):
    """Waiting to be handled. Deleted in the transaction of its handlers.

    After a failure it waits until `retry`, and the later events of its aggregate behind it.
    """

    retry = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ["id", "part", "aggregate", "key", "body", "published", "tries", "retry"], Keep.FACT
    )

    class Meta(Stored.Meta):
        abstract = False
        indexes = [models.Index(fields=["part", "id"], name="outbox_part")]
        constraints = [
            models.CheckConstraint(condition=models.Q(part__range=(0, PARTS - 1)), name="outbox_part_known")
        ]


class ParkedEvent(Stored):
    """Failed too often, or follows one of its aggregate that did. Waits for a person to look."""

    reason = models.TextField()

    privacy = dict.fromkeys(
        ["id", "part", "aggregate", "key", "body", "published", "tries", "reason"], Keep.FACT
    )

    class Meta(Stored.Meta):
        abstract = False
        indexes = [models.Index(fields=["aggregate"], name="parked_aggregate")]
