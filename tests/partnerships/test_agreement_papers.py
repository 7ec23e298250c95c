"""The signed paper of an agreement is kept beside it, downloaded and never opened within our pages (R1.8)."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.audit.models import AuditEntry
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import AgreementPaper
from wardmote.shared.partnerships.rules import RoleName
from wardmote.shared.partnerships.rules.agreements import MOST_OF_A_PAPER

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def administrator():
    make.a_partnership()
    with clock.fixed(make.TUESDAY):
        yield make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Adam Administrator")


@pytest.fixture
def agreement(administrator):
    day = make.TUESDAY.date()
    details = actions.AgreementDetails(
        title="Protocol",
        purpose="health",
        purpose_words="To help.",
        lawful_basis="public_task",
        items=["words"],
        begins_on=day,
        review_on=day + timedelta(days=99),
    )
    return actions.add_agreement(by=administrator, details=details)


@pytest.fixture
def browser(administrator) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=administrator.person_id))
    return client


def bring(browser, content: bytes, name: str = "paper.pdf"):
    file = io.BytesIO(content)
    file.name = name
    given = {"file": file, "form_key": str(make.number())}
    return browser.post("/partnership/agreements/protocol/paper", given, follow=True)


def test_a_paper_is_kept_and_downloaded_as_a_file_that_runs_nothing(browser, agreement) -> None:
    page = bring(browser, PDF).content.decode()
    assert "Download it" in page
    assert "Adam Administrator" in page
    got = browser.get("/partnership/agreements/protocol/paper-1.pdf")
    assert got.content == PDF
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert "no-store" in got.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><script>alert(1)</script></html>", "no whole PDF"),
        (PDF[:20], "no whole PDF"),
        (b"", "empty"),
        (PDF + b"0" * MOST_OF_A_PAPER, "10 MB"),
    ],
    ids=["a page", "half", "empty", "too large"],
)
def test_what_is_no_pdf_is_refused_whatever_it_is_called(browser, agreement, content, why) -> None:
    answer = bring(browser, content)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not AgreementPaper.objects.exists()


def test_another_takes_its_place_and_one_taken_away_leaves_only_that_it_was_there(
    browser, agreement, administrator
) -> None:
    bring(browser, PDF)
    bring(browser, PDF.replace(b"1.7", b"1.4"))
    assert browser.get("/partnership/agreements/protocol/paper-1.pdf").content[:8] == b"%PDF-1.4"
    assert AgreementPaper.objects.count() == 2
    assert (
        "Take the paper away?"
        in browser.get("/partnership/agreements/protocol/paper/remove").content.decode()
    )
    for status in (302, 409):
        answer = browser.post(
            "/partnership/agreements/protocol/paper/remove", {"form_key": str(make.number())}
        )
        assert answer.status_code == status
    assert browser.get("/partnership/agreements/protocol/paper-1.pdf").status_code == 404
    assert bytes(AgreementPaper.objects.latest("pk").content) == b""
    kept = AuditEntry.objects.filter(what__startswith="partnerships.agreement_paper")
    assert kept.count() == 3


def test_a_new_edition_has_a_paper_of_its_own(browser, agreement, administrator) -> None:
    bring(browser, PDF)
    with clock.fixed(make.TUESDAY + timedelta(days=1)):
        details = actions.AgreementDetails(
            title="Protocol",
            purpose="health",
            purpose_words="To help more.",
            lawful_basis="public_task",
            items=["words"],
            begins_on=clock.today(),
            review_on=clock.today() + timedelta(days=9),
        )
        actions.change_agreement(by=administrator, agreement=agreement, details=details)
    assert browser.get("/partnership/agreements/protocol/paper-2.pdf").status_code == 404
    assert browser.get("/partnership/agreements/protocol/paper-1.pdf").status_code == 200


def test_only_who_keeps_the_register_brings_or_reads_it(browser, agreement) -> None:
    bring(browser, PDF)
    lead = make.an_actor(RoleName.TEAM_LEAD, team=make.a_team())
    client = Client()
    client.force_login(Person.objects.get(pk=lead.person_id))
    assert client.get("/partnership/agreements/protocol/paper-1.pdf").status_code in (403, 404)
    with pytest.raises(NotAllowed):
        actions.keep_paper(by=lead, agreement=agreement, content=PDF)
