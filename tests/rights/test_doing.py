"""What a person is right about is put right or marked, and a request is answered or lawfully refused (R1.8)."""

from datetime import date, timedelta

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.actions import add_correction
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.rules import RoleName
from wardmote.shared.rights import actions, jobs, queries
from wardmote.shared.rights.models import Request

from .conftest import WORDS, Borough, browse

pytestmark = pytest.mark.django_db


def test_a_correction_is_added_and_every_team_that_was_told_hears_of_it(borough: Borough) -> None:
    on_duty = make.an_actor(RoleName.DUTY_OFFICER, team=borough.police, name="Otto Officer")
    referral = borough.sent("Ava Example")
    request = borough.searched(ask="correction")
    borough.chosen(request, referral.observation.reference)
    page = f"/data-protection/requests/{request.reference}"
    officer = browse(borough.dora)
    assert "Put it right" in officer.get(page).content.decode()
    said = {"form_key": "k", "words": "Ava Example moved away in 2024."}
    assert officer.post(f"{page}/records/1/correct", said).status_code == 302
    shown = browse(on_duty).get(f"/referrals/{referral.reference}").content.decode()
    assert "moved away in 2024" in shown
    assert WORDS.split(".")[0] in shown  # on what people acted stays
    with make.everything():
        told = Message.objects.filter(kind="referrals.corrected")
        assert {one.person_id for one in told} == {on_duty.person_id, borough.worker.person_id}
        assert not any("Ava" in str(one.values) for one in told)


def test_who_only_reads_a_record_puts_nothing_right_in_its_persons_name(borough: Borough) -> None:
    referral = borough.sent("Ava Example")
    with pytest.raises(NotAllowed):
        add_correction(by=borough.worker, number=referral.observation_id, words="She moved away.")


@pytest.mark.parametrize(
    ("ask", "said"), [("objection", "objects to its use"), ("restriction", "use is restricted")]
)
def test_a_mark_is_seen_by_whoever_opens_the_record(borough: Borough, ask: str, said: str) -> None:
    on_duty = make.an_actor(RoleName.DUTY_OFFICER, team=borough.police, name="Otto Officer")
    referral = borough.sent("Ava Example")
    request = borough.searched(ask=ask)
    borough.chosen(request, referral.observation.reference)
    page = f"/data-protection/requests/{request.reference}"
    browse(borough.dora).post(f"{page}/records/1/mark", {"form_key": "k"})
    for there in (f"/referrals/{referral.reference}", f"/observations/{referral.observation.reference}"):
        assert said in browse(on_duty).get(there).content.decode()


def test_a_request_is_refused_only_on_a_ground_of_its_own_and_the_letter_says_it(borough: Borough) -> None:
    request = borough.asked(ask="erasure")
    there = f"/data-protection/requests/{request.reference}"
    officer = browse(borough.dora)
    assert "compelling" not in officer.get(f"{there}/do/refuse").content.decode()
    assert officer.post(f"{there}/do/refuse", {"form_key": "k", "words": "It may not go."}).status_code == 422
    said = {"form_key": "k", "grounds": ["child", "held"], "words": "A review runs."}
    letter = officer.post(f"{there}/do/refuse", said, follow=True).content.decode()
    assert "keep somebody safe" in letter
    assert "Information Commissioner" in letter
    with as_actor(borough.dora), pytest.raises(Conflict):
        actions.extend(by=borough.dora, request=request, extension="complex", words="late")


def test_time_is_extended_once_and_within_the_first_month(borough: Borough) -> None:
    request = borough.asked()
    with as_actor(borough.dora):
        with clock.fixed(make.TUESDAY + timedelta(days=40)), pytest.raises(Conflict, match="first month"):
            actions.extend(by=borough.dora, request=request, extension="complex", words="Much is kept.")
        longer = actions.extend(by=borough.dora, request=request, extension="complex", words="Much is kept.")
        assert longer.due_on == date(2026, 6, 2)
        with pytest.raises(Conflict, match="once"):
            actions.extend(by=borough.dora, request=request, extension="many", words="Again.")


def test_time_stands_still_while_they_are_asked_what_they_mean(borough: Borough) -> None:
    request = borough.asked()
    assert request.due_on == date(2026, 4, 2)
    with as_actor(borough.dora):
        request = actions.ask_them(by=borough.dora, request=request, why="clarification")
        with pytest.raises(Conflict):
            actions.answer(by=borough.dora, request=request, outcome="nothing")
        with clock.fixed(make.TUESDAY + timedelta(days=10)):
            request = actions.hear_from_them(by=borough.dora, request=request)
    assert request.due_on == date(2026, 4, 13)


def test_nothing_is_said_to_be_kept_before_somebody_has_looked(borough: Borough) -> None:
    request = borough.asked()
    with as_actor(borough.dora):
        with pytest.raises(NotReady, match="nobody has searched"):
            actions.answer(by=borough.dora, request=request, outcome="nothing")
        with pytest.raises(NotReady, match="Make the copy first"):
            actions.answer(by=borough.dora, request=request, outcome="given")
        request = actions.search(by=borough.dora, request=request)
        assert actions.answer(by=borough.dora, request=request, outcome="nothing").ended_at


def test_it_is_written_down_in_the_page_with_everything_kept_that_was_typed(borough: Borough) -> None:
    officer = browse(borough.dora)
    said = {
        "form_key": "k",
        "ask": "copy",
        "name": "Åva ਸਿੰਘ",
        "acts_for": "parent",
        "words": "Please send it.",
    }
    day = {"received_on_0": "2", "received_on_1": "3", "received_on_2": "2026"}
    refused = officer.post("/data-protection/requests/new", said | day)
    assert refused.status_code == 422
    assert "Write who asks for them" in refused.content.decode()
    assert "Please send it." in refused.content.decode()
    made = officer.post(
        "/data-protection/requests/new", said | day | {"asked_by": "Their mother"}, follow=True
    )
    assert "Time has not begun" in made.content.decode()
    assert "Åva ਸਿੰਘ" in officer.get("/data-protection").content.decode()
    assert browse(borough.worker).get("/data-protection/requests").status_code in (403, 404)


def test_who_asked_is_emptied_six_years_after_the_answer(borough: Borough) -> None:
    request = borough.asked()
    with as_actor(borough.dora):
        actions.withdraw(by=borough.dora, request=request)
    for years, name in ((5, "Ava Example"), (6, "")):
        with clock.fixed(make.TUESDAY + timedelta(days=366 * years)):
            jobs.empty_packs(0)
        with make.everything():
            assert Request.objects.get().name == name


def test_a_page_costs_few_questions_however_much_was_found(
    borough: Borough, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        borough.sent("Ava Example", words=f"Number {n}.")
    request = borough.searched()
    assert len(borough.chosen(request, *())) == 0
    officer = browse(borough.dora)
    there = f"/data-protection/requests/{request.reference}/people"
    officer.get(there)
    with django_assert_max_num_queries(45):  # type: ignore[operator]  # pytest-django's own
        officer.get(there)
    assert queries.sought_of(request).name == "Ava Example"
