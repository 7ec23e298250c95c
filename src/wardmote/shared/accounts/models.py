"""The people who sign in. What they may do is told by the roles they hold, in partnerships."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep

from .rules import fold_email


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the one spelling of their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this e-mail address, however its case was typed."""
        return self.get(email=fold_email(username or ""))


class Person(AbstractBaseUser):
    """Somebody who signs in: a worker, a councillor, an administrator."""

    email = models.EmailField(
        unique=True, error_messages={"unique": "Somebody already has this e-mail address."}
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(
        default=True, help_text="Off when the person has left. People are ended, never deleted."
    )
    created_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    privacy = {
        "id": Keep.KEY,
        "email": Keep.STAFF,
        "name": Keep.STAFF,
        "phone": Keep.STAFF,
        "password": Keep.SECRET,
        "last_login": Keep.STAFF,
        "is_active": Keep.FACT,
        "created_at": Keep.FACT,
        "left_at": Keep.FACT,
    }

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(left_at__isnull=False),
                name="person_inactive_has_left",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Fold the address before it is kept."""
        self.email = fold_email(self.email)

    def get_full_name(self) -> str:
        """The name as allauth and templates ask for it."""
        return self.name
