"""Nobody outside the organisation is told of people without a ground, and every time stands in the log (R1.8, R1.4)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Consent, Disclosure, Observation, Override, Referral
from wardmote.modules.referrals.rules import GroundMissing, SharingGround
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships.models import Partnership, SharingAgreement, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

DAY = make.TUESDAY.date()
CONSENT = actions.ConsentGiven(given_by="person", how="spoken", purpose="So that the heating is mended.")
RISK = actions.OverrideGiven(kind="safeguarding", reason="A child is alone there at night.")
DUTY = actions.OverrideGiven(kind="legal_duty", reason="A court order of 2 March.")
JO = actions.Concerned(name="Jo Bloggs", contact="01632 960999", address="Flat 3, Test Row")


class Scene:
    """Housing passes on to Health, and somebody looks on."""

    def __init__(self) -> None:
        Partnership.objects.filter(pk=make.a_partnership().pk).update(grounds_from=DAY)
        self.housing, self.health = make.a_team("Housing"), make.a_team("Health")
        self.category = make.a_category("Cold home", sensitivity=Sensitivity.PARTNERS)
        self.guarded = make.a_category("A child at risk", sensitivity=Sensitivity.PROTECTED)
        self.worker = make.an_actor(team=self.housing, name="Wanda Worker")
        self.chief = make.an_actor(RoleName.TEAM_LEAD, team=self.housing, name="Tess Lead")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.health, name="Otto Officer")
        self.guardian = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.health, name="Gita Guardian")
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)

    def agreement(self, title: str = "Protocol", *teams: Team, **changes: object) -> SharingAgreement:
        given: dict[str, object] = {
            "title": title, "purpose": "health", "purpose_words": "To help.", "lawful_basis": "public_task",
            "items": ["words", "name", "contact", "address", "safe_contact", "photos"],
            "begins_on": DAY - timedelta(days=9), "review_on": DAY + timedelta(days=99),
        }  # fmt: skip
        details = partnerships.AgreementDetails(**{**given, **changes})  # type: ignore[arg-type]  # named by tests
        parties = [team.organisation for team in teams or (self.housing, self.health)]
        return partnerships.add_agreement(by=self.administrator, details=details, parties=parties)

    def observation(self, **changes: object) -> Observation:
        given: dict[str, object] = {"people": [JO]}
        return make.an_observation(
            self.worker, self.housing, changes.pop("category", self.category), **{**given, **changes}
        )

    def send(self, observation: Observation | None = None, **changes: object) -> Referral:
        observation = observation or self.observation()
        given: dict[str, object] = {
            "from_team": self.housing,
            "to_teams": [self.health],
            "words": "Please go.",
        }
        with as_actor(self.worker), transaction.atomic():
            (sent,) = actions.send_referrals(
                by=self.worker,
                observation=observation,
                **{**given, **changes},  # type: ignore[arg-type]  # as above
            )
        return make.fresh(sent)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


def log_of(referral: Referral) -> list[str]:
    with make.everything():
        return [line.what for line in Disclosure.objects.filter(referral=referral)]


def ground(**given: object) -> actions.GroundGiven:
    return actions.GroundGiven(**given)  # type: ignore[arg-type]  # a test names what is given


def test_the_one_agreement_that_fits_is_named_without_a_question(scene) -> None:
    agreement = scene.agreement()
    sent = scene.send()
    assert (sent.ground, sent.agreement) == (SharingGround.AGREEMENT, agreement)
    assert sent.items == ["address", "contact", "name", "words"]
    assert log_of(sent) == ["shared"]


def test_an_open_matter_is_sent_as_before_and_nothing_of_it_is_logged(scene) -> None:
    sent = scene.send(scene.observation(category=make.a_category(), people=[]))
    assert (sent.ground, sent.items, log_of(sent)) == (SharingGround.NOTHING_PERSONAL, [], [])


def test_within_one_organisation_nobody_is_asked(scene) -> None:
    Team.objects.filter(pk=scene.health.pk).update(organisation=scene.housing.organisation)
    sent = scene.send(to_teams=[Team.objects.get(pk=scene.health.pk)])
    assert (sent.ground, log_of(sent)) == (SharingGround.OWN_ORGANISATION, [])


def test_several_that_fit_are_a_choice_and_the_chosen_one_is_named(scene) -> None:
    first, second = scene.agreement("Crime"), scene.agreement("Protocol")
    observation = scene.observation()
    with pytest.raises(GroundMissing) as refused:
        scene.send(observation)
    assert {number for number, _ in refused.value.missing[0].agreements} == {first.pk, second.pk}
    assert scene.send(observation, ground=ground(agreement=second.pk)).agreement == second


def test_what_an_agreement_does_not_cover_it_does_not_carry(scene) -> None:
    scene.agreement(items=["words", "address"])
    observation = scene.observation()
    with pytest.raises(GroundMissing, match="does not cover names"):
        scene.send(observation)
    assert scene.send(observation, shares_people=False).items == ["words"]


def test_an_agreement_for_protecting_carries_no_everyday_matter(scene) -> None:
    scene.agreement(purpose="children")
    with pytest.raises(GroundMissing, match="protecting"):
        scene.send()


def test_an_agreement_that_lapsed_overnight_sends_nothing_today_and_what_was_sent_stands(scene) -> None:
    agreement = scene.agreement()
    sent = scene.send()
    prepared = scene.observation()
    partnerships.end_agreement(by=scene.administrator, agreement=agreement, ends_on=DAY + timedelta(days=1))
    assert scene.send(scene.observation()).agreement == agreement  # still today
    with (
        clock.fixed(make.TUESDAY + timedelta(days=1)),
        pytest.raises(GroundMissing, match="ended on 4 March"),
    ):
        scene.send(prepared)
    assert make.fresh(sent).agreement == agreement
    with make.everything():
        assert Observation.objects.get(pk=prepared.pk).words == prepared.words


def test_a_party_that_left_is_told_of_nobody_any_more(scene) -> None:
    agreement = scene.agreement()
    party = agreement.parties.get(organisation=scene.health.organisation)
    partnerships.leave_agreement(by=scene.administrator, party=party, ends_on=DAY)
    with pytest.raises(GroundMissing, match="no party"):
        scene.send()


def test_of_several_teams_each_rests_on_its_own_ground_and_one_that_has_none_stops_all(scene) -> None:
    police = make.a_team("Police")
    scene.agreement()
    observation = scene.observation()
    with pytest.raises(GroundMissing, match=police.organisation.name) as refused:
        scene.send(observation, to_teams=[scene.health, police])
    assert len(refused.value.missing) == 1
    with make.everything():
        assert not observation.referrals.exists()


def test_it_is_sent_without_personal_data_if_the_words_hold_none(scene) -> None:
    observation = scene.observation()
    given = ground(nobody_recognisable=True)
    with pytest.raises(NotReady, match="who it is about"):
        scene.send(observation, ground=given)
    sent = scene.send(observation, ground=given, shares_people=False, shares_photos=False)
    assert (sent.ground, sent.items, log_of(sent)) == (SharingGround.NOTHING_PERSONAL, [], [])
    telling = scene.observation(words="Cold. Ring Mrs Bloggs on 01632 960999.", people=[])
    with pytest.raises(NotReady, match="Mrs Bloggs"):
        scene.send(telling, ground=given)


def test_consent_is_kept_with_what_is_sent_and_carries_the_next_of_the_same(scene) -> None:
    observation = scene.observation()
    sent = scene.send(observation, ground=ground(consent=CONSENT))
    assert sent.ground == SharingGround.CONSENT
    with make.everything():
        assert Consent.objects.get(pk=sent.consent_id).purpose == CONSENT.purpose
    colleague = make.a_team("Health visitors")
    Team.objects.filter(pk=colleague.pk).update(organisation=scene.health.organisation)
    again = scene.send(observation, to_teams=[Team.objects.get(pk=colleague.pk)])
    assert again.consent_id == sent.consent_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_by": "nobody"}, "consent_given_by"),
        ({"how": ""}, "consent_how"),
        ({"purpose": " "}, "consent_purpose"),
        ({"purpose": "x" * 9000}, "consent_purpose"),
        ({"until": DAY - timedelta(days=1)}, "consent_until"),
    ],
)
def test_a_consent_that_says_too_little_is_refused_beside_its_field(scene, changes, field) -> None:
    with pytest.raises(NotReady) as refused:
        scene.send(ground=ground(consent=replace(CONSENT, **changes)))
    assert refused.value.field == field


def test_consent_withdrawn_while_in_draft_sends_nothing(scene) -> None:
    observation = scene.observation()
    with as_actor(scene.worker):
        consent = actions.record_consent(
            by=scene.worker,
            observation=observation,
            to=scene.health.organisation,
            items=["words", "name", "contact", "address"],  # type: ignore[list-item]  # as a form gives them
            given=replace(CONSENT, until=DAY + timedelta(days=1)),
        )
        actions.withdraw_consent(by=scene.worker, consent=consent)
        with pytest.raises(Conflict):
            actions.withdraw_consent(by=scene.worker, consent=consent)
    with pytest.raises(GroundMissing, match="withdrawn"):
        scene.send(observation)


def test_consent_withdrawn_later_stops_all_further_sharing_and_both_sides_see_it(scene) -> None:
    sent = scene.send(ground=ground(consent=CONSENT))
    with make.everything():
        observation, consent = Observation.objects.get(pk=sent.observation_id), Consent.objects.get()
    with as_actor(scene.officer):  # the receiver may hear it too
        actions.withdraw_consent(by=scene.officer, consent=Consent.objects.get(pk=consent.pk))
    sent = make.fresh(sent)
    assert sent.sharing_stopped_at is not None
    assert log_of(sent) == ["shared", "consent_withdrawn"]
    for actor in (scene.worker, scene.officer):
        with as_actor(actor):
            assert queries.sharing_of(actor, sent).stopped.what == "consent_withdrawn"
    with as_actor(scene.worker):
        actions.add_to_observation(by=scene.worker, observation=observation, words="More about Jo.")
    with as_actor(scene.officer):
        assert list(Observation.objects.get(pk=observation.pk).additions.all()) == []
        actions.add_to_observation(by=scene.officer, observation=observation, words="We have been there.")
        assert [a.words for a in observation.additions.all()] == ["We have been there."]
        with pytest.raises(NotReady, match="Nothing says yet"):
            actions.redirect_referral(
                by=scene.officer, referral=sent, to_team=make.a_team("Police"), words="Theirs."
            )


def test_to_protect_somebody_it_goes_at_once_and_a_second_person_looks_afterwards(scene) -> None:
    observation = scene.observation(category=scene.guarded)
    sent = scene.send(observation, ground=ground(override=RISK))
    assert (sent.ground, log_of(sent)) == (SharingGround.OVERRIDE, ["shared"])
    for nobody in (scene.worker, scene.chief, scene.officer, scene.administrator):
        with as_actor(nobody):
            assert queries.overrides_waiting(nobody) == 0
    with as_actor(scene.guardian):
        (waiting,) = queries.overrides_to_look_at(scene.guardian).rows
        actions.look_at_override(by=scene.guardian, override=waiting, confirms=True)
        with pytest.raises(Conflict):
            actions.look_at_override(by=scene.guardian, override=waiting, confirms=True)
    assert log_of(sent) == ["shared", "override_confirmed"]
    assert make.fresh(sent).sharing_stopped_at is None


def test_an_objection_has_a_reason_and_stops_what_is_shared(scene) -> None:
    sent = scene.send(ground=ground(override=RISK))
    with as_actor(scene.chief):
        (waiting,) = queries.overrides_to_look_at(scene.chief).rows
        with pytest.raises(NotReady):
            actions.look_at_override(by=scene.chief, override=waiting, confirms=False)
        actions.look_at_override(by=scene.chief, override=waiting, confirms=False, words="Not urgent at all.")
    assert make.fresh(sent).sharing_stopped_at is not None
    assert log_of(sent) == ["shared", "override_objected"]


def test_nobody_looks_at_their_own_override_not_even_its_lead(scene) -> None:
    observation = scene.observation()
    with as_actor(scene.chief):
        actions.send_referrals(
            by=scene.chief,
            observation=observation,
            from_team=scene.housing,
            to_teams=[scene.health],
            words="Go.",
            ground=ground(override=RISK),
        )
        assert queries.overrides_waiting(scene.chief) == 0
        with pytest.raises(NotAllowed):
            actions.look_at_override(by=scene.chief, override=Override.objects.get(), confirms=True)


def test_a_legal_duty_is_looked_at_before_anything_is_sent(scene) -> None:
    observation = scene.observation()
    with pytest.raises(GroundMissing, match="second person first"):
        scene.send(observation, ground=ground(override=DUTY))
    asked = {
        "by": scene.worker, "observation": observation, "from_team": scene.housing,
        "to": scene.health.organisation, "items": ["words", "name", "contact", "address"], "given": DUTY,
    }  # fmt: skip
    with as_actor(scene.worker):
        actions.ask_for_override(**asked)
        with pytest.raises(NotReady, match="already"):
            actions.ask_for_override(**asked)
    with pytest.raises(GroundMissing):
        scene.send(observation)
    with as_actor(scene.chief):
        (waiting,) = queries.overrides_to_look_at(scene.chief).rows
        actions.look_at_override(by=scene.chief, override=waiting, confirms=True)
    assert scene.send(observation).override_id == waiting.pk


def test_a_protected_matter_is_never_held_up_when_it_is_passed_on(scene) -> None:
    sent = scene.send(scene.observation(category=scene.guarded), ground=ground(override=RISK))
    there = make.a_team("Children's services")
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=there)
    with as_actor(scene.guardian):
        onward = actions.redirect_referral(
            by=scene.guardian, referral=sent, to_team=there, words="Theirs by law."
        )
    onward = make.fresh(onward)
    assert onward.ground == SharingGround.OVERRIDE
    with make.everything():
        assert Override.objects.get(pk=onward.override_id).reason == "Theirs by law."


def test_until_grounds_are_asked_for_nobody_is_held_up_and_the_log_says_so(scene) -> None:
    Partnership.objects.update(grounds_from=None)
    sent = scene.send()
    assert (sent.ground, log_of(sent)) == (SharingGround.NOT_ASKED, ["shared"])


def test_the_administrator_sees_grounds_without_content_and_nothing_protected(scene) -> None:
    scene.agreement()
    sent = scene.send()
    scene.send(scene.observation(category=scene.guarded))
    with as_actor(scene.administrator):
        assert [line.referral_id for line in queries.disclosures(scene.administrator).rows] == [sent.pk]
        assert queries.disclosures_by_ground(scene.administrator) == {SharingGround.AGREEMENT: 1}
    with as_actor(scene.worker), pytest.raises(NotAllowed):
        queries.disclosures(scene.worker)


def test_no_line_of_the_log_is_changed_or_removed(scene) -> None:
    scene.agreement()
    scene.send()
    with make.everything():
        for change in (lambda rows: rows.update(ground=""), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(Disclosure.objects.all())


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def test_the_page_says_what_is_missing_keeps_what_was_typed_and_offers_the_ways_on(scene) -> None:
    observation, client = scene.observation(), signed_in(scene.worker)
    there = f"/observations/{observation.reference}/pass-on"
    fields = {
        "form_key": "1", "teams": [str(scene.health.pk)], "words": "Please ring first.",
        "from_team": str(scene.housing.pk), "shows": ["name", "contact", "address"], "shares_photos": "on",
    }  # fmt: skip
    refused = client.post(there, fields)
    page = refused.content.decode()
    assert refused.status_code == 422
    for said in (
        "Please ring first.",
        "Send it without personal data",
        "They agreed to it",
        "told all the same",
    ):
        assert said in page
    refused = client.post(there, fields | {"ground": "consent", "consent_given_by": "person"})
    assert refused.status_code == 422
    assert "Choose how it was given" in refused.content.decode()
    sent = client.post(there, fields | {"ground": "nobody"})
    assert sent.status_code == 302
    with make.everything():
        assert Referral.objects.get().ground == SharingGround.NOTHING_PERSONAL


def test_consent_and_the_second_look_are_kept_in_pages(scene) -> None:
    observation, worker = scene.observation(), signed_in(scene.worker)
    there = f"/observations/{observation.reference}"
    consent = {
        "form_key": "1", "organisation": str(scene.health.organisation_id), "consent_items": ["words", "name"],
        "consent_given_by": "person", "consent_how": "spoken", "consent_purpose": "To mend the heating.",
    }  # fmt: skip
    page = worker.post(f"{there}/consent", consent, follow=True).content.decode()
    assert "It was withdrawn" in page
    with make.everything():
        number = Consent.objects.get().pk
    page = worker.post(f"{there}/consent/{number}/withdraw", {"form_key": "2"}, follow=True).content.decode()
    assert "Withdrawn" in page
    sent = scene.send(observation, ground=ground(override=RISK))
    with make.everything():
        number = Override.objects.get().pk
    lead = signed_in(scene.chief)
    assert "To protect a child" in lead.get("/overrides").content.decode()
    assert signed_in(scene.worker).get(f"/overrides/{number}").status_code == 404
    kept = lead.post(f"/overrides/{number}", {"form_key": "3", "object": "yes", "words": "It could wait."})
    assert kept.status_code == 302
    page = signed_in(scene.officer).get(f"/referrals/{sent.reference}").content.decode()
    assert "It could wait." in page
    assert "No more may be shared on it" in page
    log = signed_in(scene.administrator).get("/disclosures").content.decode()
    assert sent.reference in log
    assert "Jo Bloggs" not in log


SHOWN = ["words", "contact", "safe_contact"]
SAFE = replace(JO, safe_contact="Ring her sister first.")


def test_the_receiver_sees_just_what_was_chosen_on_the_page_in_search_and_by_program(scene) -> None:
    scene.agreement()
    observation = scene.observation(people=[SAFE])
    sent = scene.send(observation, withheld=["name", "address"])
    assert sent.items == sorted(SHOWN)
    officer = signed_in(scene.officer)
    pages = [f"/referrals/{sent.reference}", f"/observations/{observation.reference}"]
    for page in pages:
        seen = officer.get(page).content.decode()
        assert JO.contact in seen
        assert "Ring her sister first." in seen
        assert "Jo Bloggs" not in seen
        assert "Flat 3" not in seen
    with as_actor(scene.officer):
        (person,) = queries.story_of(
            scene.officer, queries.referral_for(scene.officer, sent.reference)
        ).told.people
        assert (person.name, person.address, person.contact) == ("", "", JO.contact)
    for words, found in (("Bloggs", False), ('"Flat 3"', False), ("01632 960999", True)):
        answer = officer.get("/search", {"q": words}, follow=True).content.decode()
        assert (observation.reference in answer) == found, words


def test_what_was_kept_from_one_team_is_not_theirs_to_pass_on(scene) -> None:
    police = make.a_team("Police")
    scene.agreement("Protocol", scene.housing, scene.health, police)
    sent = scene.send(scene.observation(people=[SAFE]), withheld=["name"])
    with as_actor(scene.officer):
        onward = actions.redirect_referral(by=scene.officer, referral=sent, to_team=police, words="Theirs.")
    assert make.fresh(onward).items == ["address", "contact", "safe_contact", "words"]
    with as_actor(make.an_actor(RoleName.DUTY_OFFICER, team=police)):
        (person,) = queries.people_in(Observation.objects.get(pk=sent.observation_id))
        assert (person.name, person.safe_contact) == ("", "Ring her sister first.")


def test_whoever_joins_later_sees_no_more_than_was_chosen(scene) -> None:
    scene.agreement()
    sent = scene.send(scene.observation(people=[SAFE]), withheld=["address"])
    with as_actor(scene.officer):
        actions.return_referral(by=scene.officer, referral=sent, reason="not-ours", words="No.")
    desk = Team.objects.get(is_coordinator=True)
    with as_actor(make.an_actor(RoleName.DUTY_OFFICER, team=desk)):
        (person,) = queries.people_in(Observation.objects.get(pk=sent.observation_id))
        assert (person.name, person.address) == ("Jo Bloggs", "")


def test_each_thing_known_of_somebody_stands_in_a_row_of_its_own(scene) -> None:
    observation = scene.observation(people=[SAFE, actions.Concerned(name="Al Invented")])
    with make.everything():
        rows = list(observation.people.order_by("position", "pk"))
        assert [(row.position, row.item) for row in rows] == [
            (0, "name"), (0, "contact"), (0, "address"), (0, "safe_contact"), (1, "name"),
        ]  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            observation.people.filter(pk=rows[0].pk).update(address="Both in one row")


def test_the_sender_ticks_each_thing_and_sees_what_they_will_see(scene) -> None:
    scene.agreement()
    make.a_remit(scene.health, scene.category)
    observation, client = scene.observation(people=[SAFE]), signed_in(scene.worker)
    there = f"/observations/{observation.reference}/pass-on"
    page = client.get(there).content.decode()
    assert page.count('name="shows"') == 4
    assert "Protocol" in page
    fields = {
        "form_key": "1", "teams": [], "words": "Please ring.", "shows": ["contact"],
        "from_team": str(scene.housing.pk), "shares_photos": "on",
    }  # fmt: skip
    preview = client.post(there, fields).content.decode().split("What they will see")[1]
    assert JO.contact in preview
    assert JO.name not in preview
    fields["teams"] = [str(scene.health.pk)]
    assert client.post(there, fields).status_code == 302
    with make.everything():
        assert Referral.objects.get().items == ["contact", "words"]
