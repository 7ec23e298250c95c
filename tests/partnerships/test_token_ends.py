"""Whoever keeps an access token hears by mail, once and in time, that it ends (R1.5, R1.10)."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.events import relay
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.jobs import TELLING, mail_token_end, tell_of_token_ends
from wardmote.shared.partnerships.models import AccessToken, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Scope

pytestmark = pytest.mark.django_db

DAYS = 90


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def worker(team) -> Actor:
    return make.an_actor(RoleName.WORKER, team=team, name="Wanda Worker")


def a_token(by: Actor, *, days: int = DAYS) -> AccessToken:
    with clock.fixed(make.TUESDAY):
        token, _ = actions.make_token(
            by=by,
            person=Person.objects.get(pk=by.person_id),
            name="About Mrs Test's flat",
            scopes=[Scope.REGISTER_READ],
            days=days,
        )
    return token


def told(days_before: int, *, days: int = DAYS) -> list[str]:
    """Who gets mail on the morning this many days before a token of so many days ends."""
    mail.outbox.clear()
    with clock.fixed(make.TUESDAY + timedelta(days=days - days_before, hours=1)):
        tell_of_token_ends(timestamp=0)
        relay.drain()
        with connection.cursor() as cursor:
            cursor.execute(
                "select args from procrastinate_jobs where task_name = 'partnerships.mail_token_end' order by id"
            )
            for (given,) in cursor.fetchall():
                mail_token_end(**json.loads(given))
            cursor.execute("update procrastinate_jobs set task_name = 'done'")
    return [to for message in mail.outbox for to in message.to]


def test_its_holder_is_told_a_fortnight_before_and_once(worker) -> None:
    token = a_token(worker)
    assert told(days_before=15) == []
    assert told(days_before=14) == [Person.objects.get(pk=worker.person_id).email]
    body = mail.outbox[0].body
    assert str(token) in body
    assert "/tokens" in body
    assert "Monday 1 June" in body
    assert "Mrs Test" not in f"{body}{mail.outbox[0].subject}", "what it is for is in somebody's own words"
    assert told(days_before=13) == []
    assert AuditEntry.objects.filter(what="partnerships.token_end_told").count() == 1


def test_of_a_missed_morning_nothing_is_lost(worker) -> None:
    a_token(worker)
    assert len(told(days_before=2)) == 1


def test_of_a_partners_system_the_administrators_are_told(team, worker) -> None:
    first, second, gone = (make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR) for _ in range(3))
    RoleHolding.objects.filter(person_id=gone.person_id).update(ended_at=make.TUESDAY)
    with clock.fixed(make.TUESDAY):
        actions.connect_system(
            by=first,
            organisation=team.organisation,
            teams=[team],
            name="System",
            scopes=[Scope.REGISTER_READ],
        )
    emails = Person.objects.filter(pk__in=[first.person_id, second.person_id]).values_list("email", flat=True)
    assert sorted(told(days_before=10)) == sorted(emails)
    assert "of a partner's system" in mail.outbox[0].body
    assert "/partnership/systems" in mail.outbox[0].body


def test_nobody_is_told_of_what_needs_nothing(worker) -> None:
    renewed, revoked = a_token(worker), a_token(worker)
    with clock.fixed(make.TUESDAY):
        actions.renew_token(by=worker, token=renewed, days=365)
        actions.revoke_token(by=worker, token=revoked)
    assert told(days_before=10) == []
    a_token(worker, days=14)
    assert told(days_before=3, days=14) == [], "it was never meant to last longer"
    a_token(worker)
    Person.objects.filter(pk=worker.person_id).update(is_active=False, left_at=make.TUESDAY)
    assert told(days_before=10) == [], "who has left keeps nothing"


def test_what_was_renewed_before_the_mail_went_needs_no_mail(worker) -> None:
    token = a_token(worker)
    with clock.fixed(make.TUESDAY + timedelta(days=80)):
        actions.tell_of_end(by=TELLING, token=token)
        actions.renew_token(by=worker, token=token)
        mail_token_end(token_id=token.pk, person_id=worker.person_id)
    assert mail.outbox == []


def test_only_wardmote_itself_tells(worker) -> None:
    token = a_token(worker)
    with pytest.raises(NotAllowed):
        actions.tell_of_end(by=worker, token=token)
    with pytest.raises(NotAllowed):
        queries.tokens_that_end_soon(worker, at_most=1)
