"""What a mapping answers to the questions about columns, and the mapping with other answers in it.

A mapping may say more than these questions can ask, such as a text around a column. That is shown in words as an
answer of its own, and stays as long as nobody chooses another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardmote.kernel.clock import LONDON
from wardmote.shared.partnerships.rules import Sensitivity

from ...rules.mapping import Written, block, columns_in, in_words, text_of

KEPT = "as-the-mapping-says"
FIXED = "one-time-for-all"
NATIONAL_GRID = "EPSG:27700"
_MEASURES = {"degrees": ("latitude", "longitude"), "metres": ("easting", "northing")}


@dataclass
class Answers:
    """What a mapping says, by the names of the questions. A column is its place among the file's columns.

    ``in_words`` holds what no choice of columns can say; ``missing`` the columns that the file does not have.
    """

    columns: Sequence[str]
    given: dict[str, Any] = field(default_factory=dict)
    in_words: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    other_system: str = ""

    def read(self, said: Any, *names: str) -> None:
        """Take what the mapping says for one question, or for several that together make a text."""
        if not said:
            return
        columns = columns_in(said)
        if columns is None or len(columns) > len(names):
            self.in_words[names[0]] = in_words(said)
            self.given[names[0]] = KEPT
            return
        for name, column in zip(names, columns, strict=False):
            if column in self.columns:
                self.given[name] = str(self.columns.index(column))
            else:
                self.missing.append(column)


def answers_in(written: Written, columns: Sequence[str]) -> Answers:
    """What a mapping answers for a file with these columns."""
    place, ended = block(written, "place"), block(written, "ended")
    answers = Answers(columns)
    answers.given |= {
        "system": written.get("system", ""),
        "team": written.get("team", ""),
        "sensitivity": written.get("sensitivity", Sensitivity.OPEN.value),
        "encoding": written["file"].get("encoding", "utf-8"),
    }
    answers.read(written.get("their_reference"), "reference")
    answers.read(written.get("words"), "words", "words_2", "words_3")
    observed = written.get("observed_at")
    if isinstance(observed, dict) and "fixed" in observed:
        answers.given |= {"observed_at": FIXED, "fixed_at": _moment(observed["fixed"])}
    else:
        answers.read(observed, "observed_at")
    answers.read(ended.get("at"), "ended_at")
    answers.read(block(ended, "when").get("from"), "status")
    _read_place(answers, place)
    answers.read(block(written, "category").get("from"), "category")
    answers.read(block(written, "seriousness").get("from"), "seriousness")
    answers.read(written.get("people_affected"), "people")
    return answers


def _read_place(answers: Answers, place: Written) -> None:
    grid = "metres" if "easting" in place else "degrees"
    for name, key in zip(("first", "second"), _MEASURES[grid], strict=True):
        if place.get(key) in answers.columns:
            answers.given[name] = str(answers.columns.index(place[key]))
        elif key in place:
            answers.missing.append(in_words(place[key]))
    answers.read(place.get("words"), "place", "place_2")
    system = place.get("system", "")
    answers.other_system = "" if system in ("", "EPSG:4326", NATIONAL_GRID) else system
    answers.given["grid"] = KEPT if answers.other_system else grid


def mapping_with(written: Written, given: Mapping[str, Any], columns: Sequence[str]) -> Written:
    """The mapping with these answers in it; what they do not touch stays."""
    written = deepcopy(written)

    def chosen(*names: str) -> list[str]:
        return [columns[int(given[name])] for name in names if given[name].isdigit()]

    def put_text(into: Written, key: str, *names: str) -> None:
        if given[names[0]] != KEPT:
            _put(into, key, text_of(named) if (named := chosen(*names)) else "")

    written["system"] = given["system"].strip()
    _put(written, "team", given["team"])
    _put(written, "sensitivity", "" if given["sensitivity"] == Sensitivity.OPEN else given["sensitivity"])
    if "encoding" in given:
        written["file"]["encoding"] = given["encoding"]
    put_text(written, "their_reference", "reference")
    put_text(written, "words", "words", "words_2", "words_3")
    if given["observed_at"] == FIXED:
        written["observed_at"] = {"fixed": given["fixed_at"].isoformat()}
    else:
        put_text(written, "observed_at", "observed_at")
    ended = dict(block(written, "ended"))
    put_text(ended, "at", "ended_at")
    if not given["status"]:
        ended.pop("when", None)
    elif (status := chosen("status")) and block(ended, "when").get("from") != status[0]:
        ended["when"] = {"from": status[0], "is": []}
    _put(written, "ended", ended if ended.get("at") else "")
    place = _measured(block(written, "place"), chosen("first", "second"), given["grid"])
    put_text(place, "words", "place", "place_2")
    _put(written, "place", place)
    for key, of_the_column in (("category", ("values", "containing")), ("seriousness", ("values",))):
        if given[key] != KEPT:
            _put(written, key, _from(block(written, key), chosen(key), of_the_column))
    put_text(written, "people_affected", "people")
    return written


def _measured(place: Written, columns: Sequence[str], grid: str) -> Written:
    """The place, measured by two columns or none."""
    before = next((keys for keys in _MEASURES.values() if keys[0] in place), _MEASURES["degrees"])
    out = {key for keys in _MEASURES.values() for key in keys}
    if not columns:
        out |= {"system", "unknown_points"}
    elif grid != KEPT:
        out |= {"system"}
    kept = {key: value for key, value in place.items() if key not in out}
    if not columns:
        return kept
    measured = dict(zip(_MEASURES.get(grid, before), columns, strict=True))
    return kept | measured | ({"system": NATIONAL_GRID} if grid == "metres" else {})


def _from(said: Written, columns: Sequence[str], of_the_column: Sequence[str]) -> Written:
    """A choice by the values of a column; what was said of another column's values goes."""
    found = dict(said)
    if [found.get("from")] != list(columns):
        found = {key: value for key, value in found.items() if key not in of_the_column}
    _put(found, "from", columns[0] if columns else "")
    return found


def _put(written: Written, key: str, value: Any) -> None:
    if value:
        written[key] = value
    else:
        written.pop(key, None)


def _moment(written: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=LONDON)
