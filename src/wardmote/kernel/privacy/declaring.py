"""What is kept about people, for how long, and how it goes.

Every model declares every field, one short line each:

    privacy = {
        **dict.fromkeys(["id", "team", "state", "created_at"], Keep.FACT),
        "words": Keep.PERSONAL,
        "telephone": Keep(months=12, after=Since.CLOSED, shed=Shed.EMPTIED),
    }
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.db import models


class Since(StrEnum):
    """What starts the time that a field is kept."""

    ROW = "for as long as its row"
    CLOSED = "after the record is closed"
    CREATED = "after it was written"
    LEFT = "after the person has left"


class Shed(StrEnum):
    """How a field goes when its time is over."""

    WITH_ROW = "goes with its row"
    EMPTIED = "is emptied, the row stays"
    REPLACED = "is replaced by a value that points to nobody"


@dataclass(frozen=True, kw_only=True)
class Keep:
    """How one field that may tell of a person is kept: `months` after a trigger, then shed.

    `own_copy` says whether the copy a person may ask for (UK GDPR article 15) contains it.
    """

    months: int
    after: Since
    shed: Shed = Shed.WITH_ROW
    own_copy: bool = True

    FACT: ClassVar["Keep"]
    KEY: ClassVar["Keep"]
    SECRET: ClassVar["Keep"]
    STAFF: ClassVar["Keep"]
    PERSONAL: ClassVar["Keep"]
    PERSONAL_ROW: ClassVar["Keep"]

    @property
    def tells_of_people(self) -> bool:
        """Whether it is something that was said of somebody in a matter."""
        return self in (Keep.PERSONAL, Keep.PERSONAL_ROW)


Keep.FACT = Keep(months=0, after=Since.ROW, own_copy=False)
"""Tells nothing of anybody: states, counts, times of the system."""
Keep.KEY = Keep(months=0, after=Since.ROW)
"""A number or name by which a record is found; in a person's copy, so that they can quote it."""
Keep.SECRET = Keep(months=0, after=Since.LEFT, shed=Shed.EMPTIED, own_copy=False)
"""A password or a hash of a secret: shown to nobody."""
Keep.STAFF = Keep(months=84, after=Since.LEFT, shed=Shed.REPLACED)
"""Who did something at work: kept seven years after they left, so that decisions can be accounted for."""
Keep.PERSONAL = Keep(months=84, after=Since.CLOSED, shed=Shed.EMPTIED)
"""What was said of somebody, and where they are: kept seven years after the matter closed."""
Keep.PERSONAL_ROW = Keep(months=84, after=Since.CLOSED, shed=Shed.WITH_ROW)
"""The same, in a row that is nothing without it."""


class Undeclared(TypeError):
    """A model has fields it has not declared, or declares fields it has not."""


_of_libraries: dict[str, Mapping[str, Keep]] = {}


def declare(label: str, fields: Mapping[str, Keep]) -> None:
    """Declare the fields of a library's table, such as `mfa.Authenticator`, from the app that fills it."""
    _of_libraries[label] = fields


def is_declared(model: type[models.Model]) -> bool:
    """Whether a table is one of ours, or a library's that one of our apps has declared."""
    return model.__module__.startswith("wardmote.") or model._meta.label in _of_libraries


def declared(model: type[models.Model]) -> Mapping[str, Keep]:
    """Return the declaration of each field of a model. Raises Undeclared unless it is complete."""
    declaration: Mapping[str, Keep] = getattr(model, "privacy", None) or _of_libraries.get(
        model._meta.label, {}
    )
    fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
    if wrong := fields ^ declaration.keys():
        raise Undeclared(f"{model._meta.label} must declare exactly its fields; differs in {sorted(wrong)}")
    return declaration
