"""The agreements on which partners share what they know of people, and who is a party from when to when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules.agreements import (
    CRIMINAL_CONDITIONS,
    LAWFUL_BASES,
    LONGEST_PURPOSE,
    LONGEST_SIGNED,
    PURPOSES,
    SPECIAL_CONDITIONS,
    AgreementFacts,
    PartyFacts,
    SharedItem,
)
from .organisations import Organisation


class SharingAgreement(models.Model):
    """One edition of an agreement: what it says never changes. A change ends it and begins the next of its key.

    What was shared names the edition it rested on, so that it can be read for ever what was agreed that day.
    """

    key = models.SlugField(max_length=80)
    edition = models.PositiveSmallIntegerField(default=1, help_text="1 for the first, no gaps.")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=list(PURPOSES.items()))
    purpose_words = models.TextField(max_length=LONGEST_PURPOSE)
    lawful_basis = models.CharField(max_length=30, choices=list(LAWFUL_BASES.items()))
    special_condition = models.CharField(max_length=30, blank=True, choices=list(SPECIAL_CONDITIONS.items()))
    criminal_condition = models.CharField(
        max_length=30, blank=True, choices=list(CRIMINAL_CONDITIONS.items())
    )
    items = ArrayField(models.CharField(max_length=20), help_text="What may be shared under it.")
    signed = models.CharField(
        max_length=LONGEST_SIGNED,
        blank=True,
        help_text="Where the signed paper lies: a number or an address.",
    )
    begins_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    version = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(
        [
            "id", "key", "edition", "title", "purpose", "purpose_words", "lawful_basis", "special_condition",
            "criminal_condition", "items", "signed", "begins_on", "review_on", "ended_on", "version",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "edition"], name="agreement_edition_once"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=list(PURPOSES)), name="agreement_purpose_known"
            ),
            models.CheckConstraint(
                condition=models.Q(lawful_basis__in=list(LAWFUL_BASES)), name="agreement_basis_known"
            ),
            models.CheckConstraint(
                condition=models.Q(special_condition__in=["", *SPECIAL_CONDITIONS]),
                name="agreement_special_condition_known",
            ),
            models.CheckConstraint(
                condition=models.Q(criminal_condition__in=["", *CRIMINAL_CONDITIONS]),
                name="agreement_criminal_condition_known",
            ),
            models.CheckConstraint(
                condition=models.Q(items__contained_by=[item.value for item in SharedItem])
                & models.Q(items__len__gt=0),
                name="agreement_covers_something_known",
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("begins_on")),
                name="agreement_reviewed_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("begins_on")),
                name="agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> AgreementFacts:
        """What the rules decide from. Its parties have been fetched."""
        return AgreementFacts(
            id=self.pk,
            title=self.title,
            purpose=self.purpose,
            begins_on=self.begins_on,
            ended_on=self.ended_on,
            items=frozenset(self.items),
            parties=tuple(
                PartyFacts(organisation_id=p.organisation_id, begins_on=p.begins_on, ended_on=p.ended_on)
                for p in self.parties.all()
            ),
        )


class AgreementParty(models.Model):
    """An organisation is a party from a day, until it leaves."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    begins_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it is no party any more.")

    privacy = dict.fromkeys(["id", "agreement", "organisation", "begins_on", "ended_on"], Keep.FACT)

    class Meta:
        verbose_name_plural = "agreement parties"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="agreement_party_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("begins_on")),
                name="agreement_party_leaves_after_it_joins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.agreement}"


class AgreementPaper(models.Model):
    """The signed paper of an edition, in the database so that a backup holds it. One in use at a time.

    The one before it stays, out of use. One that should not have been there loses its bytes, not its row.
    """

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="papers")
    content = models.BinaryField(help_text="A PDF; empty once it was taken away.")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        ["id", "agreement", "content", "size", "sha256", "added_at", "ended_at"], Keep.FACT
    ) | {"added_by": Keep.STAFF}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(ended_at__isnull=True),
                name="agreement_paper_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False) | ~models.Q(content=b""),
                name="agreement_paper_in_use_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: signed paper"
