"""How the state of what was told is said to whoever told it: plain words, a step of the thread, in their language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from wardmote.kernel import clock
from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import Knot, KnotState
from wardmote.modules.referrals.rules import State

from ...queries import Stands, ToldStory
from ...rules import IssueState
from ...rules.telling import WordsState

_ENDED = {State.CLOSED, State.WITHDRAWN}


def moment(at: datetime) -> str:
    """A moment in the language of the page: "5pm tomorrow", or as that language writes it."""
    if (translation.get_language() or "en").startswith("en"):
        return words.public_time(at, now=clock.now())
    return formats.date_format(at.astimezone(clock.LONDON), "l j F, H:i")


def of_story(story: ToldStory) -> dict[str, Any]:
    """What the page of a private link shows."""
    return {
        "story": story,
        "voice": story.voice,
        "knots": _knots(story),
        "stands": [_line(one) for one in story.stands],
        "public_line": _public(story),
        "issue_line": _issue(story),
    }


def _line(one: Stands) -> tuple[str, str]:
    """How it stands with one team, and by when what is next."""
    team = one.team
    match one.state:
        case State.SENT:
            said = _("Passed on to %(team)s") % {"team": team}
            by = _("They must say by %(when)s that they have it.") if one.due_at else ""
        case State.ACKNOWLEDGED:
            said = _("%(team)s has it") % {"team": team}
            by = _("They decide by %(when)s what they do.") if one.due_at else ""
        case State.IN_PROGRESS:
            said = _("%(team)s is dealing with it") % {"team": team}
            by = _("You hear more by %(when)s.") if one.due_at else ""
        case State.CLOSED:
            said = _("%(team)s has closed it") % {"team": team}
            by = ""
        case State.WITHDRAWN:
            said, by = _("You said that it is over. Nobody need do more"), ""
        case _:
            said = _("It is being sent to another team")
            by = _("That is settled by %(when)s.") if one.due_at else ""
    return said, by % {"when": moment(one.due_at)} if by and one.due_at else ""


def _public(story: ToldStory) -> tuple[str, str]:
    row = story.public
    if row is None:
        return _("Only the teams that deal with it read your words"), _("They are never shown in public.")
    match row.state:
        case WordsState.WAITING:
            return (
                _("A person reads your words by %(when)s") % {"when": moment(row.check_by)},
                _(
                    "They take out anything that names someone. Until then nobody outside the teams sees them."
                ),
            )
        case WordsState.SHOWN:
            return _("A person has read your words"), _("Everybody can read them now, without names.")
        case WordsState.REFUSED:
            return _("Your words are not shown in public"), row.reason
    return _("Your words were taken down"), row.reason


def _issue(story: ToldStory) -> str:
    if story.issue is None:
        return ""
    return {
        IssueState.OPEN: _("It is one problem with what others told. Nobody has decided on it yet."),
        IssueState.BEING_TACKLED: _("It is one problem with what others told, and it is being tackled."),
        IssueState.DONE: _("It is one problem with what others told. It is done."),
        IssueState.NOT_TACKLED: _(
            "It is one problem with what others told. It will not be tackled; the page says why."
        ),
    }[IssueState(story.issue.state)]


def _knots(story: ToldStory) -> list[Knot]:
    """Said, passed on, done, answered: the knots one person's report needs."""
    ended = bool(story.stands) and all(one.state in _ENDED for one in story.stands)
    if story.issue is not None and not story.stands:
        ended = story.issue.state in (IssueState.DONE, IssueState.NOT_TACKLED)
    names = [_("Said"), _("Passed on"), _("Done"), _("Answered")]
    going = [KnotState.DONE, KnotState.NOW, KnotState.TO_COME, KnotState.TO_COME]
    states = [KnotState.DONE] * 4 if ended else going
    return [Knot(name=name, state=state) for name, state in zip(names, states, strict=True)]
