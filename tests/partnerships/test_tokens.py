"""Access tokens: made once, carried as a hash, never more than their holder, and stopped at once (R1.5, R9.1)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor, Role, system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.models import AccessToken, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Scope
from wardmote.shared.partnerships.rules.tokens import TokenRefused, TokenState, carried, team_in, token_state

BOTH = [Scope.REFERRALS_READ, Scope.REFERRALS_WRITE]
COMMAND_LINE = system("command line")


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


def later(**time: int):
    return clock.fixed(make.TUESDAY + timedelta(**time))


@pytest.fixture
def team(db) -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def worker(team) -> Actor:
    return make.an_actor(RoleName.WORKER, team=team, name="Wanda Worker")


@pytest.fixture
def administrator(team) -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person_id)


def own_token(by: Actor, **changes: object) -> tuple[AccessToken, str]:
    given = {"by": by, "name": "My script", "scopes": BOTH} | changes
    return actions.make_token(person=given.pop("person", None) or person_of(by), **given)


def systems_token(by: Actor, team: Team, **changes: object) -> tuple[AccessToken, str]:
    given = {"by": by, "organisation": team.organisation, "teams": [team], "name": "Repairs", "scopes": BOTH}
    return actions.connect_system(**given | changes)


def works(secret: str) -> bool:
    token = queries.token_with_secret(secret)
    return (
        token is not None
        and queries.state_of(token) is TokenState.LIVE
        and queries.carried_by(token.person_id) != NOBODY
    )


# What stands nowhere


def test_the_secret_is_kept_nowhere(worker) -> None:
    token, secret = own_token(worker)
    hidden = secret.rsplit("_", 1)[1]
    kept = f"{AccessToken.objects.values_list()} {AuditEntry.objects.values_list()} {token!r} {vars(token)}"
    assert token.handle in kept
    assert hidden not in kept


def test_a_token_is_known_by_its_whole_secret_alone(worker) -> None:
    token, secret = own_token(worker)
    assert queries.token_with_secret(secret) == token
    _, other = own_token(worker)
    mixed = secret[:13] + other[13:]
    for wrong in (
        secret[:-1],
        secret + " ",
        secret.swapcase(),
        mixed,
        token.handle,
        token.secret_hash,
        "",
        "ﬀ" * 10_000,
    ):
        assert queries.token_with_secret(wrong) is None


def test_what_cannot_be_a_secret_costs_no_query(worker, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert queries.token_with_secret("wmt_" + "0" * 58) is None


# Never more than the holder


def test_a_personal_token_carries_the_roles_of_the_moment(worker, team) -> None:
    own_token(worker)
    assert queries.carried_by(worker.known_person_id) == worker
    other = make.a_team()
    make.a_role(person_of(worker), RoleName.DUTY_OFFICER, team=other)
    assert other.pk in queries.carried_by(worker.known_person_id).keys
    RoleHolding.objects.filter(team=other).update(ended_at=make.TUESDAY)
    assert other.pk not in queries.carried_by(worker.known_person_id).keys


def test_no_token_opens_what_is_protected(team) -> None:
    person = make.a_person()
    make.a_role(person, RoleName.WORKER, team=team)
    make.a_role(person, RoleName.SAFEGUARDING_LEAD, team=team)
    through = queries.carried_by(person.pk)
    assert team.pk in through.keys
    assert -team.pk not in through.keys
    assert not through.holds(RoleName.SAFEGUARDING_LEAD)


def test_who_is_a_safeguarding_lead_and_nothing_else_gets_no_token(team) -> None:
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=team)
    with pytest.raises(TokenRefused, match="no role that a token can carry"):
        own_token(lead)


roles = st.sets(
    st.builds(
        Role,
        st.sampled_from([r.value for r in RoleName]),
        st.sampled_from(["team:1", "team:2", "area:1", "organisation:2", "partnership"]),
    )
)


@given(roles, st.sets(st.integers(1, 2)))
def test_what_a_token_carries_is_some_of_the_roles_none_ended_and_none_protected(held, teams) -> None:
    through = carried(held, teams=teams)
    assert through <= held
    assert all(role.name != RoleName.SAFEGUARDING_LEAD for role in through)
    assert all(team_in(role) in {None, *teams} for role in through)


@given(st.none() | st.datetimes(), st.datetimes(), st.datetimes())
def test_a_revoked_token_never_lives_again(revoked_at, expires_at, at) -> None:
    state = token_state(expires_at=expires_at, revoked_at=revoked_at, at=at)
    assert (state is TokenState.REVOKED) == (revoked_at is not None)
    assert state is not TokenState.LIVE or at < expires_at


# A partner's system


def test_a_system_is_worker_and_duty_officer_of_its_teams_and_never_signs_in(team, administrator) -> None:
    token, _ = systems_token(administrator, team)
    machine = token.person
    assert machine.is_system
    assert machine.system.organisation == team.organisation
    assert {(h.role, h.team_id) for h in machine.roles.all()} == {
        ("worker", team.pk),
        ("duty_officer", team.pk),
    }
    client = Client()
    answer = client.post("/account/login/", {"login": machine.email, "password": "!"})
    assert answer.status_code != 302
    answer = client.post("/account/password/reset/", {"email": machine.email})
    assert answer.status_code != 302, "no form for people takes its name for an address"
    with pytest.raises(IntegrityError), transaction.atomic():
        client.force_login(machine)
    machine.set_password("ten green bottles hanging")
    with pytest.raises(IntegrityError), transaction.atomic():
        machine.save()


@pytest.mark.parametrize("at", ["team", "organisation"])
def test_a_team_or_organisation_that_ends_stops_its_systems_at_once(team, administrator, at) -> None:
    _, secret = systems_token(administrator, team)
    assert works(secret)
    ended = team if at == "team" else team.organisation
    ended.ended_on = make.TUESDAY.date()
    ended.save()
    assert not works(secret)


def test_who_leaves_takes_their_tokens_along(worker) -> None:
    _, secret = own_token(worker)
    person = person_of(worker)
    person.is_active, person.left_at = False, make.TUESDAY
    person.save()
    assert not works(secret)


def test_teams_of_another_organisation_or_none_are_refused(team, administrator) -> None:
    ended = make.a_team()
    Team.objects.filter(pk=ended.pk).update(organisation=team.organisation, ended_on=make.TUESDAY.date())
    for teams in ([], [team, make.a_team()], [ended]):
        with pytest.raises(TokenRefused, match="that still work"):
            systems_token(administrator, team, teams=teams)
    assert not Person.objects.filter(is_system=True).exists()


@pytest.mark.parametrize(
    "changes",
    [{"name": " "}, {"name": "x" * 101}, {"name": "a\x00b"}, {"scopes": []}, {"days": 0}, {"days": 366}],
    ids=str,
)
def test_a_token_for_nothing_or_for_too_long_is_refused(worker, team, administrator, changes) -> None:
    with pytest.raises(TokenRefused):
        own_token(worker, **changes)
    with pytest.raises(TokenRefused):
        systems_token(administrator, team, **changes)


def test_the_database_holds_the_same(worker) -> None:
    token, _ = own_token(worker)
    for wrong in (
        {"scopes": []},
        {"scopes": ["everything:do"]},
        {"expires_at": token.created_at + timedelta(days=366)},
        {"expires_at": token.created_at},
        {"secret_hash": "wmt_in_the_clear"},
        {"name": ""},
        {"revoked_by_id": worker.person_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessToken.objects.filter(pk=token.pk).update(**wrong)


# Who may


def test_nobody_makes_or_stops_what_is_not_theirs(team, worker, administrator) -> None:
    other = make.an_actor(RoleName.TEAM_LEAD, team=team)
    mine, _ = own_token(worker)
    theirs, _ = systems_token(administrator, team)
    for forbidden in (
        lambda: own_token(other, person=person_of(worker)),
        lambda: own_token(administrator, person=person_of(worker)),
        lambda: own_token(NOBODY, person=person_of(worker)),
        lambda: systems_token(other, team),
        lambda: actions.renew_token(by=administrator, token=mine),
        lambda: actions.renew_token(by=other, token=theirs),
        lambda: actions.revoke_token(by=other, token=mine),
        lambda: actions.revoke_token(by=other, token=theirs),
        lambda: queries.every_token(other),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    for hidden in (mine, theirs):
        with pytest.raises(ObjectDoesNotExist):
            queries.token_seen(other, hidden.pk)
    assert queries.token_seen(worker, mine.pk) == mine
    assert {t.pk for t in queries.every_token(administrator).rows} == {mine.pk, theirs.pk}
    assert queries.own_tokens(worker) == [mine]


@pytest.mark.parametrize("by", ["worker", "administrator", "command line"])
def test_a_personal_token_is_revoked_by_its_holder_the_administrator_or_at_the_server(
    worker, administrator, by
) -> None:
    token, secret = own_token(worker)
    actor = {"worker": worker, "administrator": administrator, "command line": COMMAND_LINE}[by]
    actions.revoke_token(by=actor, token=token)
    assert not works(secret)
    at = AccessToken.objects.get(pk=token.pk).revoked_at
    with later(days=1):
        assert actions.revoke_token(by=actor, token=token).revoked_at == at, "twice is once"


def test_with_its_last_token_a_system_gives_up_its_roles_and_its_account(team, administrator) -> None:
    first, _ = systems_token(administrator, team)
    second, secret = actions.renew_token(by=administrator, token=first)
    with later(hours=1):
        actions.revoke_token(by=administrator, token=first)
        assert works(secret)
        actions.revoke_token(by=administrator, token=second)
    machine = Person.objects.get(pk=first.person_id)
    assert not machine.is_active
    assert not machine.roles.filter(ended_at__isnull=True).exists()


# A new secret for the old


def test_the_old_secret_goes_on_for_the_overlap_and_not_longer(worker) -> None:
    old, old_secret = own_token(worker)
    new, new_secret = actions.renew_token(by=worker, token=old, overlap_days=2)
    assert (new.person_id, new.scopes, new.name) == (old.person_id, old.scopes, old.name)
    assert new.replaces == old
    with later(days=1, hours=23):
        assert works(old_secret)
    with later(days=2):
        assert not works(old_secret)
        assert works(new_secret)


def test_without_an_overlap_the_old_secret_stops_at_once(worker) -> None:
    old, old_secret = own_token(worker)
    _, new_secret = actions.renew_token(by=worker, token=old, overlap_days=0)
    assert not works(old_secret)
    assert works(new_secret)


def test_a_token_is_renewed_once_and_never_after_it_was_revoked(worker) -> None:
    old, _ = own_token(worker)
    new, _ = actions.renew_token(by=worker, token=old)
    actions.revoke_token(by=worker, token=new)
    for spent in (old, new):
        with pytest.raises(TokenRefused, match="Make a new one"):
            actions.renew_token(by=worker, token=spent)
    for days in (-1, 8):
        with pytest.raises(TokenRefused):
            actions.renew_token(by=worker, token=own_token(worker)[0], overlap_days=days)


def test_an_overlap_never_makes_the_old_secret_last_longer(worker) -> None:
    old, _ = own_token(worker, days=1)
    actions.renew_token(by=worker, token=old, overlap_days=7)
    assert AccessToken.objects.get(pk=old.pk).expires_at == old.expires_at


# What is remembered


def test_every_act_on_a_token_is_audited_and_names_no_secret(worker) -> None:
    old, _ = own_token(worker)
    new, _ = actions.renew_token(by=worker, token=old)
    actions.revoke_token(by=worker, token=new)
    kept = AuditEntry.objects.filter(subject_type="partnerships.accesstoken").order_by("id")
    assert [re.sub(r"^partnerships\.", "", entry.what) for entry in kept] == [
        "token_issued",
        "token_renewed",
        "token_revoked",
    ]
    assert {entry.actor_id for entry in kept} == {worker.id}


def test_the_day_of_use_is_written_once_a_day(worker, django_assert_num_queries) -> None:
    from wardmote.shared.partnerships.actions.using import note_use

    token, secret = own_token(worker)
    note_use(queries.token_with_secret(secret))
    token.refresh_from_db()
    assert token.last_used_on == make.TUESDAY.date()
    with django_assert_num_queries(0):
        note_use(token)
    with later(days=1):
        note_use(token)
    token.refresh_from_db()
    assert token.last_used_on == make.TUESDAY.date() + timedelta(days=1)


def test_what_is_done_through_a_token_says_so_in_the_audit_trail(worker) -> None:
    import dataclasses

    through = dataclasses.replace(worker, via="token:7")
    with as_actor(through):
        token, _ = own_token(through)
    assert AuditEntry.objects.get(subject_id=str(token.pk)).details["via"] == "token:7"
