"""Every change to the register of partners, and to who may act for whom."""

from .invitations import INVITATION_LASTS, InvitationSpent, accept_invitation, invite_person
from .roles import LastAdministrator, end_role

__all__ = [
    "INVITATION_LASTS",
    "InvitationSpent",
    "LastAdministrator",
    "accept_invitation",
    "end_role",
    "invite_person",
]
