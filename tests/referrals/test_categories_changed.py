"""A category or its clock changes, and nothing that was promised or hidden changes with it (R1.2, R1.4)."""

from datetime import timedelta

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import NotReady
from wardmote.modules.referrals import actions, queries
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships.models import Category
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .web.conftest import Borough

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough() -> Borough:
    return Borough()


def make_more_urgent(category: Category) -> None:
    by = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    details = register.ClockDetails(
        name="Urgent", acknowledge="1h", decide="2h", update_every="none", close="1wd", reason="Rats."
    )
    register.change_clock_profile(by=by, profile=category.clock, details=details)


def test_what_was_sent_keeps_its_clock_and_what_is_sent_next_has_the_new_one(borough: Borough) -> None:
    before = borough.sent()
    make_more_urgent(borough.category)
    borough.category.refresh_from_db()
    with as_actor(borough.officer):
        acknowledged = actions.acknowledge_referral(by=borough.officer, referral=before)
        story = queries.story_of(borough.officer, acknowledged)
    assert acknowledged.next_deadline_at == make.TUESDAY + timedelta(days=2)
    assert story.deadline.due_at == acknowledged.next_deadline_at
    assert borough.sent().next_deadline_at == make.TUESDAY + timedelta(hours=1)


def test_what_is_passed_to_another_team_keeps_the_clock_it_was_first_sent_with(borough: Borough) -> None:
    before = borough.sent()
    make_more_urgent(borough.category)
    make.a_remit(borough.police, borough.category)
    with as_actor(borough.officer):
        held = actions.acknowledge_referral(by=borough.officer, referral=before)
        onward = actions.redirect_referral(
            by=borough.officer, referral=held, to_team=borough.police, words="It is on their land"
        )
    assert onward.clock_id == before.clock_id


def test_a_draft_follows_a_category_into_protection_before_anybody_reads_it(borough: Borough) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker, team=borough.housing, details=make.details(borough.category)
        )
    Category.objects.update(sensitivity=Sensitivity.PROTECTED)
    with as_actor(borough.worker):
        actions.record_observation(by=borough.worker, draft=draft)
    with make.everything():
        draft.refresh_from_db()
    assert draft.sensitivity == Sensitivity.PROTECTED
    assert not set(draft.readers) & set(borough.stranger.keys)


def test_nothing_new_is_recorded_about_what_has_ended(borough: Borough) -> None:
    ended = register.end_category(
        by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR), category=borough.category
    )
    with as_actor(borough.worker), pytest.raises(NotReady, match="no longer used") as refused:
        actions.keep_draft(by=borough.worker, team=borough.housing, details=make.details(ended))
    assert refused.value.field == "category"


def test_a_draft_about_what_has_ended_since_is_not_sent(borough: Borough) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker, team=borough.housing, details=make.details(borough.category)
        )
    register.end_category(by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR), category=borough.category)
    with as_actor(borough.worker), pytest.raises(NotReady, match="no longer used"):
        actions.record_observation(by=borough.worker, draft=draft)
