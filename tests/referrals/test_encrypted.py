"""Names and protected words stand encrypted, are found all the same, and survive a change of keys (R1.8, R9.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests.referrals.web.conftest import Borough

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.kernel.privacy import KeyMissing, rotation
from wardmote.kernel.privacy.keys import field_keys, new_secret
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Observation, PersonConcerned, Referral, Step
from wardmote.modules.referrals.rules import read_words
from wardmote.shared.partnerships.rules import Sensitivity

pytestmark = pytest.mark.django_db
WORDS, NAME = "Bruises on the arm", "Araminta Invented"


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough(db) -> Borough:
    return Borough()


@pytest.fixture
def matter(borough) -> Referral:
    """Something protected, with a name, words of both sides and a note."""
    referral = borough.sent(
        sensitivity=Sensitivity.PROTECTED,
        words=WORDS,
        people=[actions.Concerned(name=NAME)],
        place_words="1 Inn Row",
    )
    with as_actor(borough.lead):
        actions.acknowledge_referral(by=borough.lead, referral=referral, words="We visit on Monday")
        actions.keep_team_note(by=borough.lead, referral=referral, words="Ring the school")
    return referral


@contextmanager
def as_the_owner() -> Iterator[None]:
    """The login of the database, within the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # else what is still to be checked holds the tables
        cursor.execute("set role none")
        yield
        cursor.execute("set role wm_app")


def found(actor, typed: str) -> list[str]:
    with as_actor(actor):
        return [row.observation.reference for row in queries.search(actor, read_words(typed)).rows]


def standing() -> dict[str, dict[str, int]]:
    return {one.column: dict(one.under) for one in rotation.check() if one.under}


def is_found_and_read(borough, matter) -> None:
    for typed in ("bruises", "araminta", "invented", "monday", "school", "inn row", "bruis", '"bruises arm"'):
        assert found(borough.lead, typed) == [matter.observation.reference], typed
        assert found(borough.officer, typed) == [], typed
    with make.everything():
        assert Observation.objects.get(pk=matter.observation_id).words == WORDS
        assert [p.name for p in PersonConcerned.objects.all()] == [NAME]


def test_what_is_encrypted_is_found_and_read_by_who_may(borough, matter) -> None:
    is_found_and_read(borough, matter)
    with make.everything():
        assert {n for under in standing().values() for n in under} == {field_keys()[0].name}


def test_the_inbox_is_narrowed_by_words_that_stand_encrypted(borough, matter) -> None:
    with as_actor(borough.lead):
        for words, expected in (("bruise", 1), ("Inn", 1), ("leg", 0), ("wm1", 0), ("!", 0)):
            assert len(queries.inbox(borough.lead, borough.cleansing.pk, words=words).rows) == expected, words


def test_a_draft_that_becomes_protected_when_it_is_sent_is_encrypted(borough) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker, team=borough.housing, details=make.details(borough.category, words=WORDS)
        )
    borough.category.sensitivity = Sensitivity.PROTECTED
    borough.category.save()
    with as_actor(borough.worker):
        actions.record_observation(by=borough.worker, draft=draft)
    with make.everything():
        assert Observation.objects.filter(words__encrypted=True, words__icontains="bruises").count() == 1


def test_the_database_refuses_plain_words_of_a_protected_matter(borough, matter) -> None:
    with (
        make.everything(),
        pytest.raises(IntegrityError, match="protected_is_encrypted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update referrals_observation set english_gist = 'plain' where id = %s",
            [matter.observation_id],
        )


def test_what_is_written_without_its_row_is_encrypted_and_cannot_be_compared(borough, matter) -> None:
    with make.everything():
        open_one = borough.sent(words="Two mattresses").observation
        assert Observation.objects.filter(pk=open_one.pk, words__encrypted=False).exists()
        Observation.objects.filter(pk=open_one.pk).update(english_gist="Mattresses")
        assert Observation.objects.get(pk=open_one.pk).english_gist == "Mattresses"
        assert Observation.objects.filter(pk=open_one.pk, english_gist__encrypted=True).exists()
        with pytest.raises(TypeError, match="encrypted"):
            PersonConcerned.objects.filter(name=NAME).exists()


def test_words_that_look_encrypted_are_words(borough) -> None:
    odd = "wm1:00000000:AAAA"
    with make.everything():
        assert Observation.objects.get(pk=borough.sent(words=odd).observation_id).words == odd


def test_a_key_that_is_missing_is_told_and_nothing_is_shown_as_empty(borough, matter, settings) -> None:
    name = field_keys()[0].name
    settings.WARDMOTE_FIELD_KEYS = [new_secret()]
    with as_actor(borough.lead), pytest.raises(KeyMissing, match=name):
        queries.observation_for(borough.lead, matter.observation.reference)
    with pytest.raises(ImproperlyConfigured, match=name), transaction.atomic():
        rotation.require_keys_that_fit()
    with make.everything():
        assert all(one.is_wrong for one in rotation.check() if one.under)


def test_keys_are_changed_without_losing_anything_also_when_interrupted(
    borough, matter, settings, monkeypatch
) -> None:
    (old,), new = settings.WARDMOTE_FIELD_KEYS, new_secret()
    settings.WARDMOTE_FIELD_KEYS = [new, old]
    monkeypatch.setattr(rotation, "BATCH", 1)
    is_found_and_read(borough, matter)  # before anything was changed

    def interrupt(_how_far: str) -> None:
        raise KeyboardInterrupt

    with as_the_owner():
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(interrupt)
        with make.everything():
            assert {n for under in standing().values() for n in under} == {k.name for k in field_keys()}
        is_found_and_read(borough, matter)  # in the middle of it
        rotation.rotate(lambda _how_far: None)
        assert sum(rotation.rotate(lambda _how_far: None).values()) == 0
    settings.WARDMOTE_FIELD_KEYS = [new]
    is_found_and_read(borough, matter)
    with make.everything():
        assert {n for under in standing().values() for n in under} == {field_keys()[0].name}
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            Step.objects.filter(words__encrypted=True).update(words="Other words")


def test_the_migration_encrypts_what_stood_plain_also_when_interrupted(borough, matter, monkeypatch) -> None:
    migration = import_module("wardmote.modules.referrals.migrations.0023_encrypted")
    monkeypatch.setattr(migration, "_BATCH", 1)
    editor = SimpleNamespace(connection=connection)
    plain = {
        ("referrals_personconcerned", "name"): NAME,
        ("referrals_observation", "words"): WORDS,
        ("referrals_observation", "place_words"): "1 Inn Row",
        ("referrals_step", "words"): "We visit on Monday",
        ("referrals_teamnote", "words"): "Ring the school",
    }
    with as_the_owner(), connection.cursor() as cursor:
        with make.everything():
            cursor.execute(
                "alter table referrals_observation drop constraint observation_protected_is_encrypted"
            )
            cursor.execute("drop trigger kept_as_written on referrals_observation")
            for (table, column), words in plain.items():
                cursor.execute(f"alter table {table} disable trigger user")
                cursor.execute(f"update {table} set {column} = %s where {column} <> ''", [words])  # noqa: S608 (our own)
                cursor.execute(f"alter table {table} enable trigger user")
            assert any(one.is_wrong for one in rotation.check())
        cursor.execute("select set_config('app.system', 'on', true)")
        migration._encrypt_some(editor, *migration._STAND_PLAIN[0], 0)
        cursor.execute("select set_config('app.system', '', true)")  # and there it was interrupted
        migration.encrypt_what_stands_plain(None, editor)
        cursor.execute("select set_config('app.system', '', true)")
        cursor.execute(migration._GUARD)
    is_found_and_read(borough, matter)
    with make.everything():
        assert {n for under in standing().values() for n in under} == {field_keys()[0].name}
