"""What is kept in the audit trail about partners."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on the register."""

    PERSON_INVITED = "partnerships.person_invited"
    INVITATION_ACCEPTED = "partnerships.invitation_accepted"
    ROLE_ENDED = "partnerships.role_ended"
    ORGANISATION_ADDED = "partnerships.organisation_added"
    ORGANISATION_CHANGED = "partnerships.organisation_changed"
    ORGANISATION_ENDED = "partnerships.organisation_ended"
    TEAM_ADDED = "partnerships.team_added"
    TEAM_CHANGED = "partnerships.team_changed"
    TEAM_ENDED = "partnerships.team_ended"
    TEAM_CARRIED_ON = "partnerships.team_carried_on"
    COORDINATOR_DESK_NAMED = "partnerships.coordinator_desk_named"
    REMIT_SET = "partnerships.remit_set"
    REMIT_ENDED = "partnerships.remit_ended"
    CLOSURE_SET = "partnerships.closure_set"
    CLOSURE_WITHDRAWN = "partnerships.closure_withdrawn"
    TOKEN_ISSUED = "partnerships.token_issued"
    TOKEN_RENEWED = "partnerships.token_renewed"
    TOKEN_REVOKED = "partnerships.token_revoked"
    PARTNERSHIP_FOUNDED = "partnerships.partnership_founded"
    PARTNERSHIP_DESCRIBED = "partnerships.partnership_described"
    COLOURS_CHOSEN = "partnerships.colours_chosen"
    LOGO_CHOSEN = "partnerships.logo_chosen"
    LOGO_REMOVED = "partnerships.logo_removed"
    FILE_BROUGHT = "partnerships.file_brought"
    FILE_DROPPED = "partnerships.file_dropped"
