"""What the register does with its own news: it has mail sent, and signs out who lost a sensitive role."""

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.kernel.actor import system
from wardmote.kernel.events import reacts_to
from wardmote.shared.accounts import actions as accounts

from . import actions, queries
from .events import LinksDue, MailboxChanged, RoleEnded, TokenEndsSoon
from .jobs import TELLING, mail_links, mail_token_end
from .models import RoleHolding, Team
from .rules import NEED_SECOND_FACTOR


@reacts_to(LinksDue)
def have_links_mailed(event: LinksDue) -> None:
    """Ask for the links that are due to be mailed, unless that is asked for already."""
    try:
        with transaction.atomic():
            mail_links.configure().defer(timestamp=0)
    except AlreadyEnqueued:
        pass


@reacts_to(TokenEndsSoon)
def have_keepers_told(event: TokenEndsSoon) -> None:
    """Ask for a mail to each who keeps the token."""
    for keeper in queries.keepers_of(queries.token_numbered(TELLING, event.token_id)):
        mail_token_end.configure().defer(token_id=event.token_id, person_id=keeper.pk)


@reacts_to(RoleEnded)
def sign_out_after_role(event: RoleEnded) -> None:
    """End the sessions of somebody whose last role ended, or one that needs a second factor.

    The role itself stopped with the next click: this clears open windows, and makes them start afresh.
    """
    ended = RoleHolding.objects.select_related("person").get(pk=event.role_holding_id)
    still = RoleHolding.objects.filter(person=ended.person, ended_at__isnull=True)
    if ended.role in NEED_SECOND_FACTOR or not still.exists():
        accounts.end_sessions(by=system("a role ended"), person=ended.person)


@reacts_to(MailboxChanged)
def drop_what_was_asked(event: MailboxChanged) -> None:
    """Let nobody be invited who asked for an account from a mailbox that is the team's no more."""
    actions.withdraw_stale_requests(by=system("a mailbox changed"), team=Team.objects.get(pk=event.team_id))
