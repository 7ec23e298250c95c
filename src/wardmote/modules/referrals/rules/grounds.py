"""On what ground somebody read a record: from the keys they hold and the part they have in the case (R1.8)."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from wardmote.shared.partnerships.rules import ANY_PARTNER, ELECTED, MOVEMENT, PERSON_KEYS, is_answer_key

from .observations import desk_key


class Ground(StrEnum):
    """Why somebody could read a record, the nearest to the case first."""

    BREAK_GLASS = "break-glass"
    CLAIMED = "claimed"
    ON_OUR_DESK = "on-our-desk"
    COORDINATOR = "coordinator"
    RECORDED = "recorded"
    SENT = "sent"
    OUR_TEAM_SENT = "our-team-sent"
    OUR_TEAM_RECORDED = "our-team-recorded"
    IN_THE_CASE = "in-the-case"
    NAMED = "named"
    OPEN = "open"
    ELECTED = "elected"
    MOVEMENT = "movement"
    NONE = "none"


GROUND_IN_WORDS = {
    Ground.BREAK_GLASS: "Broke the glass",
    Ground.CLAIMED: "Has claimed it",
    Ground.ON_OUR_DESK: "It lies on their team’s desk",
    Ground.COORDINATOR: "The coordinator was called",
    Ground.RECORDED: "Recorded it",
    Ground.SENT: "Passed it on",
    Ground.OUR_TEAM_SENT: "Their team passed it on",
    Ground.OUR_TEAM_RECORDED: "It was recorded for their team",
    Ground.IN_THE_CASE: "Their team is in the case",
    Ground.NAMED: "Named on the case",
    Ground.OPEN: "Open to every partner",
    Ground.ELECTED: "Open to elected members",
    Ground.MOVEMENT: "Sees that work moves, without its words",
    Ground.NONE: "No ground is known",
}

_PAGES = {
    "referrals:referral": "The referral",
    "referrals:observation": "What was seen",
    "referrals:person": "What is known of a person",
    "referrals:photo": "A photo",
    "referrals:pass_on": "The page for passing it on",
    "referrals:looks": "Who has looked at it",
    "referrals:glass": "The whole record, through broken glass",
    "referrals:glass_photo": "A photo, through broken glass",
    "referrals:answer": "By a link to their mailbox",
    "referrals:answer_photo": "A photo, by a link to their mailbox",
    "referrals:inbox": "In the inbox",
    "referrals:inbox_table": "In the inbox, as a table",
    "referrals:sent": "In “Passed on”",
    "referrals:mine": "In “My observations”",
    "referrals:reaching": "In the list of observations",
    "pages:desk": "On their desk",
    "pages:search": "In a search",
    "pages:why": "On the page that says why somebody may read it",
    "api:list_events": "In the feed of what happened",
    "api:list_observations": "In a list of observations",
    "api:list_referrals": "In a list of referrals",
}


def page_in_words(page: str) -> str:
    """Where a look was, from the name of its page or call."""
    known = _PAGES.get(page)
    return known or ("In an answer to a program" if page.startswith("api:") else "On another page")


def records_in(codes: Iterable[str]) -> int:
    """How many records a look was at: a referral and what was seen count once."""
    kinds = [code.partition(":")[0] for code in codes]
    return max(kinds.count("observation"), kinds.count("referral"))


def strongest(grounds: Iterable[Ground]) -> Ground:
    """The ground nearest to the case."""
    return min(grounds, key=list(Ground).index, default=Ground.NONE)


def ground_on_observation(
    *,
    keys: Collection[int],
    person_id: int | None,
    readers: Iterable[int],
    sensitivity: str,
    recorded_by: int | None,
    recorded_for: int | None,
) -> Ground:
    """Why somebody could read an observation."""
    if person_id is not None and recorded_by == person_id:
        return Ground.RECORDED
    if recorded_for is not None and desk_key(recorded_for, sensitivity) in keys:
        return Ground.OUR_TEAM_RECORDED
    return ground_by_keys(keys=keys, readers=readers)


def ground_on_referral(
    *,
    keys: Collection[int],
    person_id: int | None,
    readers: Iterable[int],
    sensitivity: str,
    sent_by: int | None,
    claimed_by: int | None,
    sender: int,
    receiver: int,
    accountable: int | None,
) -> Ground:
    """Why somebody could read a referral. A desk of neither side is the coordinator's, who was called."""
    if accountable is not None and desk_key(accountable, sensitivity) in keys:
        if claimed_by is not None and claimed_by == person_id:
            return Ground.CLAIMED
        return Ground.ON_OUR_DESK if accountable in (sender, receiver) else Ground.COORDINATOR
    if person_id is not None and sent_by == person_id:
        return Ground.SENT
    if desk_key(sender, sensitivity) in keys:
        return Ground.OUR_TEAM_SENT
    return ground_by_keys(keys=keys, readers=readers)


def ground_by_keys(*, keys: Collection[int], readers: Iterable[int]) -> Ground:
    """Why somebody could read a row, as far as their keys alone tell."""
    shared = set(readers).intersection(keys)
    if any(0 < abs(key) < PERSON_KEYS or is_answer_key(key) for key in shared):
        return Ground.IN_THE_CASE
    if any(PERSON_KEYS <= key < MOVEMENT for key in shared):
        return Ground.NAMED
    for key, ground in (
        (ANY_PARTNER, Ground.OPEN),
        (ELECTED, Ground.ELECTED),
        (MOVEMENT, Ground.MOVEMENT),
    ):
        if key in shared:
            return ground
    return Ground.NONE
