"""Patterns of one door: repeat calls, and addresses, people and households that several agencies meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from wardmote.modules.referrals.rules.met import Met

from .chances import corrected, usual_of
from .model import MET_OVER, RATE, REPEATS_OVER, Found, Looked, PatternKind, found_of, is_about_people
from .places import SPOT, PassedOver, keys_of_words

REPEATS_LEAST = 5
"""Met on fewer days than this, nothing is said, however unusual: two bad weeks are no pattern."""
FEWEST_OTHERS = 20
"""With fewer other places to compare with, nothing is said."""


def repeats(looked: Looked, keys: Mapping[int, str], passed: PassedOver) -> list[Found]:
    """Places that were met on more days than places are that are met at all.

    Days and not matters are counted: what several agencies tell of one incident, and what one round of inspection
    enters at once, is one. Each place is compared with all others of the same weeks and not with itself.
    """
    begins, ends = looked.begins(REPEATS_OVER), looked.until
    at: dict[str, list[Met]] = defaultdict(list)
    for met in looked.met:
        key = keys.get(met.number)
        if not key or not begins <= met.at.date() < ends:
            continue
        if not passed.is_default(met) and not passed.is_institution(met, key):
            at[key].append(met)
    days = {key: len({one.at.date() for one in met}) for key, met in at.items()}
    places = Counter(days.values())
    if len(days) <= FEWEST_OTHERS:
        return []
    many = sorted((key for key, n in days.items() if n >= REPEATS_LEAST), key=lambda key: (-days[key], key))
    usual = {n: usual_of(places - Counter({n: 1})) for n in {days[key] for key in many}}
    chances = [usual[days[key]].tail(days[key]) for key in many]
    found = []
    for key, chance, counted in zip(many, chances, corrected(chances, of=len(days)), strict=True):
        if counted > RATE:
            continue
        n = days[key]
        others = places - Counter({n: 1})
        found.append(
            found_of(
                PatternKind.REPEATS,
                key,
                at[key],
                since=begins,
                until=ends - timedelta(days=1),
                chance=chance,
                corrected=counted,
                facts={
                    "days": n,
                    "others": others.total(),
                    "others_once": others[1],
                    "others_most": max(others),
                    "others_mean": round(sum(k * v for k, v in others.items()) / others.total(), 2),
                },
            )
        )
    return found


def several_agencies(looked: Looked, keys: Mapping[int, str], passed: PassedOver) -> list[Found]:
    """People, households and addresses that several agencies have met, each by itself.

    Two agencies are several where what they hold is of people, three where all of it is open. This is counted, not
    tested: two agencies at one door need no chance to be worth a word between them.
    """
    begins, ends = looked.begins(MET_OVER), looked.until
    within = {met.number: met for met in looked.met if begins <= met.at.date() < ends}
    found: list[Found] = []
    of_person: dict[int, list[Met]] = defaultdict(list)
    for one in looked.people:
        if one.number in within:
            of_person[one.person].append(within[one.number])
    told: set[frozenset[int]] = set()
    for met in of_person.values():
        once = list({one.number: one for one in met}.values())
        if _are_several(once):
            told.add(frozenset(one.number for one in once))
            found.append(
                _met_by(PatternKind.PERSON, f"{min(one.number for one in once)}", once, begins, ends)
            )
    lives = keys_of_words(
        ((within[one.number], one.address) for one in looked.people if one.number in within and one.address),
        looked.uprns,
    )
    living: dict[str, set[int]] = defaultdict(set)
    at: dict[str, dict[int, Met]] = defaultdict(dict)
    for number, single in within.items():
        if passed.is_default(single) and number not in lives:
            continue
        for key in {keys.get(number), lives.get(number)} - {None}:
            if key and not key.startswith(SPOT) and not passed.is_institution(single, key):
                at[key][number] = single
    for one in looked.people:
        if one.number in lives:
            living[lives[one.number]].add(one.person)
    for key, by_number in at.items():
        met = list(by_number.values())
        if _are_several(met) and frozenset(by_number) not in told:
            kind = PatternKind.HOUSEHOLD if len(living.get(key, ())) > 1 else PatternKind.ADDRESS
            found.append(_met_by(kind, key, met, begins, ends, people=len(living.get(key, ()))))
    return found


def _are_several(met: Iterable[Met]) -> bool:
    known = [one for one in met if one.organisation]
    of_people = {one.organisation for one in known if is_about_people(one)}
    return len({one.organisation for one in known}) >= (2 if of_people else 3)


def _met_by(
    kind: PatternKind, about: str, met: list[Met], begins: date, ends: date, *, people: int = 0
) -> Found:
    return found_of(
        kind,
        about,
        met,
        since=begins,
        until=ends - timedelta(days=1),
        facts={"people": people} if people else {},
    )
