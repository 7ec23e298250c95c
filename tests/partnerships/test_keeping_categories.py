"""Categories, their groups and their clocks are kept by actions that break no promise (R1.2, R1.10)."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests.waiting import until_somebody_waits_for_a_lock

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import CategoryDetails, ClockDetails
from wardmote.shared.partnerships.models import Category, CategoryGroup, ClockProfile, Remit
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

TIMES = ClockDetails(
    name="Pests", acknowledge="1 WD", decide="3wd", update_every="none", close="20wd", reason="They breed."
)
RATS = CategoryDetails(
    name="Rats & mice", seriousness=2, sensitivity="open", synonyms=["rat", " RAT ", "", "vermin"]
)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def by() -> Actor:
    make.a_partnership()
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)


@pytest.fixture
def pests(by) -> Category:
    group = actions.add_category_group(by=by, name="Homes")
    profile = actions.add_clock_profile(by=by, details=TIMES)
    return actions.add_category(by=by, group=group, clock=profile, details=RATS)


def test_a_category_is_added_with_a_key_of_its_own_and_is_offered(by, pests) -> None:
    assert (pests.key, pests.clock.acknowledge, pests.synonyms) == ("rats-mice", "1wd", ["rat", "vermin"])
    second = actions.add_category(
        by=by,
        group=actions.add_category_group(by=by, name="Улицы"),
        clock=pests.clock,
        details=replace(RATS, name="老鼠"),
        key="",
    )
    assert second.key == "category"
    offered = {c.key for group in queries.category_groups(by) for c in group.categories.all()}
    assert {"rats-mice", "category"} <= offered


def test_wardmote_itself_may_add_the_shipped_ones_and_a_worker_may_not() -> None:
    command_line = system("command line")
    assert actions.add_category_group(by=command_line, name="Parks", key="green-places").key == "green-places"
    worker = make.an_actor(team=make.a_team())
    for refused in (
        lambda: actions.add_category_group(by=worker, name="Mine"),
        lambda: actions.add_clock_profile(by=worker, details=TIMES),
        lambda: actions.end_category(by=worker, category=make.a_category()),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_other_times_make_a_new_clock_and_leave_the_old_one_as_it_was_promised(by, pests) -> None:
    old = pests.clock
    new = actions.change_clock_profile(
        by=by, profile=old, details=replace(TIMES, acknowledge="4wh"), version=0
    )
    pests.refresh_from_db()
    old.refresh_from_db()
    assert (pests.clock, new.key, new.acknowledge) == (new, old.key, "4wh")
    assert (old.acknowledge, old.ended_on) == ("1wd", clock.today())
    with pytest.raises(Conflict):
        actions.change_clock_profile(by=by, profile=old, details=TIMES)


def test_other_waits_make_a_new_clock_too_for_they_are_a_promise_as_well(by, pests) -> None:
    old = pests.clock
    new = actions.change_clock_profile(
        by=by, profile=old, details=replace(TIMES, wait_lead="2 working hours", remind_after=50)
    )
    assert (new.pk != old.pk, new.wait_desk, new.wait_lead, new.remind_after) == (True, "1wd", "2wh", 50)
    old.refresh_from_db()
    assert (old.wait_lead, old.remind_after) == ("1wd", 75)
    assert "how long the lead’s rung waits" in queries.history_of(by, new)[0].what


@pytest.mark.parametrize("wait", ["", "none", "999wd", "100d", "0wh", "1 wd"])
def test_the_database_holds_no_wait_without_end(pests, wait) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockProfile.objects.filter(pk=pests.clock.pk).update(wait_lead=wait)


def test_other_words_leave_the_clock_where_it_is(by, pests) -> None:
    same = actions.change_clock_profile(
        by=by, profile=pests.clock, details=replace(TIMES, reason="They gnaw.")
    )
    assert (same.pk, same.reason, same.version) == (pests.clock.pk, "They gnaw.", 1)


def test_ending_a_category_ends_its_remits_and_history_keeps_it(by, pests) -> None:
    remit = make.a_remit(make.a_team(), pests)
    actions.end_category(by=by, category=pests)
    remit.refresh_from_db()
    assert remit.ended_on == clock.today()
    assert not any(pests in group.categories.all() for group in queries.category_groups(by))
    assert Category.objects.get(pk=pests.pk).ended_on == clock.today()
    with pytest.raises(Conflict):
        actions.end_category(by=by, category=pests)


def test_a_group_or_clock_that_is_still_needed_does_not_end(by, pests) -> None:
    with pytest.raises(Conflict, match="1 category is still in this group"):
        actions.end_category_group(by=by, group=pests.group)
    with pytest.raises(Conflict, match="1 category has this clock"):
        actions.end_clock_profile(by=by, profile=pests.clock)
    actions.end_category(by=by, category=pests)
    assert actions.end_category_group(by=by, group=pests.group).ended_on
    assert actions.end_clock_profile(by=by, profile=pests.clock).ended_on


def test_what_was_protected_is_never_uncovered(by, pests) -> None:
    def change(sensitivity: str) -> Category:
        return actions.change_category(
            by=by,
            category=pests,
            group=pests.group,
            clock=pests.clock,
            details=replace(RATS, sensitivity=sensitivity),
        )

    assert change("partners").sensitivity == "partners"
    assert change("protected").sensitivity == "protected"
    for level in ("open", "partners", "public"):
        with pytest.raises(NotReady) as refused:
            change(level)
        assert refused.value.field == "sensitivity"


def test_a_change_made_from_an_old_page_is_refused(by, pests) -> None:
    def change(version: int) -> None:
        actions.change_category(
            by=by, category=pests, group=pests.group, clock=pests.clock, details=RATS, version=version
        )

    change(0)
    with pytest.raises(Conflict, match="while you were writing"):
        change(0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"seriousness": 6}, "seriousness"),
        ({"sensitivity": "secret"}, "sensitivity"),
        ({"audience": "nobody"}, "audience"),
        ({"description": "x" * 1001}, "description"),
        ({"questions": ["Why?"] * 11}, "questions"),
        ({"questions": ["x" * 301]}, "questions"),
        ({"synonyms": [f"word {n}" for n in range(61)]}, "synonyms"),
        ({"danger_words": "x" * 1001}, "danger_words"),
    ],
)
def test_what_cannot_stand_is_named_and_changes_nothing(by, pests, changes, field) -> None:
    with pytest.raises(NotReady) as refused:
        actions.add_category(
            by=by, group=pests.group, clock=pests.clock, details=replace(RATS, **{"name": "Ants"} | changes)
        )
    assert refused.value.field == field
    assert Category.objects.count() == 1


def test_a_name_is_given_once(by, pests) -> None:
    for again in (
        lambda: actions.add_category(by=by, group=pests.group, clock=pests.clock, details=RATS),
        lambda: actions.add_category_group(by=by, name="HOMES"),
        lambda: actions.add_clock_profile(by=by, details=TIMES),
    ):
        with pytest.raises(NotReady, match="of this name already"):
            again()
    assert (CategoryGroup.objects.count(), ClockProfile.objects.count()) == (1, 1)


def at_the_same_time(first: Callable[[], object], second: Callable[[], object]) -> list[Exception]:
    """Let the second begin while the first is not yet done, and wait for it. Gives how the second was refused."""
    refused: list[Exception] = []

    def act() -> None:
        try:
            with clock.fixed(make.TUESDAY):
                second()
        except (Conflict, NotReady) as said:
            refused.append(said)
        finally:
            connection.close()

    with transaction.atomic():
        first()
        other = threading.Thread(target=act)
        other.start()
        until_somebody_waits_for_a_lock()
    other.join()
    return refused


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands_over", [False, True])
def test_no_team_takes_a_category_that_ends_at_the_same_time(by, hands_over) -> None:
    """Whichever comes first: the one who ends it takes the remit along, or the one who gives it is told."""
    category, team, other = make.a_category(), make.a_team(), make.a_team()
    if hands_over:
        make.a_remit(other, category)
        make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=team)

    def give() -> object:
        if hands_over:
            return actions.hand_over_team(by=by, from_team=other, to_team=team, words="One office")
        return actions.set_remit(by=by, team=team, category=category)

    def end() -> object:
        return actions.end_category(by=by, category=category)

    refused = at_the_same_time(end, give)
    assert hands_over or "no longer used" in str(refused[0])
    assert not Remit.objects.filter(ended_on__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_remit_given_just_before_its_category_ends_ends_with_it(by) -> None:
    category, team = make.a_category(), make.a_team()
    assert not at_the_same_time(
        lambda: actions.set_remit(by=by, team=team, category=category),
        lambda: actions.end_category(by=by, category=category),
    )
    assert Remit.objects.get().ended_on == clock.today()
