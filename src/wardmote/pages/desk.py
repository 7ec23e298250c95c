"""Everybody's first page after signing in: what they must do next, then how things stand in what they answer for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.queries import Box, Moving, TeamBehind, TeamDesk, WardWork
from wardmote.modules.referrals.rules import BACK_WITH_SENDER, State
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import PARTNERSHIP_ROLES, RoleName, Sensitivity

from .area import url_of
from .flow import MOST_OVERDUE, TeamRow, in_order, team_rows

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation, Referral
    from wardmote.shared.partnerships.models import Team

MOST_ROWS = 10
LATELY = 5
WATCH_A_DESK = (RoleName.DUTY_OFFICER, RoleName.TEAM_LEAD)
WITHOUT_PERSONAL_DATA = (RoleName.COUNCILLOR, RoleName.CHAIR, RoleName.SUPPORT_OFFICER)


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One thing to do next: what, a line about it, and the verb that leads there. ``referral`` has its clock,
    ``language`` is that of a title in somebody's own words."""

    title: str
    about: str
    verb: str
    url: str
    language: str = ""
    referral: Referral | None = None
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A team's desk in figures, each with the address of that view of its inbox."""

    team: Team
    figures: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, kw_only=True)
class Patch:
    """The wards that somebody answers for, and what is open there."""

    names: Sequence[str]
    ward_set: str
    wards: Sequence[tuple[AreaRef, str, WardWork]]
    links: Mapping[str, str]
    counts: Mapping[str, int]
    due: Sequence[Moving]
    newest: Sequence[Observation] = ()
    passed_on: Sequence[Referral] = ()
    behind: Sequence[TeamBehind] = ()

    @property
    def open(self) -> int:
        """How many lie on some desk."""
        return sum(work.open for _, _, work in self.wards)

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(work.overdue for _, _, work in self.wards)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """How work moves in the whole partnership, in short."""

    on_desk: int
    overdue: int
    most_behind: Sequence[TeamRow]


@signed_in
def desk(request: ActorRequest) -> TemplateResponse:
    """Show what the actor must do next; whoever holds several roles gets a section for each."""
    actor = request.actor
    in_team = bool(partnerships.team_ids_of(actor))
    lying = referrals.desks(actor) if in_team else {}
    teams = list(partnerships.teams_of(actor).order_by("name", "pk")) if in_team else []
    coordinates = any(team.is_coordinator for team in teams)
    drafts = list(referrals.drafts_of(actor)) if in_team else []
    watched = _watched(actor, teams)
    return TemplateResponse(
        request,
        "pages/desk.html",
        {
            "in_team": in_team,
            "to_do": _to_do(actor, teams, watched, lying, drafts) if in_team else [],
            "on_desk": sum(each.counts[Box.TO_DO] for each in lying.values()),
            "desks": [_desk(team, lying[team.pk]) for team in watched],
            "lately": referrals.recorded_by(actor, size=LATELY).rows if in_team else [],
            "area": _patch(actor, RoleName.AREA_MANAGER),
            "ward": _patch(actor, *WITHOUT_PERSONAL_DATA, open_only=True),
            "flow": _flow(actor) if actor.holds(*PARTNERSHIP_ROLES) or coordinates else None,
            "administers": actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR),
            "protects_data": actor.holds(RoleName.DATA_PROTECTION_OFFICER),
        },
    )


def _watched(actor: Actor, teams: Sequence[Team]) -> Sequence[Team]:
    ids = partnerships.ids_in_scopes(actor.scopes(*WATCH_A_DESK), "team")
    return [team for team in teams if team.pk in ids]


def _to_do(
    actor: Actor,
    teams: Sequence[Team],
    watched: Sequence[Team],
    lying: Mapping[int, TeamDesk],
    drafts: Sequence[Observation],
) -> list[ToDo]:
    """What is late first, then what only this person or team can answer, then the new, then what was begun."""
    things = []
    for team in watched:
        if count := lying[team.pk].counts[Box.OVERDUE]:
            things.append(
                _in_inbox(team, Box.OVERDUE, f"{count} overdue", "Their time has passed.", "Act on")
            )
    leads = partnerships.ids_in_scopes(actor.scopes(RoleName.SAFEGUARDING_LEAD), "team")
    for team in teams:
        if team.pk in leads and (count := lying[team.pk].protected):
            matters = "protected matter waits" if count == 1 else "protected matters wait"
            things.append(
                _in_inbox(
                    team,
                    Box.TO_DO,
                    f"{count} {matters}",
                    "Only safeguarding leads see this.",
                    "Look at",
                    True,
                )
            )
    things += [_waiting(moving) for moving in referrals.waiting_for(actor, limit=MOST_ROWS)]
    for team in watched:
        if count := lying[team.pk].counts[Box.NOBODY]:
            waits = "waits" if count == 1 else "wait"
            about = "Nobody has claimed them yet." if count > 1 else "Nobody has claimed it yet."
            things.append(
                _in_inbox(team, Box.NOBODY, f"{count} {waits} for a first look", about, "Claim from")
            )
    for team in teams:
        if count := lying[team.pk].counts[Box.MINE]:
            things.append(
                _in_inbox(team, Box.MINE, f"{count} you have claimed", "You said you would.", "See")
            )
    things += [_draft(draft) for draft in drafts[:LATELY]]
    return things


def _inbox(team: Team, box: Box) -> str:
    return f"{reverse('referrals:inbox')}?{urlencode({'team': team.key, 'box': box.value})}"


def _in_inbox(team: Team, box: Box, title: str, about: str, verb: str, protected: bool = False) -> ToDo:
    return ToDo(
        title=f"{title}: {team.name}",
        about=about,
        verb=f"{verb} the inbox" if verb.endswith("from") else f"{verb} them",
        url=_inbox(team, box),
        protected=protected,
    )


def _waiting(moving: Moving) -> ToDo:
    """A question to answer, or a referral that came back."""
    referral, team = moving.referral, moving.referral.receiver_team.name
    back = referral.state in BACK_WITH_SENDER
    happened = f"{team} sent it back." if referral.state == State.RETURNED else f"{team} did not answer."
    words = _words_of(moving)
    return ToDo(
        title=words.title if words else referral.reference,
        language=words.language if words else "",
        about=f"{happened} Send it on, or close it with a reason."
        if back
        else f"{team} asked a question and waits for your answer.",
        verb="Send on" if back else "Answer",
        url=reverse("referrals:referral", args=[referral.reference]),
        referral=referral,
    )


def _words_of(moving: Moving) -> Observation | None:
    """The words, where the reader may have them; none where the matter is protected: a number is its title."""
    return None if moving.referral.sensitivity == Sensitivity.PROTECTED else moving.observation


def _draft(draft: Observation) -> ToDo:
    protected = draft.sensitivity == Sensitivity.PROTECTED
    return ToDo(
        title=f"Finish your draft: {draft.reference if protected else draft.title}",
        about="Nobody else sees it until you send it.",
        verb="Finish it",
        url=reverse("referrals:change", args=[draft.reference]),
    )


def _desk(team: Team, lying: TeamDesk) -> Desk:
    shown = (
        (Box.OVERDUE, "Overdue"),
        (Box.TODAY, "Due today"),
        (Box.NOBODY, "Nobody yet"),
        (Box.RETURNED, "Sent back"),
        (Box.TO_DO, "All"),
    )
    return Desk(team=team, figures=[(words, lying.counts[box], _inbox(team, box)) for box, words in shown])


def _patch(actor: Actor, *roles: RoleName, open_only: bool = False) -> Patch | None:
    """What somebody answers for by one of these roles; None for who holds none of them.

    ``open_only`` leaves out all that could tell of a person (R9.3).
    """
    ids = set(partnerships.ids_in_scopes(actor.scopes(*roles), "area"))
    if not ids:
        return None
    tree = geography.area_tree()
    held = [(d, branch) for d in tree for branch in d.areas if branch.area.id in ids]
    wards = {w.id: w for _, branch in held for w in branch.wards or (branch.area,)}
    work = referrals.work_by_ward(actor, wards, open_only=open_only)
    return Patch(
        names=[branch.area.name for _, branch in held],
        ward_set=next((d.key for d in tree if d.kind == AreaKind.WARDS), ""),
        wards=[(w, url_of(w), work[w.id]) for w in sorted(wards.values(), key=lambda w: w.name)],
        links={ward.key: url_of(ward) for ward in wards.values()},
        counts={ward.key: work[ward.id].open for ward in wards.values()},
        due=referrals.due_in_wards(actor, wards, open_only=open_only, limit=MOST_ROWS),
        newest=() if open_only else referrals.newest_open(actor, wards, limit=LATELY),
        passed_on=referrals.newest_passed_on(actor, wards, limit=LATELY) if open_only else (),
        behind=() if open_only else referrals.behind_in_wards(actor, wards),
    )


def _flow(actor: Actor) -> Flow:
    rows = in_order(team_rows(actor), MOST_OVERDUE)
    return Flow(
        on_desk=sum(row.on_desk for row in rows),
        overdue=sum(row.overdue for row in rows),
        most_behind=[row for row in rows if row.overdue][:LATELY],
    )
