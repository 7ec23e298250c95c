"""The calls of Wardmote's API, under the names that its document gives them.

    with Wardmote(url, token) as wardmote:
        seen = wardmote.create_observation(category="fly-tip", words="Two mattresses by the garages.")
        wardmote.send_referrals(
            observation=seen.body["reference"], to_teams=["street-cleansing"], words="Please clear the path."
        )

Every call that changes something takes `key`, its Idempotency-Key. Left out, a fresh one is made, which is kept through
the client's own repetitions. Give one of your own, kept with your own data, where your program itself may stop half way
and begin again. Raises the exceptions of `problems`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, Unpack
from urllib.parse import quote

import httpx

from . import shapes
from .asking import Line

Body = TypeVar("Body")


@dataclass(frozen=True)
class Seen(Generic[Body]):
    """Something as you saw it, where it is, and the ETag by which the server knows whether it has changed since."""

    body: Body
    etag: str
    at: str


Observation = Seen[shapes.ObservationOut]
Referral = Seen[shapes.ReferralOut]


class Wardmote:
    """One Wardmote, as the holder of one token sees it."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect. Raises ValueError for an address to which the token would go in the clear."""
        self._line = Line(url, token, transport=transport, sleep=sleep)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()

    # Who does what

    def list_teams(self, *, organisation: str = "", category: str = "") -> Iterator[shapes.TeamOut]:
        """Every team that works today; only one partner's, or those that take a category."""
        return self._each("teams", {"organisation": organisation, "category": category})

    def get_team(self, team: str) -> shapes.TeamOut:
        """A team by its key."""
        found: shapes.TeamOut = self._plain("teams", team)
        return found

    def list_categories(self) -> shapes.CategoriesOut:
        """Every category in use, in groups."""
        found: shapes.CategoriesOut = self._plain("categories")
        return found

    def list_areas(self) -> shapes.AreasOut:
        """How the borough is divided today."""
        found: shapes.AreasOut = self._plain("areas")
        return found

    def ask_suggestions(self, **need: Unpack[shapes.NeedIn]) -> shapes.SuggestionsOut:
        """Who could take it, best first, with reasons."""
        found: shapes.SuggestionsOut = self._line.ask(_at("suggestions"), need).json()
        return found

    def ask_where(self, words: str) -> shapes.WhereOut:
        """Which ward and areas hold a postcode, a point, an address or a street; outside, whose it probably is."""
        found: shapes.WhereOut = self._line.ask(_at("where"), {"words": words}).json()
        return found

    # Observations

    def list_observations(
        self, *, their_reference: str = "", mine: bool | None = None
    ) -> Iterator[shapes.ObservationSummary]:
        """What you may read, newest first; only the one under your own number, or what you recorded yourself."""
        return self._each("observations", {"their_reference": their_reference, "mine": mine})

    def get_observation(self, reference: str) -> Observation:
        """An observation with what belongs to it."""
        return _seen(self._line.get(_at("observations", reference)))

    def create_observation(
        self, *, key: str | None = None, **seen: Unpack[shapes.ObservationIn]
    ) -> Observation:
        """Record what was seen, heard or told. Give `their_reference`: it is taken once."""
        return self._change(_at("observations"), seen, key)

    def add_to_observation(
        self, reference: str, *, key: str | None = None, **more: Unpack[shapes.AdditionIn]
    ) -> Observation:
        """Add what came to be known later."""
        return self._change(_at("observations", reference, "additions"), more, key)

    def end_observation(
        self, observation: Observation, *, key: str | None = None, **why: Unpack[shapes.EndIn]
    ) -> Observation:
        """Say that nothing more is needed."""
        return self._change(f"{observation.at}/end", why, key, observation.etag)

    def get_person(self, reference: str, position: int = 0) -> shapes.KnownPersonOut:
        """What is known of one of the people of an observation, and who else they may be."""
        known: shapes.KnownPersonOut = self._plain("observations", reference, "people", str(position))
        return known

    def identify(
        self, reference: str, position: int = 0, *, key: str | None = None, **said: Unpack[shapes.IdentifyIn]
    ) -> shapes.KnownPersonOut:
        """Say that somebody in another observation is this person, or is not."""
        return self._said(reference, position, "same", said, key)

    def undo_identification(
        self, reference: str, position: int = 0, *, key: str | None = None, **why: Unpack[shapes.UndoIn]
    ) -> shapes.KnownPersonOut:
        """Take that back: each record stands as before."""
        return self._said(reference, position, "same/undo", why, key)

    def _said(
        self, reference: str, position: int, what: str, body: Any, key: str | None
    ) -> shapes.KnownPersonOut:
        address = f"{_at('observations', reference, 'people', str(position))}/{what}"
        known: shapes.KnownPersonOut = self._line.change(address, body, key=key).json()
        return known

    # Referrals

    def list_referrals(
        self,
        *,
        side: shapes.Side = "inbox",
        team: str = "",
        box: shapes.Box | None = None,
        order: shapes.Order | None = None,
        their_reference: str = "",
    ) -> Iterator[shapes.ReferralSummary]:
        """The referrals of one of your teams: its inbox, what it received, or what it sent."""
        return self._each(
            "referrals",
            {"side": side, "team": team, "box": box, "order": order, "their_reference": their_reference},
        )

    def get_referral(self, reference: str, *, show_people: bool = False) -> Referral:
        """A referral with its story, and with `can`: what you may do with it now."""
        return _seen(
            self._line.get(_at("referrals", reference), {"people": "shown" if show_people else None})
        )

    def send_referrals(
        self, *, key: str | None = None, **what: Unpack[shapes.SendIn]
    ) -> shapes.ReferralsSent:
        """Pass an observation on, to one team or several."""
        sent: shapes.ReferralsSent = self._line.change(_at("referrals"), what, key=key).json()
        return sent

    def keep_team_note(
        self, reference: str, *, key: str | None = None, **note: Unpack[shapes.NoteIn]
    ) -> Referral:
        """Keep a note that only the own team reads."""
        return self._change(_at("referrals", reference, "notes"), note, key)

    # Steps of a referral: each is decided on what you saw, and gives what it then is. Raises Changed if somebody was
    # quicker.

    def claim_referral(self, referral: Referral, *, key: str | None = None) -> Referral:
        """Say “I am on it”."""
        return self._step(referral, "claim", None, key)

    def release_referral(self, referral: Referral, *, key: str | None = None) -> Referral:
        """Give it back to the team."""
        return self._step(referral, "release", None, key)

    def acknowledge_referral(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.AcknowledgeIn]
    ) -> Referral:
        """Tell the sender formally that the team has it."""
        return self._step(referral, "acknowledge", said, key)

    def accept_referral(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MayBeWords]
    ) -> Referral:
        """Take it on: the team will act."""
        return self._step(referral, "accept", said, key)

    def ask_for_information(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MustBeWords]
    ) -> Referral:
        """Ask the sender. The clock stands still until they answer."""
        return self._step(referral, "ask", said, key)

    def answer_question(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MustBeWords]
    ) -> Referral:
        """Answer the team, as the sender."""
        return self._step(referral, "answer", said, key)

    def note_progress(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MustBeWords]
    ) -> Referral:
        """Tell the sender how it goes."""
        return self._step(referral, "progress", said, key)

    def pause_referral(
        self, referral: Referral, *, key: str | None = None, **why: Unpack[shapes.PauseIn]
    ) -> Referral:
        """Stop the clock for a coded reason, until a moment."""
        return self._step(referral, "pause", why, key)

    def resume_referral(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MayBeWords]
    ) -> Referral:
        """Start the clock again."""
        return self._step(referral, "resume", said, key)

    def return_referral(
        self, referral: Referral, *, key: str | None = None, **why: Unpack[shapes.ReturnIn]
    ) -> Referral:
        """Send it back for a coded reason; `return_reasons` of the referral are those that are left."""
        return self._step(referral, "return", why, key)

    def redirect_referral(
        self, referral: Referral, *, key: str | None = None, **to: Unpack[shapes.RedirectIn]
    ) -> Referral:
        """Pass it to another team. What comes back is the referral that carries it on."""
        return self._step(referral, "redirect", to, key)

    def call_coordinator(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MayBeWords]
    ) -> Referral:
        """Ask the coordinator where it belongs."""
        return self._step(referral, "call-coordinator", said, key)

    def give_back_referral(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MustBeWords]
    ) -> Referral:
        """Give it back to its sender, as the coordinator who was called."""
        return self._step(referral, "give-back", said, key)

    def withdraw_referral(
        self, referral: Referral, *, key: str | None = None, **why: Unpack[shapes.WithdrawIn]
    ) -> Referral:
        """Take it back, as the sender."""
        return self._step(referral, "withdraw", why, key)

    def close_referral(
        self, referral: Referral, *, key: str | None = None, **how: Unpack[shapes.CloseIn]
    ) -> Referral:
        """Close it with an outcome from the fixed list."""
        return self._step(referral, "close", how, key)

    def reopen_referral(
        self, referral: Referral, *, key: str | None = None, **said: Unpack[shapes.MustBeWords]
    ) -> Referral:
        """Open it again, as the sender."""
        return self._step(referral, "reopen", said, key)

    # Events

    def list_events(self, place: str = "", *, start: shapes.Start = "now") -> shapes.EventsOut:
        """What has happened since a place, and `next`, the place to keep for the next time.

        Without a place it begins now, or at the beginning.
        """
        response = self._line.get(place) if place else self._line.get(_at("events"), {"start": start})
        page: shapes.EventsOut = response.json()
        return page

    def follow_events(self, place: str, *, every: float = 30.0) -> Iterator[shapes.EventsOut]:
        """Wait for what happens after a place, for ever: pages that hold something, each once it has happened.

        Keep `next` of each page with your own data after you have dealt with it: whenever your program stops, it goes
        on there. `every` is for how many seconds to rest when nothing is new.
        """
        while True:
            page = self.list_events(place)
            place = page["next"]
            if page["items"]:
                yield page
            if not page["more"]:
                self._sleep(every)

    def look_again(self, seen: Seen[Body]) -> Seen[Body]:
        """Get an observation or a referral again. It costs little while nothing has changed."""
        response = self._line.get(seen.at, etag=seen.etag)
        return seen if response.status_code == httpx.codes.NOT_MODIFIED else _seen(response)

    def _plain(self, *path: str) -> Any:
        return self._line.get(_at(*path)).json()

    def _each(self, path: str, filters: Mapping[str, object]) -> Iterator[Any]:
        page = self._line.get(_at(path), {"limit": 100, **filters}).json()
        yield from page["items"]
        while page["next"]:
            page = self._line.get(page["next"]).json()
            yield from page["items"]

    def _change(self, address: str, body: Any, key: str | None, etag: str | None = None) -> Seen[Any]:
        return _seen(self._line.change(address, body, key=key, etag=etag))

    def _step(self, referral: Referral, verb: str, body: Any, key: str | None) -> Referral:
        return self._change(f"{referral.at}/{verb}", body, key, referral.etag)


def _at(*path: str) -> str:
    return "/api/v1/" + "/".join(quote(part, safe="") for part in path)


def _seen(response: httpx.Response) -> Seen[Any]:
    at = response.headers.get("Location") or response.request.url.path
    return Seen(response.json(), response.headers["ETag"], at)
