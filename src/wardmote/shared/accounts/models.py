"""The people who sign in, and the systems that act beside them.

What each may do is told by the roles they hold, in partnerships.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep, Shed, Since, declare

from .rules import SYSTEM_ADDRESS, fold_email, plain_form


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the one spelling of their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this e-mail address, however its case was typed."""
        return self.get(email=fold_email(username or ""))


class Person(AbstractBaseUser):
    """Somebody who acts: a worker, a councillor, an administrator; or, with `is_system`, a partner's own system.

    A system never signs in: it has no password, and what stands in the place of its address is none, so that no form
    for people accepts it.
    """

    email = models.EmailField(
        unique=True, error_messages={"unique": "Somebody already has this e-mail address."}
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(
        default=True, help_text="Off when the person has left. People are ended, never deleted."
    )
    is_system = models.BooleanField(default=False, help_text="A partner's system, which never signs in.")
    created_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    shed_at = models.DateTimeField(null=True, blank=True, help_text="When nothing was left of who it was.")

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
        "is_system": Keep.FACT,
        "created_at": Keep.FACT,
        "left_at": Keep.FACT,
        "shed_at": Keep.FACT,
    }

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(left_at__isnull=False),
                name="person_inactive_has_left",
            ),
            models.CheckConstraint(
                condition=models.Q(is_system=False, email__contains="@")
                | models.Q(
                    is_system=True,
                    email__startswith=SYSTEM_ADDRESS,
                    password__startswith="!",  # noqa: S106 (Django's mark of a password that none fits)
                    last_login__isnull=True,
                ),
                name="person_system_never_signs_in",
            ),
            models.CheckConstraint(
                condition=models.Q(shed_at__isnull=True) | models.Q(is_active=False, phone=""),
                name="person_shed_has_left",
            ),
        ]
        indexes = [
            models.Index(
                fields=["left_at", "id"],
                condition=models.Q(is_active=False, shed_at__isnull=True),
                name="person_to_shed",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Fold the address before it is kept."""
        self.email = fold_email(self.email)

    def set_password(self, raw_password: str | None) -> None:
        """Keep a password in one spelling, so that it fits from any keyboard."""
        super().set_password(raw_password if raw_password is None else plain_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, in whatever spelling the keyboard sends it."""
        return super().check_password(raw_password if raw_password is None else plain_form(raw_password))

    def get_full_name(self) -> str:
        """The name as allauth and templates ask for it."""
        return self.name


SESSION = Keep(months=0, after=Since.ROW)
"""Where somebody is signed in: gone when the session ends, after 12 hours at the latest at the next sign-in."""
FACTOR = Keep(months=0, after=Since.LEFT, shed=Shed.WITH_ROW)

# What django-allauth and Django keep of people here.
declare(
    "account.EmailAddress",
    {"id": Keep.KEY, "user": Keep.STAFF, "email": Keep.STAFF, "verified": Keep.FACT, "primary": Keep.FACT},
)
declare(
    "account.EmailConfirmation",
    {
        "id": Keep.KEY,
        "email_address": Keep.STAFF,
        "created": Keep.FACT,
        "sent": Keep.FACT,
        "key": Keep.SECRET,
    },
)
declare(
    "mfa.Authenticator",
    {
        "id": Keep.KEY,
        "user": FACTOR,
        "type": FACTOR,
        "data": Keep.SECRET,
        "created_at": FACTOR,
        "last_used_at": FACTOR,
    },
)
declare(
    "usersessions.UserSession",
    {
        "id": Keep.KEY,
        **dict.fromkeys(["user", "created_at", "ip", "last_seen_at", "user_agent", "data"], SESSION),
        "session_key": Keep.SECRET,
    },
)
declare(
    "sessions.Session",
    {"session_key": Keep.SECRET, "session_data": Keep.SECRET, "expire_date": Keep.FACT},
)
