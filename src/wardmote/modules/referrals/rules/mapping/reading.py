"""From the text of a mapping file to a ReportMapping, or to one sentence for each fault."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

import yaml

from wardmote.kernel.mapping_files import Section, WrongMapping, read_yaml, short
from wardmote.shared.partnerships.rules import Sensitivity

from .model import (
    CategoryChoice,
    Column,
    Ending,
    FileLayout,
    Format,
    Moment,
    Place,
    ReportMapping,
    SeriousnessChoice,
    Skip,
    Test,
    Text,
    TimeFormat,
    Times,
    folded,
)
from .places import NoSuchSystem, is_grid

ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "utf-16")
_WHOLE_ZONE = "write a time zone by its region and city, such as Europe/London."
_SAMPLE = datetime(2001, 2, 3, 16, 5, 6)  # noqa: DTZ001 (tries a pattern out; never kept)
_PATH = re.compile(r"[^.]+(\.[^.]+)*")
USUAL = "usual"
MAX_SYSTEM = 60
FIRST = "system: the name of their system"
ABOUT = "docs/how-to/import-reports.md"
MAX_BECAUSE = 150


def read_mapping(source: str, categories: Collection[str]) -> ReportMapping:
    """Read a mapping file's text. ``categories`` are the keys that may be mapped to.

    Raises WrongMapping with every fault found, each with its line and what to write.
    """
    top = Section(read_yaml(source, first=FIRST, about=ABOUT), "", [])
    system = (top.text("system") or "").strip()
    if not system or len(system) > MAX_SYSTEM:
        top.fault(top.node("system"), "system",
                  f"write the name of the system the file comes from, in at most {MAX_SYSTEM} letters.")  # fmt: skip
    team, language = top.text("team"), top.text("language") or "en"
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?", language):
        top.fault(top.node("language"), "language", "write a language by its short code, such as en or pa.")
    sensitivity = top.one_of("sensitivity", list(Sensitivity)) or Sensitivity.OPEN
    file, times = _file(top), _times(top)
    top.need("their_reference", "name the column that holds the report's own number; it must be unique.")
    top.need("words", "name the column that holds what was said, or write a text with columns in {braces}.")
    top.need(
        "observed_at", "name the column that holds the time, or write {fixed: a time} when there is none."
    )
    reference, words = _text(top, "their_reference"), _text(top, "words")
    observed_at, ended = _moment(top, "observed_at", times), _ending(top, times)
    place, category = _place(top), _category(top, categories)
    seriousness, people = _seriousness(top, categories), _text(top, "people_affected")
    skip = [_skip(section) for section in top.sections("skip")]
    top.close()
    if (
        top.faults
        or file is None
        or times is None
        or reference is None
        or words is None
        or observed_at is None
    ):
        raise WrongMapping(top.faults)
    return ReportMapping(
        source=source,
        system=system,
        team=team,
        language=language,
        sensitivity=sensitivity,
        file=file,
        times=times,
        their_reference=reference,
        words=words,
        observed_at=observed_at,
        ended=ended,
        place=place,
        category=category,
        seriousness=seriousness,
        people_affected=people,
        skip=tuple(one for one in skip if one is not None),
    )


def _file(top: Section) -> FileLayout | None:
    top.need("file", "write a block with “format: csv” or “format: json”.")
    section = top.section("file")
    if section is None:
        return None
    section.need("format", "write csv or json.")
    written = section.one_of("format", list(Format))
    encoding = section.one_of("encoding", ENCODINGS) or "utf-8"
    delimiter = section.text("delimiter")
    records = section.text("records") or ""
    if delimiter in ("tab", "\\t"):
        delimiter = "\t"
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        section.fault(
            section.node("delimiter"), "delimiter", "write one character in quotes, such as “;”, or tab."
        )
    if records and not _PATH.fullmatch(records):
        section.fault(
            section.node("records"),
            "records",
            "write the keys that lead to the list, such as result.records.",
        )
    for key, belongs in (("delimiter", Format.CSV), ("records", Format.JSON)):
        if written and written != belongs and section.node(key):
            section.fault(section.node(key), key, f"this is for {belongs} files only. Take it out.")
    section.close()
    if written is None:
        return None
    return FileLayout(format=Format(written), encoding=encoding, delimiter=delimiter or ",", records=records)


def _times(top: Section) -> Times | None:
    top.need("times", "write a block with “zone: Europe/London”, the zone in which times are written.")
    section = top.section("times")
    if section is None:
        return None
    section.need("zone", _WHOLE_ZONE)
    zone = _zone(section)
    formats = section.texts("format")
    for written, node in formats:
        if written not in list(TimeFormat) and not _reads_times(written):
            section.fault(node, "format", f"“{short(written)}” is none of {', '.join(TimeFormat)} and no pattern with "
                                          "day, month and year such as %d/%m/%Y %H:%M.")  # fmt: skip
    section.close()
    if zone is None:
        return None
    return Times(zone=zone, formats=tuple(f for f, _ in formats) or (TimeFormat.ISO,))


def _zone(section: Section) -> ZoneInfo | None:
    written = section.text("zone")
    if written is None:
        return None
    try:
        return ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        close = get_close_matches(written, available_timezones(), n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        section.fault(section.node("zone"), "zone", _WHOLE_ZONE + meant)
        return None


def _reads_times(pattern: str) -> bool:
    try:
        return datetime.strptime(_SAMPLE.strftime(pattern), pattern).date() == _SAMPLE.date()  # noqa: DTZ007 (a date alone)
    except (ValueError, re.error):
        return False


def _text(section: Section, key: str) -> Text | None:
    written = section.text(key)
    if written is None:
        return None
    if "{" not in written and "}" not in written:
        return Text(((Column(written.strip()),),))
    lines = []
    for line in written.strip().splitlines():
        parts = re.split(r"\{([^{}]*)\}", line)
        if any("{" in words or "}" in words for words in parts[::2]) or not all(
            n.strip() for n in parts[1::2]
        ):
            section.fault(section.node(key), key, "close every {brace} and write a column's name in it.")
        named: list[str | Column] = [Column(p.strip()) if i % 2 else p for i, p in enumerate(parts)]
        lines.append(tuple(part for part in named if part != ""))
    return Text(tuple(lines))


def _moment(section: Section, key: str, times: Times | None) -> Moment | None:
    if not isinstance(section.node(key), yaml.MappingNode):
        columns = tuple(column.strip() for column, _ in section.texts(key))
        return Moment(columns=columns) if columns else None
    block = section.section(key)
    if block is None:
        return None
    fixed = block.text("fixed")
    block.close()
    try:
        at = datetime.fromisoformat(fixed or "")
    except ValueError:
        block.fault(block.node("fixed"), "fixed", "write a time such as 2026-04-16T21:02:23Z.")
        return None
    zone = times.zone if times else UTC
    return Moment(fixed=(at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC))


def _ending(top: Section, times: Times | None) -> Ending | None:
    section = top.section("ended")
    if section is None:
        return None
    section.need("at", "name the column that holds the time it was closed.")
    at, when = _moment(section, "at", times), section.section("when")
    test = _test(when) if when else None
    section.close()
    return Ending(at=at, when=test) if at else None


def _test(section: Section) -> Test | None:
    section.need("from", "name the column to look at.")
    section.need("is", "write one value or a list of values.")
    text, values = _text(section, "from"), section.texts("is")
    section.close()
    return Test(text, frozenset(folded(value) for value, _ in values)) if text and values else None


def _skip(section: Section) -> Skip | None:
    because = (section.text("because") or "").strip()
    if len(because) > MAX_BECAUSE:
        section.fault(section.node("because"), "because", f"say it in at most {MAX_BECAUSE} letters.")
    test = _test(section)
    return Skip(test, because) if test else None


def _place(top: Section) -> Place:
    section = top.section("place")
    if section is None:
        return Place()
    names = {key: section.text(key) for key in ("latitude", "longitude", "easting", "northing")}
    globe, grid = (names["latitude"], names["longitude"]), (names["easting"], names["northing"])
    if (any(globe) and any(grid)) or any(globe) != all(globe) or any(grid) != all(grid):
        section.fault(None, "", "name both latitude and longitude, or both easting and northing.")
    system = section.text("system")
    if any(grid):
        section.need("system", "name the coordinate system of easting and northing, such as EPSG:27700.")
    if system is not None:
        try:
            if (any(globe) or any(grid)) and is_grid(system) != any(grid):
                section.fault(section.node("system"), "system", "this system goes with "
                              + ("easting and northing." if any(globe) else "latitude and longitude."))  # fmt: skip
        except NoSuchSystem:
            section.fault(
                section.node("system"),
                "system",
                "write a coordinate system by its number, such as EPSG:4326.",
            )
    unknown, words = _points(section), _text(section, "words")
    section.close()
    first, second = grid if any(grid) else globe
    columns = (first.strip(), second.strip()) if first and second else None
    return Place(columns=columns, system=system or "EPSG:4326", unknown_points=unknown, words=words)


def _points(section: Section) -> tuple[tuple[float, float], ...]:
    node = section.node("unknown_points")
    points = []
    for pair in node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []:
        numbers = [part.value for part in pair.value] if isinstance(pair, yaml.SequenceNode) else []
        try:
            first, second = (float(str(number)) for number in numbers)
            points.append((first, second))
        except ValueError:
            section.fault(
                pair, "unknown_points", "write a list of points, two numbers each: [[42.3594, -71.0587]]."
            )
    return tuple(points)


def _category(top: Section, categories: Collection[str]) -> CategoryChoice:
    top.need("category", "write a block with “default: general”, and “from” and “values” for more.")
    section = top.section("category")
    if section is None:
        return CategoryChoice(values={})
    text, default = _text(section, "from"), section.text("default")
    values, containing = section.pairs("values"), section.pairs("containing")
    if text is None and (values or containing):
        section.fault(None, "from", "name the column whose values are listed here.")
    if default is None and not values and not containing:
        section.fault(None, "default", "name the category for all reports, such as general.")
    named: list[tuple[str, str, yaml.Node | None]] = [("values", ours, node) for _, ours, node in values]
    named += [("containing", ours, node) for _, ours, node in containing]
    if default is not None:
        named.append(("default", default, section.node("default")))
    for key, ours, node in named:
        _known_category(section, node, key, ours, categories)
    section.close()
    return CategoryChoice(
        text=text,
        values=_folded(section, "values", values),
        containing=tuple((folded(theirs), ours) for theirs, ours, _ in containing),
        default=default,
    )


def _folded(section: Section, key: str, pairs: list[tuple[str, str, yaml.Node]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for theirs, ours, node in pairs:
        if found.setdefault(folded(theirs), ours) != ours:
            section.fault(
                node, key, f"“{short(theirs)}” is listed twice, for different categories. Keep one."
            )
    return found


def _known_category(
    section: Section, node: yaml.Node | None, key: str, ours: str, categories: Collection[str]
) -> None:
    if ours not in categories:
        close = get_close_matches(ours, categories, n=1)
        meant = f"Did you mean “{close[0]}”?" if close else "Write a category's key, such as “general”."
        section.fault(node, key, f"there is no category “{short(ours)}” here. {meant}")


def _seriousness(top: Section, categories: Collection[str]) -> SeriousnessChoice:
    section = top.section("seriousness")
    if section is None:
        return SeriousnessChoice(values={}, by_category={})
    text, as_usual = _text(section, "from"), section.text("default") == USUAL
    default = None if as_usual else section.whole("default", 1, 5)
    values, by_category = section.numbers("values", 1, 5), section.numbers("by_category", 1, 5)
    for ours, _, node in section.pairs("by_category"):
        _known_category(section, node, "by_category", ours, categories)
    if text is None and values:
        section.fault(None, "from", "name the column whose values are listed here.")
    section.close()
    return SeriousnessChoice(
        text=text,
        values={folded(v): n for v, n in values.items()},
        by_category=by_category,
        default=default,
        as_usual=as_usual,
    )
