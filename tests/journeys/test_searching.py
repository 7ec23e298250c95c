"""Somebody looks for a matter they half remember (R1.5)."""

from tests import factories as make

from .conftest import in_two_looks


@in_two_looks
def test_a_worker_finds_a_matter_and_narrows_the_search(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    visitor.becomes(borough.worker)
    visitor.goes_to("/search")
    page = visitor.page
    page.get_by_label("What are you looking for?").fill("zebra")
    visitor.presses("Search")
    visitor.sees("Nothing found")
    page.get_by_label("What are you looking for?").fill("mattress")
    visitor.presses("Search")
    visitor.opens("Narrow it")
    page.get_by_label("How it stands").select_option("Still open")
    visitor.presses("Search")
    visitor.sees("Narrowed to: Still open")
    visitor.follows("Two mattresses by the garages")
    visitor.sees(referral.observation.reference)
