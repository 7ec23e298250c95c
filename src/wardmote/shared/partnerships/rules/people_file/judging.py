"""What each row of a file of people will do, in a sentence: for the preview, the run and the command line alike."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wardmote.shared.accounts.rules import fold_email

from ..roles import NEED_SECOND_FACTOR, RoleName, StandsAt, in_words, stands_at
from .places import Place, Places
from .reading import LONGEST, PersonRow

LONGEST_NAME = 200


class Does(StrEnum):
    """What becomes of a row."""

    INVITE = "invite"
    GIVE = "give"
    HAS_IT = "has_it"
    INVITED = "invited"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


WILL_DO = frozenset({Does.INVITE, Does.GIVE})
SKIPPED = frozenset({Does.HAS_IT, Does.INVITED, Does.DUPLICATE})


class Offer(NamedTuple):
    """A role for a mailbox, and the number of the team, area or organisation at which it is held."""

    email: str
    role: RoleName
    at: int | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a row will do, why, and what it offers to whom unless it is rejected."""

    row: PersonRow
    does: Does
    reason: str
    offer: Offer | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known already of the mailboxes in some rows, and what whoever loads the file may give.

    ``accounts`` tells by folded address whether the person is here now; ``own_teams`` is None for who may invite to
    any team.
    """

    accounts: Mapping[str, bool]
    held: AbstractSet[Offer]
    open: AbstractSet[Offer]
    own_teams: AbstractSet[int] | None
    names_safeguarding_leads: bool


def decide(
    rows: Iterable[PersonRow], places: Places, known: Known, earlier: dict[Offer, int]
) -> Iterator[Verdict]:
    """Say what each row will do. ``earlier`` keeps which row first offered what, and grows."""
    for row in rows:
        offer = _offer(row, places, known)
        if isinstance(offer, str):
            yield Verdict(row=row, does=Does.REJECTED, reason=offer)
            continue
        first = earlier.setdefault(offer, row.number)
        does, reason = _standing(offer, known) if first == row.number else (Does.DUPLICATE, "")
        yield Verdict(
            row=row,
            does=does,
            reason=reason or f"It says the same as row {first}.",
            offer=None if does is Does.REJECTED else offer,
        )


def _standing(offer: Offer, known: Known) -> tuple[Does, str]:
    if offer in known.held:
        return Does.HAS_IT, "They hold this role already."
    if offer in known.open:
        return Does.INVITED, "They are invited to this already, and the link still works."
    here = known.accounts.get(offer.email)
    if here is None:
        return Does.INVITE, "We send them a link to join."
    if here:
        return Does.GIVE, "They have an account, so the role begins at once."
    return Does.REJECTED, "This person has left. Open their page and let them come back first."


def _offer(row: PersonRow, places: Places, known: Known) -> Offer | str:
    """What the row offers to whom, or every fault of it in one go."""
    if row.fault:
        return row.fault
    faults = [fault for fault in (_name_fault(row.name), _email_fault(row.email)) if fault]
    role = _role(row.role)
    at: int | None = None
    if isinstance(role, str) and not isinstance(role, RoleName):
        faults.append(role)
    else:
        place = _place(RoleName(role), row, places)
        if isinstance(place, str):
            faults.append(place)
        elif fault := _not_theirs_to_give(RoleName(role), place, known):
            faults.append(fault)
        else:
            at = place.id if place else None
    return " ".join(faults) or Offer(fold_email(row.email), RoleName(role), at)


def _name_fault(name: str) -> str:
    if not name:
        return "Write the name."
    return f"The name has more than {LONGEST_NAME} letters." if len(name) > LONGEST_NAME else ""


def _email_fault(email: str) -> str:
    if not email:
        return "Write the e-mail address."
    folded = fold_email(email)
    try:
        validate_email(folded)
    except ValidationError:
        folded = ""
    if not folded or len(folded) > LONGEST:
        return f"“{email}” is not an e-mail address. Write one like name@example.org."
    return ""


_ROLES = {role.value.replace("_", " "): role for role in RoleName}


def _role(said: str) -> RoleName | str:
    name = " ".join(said.replace("_", " ").replace("-", " ").split()).casefold()
    if not name:
        return "Write the role."
    if role := _ROLES.get(name):
        return role
    near = get_close_matches(name, _ROLES, n=1)
    meant = f" Did you mean “{in_words(near[0])}”?" if near else ""
    return f"There is no role “{said}”.{meant}"


def names_sensitive_role(row: PersonRow) -> bool:
    """Whether a row, right or wrong, speaks of a role that opens protected matters or says who may."""
    return _role(row.role) in NEED_SECOND_FACTOR


def _place(role: RoleName, row: PersonRow, places: Places) -> Place | str | None:
    at = stands_at(role)
    if at is StandsAt.PARTNERSHIP:
        if row.place:
            return f"{in_words(role)} is a role in the whole partnership. Leave “{row.place}” out."
        return None
    if at is StandsAt.ORGANISATION:
        return places.find(at, row.organisation or row.place)
    return places.find(at, row.place, row.organisation)


def _not_theirs_to_give(role: RoleName, place: Place | None, known: Known) -> str:
    if role is RoleName.SAFEGUARDING_LEAD and not known.names_safeguarding_leads:
        return "Only the partnership administrator names a safeguarding lead."
    if known.own_teams is None:
        return ""
    if place is None or place.at is not StandsAt.TEAM:
        return f"Only the partnership administrator makes somebody {in_words(role).lower()}."
    return "" if place.id in known.own_teams else f"You do not lead “{place.name}”."
