"""The real files give the published figures by the general rule (R3.3): deprivation 2007 and 2019, Census 2021.

The demo's Areas of 2010 stand on sketched wards. The true wards and small areas are brought in over them, and then
figures and lookups through the mappings that are shipped, as an administrator would.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.real_files import real

from wardmote.kernel.actor import system
from wardmote.modules.insight.actions import bring_figures, bring_lookup
from wardmote.modules.insight.queries.profiles import WHOLE, Profiles, profiles
from wardmote.modules.insight.rules import Kind, Topic
from wardmote.modules.insight.rules.profiles import How, number
from wardmote.project.cli import import_
from wardmote.project.cli.profile import command as profile_command
from wardmote.project.demo.content import FOLDER, read
from wardmote.project.demo.ground import lay_out
from wardmote.project.demo.load.places import load_ground
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships.models import Partnership

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "examples" / "mappings" / "indicators"
US = system("a test of real files")
SETS = (
    ("walsall_wards_2013.geojson", "Wards 2013", "2013-05-01"),
    ("walsall_lsoa_2011.geojson", "LSOA 2011", "2011-03-27"),
)
LOOKUPS = (
    ("lookup_walsall_lsoa01_lsoa11.csv", "lookup-lsoa-2001-2011"),
    ("lookup_walsall_lsoa11_lsoa21.csv", "lookup-lsoa-2011-2021"),
    ("lookup_walsall_lsoa11_ward17.csv", "lookup-lsoa-2011-wards"),
)
CENSUS = "census/walsall_ethnicity21_lsoa21.csv"
FIGURES = (
    ("deprivation/walsall_population_mid2019_lsoa11_mysociety.csv", "population-2019-total"),
    ("deprivation/walsall_imd2007_lsoa01.csv", "imd-2007"),
    ("deprivation/walsall_imd2019_scores_mysociety_uk_index.csv", "imd-2019-scores"),
    (CENSUS, "census-2021-ethnicity"),
)
PRINTED = FOLDER / "figures" / "deprivation_imd_2007.csv"
SCORES_2007 = ("22.32", "11.68", "44.53", "35.84", "38.69", "29.86")
AREAS = [f"area-{n}" for n in range(1, 7)]
pytestmark = pytest.mark.django_db


@pytest.fixture
def walsall() -> Profiles:
    """What is known of the Areas of 2010 once all is in."""
    folder = real("deprivation").parent
    Partnership.objects.create(name="Walsall Partnership", short_name="Walsall")
    borough = read()
    load_ground(borough, lay_out(borough, 1))
    geography.look_again()
    for name, called, since in SETS:
        path = str(folder / "boundaries" / name)
        done = CliRunner().invoke(import_.command, ["boundaries", path, "--set", called, "--from", since])
        assert done.exit_code == 0, done.output
    for name, mapping in LOOKUPS:
        content = (folder / "deprivation" / name).read_bytes()
        bring_lookup(by=US, content=content, file_name=name, mapping=_mapping(mapping))
    for name, mapping in FIGURES:
        content = (folder / name).read_bytes()
        bring_figures(by=US, content=content, file_name=name, mapping=_mapping(mapping))
    printed = PRINTED.read_bytes()
    bring_figures(by=US, content=printed, file_name=PRINTED.name, mapping=_mapping("report-2010-deprivation"))
    found = profiles("areas-2010")
    assert found is not None
    return found


def _mapping(name: str) -> str:
    return (MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8")


def _counted(known: Profiles, key: str, keys: list[str]) -> list[Fraction]:
    """How many of the areas' residents in 2021 are of an ethnic group."""
    row = next(row for row in known.rows if row.indicator.key == key)
    results = [row.cells[area].result for area in keys]
    assert not any(result.is_least or result.numerator is None for result in results)
    return [result.numerator or Fraction(0) for result in results]


def test_deprivation_and_census_of_the_true_borough_come_out_of_its_small_areas(walsall: Profiles) -> None:
    scores = {row.indicator.key: row.cells for row in walsall.rows if row.indicator.kind is Kind.SCORE}
    borough = scores["imd_2019_score"][WHOLE].result
    assert borough.value is not None
    assert number(borough.value, 3) == "32.176"
    assert (borough.how, borough.known, borough.blocks) == (How.WEIGHTED, 167, 167)
    in_2007 = [scores["imd_2007_score"][area].result.value for area in AREAS]
    assert [number(v, 2) for v in in_2007 if v is not None] == list(SCORES_2007)

    wards = profiles("wards-2013")
    assert wards is not None
    assert len(wards.areas) == 20
    for key, many in _census(walsall).items():
        (whole,) = _counted(walsall, key, [WHOLE])
        assert whole == many
        assert sum(_counted(walsall, key, AREAS)) == many
        assert sum(_counted(wards, key, [ward.key for ward in wards.areas])) == many

    words = ["--set", "Areas 2010", "--indicator", "imd_2007_score", "--format", "csv"]
    said = CliRunner().invoke(profile_command, words)
    assert said.exit_code == 0, said.output
    rows = list(csv.DictReader(io.StringIO(said.output)))
    assert [f"{Decimal(row['value']):.2f}" for row in rows] == list(SCORES_2007)
    assert [row["printed"] for row in rows] == ["22.05", "11.75", "43.45", "34.67", "28.01", "38.54"]
    assert all(row["how"].startswith("Mean of ") for row in rows)


def _census(known: Profiles) -> Mapping[str, int]:
    """How many people of each ethnic group the census counted, by the indicator's key, from the file itself."""
    members = {row.indicator.member: row.indicator.key for row in known.of_topic(Topic.ETHNICITY)}
    counted: Counter[str] = Counter()
    with (real("deprivation").parent / CENSUS).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            counted[members[line["ethnic_group"].split(",")[0].split(" ")[0]]] += round(float(line["n"]))
    return counted
