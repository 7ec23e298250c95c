"""What was printed of the six Areas in 2010, brought in by the same door as any other file of figures."""

from __future__ import annotations

from wardmote.kernel.actor import system
from wardmote.modules.insight.actions import bring_figures

from ..content import FOLDER

TABLES = (
    ("population_by_age_2007", "report-2010-population"),
    ("walsall_ward_facts", "ward-size"),
    ("area_size", "report-2010-size"),
    ("ethnicity_percent_2001", "report-2010-ethnicity"),
    ("jsa_claimants_percent", "report-2010-claimants"),
    ("gcse_percent_2008", "report-2010-gcse"),
    ("life_expectancy_2003_2007", "report-2010-life-expectancy"),
    ("crime_per_1000_2008_09", "report-2010-crime"),
    ("fire_per_1000_2008_09", "report-2010-fire"),
    ("tenure_percent_2001", "report-2010-tenure"),
    ("deprivation_imd_2007", "report-2010-deprivation"),
    ("lnp_funding_gbp", "report-2010-funding"),
    ("area_partnership_costs_2010", "report-2010-costs"),
)
"""Files and mappings. What others are checked by comes first, so that little is looked at twice."""


def load_figures() -> None:
    """Bring in the report's tables. Two of them are in doubt, and say so: what was printed is kept."""
    by, folder = system("loading the demo borough"), FOLDER / "figures"
    for table, mapping in TABLES:
        path = folder / f"{table}.csv"
        bring_figures(
            by=by,
            content=path.read_bytes(),
            file_name=path.name,
            mapping=(folder / f"{mapping}.yaml").read_text(encoding="utf-8"),
        )
