"""A team's own standard, the urgent clock, and that nobody loosens what protects (R1.2, R1.4)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests.partnerships.test_register_file import table
from tests.partnerships.test_register_pages import signed_in, words_of

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.working_time import WorkingDuration
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import CategoryDetails, ClockDetails
from wardmote.shared.partnerships.adapters import shipped
from wardmote.shared.partnerships.models import Category, ClockProfile, Remit, Team
from wardmote.shared.partnerships.rules import (
    RoleName,
    Sensitivity,
    SetUpFile,
    TooSlow,
    is_no_slower,
)

pytestmark = pytest.mark.django_db

DAY = ClockDetails(
    name="One day", acknowledge="1wd", decide="1wd", update_every="5wd", close="45wd", reason="A child waits."
)
TODAY = replace(DAY, name="Today", acknowledge="1wh", decide="4wh", update_every="1wd")
WEEK = replace(DAY, name="A week", decide="5wd")
CHILD = CategoryDetails(name="Child at risk", seriousness=5, sensitivity="protected")
LENGTHS = ["1wh", "8wh", "9wh", "40wh", "1wd", "2wd", "20wd", "1h", "24h", "336h", "1d", "14d", "28d", "none"]


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def by() -> Actor:
    make.a_partnership()
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def day(by) -> ClockProfile:
    return actions.add_clock_profile(by=by, details=DAY)


@pytest.fixture
def today(by) -> ClockProfile:
    return actions.add_clock_profile(by=by, details=TODAY)


@pytest.fixture
def week(by) -> ClockProfile:
    return actions.add_clock_profile(by=by, details=WEEK)


@pytest.fixture
def child(by, day) -> Category:
    group = actions.add_category_group(by=by, name="Children")
    return actions.add_category(by=by, group=group, clock=day, details=CHILD)


@pytest.fixture
def tip(by, day, child) -> Category:
    details = replace(CHILD, name="Fly-tipping", sensitivity="open")
    return actions.add_category(by=by, group=child.group, clock=day, details=details)


def now(category: Category) -> Category:
    return Category.objects.select_related("clock", "urgent_clock").get(pk=category.pk)


def test_the_clock_of_what_is_protected_may_be_made_quicker_and_never_slower(by, day, week, child) -> None:
    with pytest.raises(TooSlow, match="never slower: 1 working day to decide cannot become 5") as refused:
        actions.change_clock_profile(by=by, profile=day, details=replace(DAY, decide="5wd"))
    assert refused.value.field == "decide"
    with pytest.raises(TooSlow) as refused:
        actions.change_category(by=by, category=child, group=child.group, clock=week, details=CHILD)
    assert refused.value.field == "clock"
    quicker = actions.change_clock_profile(by=by, profile=day, details=replace(DAY, decide="4wh"))
    assert now(child).clock == quicker
    with pytest.raises(TooSlow):
        actions.change_clock_profile(by=by, profile=quicker, details=DAY)


def test_nothing_becomes_protected_with_a_clock_that_is_too_slow_for_it(by, week, tip) -> None:
    slow = actions.add_clock_profile(by=by, details=replace(WEEK, name="Slow", acknowledge="2wd"))
    with pytest.raises(TooSlow, match="within 1 working day"):
        actions.add_category(by=by, group=tip.group, clock=slow, details=replace(CHILD, name="Other"))
    actions.change_category(
        by=by,
        category=tip,
        group=tip.group,
        clock=slow,
        details=replace(CHILD, name="Tip", sensitivity="open"),
    )
    with pytest.raises(TooSlow):
        actions.change_category(
            by=by, category=now(tip), group=tip.group, clock=slow, details=replace(CHILD, name="Tip")
        )


def test_the_database_holds_it_too(by, day, today, week, child, tip) -> None:
    team = make.a_team()
    slow = actions.add_clock_profile(by=by, details=replace(WEEK, name="Slow", acknowledge="2wd"))
    tip.clock = slow
    tip.save()
    attempts = [
        lambda: Category.objects.filter(pk=child.pk).update(clock=week),
        lambda: Category.objects.filter(pk=child.pk).update(urgent_clock=week),
        lambda: Category.objects.filter(pk=tip.pk).update(sensitivity=Sensitivity.PROTECTED),
        lambda: Remit.objects.create(team=team, category=child, clock=week),
        lambda: ClockProfile.objects.filter(pk=day.pk).update(decide="2wd"),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    Category.objects.filter(pk=child.pk).update(clock=today, urgent_clock=today)
    Remit.objects.create(team=team, category=child, clock=today)


def test_rule_and_database_compare_lengths_alike() -> None:
    pairs = [(one, than) for one in LENGTHS for than in LENGTHS]
    with connection.cursor() as cursor:
        cursor.execute(
            "select partnerships_no_slower(a, b) from unnest(%s::text[], %s::text[]) as pair(a, b)",
            [[one for one, _ in pairs], [than for _, than in pairs]],
        )
        said = [row[0] for row in cursor.fetchall()]
    parse = WorkingDuration.parse
    assert said == [is_no_slower(parse(one), parse(than)) for one, than in pairs]


def test_a_team_may_promise_more_than_its_category_and_less_only_where_practice_alone_sets_it(
    by, day, today, week, child, tip
) -> None:
    team = make.a_team("Night desk")
    remit = actions.set_remit(by=by, team=team, category=child, own_clock=today)
    assert remit.clock == today
    with pytest.raises(TooSlow, match="Night desk") as refused:
        actions.set_remit(by=by, team=team, category=child, own_clock=week)
    assert refused.value.field == "own_clock"
    assert actions.set_remit(by=by, team=team, category=tip, own_clock=week).clock == week
    with pytest.raises(TooSlow, match="Night desk"):
        actions.change_clock_profile(by=by, profile=day, details=replace(DAY, basis="statute"))
    with pytest.raises(TooSlow, match="Night desk"):
        actions.change_clock_profile(by=by, profile=today, details=replace(TODAY, decide="2wd"))
    with pytest.raises(Conflict, match="own standard of 1 team"):
        actions.end_clock_profile(by=by, profile=week)
    changed = actions.change_clock_profile(by=by, profile=week, details=replace(WEEK, decide="6wd"))
    assert Remit.objects.get(category=tip).clock == changed
    assert actions.set_remit(by=by, team=team, category=tip).clock is None


def test_an_urgent_clock_counts_in_hours_and_is_never_slower(by, day, today, week, tip) -> None:
    details = replace(CHILD, name="Fly-tipping", sensitivity="open")

    def with_urgent(profile: ClockProfile | None) -> Category:
        return actions.change_category(
            by=by, category=tip, group=tip.group, clock=day, urgent_clock=profile, details=details
        )

    with pytest.raises(TooSlow, match="in hours") as refused:
        with_urgent(week)
    assert refused.value.field == "urgent_clock"
    assert with_urgent(today).urgent_clock == today
    with pytest.raises(TooSlow, match="in hours"):
        actions.change_clock_profile(by=by, profile=today, details=replace(TODAY, acknowledge="1wd"))
    with pytest.raises(Conflict, match="when something is urgent"):
        actions.end_clock_profile(by=by, profile=today)
    assert with_urgent(None).urgent_clock is None


def test_what_is_new_to_a_team_that_takes_work_over_comes_with_its_standard(by, today, tip) -> None:
    old, new = make.a_team("Old desk"), make.a_team("New desk")
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=new)
    actions.set_remit(by=by, team=old, category=tip, own_clock=today)
    actions.hand_over_team(by=by, from_team=old, to_team=new, words="One office")
    assert Remit.objects.get(team=new, ended_on=None).clock == today


def test_a_table_of_remits_says_standards_and_refuses_what_is_too_slow(by, today, week, child, tip) -> None:
    team = make.a_team("Night desk")
    rows = (
        ["team", "category", "its own standard"],
        ["Night desk", "Fly-tipping", "A week"],
        ["Night desk", "Child at risk", "A week"],
        ["Night desk", "Nonsense", "No such clock"],
    )
    judged = actions.use_register_file(by=by, kind=SetUpFile.REMITS, content=table(*rows))
    assert [(f.row, f.column) for f in judged.faults] == [
        (3, "its own standard"),
        (4, "category"),
        (4, "its own standard"),
    ]
    assert "never slower" in judged.faults[0].sentence
    assert Remit.objects.get(team=team).clock == week
    assert next(iter(queries.register_rows(by, SetUpFile.REMITS)))[-1] == "A week"
    rows = (["team", "category", "where"], ["Night desk", "Fly-tipping", ""])
    judged = actions.use_register_file(by=by, kind=SetUpFile.REMITS, content=table(*rows))
    assert judged.counts["same"] == 1, "what a file says nothing of stays"
    rows = (["team", "category", "own clock"], ["Night desk", "Fly-tipping", ""])
    actions.use_register_file(by=by, kind=SetUpFile.REMITS, content=table(*rows))
    assert Remit.objects.get(team=team).clock is None


def test_the_pages_show_standards_and_say_beside_the_field_why_one_is_too_slow(
    by, day, today, week, child
) -> None:
    client, team = signed_in(by), make.a_team("Night desk")
    takes = f"/partnership/teams/{team.key}/takes"
    given = {"form_key": "one", "categories": [str(child.pk)], "where": "borough"}
    answer = client.post(takes, {**given, "own_clock": week.key})
    assert answer.status_code == 422
    assert "may be quicker and never slower" in words_of(answer)
    assert not Remit.objects.exists()
    client.post(takes, {**given, "form_key": "two", "own_clock": today.key})
    assert Remit.objects.get().clock == today
    assert "Its own standard: Today" in words_of(client.get(f"/partnership/teams/{team.key}"))
    assert "By its own standard: Today" in words_of(client.get(f"/partnership/categories/{child.key}"))
    assert "Night desk for Child at risk" in words_of(client.get(f"/partnership/clocks/{today.key}"))
    remit = Remit.objects.get()
    page = client.get(f"/partnership/remits/{remit.pk}").content.decode()
    assert f'<option value="{today.key}" selected>' in page
    path = f"/partnership/clocks/{day.key}/change"
    shown = {"form_key": "three", "name": "One day", "acknowledge": "1wd", "decide": "9wd", "close": "45wd"}
    answer = client.post(
        path, {**shown, "update_every": "5wd", "basis": "practice", "reason": "Why not", "version": 0}
    )
    assert answer.status_code == 422
    assert "never slower: 1 working day to decide" in words_of(answer)


def test_every_shipped_category_keeps_to_what_may_not_be_loosened(by) -> None:
    keys = shipped().categories
    assert actions.take_shipped_categories(by=by, keys=keys) == len(keys)
    urgent = Category.objects.filter(urgent_clock__isnull=False)
    assert urgent.filter(sensitivity=Sensitivity.PROTECTED).exists()
    assert all(category.urgent_clock.times.is_urgent for category in urgent if category.urgent_clock)
    assert Team.objects.exists()
