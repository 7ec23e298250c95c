"""Trying every part of a set-up without keeping anything, and carrying it out, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from wardmote.kernel.pictures import NotAPicture
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.actions import BadMap, UnknownColumns
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Refused, UnreadableColour

from .folder import Fault, Faulty

_REFUSED = (
    BadMap,
    Conflict,
    NotAPicture,
    NotReady,
    Refused,
    UnknownColumns,
    UnreadableColour,
    UnreadableTable,
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a set-up.

    ``use`` does what it says and gives what that changed, in words; nothing when all of it was there. ``needs`` are
    the files it builds on.
    """

    file: str
    use: Callable[[], str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a part: what it changed, or what is wrong with it, or which file must be mended first."""

    file: str
    changed: str = ""
    faults: Sequence[Fault] = ()
    waits_for: str = ""

    @property
    def is_good(self) -> bool:
        """The file can be used."""
        return not (self.faults or self.waits_for)


def rehearse(parts: Sequence[Part]) -> list[Outcome]:
    """Try every part, each on top of those before it, and take everything back."""
    try:
        with transaction.atomic():
            outcomes = list(_through(parts))
            transaction.set_rollback(True)
    finally:  # what this process remembers of the map and the face may be what was taken back
        geography.look_again()
        partnerships.look_at_the_face_again()
    return outcomes


def carry_out(parts: Sequence[Part]) -> Iterator[Outcome]:
    """Use every part, each whole or not at all, and say of each what it changed. Stop at the first that is faulty."""
    for outcome in _through(parts):
        yield outcome
        if not outcome.is_good:
            return


def _through(parts: Sequence[Part]) -> Iterator[Outcome]:
    bad: set[str] = set()
    for part in parts:
        if first := next((name for name in part.needs if name in bad), ""):
            outcome = Outcome(file=part.file, waits_for=first)
        else:
            outcome = _use(part)
        if not outcome.is_good:
            bad.add(part.file)
        yield outcome


def _use(part: Part) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(file=part.file, changed=part.use())
    except Faulty as refused:
        return Outcome(file=part.file, faults=refused.faults)
    except _REFUSED as refused:
        return Outcome(file=part.file, faults=[Fault(file=part.file, sentence=str(refused))])


def counted(number: int, what: str) -> str:
    """A number of things in words: 1 ward, 2 wards."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
