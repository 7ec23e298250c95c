"""Partners, their teams and remits, what can be told, the roles people hold, and their access tokens."""

from .absences import Absence
from .account_requests import AccountRequest
from .agreements import AgreementPaper, AgreementParty, SharingAgreement
from .categories import Category, CategoryGroup, ClockProfile
from .handovers import Handover
from .organisations import CapacityStatement, Closure, Organisation, Remit, Team
from .partnership import Logo, Partnership, WaitingFile
from .people_files import PeopleFile, RejectedPerson
from .roles import Invitation, RoleHolding
from .tokens import AccessToken, SystemAccount

__all__ = [
    "Absence",
    "AccessToken",
    "AccountRequest",
    "AgreementPaper",
    "AgreementParty",
    "CapacityStatement",
    "Category",
    "CategoryGroup",
    "ClockProfile",
    "Closure",
    "Handover",
    "Invitation",
    "Logo",
    "Organisation",
    "Partnership",
    "PeopleFile",
    "RejectedPerson",
    "Remit",
    "RoleHolding",
    "SharingAgreement",
    "SystemAccount",
    "Team",
    "WaitingFile",
]
