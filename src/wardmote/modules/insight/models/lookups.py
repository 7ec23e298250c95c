"""Which code of one set became which of another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep

from ..rules.words import How
from .figures import CODE_SET
from .releases import SHA256


class Lookup(models.Model):
    """A published list that leads from the codes of one set to those of another. A later one supersedes it."""

    from_set = models.CharField(max_length=80)
    to_set = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    privacy = dict.fromkeys(
        [
            "id", "from_set", "to_set", "title", "source", "licence", "address", "file_name", "sha256",
            "mapping_sha256", "imported_at", "superseded_by",
        ],
        Keep.FACT,
    ) | {"imported_by": Keep.STAFF}  # fmt: skip

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_set", "to_set"],
                condition=Q(superseded_by__isnull=True),
                name="lookup_one_current",
            ),
            models.CheckConstraint(
                condition=Q(from_set__regex=CODE_SET) & Q(to_set__regex=CODE_SET) & ~Q(from_set=F("to_set")),
                name="lookup_leads_to_another_set",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256) & Q(mapping_sha256__regex=SHA256),
                name="lookup_hashes_are_hashes",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(source=""), name="lookup_says_where_it_is_from"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LookupPart(models.Model):
    """How much of one area lies in another: ``share`` of the first, ``share_back`` of the second.

    Of a merged area (ONS change code M) each part goes over whole, and is an even share back of the new one.
    """

    lookup = models.ForeignKey(Lookup, on_delete=models.PROTECT, related_name="parts")
    from_code = models.CharField(max_length=80)
    to_code = models.CharField(max_length=80)
    share = models.DecimalField(max_digits=12, decimal_places=10)
    share_back = models.DecimalField(max_digits=12, decimal_places=10)
    how = models.CharField(max_length=20)
    how_back = models.CharField(max_length=20)
    change = models.CharField(max_length=10, blank=True, help_text="The change code as printed: U, M, S, X.")

    privacy = dict.fromkeys(
        ["id", "lookup", "from_code", "to_code", "share", "share_back", "how", "how_back", "change"],
        Keep.FACT,
    )

    class Meta:
        ordering = ["from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(fields=["lookup", "from_code", "to_code"], name="lookup_part_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1, share_back__gt=0, share_back__lte=1),
                name="lookup_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(how__in=[h.value for h in How], how_back__in=[h.value for h in How]),
                name="lookup_how_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(from_code="") & ~Q(to_code=""), name="lookup_part_is_of_areas"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"
