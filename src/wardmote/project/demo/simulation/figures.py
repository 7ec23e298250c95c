"""What came of a played year, in plain words and aligned columns of at most 80 characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import ENDED_STATES, OPEN_STATES

from .happened import BY_PEOPLE, BY_SILENCE, Happened
from .referral import Referral
from .year import BEGINS, Year

_NAME, _FIGURE = 30, 7
_HEADS = ("sent", "in time", "share", "lapsed", "re-sent", "no team", "bound")
_WIDTHS = (6, 8, 6, 7, 8, 8, 7)
_LEGEND = """\
sent: referrals to the agency. in time: acknowledged in time, and their share of
those whose time to acknowledge has come. lapsed: nobody answered, and it went
back. re-sent: sent on after it lapsed. no team: open without an accountable
team. bound: ended or back on a desk within the bound of its clocks."""


@dataclass(frozen=True)
class Figures:
    """The figures of some referrals."""

    referrals: int
    in_time: int
    due: int
    lapsed: int
    sent_on: int
    without_team: int
    within_bound: int

    @property
    def share(self) -> float:
        """Acknowledged in time, of those whose time has come; below nothing where there are none."""
        return self.in_time / self.due if self.due else -1

    @property
    def cells(self) -> Sequence[str]:
        """As they are printed in a row."""
        share = f"{100 * self.share:.0f} %" if self.due else "none"
        counts = (self.lapsed, self.sent_on, self.without_team, self.within_bound)
        return (f"{self.referrals:,}", f"{self.in_time:,}", share, *(f"{n:,}" for n in counts))


def figures_of(referrals: Sequence[Referral], now: datetime) -> Figures:
    """Count some referrals as they stand at a moment."""
    return Figures(
        referrals=len(referrals),
        in_time=sum(r.acknowledged_late is False for r in referrals),
        due=sum(_is_due(r, now) for r in referrals),
        lapsed=sum(r.lapsed for r in referrals),
        sent_on=sum(r.sent_on_after_lapse for r in referrals),
        without_team=sum(r.without_team for r in referrals),
        within_bound=sum(not r.beyond_bound for r in referrals),
    )


def _is_due(referral: Referral, now: datetime) -> bool:
    """Its time to acknowledge has come, or it was acknowledged before."""
    if referral.acknowledged_late is not None or referral.lapsed:
        return True
    waits, deadline = referral.waits_for_acknowledgement, referral.deadline
    return waits and deadline is not None and deadline.due_at.timestamp() <= now.timestamp()


def told(year: Year) -> str:
    """Everything that came of it."""
    return "\n".join(_lines(year))


def _lines(year: Year) -> Iterator[str]:
    every = figures_of(year.lives.referrals, year.now)
    ended = sum(r.situation.state in ENDED_STATES for r in year.lives.referrals)
    back = sum(r.is_back for r in year.lives.referrals)
    lies = sum(r.situation.state in OPEN_STATES for r in year.lives.referrals)
    yield f"The demo borough from {_day(BEGINS)} to {_day(min(year.now, year.ends))}, seed {year.seed}"
    if year.open_at_the_end is not None:
        yield f"and on, with nothing new sent, to {_day(year.now)}, so that every bound has come"
    yield ""
    yield _line("Referrals", every.referrals)
    yield _line(
        "  acknowledged in time", every.in_time, f"{100 * max(every.share, 0):.0f} % of {every.due:,}"
    )
    yield _line("  lapsed: nobody answered", every.lapsed)
    yield _line("    and sent on again", every.sent_on)
    yield _line("Open without an accountable team", every.without_team, "must be 0")
    yield _line(
        "Ended or back on a desk within the bound", every.within_bound, f"must be all {every.referrals:,}"
    )
    yield _line("  ended by now", ended)
    if year.open_at_the_end is not None:
        yield _line("    of these after the last month", year.open_at_the_end - len(year.watch.open))
    yield _line("  open now, with the sender or the coordinator", back)
    yield _line("  open now, with the receiver", lies)
    if waits := sum(year.watch.is_to_come(r) for r in year.watch.open.values()):
        yield _line("  of the open, not judged: the bound is still to come", waits)
    yield ""
    yield "What happened"
    yield from _happened(year, BY_PEOPLE)
    yield ""
    yield "What silence set off"
    yield from _happened(year, BY_SILENCE)
    yield ""
    yield _row("agency", _HEADS)
    rows = sorted(_by_agency(year), key=lambda row: (-row[1].share, row[0]))
    yield from (_row(name, figures.cells) for name, figures in rows)
    yield _row("all", every.cells)
    yield ""
    yield _LEGEND
    if year.watch.faults:
        yield from _fault(year)


def _happened(year: Year, kinds: Sequence[Happened]) -> Iterator[str]:
    yield from (_line(f"  {kind}", year.lives.happened[kind]) for kind in kinds)


def _by_agency(year: Year) -> Iterator[tuple[str, Figures]]:
    of: dict[str, list[Referral]] = {}
    for referral in year.lives.referrals:
        of.setdefault(referral.agency, []).append(referral)
    for key, referrals in of.items():
        yield year.content.organisations[key].name, figures_of(referrals, year.now)


def _fault(year: Year) -> Iterator[str]:
    referral, why = year.watch.faults[0]
    yield ""
    yield f"BROKEN: {len(year.watch.faults):,} times. The first is referral {referral.number}. {why}"
    yield from referral.whole_log()


def _line(what: str, number: int, more: str = "") -> str:
    return f"{what:<50}{number:>{_FIGURE},}  {more}".rstrip()


def _row(name: str, cells: Sequence[str]) -> str:
    short = name if len(name) < _NAME - 3 else f"{name[: _NAME - 5].rstrip()}…"
    return f"{short:<{_NAME}}" + "".join(
        f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)
    )


def _day(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"
