"""Who does what, asked in plain words, at a place and a time (R1.1, R1.2, R1.9, R1.10)."""

import re
from datetime import date, timedelta

import pytest
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import Category, Closure, Team
from wardmote.shared.partnerships.rules import RoleName


@pytest.fixture
def borough(borough):
    """Cleansing takes fly-tipping in Testward, Housing in Otherward; Cleansing has somebody for children."""
    Category.objects.filter(pk=borough.category.pk).update(
        description="Rubbish dumped on land.", not_this="A missed bin.", synonyms=["mattress", "bloody mess"]
    )
    make.a_remit(borough.cleansing, borough.category, borough.ward)
    make.a_remit(borough.housing, borough.category, borough.elsewhere)
    make.a_remit(borough.cleansing, borough.hidden)
    return borough


def asked(client, words: str = "", **what: str):
    return client.post("/who-does-what", {"words": words, "when": "now", **what}, follow=True)


def day(*parts: str) -> dict[str, str]:
    return {f"at_{place}": part for place, part in enumerate([*parts, "10:00"])}


def page_of(answer) -> str:
    return answer.content.decode()


def test_a_worker_learns_who_takes_it_here_why_and_how_to_reach_them(borough, browse) -> None:
    organisation = borough.cleansing.organisation
    organisation.phone = "01632 960 007"
    organisation.save()
    Team.objects.filter(pk=borough.cleansing.pk).update(response_standard="2 working days")
    page = page_of(asked(browse(borough.worker), "two mattresses in the alley", place="testward"))
    for words in (
        "Fly-tipping",
        "People also say “mattresses” for it",
        "<b>Not this:</b> A missed bin.",
        "Cleansing desk",
        "Takes it in Testward",
        "Open now, until 17:00",
        "Must acknowledge by 10:00 tomorrow",
        "Its own promise: 2 working days",
        'href="tel:01632960007"',
        "within 1 working day that they have it, and 2 working days later what they will do",
    ):
        assert words in page
    assert "Takes fly-tipping, but not in Testward." in page


def test_what_was_typed_never_stands_in_an_address(borough, browse) -> None:
    answer = asked(browse(borough.worker), "Ada Invented has a mattress", place="12 Invented Row")
    (where, status), *_ = answer.redirect_chain
    assert status == 302
    assert "nvented" not in where
    assert all("nvented" not in link for link in re.findall(r'href="([^"]*)"', page_of(answer)))
    stranger = page_of(browse(borough.lead).get(where))
    assert "Type the words again" in stranger
    assert "nvented" not in stranger


def test_hours_holidays_and_closures_are_told_for_the_time_asked(borough, browse) -> None:
    Closure.objects.create(
        team=borough.cleansing, name="Training", starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 10)
    )
    client = browse(borough.worker)
    (where, _), *_ = asked(client, "mattress").redirect_chain
    for at, words in {
        "2026-03-03T18:30": "Closed then. Opens 09:00 tomorrow",
        "2026-03-07T10:00": "Closed then. Opens Mon 9 Mar 09:00",
        "2026-03-12T09:00": "Open then, until 17:00",
        "2026-04-06T10:00": "Closed then (bank holiday). Opens 7 Apr 09:00",
        "2026-03-10T10:00": "Closed then (its own closure). Opens Wed 11 Mar 09:00",
        "1999-03-10T10:00": "Open now, until 17:00",
        "9999-03-10T10:00": "Open now, until 17:00",
        "soon": "Open now, until 17:00",
    }.items():
        assert words in page_of(client.get(f"{where}&at={at}")), at


def test_a_time_is_typed_and_stands_in_the_address(borough, browse) -> None:
    answer = asked(browse(borough.worker), "mattress", when="then", **day("7", "3", "2026"))
    assert "at=2026-03-07T10%3A00" in answer.redirect_chain[0][0]
    assert "Closed then" in page_of(answer)


def test_what_cannot_be_answered_is_said_and_kept(borough, browse) -> None:
    client = browse(borough.worker)
    for typed, said in (
        ({"words": "  "}, "Write what is needed, or choose a kind of matter"),
        ({"words": "x" * 1001}, "1,001 characters long"),
        ({"words": "mattress\x00"}, "hidden character"),
        ({"when": "then"}, "Write the day and the time"),
        ({"when": "then", **day("31", "2", "2026")}, "real date"),
        ({"when": "then", **day("1", "2", "2020")}, "from now on"),
        ({"when": "then", **day("1", "2", "9999")}, "within a year"),
    ):
        answer = client.post("/who-does-what", {"words": "mattress", "place": "Testward", **typed})
        assert answer.status_code == 422, said
        assert said in page_of(answer)
        assert 'value="Testward"' in page_of(answer)


def test_what_stands_folded_away_is_not_refused(borough, browse) -> None:
    assert "Cleansing desk" in page_of(asked(browse(borough.worker), "mattress", at_0="31", at_1="2"))


def test_words_that_nobody_knows_lead_to_the_list_of_all(borough, browse) -> None:
    page = page_of(asked(browse(borough.worker), "xylophone"))
    assert "We do not know these words" in page
    assert f"category={borough.category.key}" in page


def test_a_kind_of_matter_is_chosen_from_the_list_and_keeps_the_place(borough, browse) -> None:
    client = browse(borough.worker)
    page = page_of(asked(client, "xylophone", place="Testward"))
    link = re.search(rf'href="([^"]*category={borough.category.key}[^"]*)"', page)
    assert link
    page = page_of(client.get(link[1].replace("&amp;", "&")))
    assert "Takes it in Testward" in page
    assert "Back to what fits “xylophone”" in page
    assert client.get("/who-does-what?category=nothing").status_code == 404


def test_when_all_are_closed_the_page_says_what_then(borough, browse) -> None:
    client = browse(borough.worker)
    (where, _), *_ = asked(client, "mattress").redirect_chain
    assert "at work then" in page_of(client.get(f"{where}&at=2026-03-07T10:00"))
    assert "at work" not in page_of(client.get(where))


def test_nobody_takes_it_and_the_coordinator_is_named(borough, browse) -> None:
    page = page_of(asked(browse(borough.worker), "neighbours in dispute", place="Testward"))
    assert "No team has said that it takes this in Testward" in page
    assert "Ask Coordinator&#x27;s desk" in page


def test_without_a_place_the_teams_of_every_place_are_shown_with_theirs(borough, browse) -> None:
    page = page_of(asked(browse(borough.worker), "mattress"))
    assert "Takes it in Testward" in page
    assert "Takes it in Otherward" in page


def test_any_place_is_understood_or_said_not_to_be(borough, browse) -> None:
    client = browse(borough.worker)
    for place, said in {
        "Nowhere at all": "We do not know this place",
        "53.9, -1.0": "This place lies outside the borough",
        "52.58, -1.98": "Takes it in Testward",
        "Area 1": "Takes it in Testward",
    }.items():
        assert said in page_of(asked(client, "mattress", place=place)), place


def test_which_of_several_places_is_asked_and_goes_on_to_the_record(borough, browse) -> None:
    twin = borough.area
    twin.name = "Testward"
    twin.save()
    geography.look_again()
    client = browse(borough.worker)
    page = page_of(asked(client, "mattress", place="Testward"))
    assert "Which place do you mean?" in page
    link = re.search(r'href="([^"]*which=1[^"]*)"', page)
    assert link
    page = page_of(client.get(link[1].replace("&amp;", "&"), follow=True))
    assert "Which place" not in page
    assert "Takes it in Testward" in page


def test_category_words_and_place_are_carried_to_the_record_form(borough, browse) -> None:
    client = browse(borough.worker)
    where, _ = asked(client, "mattress in the alley", place="52.58, -1.98").redirect_chain[0]
    page = page_of(client.get(f"{where}&which=1", follow=True))
    link = re.search(r'href="(/record\?[^"]*)"', page)
    assert link
    form = page_of(client.get(link[1].replace("&amp;", "&")))
    assert "mattress in the alley</textarea>" in form
    assert f'value="{borough.category.key}" selected' in form
    assert 'value="52.58, -1.98"' in form
    assert 'name="latitude" value="52.58"' in form


def test_who_takes_a_protected_kind_is_public_and_no_matter_is_ever_counted(borough, browse) -> None:
    client = browse(borough.somebody(RoleName.DUTY_OFFICER))
    (where, _), *_ = asked(client, "a child at risk").redirect_chain

    def main() -> str:
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", page_of(client.get(where)).partition("<main")[2])

    before = main()
    assert "Cleansing desk" in before
    borough.one_of_each("Canary")
    assert main() == before


def test_everybody_with_a_role_may_ask_and_only_who_works_in_a_team_is_led_to_record(borough, browse) -> None:
    for role in (RoleName.WORKER, RoleName.COUNCILLOR, RoleName.AUDITOR, RoleName.PARTNERSHIP_ADMINISTRATOR):
        actor = borough.somebody(role)
        page = page_of(asked(browse(actor), "mattress"))
        assert "Cleansing desk" in page
        assert ("Record and pass on" in page) == bool(partnerships.team_ids_of(actor)), role


def test_who_holds_no_role_or_is_not_signed_in_is_told_nothing(borough, browse, client) -> None:
    where = f"/who-does-what?category={borough.category.key}"
    assert client.get(where).status_code == 302
    client.force_login(make.a_person())
    assert "Cleansing desk" not in page_of(client.get(where))


def test_a_partnership_without_categories_says_whom_to_ask(db, browse) -> None:
    make.a_partnership()
    actor = make.an_actor(RoleName.WORKER, team=make.a_team())
    assert "No kind of matter has been set up yet" in page_of(browse(actor).get("/who-does-what"))


def test_an_answer_costs_the_same_however_much_there_is(borough, browse) -> None:
    client = browse(borough.worker)
    (where, _), *_ = asked(client, "mattress", place="Testward").redirect_chain
    few = queries_of(client, where)
    for number in range(40):
        category = make.a_category(f"Mattress {number}")
        make.a_remit(make.a_team(), category, borough.ward)
    with clock.fixed(make.TUESDAY + timedelta(minutes=1)):
        many = queries_of(client, where)
    assert len(many) == len(few) <= 22
