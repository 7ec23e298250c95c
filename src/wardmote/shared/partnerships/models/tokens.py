"""Access tokens, by which a person's scripts and a partner's systems use the API."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.bearer import HANDLE_LENGTH
from wardmote.kernel.privacy import Keep

from ..rules.tokens import LONGEST_NAME, LONGEST_TOKEN_DAYS, TOKEN_PREFIX, Scope
from .organisations import Organisation


class SystemAccount(models.Model):
    """A partner's own system, which acts for teams of that one organisation. It is closed, never deleted."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="system")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="systems")

    privacy = dict.fromkeys(["id", "person", "organisation"], Keep.FACT)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.person}"


class AccessToken(models.Model):
    """Leave to use the API as one person or system, within scopes, until a day. Only a hash of its secret is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=LONGEST_NAME, help_text="What it is for.")
    handle = models.CharField(
        max_length=HANDLE_LENGTH, unique=True, help_text="The public part of its secret."
    )
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=30))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    last_used_on = models.DateField(null=True)
    end_told_at = models.DateTimeField(null=True, help_text="When its keepers were told that it ends soon.")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        [
            "id",
            "name",
            "scopes",
            "created_at",
            "expires_at",
            "replaces",
            "last_used_on",
            "end_told_at",
            "revoked_at",
        ],
        Keep.FACT,
    ) | {
        "person": Keep.STAFF,
        "handle": Keep.KEY,
        "secret_hash": Keep.SECRET,
        "created_by": Keep.STAFF,
        "revoked_by": Keep.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="token_of_person")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(handle__regex=rf"^[0-9A-Za-z]{{{HANDLE_LENGTH}}}$")
                & models.Q(secret_hash__regex="^[0-9a-f]{64}$"),  # noqa: S106 (the shape of a hash)
                name="token_keeps_a_hash_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__len__gt=0)
                & models.Q(scopes__contained_by=[scope.value for scope in Scope]),
                name="token_scopes_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at"))
                & models.Q(expires_at__lte=models.F("created_at") + timedelta(days=LONGEST_TOKEN_DAYS)),
                name="token_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=False, revoked_at__gte=models.F("created_at"))
                | models.Q(revoked_at__isnull=True, revoked_by__isnull=True),
                name="token_revoked_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{TOKEN_PREFIX}_{self.handle}"
