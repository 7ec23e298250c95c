"""Reads about files brought in: what a file would become, the runs there were, and what was turned away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..adapters.report_files import fingerprint, open_reports, read_mapping_text
from ..models import ImportRejection, ImportRun, Observation
from ..permissions import Permission, readable_by
from ..rules import NotReady, narrowest, observation_readers
from ..rules.mapping import Outcome, Report, ReportMapping, batches, read_mapping

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Team

BATCH = 1_000
"""How many rows are kept, and accounted for, in one transaction."""

Tell: TypeAlias = Callable[[int, int, int], None]
"""Hears how far a file is: rows read, bytes read, bytes there are."""

FIRST = 5
"""How many rows a preview shows as they would be."""


def heard_by_nobody(rows: int, done: int, size: int) -> None:
    """For those who need not know how far it is."""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """What a row must agree with here: our categories, and the team the observations are recorded for."""

    mapping: ReportMapping
    categories: dict[str, Category]
    team: Team | None
    team_reads_protected: bool

    @cached_property
    def sensitivities(self) -> dict[str, Sensitivity]:
        """By a category's key, what it asks for, or the mapping where that is narrower."""
        asked = self.mapping.sensitivity
        return {key: narrowest(category.sensitivity, asked) for key, category in self.categories.items()}

    @cached_property
    def readers(self) -> dict[Sensitivity, list[int]]:
        """The keys of those who may read what is of a sensitivity."""
        teams = [self.team.pk] if self.team else []
        return {s: observation_readers(s, recorded_by=None, team_ids=teams) for s in Sensitivity}

    def why_nobody_reads(self, report: Report) -> str:
        """Why nobody could read it here, or "" when somebody can."""
        sensitivity = self.sensitivities[report.category]
        if not self.readers[sensitivity]:
            return f"It is for {sensitivity} only, so it needs a team that may read it. Name one with --team."
        if sensitivity == Sensitivity.PROTECTED and not self.team_reads_protected:
            return (
                "It is protected, and the team has no safeguarding lead to read it. Name another with --team."
            )
        return ""


@dataclass(kw_only=True)
class Settled:
    """What becomes of some rows."""

    new: list[tuple[Outcome, Report]] = field(default_factory=list)
    already_here: int = 0
    rejected: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a file would become if it were brought in now."""

    rows: int
    first: list[tuple[Outcome, Report]]
    by_category: Counter[str]
    already_here: int
    rejected: list[Outcome]
    ended_early: str


def mapping_in(actor: Actor, path: Path) -> ReportMapping:
    """The mapping in a file. Raises Unreadable, or WrongMapping with every fault."""
    access.require(actor, Permission.IMPORT)
    return read_mapping(read_mapping_text(path), categories_by_key(actor))


def categories_by_key(actor: Actor) -> dict[str, Category]:
    """Every category that a report can become, by its key."""
    return {c.key: c for group in partnerships.category_groups(actor) for c in group.categories.all()}


def destination(actor: Actor, mapping: ReportMapping, team_key: str | None) -> Destination:
    """Where reports go: to the team with this key, or the mapping's, or else the coordinator's desk.

    Raises NotReady when no team has the key.
    """
    access.require(actor, Permission.IMPORT)
    key, team = team_key or mapping.team, partnerships.coordinator_desk()
    if key is not None:
        standing = {team.key: team for team in partnerships.standing_teams(actor)}
        team = standing.get(key)
        if team is None:
            close = get_close_matches(key, standing, n=1)
            meant = f"Did you mean “{close[0]}”?" if close else "Write the key of a team that works today."
            raise NotReady(f"There is no team “{key}”. {meant}", field="team")
    return Destination(
        mapping=mapping,
        categories=categories_by_key(actor),
        team=team,
        team_reads_protected=team is not None
        and team.pk in partnerships.teams_with_safeguarding_lead([team.pk]),
    )


def fingerprint_of(path: Path, to: Destination) -> str:
    """By what a run is known again: the file, the mapping and the team. Raises Unreadable."""
    return fingerprint(path, to.mapping.source, to.team.key if to.team else "")


def settle(batch: Sequence[Outcome], to: Destination, seen: Collection[str] = ()) -> Settled:
    """Say what becomes of some rows: new, already here (in the database, among ``seen``, or above), or rejected."""
    references = [outcome.their_reference for outcome in batch if outcome.report]
    with as_system("looking for numbers that were imported before"):
        here = set(
            Observation.objects.filter(their_system=to.mapping.system, their_reference__in=references)
            .exclude(their_reference="")  # so that the partial index serves
            .values_list("their_reference", flat=True)
        )
    settled = Settled()
    for outcome in batch:
        if outcome.report is None:
            settled.rejected.append(outcome)
        elif outcome.their_reference in here or outcome.their_reference in seen:
            settled.already_here += 1
        elif why := to.why_nobody_reads(outcome.report):
            settled.rejected.append(replace(outcome, report=None, reason=why))
        else:
            here.add(outcome.their_reference)
            settled.new.append((outcome, outcome.report))
    settled.new = _placed_by_postcode(settled.new)
    return settled


def _placed_by_postcode(new: list[tuple[Outcome, Report]]) -> list[tuple[Outcome, Report]]:
    """Put those that have no point of their own at the postcode in their words of place, where it is known."""
    known = geography.find_postcodes(report.place_words for _, report in new if report.latitude is None)
    return [
        (outcome, replace(report, latitude=at.latitude, longitude=at.longitude))
        if report.latitude is None and (at := known.get(report.place_words))
        else (outcome, report)
        for outcome, report in new
    ]


def preview(
    actor: Actor, path: Path, to: Destination, tell: Tell = heard_by_nobody, *, called: str = ""
) -> Preview:
    """Read a whole file and say what it would become. Writes nothing. Raises Unreadable."""
    access.require(actor, Permission.IMPORT)
    rows, already_here, ended_early = 0, 0, ""
    first: list[tuple[Outcome, Report]] = []
    rejected: list[Outcome] = []
    by_category: Counter[str] = Counter()
    seen: set[str] = set()
    with open_reports(path, to.mapping, called) as file:
        for batch in batches(file.rows, to.mapping, now=now(), size=BATCH):
            settled = settle(batch.outcomes, to, seen)
            rows, ended_early = rows + len(batch.outcomes), batch.ended_early
            tell(rows, file.done(), file.size)
            already_here += settled.already_here
            rejected += settled.rejected
            first += settled.new[: FIRST - len(first)]
            by_category.update(report.category for _, report in settled.new)
            seen.update(outcome.their_reference for outcome, _ in settled.new)
    return Preview(
        rows=rows,
        first=first,
        by_category=by_category,
        already_here=already_here,
        rejected=rejected,
        ended_early=ended_early,
    )


def import_runs(actor: Actor, *, after: str | None = None) -> Page[ImportRun]:
    """The files brought in, newest first."""
    access.require(actor, Permission.IMPORT)
    return page_of(ImportRun.objects.all(), order=("-started_at", "-id"), after=after)


def import_run(actor: Actor, number: int) -> ImportRun:
    """One run. Raises DoesNotExist."""
    access.require(actor, Permission.IMPORT)
    return ImportRun.objects.select_related("started_by", "undo_asked_by").get(pk=number)


def rejections(actor: Actor, run: ImportRun, *, after: str | None = None) -> Page[ImportRejection]:
    """The rows of a run that were not imported, as they stand in the file, a page at a time."""
    access.require(actor, Permission.IMPORT)
    return page_of(run.rejections.all(), order=("row_number",), after=after)


def all_rejections(actor: Actor, run: ImportRun) -> Iterator[ImportRejection]:
    """Every row of a run that was not imported, for a file."""
    access.require(actor, Permission.IMPORT)
    return run.rejections.order_by("row_number").iterator()


def observations_brought(actor: Actor, run: ImportRun, *, after: str | None = None) -> Page[Observation]:
    """What a run brought, as far as the actor may read it, in the order of the file."""
    access.require(actor, Permission.IMPORT)
    brought = Observation.objects.filter(readable_by(actor), import_run=run).select_related(
        "category", "ward"
    )
    return page_of(brought, order=("id",), after=after)
