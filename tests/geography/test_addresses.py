"""An address is one place however it is written (R3.4)."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.shared.geography.actions import UnreadableFile, load_address_file, load_postcodes
from wardmote.shared.geography.models import Address
from wardmote.shared.geography.queries import find_place
from wardmote.shared.geography.rules.addresses import address_key, uprn_in

SAME = [
    "Flat 2, 14 St. Matthews Rd, Walsall, WS1 3AB",
    "14 St Matthew's Road Flat 2 ws13ab",
    "FLAT 2 14, SAINT MATTHEWS ROAD, WALSALL, WEST MIDLANDS WS1 3AB",
    "Apartment 2,\n14 St Matthew’s Rd\nWS1 3AB",
    "No. 14 St Matthews Road (flat 2), WS1 3AB",
]


@pytest.mark.parametrize("words", SAME)
def test_an_address_has_one_key_however_it_is_written(words):
    assert str(address_key(words)) == "flat 2/14 st matthews road|WS1 3AB"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 High Street", "14a High Street"),
        ("14 High Street", "Flat 1, 14 High Street"),
        ("14 High Street WS1 1AA", "14 High Street WS1 1AB"),
        ("14 High Street", "14-16 High Street"),
        ("14 Park Road", "14 Park Lane"),
        ("Flat 3, Saddler Court, 14 High Street", "Flat 3, Tanner Court, 14 High Street"),
        ("Ground floor flat, 14 High Street", "First floor flat, 14 High Street"),
        ("14 Church Street North", "14 Church Street South"),
    ],
)
def test_two_addresses_have_two_keys(one, other):
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(
    "words", ["", "High Street", "WS1 3AB", "near the pond", "Junction 10", "\x00", "🦆 14"]
)
def test_where_no_house_is_named_there_is_no_key(words):
    assert address_key(words) is None


STREETS = st.sampled_from(["Saddler", "St Anne's", "Old Mill", "Awl", "Lock"])
KINDS = st.sampled_from(
    [("Road", "Rd"), ("Street", "St"), ("Lane", "La"), ("Avenue", "Ave."), ("Close", "Cl")]
)


@settings(max_examples=60)
@given(
    st.integers(1, 999),
    st.sampled_from(["", "a", "B"]),
    st.integers(0, 20),
    STREETS,
    KINDS,
    st.booleans(),
    st.booleans(),
)
def test_spelling_order_and_town_do_not_matter(number, letter, flat, street, kind, first, loud):
    one = f"{f'Flat {flat}, ' if flat else ''}{number}{letter} {street} {kind[0]}, WS1 3AB"
    house = f"{number}{letter} {street.replace(chr(39), '')} {kind[1]}"
    inner = f"flat {flat}" if flat else ""
    other = (
        ", ".join(part for part in ([inner, house] if first else [house, inner]) if part)
        + ", Walsall. ws1  3ab"
    )
    assert address_key(one) == address_key(other.upper() if loud else other) is not None


@given(st.text(max_size=400))
def test_any_words_have_a_key_or_none(words):
    key = address_key(words)
    assert key is None or (key.house and len(key.house) <= 600)
    assert uprn_in(words) is None or 0 < uprn_in(words) < 10**12


def load(keeper, text: str):
    return load_address_file(by=keeper, file=io.BytesIO(text.encode()))


@pytest.mark.django_db
@pytest.mark.usefixtures("borough")
class TestLoading:
    def test_positions_come_first_and_words_later_and_both_find_it(self, keeper, wards):
        at = wards[4].at
        load(
            keeper,
            "\ufeffUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n"
            f"100071000001,401400,301050,{at.latitude},{at.longitude}\n1x,1,1,1,1\n",
        )
        assert find_place("UPRN 100071000001")[0].ward.key == "blakenall"
        for _ in range(2):
            loaded = load(
                keeper,
                "uprn;Address Line 1;Town;Postcode\n100071000001;Flat 2, 14 St. Matthews Rd;Walsall;WS1 3AB\n"
                ";Nowhere at all;;\n",
            )
            assert (loaded.kept, [row.line for row in loaded.rejected]) == (1, [3])
        assert Address.objects.get().words == "Flat 2, 14 St. Matthews Rd, Walsall, WS1 3AB"
        for words in [*SAME, "14 St Matthews Road, flat 2", "100071000001"]:
            (match,) = find_place(words)
            assert (match.kind.value in ("address", "uprn"), match.ward.key) == (True, "blakenall")
        load(keeper, "uprn,lat,long\n100071000001,52.6,-1.98\n")
        assert Address.objects.get().house == "flat 2/14 st matthews road"

    def test_without_a_number_an_address_is_one_under_its_key(self, keeper, wards):
        at = wards[4].at
        load_postcodes(by=keeper, lines=["postcode,lat,long", f"WS3 1AB,{at.latitude},{at.longitude}"])
        for words in ["3 Awl St", "3, Awl Street"]:
            assert load(keeper, f'address,postcode\n"{words}",WS3 1AB\n').kept == 1
        assert str(Address.objects.get()) == "3, Awl Street, WS3 1AB"
        assert find_place("3 awl street ws3 1ab")[0].kind.value == "address"
        assert find_place("5 Awl Street ws3 1ab")[0].kind.value == "postcode"

    @pytest.mark.parametrize("text", ["", "name,age\n", "\x00\x00", "PK\x03\x04 no zip"])
    def test_what_is_no_list_changes_nothing(self, keeper, text):
        with pytest.raises(UnreadableFile):
            load(keeper, text)
        assert not Address.objects.exists()
