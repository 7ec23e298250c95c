"""What the Areas had in 2010/11: money as the Council's report planned it, the same for each; staff hours invented."""

from __future__ import annotations

from wardmote.kernel.actor import system
from wardmote.modules.insight.actions import NewResource, enter_resource
from wardmote.shared.geography import queries as geography

from ..content import Content

HOURS = {"area-1": 1_650, "area-2": 1_100, "area-3": 2_200, "area-4": 1_650, "area-5": 1_650, "area-6": 1_375}
"""Staff hours a year."""
SOURCE = "Council report on Area Partnerships of 2010, appendix C"


def load_resources(content: Content) -> None:
    """Enter what each Area was to have, and what was to be spent for all of them together."""
    by, areas = system("loading the demo borough"), geography.set_named("areas-2010")
    for cost in content.costs:
        each = cost["per area GBP"]
        for area in [member.key for member in content.area_sets[areas.key]] if each else [""]:
            enter_resource(
                by=by,
                area_set=areas,
                new=NewResource(
                    area=area,
                    what=cost["item"],
                    kind="money",
                    amount=each or cost["total GBP"],
                    year="2010/11",
                    source=SOURCE,
                ),
            )
    for area, hours in HOURS.items():
        enter_resource(
            by=by,
            area_set=areas,
            new=NewResource(
                area=area,
                what="Area manager and officers",
                kind="hours",
                amount=str(hours),
                year="2010/11",
                source="Invented for the demonstration",
            ),
        )
