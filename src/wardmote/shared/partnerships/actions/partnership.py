"""The partnership itself: founding it, its name, its colours and its logo."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.pictures import NotAPicture, redraw
from wardmote.kernel.refusals import NotReady
from wardmote.shared.accounts.rules import fold_email

from ..audit import Audited
from ..events import LinksDue
from ..models import Invitation, Logo, Partnership
from ..permissions import Permission
from ..queries import first_administrator_waiting, is_administered, look_at_the_face_again, secret_of
from ..rules import INVITATION_LASTS, RoleName, check_colours
from .invitations import withdraw_invitation

LOGO_BYTES, LOGO_SIDE = 5 * 1024 * 1024, 480


class AlreadyFounded(Exception):
    """There is a partnership here already, and an installation serves one."""


class AlreadyAdministered(Exception):
    """The partnership has an administrator, who invites whoever else is needed."""


class Described(NamedTuple):
    """What a partnership says of itself. The middle of the borough is left out until somebody knows it."""

    name: str
    short_name: str
    address: str = ""
    email: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def found_partnership(*, by: Actor, described: Described) -> Partnership:
    """Make the one partnership of this installation. Raises AlreadyFounded or NotReady; the second of two waits.

    From its first day what is shared of people must rest on a ground.
    """
    access.require(by, Permission.FOUND)
    described = _checked(described)
    partnership, is_new = Partnership.objects.get_or_create(
        only=True, defaults={**described._asdict(), "grounds_from": today()}
    )
    if not is_new:
        raise AlreadyFounded
    record(Audited.PARTNERSHIP_FOUNDED, by=by, subject=partnership)
    look_at_the_face_again()
    return partnership


@transaction.atomic
def invite_first_administrator(
    *, by: Actor, name: str, email: str, by_mail: bool = False
) -> tuple[Invitation, str]:
    """Offer the role of administrator while nobody holds it. Gives the invitation and the secret of its link.

    Who is invited already keeps the link they have; for somebody else, the earlier link stops working. The link is
    mailed only if asked for. Raises AlreadyAdministered, or NotReady for a name or address that is none.
    """
    access.require(by, Permission.FOUND)
    name = wording.line(name, field="name", called="their name", longest=200, required=True)
    email = fold_email(wording.email(email, field="email"))
    if not email:
        raise NotReady("Write their e-mail address.", field="email")
    lock(Partnership.objects.get())
    if is_administered():
        raise AlreadyAdministered
    waiting = first_administrator_waiting()
    if waiting is not None and (waiting.name, waiting.email) == (name, email):
        invitation = waiting
    else:
        if waiting is not None:
            withdraw_invitation(by=by, invitation=waiting)
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            role=RoleName.PARTNERSHIP_ADMINISTRATOR,
            created_at=now(),
            expires_at=now() + INVITATION_LASTS,
        )
        record(Audited.PERSON_INVITED, by=by, subject=invitation, role=invitation.role)
    if by_mail and invitation.mail_due_at is None:
        invitation.mail_due_at = now()
        invitation.save(update_fields=["mail_due_at"])
        publish(LinksDue(count=1), about=invitation)
    return invitation, secret_of(invitation)


@transaction.atomic
def describe_partnership(*, by: Actor, described: Described) -> Partnership:
    """Change what the partnership says of itself. Raises NotReady for what is missing, too long or no address."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    described = _checked(described)
    partnership = lock(Partnership.objects.get())
    for field, value in described._asdict().items():
        setattr(partnership, field, value)
    partnership.save(update_fields=described._fields)
    record(Audited.PARTNERSHIP_DESCRIBED, by=by, subject=partnership)
    look_at_the_face_again()
    return partnership


def _checked(described: Described) -> Described:
    return described._replace(
        name=wording.line(
            described.name, field="name", called="the name of the partnership", longest=200, required=True
        ),
        short_name=wording.line(
            described.short_name, field="short_name", called="the short name", longest=60, required=True
        ),
        address=wording.text(described.address, field="address", called="the address", longest=500),
        email=wording.email(described.email, field="email"),
    )


@transaction.atomic
def choose_colours(*, by: Actor, bottle: str, brand: str, gold: str) -> Partnership:
    """Give the partnership its colours. Raises UnreadableColour with the nearest that would do."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    partnership = lock(Partnership.objects.get())
    for name, colour in check_colours(bottle=bottle, brand=brand, gold=gold).items():
        setattr(partnership, name, colour)
    partnership.save(update_fields=["bottle", "brand", "gold"])
    record(Audited.COLOURS_CHOSEN, by=by, subject=partnership)
    look_at_the_face_again()
    return partnership


@transaction.atomic
def choose_logo(*, by: Actor, content: bytes, words: str) -> Logo:
    """Give the partnership a logo, drawn anew without its metadata. Raises NotAPicture with what to do instead.

    A drawing in SVG is refused: it is a program as much as a picture, and would run in everybody's browser.
    """
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    if b"<svg" in content[:4096].lower():
        raise NotAPicture(
            "This is an SVG drawing. It can carry a program that would run in everybody’s browser, so we do not"
            " take it. Save it as a PNG, about 480 pixels wide, and choose that."
        )
    drawn = redraw(
        content, called="logo", kinds=("JPEG", "PNG"), max_bytes=LOGO_BYTES, max_side=LOGO_SIDE, kept_as="PNG"
    )
    partnership = lock(Partnership.objects.get())
    words = wording.line(words, field="words", called="the words", longest=200) or partnership.name
    same = Logo.objects.filter(sha256=sha256(drawn.content).hexdigest(), words=words).first()
    if same is not None:
        return same
    logo, _ = Logo.objects.update_or_create(
        partnership=partnership,
        defaults={
            "picture": drawn.content,
            "sha256": sha256(drawn.content).hexdigest(),
            "words": words,
        },
    )
    record(Audited.LOGO_CHOSEN, by=by, subject=partnership, size=len(drawn.content))
    look_at_the_face_again()
    return logo


@transaction.atomic
def remove_logo(*, by: Actor) -> None:
    """Show the short name again in place of the logo."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    partnership = lock(Partnership.objects.get())
    Logo.objects.filter(partnership=partnership).delete()
    record(Audited.LOGO_REMOVED, by=by, subject=partnership)
    look_at_the_face_again()
