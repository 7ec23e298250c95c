"""The append-only record of who did what, and who looked at what.

No foreign keys, so it never holds back a deletion.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep, Since


class TransactionNumber(models.Func):
    """PostgreSQL's 64-bit number of the present transaction, as a bigint."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class AuditEntry(models.Model):
    """One thing somebody did. The database itself sets `at` and `xid`, and refuses any change.

    `xid` is for sealing: rows become visible out of the order of their ids, and only those of
    transactions that have all ended can be chained.
    """

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    actor_id = models.CharField(max_length=100)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(db_default=TransactionNumber())

    privacy = {
        **dict.fromkeys(["id", "what", "subject_type", "subject_id", "details", "at", "xid"], Keep.FACT),
        "actor_id": Keep.STAFF,
    }

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["xid", "id"], name="audit_sealing"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_type} {self.subject_id}"


SIX_YEARS = Keep(months=72, after=Since.CREATED)
"""As long as somebody may bring a claim about what was done with what is known of them (Limitation Act 1980, s 5)."""


class Look(models.Model):
    """What somebody's eyes fell on while one page or one call was answered: one row, however many records.

    `subjects` are codes such as "observation:12", never words; `grounds` says in the same order why each could be
    read. `opened` tells a page of one record from a list. The database itself sets `at` and `xid`, and refuses
    any change.
    """

    id = models.BigAutoField(primary_key=True)
    actor_id = models.CharField(max_length=100)
    via = models.CharField(max_length=60, blank=True)
    page = models.CharField(max_length=100)
    opened = models.BooleanField()
    subjects = ArrayField(models.CharField(max_length=60))
    grounds = ArrayField(models.CharField(max_length=30))
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(db_default=TransactionNumber())

    privacy = dict.fromkeys(
        ["id", "actor_id", "via", "page", "opened", "subjects", "grounds", "at", "xid"], SIX_YEARS
    )

    class Meta:
        indexes = [
            GinIndex(fields=["subjects"], name="look_subjects", gin_pending_list_limit=512),
            models.Index(fields=["actor_id", "-id"], name="look_by_actor"),
            models.Index(fields=["xid", "id"], name="look_sealing"),
            BrinIndex(fields=["at"], name="look_by_day", pages_per_range=16),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subjects__len__gte=1, subjects__len=models.F("grounds__len")),
                name="look_has_a_ground_for_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.page} #{self.pk}"


class Trail(models.TextChoices):
    """The two trails, each sealed into a chain of its own."""

    ACTS = "acts"
    LOOKS = "looks"


class Seal(models.Model):
    """A link of the chain: the digest of the entries since the last one, and of that one's digest.

    It covers the entries of its `epoch` whose (xid, id) come after the first pair and not after the second, and whose
    id is above `floor`. A new epoch begins after a restore, where the database counts its transactions anew. `top` is
    the highest id sealed so far.
    """

    id = models.BigAutoField(primary_key=True)
    trail = models.CharField(max_length=10, choices=Trail.choices)
    number = models.BigIntegerField(help_text="1 for the first of a trail, no gaps.")
    epoch = models.IntegerField()
    floor = models.BigIntegerField()
    after_xid = models.BigIntegerField()
    after_id = models.BigIntegerField()
    up_to_xid = models.BigIntegerField()
    up_to_id = models.BigIntegerField()
    top = models.BigIntegerField()
    entries = models.IntegerField()
    before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(db_default=TransactionNumber())

    privacy = dict.fromkeys(
        [
            "id", "trail", "number", "epoch", "floor", "after_xid", "after_id", "up_to_xid", "up_to_id", "top",
            "entries", "before", "digest", "at", "xid",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trail", "number"], name="seal_in_order"),
            models.CheckConstraint(condition=models.Q(entries__gt=0), name="seal_covers_something"),
        ]

    def __str__(self) -> str:
        return f"{self.trail} {self.number}"
