"""What there is to say of a file of boundaries, in words, for pages and the command line alike."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from ..words import AreaKind
from .beside import Beside
from .drawn import AreaFile

SHOWN = 50


class Weight(StrEnum):
    """How grave a finding is."""

    REFUSED = "refused"
    DOUBT = "doubt"
    NOTE = "note"


class Finding(NamedTuple):
    """One thing to say: a heading, what it is about line by line, and what follows from it."""

    weight: Weight
    heading: str
    lines: Sequence[str] = ()
    then: str = ""


def findings(
    file: AreaFile, *, kind: AreaKind, far: str = "", compared: Beside | None = None
) -> list[Finding]:
    """Say everything that was found in a file of areas of a kind, the gravest first."""
    said = [*_refused(file), *_doubts(file, kind, far), *_notes(file)]
    if compared is not None and compared.is_told:
        said += _compared(compared)
    return said


def _refused(file: AreaFile) -> list[Finding]:
    if not file.wrong:
        return []
    return [
        Finding(
            Weight.REFUSED,
            f"{len(file.wrong)} of {len(file.areas)} cannot be used",
            _some([f"{area.name}: {area.wrong}" for area in file.wrong]),
            "Mend the file and bring it again. Nothing was changed.",
        )
    ]


def _doubts(file: AreaFile, kind: AreaKind, far: str) -> list[Finding]:
    said = [Finding(Weight.DOUBT, "Is this the right place?", [far])] if far else []
    if file.kind is not None and file.kind is not kind and kind in (AreaKind.WARDS, AreaKind.SMALL_AREAS):
        named = {AreaKind.WARDS: "wards", AreaKind.SMALL_AREAS: "small areas"}.get(file.kind, "boroughs")
        said.append(
            Finding(
                Weight.DOUBT,
                "Its codes say something else",
                [f"The codes in this file are those of {named}."],
            )
        )
    if overlaps := file.fit.overlaps:
        said.append(
            Finding(
                Weight.DOUBT,
                "Some lie on each other",
                _some([f"{lap.one} and {lap.other}: {lap.percent}% of the smaller one" for lap in overlaps]),
                "What happens there counts for one of them only. You can use the file all the same.",
            )
        )
    if kind in (AreaKind.FOCUS, AreaKind.NEIGHBOURS):
        return said
    if unclaimed := file.fit.unclaimed:
        said.append(
            Finding(
                Weight.DOUBT,
                "Ground is left out",
                _some(
                    [f"{_ground(gap.square_km)} between {', '.join(gap.between[:8])}" for gap in unclaimed]
                ),
                "What happens there is in none of them. You can use the file all the same.",
            )
        )
    if apart := file.fit.apart:
        said.append(
            Finding(
                Weight.DOUBT,
                "Some touch none of the others",
                [", ".join(_some(apart))],
                "That is right for an island. Else ground is missing between them.",
            )
        )
    return said


def _notes(file: AreaFile) -> list[Finding]:
    said = []
    if mended := [area for area in file.areas if area.mended]:
        said.append(
            Finding(
                Weight.NOTE,
                f"{len(mended)} {'boundary was' if len(mended) == 1 else 'boundaries were'} mended",
                _some([f"{area.name}: {area.mended}" for area in mended]),
                "Look at the map: is the ground right?",
            )
        )
    if file.is_guessed:
        said.append(
            Finding(
                Weight.NOTE,
                "The file does not say what its numbers count",
                [f"They can only be metres of the {file.grid}, so we read them so."],
                "Look at the map: does it show the right place?",
            )
        )
    if file.is_recoded:
        said.append(
            Finding(
                Weight.NOTE,
                "The letters are not in UTF-8",
                ["We read them as the Windows letters of older programs."],
                "Look at names with accents: are they right?",
            )
        )
    if len(file.layers) > 1:
        others = [layer for layer in file.layers if layer != file.layer]
        said.append(
            Finding(
                Weight.NOTE,
                f"The file holds {len(file.layers)} layers",
                [f"This is “{file.layer}”. The others: {', '.join(_some(others))}."],
            )
        )
    return said


def _compared(compared: Beside) -> list[Finding]:
    lines = []
    if compared.new:
        lines.append(f"New: {', '.join(_some(compared.new))}.")
    if compared.gone:
        lines.append(
            f"No longer there: {', '.join(_some(compared.gone))}. What happened in them stays on record."
        )
    lines += _some([f"{before} is called {now} now." for before, now in compared.renamed])
    lines += _some([f"{name}: {percent}% of its ground came or went." for name, percent in compared.moved])
    return [Finding(Weight.NOTE, "Beside those that hold before", lines)]


def _some(words: Sequence[str]) -> list[str]:
    more = len(words) - SHOWN
    return [*words[:SHOWN], f"and {more:,} more"] if more > 0 else list(words)


def _ground(square_km: float) -> str:
    if square_km < 0.01:
        return "A little ground"
    return f"{square_km} square kilometre{'' if square_km == 1 else 's'}"
