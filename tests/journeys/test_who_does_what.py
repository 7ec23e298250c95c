"""Somebody does not know who does what, finds it in plain words and passes the matter on (R1.1, R1.2)."""

from tests import factories as make

from wardmote.shared.geography import queries as geography

from .conftest import in_two_looks


@in_two_looks
def test_a_worker_finds_who_takes_it_and_records_it_for_them(visitor, borough) -> None:
    borough.category.synonyms = ["rubbish", "mattress"]
    borough.category.save()
    make.a_remit(borough.cleansing, make.a_category("Rubbish burned"))
    geography.look_again()
    visitor.becomes(borough.worker)
    visitor.goes_to("/who-does-what")
    page = visitor.page
    visitor.presses("Find who does it")
    visitor.sees("Write what is needed")
    page.get_by_label("What is needed").fill("rubish in the alley")
    page.get_by_label("Where?").fill("Testward")
    visitor.presses("Find who does it")
    visitor.sees("Takes it in Testward")
    page.locator("summary").filter(has_text="Rubbish burned").click()
    visitor.sees("Takes it in the whole borough")
    visitor.presses("Record and pass on : Fly-tipping")
    assert page.get_by_label("What is it about?").input_value() == borough.category.key
    assert page.get_by_label("Where?").input_value() == "Testward"


@in_two_looks
def test_a_worker_finds_the_kind_of_matter_while_recording(visitor, borough) -> None:
    borough.category.synonyms = ["mattress"]
    borough.category.save()
    visitor.becomes(borough.worker)
    visitor.goes_to("/record")
    page = visitor.page
    page.get_by_label("What did you see or hear?").fill("Two mattresses by the garages")
    if visitor.has_script:
        page.get_by_role("button", name="Fly-tipping").click()
        visitor.looks()
    else:
        visitor.presses("Find what it is about by my words")
        visitor.presses("Fly-tipping")
    assert page.get_by_label("What is it about?").input_value() == borough.category.key
    assert page.get_by_label("What did you see or hear?").input_value() == "Two mattresses by the garages"
