"""Whether everything that can be told reaches somebody who answers. The rule behind "Is everything covered?"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """A standing team: whether it takes work at all, and who is there to answer now."""

    id: int
    name: str
    is_coordinator: bool = False
    has_duty_officer: bool = False
    answers_by_link: bool = False
    """Nobody there needs an account: its mailbox gets links."""
    has_safeguarding_lead: bool = False


@dataclass(frozen=True, kw_only=True)
class CategoryFacts:
    """A kind of matter in use, and whether it is protected from the start."""

    id: int
    name: str
    key: str = ""
    is_protected: bool = False


@dataclass(frozen=True, kw_only=True)
class RemitFacts:
    """A standing team takes a category in these wards; None stands for the whole borough."""

    team_id: int
    category_id: int
    ward_ids: frozenset[int] | None = None


class GapKind(StrEnum):
    """The ways in which something could fall through, the gravest first."""

    NO_COORDINATOR = "no_coordinator"
    NOBODY_PROTECTS_DATA = "nobody_protects_data"
    NOBODY_TO_ANSWER = "nobody_to_answer"
    NO_SAFEGUARDING_LEAD = "no_safeguarding_lead"
    COORDINATOR_CANNOT_READ = "coordinator_cannot_read"
    NOBODY_TAKES_IT = "nobody_takes_it"
    NOT_EVERYWHERE = "not_everywhere"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that is missing: at which team or category, and in which wards."""

    kind: GapKind
    team: TeamFacts | None = None
    category: CategoryFacts | None = None
    wards: tuple[str, ...] = ()


def gaps(
    *,
    teams: Collection[TeamFacts],
    categories: Collection[CategoryFacts],
    remits: Collection[RemitFacts],
    wards: Mapping[int, str],
    has_protection_officer: bool = True,
) -> list[Gap]:
    """Everything that would let a matter fall through, the gravest kinds first, each kind by name.

    - There is no coordinator's desk, so what nobody claims lies nowhere.
    - Nobody is data protection officer, so nobody hears of broken glass and of looks out of the ordinary.
    - A team takes something, or is that desk, and has no duty officer; the desk's own people sign in, any other team
      may answer by link.
    - A category that is protected from the start goes to a team where nobody may read it.
    - Something is protected from the start, and nobody at the coordinator's desk may read it: silence about it cannot
      climb there, and what its sender may not read stays with whoever does not answer.
    - A category that no team takes; or that none takes in some wards.
    """
    by_id = {team.id: team for team in teams}
    taken = [remit for remit in remits if remit.team_id in by_id]
    found = [
        *_without_a_desk(teams),
        *([] if has_protection_officer else [Gap(kind=GapKind.NOBODY_PROTECTS_DATA)]),
        *_unanswered(teams, {remit.team_id for remit in taken}),
        *_unread(by_id, categories, taken),
        *_unread_by_the_coordinator(teams, categories),
        *_untaken(categories, taken, wards),
    ]
    order = list(GapKind)
    return sorted(
        found,
        key=lambda gap: (
            order.index(gap.kind),
            gap.category.name if gap.category else "",
            gap.team.name if gap.team else "",
        ),
    )


def _without_a_desk(teams: Collection[TeamFacts]) -> Iterator[Gap]:
    if not any(team.is_coordinator for team in teams):
        yield Gap(kind=GapKind.NO_COORDINATOR)


def _unanswered(teams: Collection[TeamFacts], taking: Collection[int]) -> Iterator[Gap]:
    for team in teams:
        answered = team.has_duty_officer or (team.answers_by_link and not team.is_coordinator)
        if (team.id in taking or team.is_coordinator) and not answered:
            yield Gap(kind=GapKind.NOBODY_TO_ANSWER, team=team)


def _unread(
    teams: Mapping[int, TeamFacts], categories: Collection[CategoryFacts], remits: Collection[RemitFacts]
) -> Iterator[Gap]:
    protected = {category.id: category for category in categories if category.is_protected}
    for remit in remits:
        team = teams[remit.team_id]
        if remit.category_id in protected and not team.has_safeguarding_lead:
            yield Gap(kind=GapKind.NO_SAFEGUARDING_LEAD, team=team, category=protected[remit.category_id])


def _unread_by_the_coordinator(
    teams: Collection[TeamFacts], categories: Collection[CategoryFacts]
) -> Iterator[Gap]:
    if any(category.is_protected for category in categories):
        for team in teams:
            if team.is_coordinator and not team.has_safeguarding_lead:
                yield Gap(kind=GapKind.COORDINATOR_CANNOT_READ, team=team)


def _untaken(
    categories: Collection[CategoryFacts], remits: Collection[RemitFacts], wards: Mapping[int, str]
) -> Iterator[Gap]:
    where: dict[int, list[frozenset[int] | None]] = {}
    for remit in remits:
        where.setdefault(remit.category_id, []).append(remit.ward_ids)
    for category in categories:
        places = where.get(category.id)
        if places is None:
            yield Gap(kind=GapKind.NOBODY_TAKES_IT, category=category)
        elif None not in places:
            reached = frozenset[int]().union(*(place for place in places if place is not None))
            if missing := sorted(name for ward, name in wards.items() if ward not in reached):
                yield Gap(kind=GapKind.NOT_EVERYWHERE, category=category, wards=tuple(missing))
