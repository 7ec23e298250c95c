"""What is kept in the audit trail about partners."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on the register."""

    PERSON_INVITED = "partnerships.person_invited"
    INVITATION_ACCEPTED = "partnerships.invitation_accepted"
    ROLE_ENDED = "partnerships.role_ended"
