"""Who may do what (R10): every permission has a sentence and a rule; none is guessed."""

from enum import StrEnum

import pytest

from wardmote.kernel import access
from wardmote.kernel.actor import NOBODY, Actor, Role, system


class Permission(StrEnum):
    READ = "tests.read"
    WRITE = "tests.write"
    UNKNOWN = "tests.unknown"


OFFICER = Actor(
    id="person:1",
    name="Olive Officer",
    roles=frozenset({Role("duty_officer", "team:12"), Role("worker", "team:12"), Role("worker", "team:3")}),
)


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    monkeypatch.setattr(access, "_rules", {})
    access.register(
        {
            Permission.WRITE: access.Rule("Duty officers of the team", lambda actor, team: duty(actor, team)),
            Permission.READ: access.Rule("Anyone", lambda actor, _: True),
        }
    )


def duty(actor: Actor, team: object) -> bool:
    return actor.holds("duty_officer", scope=f"team:{team}")


def test_a_rule_decides_for_actor_and_subject():
    assert access.allows(OFFICER, Permission.WRITE, 12)
    assert not access.allows(OFFICER, Permission.WRITE, 3)
    assert not access.allows(NOBODY, Permission.WRITE, 12)


def test_what_is_not_allowed_stops_with_not_allowed():
    access.require(OFFICER, Permission.WRITE, 12)
    with pytest.raises(access.NotAllowed, match=r"nobody lacks tests\.write"):
        access.require(NOBODY, Permission.WRITE, 12)


def test_a_permission_without_a_rule_is_a_fault_and_never_a_yes():
    with pytest.raises(KeyError):
        access.allows(OFFICER, Permission.UNKNOWN)


def test_two_modules_cannot_claim_one_permission():
    with pytest.raises(ValueError, match=r"tests\.read"):
        access.register({Permission.READ: access.Rule("Nobody", lambda actor, _: False)})


def test_the_policy_lists_every_permission_with_its_sentence():
    assert access.policy() == {
        Permission.READ: "Anyone",
        Permission.WRITE: "Duty officers of the team",
    }


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_predicates_join_by_any_and_by_all(first, second):
    both = [lambda actor, subject: first, lambda actor, subject: second]
    assert access.any_of(*both)(OFFICER, None) is (first or second)
    assert access.all_of(*both)(OFFICER, None) is (first and second)


def test_an_actor_holds_a_role_where_it_was_given():
    assert OFFICER.holds("duty_officer", scope="team:12")
    assert OFFICER.holds("auditor", "worker")
    assert not OFFICER.holds("duty_officer", scope="team:3")
    assert not OFFICER.holds("auditor")
    assert OFFICER.scopes("worker") == {"team:12", "team:3"}


def test_nobody_and_the_platform_hold_nothing():
    assert (NOBODY.keys, NOBODY.roles, NOBODY.person_id) == ((), frozenset(), None)
    assert (system("rescue").id, system("rescue").keys) == ("system:rescue", ())
