"""The files that people add. The bytes stand in a folder, named by nothing that tells what they are."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.privacy import Keep


class Document(models.Model):
    """One kept file. ``readers`` are the keys of those who may read what it belongs to."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    media_type = models.CharField(max_length=60)
    path = models.CharField(max_length=120, unique=True, help_text="Below the folder for files.")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "uuid": Keep.KEY,
        "media_type": Keep.FACT,
        "path": Keep.KEY,
        "size": Keep.FACT,
        "sha256": Keep.KEY,
        "added_by_id": Keep.STAFF,
        "created_at": Keep.FACT,
        "readers": Keep.FACT,
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="document_is_not_empty")]

    def __str__(self) -> str:
        return str(self.uuid)


class FileToRemove(models.Model):
    """Bytes that belong to nothing any more. The row goes when they are gone, so that none are forgotten."""

    path = models.CharField(max_length=120, unique=True, help_text="Below the folder for files.")
    since_at = models.DateTimeField()

    privacy = dict.fromkeys(["id", "path", "since_at"], Keep.FACT)

    class Meta:
        verbose_name_plural = "files to remove"

    def __str__(self) -> str:
        return self.path
