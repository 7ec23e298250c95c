"""Broken glass opens one record for an hour, with a reason, and the data protection officer hears of it (R1.8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from tests import factories as make
from tests.referrals.histories import a_picture

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry, Look
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import BrokenGlass, Referral
from wardmote.modules.referrals.rules import Ground
from wardmote.modules.referrals.rules.glass import opens_for
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .conftest import Borough

pytestmark = pytest.mark.django_db
Browser = Callable[[Actor], Client]
SECRET = "The child sleeps in the shed."


def given(asked: str) -> dict[str, str]:
    return {"form_key": "k", "asked": asked, "reason": "harm", "words": "They called us at night."}


def broken(client: Client, asked: str) -> str:
    """The page that breaking the glass leads to."""
    return client.post("/break-glass", given(asked), follow=True).content.decode()


def officer_of(borough: Borough) -> Actor:
    person = make.a_person("Dora Protector")
    RoleHolding.objects.create(
        person=person,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=borough.police.organisation,
        started_at=make.TUESDAY - timedelta(days=1),
    )
    return make.as_they_are(person)


@pytest.fixture
def on_duty(borough: Borough) -> Actor:
    return make.an_actor(RoleName.DUTY_OFFICER, team=borough.police, name="Petra Police")


def hidden(borough: Borough, sensitivity: Sensitivity) -> Referral:
    return borough.sent(
        words=SECRET, sensitivity=sensitivity, people=[actions.Concerned(name="Arthur Invented")]
    )


def test_it_opens_one_record_to_be_read_for_an_hour(
    borough: Borough, on_duty: Actor, browser: Browser
) -> None:
    referral, other = hidden(borough, Sensitivity.PARTNERS), hidden(borough, Sensitivity.PARTNERS)
    client = browser(on_duty)
    assert client.get(f"/referrals/{referral.reference}").status_code == 404
    page = broken(client, referral.reference.lower().replace("-", " "))
    assert SECRET in page
    assert "Arthur Invented" in page
    for reference in (referral.reference, other.reference):
        assert client.get(f"/referrals/{reference}").status_code == 404
    with make.everything():
        glass = BrokenGlass.objects.get()
    with clock.fixed(make.TUESDAY + timedelta(minutes=59)):
        assert SECRET in client.get(f"/break-glass/{glass.reference}").content.decode()
    with clock.fixed(make.TUESDAY + timedelta(hours=1)):
        later = client.get(f"/break-glass/{glass.reference}").content.decode()
    assert SECRET not in later
    assert "The hour is over" in later
    assert browser(borough.officer).get(f"/break-glass/{glass.reference}").status_code == 404


def test_photos_and_what_teams_noted_open_too_and_close_with_the_hour(
    borough: Borough, on_duty: Actor, browser: Browser
) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker,
            team=borough.housing,
            details=make.details(borough.category, sensitivity=Sensitivity.PARTNERS),
        )
        actions.add_photo(by=borough.worker, draft=draft, content=a_picture())
        observation = actions.record_observation(by=borough.worker, draft=draft)
        (referral,) = actions.send_referrals(
            by=borough.worker,
            observation=observation,
            from_team=borough.housing,
            to_teams=[borough.cleansing],
            words="Please look.",
        )
    with as_actor(borough.officer):
        actions.keep_team_note(by=borough.officer, referral=referral, words="He has a dog.")
    client = browser(on_duty)
    page = broken(client, referral.reference)
    assert "He has a dog." in page
    with make.everything():
        where = f"/break-glass/{BrokenGlass.objects.get().reference}/photos/0"
    assert where in page
    assert client.get(where).headers["Content-Type"] == "image/png"
    assert Look.objects.filter(page="referrals:glass_photo", grounds=[Ground.BREAK_GLASS]).exists()
    assert client.get(where.replace("/0", "/7")).status_code == 404
    assert browser(borough.stranger).get(where).status_code == 404
    with clock.fixed(make.TUESDAY + timedelta(hours=1)):
        assert client.get(where).status_code == 404


def test_the_look_and_the_breaking_are_kept(borough: Borough, on_duty: Actor, browser: Browser) -> None:
    referral = hidden(borough, Sensitivity.PARTNERS)
    broken(browser(on_duty), referral.reference)
    look = Look.objects.get(page="referrals:glass")
    assert set(look.subjects) == {
        f"observation:{referral.observation_id}",
        f"people:{referral.observation_id}",
        f"referral:{referral.pk}",
    }
    assert set(look.grounds) == {Ground.BREAK_GLASS}
    assert AuditEntry.objects.get(what="referrals.glass_broken").details == {"reason": "harm", "opened": True}
    shown = browser(borough.lead).get(f"/referrals/{referral.reference}/looks").content.decode()
    assert "Petra Police" in shown
    assert "Broke the glass" in shown


def test_what_is_not_there_and_what_is_not_for_the_role_cannot_be_told_apart(
    on_duty: Actor, borough: Borough, browser: Browser
) -> None:
    client = browser(on_duty)
    protected = hidden(borough, Sensitivity.PROTECTED).reference
    pages = [broken(client, asked).replace(asked, "X") for asked in (protected, "R-00000-00000")]
    bare = [page.split("<h1", 1)[1].split("</main", 1)[0] for page in pages]
    assert bare[0] == bare[1]
    assert "Nothing was opened" in bare[0]
    with make.everything():
        assert [g.observation_id for g in BrokenGlass.objects.all()] == [None, None]


def test_a_protected_record_opens_to_a_safeguarding_lead(borough: Borough, browser: Browser) -> None:
    referral = hidden(borough, Sensitivity.PROTECTED)
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=borough.police, name="Lara Lead")
    client = browser(lead)
    assert SECRET in broken(client, referral.reference)
    with make.everything():
        glass = BrokenGlass.objects.get()
        make.a_role(glass.person, RoleName.DUTY_OFFICER, team=borough.police)
        RoleHolding.objects.filter(person=glass.person, role=RoleName.SAFEGUARDING_LEAD).update(
            ended_at=clock.now()
        )
    assert SECRET not in client.get(f"/break-glass/{glass.reference}").content.decode()


def test_the_data_protection_officer_is_told_at_once_and_sees_who_and_why_but_not_what(
    borough: Borough, on_duty: Actor, browser: Browser
) -> None:
    officer = officer_of(borough)
    referral = hidden(borough, Sensitivity.PARTNERS)
    broken(browser(on_duty), referral.reference)
    broken(browser(on_duty), "R-00000-00000")
    with make.everything():
        assert [m.person_id for m in Message.objects.filter(kind="referrals.glass_broken")] == [
            officer.person_id
        ] * 2
    client = browser(officer)
    page = client.get("/data-protection").content.decode()
    for words in ("Petra Police", "They called us at night.", referral.reference, "Nothing opened"):
        assert words in page
    assert SECRET not in page
    looked = client.get(f"/data-protection/people/{on_duty.person_id}").content.decode()
    assert "The whole record, through broken glass" in looked
    assert referral.reference not in looked
    assert client.get(f"/data-protection/people/{borough.officer.person_id}").status_code == 404
    assert not Look.objects.filter(actor_id=officer.id).exists()


def test_nobody_else_breaks_the_glass_or_watches(borough: Borough, browser: Browser) -> None:
    councillor = make.an_actor(RoleName.COUNCILLOR, area=borough.ward, name="Cyril Councillor")
    for somebody in (borough.worker, councillor):
        client = browser(somebody)
        assert client.get("/break-glass").status_code == 404
        assert client.post("/break-glass", given("R-00000-00000")).status_code == 404
        assert client.get("/data-protection").status_code == 404
        assert not client.post("/break-glass", given("R-00000-00000")).content.count(b"R-00000-00000")
    with make.everything():
        assert not BrokenGlass.objects.filter(refused=False).exists()


def test_a_try_by_somebody_who_may_not_outlives_its_refusal_and_stands_on_the_officers_desk(
    borough: Borough, browser: Browser
) -> None:
    officer = officer_of(borough)
    referral = hidden(borough, Sensitivity.PROTECTED)
    tries = browser(make.an_actor(team=borough.police, name="Terry Tries"))
    for asked in (referral.reference, "nonsense " * 50):
        assert tries.post("/break-glass", given(asked)).status_code == 404
    with make.everything():
        kept = BrokenGlass.objects.filter(refused=True)
        assert {(glass.asked, glass.observation_id, glass.words) for glass in kept} == {
            (referral.reference, None, ""),
            ("", None, ""),
        }
        assert Message.objects.filter(kind=actions.GLASS_BROKEN).count() == 1, "one message a day"
    assert AuditEntry.objects.filter(what="referrals.glass_refused").count() == 2
    for path in ("/data-protection", "/data-protection/glass"):
        page = browser(officer).get(path).content.decode()
        assert "Terry Tries" in page
        assert "was refused" in page


def test_where_nobody_is_data_protection_officer_administrators_are_told_to_name_one_and_not_why(
    borough: Borough, on_duty: Actor, browser: Browser
) -> None:
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    broken(browser(on_duty), "R-00000-00000")
    with make.everything():
        (message,) = Message.objects.filter(person_id=administrator.person_id)
    assert (message.kind, message.values) == (actions.GLASS_UNWATCHED, {})
    assert "data protection officer" in browser(administrator).get("/covered").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"asked": "bins"}, "Enter a whole reference"),
        ({"reason": ""}, "Choose why you break the glass"),
        ({"words": " "}, "Say in your own words"),
    ],
)
def test_without_a_reason_nothing_opens(
    changes: dict[str, str], said: str, on_duty: Actor, browser: Browser
) -> None:
    answer = browser(on_duty).post("/break-glass", {**given("R-00000-00000"), **changes})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_nobody_changes_what_was_kept_of_it(borough: Borough, on_duty: Actor, browser: Browser) -> None:
    broken(browser(on_duty), "R-00000-00000")
    for change in ("update referrals_brokenglass set words = 'x'", "delete from referrals_brokenglass"):
        with (
            make.everything(),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_only_safeguarding_leads_open_what_is_protected() -> None:
    for role in RoleName:
        roles = frozenset({role.value})
        assert opens_for("protected", roles) == (role is RoleName.SAFEGUARDING_LEAD)
        assert opens_for("partners", roles) == (
            role in {RoleName.SAFEGUARDING_LEAD, RoleName.DUTY_OFFICER, RoleName.TEAM_LEAD}
        )


def test_an_officer_who_breaks_the_glass_is_watched_by_another(
    borough: Borough, on_duty: Actor, browser: Browser
) -> None:
    make.RoleHolding.objects.create(
        person_id=on_duty.person_id,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=borough.police.organisation,
        started_at=make.TUESDAY - timedelta(days=1),
    )
    person = make.a_person("Otto Other")
    make.RoleHolding.objects.create(
        person=person,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=borough.cleansing.organisation,
        started_at=make.TUESDAY - timedelta(days=1),
    )
    broken(browser(on_duty), "R-00000-00000")
    with make.everything():
        told = Message.objects.filter(kind=actions.GLASS_BROKEN).values_list("person_id", flat=True)
        assert list(told) == [person.pk]
