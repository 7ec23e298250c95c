"""The partnership itself, how it looks, and the files that wait while it is being set up."""

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep
from wardmote.kernel.ui.colours import Partnership as Face

from ..rules import SetUpFile

_OURS = Face(name="", short_name="")


def _is_a_colour(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}__regex": "^#[0-9a-f]{6}$"}), name=f"partnership_{name}_is_a_colour"
    )


class Partnership(models.Model):
    """The one partnership this installation serves. There is exactly one row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, help_text="Stands beside the mark.")
    is_demo = models.BooleanField(default=False)
    address = models.TextField(
        blank=True, max_length=500, help_text="Where people may write to, line by line."
    )
    email = models.EmailField(blank=True, help_text="Where people may write to.")
    latitude = models.FloatField(null=True, blank=True, help_text="Middle of the borough, WGS 84.")
    longitude = models.FloatField(null=True, blank=True)
    bottle = models.CharField(max_length=7, default=_OURS.bottle, help_text="Frame and headings.")
    brand = models.CharField(max_length=7, default=_OURS.brand, help_text="Links and buttons.")
    gold = models.CharField(max_length=7, default=_OURS.gold, help_text="The thread.")

    grounds_from = models.DateField(
        null=True,
        blank=True,
        help_text="From when what is shared of people must rest on a ground that is named.",
    )

    privacy = dict.fromkeys(
        [
            "id", "grounds_from", "only", "name", "short_name", "is_demo", "address", "email", "latitude", "longitude",
            "bottle", "brand", "gold",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="partnership_is_only_one"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90)) & models.Q(longitude__range=(-180, 180)),
                name="partnership_is_on_earth",
            ),
            _is_a_colour("bottle"),
            _is_a_colour("brand"),
            _is_a_colour("gold"),
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """The partnership's own picture, drawn anew. In the database, so that a backup holds it. One row at most."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="logo")
    picture = models.BinaryField(help_text="A PNG.")
    sha256 = models.CharField(max_length=64, help_text="Of the picture; its address carries it.")
    words = models.CharField(max_length=200, help_text="What it says to somebody who does not see it.")

    privacy = dict.fromkeys(["id", "partnership", "picture", "sha256", "words"], Keep.FACT)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="logo_has_words")]

    def __str__(self) -> str:
        return self.words


class WaitingFile(models.Model):
    """A file brought for the set-up that nobody has said yes to yet. One of a kind; removed once it is used."""

    kind = models.CharField(max_length=20, unique=True, choices=[(k.value, k.value) for k in SetUpFile])
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    said = models.JSONField(
        default=dict, help_text="What was said with it: the name of a set, its first day."
    )
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    privacy = dict.fromkeys(["id", "kind", "name", "content", "said", "brought_by", "brought_at"], Keep.FACT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in SetUpFile]), name="waiting_file_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name
