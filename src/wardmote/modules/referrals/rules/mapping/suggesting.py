"""Which column is probably which field, and which of their words is probably which of our categories."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .recognising import Looks, looks_of

_LIKELY = 0.35
"""Below it nothing is suggested: better no suggestion than one that must be undone."""
_ALIKE = 0.6
_SHOWN = 3
_FEW = 20


class Field(StrEnum):
    """What a column may be. No column is two of them."""

    REFERENCE = "their_reference"
    WORDS = "words"
    OBSERVED = "observed_at"
    ENDED = "ended_at"
    STATUS = "status"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    EASTING = "easting"
    NORTHING = "northing"
    PLACE = "place"
    CATEGORY = "category"
    SERIOUSNESS = "seriousness"
    PEOPLE = "people_affected"


_NAMES: Mapping[Field, tuple[tuple[str, float], ...]] = {
    Field.REFERENCE: (("id", 1), ("reference", 1), ("ref", 1), ("number", 0.8), ("no", 0.6), ("case", 0.5),
                      ("enquiry", 0.5), ("ticket", 0.8), ("uprn", -1), ("guid", 0.9), ("key", 0.5), ("code", 0.3)),
    Field.WORDS: (("description", 1), ("details", 1), ("detail", 1), ("words", 1), ("summary", 0.9), ("text", 0.9),
                  ("comment", 0.8), ("comments", 0.8), ("message", 0.8), ("title", 0.8), ("what", 0.7),
                  ("notes", 0.7), ("subject", 0.6), ("report", 0.4), ("problem", 0.6)),
    Field.OBSERVED: (("observed", 1), ("seen", 1), ("occurred", 1), ("incident", 0.7), ("reported", 1),
                     ("opened", 0.9), ("open", 0.9), ("created", 0.9), ("received", 0.9), ("logged", 0.9),
                     ("raised", 0.9), ("requested", 0.8), ("date", 0.5), ("time", 0.4), ("datetime", 0.5),
                     ("month", 0.4), ("updated", -0.6), ("modified", -0.6), ("target", -1), ("due", -1)),
    Field.ENDED: (("closed", 1), ("ended", 1), ("resolved", 1), ("completed", 1), ("fixed", 1), ("finished", 1),
                  ("done", 0.8), ("target", -1), ("due", -1)),
    Field.STATUS: (("status", 1), ("state", 0.8), ("stage", 0.6), ("outcome", 0.4)),
    Field.LATITUDE: (("latitude", 1), ("lat", 1), ("coordinates 1", 1), ("y", 0.6)),
    Field.LONGITUDE: (("longitude", 1), ("lon", 1), ("lng", 1), ("long", 0.9), ("coordinates 0", 1), ("x", 0.6)),
    Field.EASTING: (("easting", 1), ("eastings", 1), ("x", 0.7), ("coordinates 0", 0.7), ("osgb x", 1)),
    Field.NORTHING: (("northing", 1), ("northings", 1), ("y", 0.7), ("coordinates 1", 0.7), ("osgb y", 1)),
    Field.PLACE: (("address", 1), ("location", 0.9), ("street", 0.9), ("road", 0.8), ("place", 0.9), ("where", 0.8),
                  ("site", 0.6), ("postcode", 0.7), ("post code", 0.7), ("zip", -0.5), ("email", -1)),
    Field.CATEGORY: (("category", 1), ("type", 0.9), ("kind", 0.9), ("service", 0.7), ("reason", 0.6),
                     ("theme", 0.6), ("topic", 0.6), ("subject", 0.5), ("classification", 0.9), ("group", 0.4)),
    Field.SERIOUSNESS: (("seriousness", 1), ("severity", 1), ("priority", 0.9), ("urgency", 0.9), ("risk", 0.5)),
    Field.PEOPLE: (("people", 0.8), ("affected", 0.9), ("households", 0.8), ("homes", 0.7), ("residents", 0.6)),
}  # fmt: skip
"""Words of a column's name, and how much each speaks for the field, or against it."""

# What the values say. Nought means that the column cannot be it, whatever it is called.
_VALUES: Mapping[Field, Callable[[Looks], float]] = {
    Field.REFERENCE: lambda looks: (
        looks.different if looks.different > 0.95 and looks.filled > 0.95 and looks.letters <= 60 and looks.times < 0.5
        else 0.0
    ),
    Field.WORDS: lambda looks: 0.0 if looks.numbers > 0.5 or looks.times > 0.5 else min(looks.letters / 60, 1.0),
    Field.OBSERVED: lambda looks: looks.times * (0.5 + looks.filled / 2) if looks.times > 0.5 else 0.0,
    Field.ENDED: lambda looks: looks.times if looks.times > 0.5 else 0.0,
    Field.STATUS: lambda looks: looks.states if looks.kinds <= 20 and looks.letters <= 30 else 0.0,
    Field.LATITUDE: lambda looks: looks.latitudes if looks.latitudes > 0.8 else 0.0,
    Field.LONGITUDE: lambda looks: looks.longitudes if looks.longitudes > 0.8 else 0.0,
    Field.EASTING: lambda looks: looks.eastings if looks.eastings > 0.8 and looks.times < 0.5 else 0.0,
    Field.NORTHING: lambda looks: looks.northings if looks.northings > 0.8 and looks.times < 0.5 else 0.0,
    Field.PLACE: lambda looks: (
        0.0 if looks.numbers > 0.5 or looks.times > 0.5 or looks.letters < 3 else min(looks.letters / 40, 0.8)
    ),
    Field.CATEGORY: lambda looks: (
        0.0 if looks.numbers > 0.5 or looks.times > 0.5 or looks.letters > 80 or looks.letters < 2
        else max(1 - looks.different, 0.2 if looks.kinds <= _FEW else 0.0)
    ),
    Field.SERIOUSNESS: lambda looks: looks.levels if looks.levels > 0.5 and looks.kinds <= 10 else 0.0,
    Field.PEOPLE: lambda looks: looks.counts if looks.counts > 0.9 else 0.0,
}  # fmt: skip

# For these the values alone say enough: nothing else looks like them. The others need a name that fits.
_WITHOUT_A_NAME = {Field.STATUS: 0.9, Field.OBSERVED: 0.5, Field.PLACE: 0.0}
_SMALL = {
    "a", "an", "the", "of", "on", "in", "or", "and", "to", "for", "with", "other", "issue", "issues",
    "request", "requests", "problem", "problems", "report", "reports", "new", "general",
}  # fmt: skip
"""Words that tell no category from another."""
_ENDINGS = re.compile(r"(?<=\w\w)(?:ing|ies|ed|es|e|s|y)$")
_PAIRS = ((Field.LATITUDE, Field.LONGITUDE), (Field.EASTING, Field.NORTHING))


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """What each field probably is. ``ranked`` names further columns that it could be, the likelier first."""

    columns: Mapping[Field, str]
    ranked: Mapping[Field, tuple[str, ...]]


def suggest_columns(columns: Mapping[str, Sequence[str]]) -> Suggested:
    """Suggest fields for columns, by their names and some of their values. No column is suggested twice."""
    scored = sorted(
        (
            (-likelihood(field, name, looks), place, name, field)
            for place, (name, looks) in enumerate((n, looks_of(values)) for n, values in columns.items())
            for field in Field
        ),
        key=lambda one: (one[0], one[1], one[3]),
    )
    scored = [one for one in scored if -one[0] >= _LIKELY]
    ranked = {field: tuple(name for *_, name, at in scored if at is field)[:_SHOWN] for field in Field}
    chosen: dict[Field, str] = {}
    for _, _, name, field in scored:
        if field not in chosen and name not in chosen.values():
            chosen[field] = name
    _keep_one_pair(chosen)
    return Suggested(columns=chosen, ranked={field: names for field, names in ranked.items() if names})


def likelihood(field: Field, name: str, looks: Looks) -> float:
    """How probably a column is a field, from 0 to 1."""
    values = _VALUES[field](looks)
    if values <= 0:
        return 0.0
    said = _said_by_name(field, name)
    if said < 0:
        return 0.0
    if said == 0:
        return values * _WITHOUT_A_NAME.get(field, 0.0)
    return said * (0.5 + values / 2)


def _said_by_name(field: Field, name: str) -> float:
    words = _words(name)
    joined = f" {' '.join(words)} "
    said = [weight for key, weight in _NAMES[field] if f" {key} " in joined]
    if any(weight < 0 for weight in said):
        return -1.0
    # The last word of a name says what it is: "street name", but "case status" is no case.
    last = max((weight for key, weight in _NAMES[field] if joined.endswith(f" {key} ")), default=0.0)
    return max(last, max(said, default=0.0) * 0.9)


def _words(name: str) -> list[str]:
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    known = {"dt": "date", "ts": "time", "desc": "description", "addr": "address", "at": "time", "on": "date"}
    return [known.get(word, word) for word in re.findall(r"[a-z]+|\d+", split.lower())]


def _keep_one_pair(chosen: dict[Field, str]) -> None:
    """A place needs both its numbers, in one system: degrees before metres."""
    kept = next((pair for pair in _PAIRS if all(field in chosen for field in pair)), ())
    for field in (field for pair in _PAIRS for field in pair):
        if field not in kept:
            chosen.pop(field, None)


def suggest_category(theirs: str, ours: Mapping[str, str]) -> str | None:
    """The category whose name comes nearest to their words, or None when none comes near. Maps key to name."""
    best = max(
        ((max(_nearness(theirs, name), _nearness(theirs, key)), key) for key, name in ours.items()),
        key=lambda one: one[0],
        default=(0.0, ""),
    )
    return best[1] if best[0] >= _ALIKE else None


def _nearness(theirs: str, ours: str) -> float:
    left, right = _stems(theirs), _stems(ours)
    if not left or not right:
        return 0.0
    shared = left & right
    covered = len(shared) / min(len(left), len(right)) if shared else 0.0
    overlap = len(shared) / len(left | right)
    spelt = SequenceMatcher(None, "".join(sorted(left)), "".join(sorted(right))).ratio()
    return max(0.55 * covered + 0.45 * overlap, spelt - 0.2)


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return frozenset(_ENDINGS.sub("", word) for word in words if word not in _SMALL)
