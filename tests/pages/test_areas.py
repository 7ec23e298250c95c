"""How the borough is divided, for everybody; what is open there, for who may know (R3.1, R3.3)."""

import pytest
from tests.referrals.web.conftest import queries_of

from wardmote.shared.partnerships.rules import RoleName


def test_the_list_shows_each_set_with_its_areas_and_wards(borough, client) -> None:
    page = client.get("/areas").content.decode()
    assert "Areas (2010)" in page
    assert "/areas/areas-2010/area-1" in page
    assert "/areas/wards/testward" in page


def test_without_a_map_the_list_says_what_to_do(db, client) -> None:
    assert "There is no map yet" in client.get("/areas").content.decode()


@pytest.mark.parametrize("address", ["/areas/wards/nowhere", "/areas/nothing/testward", "/areas/wards"])
def test_an_unknown_area_is_not_found(borough, client, address) -> None:
    assert client.get(address).status_code == 404


def test_the_public_learns_nothing_of_open_matters(borough, client) -> None:
    borough.sent()
    for address in ("/areas/wards/testward", "/areas/areas-2010/area-1"):
        page = client.get(address).content.decode()
        assert "Open matters" not in page
        assert "overdue" not in page.lower()


def test_partners_see_counts_of_what_they_may_read_and_never_of_protected_matters(borough, browse) -> None:
    borough.one_of_each("Anything")
    outsider = borough.somebody(RoleName.COUNCILLOR)
    assert "1 on the desk" in browse(outsider).get("/areas/wards/testward").content.decode()
    assert "2 on the desk" in browse(borough.worker).get("/areas/wards/testward").content.decode()
    assert "2 on the desk" in browse(borough.lead).get("/areas/areas-2010/area-1").content.decode()


def test_a_ward_links_to_what_it_is_part_of(borough, client) -> None:
    assert "/areas/areas-2010/area-1" in client.get("/areas/wards/testward").content.decode()


def test_an_area_page_costs_the_same_however_much_is_open(borough, browse) -> None:
    client = browse(borough.worker)
    few = queries_of(client, "/areas/areas-2010/area-1")
    for _ in range(10):
        borough.sent()
    assert len(queries_of(client, "/areas/areas-2010/area-1")) == len(few) <= 15
