"""What oversight does with the news of others: it says when nobody is data protection officer any more."""

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.events import reacts_to
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.events import RoleEnded
from wardmote.shared.partnerships.rules import RoleName

NOBODY_LEFT = "oversight.nobody_left"
"""The message to administrators when the last data protection officer has gone."""


@reacts_to(RoleEnded)
def say_that_nobody_protects_data(event: RoleEnded) -> None:
    """Tell administrators when the role of the last data protection officer has ended."""
    if partnerships.role_of_holding(event.role_holding_id) != RoleName.DATA_PROTECTION_OFFICER:
        return
    if not partnerships.is_data_protected():
        messaging.tell(
            by=system("the last data protection officer has gone"),
            kind=NOBODY_LEFT,
            people=partnerships.administrators(),
            link=reverse("partnerships:invite"),
            once=f"{event.role_holding_id}",
        )
