"""Who broke the glass, and why."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel import references
from wardmote.kernel.privacy import EncryptedText, Keep

from ..rules.glass import GLASS_REASONS

MAX_GLASS_WORDS = 2_000


def _glass_reference() -> str:
    return references.new("G")


class BrokenGlass(models.Model):
    """One time somebody broke the glass, also where it opened nothing. Added to, never changed; its words are shed.

    `asked` is the reference they gave. Who may not is `refused`, and kept with nothing else. `observation` is what it
    opened; empty where there was nothing, or nothing for their roles. `organisations` are those whose data protection
    officers know of it: of the person, and of the teams in the case.
    """

    reference = models.CharField(max_length=16, unique=True, default=_glass_reference, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=16, blank=True)
    observation = models.ForeignKey(
        "referrals.Observation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, blank=True)
    words = EncryptedText(max_length=MAX_GLASS_WORDS, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField()
    shed_at = models.DateTimeField(null=True, blank=True, help_text="When its words were removed.")
    organisations = ArrayField(models.BigIntegerField(), default=list)
    refused = models.BooleanField(
        default=False, help_text="Tried by somebody whose role may not: nothing was looked for."
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["observation", "reason", "at", "until", "shed_at", "organisations", "refused", "readers"], Keep.FACT
    ) | {
        "id": Keep.KEY,
        "reference": Keep.KEY,
        "asked": Keep.KEY,
        "person": Keep.STAFF,
        "words": Keep.PERSONAL,
    }

    class Meta:
        verbose_name_plural = "broken glass"
        indexes = [models.Index(fields=["-at", "-id"], name="glass_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=[reason.value for reason in GLASS_REASONS])
                | models.Q(refused=True, reason=""),
                name="glass_reason_known",
            ),
            models.CheckConstraint(
                condition=(models.Q(words="") ^ models.Q(shed_at__isnull=True)) | models.Q(refused=True),
                name="glass_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(refused=False) | models.Q(observation__isnull=True),
                name="glass_refused_opens_nothing",
            ),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="glass_closes"),
        ]

    def __str__(self) -> str:
        return self.reference
