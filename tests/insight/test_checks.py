"""Checks find what was planted, say it, and are silent where nothing is wrong (R3.3)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from wardmote.kernel.sheets import read_sheet
from wardmote.modules.insight.rules import FindingKind, Kind, Mark, Topic
from wardmote.modules.insight.rules.checks import At, Beside, Expected, Given, Weighing, check_figures
from wardmote.modules.insight.rules.layout import lay_out
from wardmote.modules.insight.rules.mapping import IndicatorSpec, read_figures_mapping
from wardmote.modules.insight.rules.numbers import read_number
from wardmote.modules.insight.rules.periods import guess_period

a_few = settings(max_examples=40, deadline=None)
START, UNTIL = date(2007, 1, 1), date(2008, 1, 1)
SCORE = IndicatorSpec(
    key="score", name="Score", topic=Topic.DEPRIVATION, unit="score", kind=Kind.SCORE, weight="residents"
)
SIZES = st.lists(st.integers(5_000, 90_000), min_size=4, max_size=8)


def _given(
    spec: IndicatorSpec, code: str, value: Decimal, decimals: int = 2, *, is_whole: bool = False
) -> Given:
    at = At(spec.key, "borough" if is_whole else "areas", code, START, UNTIL)
    return Given(
        spec=spec,
        at=at,
        area=code,
        period="2007",
        value=value,
        decimals=decimals,
        printed=str(value),
        is_whole=is_whole,
    )


def _areas(spec: IndicatorSpec, values: list[Decimal]) -> list[Given]:
    return [_given(spec, str(place), value) for place, value in enumerate(values)]


def _mean(values: list[Decimal], sizes: list[int]) -> Decimal:
    return sum(v * w for v, w in zip(values, sizes, strict=True)) / sum(sizes)


@a_few
@given(SIZES, st.data())
def test_areas_that_average_to_their_whole_raise_no_alarm_and_an_exchange_is_found(sizes, data):
    values = [
        Decimal(n) / 100
        for n in data.draw(st.lists(st.integers(300, 6_000), min_size=len(sizes), max_size=len(sizes)))
    ]
    whole = _given(SCORE, "all", round(_mean(values, sizes), 2), is_whole=True)
    weighing = Weighing("residents", {str(place): Decimal(size) for place, size in enumerate(sizes)})
    beside = Beside(weights={("residents", "areas"): weighing})
    assert check_figures([*_areas(SCORE, values), whole], beside) == []
    left, right = data.draw(st.permutations(range(len(sizes))))[:2]
    values[left], values[right] = values[right], values[left]
    assert whole.value is not None
    assume(abs(_mean(values, sizes) - whole.value) > whole.value * Decimal("0.02") + Decimal("0.05"))
    found = check_figures([*_areas(SCORE, values), whole], beside)
    assert [one.kind for one in found] == [FindingKind.EXCHANGED]
    pairs = found[0].facts.get("perhaps") or [found[0].facts["exchanged"]]
    assert {str(left), str(right)} in [set(pair) for pair in pairs]


@a_few
@given(st.lists(st.integers(200, 9_000), min_size=3, max_size=7, unique=True), st.data())
def test_two_areas_that_do_not_meet_their_blocks_but_each_other_s_look_exchanged(hundredths, data):
    spec = IndicatorSpec(key="km2", name="Size", topic=Topic.PLACE, unit="km²", kind=Kind.COUNT)
    true = [Decimal(n) / 100 for n in hundredths]
    expected = Expected({str(place): value for place, value in enumerate(true)}, "20 wards", False)
    beside = Beside(expected={("km2", "areas", "2007"): expected})
    assert check_figures(_areas(spec, true), beside) == []
    left, right = sorted(data.draw(st.permutations(range(len(true))))[:2])
    assume(abs(true[left] - true[right]) > max(true) / 20)
    printed = list(true)
    printed[left], printed[right] = printed[right], printed[left]
    found = check_figures(_areas(spec, printed), beside)
    assert [one.facts["exchanged"] for one in found] == [[str(left), str(right)]]
    assert found[0].mark is Mark.IN_DOUBT


def _bands(kind: Kind, base: str = "all") -> list[IndicatorSpec]:
    per = Decimal(100) if kind is Kind.PERCENT else None
    return [
        IndicatorSpec(key=f"b{n}", name=f"Band {n}", topic=Topic.POPULATION, unit="residents", kind=kind, per=per,
                      base=base, breakdown="age_band", member=str(n))
        for n in range(4)
    ]  # fmt: skip


def test_a_total_that_does_not_add_up_is_said_and_one_exchanged_cell_is_named():
    total = IndicatorSpec(
        key="all", name="All ages", topic=Topic.POPULATION, unit="residents", kind=Kind.COUNT
    )
    table = {"X": [10, 20, 30, 41], "Y": [15, 26, 37, 48]}
    figures = [
        _given(spec, code, Decimal(value), 0)
        for code, values in table.items()
        for spec, value in zip([*_bands(Kind.COUNT), total], [*values, sum(values)], strict=True)
    ]
    assert check_figures(figures, Beside()) == []
    off = [
        one if one.at[:3] != ("b1", "areas", "X") else _given(one.spec, "X", Decimal(23), 0)
        for one in figures
    ]
    (found,) = check_figures(off, Beside())
    assert (found.kind, "3 too much" in found.sentence) == (FindingKind.TOTAL, True)
    crossed = {"X": Decimal(37), "Y": Decimal(30)}
    changed = [
        one if one.at.indicator != "b2" else _given(one.spec, one.at.code, crossed[one.at.code], 0)
        for one in figures
    ]
    (found,) = check_figures(changed, Beside())
    assert (found.kind, found.facts["exchanged"]) == (FindingKind.EXCHANGED, ["X", "Y"])


def test_percentages_make_a_hundred_within_what_rounding_can_do():
    def table(last: str) -> list[Given]:
        values = ["33.3", "33.3", "16.7", last]
        return [_given(s, "X", Decimal(v), 1) for s, v in zip(_bands(Kind.PERCENT), values, strict=True)]

    assert check_figures(table("16.6"), Beside()) == []
    assert [one.kind for one in check_figures(table("19.6"), Beside())] == [FindingKind.HUNDRED]


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("1,234", "1234", None), ("£1 234.50", "1234.50", None), ("12.5%", "12.5", None), ("−3", "-3", None),
        ("7 [p]", "7", Mark.PROVISIONAL), ("8*", "8", None), ("..", None, Mark.NOT_AVAILABLE),
        ("[c]", None, Mark.SUPPRESSED), ("c", None, Mark.SUPPRESSED), ("-", None, Mark.MISSING),
        ("[x]", None, Mark.NOT_AVAILABLE),
        ("", None, Mark.MISSING),
        ("[low]", None, Mark.NEARLY_NOUGHT), ("116-117", None, Mark.NOT_A_NUMBER), ("1e99", None, Mark.NOT_A_NUMBER),
    ],
)  # fmt: skip
def test_numbers_are_read_as_tables_print_them(text, value, mark):
    read = read_number(text)
    assert read.value == (None if value is None else Decimal(value))
    assert read.marks == (frozenset() if mark is None else {mark})


@given(st.text(max_size=40))
@a_few
def test_any_text_is_a_number_or_says_why_not(text):
    read = read_number(text)
    assert read.value is not None or read.marks


@pytest.mark.parametrize(
    ("text", "start", "until"),
    [
        ("2007", date(2007, 1, 1), date(2008, 1, 1)), ("2008/09", date(2008, 4, 1), date(2009, 4, 1)),
        ("2003-2007", date(2003, 1, 1), date(2008, 1, 1)), ("Jul 09", date(2009, 7, 1), date(2009, 8, 1)),
        ("21 March 2021", date(2021, 3, 21), date(2021, 3, 22)), ("1999/00", date(1999, 4, 1), date(2000, 4, 1)),
    ],
)  # fmt: skip
def test_periods_are_read_as_publishers_write_them(text, start, until):
    assert guess_period(text)[1:] == (start, until)


def test_a_workbook_with_a_cover_merged_cells_and_notes_is_read_where_its_table_stands():
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.add_worksheet("Cover")
    sheet = book.add_worksheet("Table 1")
    sheet.merge_range("A1:C1", "Residents by ward [note 1]")
    sheet.write_row("A3", ["Ward", "Year", "People"])
    sheet.merge_range("A4:A5", "E05001301")
    sheet.write_row("B4", [2007, 1234])
    sheet.write_row("B5", [2008, "[c]"])
    sheet.write("A7", "Source: ONS")
    book.close()
    mapping = read_figures_mapping(
        "release: {key: small, title: Small, source: a test}\n"
        "period: {column: Year, written: year}\n"
        "area: {column: Ward, set: wards-2020}\n"
        "indicators:\n"
        "  - {key: p, name: P, topic: population, unit: residents, kind: count, column: People}\n"
    )
    laid = lay_out(read_sheet(file.getvalue()), mapping)
    assert [(one.area, one.period.label, one.value) for one in laid.drafts] == [
        ("E05001301", "2007", Decimal(1234)),
        ("E05001301", "2008", None),
    ]
    assert (laid.heading_row, laid.turned_away, laid.passed_over) == (3, [], 1)
