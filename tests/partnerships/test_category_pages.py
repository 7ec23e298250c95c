"""The administrator keeps categories, groups and clocks in pages, and sees first what a change would touch (R1.2)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from tests import factories as make
from tests.partnerships.test_register_pages import signed_in, words_of
from tests.referrals.web.conftest import Borough, queries_of

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import SavedMapping
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import CategoryDetails, ClockDetails
from wardmote.shared.partnerships.models import Category, CategoryGroup, ClockProfile, Remit
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

TIMES = ClockDetails(
    name="Pests", acknowledge="1wd", decide="3wd", update_every="none", close="20wd", reason="They breed."
)
RATS = CategoryDetails(
    name="Rats", seriousness=2, sensitivity="open", synonyms=["vermin"], description="Seen or heard indoors."
)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def administrator() -> Actor:
    make.a_partnership()
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def rats(administrator) -> Category:
    group = actions.add_category_group(by=administrator, name="Homes")
    profile = actions.add_clock_profile(by=administrator, details=TIMES)
    return actions.add_category(by=administrator, group=group, clock=profile, details=RATS)


@pytest.fixture
def client(administrator) -> Client:
    return signed_in(administrator)


@pytest.fixture
def sends(client) -> Callable[..., object]:
    """Send the form of a page as it is shown, but for some fields."""

    def send(path: str, **fields: object) -> object:
        form = client.get(path).context["form"]
        shown = {"form_key": "none of ours"}
        for name, field in form.fields.items():
            value = form.get_initial_for_field(field, name)
            shown |= {name: value} if value not in (None, False) else {}
        return client.post(path, shown | fields)

    return send


def now(row):
    row.refresh_from_db()
    return row


def test_from_nothing_a_clock_a_group_and_a_category_are_added_and_each_empty_page_says_how(
    administrator, client, sends
) -> None:
    assert "Nothing can be told yet" in words_of(client.get("/partnership/categories"))
    assert "There is no group yet" in words_of(client.get("/partnership/category-groups"))
    assert "There is no clock yet" in words_of(client.get("/partnership/clocks"))
    assert "Add a group first" in words_of(client.get("/partnership/add-category"))
    sends(
        "/partnership/add-clock",
        name="Pests",
        acknowledge="1 working day",
        decide="3 WORKING DAYS",
        close="20wd",
        reason="They breed.",
    )
    sends("/partnership/add-category-group", name="Дома", description="Rooms and roofs")
    told = sends(
        "/partnership/add-category",
        name="Rats & mice",
        group=CategoryGroup.objects.get().key,
        clock="pests",
        seriousness="2",
        sensitivity="open",
        synonyms="vermin\r\nlong tails",
    )
    page = words_of(client.get(told.headers["Location"]))
    for shown in ("Rats & mice", "1 working day of when it is sent", "vermin, long tails", "Nobody takes it"):
        assert shown in page
    assert "Added" in page
    assert "Ada Administrator" in page
    assert Category.objects.get().clock.decide == "3wd"
    assert "Nobody takes it" in words_of(client.get("/partnership/categories"))


PAGES = [
    "/partnership/categories",
    "/partnership/add-category",
    "/partnership/categories/rats",
    "/partnership/categories/rats/change",
    "/partnership/categories/rats/who-may-know",
    "/partnership/categories/rats/who-may-know?to=protected",
    "/partnership/categories/rats/let-take",
    "/partnership/categories/rats/end",
    "/partnership/category-groups",
    "/partnership/add-category-group",
    "/partnership/category-groups/homes/change",
    "/partnership/category-groups/homes/end",
    "/partnership/clocks",
    "/partnership/add-clock",
    "/partnership/add-clock?for=rats",
    "/partnership/clocks/pests",
    "/partnership/clocks/pests/change",
    "/partnership/clocks/pests/end",
]


def test_nobody_but_the_administrator_finds_these_pages(rats, client) -> None:
    lead = signed_in(make.an_actor(RoleName.TEAM_LEAD, team=make.a_team()))
    for path in PAGES:
        assert client.get(path).status_code == 200, path
        assert lead.get(path).status_code == 404, path
        assert lead.post(path, {"form_key": "1"}).status_code == 404, path
    assert "Categories and clocks" in words_of(client.get("/partnership"))


def test_the_list_is_found_by_plain_words_and_shows_what_ended_on_asking(administrator, rats, client) -> None:
    def found(query: str) -> str:
        return words_of(client.get(f"/partnership/categories?{query}"))

    for query in (
        "words=RAT",
        "words=VERMIN",
        "words=indoors",
        "words=homes",
        "group=homes",
        "sensitivity=open",
    ):
        assert "Rats" in found(query), query
    for query in ("words=swans", "words=100%25", "sensitivity=protected"):
        assert "No category fits" in found(query), query
    assert "Rats" in found("group=none&sensitivity=no"), "what cannot be read asks for nothing"
    actions.end_category(by=administrator, category=rats)
    assert "Rats" not in found("")
    assert "Rats ended today" in found("ended=on")


def test_what_a_change_touches_is_said_first_and_protected_matters_are_not_there(
    client, administrator
) -> None:
    borough = Borough()
    key = borough.category.key
    borough.sent()
    borough.sent(sensitivity=Sensitivity.PARTNERS)
    make.an_observation(borough.worker, borough.housing, borough.category)
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=borough.cleansing)
    seen = words_of(client.get(f"/partnership/categories/{key}"))
    assert "3 observations and 2 referrals" in seen
    borough.sent(sensitivity=Sensitivity.PROTECTED)
    with as_actor(borough.worker):
        referrals.keep_draft(by=borough.worker, team=borough.housing, details=make.details(borough.category))
    assert words_of(client.get(f"/partnership/categories/{key}")) == seen
    for path in ("change", "end", "who-may-know?to=protected"):
        assert "3 observations and 2 referrals" in words_of(
            client.get(f"/partnership/categories/{key}/{path}")
        )
    clock_key = borough.category.clock.key
    assert "2 open referrals go by it" in words_of(client.get(f"/partnership/clocks/{clock_key}"))


def test_a_category_is_changed_and_the_list_of_what_was_done_says_what(rats, client, sends) -> None:
    told = sends("/partnership/categories/rats/change", name="Rats and mice", seriousness="3")
    page = words_of(client.get(told.headers["Location"]))
    assert "Changed. It holds for what is recorded from now on." in page
    assert "Changed the name, the usual seriousness" in page
    assert (now(rats).name, rats.seriousness, rats.sensitivity) == ("Rats and mice", 3, "open")


def test_a_refusal_stands_beside_its_field_and_what_was_typed_is_kept(rats, sends) -> None:
    answer = sends("/partnership/categories/rats/change", name="  ", not_this="Mice <b>elsewhere</b>")
    assert answer.status_code == 422
    assert "Mice &lt;b&gt;elsewhere" in answer.content.decode()
    many = sends("/partnership/categories/rats/change", questions="\n".join(f"Why {n}?" for n in range(11)))
    assert "These are 11 questions" in words_of(many)
    soon = sends("/partnership/clocks/pests/change", decide="soon", reason="They gnaw")
    assert soon.status_code == 422
    assert "Write it like 4 working hours" in words_of(soon)
    assert "They gnaw" in soon.content.decode()
    again = sends("/partnership/add-category-group", name="HOMES")
    assert "a group of this name already" in words_of(again)


def test_two_administrators_at_once_and_the_second_sees_what_the_first_wrote(
    administrator, rats, client, sends
) -> None:
    client.get("/partnership/categories/rats/change")
    actions.change_category(
        by=administrator,
        category=rats,
        group=rats.group,
        clock=rats.clock,
        details=replace(RATS, name="Vermin", seriousness=5),
    )
    answer = sends("/partnership/categories/rats/change", version="0", name="Rats and mice", seriousness="2")
    assert answer.status_code == 409
    said = words_of(answer)
    assert "Name: Vermin" in said
    assert "How serious is it usually?: life at risk" in said
    assert "Group:" not in said, "what both left alone is not named"


def test_a_team_is_let_take_a_category_from_its_page(rats, client, sends) -> None:
    team = make.a_team("Pest control")
    path = "/partnership/categories/rats/let-take"
    for nonsense in ("", "nobody"):
        assert client.get(path, {"to": nonsense}).status_code == 422
    told = client.get(path, {"to": team.key}).headers["Location"]
    assert sends(told, where="borough").status_code == 302
    page = words_of(client.get("/partnership/categories/rats"))
    assert "The whole borough" in page
    assert "10:00 tomorrow" in page, "the team that takes it is told by when it would have to acknowledge"


def test_a_category_ends_with_its_remits_and_files_are_told_its_key(
    administrator, rats, client, sends
) -> None:
    team = make.a_team("Pest control")
    actions.set_remit(by=administrator, team=team, category=rats)
    page = words_of(client.get("/partnership/categories/rats/end"))
    assert "1 remit ends: Pest control" in page
    assert "still name rats are refused" in page
    told = sends("/partnership/categories/rats/end")
    assert "Ended today" in words_of(client.get(told.headers["Location"]))
    assert "Ended, and with it 1 remit" in words_of(client.get("/partnership/categories/rats"))
    assert not Remit.objects.filter(ended_on__isnull=True).exists()
    assert sends("/partnership/categories/rats/change", name="Back again").status_code == 409


def test_groups_are_ordered_and_one_that_is_needed_does_not_end(administrator, rats, client, sends) -> None:
    for name in ("Streets", "Parks"):
        sends("/partnership/add-category-group", name=name)
    sends("/partnership/category-groups/parks/change", after="")
    sends("/partnership/category-groups/homes/change", after="streets")
    offered = [group.name for group in queries.category_groups(administrator)]
    assert offered == ["Parks", "Streets", "Homes"]
    page = words_of(client.get("/partnership/category-groups"))
    assert page.index("Parks") < page.index("Streets") < page.index("Homes")
    assert "It cannot end yet: 1 category is in it" in words_of(
        client.get("/partnership/category-groups/homes/end")
    )
    assert sends("/partnership/category-groups/homes/end").status_code == 409
    sends("/partnership/category-groups/parks/end")
    assert "Parks" not in words_of(client.get("/partnership/category-groups"))
    assert "Parks ended today" in words_of(client.get("/partnership/category-groups?ended=yes"))
    assert "Put in another place of the list" in words_of(
        client.get("/partnership/category-groups/homes/change")
    )


def test_a_clock_is_looked_at_before_it_is_kept(rats, client, sends) -> None:
    seen = sends("/partnership/clocks/pests/change", acknowledge="2 working hours", look="yes")
    assert seen.status_code == 200
    page = words_of(seen)
    assert "Nothing is kept yet" in page
    assert "Acknowledge by Mon 9 Mar 10:30" in page
    assert (
        "2 working hours from Fri 6 Mar 16:30, when it is sent. Nobody works on Sat 7 Mar and Sun 8 Mar."
        in page
    )
    assert "Fri 3 Apr (bank holiday)" in page, "the day before Good Friday is the other telling moment"
    assert ClockProfile.objects.get().acknowledge == "1wd"
    wrong = sends("/partnership/clocks/pests/change", close="1 working hour", look="yes")
    assert wrong.status_code == 422
    assert "over before it must be decided" in words_of(wrong)


def test_what_silence_sets_off_and_when_is_seen_before_the_waits_are_kept(rats, client, sends) -> None:
    seen = sends(
        "/partnership/clocks/pests/change", wait_desk="2 working hours", remind_after="50", look="yes"
    )
    page = words_of(seen)
    assert "If nobody acknowledges it" in page
    assert "A reminder. 50 per cent of the time to acknowledge have gone." in page
    assert "Mon 9 Mar 16:30 Its time is over. Nobody has said within 1 working day that they have it." in page
    assert "Tue 10 Mar 10:30 It goes up to the team’s lead. 2 working hours from Mon 9 Mar 16:30" in page
    for field, wrong in (("wait_lead", "none"), ("wait_desk", "5 weeks"), ("wait_coordinator", "21wd")):
        refused = sends("/partnership/clocks/pests/change", **{field: wrong})
        assert (refused.status_code, wrong in words_of(refused) or "too long" in words_of(refused)) == (
            422, True,
        ), field  # fmt: skip
    assert sends("/partnership/clocks/pests/change", remind_after="100").status_code == 422
    sends("/partnership/clocks/pests/change", wait_desk="2 working hours", remind_after="50")
    page = words_of(client.get("/partnership/clocks/pests"))
    assert "A reminder when 50 per cent of the time have gone" in page
    assert "up to the team’s lead after 2 working hours, to the coordinator after 1 working day more" in page


def test_what_a_clock_means_is_worked_out_for_any_moment_and_team(administrator, rats, client) -> None:
    night = make.a_team("Night desk", hours="Sat 20:00-23:00")
    asked = {"sent_0": "6", "sent_1": "3", "sent_2": "2026", "sent_3": "16:30", "team": night.key}
    page = words_of(client.get("/partnership/clocks/pests", asked))
    assert "Night desk , which works Sat 20:00-23:00" in page
    assert "Acknowledge by Sat 14 Mar 20:00" in page
    for wrong in ({"sent_0": "31", "sent_1": "2"}, {"sent_2": "9999"}, {"team": "nobody"}):
        answer = client.get("/partnership/clocks/pests", asked | wrong)
        assert answer.status_code == 422, wrong


def test_other_times_are_for_what_is_sent_next_and_the_page_counts_what_keeps_the_old_ones(
    client, sends
) -> None:
    borough = Borough()
    before = borough.sent()
    path = f"/partnership/clocks/{borough.category.clock.key}"
    page = words_of(client.get(f"{path}/change"))
    assert "1 category has this clock and follows it: Fly-tipping" in page
    assert "1 open referral was sent with it and keeps the times of then" in page
    sends(f"{path}/change", acknowledge="1 working hour", reason="Rubbish invites rubbish.")
    page = words_of(client.get(path))
    assert "Acknowledge within 1 working hour" in page
    assert "No open referral that may be counted goes by it as it stands" in page
    assert "today 1 working day 2 working days 5 working days 10 working days 1" in page
    assert make.fresh(before).clock.acknowledge == "1wd"
    assert "Changed by when to acknowledge, why these times" in page


def test_a_category_gets_a_clock_of_its_own_and_the_others_keep_theirs(
    administrator, rats, client, sends
) -> None:
    mice = actions.add_category(
        by=administrator, group=rats.group, clock=rats.clock, details=replace(RATS, name="Mice")
    )
    assert "1 other category has this clock too" in words_of(client.get("/partnership/categories/rats"))
    sends("/partnership/add-clock?for=rats", acknowledge="4 working hours", reason="They bite.")
    page = words_of(client.get("/partnership/categories/rats"))
    assert "No other category has this clock" in page
    assert (now(rats).clock.name, rats.clock.acknowledge) == ("Rats", "4wh")
    assert now(mice).clock.acknowledge == "1wd"
    assert sends("/partnership/clocks/pests/end").status_code == 409
    assert "Give each another clock first" in words_of(client.get("/partnership/clocks/pests/end"))


def test_raising_a_category_to_protected_says_what_it_means_and_is_never_taken_back(
    administrator, rats, client, sends
) -> None:
    actions.set_remit(by=administrator, team=make.a_team("Pest control"), category=rats)
    path = "/partnership/categories/rats/who-may-know"
    page = words_of(client.get(f"{path}?to=protected"))
    for shown in (
        "For everybody else it does not exist",
        "Nothing that is open now is hidden by this",
        "Nobody may read it in: Pest control",
    ):
        assert shown in page
    refused = client.post(f"{path}?to=protected", {"form_key": "1", "version": "0"})
    assert "Tick that you know it cannot be taken back" in words_of(refused)
    assert now(rats).sensitivity == "open"
    sends(f"{path}?to=protected", understood="on")
    assert now(rats).sensitivity == "protected"
    assert "stays protected" in words_of(client.get(path))
    assert client.post(f"{path}?to=open", {"form_key": "1"}).status_code == 422
    assert now(rats).sensitivity == "protected"


def test_widening_a_category_uncovers_nothing_that_is_there(administrator, rats, client, sends) -> None:
    path = "/partnership/categories/rats/who-may-know"
    for nonsense in ("", "open", "public", "no"):
        assert client.get(path, {"to": nonsense}).status_code == 422, nonsense
    assert sends(f"{path}?to=partners").status_code == 302
    page = words_of(client.get(f"{path}?to=open"))
    assert "Nothing is uncovered by this" in page
    sends(f"{path}?to=open")
    assert now(rats).sensitivity == "open"
    assert "Changed who may usually know" in words_of(client.get("/partnership/categories/rats"))


def test_who_may_know_is_changed_only_by_somebody_who_proves_anew_who_they_are(rats, administrator) -> None:
    stale = signed_in(administrator)
    session = stale.session
    session["account_authentication_methods"] = []
    session.save()
    answer = stale.get("/partnership/categories/rats/who-may-know?to=protected")
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


def test_the_pages_cost_the_same_for_few_and_many(administrator, rats, client) -> None:
    paths = [
        "/partnership/categories",
        "/partnership/categories/rats",
        "/partnership/category-groups",
        "/partnership/clocks",
        "/partnership/clocks/pests",
        "/partnership/categories/rats/end",
        "/partnership/clocks/pests/change",
    ]
    ward = make.a_ward()
    actions.set_remit(by=administrator, team=make.a_team(), category=rats, areas=[ward])
    few = [len(queries_of(client, path)) for path in paths]
    for n in range(60):
        CategoryGroup.objects.create(key=f"group-{n}", name=f"Group {n}", position=n)
        make.a_category(f"Kind {n}")
        make.a_remit(make.a_team(), rats, ward)
    Category.objects.filter(name__startswith="Kind").update(clock=rats.clock)
    assert [len(queries_of(client, path)) for path in paths] == few
    assert max(few) <= 20
    assert "Next page" in words_of(client.get(paths[0]))
    assert "And 11 more teams" in words_of(client.get(paths[1]))
    assert "and 49 more" in words_of(client.get(paths[6]))


def test_mappings_for_imports_that_name_a_category_are_named_before_it_ends(
    administrator, rats, client
) -> None:
    source = (
        "system: Old\nfile: {format: csv}\ntimes: {zone: Europe/London}\ntheir_reference: id\nwords: what\n"
        "observed_at: {fixed: 2026-01-01 12:00}\ncategory: {default: %s}\n"
    )
    for name, key in (("Housing reports", "rats"), ("Street reports", "rats-outdoors")):
        SavedMapping.objects.create(
            name=name, source=source % key, saved_by_id=administrator.person_id, saved_at=clock.now()
        )
    SavedMapping.objects.create(
        name="Broken", source="rats", saved_by_id=administrator.person_id, saved_at=clock.now()
    )
    page = words_of(client.get("/partnership/categories/rats/end"))
    assert "These mappings for imports name it: Housing reports ." in page
    assert "Street reports" not in page
