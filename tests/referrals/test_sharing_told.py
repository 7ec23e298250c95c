"""Whoever must know hears when the ground of sharing falls away, or waits for a second person (R1.8, R4.4)."""

from datetime import timedelta

import pytest
from tests import factories as make
from tests.referrals.test_sharing import CONSENT, DAY, DUTY, RISK, Scene, an_ordinary_tuesday, ground, scene

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Consent, Override
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName

__all__ = ["an_ordinary_tuesday", "scene"]
pytestmark = pytest.mark.django_db


def told(kind: str) -> dict[int, str]:
    """Who was told, and where it leads."""
    relay.drain()
    with make.everything():
        return {m.person_id: m.link for m in Message.objects.filter(kind=f"referrals.{kind}")}


def test_both_sides_hear_that_consent_was_withdrawn_while_it_is_open_and_nobody_who_is_not_on_it(
    scene: Scene,
) -> None:
    sent = scene.send(ground=ground(consent=CONSENT))
    with as_actor(scene.worker):
        actions.withdraw_consent(by=scene.worker, consent=Consent.objects.get())
    assert told("consent_withdrawn") == {scene.officer.person_id: f"/referrals/{sent.reference}"}
    with make.everything():
        [message] = Message.objects.filter(kind="referrals.consent_withdrawn")
    assert message.values == {"reference": sent.reference, "category": "Cold home"}


def test_who_sent_it_hears_what_the_receiver_wrote_down_and_of_what_is_closed_nobody_does(
    scene: Scene,
) -> None:
    scene.send(ground=ground(consent=CONSENT))
    done = scene.send(ground=ground(consent=CONSENT))
    with as_actor(scene.worker):
        actions.withdraw_referral(by=scene.worker, referral=done, reason="sorted-itself")
    with make.everything():
        consents = list(Consent.objects.order_by("pk"))
    for consent in consents:
        with as_actor(scene.officer):
            actions.withdraw_consent(by=scene.officer, consent=consent)
    assert list(told("consent_withdrawn")) == [scene.worker.person_id]
    with make.everything():
        assert Message.objects.filter(kind="referrals.consent_withdrawn").count() == 1


def test_those_who_may_be_the_second_hear_that_an_override_waits_and_who_asked_hears_the_answer(
    scene: Scene,
) -> None:
    observation = scene.observation()
    with as_actor(scene.worker):
        override = actions.ask_for_override(
            by=scene.worker,
            observation=observation,
            from_team=scene.housing,
            to=scene.health.organisation,
            items=["words", "name"],  # type: ignore[list-item]  # as a form gives them
            given=DUTY,
        )
    assert told("override_waits") == {scene.chief.person_id: "/overrides"}, (
        "only the sending side, before it is sent"
    )
    with as_actor(scene.chief):
        actions.look_at_override(by=scene.chief, override=Override.objects.get(pk=override.pk), confirms=True)
    assert told("override_answered") == {scene.worker.person_id: f"/observations/{observation.reference}"}


def test_an_objection_is_told_to_both_sides_and_to_who_asked_only_once(scene: Scene) -> None:
    scene.send(ground=ground(override=RISK))
    assert set(told("override_waits")) == {scene.chief.person_id, scene.guardian.person_id}
    with as_actor(scene.chief):
        actions.look_at_override(
            by=scene.chief, override=Override.objects.get(), confirms=False, words="Not urgent."
        )
    assert set(told("override_objected")) == {scene.worker.person_id, scene.officer.person_id}
    assert told("override_answered") == {}


def test_of_what_is_protected_only_safeguarding_leads_hear_and_no_word_of_it(scene: Scene) -> None:
    scene.send(scene.observation(category=scene.guarded), ground=ground(override=RISK))
    assert told("override_waits") == {}
    with make.everything():
        found = Message.objects.filter(kind="messaging.protected", link="/overrides")
        assert [(m.person_id, m.values) for m in found] == [(scene.guardian.person_id, {})]


def _officer(scene: Scene) -> int:
    person = make.a_person("Dana Officer")
    RoleHolding.objects.create(
        person=person, role=RoleName.DATA_PROTECTION_OFFICER, organisation=scene.health.organisation
    )
    return int(person.pk)


def test_an_agreement_that_ends_is_told_thirty_days_before_and_on_the_day_each_once(scene: Scene) -> None:
    officer = _officer(scene)
    agreement = scene.agreement()
    renewed = scene.agreement("Renewed")
    ends = DAY + timedelta(days=40)
    partnerships.end_agreement(by=scene.administrator, agreement=agreement, ends_on=ends)
    given = {
        "title": "Renewed", "purpose": "health", "purpose_words": "To help.", "lawful_basis": "public_task",
        "items": ["words"], "begins_on": ends, "review_on": ends + timedelta(days=99),
    }  # fmt: skip
    partnerships.change_agreement(
        by=scene.administrator,
        agreement=renewed,
        details=partnerships.AgreementDetails(**given),  # type: ignore[arg-type]  # as above
    )
    assert jobs.tell_of_agreements(0) == 0
    with clock.fixed(make.TUESDAY + timedelta(days=10)):
        assert jobs.tell_of_agreements(0) == 2
        assert jobs.tell_of_agreements(0) == 0
    assert told("agreement_ends") == {
        scene.administrator.person_id: f"/partnership/agreements/{agreement.key}",
        officer: "/data-protection",
    }
    with clock.fixed(make.TUESDAY + timedelta(days=40)):
        assert jobs.tell_of_agreements(0) == 2
    assert set(told("agreement_ended")) == {scene.administrator.person_id, officer}
