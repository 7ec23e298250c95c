"""Where the rows of a file are: each says it in its own way, and many are answered at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wardmote.shared.geography.rules.addresses import address_key, uprn_in
from wardmote.shared.geography.rules.coordinates import (
    NoSuchPosition,
    Position,
    in_britain,
    on_the_grid,
    read_coordinates,
    to_degrees,
)
from wardmote.shared.geography.rules.point_files import PointColumns, Way, degrees
from wardmote.shared.geography.rules.postcodes import NotAPostcode, normalise_postcode, postcode_in

from .finding import find_place, positions_of_addresses, positions_of_houses, positions_of_postcodes

MOST_NAMED = 20_000
"""Places asked for by words alone that one file's answers are remembered of."""


@dataclass
class Asker:
    """Reads where rows are, a portion at a time; remembers what words were found to mean, and what was odd."""

    columns: PointColumns
    swapped: int = 0
    """Rows whose latitude and longitude stood the wrong way round, and were exchanged."""
    _named: dict[str, Position | str] = field(default_factory=dict)

    def spots(self, rows: Sequence[Sequence[str]]) -> tuple[Any, list[str]]:
        """Give latitude and longitude of each row, NaN where unknown, and then the reason.

        A row that says nothing, or nothing known, in one way is asked in the next.
        """
        found = np.full((len(rows), 2), np.nan)
        reasons = ["It does not say where."] * len(rows)
        steps = [
            (Way.DEGREES, self._degrees), (Way.METRES, self._metres), (Way.GRID_REFERENCE, self._grid_references),
            (Way.UPRN, self._uprns), (Way.WORDS, self._houses), (Way.POSTCODE, self._postcodes),
            (Way.WORDS, self._words),
        ]  # fmt: skip
        waiting = list(range(len(rows)))
        told: set[int] = set()
        for way, ask in steps:
            if way not in self.columns.ways:
                continue
            said = {i: words for i in waiting if (words := self.columns.said(rows[i], way))}
            if ask == self._houses:
                said = {i: (words, self._postcode_of(rows[i])) for i, (words,) in said.items()}
            for i, answer in (ask(said) if said else {}).items():
                if isinstance(answer, str):
                    if i not in told:
                        reasons[i] = answer
                        told.add(i)
                else:
                    found[i] = answer
                    reasons[i] = ""
            waiting = [i for i in waiting if reasons[i]]
        return found, reasons

    def _degrees(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        for i, words in said.items():
            try:
                latitude, longitude = degrees(words)
            except ValueError as error:
                answers[i] = str(error)
                continue
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                if not in_britain(latitude, longitude) and in_britain(longitude, latitude):
                    self.swapped += 1
                    latitude, longitude = longitude, latitude
                answers[i] = (latitude, longitude)
            elif on_the_grid(longitude, latitude) or on_the_grid(latitude, longitude):
                answers[i] = (
                    "These look like metres of the National Grid: name the columns easting and northing."
                )
            else:
                answers[i] = "Latitude goes from -90 to 90 and longitude from -180 to 180."
        return answers

    def _metres(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        on_grid: dict[int, tuple[float, float]] = {}
        for i, words in said.items():
            try:
                easting, northing = degrees(words)
            except ValueError as error:
                answers[i] = str(error)
                continue
            if in_britain(northing, easting):
                answers[i] = (northing, easting)
            elif not (easting or northing):
                answers[i] = "It is given as 0, 0, which means that nobody knew."
            elif on_the_grid(easting, northing):
                on_grid[i] = (easting, northing)
            else:
                answers[i] = "Eastings go from 0 to 700,000 and northings from 0 to 1,300,000 metres."
        if on_grid:
            turned = to_degrees(np.array(list(on_grid.values())))[:, ::-1]
            answers |= dict(zip(on_grid, turned, strict=True))
        return answers

    def _grid_references(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        for i, (words,) in said.items():
            try:
                answers[i] = read_coordinates(words[:100]) or "This is not a grid reference."
            except NoSuchPosition as error:
                answers[i] = str(error)
        return answers

    def _uprns(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        written = {i: uprn_in(words[:40]) for i, (words,) in said.items()}
        known = positions_of_addresses(uprn for uprn in written.values() if uprn)
        return {
            i: known.get(uprn, f"We do not know the UPRN {uprn}.") if uprn else "This is not a UPRN."
            for i, uprn in written.items()
        }

    def _postcodes(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        written: dict[int, str] = {}
        for i, (words,) in said.items():
            try:
                written[i] = normalise_postcode(words[:20])
            except NotAPostcode:
                answers[i] = "This is not a full postcode."
        known = positions_of_postcodes(written.values())
        return answers | {
            i: known.get(postcode, f"We do not know the postcode {postcode}.")
            for i, postcode in written.items()
        }

    def _postcode_of(self, row: Sequence[str]) -> str:
        said = self.columns.said(row, Way.POSTCODE) if Way.POSTCODE in self.columns.ways else None
        return said[0] if said else ""

    def _houses(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        """Answer only where an address is known: the postcode, or the words alone, may tell of the others."""
        keys = {i: key for i, (words, postcode) in said.items() if (key := address_key(words, postcode))}
        known = positions_of_houses(keys.values())
        return {i: known[key] for i, key in keys.items() if key in known}

    def _words(self, said: dict[int, tuple[str, ...]]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        written = {i: postcode for i, (words,) in said.items() if (postcode := postcode_in(words[:1_000]))}
        known = positions_of_postcodes(written.values())
        for i, (words,) in said.items():
            if written.get(i) in known:
                answers[i] = known[written[i]]
            else:
                if len(self._named) > MOST_NAMED:
                    self._named.clear()
                if words not in self._named:
                    self._named[words] = _place(words)
                answers[i] = self._named[words]
        return answers


def _place(words: str) -> Position | str:
    matches = find_place(words)
    if not matches:
        return "We do not know this place."
    if len(matches) > 1:
        return f"It could be one of {len(matches)} places of this name."
    return matches[0].position
