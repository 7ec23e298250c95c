"""The issue: one problem in one place, in words that name nobody.

Its rows are guarded by row-level security: those whose keys it names read it, and everybody what is published.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wardmote.kernel import references
from wardmote.kernel.privacy import Keep
from wardmote.shared.partnerships.rules import Sensitivity

from ..rules import CLOSED, LIVING, IssueState, Level

MAX_TITLE = 120
MAX_WORDS = 2_000
MAX_REASON = 1_000


def _issue_reference() -> str:
    return references.new("I")


class Issue(models.Model):
    """One problem in one place, gathering what people said of it; with its weight, its level and how it stands.

    `told` and `voices` are kept counts of what is gathered: of everything, `open_voices` of what is open alone.
    `set_band` and `set_seriousness` are what staff have set; `band`, `seriousness` and `score` what counts now.
    """

    reference = models.CharField(max_length=16, unique=True, default=_issue_reference, editable=False)
    title = models.CharField(max_length=MAX_TITLE)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    category = models.ForeignKey("partnerships.Category", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, default=IssueState.OPEN)
    level = models.PositiveSmallIntegerField(default=Level.LOCAL)
    sensitivity = models.CharField(max_length=10, default=Sensitivity.OPEN)

    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_words = models.CharField(max_length=300, blank=True)
    ward = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    area_ids = ArrayField(
        models.BigIntegerField(), default=list, help_text="All areas that hold it, its ward too."
    )

    told = models.PositiveIntegerField(default=0)
    voices = models.PositiveIntegerField(default=0)
    open_voices = models.PositiveIntegerField(default=0)
    told_seriousness = models.PositiveSmallIntegerField()
    told_band = models.PositiveSmallIntegerField()
    first_told_at = models.DateTimeField()
    last_told_at = models.DateTimeField()

    set_seriousness = models.PositiveSmallIntegerField(null=True, blank=True)
    seriousness_because = models.CharField(max_length=MAX_REASON, blank=True)
    set_band = models.PositiveSmallIntegerField(null=True, blank=True)
    band_because = models.CharField(max_length=MAX_REASON, blank=True)
    is_vulnerable = models.BooleanField(default=False)
    vulnerable_because = models.CharField(max_length=MAX_REASON, blank=True)
    seriousness = models.PositiveSmallIntegerField()
    band = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()

    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_for = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "title", "words", "category", "state", "level", "sensitivity", "latitude", "longitude", "place_words",
            "ward", "area_ids", "told", "voices", "open_voices", "told_seriousness", "told_band", "first_told_at",
            "last_told_at", "set_seriousness", "seriousness_because", "set_band", "band_because", "is_vulnerable",
            "vulnerable_because", "seriousness", "band", "score", "opened_for", "opened_at", "changed_at", "closed_at",
            "published_at", "is_public", "merged_into", "version", "readers",
        ],
        Keep.FACT,
    ) | {"id": Keep.KEY, "reference": Keep.KEY, "opened_by": Keep.STAFF}  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["-score", "-id"],
                condition=Q(merged_into__isnull=True, state__in=sorted(LIVING)),
                name="issue_living_by_score",
            ),
            models.Index(
                fields=["ward", "-score", "-id"],
                condition=Q(merged_into__isnull=True, state__in=sorted(LIVING)),
                name="issue_living_by_ward",
            ),
            models.Index(
                fields=["ward", "-score", "-id"],
                condition=Q(is_public=True, merged_into__isnull=True),
                name="issue_public_by_ward",
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                condition=Q(is_public=True, merged_into__isnull=True),
                name="issue_public_by_change",
            ),
            models.Index(
                fields=["state", "-closed_at", "-id"],
                condition=Q(is_public=True, merged_into__isnull=True, state__in=sorted(CLOSED)),
                name="issue_public_closed",
            ),
            models.Index(
                fields=["latitude", "longitude"],
                condition=Q(is_public=True, merged_into__isnull=True),
                name="issue_public_by_place",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in IssueState]), name="issue_state_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="issue_level_known"
            ),
            models.CheckConstraint(
                condition=Q(sensitivity__in=[Sensitivity.OPEN.value, Sensitivity.PARTNERS.value]),
                name="issue_is_never_protected",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="issue_is_named"),
            models.CheckConstraint(
                condition=Q(is_public=False)
                | (Q(sensitivity=Sensitivity.OPEN, published_at__isnull=False) & ~Q(words="")),
                name="issue_public_is_open_and_told",
            ),
            models.CheckConstraint(
                condition=Q(sensitivity=Sensitivity.OPEN)
                | Q(latitude__isnull=True, longitude__isnull=True, place_words=""),
                name="issue_among_partners_has_no_point",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="issue_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(seriousness__range=(1, 5), band__range=(1, 5))
                & Q(told_seriousness__range=(1, 5), told_band__range=(1, 5)),
                name="issue_weighs_1_to_5",
            ),
            models.CheckConstraint(
                condition=(Q(set_band__isnull=True) | (Q(set_band__range=(1, 5)) & ~Q(band_because="")))
                & (
                    Q(set_seriousness__isnull=True)
                    | (Q(set_seriousness__range=(1, 5)) & ~Q(seriousness_because=""))
                )
                & (Q(is_vulnerable=False) | ~Q(vulnerable_because="")),
                name="issue_set_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(state__in=sorted(CLOSED)) & Q(closed_at__isnull=True)),
                name="issue_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (~Q(merged_into=F("id")) & Q(told=0)),
                name="issue_merged_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(voices__lte=F("told"), open_voices__lte=F("voices")), name="issue_voices_of_told"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_living(self) -> bool:
        """Whether somebody still owes an answer on it."""
        return self.state in LIVING and self.merged_into_id is None
