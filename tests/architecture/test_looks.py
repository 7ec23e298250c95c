"""No read of what may tell of a person can forget to be kept (R1.8)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from wardmote.kernel.audit.looks import WatchedModel
from wardmote.kernel.privacy import declared

SRC = Path(__file__).parents[2] / "src" / "wardmote"
OURS = [m for m in apps.get_models() if m.__module__.startswith("wardmote.")]
NOT_WATCHED = {
    "api.KeptAnswer": "what a call was answered before, given again to the same caller",
    "documents.Document": "a photo's bytes: reached only by the row of what it belongs to, which is watched",
    "insight.Pattern": "numbers, and which observations; their words are fetched as watched rows",
    "issues.Act": "why things were put together or taken apart, in words that are checked to name nobody",
    "issues.Decision": "what was decided of a problem, in words that are checked to name nobody",
    "issues.Gathering": "that an observation is in an issue; its words are fetched as watched rows",
    "issues.Issue": "a problem, in words that are checked to name nobody",
    "issues.LevelChange": "that a problem went to another level",
    "issues.PublicWords": "what everybody may read, once somebody has read it for names",
    "issues.Voice": "who spoke without an account: read by Wardmote alone, and shown on no page",
    "issues.Referred": "that a problem was referred; the referral itself is watched",
    "issues.TakenOn": "that a group has taken a problem on: a role to ask, never a person",
    "issues.Weighing": "what a problem weighs",
    "messaging.Delivery": "that a message went out; its words are made of codes and names of teams",
    "messaging.Message": "somebody's own: codes, references and names of teams, never words about people",
    "oversight.Finding": "that somebody's looks were odd: numbers and times; of a record its code, which no page shows",
    "oversight.FindingStep": "what an officer found out about looks: of staff, not of whom records concern",
    "referrals.BrokenGlass": "why somebody broke the glass: read by them, and by who watches over it",
    "referrals.AnswerLink": "that a link was mailed to a team, and opened: neither words nor anybody's name",
    "retention.Hold": "that something must be kept, and why: read by data protection officers alone",
    "referrals.SearchText": "the application cannot read it; what a search finds is fetched as watched rows",
}
STAFF = {"accounts", "partnerships"}
"""The register of partners and staff: not what was said of anybody."""


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_table_that_may_tell_of_a_person_is_watched(model: type[models.Model]) -> None:
    personal = any(keep.tells_of_people for keep in declared(model).values())
    has_readers = any(f.name == "readers" for f in model._meta.concrete_fields)
    if (personal or has_readers) and model._meta.app_label not in STAFF:
        assert issubclass(model, WatchedModel) or model._meta.label in NOT_WATCHED


BARE = {
    # Where values are fetched without their rows, and why nothing is seen by it that is not kept.
    "queries/categories.running_by": "numbers",
    "queries/claims.claims_by_team": "numbers",
    "queries/due._named": "names, compared with those under a legal hold by the platform",
    "queries/due.take_drafts": "numbers, to the platform",
    "queries/due.take_due": "numbers, to the platform",
    "queries/due.take_glass": "numbers, to the platform",
    "queries/erasing.identifications_of": "numbers, to the platform",
    "queries/erasing.rows_of_person": "numbers, to the platform",
    "queries/feed._ends": "the ends of the feed",
    "queries/feed.happened_after": "the happenings themselves are rows, and say what they happened to",
    "queries/flow.flow": "numbers",
    "queries/imports.settle": "whether a number of another system is taken",
    "queries/knowing._met": "numbers of observations, whose people are then compared",
    "queries/knowing.who_is_who": "numbers of observations that are then fetched as rows",
    "queries/ladder.due_to_climb": "read by the platform",
    "queries/ladder.held_up": "read by the platform",
    "queries/late.silent_teams": "numbers, and when a team answered last",
    "queries/late.spread": "numbers",
    "queries/observations._with_last_words": "of referrals whose observation is fetched as a row",
    "queries/observations.reaching": "numbers of observations that are then fetched as rows",
    "queries/overview.behind_in_wards": "names of teams",
    "queries/overview.desks": "numbers",
    "queries/overview.word_kept": "numbers",
    "queries/overview._work": "numbers",
    "queries/owing.lying_with": "read by the platform",
    "queries/owing.organisations_exchanging": "numbers of organisations",
    "queries/owing.owed_by": "numbers",
    "queries/meeting._apart": "numbers, read by the platform",
    "queries/meeting.met_between": "read by the platform, to compare",
    "queries/owing.to_settle": "read by the platform",
    "queries/owing.team_then": "the number of a team",
    "queries/nearby.said_near": "places and times, compared; what is shown of them is then fetched as rows",
    "queries/nearby.said_since": "places and times, compared; what is shown of them is then fetched as rows",
    "queries/published.recorded_lately": "numbers that are published",
    "queries/searching._matches": "numbers of observations that are then fetched as rows",
    "queries/searching._snippets": "marks found words in texts that are given to it",
    "queries/searching._texts": "of observations that were fetched as rows",
    "queries/sharing.disclosures_by_ground": "numbers",
    "queries/sharing.overrides_waiting": "numbers",
    "queries/story._told": "of the observation that is fetched as a row; who is concerned by `people_shown`",
    "queries/suggestions._waiting": "numbers",
    "queries/watched._some": "numbers, read by the platform",
    "queries/victims._meeting": "numbers of people who are then compared, read by the platform",
    "queries/victims._said_to_be": "numbers, read by the platform",
    "queries/victims.sent_on": "which people a record is about, read by the platform",
    "queries/undoing.undoing": "numbers of observations, to who imported them",
}


def _bare(path: Path) -> Iterator[str]:
    """The functions of a file that fetch bare values from the database."""
    where = f"{path.parent.name}/{path.stem}"
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any(_fetches_bare(inner) for inner in ast.walk(node)):
            yield f"{where}.{node.name}"


def _fetches_bare(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr == "values":
        return bool(node.args) and all(isinstance(arg, ast.Constant) for arg in node.args)
    return node.func.attr in {"values_list", "execute", "raw"}


def test_whoever_fetches_bare_values_says_why_nothing_is_forgotten() -> None:
    folder = SRC / "modules" / "referrals"
    files = [*folder.glob("queries/*.py"), *folder.glob("web/**/*.py"), *folder.glob("api/**/*.py")]
    found = {name for path in files for name in _bare(path)}
    assert found - BARE.keys() == set(), "fetch the rows, or call `saw`, or say why not"
    assert BARE.keys() - found == set(), "nobody does this any more"


def _views(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern)
        else:
            yield pattern


def test_pages_of_one_record_are_told_from_lists_by_their_address() -> None:
    named = {p.name for p in _views(get_resolver()) if "reference" in p.pattern.converters}
    assert named >= {"referral", "observation", "photo", "get_referral", "get_observation"}
