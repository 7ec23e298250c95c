"""What the register does with its own news: it has links mailed, and signs out who lost a sensitive role."""

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.kernel.actor import system
from wardmote.kernel.events import reacts_to
from wardmote.shared.accounts import actions as accounts

from .events import LinksDue, RoleEnded
from .jobs import mail_links
from .models import RoleHolding
from .rules import NEED_SECOND_FACTOR


@reacts_to(LinksDue)
def have_links_mailed(event: LinksDue) -> None:
    """Ask for the links that are due to be mailed, unless that is asked for already."""
    try:
        with transaction.atomic():
            mail_links.configure().defer(timestamp=0)
    except AlreadyEnqueued:
        pass


@reacts_to(RoleEnded)
def sign_out_after_role(event: RoleEnded) -> None:
    """End the sessions of somebody whose last role ended, or one that needs a second factor.

    The role itself stopped with the next click: this clears open windows, and makes them start afresh.
    """
    ended = RoleHolding.objects.select_related("person").get(pk=event.role_holding_id)
    still = RoleHolding.objects.filter(person=ended.person, ended_at__isnull=True)
    if ended.role in NEED_SECOND_FACTOR or not still.exists():
        accounts.end_sessions(by=system("a role ended"), person=ended.person)
