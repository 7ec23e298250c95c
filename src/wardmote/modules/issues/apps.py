"""Issues: from many voices to one weighted problem, decided in the open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from wardmote.kernel.actor import Actor
    from wardmote.modules.referrals.models import Observation
    from wardmote.modules.referrals.ports import InIssue


class IssuesConfig(AppConfig):
    """Problems gathered from observations."""

    name = "wardmote.modules.issues"
    label = "issues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from wardmote.kernel import access
        from wardmote.kernel.ui.navigation import Entry, Place, register
        from wardmote.modules.referrals.ports import Issues, issues_are_kept_by
        from wardmote.shared.messaging.ports import kinds_come_from

        from . import handlers, queries
        from .permissions import RULES, Permission, samples

        access.register(RULES, samples=samples)
        kinds_come_from(*handlers.MESSAGES, *handlers.TOLD_MAIL)
        _say_what_is_kept()
        issues_are_kept_by(Issues(of=_issue_of, address=_address_of))
        register(
            Entry(
                words="Tell us",
                url_name="issues:tell_us",
                order=10,
                shown_to=lambda actor: not actor.roles,
            ),
            Entry(
                words="Words to check",
                url_name="issues:to_check",
                order=36,
                shown_to=lambda actor: access.allows(actor, Permission.CHECK_WORDS),
                count=queries.words_waiting,
                counted="waiting",
            ),
            Entry(
                words="Issues",
                url_name="issues:issues",
                order=35,
                shown_to=lambda actor: bool(actor.roles),
            ),
            Entry(
                words="Issues",
                url_name="issues:our_issues",
                order=60,
                shown_to=lambda actor: not actor.roles,
            ),
            Entry(
                words="How issues are weighed",
                about="What is in the sum of all priorities, after a look at what would move.",
                url_name="issues:modifiers",
                order=45,
                shown_to=lambda actor: access.allows(actor, Permission.SWITCH_MODIFIERS),
                place=Place.SETTINGS,
            ),
        )


def _say_what_is_kept() -> None:
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from

    from .actions import shedding
    from .models import OWN_LINK, SPOKEN, PublicWords, Voice

    year = Period(
        months=12,
        shortest=1,
        longest=84,
        why="Long enough to tell somebody that it was opened again. Not longer than needed: UK GDPR, article 5(1)(e).",
    )
    kinds_come_from(
        Kind(
            key="voice",
            name="Who spoke without an account",
            about="How they are reached, if they said, and by what their browser is known again.",
            begins="what they spoke of ended",
            then="The address or number is removed, and the private link ends. That somebody spoke stays.",
            period=year,
            covers={Voice: {SPOKEN, OWN_LINK}},
            source=Source(
                count=shedding.count_voices_due, take=shedding.take_voices, shed=shedding.shed_voices
            ),
        ),
        Kind(
            key="public_words",
            name="What everybody may read of reports",
            about="The words, the place and its point, as they were shown after somebody had read them.",
            begins="what they are of ended",
            then="The words and the place are removed. Who decided on them, when and why stays.",
            period=year,
            covers={PublicWords: {SPOKEN}},
            source=Source(count=shedding.count_words_due, take=shedding.take_words, shed=shedding.shed_words),
        ),
    )


def _issue_of(actor: Actor, observation: Observation) -> InIssue | None:
    from django.urls import reverse

    from wardmote.modules.referrals.ports import InIssue

    from . import queries
    from .rules import STATES_IN_WORDS, IssueState

    issue = queries.issue_of(actor, observation)
    if issue is None:
        return None
    return InIssue(
        title=issue.title,
        stands=STATES_IN_WORDS[IssueState(issue.state)],
        url=reverse("issues:issue", args=[issue.reference]),
        is_open=issue.is_living,
    )


def _address_of(actor: Actor, observation: Observation) -> str:
    from django.urls import reverse

    from .permissions import works_here

    possible = observation.state != "draft" and observation.sensitivity != "protected"
    if not (possible and works_here(actor, None)):
        return ""
    return reverse("issues:from_observation", args=[observation.reference])
