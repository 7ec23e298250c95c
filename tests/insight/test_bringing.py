"""Figures come in as their files are, are checked, and stay as they were printed (R3.3, R3.5)."""

import gzip
from pathlib import Path

import pytest
from tests.real_files import real

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, system
from wardmote.kernel.mapping_files import WrongMapping
from wardmote.kernel.table_files import UnreadableTable
from wardmote.modules.insight import queries
from wardmote.modules.insight.actions import Brought, bring_figures, bring_lookup
from wardmote.modules.insight.models import Figure, Finding, Release
from wardmote.modules.insight.rules import FindingKind, Mark
from wardmote.modules.insight.rules.mapping import read_figures_mapping, read_lookup_mapping

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "examples" / "mappings" / "indicators"
REPORT = ROOT / "src" / "wardmote" / "project" / "demo" / "content" / "figures"
US = system("a test")
FILES = {
    "report-2010-population": "population_by_age_2007",
    "report-2010-deprivation": "deprivation_imd_2007",
    "report-2010-size": "area_size",
    "report-2010-ethnicity": "ethnicity_percent_2001",
    "report-2010-claimants": "jsa_claimants_percent",
    "report-2010-gcse": "gcse_percent_2008",
    "report-2010-life-expectancy": "life_expectancy_2003_2007",
    "report-2010-crime": "crime_per_1000_2008_09",
    "report-2010-fire": "fire_per_1000_2008_09",
    "report-2010-tenure": "tenure_percent_2001",
    "report-2010-funding": "lnp_funding_gbp",
    "report-2010-costs": "area_partnership_costs_2010",
    "ward-size": "walsall_ward_facts",
}
SMALL = """
release: {key: small, title: Small, source: a test}
period: "2020"
area: {column: Code, set: wards-2020}
indicators:
  - {key: people, name: People, topic: population, unit: residents, kind: count, column: People}
"""


def _bring(content: bytes | str, mapping: str = SMALL) -> Brought:
    content = content if isinstance(content, bytes) else content.encode()
    return bring_figures(by=US, content=content, file_name="a.csv", mapping=mapping)


def _report(name: str) -> Brought:
    content = (REPORT / f"{FILES[name]}.csv").read_bytes()
    return _bring(content, (MAPPINGS / f"{name}.yaml").read_text())


def _values(code_set: str = "wards-2020") -> dict[str, object]:
    return {one.code: one.value for one in queries.figures_at(["people"], code_set=code_set)}


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_mapping_of_ours_can_be_used(path: Path) -> None:
    read = read_lookup_mapping if path.stem.startswith("lookup-") else read_figures_mapping
    read(path.read_text())


@pytest.mark.django_db
def test_the_report_of_2010_comes_in_and_both_exchanged_rows_are_found_whatever_comes_first() -> None:
    for name in sorted(FILES, reverse=True):
        _report(name)
    bring_lookup(
        by=US,
        content=(REPORT / "walsall_ward_facts.csv").read_bytes(),
        file_name="wards.csv",
        mapping=(MAPPINGS / "lookup-ward-codes-areas-2010.yaml").read_text(),
    )
    found = {
        one.release.key: one
        for one in Finding.objects.filter(kind=FindingKind.EXCHANGED, overtaken_at=None).select_related(
            "release"
        )
    }
    assert set(found) == {"report-2010-deprivation", "report-2010-size"}
    for one in found.values():
        assert one.facts["exchanged"] == ["area-5", "area-6"]
        assert one.certainty in {"likely", "certain"}
    others = Finding.objects.filter(overtaken_at=None).exclude(
        kind__in=[FindingKind.EXCHANGED, FindingKind.NOT_CHECKED]
    )
    assert list(others.values_list("sentence", flat=True)) == []
    score = {one.code: one for one in queries.figures_at(["imd_2007_score"], code_set="areas-2010")}
    assert str(score["area-5"].printed) == "28.01", "what was printed is kept"
    assert Mark.IN_DOUBT in score["area-5"].marks
    assert Mark.IN_DOUBT not in score["area-1"].marks


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_later_edition_supersedes() -> None:
    first = _bring("Code,People\nA,5\n")
    again = _bring("Code,People\nA,5\n")
    assert not again.is_new
    assert again.release == first.release
    assert Figure.objects.count() == 1
    later = _bring("Code,People\nA,6\n")
    first.release.refresh_from_db()
    assert first.release.superseded_by == later.release
    assert _values() == {"A": 6} or _values() == {"a": 6}
    assert Release.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        "Title of the table\n\n;;\nCode;Name;People\nE05001301;St Mary’s;1 234\nE05001302;B;..\nSource: ONS\n".encode(
            "cp1252"
        ),
        "Code\tPeople\r\nE05001301\t1,234\r\nE05001302\t[x]\r\n".encode("utf-16"),
        gzip.compress('\ufeffcode,PEOPLE\nE05001301,"1,234"\nE05001302,..\n'.encode()),
    ],
    ids=["titles, notes, semicolons and Windows-1252", "tabs and UTF-16", "gzip and thousands"],
)
def test_tables_are_found_however_they_are_written(content: bytes) -> None:
    _bring(content)
    assert _values() == {"E05001301": 1234, "E05001302": None}
    marks = {one.code: one.marks for one in queries.figures_at(["people"], code_set="wards-2020")}
    assert Mark.NOT_AVAILABLE in marks["E05001302"]


@pytest.mark.django_db
def test_what_is_impossible_is_said_and_kept_and_rows_that_cannot_be_used_are_listed() -> None:
    brought = _bring("Code,People\nE05001301,1e9\nE05001302,-4\nE05001303,many\n,7\nE05001301,3\n")
    kinds = [one.kind for one in brought.judgement.found]
    assert kinds.count(FindingKind.RANGE) == 2
    assert FindingKind.NOT_A_NUMBER in kinds
    assert [one.row for one in brought.judgement.turned_away] == [5, 6]
    kept = {one.area_code: one for one in Figure.objects.all()}
    assert kept["E05001301"].value == 1_000_000_000
    assert Mark.OUT_OF_RANGE in kept["E05001301"].marks
    assert kept["E05001303"].printed == "many"
    assert brought.release.findings.filter(kind=FindingKind.ROW).count() == 2


@pytest.mark.django_db
def test_what_cannot_be_brought_in_leaves_nothing_and_says_why() -> None:
    with pytest.raises(UnreadableTable, match="Did you mean “Peoples”"):
        _bring("Code,Peoples\nA,1\n")
    with pytest.raises(UnreadableTable, match="empty"):
        _bring("")
    with pytest.raises(WrongMapping, match="Line 2, releas: this key means nothing here"):
        _bring("Code,People\nA,1\n", SMALL.replace("release", "releas"))
    with pytest.raises(NotAllowed):
        bring_figures(by=NOBODY, content=b"Code,People\nA,1\n", file_name="a.csv", mapping=SMALL)
    assert Release.objects.count() == 0


@pytest.mark.django_db
def test_real_files_come_in_as_they_are_and_small_areas_tell_the_exchange() -> None:
    folder = real("deprivation").parent
    for path, mapping in (
        ("lookup_walsall_lsoa01_lsoa11.csv", "lookup-lsoa-2001-2011"),
        ("lookup_walsall_lsoa11_ward17.csv", "lookup-lsoa-2011-wards"),
    ):
        content, text = (
            (folder / "deprivation" / path).read_bytes(),
            (MAPPINGS / f"{mapping}.yaml").read_text(),
        )
        bring_lookup(by=US, content=content, file_name=path, mapping=text)
    facts = (REPORT / "walsall_ward_facts.csv").read_bytes()
    to_areas = (MAPPINGS / "lookup-ward-codes-areas-2010.yaml").read_text()
    bring_lookup(by=US, content=facts, file_name="wards.csv", mapping=to_areas)
    for path, mapping in (
        ("deprivation/walsall_imd2007_lsoa01.csv", "imd-2007"),
        ("census/walsall_population19_lsoa11.csv", "population-2019-age"),
        ("census/walsall_ethnicity21_lsoa21.csv", "census-2021-ethnicity"),
    ):
        brought = _bring((folder / path).read_bytes(), (MAPPINGS / f"{mapping}.yaml").read_text())
        assert not brought.judgement.turned_away
        assert {one.kind for one in brought.judgement.found} <= {FindingKind.NOT_CHECKED}
    judged = _report("report-2010-deprivation").judgement.found
    found = [one for one in judged if one.kind is FindingKind.EXCHANGED]
    assert [one.facts["exchanged"] for one in found] == [["area-5", "area-6"]]
    assert "from 169 areas of “lsoa-2001”" in found[0].sentence
