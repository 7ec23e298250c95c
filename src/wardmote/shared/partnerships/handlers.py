"""What the register does with its own news: it has links mailed."""

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.kernel.events import reacts_to

from .events import LinksDue
from .jobs import mail_links


@reacts_to(LinksDue)
def have_links_mailed(event: LinksDue) -> None:
    """Ask for the links that are due to be mailed, unless that is asked for already."""
    try:
        with transaction.atomic():
            mail_links.configure().defer(timestamp=0)
    except AlreadyEnqueued:
        pass
