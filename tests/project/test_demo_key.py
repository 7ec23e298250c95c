"""A command beside the demo reads its names without being told that it is one; beside any other borough it asks."""

import os

import pytest
from django.db import connection
from tests import factories as make

from wardmote.project import cli
from wardmote.project.demo import FIELD_KEY
from wardmote.shared.partnerships.models import Partnership

pytestmark = pytest.mark.django_db(transaction=True)  # the command line comes by a connection of its own


@pytest.mark.parametrize(
    ("named", "is_demo", "used"),
    [(None, True, FIELD_KEY), (None, False, None), ("a secret of their own", True, "a secret of their own")],
)
def test_only_the_demos_key_is_known_to_all(named, is_demo, used, monkeypatch) -> None:
    make.a_partnership()
    Partnership.objects.update(is_demo=is_demo)
    settings = connection.settings_dict
    address = os.environ["DATABASE_URL"].replace("/wardmote?", f"/{settings['NAME']}?", 1)
    if "?" not in address:
        address = address.rpartition("/")[0] + f"/{settings['NAME']}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.delenv("WARDMOTE_FIELD_KEYS", raising=False)
    if named:
        monkeypatch.setenv("WARDMOTE_FIELD_KEYS", named)
    with cli.database():
        assert os.environ.get("WARDMOTE_FIELD_KEYS") == used
