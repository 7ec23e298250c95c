"""What somebody has said their values mean, put into the mapping. What they were not asked stays in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ...rules.mapping import USUAL, Written, block, folded


@dataclass(frozen=True, kw_only=True)
class Meanings:
    """Their values, and what each is here.

    ``kinds`` maps their kinds to keys of ours, ``levels`` their levels to "1" to "5", "" where nothing was chosen.
    ``formats`` None leaves the dates as the mapping says; ``default`` "" rejects what has no category.
    """

    zone: str
    formats: Sequence[str] | None
    column: str
    kinds: Mapping[str, str]
    left_out: Sequence[str]
    because: str
    default: str
    closed: Sequence[str]
    levels: Mapping[str, str]


def mapping_with(written: Written, said: Meanings, *, known: Collection[str]) -> Written:
    """The mapping with these meanings. ``known`` are the keys of our categories; others it names go."""
    written = deepcopy(written)
    written["times"] = {**block(written, "times"), "zone": said.zone}
    if said.formats is not None:
        written["times"]["format"] = list(said.formats)
    if said.closed:
        written["ended"]["when"]["is"] = list(said.closed)
    if said.levels:
        levels = {value: level for value, level in said.levels.items() if level}
        written["seriousness"] = {"default": USUAL} | block(written, "seriousness") | {"values": levels}
    written["category"] = _category(block(written, "category"), said, known)
    skip = [one for one in _skips(written) if one.get("from") != said.column]
    if said.left_out:
        skip.append({"from": said.column, "is": list(said.left_out), "because": said.because})
    written.pop("skip", None)
    return written | ({"skip": skip} if skip else {})


def _category(before: Written, said: Meanings, known: Collection[str]) -> Written:
    asked = {folded(value) for value in (*said.kinds, *said.left_out)}
    kept = {
        value: key
        for value, key in block(before, "values").items()
        if folded(value) not in asked and key in known
    }
    after = {key: value for key, value in before.items() if key not in ("values", "default")}
    if containing := block(before, "containing"):
        after["containing"] = {word: key for word, key in containing.items() if key in known}
    if values := kept | {value: key for value, key in said.kinds.items() if key}:
        after["values"] = values
    return after | ({"default": said.default} if said.default else {})


def left_out_by(written: Written, column: str) -> tuple[set[str], str]:
    """The values of a column whose rows the mapping leaves out, as they are compared, and why."""
    for skip in _skips(written):
        if column and skip.get("from") == column:
            return {folded(value) for value in texts_of(skip.get("is"))}, skip.get("because", "")
    return set(), ""


def texts_of(said: Any) -> list[str]:
    """The texts that stand in a part of a mapping: one, a list, or the right side of a block."""
    if isinstance(said, dict):
        said = list(said.values())
    return [str(one) for one in said] if isinstance(said, list) else [said] if said else []


def _skips(written: Written) -> list[Written]:
    said = written.get("skip", [])
    return [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict)]
