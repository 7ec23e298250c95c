"""The append-only record of who did what. No foreign keys, so it never holds back a deletion."""

from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep


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
