"""Search through all that the actor may read, and nothing else (docs/explanation/search.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Prefetch, QuerySet

from wardmote.kernel import references
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.privacy import ways_to_find
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Addition, Observation, PersonConcerned, Referral, Step, TeamNote
from ..permissions import readable_by
from ..rules import ObservationState, Part, Terms

PAGE = 50
BEST_OF = 200
"""The newest matches that are compared when the best are asked for: a bound on what a common word can cost."""

MOST_DIRECT = 10
HIT, HIT_ENDS = "\ue000", "\ue001"
"""Stand round a found word in a snippet: private characters that mean nothing elsewhere."""

_LONGEST_READ = 20_000
_BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
_TOKENS = str.maketrans("", "", HIT + HIT_ENDS)


class SearchOrder(StrEnum):
    """Which of the matches come first."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What the matches are narrowed to. Empty means all."""

    category_ids: Collection[int] = ()
    ward_ids: Collection[int] = ()
    states: Collection[ObservationState] = ()
    recorded_from: datetime | None = None
    recorded_until: datetime | None = None

    @property
    def marks(self) -> str:
        """The same as marks of the search index, in the syntax of a tsquery."""
        groups = (
            [f"'@c{number:d}'" for number in sorted(self.category_ids)],
            [f"'@w{number:d}'" for number in sorted(self.ward_ids)],
            [f"'@s{ObservationState(state).value}'" for state in sorted(self.states)],
        )
        return " & ".join(f"({' | '.join(group)})" for group in groups if group)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One matter that was found: in which text, and the piece of it that shows why.

    In ``snippet`` the found words stand between `HIT` and `HIT_ENDS`. It is empty for a protected matter, whose
    words are read on its own page only.
    """

    observation: Observation
    part: Part
    snippet: str


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """A page of what was found. ``is_all`` says that no match was left out of the comparison."""

    rows: Sequence[Found]
    next: str | None
    is_all: bool


def search(
    actor: Actor,
    terms: Terms,
    *,
    narrowing: Narrowing = Narrowing(),
    order: SearchOrder = SearchOrder.BEST,
    after: str | None = None,
    size: int = PAGE,
) -> SearchPage:
    """Find the matters whose words, people, places or answers hold all the terms.

    The best first compares the newest `BEST_OF` matches and has one page; the newest first has as many pages as
    there are, ``after`` the reference of the last one shown. At most eight queries, however much there is.
    """
    if not terms.is_something:
        return SearchPage(rows=[], next=None, is_all=True)
    wanted = BEST_OF if order is SearchOrder.BEST else size
    matches = _matches(actor, terms, narrowing, after if order is SearchOrder.NEWEST else None, wanted + 1)
    more, matches = len(matches) > wanted, matches[:wanted]
    if order is SearchOrder.BEST:
        matches = sorted(matches, key=lambda match: -match.rank)[:size]
    rows = _shown(actor, terms, matches)
    last = rows[-1].observation.reference if rows and more and order is SearchOrder.NEWEST else None
    return SearchPage(rows=rows, next=last, is_all=not more)


@dataclass(frozen=True)
class _Match:
    observation_id: int
    created_at: datetime
    part: str
    source_id: int
    rank: float


_SOUGHT = f"referrals_search_query({', '.join(['%s::text[]'] * 6)})"


def _matches(actor: Actor, terms: Terms, narrowing: Narrowing, after: str | None, most: int) -> list[_Match]:
    last = Observation.objects.filter(readable_by(actor), reference=after).first() if after else None
    newest = min(narrowing.recorded_until or now(), last.created_at if last else now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"select * from referrals_search({_SOUGHT}, %s, %s, %s, %s, %s)",  # noqa: S608 (no value in it)
            [
                *_parameters(terms),
                narrowing.marks,
                newest,
                last.pk if last and newest == last.created_at else 2**62,
                narrowing.recorded_from or _BEGINNING,
                most,
            ],
        )
        return [_Match(*row) for row in cursor.fetchall()]


def _parameters(terms: Terms) -> list[list[str]]:
    last = len(terms.words) - 1
    return [
        list(terms.words),
        list(terms.phrases),
        list(terms.without),
        [_by_tokens(word, unfinished=number == last) for number, word in enumerate(terms.words)],
        [_by_tokens(phrase) for phrase in terms.phrases],
        [_by_tokens(term) for term in terms.without],
    ]


def _by_tokens(term: str, *, unfinished: bool = False) -> str:
    """What finds the term in texts that stand encrypted, in the syntax of a tsquery. Empty for what is no word."""
    ways = ways_to_find(term, unfinished=unfinished)
    return " & ".join("(" + " | ".join(f"'#{token}'" for token in any_of) + ")" for any_of in ways)


def _shown(actor: Actor, terms: Terms, matches: Sequence[_Match]) -> Sequence[Found]:
    observations = (
        Observation.objects.filter(readable_by(actor))
        .select_related("category", "ward", "recorded_for")
        .prefetch_related(Prefetch("referrals", queryset=_referrals(actor)))
        .in_bulk([match.observation_id for match in matches])
    )
    # Between the search and this reading somebody may have lost a key: what is no longer readable is not shown.
    matches = [match for match in matches if match.observation_id in observations]
    texts = _texts(actor, observations, matches)
    snippets = dict(zip(texts, _snippets(terms, list(texts.values())), strict=True))
    return [
        Found(
            observation=observations[match.observation_id],
            part=Part(match.part),
            snippet=snippets.get((match.part, match.source_id), ""),
        )
        for match in matches
    ]


def _referrals(actor: Actor) -> QuerySet[Referral]:
    return (
        Referral.objects.filter(readable_by(actor)).select_related("receiver_team").order_by("sent_at", "pk")
    )


def _texts(
    actor: Actor, observations: Mapping[int, Observation], matches: Sequence[_Match]
) -> Mapping[tuple[str, int], str]:
    """The texts in which something was found, as the actor may read them; none of a protected matter."""
    open_to_lists = [
        match for match in matches if observations[match.observation_id].sensitivity != Sensitivity.PROTECTED
    ]
    numbers = {part: [m.source_id for m in open_to_lists if m.part == part] for part in Part}
    texts: dict[tuple[str, int], str] = {
        (Part.WORDS, number): f"{observations[number].words} · {observations[number].place_words}"
        for number in numbers[Part.WORDS]
    }
    readable = readable_by(actor)
    for part, rows in (
        (Part.ADDITION, Addition.objects.filter(readable)),
        (Part.ANSWER, Step.objects.filter(readable)),
        (Part.NOTE, TeamNote.objects.filter(readable)),
    ):
        if numbers[part]:
            found = rows.filter(pk__in=numbers[part]).values_list("pk", "words")
            texts |= {(part, number): words for number, words in found}
    if numbers[Part.PERSON]:
        for person in PersonConcerned.objects.filter(readable, pk__in=numbers[Part.PERSON]):
            texts[Part.PERSON, person.pk] = " · ".join(
                each for each in (person.name, person.address, person.contact) if each
            )
    return texts


_OPTIONS = (
    f"StartSel={HIT}, StopSel={HIT_ENDS}, MaxFragments=2, MaxWords=24, MinWords=12, FragmentDelimiter=' … '"
)


def _snippets(terms: Terms, texts: Sequence[str]) -> Sequence[str]:
    if not texts:
        return []
    clean = [text[:_LONGEST_READ].translate(_TOKENS) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with sought as (select {_SOUGHT} as it)
            select ts_headline('english', text, it, %s)
            from sought, unnest(%s::text[]) with ordinality as given (text, position) order by position
            """,  # noqa: S608 (no value in it)
            [*_parameters(terms), _OPTIONS, clean],
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, kw_only=True)
class Direct:
    """A matter that the typed words name by its reference, ours or another system's."""

    observation: Observation | None = None
    referral: Referral | None = None
    is_theirs: bool = False


def by_reference(actor: Actor, typed: str) -> Sequence[Direct]:
    """What the typed words name, if they are a reference: ours however it is written, or theirs exactly.

    Two or three queries, at most `MOST_DIRECT` of each kind; nothing for what the actor may not read.
    """
    typed = typed.strip()
    ours = references.read(typed)
    observations = Observation.objects.filter(readable_by(actor)).select_related("category")
    referrals = Referral.objects.filter(readable_by(actor)).select_related("category", "receiver_team")
    if ours:
        return [
            *(Direct(observation=found) for found in observations.filter(reference=ours)),
            *(Direct(referral=found) for found in referrals.filter(reference=ours)),
        ]
    if not typed or len(typed) > 120 or "\x00" in typed:
        return []
    return [
        *(
            Direct(observation=found, is_theirs=True)
            for found in observations.filter(their_reference=typed).order_by("-pk")[:MOST_DIRECT]
        ),
        *(
            Direct(referral=found, is_theirs=True)
            for found in referrals.filter(their_reference=typed).order_by("-pk")[:MOST_DIRECT]
        ),
    ]
