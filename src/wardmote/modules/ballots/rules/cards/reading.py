"""A rule card as it is written: YAML, of which JSON is a part."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from wardmote.kernel.mapping_files import Fault, Section, WrongMapping, read_yaml

from ..lots import STANDARD, WrongTies, ties_of
from ..pabulib.rows import number
from ..ranks import RankedPoints
from .card import EqualShares, Fill, MostVotes, Pot, RuleCard, Start, Until, Utility

ABOUT = "docs/explanation/counting.md"
_Word = TypeVar("_Word", bound=StrEnum)
_YES = {"yes": True, "true": True, "no": False, "false": False}


def read_card(text: str) -> RuleCard:
    """Read a card. Raises WrongMapping with the line of everything that is wrong."""
    faults: list[Fault] = []
    top = Section(read_yaml(text, first="name: Our ballot", about=ABOUT), "", faults)
    top.need("name", "give the card a name, which is published with it.")
    top.need("rule", "write most votes first, or equal shares.")
    name, kind = top.text("name") or "", top.one_of("rule", ("most votes first", "equal shares"))
    rule = _equal_shares(top) if kind == "equal shares" else _most_votes(top)
    votes, share = _minimum(top)
    card = RuleCard(
        name=name,
        rule=rule,
        minimum_votes=votes,
        minimum_share=share,
        exclusive=_exclusive(top),
        pots=tuple(_pot(each) for each in top.sections("pots")),
        fill=_word(top, "fill", Fill) or Fill.NONE,
        ranked=_word(top, "ranked points", RankedPoints),
    )
    try:
        card = replace(card, ties=ties_of(top.text("ties") or str(STANDARD)))
    except WrongTies as error:
        top.fault(top.node("ties"), "ties", str(error))
    top.close()
    if faults:
        raise WrongMapping(faults)
    return card


def _most_votes(top: Section) -> MostVotes:
    does_not_fit = top.one_of("what does not fit", ("skip", "stop")) or "skip"
    last = top.text("last project if left")
    share = None if last is None else _share(top, "last project if left", last)
    return MostVotes(stop_at_first=does_not_fit == "stop" or share is not None, last_share=share)


def _equal_shares(top: Section) -> EqualShares:
    plain = EqualShares()
    step = _amount(top, "step", plain.step) or plain.step
    if step <= 0:
        top.fault(top.node("step"), "step", "write an amount above nothing.")
        step = plain.step
    return EqualShares(
        utility=_word(top, "utility", Utility) or plain.utility,
        add1=(top.one_of("completion", ("none", "add1")) or "add1") == "add1",
        step=step,
        start=_word(top, "start", Start) or plain.start,
        until=_word(top, "until", Until) or plain.until,
        comparison=_YES[top.one_of("comparison", _YES) or "no"],
    )


def _minimum(top: Section) -> tuple[Decimal | None, Fraction | None]:
    value = top.text("minimum votes")
    if value is None:
        return None, None
    if value.endswith("%"):
        return None, _share(top, "minimum votes", value)
    return _amount(top, "minimum votes", None), None


def _exclusive(top: Section) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(name for name, _ in group.texts("projects")) for group in top.sections("exclusive")
    )


def _pot(section: Section) -> Pot:
    section.need("name", "give the pot a name.")
    cap = _amount(section, "cap", None)
    pot = Pot(
        name=section.text("name") or "",
        projects=frozenset(name for name, _ in section.texts("projects")),
        column=section.text("column") or "",
        value=section.text("value") or "",
        floor=_amount(section, "floor", Decimal(0)) or Decimal(0),
        cap=cap,
        spill=(section.one_of("what is left", ("to others", "kept")) or "to others") == "to others",
    )
    if not pot.projects and not (pot.column and pot.value):
        section.fault(None, "projects", "list the projects of the pot, or write column and value.")
    section.close()
    return pot


def _amount(section: Section, key: str, default: Decimal | None) -> Decimal | None:
    value = section.text(key)
    if value is None:
        return default
    found = number(value)
    if found is None or found < 0:
        section.fault(section.node(key), key, "write an amount such as 1000 or 99.50.")
        return default
    return found


def _share(section: Section, key: str, value: str) -> Fraction | None:
    found = number(value.removesuffix("%").strip())
    if found is None or not value.endswith("%") or not 0 < found <= 100:
        section.fault(section.node(key), key, "write a share such as 80%.")
        return None
    return Fraction(found) / 100


def _word(section: Section, key: str, words: type[_Word]) -> _Word | None:
    value = section.one_of(key, [str(each) for each in words])
    return None if value is None else words(value)
