"""What issues hear of referrals; and what follows when one is decided: all who spoke are told together."""

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.events import ReferralStepped
from wardmote.modules.referrals.rules import StepKind
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.messaging.ports import MessageKind, Placeholder
from wardmote.shared.partnerships.rules import Sensitivity

from . import actions, queries
from .actions import keep_standing
from .events import IssueDecided
from .models import Decision, Gathering
from .rules import CLOSED, STATES_IN_WORDS, IssueState

DECIDED = "issues.decided"

MESSAGES = (
    MessageKind(
        key=DECIDED,
        name="An issue was decided",
        about="To everybody who recorded something that is in an issue, all at once, when it is decided.",
        subject="Decided: issue ((reference)) is ((state))",
        body=(
            "Hello ((name)),\n\nSomething that you recorded is part of issue ((reference)). It was decided: it is"
            " ((state)). See why, and who decided:\n((link))\n"
        ),
        text="Issue ((reference)) is ((state)). See why: ((link))",
        desk="Issue ((reference)), which you recorded something of, is ((state)).",
        placeholders=(
            Placeholder(name="reference", about="The number of the issue", example="I-7K3M9-QXT4B"),
            Placeholder(name="state", about="What was decided", example="being tackled"),
        ),
    ),
)


@reacts_to(ReferralStepped)
def keep_how_it_stands(event: ReferralStepped) -> None:
    """Show on an issue how its referrals stand. May run twice: it looks at how they stand now."""
    keep_standing(by=system("a referral moved"), referral_id=event.referral_id)


@reacts_to(IssueDecided)
def end_with_the_issue(event: IssueDecided) -> None:
    """End what lay on no desk together with its issue, or open it again; what a team has gets that team's answer."""
    state = IssueState(event.state)
    if state not in CLOSED and state != IssueState.OPEN:
        return
    with as_system("what was said ends with the issue it is part of"):
        held = Gathering.objects.filter(issue=event.issue_id, ended_at=None)
        numbers = list(held.values_list("observation_id", flat=True))
        words = Decision.objects.get(pk=event.decision_id).reason
    referrals.settle_with_issue(
        by=system("an issue was decided"),
        observations=numbers,
        is_closed=state in CLOSED,
        words=words if state in CLOSED else "",
    )


@reacts_to(IssueDecided)
def tell_who_recorded(event: IssueDecided) -> None:
    """Tell everybody who recorded something of it, but whoever decided. Once each, however much they recorded."""
    with as_system("all who spoke are told together"):
        decision = Decision.objects.select_related("issue").get(pk=event.decision_id)
        held = Gathering.objects.filter(issue=event.issue_id, ended_at=None)
        held = held.exclude(observation__sensitivity=Sensitivity.PROTECTED)
        people = set(held.values_list("observation__recorded_by_id", flat=True)) - {None, decision.by_id}
        messaging.tell(
            by=system("telling of an issue"),
            kind=DECIDED,
            people=sorted(person for person in people if person is not None),
            link=reverse("issues:issue", args=[decision.issue.reference]),
            once=f"decision.{decision.pk}",
            values={
                "reference": decision.issue.reference,
                "state": STATES_IN_WORDS[IssueState(decision.state)],
            },
        )


NEWS = frozenset(
    {StepKind.ACKNOWLEDGED, StepKind.ACCEPTED, StepKind.REDIRECTED, StepKind.CLOSED, StepKind.REOPENED}
)
"""The steps of a referral that whoever told it wants to hear of."""


@reacts_to(ReferralStepped)
def tell_whoever_told_it(event: ReferralStepped) -> None:
    """Write to those who spoke of what has moved, each once for each step."""
    if event.step in NEWS:
        voices = queries.voices_to_tell(referral_id=event.referral_id)
        actions.tell_voices(
            by=system("telling"), voices=voices, once=f"step {event.referral_id}:{event.position}"
        )


@reacts_to(IssueDecided)
def tell_all_who_spoke(event: IssueDecided) -> None:
    """Write to all who spoke of an issue that was decided, together and each once."""
    voices = queries.voices_to_tell(issue_id=event.issue_id)
    actions.tell_voices(by=system("telling"), voices=voices, once=f"decision {event.decision_id}")


_KEEP = "Whoever has this link can read what you told, so do not pass it on. To hear no more, open it and choose so.\n"

TOLD_MAIL = (
    MessageKind(
        key=actions.TOLD,
        name="To whoever told us something: their private link",
        about="By e-mail or text, at once, to somebody without an account who left a way to be reached.",
        subject="We have what you told ((partnership))",
        body=(
            "Hello,\n\nWe have what you told us. Follow it, add to it, or take it back here:\n((link))\n\n"
            + _KEEP
        ),
        text="We have what you told ((partnership)). Follow it here: ((link))",
        desk="",
        secret_link=queries.path_of,
    ),
    MessageKind(
        key=actions.MOVED,
        name="To whoever told us something: it has moved",
        about="By e-mail or text, when a team, a decision or a reader has moved what they told.",
        subject="Something has happened with what you told ((partnership))",
        body=(
            "Hello,\n\nSomething has happened with what you told us. Read what here:\n((link))\n\n" + _KEEP
        ),
        text="Something has happened with what you told ((partnership)). Read what: ((link))",
        desk="",
        secret_link=queries.path_of,
    ),
)
"""What whoever spoke without an account gets by e-mail or text: a link, and nothing of the matter."""
