"""What a folder says of a partnership: `partnership.yaml`, and which of the other files are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError, field_validator
from pydantic_core import ErrorDetails

from wardmote.shared.geography.rules.words import DIVIDING, AreaKind
from wardmote.shared.partnerships.rules.ladders import USUAL_REMINDER

PLAN = "partnership.yaml"
WARDS, AREAS, LOGO = "wards.geojson", "areas.csv", "logo.png"
CATEGORIES, POSTCODES = "categories.yaml", "postcodes.csv"
ORGANISATIONS, TEAMS, REMITS, PEOPLE = "organisations.csv", "teams.csv", "remits.csv", "people.csv"
MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a file, where, and what to do."""

    file: str
    sentence: str
    row: int | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.file}{f', row {self.row}' if self.row else ''}: {self.sentence}"


class Faulty(Exception):
    """A file cannot be used. Nothing of it was kept."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


Written = TypeVar("Written", bound=BaseModel)


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_Written):
    """The three colours, each as #rrggbb."""

    dark: StrictStr
    main: StrictStr
    light: StrictStr


class Wards(_Written):
    """What the wards are called together, since when they hold, and which column has their names."""

    name: StrictStr
    since: date
    names_in: StrictStr = ""
    file: StrictStr = WARDS


class Change(_Written):
    """From a day on, the wards in a table are in the areas that it says; the others stay where they are."""

    since: date
    file: StrictStr


class Adjustment(_Written):
    """Ground that goes from an area to its neighbour: a small area by its code, or a piece drawn in a file."""

    name: StrictStr
    gives: StrictStr
    receives: StrictStr
    since: date
    until: date | None = None
    code: StrictStr = ""
    file: StrictStr = ""
    reason: StrictStr


class Found(_Written):
    """Evidence for a Place of Focus, or what came of a consultation or a review, with its day."""

    day: date
    words: StrictStr
    link: StrictStr = ""


class Asked(Found):
    """A consultation: who was asked and how many answered beside what came of it."""

    asked: StrictStr
    answered: int | None = Field(default=None, ge=0, le=10_000_000)


class FocusPlace(_Written):
    """What a drawn Place of Focus lies in, what set it, and how it went on."""

    name: StrictStr
    inside: StrictStr
    since: date
    review_on: date
    evidence: tuple[Found, ...]
    consultation: tuple[Asked, ...]
    until: date | None = None
    why_ended: StrictStr = ""


class Areas(Wards):
    """One more way to divide the borough, the file that says it, and what became of it over the years."""

    kind: AreaKind = AreaKind.AREAS
    file: StrictStr = AREAS
    until: date | None = None
    changes: tuple[Change, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    places: tuple[FocusPlace, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it speaks of."""
        drawn = (adjustment.file for adjustment in self.adjustments if adjustment.file)
        return (self.file, *(change.file for change in self.changes), *drawn)


class Administrator(_Written):
    """Who is invited first."""

    name: StrictStr
    email: StrictStr


class Plan(_Written):
    """What `partnership.yaml` says. Everything may be left out; the name is then asked for."""

    name: StrictStr = ""
    short_name: StrictStr = ""
    address: StrictStr = ""
    email: StrictStr = ""
    colours: Colours | None = None
    logo_words: StrictStr = ""
    wards: tuple[Wards, ...] = ()
    areas: tuple[Areas, ...] = ()
    administrator: Administrator | None = None

    @field_validator("wards", mode="before")
    @classmethod
    def _one_or_several(cls, written: object) -> object:
        """One set of wards may stand without the sign of a list."""
        return [written] if isinstance(written, dict) else written or ()


class NewGroup(_Written):
    """A group of the partnership's own."""

    key: StrictStr
    name: StrictStr
    description: StrictStr = ""


class NewClock(_Written):
    """A clock of the partnership's own: its times, and the waits of its ladder, the usual where left out."""

    key: StrictStr
    name: StrictStr
    acknowledge: StrictStr
    decide: StrictStr
    update_every: StrictStr = "none"
    close: StrictStr
    remind_after: int = USUAL_REMINDER
    wait_desk: StrictStr = ""
    wait_lead: StrictStr = ""
    wait_coordinator: StrictStr = ""
    basis: StrictStr = "practice"
    reason: StrictStr


class NewCategory(_Written):
    """A category of the partnership's own, in a group and with clocks that are there or added, by their keys."""

    name: StrictStr
    group: StrictStr
    clock: StrictStr
    urgent_clock: StrictStr = ""
    seriousness: int = 2
    sensitivity: StrictStr = "open"
    audience: StrictStr = "staff"
    description: StrictStr = ""
    questions: tuple[StrictStr, ...] = ()
    synonyms: tuple[StrictStr, ...] = ()


class Choice(_Written):
    """What `categories.yaml` says: which groups of the shipped set are taken, without what, by which names.

    Beside that, what is the partnership's own: clocks, groups, categories.
    """

    groups: tuple[StrictStr, ...] | None = None
    without: tuple[StrictStr, ...] = ()
    rename: dict[str, str] = Field(default_factory=dict)
    clocks: tuple[NewClock, ...] = ()
    add_groups: tuple[NewGroup, ...] = ()
    add: tuple[NewCategory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder, with what it plans and the choice of categories."""

    path: Path | None = None
    plan: Plan = field(default_factory=Plan)
    categories: Choice | None = None

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return self.path is not None and (self.path / name).is_file()

    def content(self, name: str) -> bytes:
        """The bytes of a file. Raises Faulty for one that is missing, cannot be read or is far too large."""
        if self.path is None or not self.has(name):
            raise Faulty(Fault(file=name, sentence="The file is not in the folder."))
        try:
            if (self.path / name).stat().st_size > MOST_BYTES:
                raise Faulty(
                    Fault(
                        file=name,
                        sentence=f"It is larger than {MOST_BYTES // 1_048_576} MB. Make it smaller.",
                    )
                )
            return (self.path / name).read_bytes()
        except OSError as error:
            raise Faulty(Fault(file=name, sentence=f"It cannot be read: {error.strerror}.")) from error


def read_folder(path: Path) -> Folder:
    """Read what a folder says of itself. Raises Faulty with everything that is wrong in it."""
    bare = Folder(path=path)
    faults: list[Fault] = []
    plan, choice = Plan(), None
    try:
        plan = _read(bare, PLAN, Plan) if bare.has(PLAN) else plan
    except Faulty as refused:
        faults += refused.faults
    try:
        choice = _read(bare, CATEGORIES, Choice) if bare.has(CATEGORIES) else None
    except Faulty as refused:
        faults += refused.faults
    if not faults:
        faults += _missing(bare, plan)
    if faults:
        raise Faulty(*faults)
    return Folder(path=path, plan=plan, categories=choice)


def _missing(bare: Folder, plan: Plan) -> list[Fault]:
    """What the plan and the folder do not say of each other."""
    faults = []
    if bare.has(WARDS) and not plan.wards:
        faults.append(
            Fault(file=PLAN, sentence=f"{WARDS} is there. Write “wards:” with their “name:” and “since:”.")
        )
    faults += [
        Fault(file=wards.file, sentence=f"{PLAN} speaks of wards, but the file is not here.")
        for wards in plan.wards
        if not bare.has(wards.file)
    ]
    if bare.has(AREAS) and not any(areas.file == AREAS for areas in plan.areas):
        faults.append(
            Fault(
                file=PLAN,
                sentence=f"{AREAS} is there. Write “areas:” with “- name:” and “since:” of the set.",
            )
        )
    for areas in plan.areas:
        for name in areas.files:
            if Path(name).name != name:
                faults.append(Fault(file=PLAN, sentence=f"areas: “{name}” must be a file in this folder."))
            elif not bare.has(name):
                faults.append(
                    Fault(
                        file=name,
                        sentence=f"{PLAN} makes “{areas.name}” from this file, but it is not here.",
                    )
                )
    return faults


def _read(folder: Folder, name: str, kind: type[Written]) -> Written:
    try:
        written = yaml.safe_load(folder.content(name).decode("utf-8-sig"))
        return kind.model_validate({} if written is None else written)
    except UnicodeDecodeError as error:
        raise Faulty(Fault(file=name, sentence="It is not text in UTF-8. Save it so.")) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, ValidationError):
            raise Faulty(*(_said(name, wrong, kind) for wrong in error.errors()[:50])) from error
        mark = getattr(error, "problem_mark", None)
        raise Faulty(
            Fault(
                file=name,
                row=mark.line + 1 if mark else None,
                sentence="It cannot be read as YAML. Look at the spaces, quotes and colons there.",
            )
        ) from error


_SAID = {
    "missing": "It is missing. Write it.",
    "string_type": "Write words. Put figures in quotes.",
    "model_type": "Write each of its lines as “name: value”.",
    "tuple_type": "Write a list: each entry on a line of its own behind “- ”.",
    "dict_type": "Write each of its lines as “name: value”.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
}


def _said(name: str, wrong: ErrorDetails, kind: type[BaseModel]) -> Fault:
    at = ".".join(str(part + 1) if isinstance(part, int) else str(part)[:60] for part in wrong["loc"])
    if wrong["type"] == "extra_forbidden":
        sentence = f"We do not know this.{_near(str(wrong['loc'][-1]), _names(kind))}"
    elif wrong["type"].startswith("date"):
        sentence = "Write a day like 2022-05-05."
    elif wrong["type"] == "enum":
        sentence = f"Write one of: {', '.join(kind.value for kind in DIVIDING if kind != AreaKind.WARDS)}."
    else:
        sentence = _SAID.get(wrong["type"], f"{wrong['msg']}.")
    return Fault(file=name, sentence=f"{at}: {sentence}" if at else sentence)


def _names(kind: type[BaseModel]) -> Sequence[str]:
    ground = [Wards, Areas, Change, Adjustment, FocusPlace, Found, Asked]
    inner: list[Any] = (
        [Colours, *ground, Administrator] if kind is Plan else [NewGroup, NewClock, NewCategory]
    )
    return sorted({name for model in (kind, *inner) for name in model.model_fields})


def _near(written: str, known: Sequence[str]) -> str:
    near = get_close_matches(written[:60], known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""
