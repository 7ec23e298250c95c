"""How referrals go: plainly, back once, from hand to hand, into silence; and the histories written by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from wardmote.kernel.working_time import WorkingDuration
from wardmote.modules.referrals.rules import Clocks, Desk, State, StepKind

from ..content import Content
from ..kinds import Journey
from .chance import part_of, weighted
from .life import SAYS_NOTHING, Life

SHARES: Sequence[tuple[str, float]] = (
    ("plain", 76.5),
    ("withdrawn", 1.5),
    ("returned", 9),
    ("redirected", 4),
    ("needs_information", 3),
    ("bounced", 2),
    ("lapsed", 2),
    ("reopened", 2),
)
ENDINGS: Sequence[tuple[str, float]] = (
    ("resolved", 54),
    ("partly", 15),
    ("advice-given", 11),
    ("already-known", 7),
    ("could-not", 6),
    ("no-further-action", 7),
)
RETURNS: Sequence[tuple[str, float]] = (
    ("not-ours", 34),
    ("needs-information", 24),
    ("no-capacity", 15),
    ("below-threshold", 10),
    ("cannot-reach", 9),
    ("duplicate-of", 8),
)
PAUSES: Sequence[tuple[str, float]] = (
    ("waiting-for-part", 5),
    ("waiting-for-person", 3),
    ("waiting-for-partner", 3),
    ("waiting-for-information", 2),
    ("waiting-for-court", 1),
)
MOST_ENDINGS = 4
"""How often a story may come back before it is left as it lies."""

MOST_NEWS = 3
"""News that a referral tells its sender before it ends, at the most."""

Gap = tuple[str, timedelta]


class Teller:
    """Tells a life as one of the stories, in the words of the content."""

    def __init__(
        self,
        content: Content,
        life: Life,
        place: str,
        alike: Sequence[Journey],
        others: Callable[[], list[str]],
    ) -> None:
        self.content = content
        self.life = life
        self.draws = life.draws
        self.place = place
        self.alike = alike
        self.others = others
        self.group = content.categories[life.category].group

    def words(self, kind: str, code: str = "") -> str:
        """What a team writes with a step. On a protected matter: that it was received, and no more."""
        if self.life.protected:
            return "Received."
        said: Sequence[str] = self.content.steps[kind][code] if code else self.content.steps[kind]
        if kind == "closed" and code == "resolved":
            said = [*said, *(sentence for sentence in self.content.mended[self.group] for _ in range(3))]
        return str(self.draws.choice(said)).replace("{place}", self.place)

    def note(self) -> str:
        """What the team writes for itself, now and then."""
        return self.words("note") if self.draws.random() < 0.12 and not self.life.protected else ""

    def length(self, duration: WorkingDuration) -> timedelta:
        """How long a duration lasts for the present receiver, from what last happened."""
        start = self.life.last_at
        return self.life.times.calendar(self.life.now_at.receiver).add(start, duration) - start

    def tell(self, story: str) -> None:
        """Go through a whole story, as far as it has come, to an end."""
        getattr(self, f"_{story}")()
        for _ in range(MOST_ENDINGS):
            if self.life.is_over:
                return
            match self.life.situation.accountable:
                case Desk.RECEIVER:
                    self.finish()
                case Desk.SENDER:
                    self.respond()
                case Desk.COORDINATOR:
                    self.settle()
                case _:
                    return

    def _plain(self) -> None:
        self.open_up()
        self.finish()

    def _withdrawn(self) -> None:
        reason = self.draws.choice(("sent-in-error", "person-declined", "sorted-itself"))
        at = self.life.last_at + part_of(self.draws, timedelta(hours=8), 0.05, 1)
        self.life.take(
            StepKind.WITHDRAWN, at, Desk.SENDER, reason=reason, words=self.words("withdrawn", reason)
        )

    def _returned(self) -> None:
        if not self.give_back(weighted(self.draws, RETURNS)):
            return
        if self.life.situation.state is State.RETURNED:
            self.respond()

    def _redirected(self) -> None:
        if not self.open_up(accept=False):
            return
        if self.onward(self.life.now_at.receiver):
            self.open_up()
            self.finish()

    def _needs_information(self) -> None:
        if not self.open_up(accept=False):
            return
        self.ask()
        at = self.life.last_at + part_of(self.draws, timedelta(days=2), 0.05, 1)
        self.life.take(StepKind.ANSWERED, at, Desk.SENDER, words=self.words("answered"))
        self.accept()
        self.finish()

    def _bounced(self) -> None:
        if not self.give_back("not-ours"):
            return
        if not self.onward(self.life.now_at.sender):
            self.respond()
        elif self.give_back("not-ours"):
            self.settle()

    def _lapsed(self) -> None:
        self.fall_silent()
        self.respond()

    def fall_silent(self) -> None:
        """Nobody answers: it climbs its ladder, back to the sender."""
        self.life.lapse(self.words("lapsed"))

    def _reopened(self) -> None:
        self.open_up()
        if not self.finish():
            return
        at = self.life.last_at + part_of(self.draws, timedelta(days=6), 0.1, 1)
        self.life.take(StepKind.REOPENED, at, Desk.SENDER, words=self.words("reopened"))
        self.finish(least=0.1, most=0.35)

    def open_up(self, *, accept: bool = True) -> bool:
        """The receiving team acknowledges and, usually, takes it on."""
        life, draws = self.life, self.draws
        gaps = dict(self._gaps())
        at = life.at_work(life.now_at.receiver, life.last_at + gaps["acknowledge"] * draws.uniform(0.5, 1.8))
        done = life.acknowledge(at, self.words("acknowledged"), self.note())
        if done and accept and draws.random() < 0.8:
            return self.accept()
        return done

    def accept(self) -> bool:
        """Take it on, within the time to decide more often than not."""
        wait = part_of(self.draws, self.length(self._clocks().decide), 0.1, 1.08)
        at = self.life.at_work(self.life.now_at.receiver, self.life.last_at + wait)
        return self.life.take(
            StepKind.ACCEPTED, at, Desk.RECEIVER, words=self.words("accepted"), note=self.note()
        )

    def _clocks(self) -> Clocks:
        return self.life.clocks

    def _gaps(self) -> list[Gap]:
        """How long each thing takes after the sending: as in a written history like it, else as the clock says."""
        if self.alike:
            return gaps_of(self.draws.choice(self.alike))
        clocks = self._clocks()
        return [
            ("acknowledge", part_of(self.draws, self.length(clocks.acknowledge), 0.1, 0.75)),
            ("close", part_of(self.draws, self.length(clocks.close), 0.15, 0.7)),
        ]

    def finish(self, least: float = 0.5, most: float = 1.8) -> bool:
        """News on the way, a pause now and then, and an ending."""
        life, draws = self.life, self.draws
        began = life.now_at.happenings[0].at
        closing = max(dict(self._gaps())["close"] * draws.uniform(least, most), timedelta(hours=2))
        ends = max(began, life.last_at - closing / 2) + closing
        every = self._clocks().update_every
        for _ in range(0 if every.is_none else MOST_NEWS):
            at = life.last_at + part_of(draws, self.length(every), 0.4, 1.12)
            if at > ends - timedelta(days=1):
                break
            self.tell_news(at)
        if draws.random() < 0.06 and not life.is_over:
            self.pause(life.last_at + timedelta(hours=3))
            self._resume()
        ending = weighted(draws, ENDINGS)
        return life.take(
            StepKind.CLOSED,
            life.at_work(life.now_at.receiver, ends),
            Desk.RECEIVER,
            reason=ending,
            words=SAYS_NOTHING if life.protected else self.words("closed", ending),
            note=self.note(),
        )

    def tell_news(self, at: datetime) -> None:
        """Tell the sender how it goes."""
        words = "Received." if self.life.protected else str(self.draws.choice(self.content.news[self.group]))
        self.life.take(
            StepKind.NOTED, self.life.at_work(self.life.now_at.receiver, at), Desk.RECEIVER, words=words
        )

    def ask(self) -> None:
        """Ask the sender."""
        at = self.life.at_work(self.life.now_at.receiver, self.life.last_at + timedelta(hours=1))
        self.life.take(StepKind.ASKED, at, Desk.RECEIVER, words=self.words("asked"))

    def pause(self, at: datetime) -> None:
        """Stop the clock for a while."""
        reason = weighted(self.draws, PAUSES)
        at = self.life.at_work(self.life.now_at.receiver, at)
        self.life.take(
            StepKind.PAUSED,
            at,
            Desk.RECEIVER,
            reason=reason,
            words=self.words("paused", reason),
            until=at + timedelta(days=self.draws.randint(4, 14)),
        )

    def _resume(self) -> None:
        at = self.life.at_work(
            self.life.now_at.receiver, self.life.last_at + timedelta(days=self.draws.randint(3, 9))
        )
        self.life.take(StepKind.RESUMED, at, Desk.RECEIVER, words=self.words("resumed"))

    def give_back(self, reason: str) -> bool:
        """Return it. A "not ours" names a team, when there is one."""
        life = self.life
        if not self.open_up(accept=False):
            return False
        others = self._others()
        if reason == "not-ours" and not others:
            reason = "needs-information"
        if life.protected and reason in {"no-capacity", "duplicate-of"}:
            reason = "needs-information"
        at = life.at_work(
            life.now_at.receiver,
            life.last_at + part_of(self.draws, self.length(self._clocks().decide), 0.1, 1),
        )
        return life.take(
            StepKind.RETURNED,
            at,
            Desk.RECEIVER,
            reason=reason,
            to=others[0] if reason == "not-ours" else "",
            until=at + timedelta(days=self.draws.randint(10, 35)) if reason == "no-capacity" else None,
            words=self.words("returned", reason),
        )

    def respond(self) -> None:
        """What the sender does with what came back: answers, sends it on, or ends it."""
        life = self.life
        if life.is_over or life.situation.accountable is not Desk.SENDER:
            return
        at = life.at_work(
            life.now_at.sender, life.last_at + part_of(self.draws, timedelta(days=2), 0.05, 1.2)
        )
        because = life.situation.returned_because
        if because in {"needs-information", "cannot-reach"}:
            if life.take(StepKind.ANSWERED, at, Desk.SENDER, words=self.words("answered")):
                self.accept()
                self.finish()
        elif self._others() and (because != "no-capacity" or self.draws.random() < 0.6):
            if self.onward(life.now_at.sender, at):
                self.open_up()
                self.finish()
        else:
            ending = self.draws.choice(("could-not", "advice-given", "no-further-action"))
            words = SAYS_NOTHING if life.protected else self.words("closed", ending)
            life.take(StepKind.CLOSED, at, Desk.SENDER, reason=ending, words=words)

    def onward(self, acting: str, at: datetime | None = None) -> bool:
        """Pass it on to another team that takes such matters."""
        others = self._others()
        if not others:
            return False
        wait = part_of(self.draws, timedelta(days=1), 0.05, 0.9)
        at = self.life.at_work(acting, at or self.life.last_at + wait)
        return self.life.pass_on(others[0], at, self.words("redirected"))

    def settle(self) -> None:
        """The coordinator decides whose it is."""
        coordinator = next(t.key for t in self.content.teams.values() if t.is_coordinator)
        if self.life.situation.accountable is not Desk.COORDINATOR:
            self.respond()
        elif self.onward(coordinator):
            self.open_up()
            self.finish()
        else:
            at = self.life.at_work(coordinator, self.life.last_at + timedelta(hours=2))
            words = self.words("closed", "advice-given")
            self.life.take(StepKind.CLOSED, at, Desk.COORDINATOR, reason="advice-given", words=words)

    def _others(self) -> list[str]:
        """Teams that take it and have not had it."""
        had = {s.receiver for s in self.life.sendings} | {self.life.now_at.sender}
        return [team for team in self.others() if team not in had]


def journeys_like(content: Content) -> dict[str, list[Journey]]:
    """Category -> written histories of it, or else of the same clock, that went plainly."""
    plain = [j for j in content.journeys if _is_plain(j)]
    return {
        key: [j for j in plain if j.category == key]
        or [j for j in plain if content.categories[j.category].clock == category.clock]
        for key, category in content.categories.items()
    }


def _is_plain(journey: Journey) -> bool:
    actions = [s.action for s in journey.steps]
    return actions.count("send") == 1 and {"acknowledge", "close"} <= set(actions) <= {
        "send",
        "acknowledge",
        "accept",
        "update",
        "decide",
        "close",
    }


def gaps_of(journey: Journey) -> list[Gap]:
    """How long after its sending each thing was done."""
    sent = journey.steps[0].minutes
    return [(s.action, timedelta(minutes=s.minutes - sent)) for s in journey.steps[1:]]
