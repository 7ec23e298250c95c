"""Words of the register of partners: who is offered a category, how a team takes referrals in."""

from enum import StrEnum


class Audience(StrEnum):
    """Who is offered a category: anybody, or staff only."""

    PUBLIC = "public"
    STAFF = "staff"


class Intake(StrEnum):
    """How a team takes referrals in."""

    ACCOUNT = "account"
    LINK = "link"
    EMAIL = "email"
    OPEN311 = "open311"
    FHIR = "fhir"
    API = "api"
