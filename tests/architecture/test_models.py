"""What must hold of every table at once: declared privacy, keys that point down, a second lock on what is personal."""

import pytest
from django.apps import apps
from django.db import connection, models

from wardmote.kernel.privacy import declared

OURS = [m for m in apps.get_models() if m.__module__.startswith("wardmote.")]
KEEP_PEOPLE = [
    # Libraries that keep something of a person; what they keep is declared by the app of ours that fills them.
    m
    for m in apps.get_models()
    if m.__module__.startswith(("allauth.", "django.contrib.sessions."))
]
LEVELS = ["wardmote.kernel", "wardmote.shared", "wardmote.modules"]
SHARED = [{"accounts", "geography"}, {"partnerships"}, {"documents", "messaging"}, {"retention", "rights"}]
MODULES = [{"referrals", "ballots"}, {"issues", "reviews"}, {"insight", "oversight"}]
NEEDS_NO_LOCK = {
    # The register of partners and staff: everybody who holds a role may see who does what.
    "accounts",
    "partnerships",
}


def _height(model: type[models.Model]) -> tuple[int, int]:
    name = apps.get_app_config(model._meta.app_label).name
    level = next((i for i, prefix in enumerate(LEVELS) if name.startswith(prefix)), 0)
    order = {1: SHARED, 2: MODULES}.get(level, [])
    return level, next((i for i, labels in enumerate(order) if model._meta.app_label in labels), 0)


@pytest.mark.parametrize("model", OURS + KEEP_PEOPLE, ids=lambda m: m._meta.label)
def test_every_field_says_how_long_it_is_kept_and_how_it_goes(model: type[models.Model]) -> None:
    declared(model)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            target = field.remote_field.model
            assert _height(target) <= _height(model), f"{field} points up"


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_what_is_personal_or_has_readers_stands_behind_the_second_lock(model: type[models.Model]) -> None:
    personal = any(keep.tells_of_people for keep in declared(model).values())
    has_readers = any(f.name == "readers" for f in model._meta.concrete_fields)
    if not (personal or has_readers) or model._meta.app_label in NEEDS_NO_LOCK:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_times_and_actors_are_named_alike(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField) and model._meta.app_label in {
            "referrals",
            "partnerships",
            "documents",
            "messaging",
            "retention",
            "rights",
        }:
            assert field.name.endswith("_at") or field.name in {"at", "until"}, field
        elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            assert field.name.endswith(("_on", "_from", "_until")) or field.name == "day", field
