"""The list of steps, and whether everything is covered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import queries
from ...models import Partnership
from ...permissions import Permission
from ...rules import MAY_BE_LEFT_OUT, GapKind, SetUpFile, Standing, Stands, Step, how_far, is_set_up

MOST_GAPS = 200


@dataclass(frozen=True, kw_only=True)
class Task:
    """One step as the page shows it."""

    title: str
    hint: str
    url: str
    standing: Standing
    optional: bool

    @property
    def words(self) -> str:
        """How far it is, as people say it."""
        if self.standing is Standing.NOT_STARTED and self.optional:
            return "Optional"
        return self.standing.value.replace("_", " ").capitalize()

    @property
    def is_done(self) -> bool:
        """Nothing is left to do here."""
        return self.standing is Standing.DONE


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some steps under one heading."""

    heading: str
    tasks: tuple[Task, ...]


def partnership_of(request: ActorRequest) -> Partnership:
    """The partnership, for whoever may set it up. Nobody else learns that the page is there."""
    access.require(request.actor, Permission.CHANGE_PARTNERSHIP)
    partnership = queries.the_partnership()
    if partnership is None:
        raise Http404("Not founded yet")
    return partnership


@signed_in
def set_up(request: ActorRequest) -> TemplateResponse:
    """List the steps and how far each is, as the data says: what was left half done goes on from here."""
    partnership = partnership_of(request)
    stands = queries.how_it_stands(request.actor)
    standings = how_far(stands)
    parts = _parts(stands, standings)
    needed = [step for step in Step if step not in MAY_BE_LEFT_OUT]
    return TemplateResponse(
        request,
        "partnerships/set_up/tasks.html",
        {
            "of": partnership,
            "parts": parts,
            "is_set_up": is_set_up(standings),
            "done": sum(standings[step] is Standing.DONE for step in needed),
            "needed": len(needed),
            "next": next(
                (task for part in parts for task in part.tasks if not task.is_done and not task.optional),
                None,
            ),
            "saved": request.GET.get("saved", ""),
        },
    )


def _parts(stands: Stands, standings: Mapping[Step, Standing]) -> tuple[Part, ...]:
    said = {
        Step.NAME: ("set_up_name", _about(stands)),
        Step.LOOK: ("set_up_look", _look(stands)),
        Step.WARDS: ("set_up_wards", _wards(stands)),
        Step.AREAS: ("set_up_areas", _areas(stands)),
        Step.POSTCODES: ("set_up_postcodes", _postcodes(stands)),
        Step.CATEGORIES: ("set_up_categories", _categories(stands)),
        Step.PARTNERS: ("set_up_partners", _partners(stands)),
        Step.PEOPLE: ("people", _people(stands)),
        Step.COVER: ("cover", _cover(stands)),
    }
    headings = {
        "The partnership": (Step.NAME, Step.LOOK),
        "The borough": (Step.WARDS, Step.AREAS, Step.POSTCODES),
        "Who does what": (Step.CATEGORIES, Step.PARTNERS, Step.PEOPLE),
        "Open for work": (Step.COVER,),
    }
    return tuple(
        Part(
            heading=heading,
            tasks=tuple(
                Task(
                    title=step.called,
                    hint=hint,
                    url=reverse(f"partnerships:{url}"),
                    standing=standings[step],
                    optional=step in MAY_BE_LEFT_OUT,
                )
                for step in steps
                for url, hint in [said[step]]
            ),
        )
        for heading, steps in headings.items()
    )


def _about(stands: Stands) -> str:
    missing = [
        words
        for words, there in (
            ("an address that people can write to", stands.can_be_written_to),
            ("the middle of the borough", stands.has_middle),
        )
        if not there
    ]
    return f"Still missing: {' and '.join(missing)}." if missing else "What the pages call you."


def _look(stands: Stands) -> str:
    return "Your own." if stands.has_own_look else "Wardmote’s own colours, until you choose."


def _wards(stands: Stands) -> str:
    if SetUpFile.WARDS in stands.waiting:
        return "A file waits until you have looked at it."
    return _counted(stands.wards, "ward") if stands.wards else "From a file of boundaries."


def _areas(stands: Stands) -> str:
    if SetUpFile.AREAS in stands.waiting:
        return "A file waits until you have looked at it."
    return (
        _counted(stands.sets, "set") if stands.sets else "Other ways to divide the borough, if you have them."
    )


def _postcodes(stands: Stands) -> str:
    return (
        "People can say where by one." if stands.postcodes else "From a public list, so that one says where."
    )


def _categories(stands: Stands) -> str:
    if not stands.categories:
        return "Choose from the set that comes with Wardmote."
    return f"{stands.categories} kinds of matter."


def _partners(stands: Stands) -> str:
    if stands.waiting & {SetUpFile.ORGANISATIONS, SetUpFile.TEAMS, SetUpFile.REMITS}:
        return "A table waits until you have looked at it."
    if not stands.organisations:
        return "From three tables, or one by one."
    counted = (
        _counted(stands.organisations, "organisation"),
        _counted(stands.teams, "team"),
        _counted(stands.remits, "remit"),
    )
    return " ".join(counted)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}."


def _people(stands: Stands) -> str:
    return (
        f"{stands.people} with a role, {stands.invited} invited."
        if stands.people + stands.invited
        else ("Nobody but the administrator so far.")
    )


def _cover(stands: Stands) -> str:
    return f"{stands.gaps} to look at." if stands.gaps else "Nothing can fall through."


@signed_in
def cover(request: ActorRequest) -> TemplateResponse:
    """Say what is missing that would let a matter fall through, and where to mend it."""
    partnership_of(request)
    found = queries.gaps_in_cover(request.actor)
    kinds = [
        (kind, len(of_kind), of_kind[:MOST_GAPS])
        for kind in GapKind
        if (of_kind := [gap for gap in found if gap.kind is kind])
    ]
    return TemplateResponse(
        request,
        "partnerships/set_up/cover.html",
        {
            "kinds": kinds,
            "count": len(found),
            "most": MOST_GAPS,
            "slow": queries.slow_clocks(request.actor)[:MOST_GAPS],
            "without": queries.exchanging_without_agreement(request.actor)[:MOST_GAPS],
        },
    )
