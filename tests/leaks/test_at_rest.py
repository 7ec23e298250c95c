"""Whatever tells of people stands encrypted, and is looked for (R1.8, R9.3). `test_leaks` looks in a whole borough."""

import pytest
from django.apps import apps
from django.db import connection
from tests import factories as make
from tests.leaks.at_rest import STAYS_PLAIN, found

from wardmote.kernel.privacy import EncryptedText, declared
from wardmote.modules.referrals.models import PersonConcerned
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


def test_what_stands_plain_anywhere_is_found() -> None:
    team = make.a_team()
    matter = make.an_observation(make.an_actor(RoleName.WORKER, team=team), team, make.a_category())
    with make.everything():
        (row,) = PersonConcerned.rows_of(matter, 0, {"name": "Arthur zq99999x"}, [0])
        row.save()
    assert found({"zq99999x"}) == set()
    with make.everything(), connection.cursor() as cursor:
        cursor.execute(
            "update referrals_personconcerned set name = 'Arthur zq99999x' where id = %s", [row.pk]
        )
    assert found({"zq99999x"}) == {"referrals_personconcerned", "referrals_searchtext"}


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m._meta.app_label == "referrals"], ids=lambda m: m._meta.label
)
def test_whatever_is_personal_text_is_encrypted(model) -> None:
    personal = {name for name, keep in declared(model).items() if keep.tells_of_people}
    for field in model._meta.concrete_fields:
        is_text = field.get_internal_type() in ("CharField", "TextField", "JSONField")
        if field.name in personal and is_text and field.name not in STAYS_PLAIN:
            assert isinstance(field, EncryptedText), f"{field} tells of people and stands plain"
