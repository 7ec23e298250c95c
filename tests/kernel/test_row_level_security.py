"""The second lock (R10): without the right key a row is not there, whatever the code forgot.

All of these run outside a wrapping transaction: inside one an actor who was set would leak.
"""

from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection, transaction

from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.database import as_actor, as_system
from wardmote.kernel.database.protection import Protect
from wardmote.kernel.database.roles import RolesMissing, as_owner, prepare_roles

pytestmark = pytest.mark.django_db(transaction=True)

WARDENS = Actor(id="person:1", name="Wanda Warden", keys=(1,))
HOUSING = Actor(id="person:2", name="Hal Housing", keys=(2, 3))
LEAD = Actor(id="person:3", name="Lena Lead", keys=(1, -1))


def ask(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def seen() -> list[str]:
    return [words for (words,) in ask("select words from note order by id")]


@pytest.fixture(autouse=True)
def note(transactional_db):
    with as_owner():
        ask("create table note (id int primary key, readers int[] not null, words text unique)")
        ask("create table reach (key int, record int, primary key (record, key))")
        ask("insert into note values (1, '{1}', 'bins'), (2, '{1,2}', 'noise'), (3, '{-1}', 'child')")
        ask("insert into reach values (1, 1), (1, 2), (2, 2), (-1, 3)")
        with connection.schema_editor() as editor:
            for operation in (Protect("note"), Protect("reach", key="key")):
                operation.database_forwards("tests", editor, SimpleNamespace(), SimpleNamespace())


def test_without_an_actor_nothing_is_there():
    assert seen() == []
    with transaction.atomic():
        assert seen() == []
    assert ask("select count(*) from reach") == [(0,)]


def test_an_actor_without_keys_sees_nothing():
    with as_actor(NOBODY):
        assert seen() == []


def test_an_actor_sees_what_a_key_opens_and_no_more():
    with as_actor(WARDENS):
        assert seen() == ["bins", "noise"]
        assert ask("select record from reach order by record") == [(1,), (2,)]
    with as_actor(HOUSING):
        assert seen() == ["noise"]
    with as_actor(LEAD):
        assert seen() == ["bins", "noise", "child"]


def test_after_the_block_the_same_connection_sees_nothing_again():
    with as_actor(WARDENS):
        backend = ask("select pg_backend_pid()")
    assert (ask("select pg_backend_pid()"), seen()) == (backend, [])


def test_leaving_an_inner_actor_gives_the_outer_one_back():
    with as_actor(WARDENS):
        with as_actor(HOUSING):
            assert seen() == ["noise"]
        assert seen() == ["bins", "noise"]
        with as_system("a test"):
            assert len(seen()) == 3
            with as_actor(HOUSING):
                assert seen() == ["noise"]
            assert len(seen()) == 3
        assert seen() == ["bins", "noise"]


def test_an_error_inside_gives_the_outer_actor_back_too():
    with as_actor(HOUSING):
        with pytest.raises(ZeroDivisionError), as_actor(LEAD):
            raise ZeroDivisionError
        assert seen() == ["noise"]


def test_a_rollback_asked_for_inside_leaves_nothing_open():
    with as_actor(HOUSING):
        with as_actor(LEAD):
            ask("update note set words = 'gone' where id = 1")
            transaction.set_rollback(True)
        assert seen() == ["noise"]
    with as_actor(LEAD):
        assert seen() == ["bins", "noise", "child"]


def test_an_actor_does_not_leak_into_the_transaction_around_it():
    with transaction.atomic():
        with as_actor(LEAD):
            assert len(seen()) == 3
        assert seen() == []


def test_a_hidden_row_cannot_be_changed_deleted_or_locked():
    with as_actor(HOUSING):
        assert ask("update note set words = 'x' where id = 1") == [(0,)]
        assert ask("delete from note") == [(0,)]
        assert ask("select id from note for update") == [(2,)]


def test_a_row_cannot_be_written_for_others_only():
    with pytest.raises(ProgrammingError, match="row-level security"), as_actor(HOUSING):
        ask("insert into note values (4, '{1}', 'forged')")
    with pytest.raises(ProgrammingError, match="row-level security"), as_actor(HOUSING):
        ask("update note set readers = '{1}' where id = 2")


def test_only_the_platform_deletes():
    with as_actor(LEAD):
        assert ask("delete from note where id = 1") == [(0,)]
    with as_system("a test"):
        assert ask("delete from note where id = 1") == [(1,)]


def test_seeing_everything_needs_a_reason():
    with pytest.raises(ValueError, match="why"):
        as_system("")


@pytest.mark.parametrize(
    "attack",
    [
        "alter table note disable row level security",
        "alter table note no force row level security",
        "create policy mine on note using (true)",
        "drop policy readable on note",
        "truncate note",
        "set row_security = off; select * from note",
        "alter table note owner to wm_app",
        "create table public.mine (id int)",
    ],
)
def test_the_application_cannot_take_the_lock_away(attack):
    with pytest.raises(ProgrammingError), transaction.atomic():
        ask(attack)
    with as_actor(WARDENS):
        assert seen() == ["bins", "noise"]


def test_the_tests_themselves_run_as_the_application():
    assert ask("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [
        ("wm_app", False, False)
    ]


def test_the_owner_sees_every_row_so_that_migrations_move_them():
    with as_owner():
        assert len(seen()) == 3
    assert seen() == []


def test_preparing_the_roles_again_changes_nothing():
    with as_owner():
        prepare_roles()
    with as_actor(WARDENS):
        assert seen() == ["bins", "noise"]


def test_the_protection_can_be_taken_back():
    with as_owner(), connection.schema_editor() as editor:
        Protect("note").database_backwards("tests", editor, SimpleNamespace(), SimpleNamespace())
    assert len(seen()) == 3


def test_a_web_request_cannot_wait_for_ever():
    assert ask("show statement_timeout") == [("5s",)]
    assert ask("show lock_timeout") == [("2s",)]
    assert ask("show idle_in_transaction_session_timeout") == [("1min",)]


def test_a_login_without_the_rights_is_told_what_an_administrator_must_run():
    with as_owner():
        ask("set role wm_app")
        with pytest.raises(
            RolesMissing, match=r"create role wm_search nologin bypassrls;\n.*wm_shed.*\n.*grant wm_app"
        ):
            prepare_roles()
