"""The demo's own words: what stands in `content/`, read once and typed. Its categories are the shipped set."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from wardmote.shared.partnerships import adapters as partnerships
from wardmote.shared.partnerships.adapters.shipped import clock_of
from wardmote.shared.partnerships.rules import ShippedCategory, ShippedGroup

from .kinds import (
    Added,
    Agreed,
    Calls,
    Choice,
    Closing,
    Concerned,
    Desk,
    Door,
    Gathered,
    Journey,
    JourneyStep,
    Member,
    Organisation,
    Person,
    Place,
    Spoken,
    Strip,
    Team,
    Told,
    Ward,
    WhyFocus,
)

FOLDER = Path(__file__).parent / "content"

PARTNERSHIP_SCOPE = "partnership"


@dataclass(frozen=True)
class Content:
    """Everything that was written by hand."""

    wards: Mapping[str, Ward]
    outline: Sequence[tuple[float, float]]
    area_sets: Mapping[str, Sequence[Member]]
    costs: Sequence[Mapping[str, str]]
    """What each of the Areas of 2010 was to cost in a year, line by line as printed."""
    focus: Sequence[Member]
    focus_places: Mapping[str, Sequence[str]]
    why_focus: Mapping[str, WhyFocus]
    strips: Sequence[Strip]
    places: Mapping[str, Place]
    clocks: Mapping[str, Mapping[str, str | int]]
    own_clocks: Mapping[tuple[str, str], str]
    """What a team promises of its own for a category: the key of a clock."""
    groups: Sequence[ShippedGroup]
    categories: Mapping[str, ShippedCategory]
    organisations: Mapping[str, Organisation]
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    told: Sequence[Told]
    journeys: Sequence[Journey]
    closings: Sequence[Closing]
    spoken: Sequence[Spoken]
    agreed: Sequence[Agreed]
    desks: Mapping[str, Desk]
    voices: Mapping[str, Sequence[str]]
    steps: Mapping[str, Any]
    news: Mapping[str, Sequence[str]]
    mended: Mapping[str, Sequence[str]]
    choices: Mapping[str, Sequence[Choice]]
    need: Mapping[str, float]
    concerned: Sequence[Concerned]
    added: Sequence[Added]
    gathered: Sequence[Gathered]
    doors: Mapping[str, Door]
    """By the observation it is of."""
    calls: Sequence[Calls]

    @cached_property
    def staff(self) -> Mapping[str, Sequence[Person]]:
        """Team -> the people who work there, safeguarding leads too."""
        at: dict[str, list[Person]] = {}
        for person in self.people.values():
            for team in {where for _, where in person.roles if where in self.teams}:
                at.setdefault(team, []).append(person)
        return at

    @cached_property
    def leads(self) -> Mapping[str, Sequence[Person]]:
        """Team -> its safeguarding leads."""
        at: dict[str, list[Person]] = {}
        for person in self.people.values():
            for role, where in person.roles:
                if role == "safeguarding_lead":
                    at.setdefault(where, []).append(person)
        return at

    def is_protected(self, category: str) -> bool:
        """Whether matters of this kind are protected by default."""
        return self.categories[category].sensitivity == "protected"

    def takers(self, category: str, ward: str) -> list[Team]:
        """The teams that take a kind of matter in a ward, in the order of the content."""
        return [t for t in self.teams.values() if category in t.takes and t.capacity and t.reaches(ward)]


@cache
def read() -> Content:
    """Everything in the folder."""
    places, organisations, shipped = _yaml("places"), _yaml("organisations"), partnerships.shipped()
    observations, words, concerned = _yaml("observations"), _yaml("words"), _yaml("concerned")
    standards, doors = _yaml("standards"), _yaml("doors")
    wards, over_years = _wards(places["wards"]), _yaml("over_years")
    sets = {
        s["key"]: [Member(a["key"], a["name"], tuple(a["wards"])) for a in s["areas"]]
        for s in places["area_sets"]
    }
    within = {m.key: frozenset(m.wards) for members in sets.values() for m in members}
    within |= {key: frozenset({key}) for key in wards}
    return Content(
        wards=wards,
        outline=[(float(r["latitude"]), float(r["longitude"])) for r in _csv("outline")],
        area_sets=sets,
        costs=_csv("costs"),
        focus=[Member(f["key"], f["name"], (f["ward"],)) for f in places["places_of_focus"]],
        focus_places={f["key"]: f["places"] for f in places["places_of_focus"]},
        why_focus={
            f["key"]: WhyFocus(inside=f["area"], **over_years["focus"][f["key"]])
            for f in places["places_of_focus"]
        },
        strips=[Strip(**row) for row in over_years["adjustments"]],
        places={p["key"]: Place(p["key"], p["name"], p["kind"], p["ward"]) for p in places["places"]},
        clocks={**shipped.clocks, **{k: clock_of(row) for k, row in standards["clock_profiles"].items()}},
        own_clocks={(s["team"], s["category"]): s["clock"] for s in standards["standards"]},
        groups=shipped.groups,
        categories=shipped.categories,
        organisations={
            o["key"]: Organisation(o["key"], o["name"], o["kind"], o.get("note", ""), o["phone"], o["email"])
            for o in organisations["organisations"]
        },
        teams={
            t["key"]: _team(t, o["key"], within) for o in organisations["organisations"] for t in o["teams"]
        },
        people={p["key"]: _person(p) for p in _yaml("people")["people"]},
        told=[_told(o) for o in observations["observations"]],
        journeys=[_journey(j) for j in _yaml("journeys")["journeys"]],
        closings=[
            Closing(c["at"], c["name"], _day(c["first"]), _day(c["last"]), frozenset(c.get("except", ())))
            for c in _yaml("closures")["closures"]
        ],
        spoken=[
            Spoken(c["team"], c["state"], c["days_ago"], c.get("weeks"), c.get("days"), c.get("words", ""))
            for c in _yaml("capacity")["capacity"]
        ],
        agreed=[
            _agreed(a, [o["key"] for o in organisations["organisations"]])
            for a in _yaml("agreements")["agreements"]
        ],
        desks={
            d["team"]: Desk(d["team"], d["open"], d.get("back", 0), d.get("above", 0))
            for d in _yaml("desks")["desks"]
        },
        voices=_yaml("voices")["voices"],
        steps=words["steps"],
        news=words["told"],
        mended=words["mended"],
        choices={
            g["name"]: [Choice(p["person"], p["try"]) for p in g["people"]]
            for g in _yaml("choices")["groups"]
        },
        need=_need(places["wards"]),
        concerned=[Concerned(**c) for c in concerned["concerned"]],
        gathered=[_gathered(row) for row in _yaml("issues")["issues"]],
        added=[Added(**a) for a in concerned["added"]],
        doors={d["observation"]: Door(**d) for d in doors["doors"]},
        calls=[Calls(**c) for c in doors["calls"]],
    )


def _yaml(name: str) -> Any:
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe, in C)


def _csv(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _wards(rows: list[Any]) -> dict[str, Ward]:
    chosen = {w["key"]: w for w in rows}
    return {
        r["key"]: Ward(
            key=r["key"],
            name=r["name"],
            code=r["code"],
            latitude=float(r["latitude"]),
            longitude=float(r["longitude"]),
            km2=float(r["km2"]),
            neighbours=tuple(r["neighbours"].split()),
            area=chosen[r["key"]]["area_2010"],
            locality=chosen[r["key"]]["locality_2019"],
        )
        for r in _csv("wards")
    }


def _need(wards: list[Any]) -> dict[str, float]:
    """Area -> how much need a ward of it has: residents times deprivation, shared among its wards."""
    count = {r["area"]: sum(w["area_2010"] == r["area"] for w in wards) for r in _csv("need")}
    return {
        r["area"]: float(r["residents_2007"]) * float(r["deprivation_2007"]) / count[r["area"]] / 100_000
        for r in _csv("need")
    }


def _team(row: Any, organisation: str, within: Mapping[str, frozenset[str]]) -> Team:
    covers = tuple(row["covers"].get("keys", ()))
    return Team(
        key=row["key"],
        organisation=organisation,
        name=row["name"],
        remit=row["remit"],
        takes=tuple(row["takes"]),
        scope=row["covers"]["scope"],
        covers=covers,
        wards=frozenset().union(*(within[key] for key in covers)),
        hours=row["hours"],
        response_standard=row["response_standard"],
        capacity=row["capacity_per_week"],
        intake=row["intake"],
        reference_format=row["reference_format"] or "",
        email=row["email"] or "",
        is_coordinator=row.get("is_coordinator", False),
    )


def _person(row: Any) -> Person:
    return Person(
        key=row["key"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        roles=tuple((r["role"], r["at"]) for r in row["roles"]),
        left=row.get("left_on_day"),
    )


def _told(row: Any) -> Told:
    return Told(
        key=row["key"],
        category=row["category"],
        place=row["place"],
        ward=row["ward"],
        voice=row["voice"],
        channel=row["channel"],
        text=row["text"],
        language=row["language"],
        gist=row.get("english_gist") or "",
        people=row["people_affected"],
        seriousness=row["seriousness"],
        sensitivity=row["sensitivity"],
        season=row["season"],
        cluster=row.get("cluster") or "",
    )


def _gathered(row: Any) -> Gathered:
    return Gathered(
        cluster=row["cluster"],
        title=row["title"],
        words=row["words"],
        weigh=row.get("weigh", {}),
        vulnerable=row.get("vulnerable", ""),
        rise=tuple(row.get("rise", ())),
        refer=row.get("refer", ""),
        take_on=row.get("take_on", {}),
        decisions=tuple(row.get("decisions", ())),
    )


def _journey(row: Any) -> Journey:
    return Journey(
        key=row["key"],
        category=row["category"],
        ward=row["ward"],
        sender=row["sender"],
        receiver=row["receiver"],
        sensitivity=row["sensitivity"],
        cluster=row.get("cluster") or "",
        tags=frozenset(row["tags"]),
        steps=tuple(_step(s) for s in row["steps"]),
    )


def _step(row: Any) -> JourneyStep:
    hours, minutes = str(row["time"]).split(":")
    return JourneyStep(
        minutes=(row["day"] * 24 + int(hours)) * 60 + int(minutes),
        action=row["action"],
        team=row["team"],
        to=row.get("to") or "",
        code=row.get("code") or "",
        words=row.get("words_to_sender") or "",
        note=row.get("internal_note") or "",
    )


def _agreed(row: Any, organisations: Sequence[str]) -> Agreed:
    given = {name: value for name, value in row.items() if name not in ("parties", "except", "items", "left")}
    chosen = organisations if row["parties"] == "all" else row["parties"]
    return Agreed(
        **given,
        items=tuple(row["items"]),
        parties=tuple(key for key in chosen if key not in row.get("except", ())),
        left=row.get("left", {}),
    )


def _day(words: str) -> tuple[int, int]:
    month, day = words.split("-")
    return int(month), int(day)
