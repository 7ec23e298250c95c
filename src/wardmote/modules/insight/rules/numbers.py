"""Numbers as tables print them: with thousands parted, notes behind, or a sign where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .words import WITHOUT_VALUE, Mark

SIGNS: Mapping[str, Mark] = {
    "": Mark.MISSING,
    "-": Mark.MISSING, "–": Mark.MISSING, "—": Mark.MISSING, ".": Mark.MISSING,
    "..": Mark.NOT_AVAILABLE, "…": Mark.NOT_AVAILABLE, "...": Mark.NOT_AVAILABLE, ":": Mark.NOT_AVAILABLE,
    "x": Mark.NOT_AVAILABLE, "n/a": Mark.NOT_AVAILABLE, "na": Mark.NOT_AVAILABLE, "not available": Mark.NOT_AVAILABLE,
    "#n/a": Mark.NOT_AVAILABLE, "null": Mark.NOT_AVAILABLE, "nan": Mark.NOT_AVAILABLE, "none": Mark.NOT_AVAILABLE,
    "z": Mark.NOT_APPLICABLE, "not applicable": Mark.NOT_APPLICABLE,
    "c": Mark.SUPPRESSED, "*": Mark.SUPPRESSED, "s": Mark.SUPPRESSED, "supp": Mark.SUPPRESSED,
    "suppressed": Mark.SUPPRESSED, "**": Mark.SUPPRESSED, "<5": Mark.SUPPRESSED, "disclosive": Mark.SUPPRESSED,
    "low": Mark.NEARLY_NOUGHT, "~": Mark.NEARLY_NOUGHT, "0~": Mark.NEARLY_NOUGHT,
    "u": Mark.UNRELIABLE, "p": Mark.PROVISIONAL, "r": Mark.REVISED, "e": Mark.ESTIMATED, "b": Mark.BREAK,
    "f": Mark.ESTIMATED,
}  # fmt: skip
"""What publishers write in place of a number or behind one, after the Government Statistical Service's list."""

_NUMBER = re.compile(
    r"(?P<sign>[-+−–]?)\s*[£€$]?\s*(?P<whole>\d{1,3}(?:[,\s’']\d{3})+|\d+)?(?P<part>\.\d+)?(?P<power>[eE][-+]?\d{1,3})?\s*%?"
)
_BEHIND = re.compile(r"\s*[\[(]?\s*(?P<mark>[a-z*]{1,2})\s*[\])]?$", re.IGNORECASE)
_NOTE = re.compile(r"\s*\[(?:note|r)?\s*\d+\]\s*$", re.IGNORECASE)
_LARGEST = Decimal("1e14")
_FINEST = Decimal("1e-15")


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a cell says: a number, how many decimals were printed, and marks. Without a number the marks say why."""

    value: Decimal | None
    decimals: int = 0
    marks: frozenset[Mark] = frozenset()


def read_number(
    text: str, *, decimal_comma: bool = False, signs: Mapping[str, Mark | None] | None = None
) -> Read:
    """Read a cell. ``signs`` say what a sign means in this table, before what it usually means; None is nought."""
    said = " ".join(text.split())
    own = signs or {}
    if said in own:
        mark = own[said]
        return Read(value=Decimal(0)) if mark is None else Read(value=None, marks=frozenset({mark}))
    said = _NOTE.sub("", said)
    bare = said[1:-1].strip() if said[:1] in "[(" and said[-1:] in "])" and len(said) > 2 else said
    if bare.casefold() in SIGNS:
        return Read(value=None, marks=frozenset({_instead(SIGNS[bare.casefold()])}))
    if (number := _number(said, decimal_comma)) is not None:
        return number
    behind = _BEHIND.search(said)
    if behind and behind["mark"].casefold() in SIGNS:
        number = _number(said[: behind.start()], decimal_comma)
        mark = SIGNS[behind["mark"].casefold()]
        if number is not None and mark not in WITHOUT_VALUE:
            return Read(value=number.value, decimals=number.decimals, marks=frozenset({mark}))
        if number is not None and set(behind["mark"]) == {"*"}:
            return number
    return Read(value=None, marks=frozenset({Mark.NOT_A_NUMBER}))


def _instead(mark: Mark) -> Mark:
    return mark if mark in WITHOUT_VALUE else Mark.MISSING


def _number(said: str, decimal_comma: bool) -> Read | None:
    if decimal_comma:
        said = said.replace(".", " ").replace(",", ".") if "," in said else said
    found = _NUMBER.fullmatch(said.strip())
    if found is None or not (found["whole"] or found["part"]):
        return None
    digits = re.sub(r"[,\s’']", "", found["whole"] or "0")
    if len(digits) > 20:
        return None
    sign = "-" if found["sign"] in ("-", "−", "–") else ""
    value = Decimal(f"{sign}{digits}{found['part'] or ''}{found['power'] or ''}")
    if abs(value) >= _LARGEST:
        return None
    decimals = len(found["part"] or ".") - 1
    rounded = value.quantize(_FINEST) if -value.as_tuple().exponent > 15 else value  # type: ignore[operator]  # finite
    return Read(value=rounded, decimals=min(decimals, 15))
