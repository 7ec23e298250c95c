"""The coordinator sees what stands still, how high silence has climbed, and where to go next (R1.3, R4.4)."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.audit.looks import looks_at
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, jobs, queries
from wardmote.modules.referrals.models import FlowCount, Referral
from wardmote.modules.referrals.queries import Stopped, StoppedPart
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

CANARY = "Zanzibar Quillfeather"
WATCHERS = [
    RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.ANALYST, RoleName.AUDITOR, RoleName.AREA_MANAGER,
]  # fmt: skip
NEXT_WEEK = make.TUESDAY + timedelta(days=7)
MOST_QUERIES = 24
OPEN_ALONE = [index.name for index in Referral._meta.indexes if index.condition]


@pytest.fixture
def coordinator(borough):
    return make.an_actor(RoleName.DUTY_OFFICER, team=partnerships.coordinator_desk(), name="Cora Coordinator")


@pytest.fixture
def later() -> Iterator[None]:
    """A week has gone, and nobody has done anything."""
    with clock.fixed(NEXT_WEEK):
        yield


def text_of(client, address="/late") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers_in(client, query="") -> set[str]:
    """The first column of the file, without its headings."""
    rows = csv.reader(StringIO(client.get(f"/late.csv{query}").content.decode("utf-8-sig")))
    return {row[0] for row in rows} - {"Number", "Team"}


def plain(page: str) -> str:
    """A page without what differs each time it is asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|map-[0-9a-f]{8}', "", page)


def changed(referral: Referral, **fields: object) -> Referral:
    """The row as a longer log would leave it."""
    with make.everything():
        Referral.objects.filter(pk=referral.pk).update(**fields)
    return referral


@pytest.mark.parametrize("role", list(RoleName))
def test_the_board_is_for_those_who_see_that_work_moves_and_is_nowhere_for_others(
    borough, browse, role
) -> None:
    client = browse(borough.somebody(role))
    expected = 200 if role in WATCHERS else 404
    assert client.get("/late").status_code == expected
    assert client.get("/late.csv").status_code == expected
    assert ('href="/late"' in client.get("/desk").content.decode()) == (expected == 200)


@pytest.mark.parametrize("role", [RoleName.WORKER, RoleName.DUTY_OFFICER, RoleName.TEAM_LEAD])
def test_whoever_works_at_the_coordinators_desk_finds_the_board_from_their_own(borough, browse, role) -> None:
    client = browse(make.an_actor(role, team=partnerships.coordinator_desk()))
    assert "What is late, and what to do next" in text_of(client, "/desk")
    assert "Nothing is late" in text_of(client)


def test_what_is_private_is_a_number_and_a_kind_and_what_is_protected_is_nothing(
    borough, browse, coordinator
) -> None:
    borough.one_of_each(CANARY)
    with clock.fixed(NEXT_WEEK):
        for actor in (coordinator, *(borough.somebody(role) for role in WATCHERS)):
            page = text_of(browse(actor))
            assert "Late <b>2</b>" in page
            assert "Neighbours in dispute" in page
            for hidden in (CANARY, "A child at risk"):
                assert hidden not in page
            assert len(numbers_in(browse(actor))) == 2
            assert "Teams that do not answer <b>1</b>" in page


def test_a_protected_matter_alone_leaves_the_board_as_if_there_were_none(
    borough, browse, coordinator, later
) -> None:
    with clock.fixed(make.TUESDAY):
        referral = borough.sent(borough.hidden)
    changed(referral, not_ours_count=2)
    its_own_lead = borough.somebody(RoleName.SAFEGUARDING_LEAD, RoleName.AREA_MANAGER)
    for actor in (coordinator, its_own_lead):
        page = text_of(browse(actor))
        assert "Nothing is late" in page
        for tab in ("Late", "Twice “not ours”", "Paused long", "Teams that do not answer"):
            assert f"{tab} <b>0</b>" in page


def test_a_row_leads_to_its_referral_if_the_reader_may_open_it_and_else_to_its_desk(
    borough, browse, coordinator
) -> None:
    borough.cleansing.organisation.phone = "01922 000 111"
    borough.cleansing.organisation.save()
    referrals = {borough.sent(): 200, borough.sent(borough.private): 404}
    with clock.fixed(NEXT_WEEK):
        for actor in (coordinator, *(borough.somebody(role) for role in WATCHERS)):
            client = browse(actor)
            page = text_of(client)
            for referral, for_coordinator in referrals.items():
                address = f"/referrals/{referral.reference}"
                expected = for_coordinator if actor is coordinator else 200
                assert client.get(address).status_code == expected
                assert (f'href="{address}"' in page) == (expected == 200)
                assert referral.reference in page
            assert page.count('href="tel:01922000111"') == len(referrals)


def test_whoever_works_at_the_coordinators_desk_reads_no_more_rows_for_the_board(
    borough, coordinator
) -> None:
    private = borough.sent(borough.private)
    with as_actor(coordinator):
        assert not Referral.objects.exists()
        with clock.fixed(NEXT_WEEK):
            (told,) = queries.stopped(coordinator, Stopped.LATE, StoppedPart()).rows
        assert (told.reference, told.may_read) == (private.reference, False)
        assert not Referral.objects.exists()
        with pytest.raises(Referral.DoesNotExist):
            queries.referral_for(coordinator, private.reference)


def test_who_was_shown_that_a_referral_stands_still_is_kept(borough, browse, coordinator) -> None:
    private = borough.sent(borough.private)
    with clock.fixed(NEXT_WEEK):
        text_of(browse(coordinator))
    (look,) = looks_at([f"referral:{private.pk}"])
    assert (look.actor_id, look.grounds) == (coordinator.id, ["movement"])


def test_who_keeps_the_register_is_led_to_the_team_and_anybody_to_its_telephone(
    borough, browse, coordinator
) -> None:
    borough.cleansing.organisation.phone = "01922 000 111"
    borough.cleansing.organisation.save()
    borough.sent()
    team = f"/partnership/teams/{borough.cleansing.key}"
    with clock.fixed(NEXT_WEEK):
        administrator = browse(borough.somebody(RoleName.PARTNERSHIP_ADMINISTRATOR))
        assert f'href="{team}"' in text_of(administrator)
        assert f'href="{team}/hand-over"' in text_of(administrator, "/late?show=silent")
        assert administrator.get(f"{team}/hand-over").status_code == 200
        page = text_of(browse(coordinator))
        assert 'href="tel:01922000111"' in page
        assert team not in page + text_of(browse(coordinator), "/late?show=silent")


def test_the_rung_is_as_high_as_silence_has_climbed(borough, browse, coordinator) -> None:
    make.a_role(make.a_person(), RoleName.TEAM_LEAD, team=borough.cleansing)
    referral = borough.sent()
    reached = []
    for words in ("desk", "lead", "coordinator"):
        while make.fresh(referral).rung != words:
            with clock.fixed(make.fresh(referral).climbs_at or make.TUESDAY):
                jobs.climb(0)
        with clock.fixed((make.fresh(referral).climbs_at or make.TUESDAY) - timedelta(minutes=1)):
            client = browse(coordinator)
            assert numbers_in(client, f"?rung={words}") == {referral.reference}
            reached.append(numbers_in(client, "?rung=reminder"))
    assert reached == [set()] * 3


def test_rung_agency_and_area_narrow_the_list_and_the_file_alike(borough, browse, coordinator) -> None:
    far = borough.sent(latitude=52.7, longitude=-1.8)
    here = borough.sent()
    nowhere = changed(borough.sent(), ward=None)
    elsewhere = make.a_referral(borough.worker, borough.housing, make.a_team("Police desk"), borough.category)
    climbed = changed(borough.sent(), rung="lead")
    agency = borough.cleansing.organisation.key
    expected = {
        "": {far, here, nowhere, elsewhere, climbed},
        "?rung=lead": {climbed},
        "?rung=reminder": {far, here, nowhere, elsewhere},
        f"?agency={agency}": {far, here, nowhere, climbed},
        "?area=wards/otherward": {far},
        "?area=areas-2010/area-1": {here, elsewhere, climbed},
        "?area=none": {nowhere},
        f"?rung=lead&agency={agency}&area=wards/testward": {climbed},
        "?agency=nobody": set(),
        "?area=wards/nowhere": set(),
        "?rung=nonsense&show=nonsense": {far, here, nowhere, elsewhere, climbed},
    }
    with clock.fixed(NEXT_WEEK):
        client = browse(coordinator)
        for query, found in expected.items():
            wanted = {referral.reference for referral in found}
            assert numbers_in(client, query) == wanted, query
            page = text_of(client, f"/late{query}")
            assert {one for one in numbers_in(client) if one in page} == wanted, query
            assert found or "Nothing here matches" in page, query


def test_each_way_to_divide_counts_what_the_others_leave(borough, browse, coordinator) -> None:
    borough.sent(latitude=52.7, longitude=-1.8)
    changed(borough.sent(), rung="lead")
    with clock.fixed(NEXT_WEEK):
        page = text_of(browse(coordinator), "/late?rung=lead")
    assert "Testward (1)" in page
    assert "Otherward (0)" in page
    assert "Not yet climbed (1)" in page


def test_what_two_teams_called_not_theirs_is_listed_while_it_is_open(borough, browse, coordinator) -> None:
    twice, once = changed(borough.sent(), not_ours_count=2), changed(borough.sent(), not_ours_count=1)
    client = browse(coordinator)
    assert numbers_in(client, "?show=sent-back-twice") == {twice.reference}
    assert "2 times “not ours”" in text_of(client, "/late?show=sent-back-twice")
    with as_actor(borough.worker):
        actions.withdraw_referral(by=borough.worker, referral=twice, reason="sorted-itself")
    assert numbers_in(client, "?show=sent-back-twice") == set()
    assert once.reference not in text_of(client)


@pytest.mark.parametrize(("days", "listed"), [(20, False), (60, True)])
def test_a_pause_is_long_from_four_weeks_on(borough, browse, coordinator, days, listed) -> None:
    referral = borough.sent()
    officer = borough.somebody(RoleName.DUTY_OFFICER)
    with as_actor(officer):
        actions.acknowledge_referral(by=officer, referral=referral)
        actions.pause_referral(
            by=officer,
            referral=make.fresh(referral),
            reason="waiting-for-court",
            until=make.TUESDAY + timedelta(days=days),
        )
    assert numbers_in(browse(coordinator), "?show=paused-long") == ({referral.reference} if listed else set())
    assert ("Paused since" in text_of(browse(coordinator), "/late?show=paused-long")) == listed


def test_pauses_that_come_to_four_weeks_together_are_as_long_as_one(borough, browse, coordinator) -> None:
    referral, officer = borough.sent(), borough.somebody(RoleName.DUTY_OFFICER)
    with as_actor(officer):
        actions.acknowledge_referral(by=officer, referral=referral)
    for weeks in (0, 3):
        at = make.TUESDAY + timedelta(weeks=weeks)
        with clock.fixed(at), as_actor(officer):
            actions.pause_referral(
                by=officer, referral=referral, reason="waiting-for-court", until=at + timedelta(days=15)
            )
            assert numbers_in(browse(coordinator), "?show=paused-long") == (
                {referral.reference} if weeks else set()
            )
        with clock.fixed(at + timedelta(days=14)), as_actor(officer):
            if weeks:
                assert "and 14 days before that" in text_of(browse(coordinator), "/late?show=paused-long")
            actions.resume_referral(by=officer, referral=make.fresh(referral))
    assert make.fresh(referral).paused_before == timedelta(days=28)


def test_the_coordinators_desk_is_counted_where_it_settles_nothing(borough, browse, coordinator) -> None:
    referral, officer = borough.sent(), borough.somebody(RoleName.DUTY_OFFICER)
    with as_actor(officer):
        actions.return_referral(by=officer, referral=referral, reason="not-ours", words="Whose is it?")
    desk = partnerships.coordinator_desk()
    with clock.fixed(make.TUESDAY + timedelta(days=2)):
        assert desk.pk not in {one.team.pk for one in queries.silent_teams(coordinator)}
    with clock.fixed(make.TUESDAY + timedelta(days=6)):
        (told,) = [one for one in queries.silent_teams(coordinator) if one.team == desk]
        assert (told.waiting, told.answered_on) == (1, None)
        assert "Not counted for this desk" in text_of(browse(coordinator), "/late?show=silent")


def silent(actor) -> dict[str, tuple[int, datetime, date | None]]:
    with as_actor(actor):
        return {
            one.team.name: (one.waiting, one.since, one.answered_on) for one in queries.silent_teams(actor)
        }


def test_a_team_is_silent_once_something_waits_and_it_has_answered_nothing_for_three_working_days(
    borough, coordinator
) -> None:
    borough.sent()
    borough.sent()
    friday, thursday = make.TUESDAY + timedelta(days=3), make.TUESDAY + timedelta(days=2, hours=23)
    with clock.fixed(thursday):
        assert silent(coordinator) == {}
    with clock.fixed(friday):
        assert silent(coordinator) == {"Cleansing desk": (2, make.TUESDAY, None)}


def test_any_answer_breaks_the_silence_and_an_old_one_does_not(borough, coordinator) -> None:
    borough.sent()
    answer = FlowCount.objects.create(team=borough.cleansing, day=NEXT_WEEK.date(), measure="closed", count=1)
    with clock.fixed(NEXT_WEEK):
        assert silent(coordinator) == {}
        answer.day = date(2026, 2, 2)
        answer.save()
        assert silent(coordinator) == {"Cleansing desk": (1, make.TUESDAY, date(2026, 2, 2))}
        answer.measure = "received"
        answer.save()
        assert silent(coordinator) == {"Cleansing desk": (1, make.TUESDAY, None)}


def test_what_lapsed_still_tells_of_the_team_that_let_it(borough, coordinator) -> None:
    referral = borough.sent()
    while make.fresh(referral).state != "lapsed":
        with clock.fixed(make.fresh(referral).climbs_at or make.TUESDAY):
            jobs.climb(0)
    with clock.fixed(NEXT_WEEK):
        assert silent(coordinator) == {"Cleansing desk": (1, make.TUESDAY, None)}


def test_a_long_list_is_read_page_by_page_and_each_row_once(borough, coordinator) -> None:
    for _ in range(5):
        borough.sent()
    seen: list[str] = []
    after: str | None = None
    with clock.fixed(NEXT_WEEK), as_actor(coordinator):
        while True:
            page = queries.stopped(coordinator, Stopped.LATE, StoppedPart(), after=after, size=2)
            seen += [row.reference for row in page.rows]
            after = page.next
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "ask",
    [
        queries.spread,
        queries.silent_teams,
        queries.flow,
        lambda actor: queries.stopped(actor, Stopped.LATE, StoppedPart()),
    ],
)
def test_the_queries_refuse_whoever_may_not_see_that_work_moves(borough, ask) -> None:
    with as_actor(borough.worker), pytest.raises(NotAllowed):
        ask(borough.worker)


@pytest.mark.parametrize("show", ["late", "sent-back-twice", "paused-long", "silent"])
def test_every_list_costs_the_same_for_few_and_many(borough, browse, coordinator, show) -> None:
    def stand_still() -> None:
        team = make.a_team()
        for fields in ({}, {"not_ours_count": 3}):
            changed(make.a_referral(borough.worker, borough.housing, team, borough.category), **fields)

    stand_still()
    client = browse(coordinator)
    with clock.fixed(NEXT_WEEK):
        few = queries_of(client, f"/late?show={show}")
    for _ in range(8):
        stand_still()
    with clock.fixed(NEXT_WEEK):
        assert len(queries_of(client, f"/late?show={show}")) <= len(few) <= MOST_QUERIES


def of_referrals_alone(sql: str) -> str:
    """What the question chooses referrals by, without what shows, groups, orders or counts them.

    Left as it is where it chooses by another table as well.
    """
    chosen = sql.partition(" WHERE ")[2]
    for what_follows in (" GROUP BY ", " ORDER BY ", " LIMIT "):
        chosen = chosen.partition(what_follows)[0]
    tables = set(re.findall(r'"?(\w+)"?\."', chosen))
    if tables != {"referrals_referral"}:
        return sql
    return " WHERE ".join(["SELECT 1 FROM referrals_referral", chosen])


@pytest.mark.parametrize("show", ["late", "sent-back-twice", "paused-long", "silent"])
def test_each_list_starts_from_an_index_of_what_is_open_and_not_from_what_has_been(
    borough, browse, coordinator, show
) -> None:
    borough.sent()
    client = browse(coordinator)
    with clock.fixed(NEXT_WEEK):
        asked = [
            sql
            for sql in queries_of(client, f"/late?show={show}")
            if 'FROM "referrals_referral"' in sql
            and '"accountable_team_id" IN ' not in sql  # that is the inbox's
        ]
    assert asked
    with make.everything(), connection.cursor() as cursor:
        # In tables as small as these every plan is as good: so, without sequential scans, and of referrals alone.
        cursor.execute("set local enable_seqscan = off")
        for sql in asked:
            cursor.execute(f"explain {of_referrals_alone(sql)}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert any(index in plan for index in OPEN_ALONE), f"{sql}\n{plan}"


def test_what_is_protected_and_late_changes_no_number_for_those_who_may_not_know_of_it(
    borough, browse, coordinator
) -> None:
    """Whoever looks before and after cannot tell that something was added (R1.8)."""
    borough.sent()
    changed(borough.sent(borough.private), not_ours_count=2, rung="lead")
    watchers = [coordinator, *map(borough.somebody, WATCHERS[::3])]
    addresses = [
        f"/late{table}?show={show}&rung={rung}"
        for table in ("", ".csv")
        for show in ("late", "sent-back-twice", "paused-long", "silent")
        for rung in ("", "lead")
    ] + ["/flow", "/flow.csv", "/desk"]

    def shown() -> list[str]:
        with clock.fixed(NEXT_WEEK):
            clients = [browse(actor) for actor in watchers]
            return [plain(text_of(client, address)) for client in clients for address in addresses]

    silent = make.a_team("Sent nothing but what is protected")
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=silent)
    before = shown()
    for fields in ({}, {"not_ours_count": 3, "rung": "coordinator"}, {"state": "lapsed"}):
        for team in (borough.cleansing, silent):
            changed(make.a_referral(borough.worker, borough.housing, team, borough.hidden), **fields)
    paused = {
        "hold": "paused",
        "next_deadline_at": NEXT_WEEK + timedelta(days=90),
        "deadline_began_at": make.TUESDAY,
    }
    changed(borough.sent(borough.hidden), **paused)
    assert shown() == before


@pytest.mark.parametrize("cursor", ["nonsense", "WyJuIl0", "\x00"])
def test_a_place_in_the_list_that_never_was_is_refused_and_breaks_nothing(
    borough, browse, coordinator, cursor
) -> None:
    assert browse(coordinator).get("/late", {"after": cursor}).status_code in (200, 400)
