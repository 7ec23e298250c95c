"""Places that people know by name, and postcodes. Coordinates are WGS 84 degrees."""

from typing import Any

from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep
from wardmote.shared.geography.rules.words import plain

from .areas import ON_EARTH, Area


class Place(models.Model):
    """A street, park, block or other place that people know by name."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=200, editable=False, help_text="The name as it is looked up.")
    kind = models.CharField(max_length=60)
    ward = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="places")
    latitude = models.FloatField()
    longitude = models.FloatField()

    privacy = dict.fromkeys(
        ["id", "key", "name", "plain_name", "kind", "ward", "latitude", "longitude"], Keep.FACT
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(name="") & ~Q(plain_name=""), name="place_is_named"
            ),
            models.CheckConstraint(condition=ON_EARTH, name="place_is_on_earth"),
        ]
        indexes = [models.Index(fields=["plain_name"], opclasses=["text_pattern_ops"], name="place_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the looked-up name in step with the name."""
        self.plain_name = plain(self.name)
        super().save(*args, **kwargs)


class Postcode(models.Model):
    """Where a postcode is. A fact of the public postcode list, not of a person."""

    postcode = models.CharField(
        max_length=8, unique=True, help_text='As the Royal Mail writes it: "SW1A 1AA".'
    )
    latitude = models.FloatField()
    longitude = models.FloatField()

    privacy = dict.fromkeys(["id", "postcode", "latitude", "longitude"], Keep.FACT)

    class Meta:
        ordering = ["postcode"]
        constraints = [
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"),
                name="postcode_is_well_formed",
            ),
            models.CheckConstraint(condition=ON_EARTH, name="postcode_is_on_earth"),
        ]

    def __str__(self) -> str:
        return self.postcode
