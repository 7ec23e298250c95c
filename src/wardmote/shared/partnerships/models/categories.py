"""What can be told, in two levels, and the clock each kind of matter has."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules import Audience, Sensitivity


class ClockProfile(models.Model):
    """How fast a kind of matter must be answered. Durations as written: 2wd, 4wh, 24h, 30d, none."""

    key = models.SlugField(max_length=60, unique=True)
    acknowledge = models.CharField(max_length=10)
    decide = models.CharField(max_length=10)
    update_every = models.CharField(max_length=10)
    close = models.CharField(max_length=10)
    basis = models.CharField(max_length=20)
    reason = models.TextField(help_text="Why these times, in words anybody can read.")

    privacy = dict.fromkeys(
        ["id", "key", "acknowledge", "decide", "update_every", "close", "basis", "reason"], Keep.FACT
    )

    def __str__(self) -> str:
        return self.key


class CategoryGroup(models.Model):
    """A first choice among kinds of matter: homes, roads, children."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    privacy = dict.fromkeys(["id", "key", "name", "description", "position"], Keep.FACT)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of matter that can be told, with its usual weight, secrecy and clock."""

    group = models.ForeignKey(CategoryGroup, on_delete=models.PROTECT, related_name="categories")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    not_this = models.TextField(blank=True, help_text="What belongs elsewhere.")
    audience = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Audience])
    seriousness = models.PositiveSmallIntegerField(help_text="The usual seriousness, 1 to 5.")
    sensitivity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Sensitivity])
    clock = models.ForeignKey(ClockProfile, on_delete=models.PROTECT)
    questions = ArrayField(models.CharField(max_length=300), default=list)
    synonyms = ArrayField(
        models.CharField(max_length=100), default=list, help_text="For search, never shown."
    )
    danger_words = models.TextField(blank=True, help_text="What the page says before any form.")
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(
        [
            "id", "group", "key", "name", "description", "not_this", "audience", "seriousness", "sensitivity",
            "clock", "questions", "synonyms", "danger_words", "ended_on",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seriousness__range=(1, 5)), name="category_seriousness_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=[s.value for s in Sensitivity]),
                name="category_sensitivity_known",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=[a.value for a in Audience]), name="category_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
