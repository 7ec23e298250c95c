"""What happened, in the order in which it was committed, for other systems to follow."""

from collections.abc import Iterable
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import Keep, Since

from ..rules import ground_by_keys

FOR_THREE_MONTHS = Keep(months=3, after=Since.CREATED, own_copy=False)
"""The feed tells again what the records themselves say: those are kept."""


class Happening(WatchedModel):
    """One thing that happened to an observation or a referral, and who could read of it then.

    Ids follow the order of commits, because those who write them take turns. No foreign keys, so that it never
    holds back an import that is undone. `public_id` is what others see: a number would tell how much they do not see.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    observation_id = models.BigIntegerField()
    referral_id = models.BigIntegerField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["id", "public_id", "kind", "at", "observation_id", "referral_id", "readers"], FOR_THREE_MONTHS
    )

    class Meta:
        indexes = [models.Index(fields=["observation_id"], name="happening_of_observation")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """What it happened to."""
        ground = ground_by_keys(keys=actor.keys, readers=self.readers)
        yield f"observation:{self.observation_id}", ground
        if self.referral_id:
            yield f"referral:{self.referral_id}", ground


class HappeningReach(models.Model):
    """Which keys reach which happening, oldest first: what the feed is driven from."""

    key = models.IntegerField()
    happening_id = models.BigIntegerField()

    privacy = dict.fromkeys(["id", "key", "happening_id"], FOR_THREE_MONTHS)

    class Meta:
        verbose_name_plural = "happening reach"
        constraints = [models.UniqueConstraint(fields=["key", "happening_id"], name="happening_reach_once")]

    def __str__(self) -> str:
        return f"{self.key} reaches {self.happening_id}"


class FeedForgotten(models.Model):
    """How far the feed was forgotten, each time a part of it was: whoever stood before that has missed something."""

    up_to = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(default=clock.now)

    privacy = dict.fromkeys(["up_to", "at"], Keep.FACT)

    class Meta:
        verbose_name_plural = "feed forgotten"

    def __str__(self) -> str:
        return f"forgotten up to {self.up_to}"
