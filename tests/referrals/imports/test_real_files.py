"""The three real files that the examples are written for, whole (R1.5). They are not part of the project.

They are looked for in the folder that WARDMOTE_REAL_DATA names, or in shared/data/real beside the checkout.
"""

from pathlib import Path

import pytest
from tests.factories import a_partnership, everything
from tests.real_files import real

from wardmote.kernel.actor import system
from wardmote.modules.referrals.actions.imports import import_reports
from wardmote.modules.referrals.models import ImportRun, Observation, Reach
from wardmote.modules.referrals.queries import imports
from wardmote.project.demo import content
from wardmote.shared.partnerships.models import Category, CategoryGroup, ClockProfile

pytestmark = pytest.mark.django_db(transaction=True)  # as in life: a batch is a transaction of its own

CHECKOUT = Path(__file__).resolve().parents[3]
MAPPINGS = CHECKOUT / "examples" / "mappings"
BY = system("command line")


@pytest.fixture
def _demo_categories() -> None:
    """The demo's categories and a coordinator's desk."""
    a_partnership()
    clock = ClockProfile.objects.create(
        key="usual", acknowledge="1wd", decide="5wd", update_every="20wd", close="40wd", basis="practice",
        wait_desk="1wd", wait_lead="1wd", wait_coordinator="1wd",
    )  # fmt: skip
    group = CategoryGroup.objects.create(key="all", name="All")
    Category.objects.bulk_create(
        Category(
            group=group,
            key=category.key,
            name=category.name,
            audience=category.audience,
            seriousness=category.seriousness,
            sensitivity=category.sensitivity,
            clock=clock,
        )
        for category in content.read().categories.values()
    )


def _bring_in(name: str, mapping: str) -> ImportRun:
    to = imports.destination(BY, imports.mapping_in(BY, MAPPINGS / mapping), None)
    return import_reports(by=BY, path=real(f"reports/{name}"), to=to)


@pytest.mark.usefixtures("_demo_categories")
@pytest.mark.parametrize(
    ("name", "mapping", "rows", "ended", "without_place"),
    [
        ("cambridge_report_titles_4193.json", "cambridge-titles.yaml", 4_193, 0, 0),
        ("newport_ri_reports_1031.json", "newport-reports.yaml", 1_031, 975, 0),
        ("boston_311_2011_h2.csv.gz", "boston-311.yaml", 58_251, 54_570, 4_775),
    ],
)
def test_a_real_file_is_accounted_for_and_a_second_time_brings_nothing_new(
    name: str, mapping: str, rows: int, ended: int, without_place: int
) -> None:
    first = _bring_in(name, mapping)
    assert (first.rows_read, first.imported, first.already_here, first.rejected) == (rows, rows, 0, 0)
    with everything():
        assert Observation.objects.count() == rows
        assert Observation.objects.filter(state="ended").count() == ended
        assert Observation.objects.filter(latitude=None).count() == without_place
        assert Reach.objects.values("observation").distinct().count() == rows
    again = _bring_in(name, mapping)
    assert (again.rows_read, again.imported, again.already_here, again.rejected) == (rows, 0, rows, 0)
