"""What somebody had erased is gone everywhere; what is held, open or another's stays, and is said (R1.8, R10)."""

from datetime import date, timedelta

import pytest
from tests import factories as make
from tests.referrals.test_shedding import where

from wardmote.kernel import clock
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Addition, Observation, PersonConcerned, Referral
from wardmote.modules.referrals.rules import Verdict
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.rules import RoleName
from wardmote.shared.retention import actions as retention
from wardmote.shared.retention.rules import HoldOn
from wardmote.shared.rights import actions, jobs, queries
from wardmote.shared.rights.models import Mark, Matter, Request

from .conftest import Borough, browse

pytestmark = pytest.mark.django_db

CANARY = "zqcanard"
NAME = f"Ava {CANARY}"
THEIRS = f"{CANARY} sat in the cold."


class Closed:
    """Housing told the Police of somebody, who answered in words and closed it; somebody asks that it is erased."""

    def __init__(self, borough: Borough, *others: str, **changes: object) -> None:
        self.borough = borough
        self.on_duty = make.an_actor(RoleName.DUTY_OFFICER, team=borough.police, name="Otto Officer")
        observation = borough.seen(NAME, *others, words=THEIRS, **changes)
        with as_actor(borough.worker):
            (self.referral,) = referrals.send_referrals(
                by=borough.worker,
                observation=observation,
                from_team=borough.housing,
                to_teams=[borough.police],
                words=f"See {CANARY}.",
            )
            referrals.add_to_observation(
                by=borough.worker, observation=observation, words=f"{CANARY} once more"
            )

    def closed(self) -> Referral:
        with as_actor(self.on_duty):
            referrals.acknowledge_referral(by=self.on_duty, referral=self.referral)
            referrals.accept_referral(by=self.on_duty, referral=self.referral)
            referrals.close_referral(
                by=self.on_duty, referral=self.referral, outcome="resolved", words=f"{CANARY} is warm"
            )
        return self.referral

    def to_erase(self) -> tuple[Request, Matter, list[str]]:
        """The request, its matter, and all that can be marked in it."""
        request = self.borough.searched(ask="erasure", name=NAME)
        (matter,) = self.borough.chosen(request, self.referral.observation.reference)
        matter.request = request
        with as_actor(self.borough.dora):
            markings = queries.erasure_of(self.borough.dora, matter, ()).markings
        return request, matter, [one.code for one in markings]


def test_it_is_chosen_shown_and_erased_in_the_page_and_no_column_of_any_table_tells_it(
    borough: Borough,
) -> None:
    closed = Closed(borough)
    closed.closed()
    assert {"referrals_step", "referrals_personconcerned", "referrals_searchtext"} <= set(where(CANARY))
    request, _, items = closed.to_erase()
    reference = closed.referral.observation.reference
    there = f"/data-protection/requests/{request.reference}"
    officer = browse(borough.dora)
    assert "Erase from it" in officer.get(there).content.decode()
    first = officer.get(f"{there}/records/1/erase").content.decode()
    assert THEIRS in first
    shown = officer.post(
        f"{there}/records/1/erase", {"form_key": "k", "step": "look", "goes": items}
    ).content.decode()
    assert f"Erase this from {reference} for good?" in shown
    assert "Things known of them, such as their name and address: 3" in shown
    assert "the whole record is emptied" in shown
    said = {"form_key": "k", "step": "erase", "goes": items}
    page = officer.post(f"{there}/records/1/erase", said, follow=True).content.decode()
    assert "Erased. Those who had been told" in page
    assert where(CANARY) == ["rights_request"], "who asked stays, for six years"
    with make.everything():
        assert Observation.objects.get().shed_at
        told = set(Message.objects.filter(kind="referrals.erased").values_list("person", flat=True))
        assert told == {closed.on_duty.person_id, borough.worker.person_id}
        entries = list(AuditEntry.objects.filter(what="rights.erased"))
    assert len(entries) == 1
    assert CANARY not in str(vars(entries[0])).lower()


def test_words_that_nobody_marked_and_other_people_stay_and_it_ends_with_its_time_as_before(
    borough: Borough,
) -> None:
    closed = Closed(borough, "Bo Neighbour")
    with as_actor(borough.worker):
        referrals.add_to_observation(
            by=borough.worker, observation=closed.referral.observation, words="The roof leaks."
        )
    closed.closed()
    _, matter, items = closed.to_erase()
    with make.everything():
        roof = next(one for one in Addition.objects.all() if "roof" in one.words)
    with as_actor(borough.dora):
        marked = [item for item in items if item != f"referrals.Addition:{roof.pk}:words"]
        actions.erase(by=borough.dora, matter=matter, items=marked)
    assert where(CANARY) == ["rights_request"]
    assert where("roof") == ["referrals_addition", "referrals_searchtext"]
    with make.everything():
        assert Observation.objects.get().shed_at is None
        assert [row.name for row in PersonConcerned.objects.exclude(name="")] == ["Bo Neighbour"]


def test_what_a_legal_hold_keeps_stays_and_the_page_says_so_with_its_law(borough: Borough) -> None:
    closed = Closed(borough)
    closed.closed()
    request, matter, items = closed.to_erase()
    with as_actor(borough.dora):
        retention.place_hold(
            by=borough.dora,
            on=HoldOn.PERSON,
            name=CANARY,
            reason="An inquest",
            review_on=clock.today() + timedelta(days=90),
        )
        with pytest.raises(Conflict, match="legal hold"):
            actions.erase(by=borough.dora, matter=matter, items=items)
    page = browse(borough.dora).get(f"/data-protection/requests/{request.reference}/records/1/erase")
    assert "A legal hold keeps it" in page.content.decode()
    assert "article 17(3)" in page.content.decode()
    assert "referrals_personconcerned" in where(CANARY)


def test_what_is_still_open_must_be_closed_first(borough: Borough) -> None:
    closed = Closed(borough)
    request, matter, items = closed.to_erase()
    said = {"form_key": "k", "step": "erase", "goes": items}
    there = f"/data-protection/requests/{request.reference}/records/1/erase"
    refused = browse(borough.dora).post(there, said)
    assert refused.status_code == 409
    assert "must be closed first" in refused.content.decode()
    assert "referrals_personconcerned" in where(CANARY)
    assert matter.erased_at is None


def test_what_another_organisation_recorded_it_erases_itself(borough: Borough) -> None:
    closed = Closed(borough)
    closed.closed()
    borough.dora = borough.officer_of(borough.police, "Paul Protector")
    _, matter, items = closed.to_erase()
    with as_actor(borough.dora), pytest.raises(Conflict, match="data protection officer"):
        actions.erase(by=borough.dora, matter=matter, items=items)


def test_done_twice_it_is_done_once(borough: Borough) -> None:
    closed = Closed(borough)
    closed.closed()
    _, matter, items = closed.to_erase()
    with as_actor(borough.dora):
        once = actions.erase(by=borough.dora, matter=matter, items=items)
        with clock.fixed(make.TUESDAY + timedelta(hours=1)):
            assert actions.erase(by=borough.dora, matter=matter, items=items).erased_at == once.erased_at
    with make.everything():
        assert AuditEntry.objects.filter(what="rights.erased").count() == 1
        assert Message.objects.filter(kind="referrals.erased").count() == 2


def test_of_what_is_protected_the_safeguarding_lead_agrees_chooses_and_erases(borough: Borough) -> None:
    seen = borough.seen(NAME, category=borough.child, words=THEIRS)
    with as_actor(borough.worker):
        referrals.end_observation(
            by=borough.worker, observation=seen, reason="nothing-more", words=f"{CANARY} left"
        )
    request = borough.searched(ask="erasure", name=NAME)
    there = f"/data-protection/requests/{request.reference}"
    lead = browse(borough.lead)
    assert "May any of it be erased?" in lead.get(f"{there}/records/1/release").content.decode()
    agreed = {"form_key": "k", "theirs": "yes", "choice": "give"}
    page = lead.post(f"{there}/records/1/release", agreed, follow=True).content.decode()
    assert THEIRS in page
    codes = [f"referrals.Observation:{seen.pk}:{field}" for field in ("words", "ended_words")]
    erased = lead.post(f"{there}/records/1/erase", {"form_key": "e", "step": "erase", "goes": codes})
    assert erased.status_code == 302
    assert where(CANARY) == ["rights_request"]
    shown = browse(borough.dora).get(there).content.decode()
    assert "erased" in shown
    assert seen.reference not in shown
    assert browse(borough.dora).get(f"{there}/records/1/erase").status_code == 404


def test_a_mark_ends_for_a_reason_even_after_the_answer_and_can_be_set_again(borough: Borough) -> None:
    referral = borough.sent("Ava Example")
    request = borough.searched(ask="restriction")
    (matter,) = borough.chosen(request, referral.observation.reference)
    there = f"/data-protection/requests/{request.reference}"
    officer = browse(borough.dora)
    officer.post(f"{there}/records/1/mark", {"form_key": "k"})
    assert "End the mark" in officer.get(there).content.decode()
    with as_actor(borough.dora):
        actions.answer(by=borough.dora, request=request, outcome="done")
    assert officer.post(f"{there}/records/1/mark/end", {"form_key": "e"}).status_code == 422
    ended = officer.post(f"{there}/records/1/mark/end", {"form_key": "f", "reason": "settled"}, follow=True)
    assert "End the mark" not in ended.content.decode()
    with make.everything():
        assert Mark.objects.get().end_reason == "settled"
    with as_actor(borough.dora), pytest.raises(Conflict):
        actions.end_mark(by=borough.dora, matter=matter, reason="mistake")


def test_who_asked_is_kept_beyond_six_years_while_a_hold_lies_on_their_name(borough: Borough) -> None:
    request = borough.asked()
    with as_actor(borough.dora):
        actions.withdraw(by=borough.dora, request=request)
        hold = retention.place_hold(
            by=borough.dora,
            on=HoldOn.PERSON,
            name="Example",
            reason="A claim",
            review_on=date(2026, 6, 1),
        )
    with clock.fixed(make.TUESDAY + timedelta(days=366 * 6)):
        jobs.empty_packs(0)
        with make.everything():
            assert Request.objects.get().name == "Ava Example"
        with as_actor(borough.dora):
            retention.lift_hold(by=borough.dora, hold=hold, words="It was settled")
        jobs.empty_packs(0)
    with make.everything():
        assert Request.objects.get().name == ""


def test_that_somebody_was_said_to_be_one_with_another_is_in_their_copy(borough: Borough) -> None:
    one, other = borough.seen("Ava Example"), borough.seen("Ava Example")
    with as_actor(borough.worker):
        referrals.identify(
            by=borough.worker,
            one=referrals.Somebody(one, 0),
            other=referrals.Somebody(other, 0),
            verdict=Verdict.SAME,
            reason="The same voice.",
        )
    request = borough.searched()
    (matter,) = borough.chosen(request, one.reference)
    matter.request = request
    with as_actor(borough.dora):
        told = [item.value for row in queries.gathered_for(borough.dora, matter) for item in row.items]
    assert "The same voice." in told
