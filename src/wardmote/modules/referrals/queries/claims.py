"""What people have claimed, for those who must know what a leaver leaves behind."""

from collections.abc import Mapping

from django.db.models import Count

from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Referral
from ..rules import OPEN_STATES


def claims_by_team(person_id: int) -> Mapping[int, int]:
    """How many open referrals somebody has claimed, by the number of the team they lie with.

    Protected ones are left out: a count of them would tell that they exist (design.md, part 4, invariant 5).
    """
    with as_system("counting what somebody has claimed, without what is protected"):
        counted = (
            Referral.objects.filter(
                claimed_by_id=person_id, state__in=sorted(OPEN_STATES), accountable_team__isnull=False
            )
            .exclude(sensitivity=Sensitivity.PROTECTED)
            .order_by()
            .values_list("accountable_team_id")
            .annotate(claimed=Count("pk"))
        )
        return {team_id: claimed for team_id, claimed in counted if team_id is not None}
