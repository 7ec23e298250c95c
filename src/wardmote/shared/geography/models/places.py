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
    district = models.CharField(
        max_length=9,
        blank=True,
        help_text="The national code of the borough that it lies in, if the list tells.",
    )
    ended_on = models.DateField(
        null=True,
        blank=True,
        help_text="The first day of the month in which it was ended; it is still found.",
    )

    privacy = dict.fromkeys(["id", "postcode", "latitude", "longitude", "district", "ended_on"], Keep.FACT)

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


class Address(models.Model):
    """Where an address is: a property by its national number, or by its key. Of public lists; not who lives there."""

    uprn = models.BigIntegerField(
        null=True, blank=True, unique=True, help_text="The unique property reference number."
    )
    words = models.CharField(
        max_length=300, blank=True, help_text="As it is written. Empty where only the number is known."
    )
    house = models.CharField(max_length=300, blank=True, help_text="House and street, as they are looked up.")
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    privacy = dict.fromkeys(["id", "uprn", "words", "house", "postcode", "latitude", "longitude"], Keep.FACT)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uprn__isnull=True) | Q(uprn__range=(1, 999_999_999_999)),
                name="address_uprn_is_one",
            ),
            models.CheckConstraint(
                condition=Q(uprn__isnull=False) | ~Q(house=""), name="address_is_known_by_number_or_key"
            ),
            models.UniqueConstraint(
                fields=["house", "postcode"],
                condition=Q(uprn__isnull=True),
                name="address_key_once_without_uprn",
            ),
            models.CheckConstraint(condition=ON_EARTH, name="address_is_on_earth"),
        ]
        indexes = [
            models.Index(fields=["house", "postcode"], condition=~Q(house=""), name="address_by_house"),
        ]

    def __str__(self) -> str:
        return self.words or f"UPRN {self.uprn}"
