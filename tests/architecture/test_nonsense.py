"""Whatever is typed into an address or a form, no page breaks: a clear refusal, never a fault of ours."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern
from tests import factories as make
from tests.architecture.test_urls import VIEWS

from wardmote.kernel.database import as_system
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

NONSENSE = ["\x00", "🚏\u202e", "' or 1=1 --", "9" * 400, "NaN", "../../etc/passwd"]
ASKED = ["after", "box", "team", "words", "order", "q", "where", "set", "sort", "version", "kind", "reason"]


@pytest.mark.parametrize(("where", "pattern"), VIEWS)
def test_no_nonsense_breaks_a_page(where: str, pattern: URLPattern) -> None:
    make.a_partnership()
    team = make.a_team()
    person = make.a_person()
    for role in (RoleName.WORKER, RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD):
        make.a_role(person, role, team=team)
    make.a_role(person, RoleName.PARTNERSHIP_ADMINISTRATOR)
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=person.pk))
    for word in NONSENSE:
        path = "/" + re.sub(
            r"<[^>]+>", lambda part, word=word: "9" * 20 if "int" in part[0] else quote(word, safe=""), where
        )
        asked = dict.fromkeys(ASKED, word)
        answers = [client.get(path, asked), client.post(path, {**asked, "form_key": "1"})]
        if "<" in where:
            answers.append(client.get(path))
        for answer in answers:
            assert answer.status_code < 500, (path, answer.status_code)
    with as_system("nothing came of it"):
        assert not Observation.objects.exists()
        assert not Referral.objects.exists()
