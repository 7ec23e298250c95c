"""What the Areas had in 2010/11, as the Council's report planned it: the same for each."""

from __future__ import annotations

from wardmote.kernel.actor import system
from wardmote.modules.insight.actions import NewResource, enter_resource
from wardmote.shared.geography import queries as geography

from ..content import Content

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
