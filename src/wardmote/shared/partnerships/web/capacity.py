"""The page on which a team says whether it can take more work (R1.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.clock import today
from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, offer
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Team
from ..permissions import Permission
from ..rules import Capacity, CapacityState
from ..rules.capacity import LONGEST_WORDS, MOST_WEEKS, in_force, said
from .keeping import answer, bound
from .teams import address_of


class CapacityForm(forms.Form):
    """Open, a waiting list and how long, or closed until when."""

    state = forms.ChoiceField(
        label="Can your team take more?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands"},
    )
    waiting_weeks = forms.IntegerField(
        label="About how many weeks do people wait?",
        required=False,
        help_text="Count to the first visit or call, not to the end.",
        error_messages={"invalid": f"Write a whole number of weeks, from 1 to {MOST_WEEKS}"},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    closed_until = DayField(
        label="From which day do you take new referrals again?",
        required=False,
        help_text="You are open again on that day without saying so. For example: 11 1 2027",
    )
    words = PlainTextField(
        label="Why, or what else should others know?",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when you are closed. Every partner reads it, so name nobody."
        " For example: Two of three posts are empty. Ring us if it cannot wait.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "state",
            [
                (CapacityState.OPEN.value, Option("Open", hint="You take new referrals.")),
                (
                    CapacityState.WAITING_LIST.value,
                    Option(
                        "There is a waiting list",
                        hint="You take them, and people wait.",
                        reveals="waiting_weeks",
                    ),
                ),
                (
                    CapacityState.CLOSED.value,
                    Option(
                        "Closed to new referrals",
                        hint="For some time, with a reason.",
                        reveals="closed_until",
                    ),
                ),
            ],
        )

    @staticmethod
    def shown(capacity: Capacity | None) -> dict[str, object]:
        """What the form shows of what still holds."""
        if capacity is None:
            return {}
        return {
            "state": capacity.state.value,
            "waiting_weeks": capacity.waiting_weeks,
            "closed_until": capacity.closed_until,
            "words": capacity.words,
        }


@signed_in
def capacity(request: ActorRequest, key: str) -> HttpResponseBase:
    """Show what a team says of its capacity and what it said before, and let it say something else."""
    team = queries.team_to_speak_for(request.actor, key)
    spoken = queries.said_of(request.actor, team)
    day = today()
    last = spoken[0].as_said if spoken and spoken[0].ended_at is None else None
    holds = in_force(last, day)
    keeps = allows(request.actor, Permission.CHANGE_REGISTER, team)

    def act(given: dict[str, Any]) -> str:
        actions.say_capacity(
            by=request.actor,
            team=team,
            state=CapacityState(given["state"]),
            waiting_weeks=given["waiting_weeks"],
            closed_until=given["closed_until"],
            words=given["words"],
        )
        messages.success(request, "Others see it now when they choose whom to ask.")
        return _address(team)

    return answer(
        request,
        CapacityForm(bound(request), initial=CapacityForm.shown(holds)),
        act,
        template="partnerships/capacity.html",
        context={
            "team": team,
            "back": address_of(team),
            "keeps": keeps,
            "stands": queries.is_standing(team),
            "now_said": said(last, day),
            "said_on": holds.said_on if holds else None,
            "to_renew": last is not None and last.is_stale(day),
            "before": [(row, said(row.as_said, row.as_said.said_on)) for row in spoken],
        },
    )


def _address(team: Team) -> str:
    return reverse("partnerships:capacity", args=[team.key])
