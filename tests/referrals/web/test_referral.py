"""What people do on a referral's page, and what it shows to whom (R1.1, R1.3, R1.4, R1.8)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import Look
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import Addition, Referral, Step, TeamNote
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .conftest import Borough, queries_of

pytestmark = pytest.mark.django_db

Browser = Callable[[Actor], Client]


def page(referral: Referral) -> str:
    return f"/referrals/{referral.reference}"


def filled(referral: Referral, act: str, **typed: object) -> dict[str, object]:
    """A form as the page would send it."""
    return {"act": act, "form_key": f"key-{make.number()}", "version": referral.version, **typed}


def day(at: timedelta) -> dict[str, object]:
    when = make.TUESDAY + at
    return {"until_0": when.day, "until_1": when.month, "until_2": when.year}


def acknowledged(borough: Borough, **changes: object) -> Referral:
    referral = borough.sent(**changes)
    with as_actor(borough.officer):
        return actions.acknowledge_referral(by=borough.officer, referral=referral)


def accepted(borough: Borough) -> Referral:
    referral = acknowledged(borough)
    with as_actor(borough.officer):
        return actions.accept_referral(by=borough.officer, referral=referral)


def asked(borough: Borough, **changes: object) -> Referral:
    referral = acknowledged(borough, **changes)
    with as_actor(borough.officer):
        return actions.ask_for_information(by=borough.officer, referral=referral, words="Which garages?")


def paused(borough: Borough) -> Referral:
    referral = acknowledged(borough)
    with as_actor(borough.officer):
        return actions.pause_referral(
            by=borough.officer,
            referral=referral,
            reason="waiting-for-part",
            until=clock.now() + timedelta(days=7),
        )


def returned(borough: Borough) -> Referral:
    referral = acknowledged(borough)
    with as_actor(borough.officer):
        return actions.return_referral(
            by=borough.officer, referral=referral, reason="needs-information", words="Which garages?"
        )


def called(borough: Borough) -> Referral:
    with as_actor(borough.worker):
        return actions.call_coordinator(by=borough.worker, referral=returned(borough))


def closed(borough: Borough) -> Referral:
    referral = accepted(borough)
    with as_actor(borough.officer):
        return actions.close_referral(
            by=borough.officer, referral=referral, outcome="resolved", words="Cleared."
        )


def claimed(borough: Borough) -> Referral:
    referral = borough.sent()
    with as_actor(borough.officer):
        return actions.claim_referral(by=borough.officer, referral=referral)


VERBS = {
    "claimed": (Borough.sent, "officer", {}, {"claimed_by_id": "officer"}),
    "released": (claimed, "officer", {}, {"claimed_by_id": None}),
    "acknowledged": (Borough.sent, "officer", {"their_reference": "LH-20417"}, {"state": "acknowledged"}),
    "accepted": (acknowledged, "officer", {"words": "On Thursday."}, {"state": "in_progress"}),
    "asked": (acknowledged, "officer", {"words": "Which garages?"}, {"hold": "asked"}),
    "answered": (asked, "worker", {"words": "The ones in the middle."}, {"hold": "none"}),
    "noted": (accepted, "officer", {"words": "Half is gone."}, {"state": "in_progress"}),
    "paused": (
        acknowledged,
        "officer",
        {"reason": "waiting-for-part", **day(timedelta(days=7))},
        {"hold": "paused"},
    ),
    "resumed": (paused, "officer", {}, {"hold": "none"}),
    "returned": (
        acknowledged,
        "officer",
        {"reason": "needs-information", "words": "Which garages?"},
        {"state": "returned"},
    ),
    "coordinator_called": (returned, "worker", {"words": "Please settle it."}, {"accountable": "desk"}),
    "given_back": (called, "coordinator", {"words": "Only you know."}, {"accountable_team_id": "housing"}),
    "withdrawn": (Borough.sent, "worker", {"reason": "sent-in-error"}, {"state": "withdrawn"}),
    "closed": (
        accepted,
        "officer",
        {"reason": "resolved", "words": "Cleared on Thursday."},
        {"state": "closed", "outcome": "resolved"},
    ),
    "reopened": (closed, "worker", {"words": "It is back."}, {"state": "in_progress"}),
}


@pytest.mark.parametrize("act", VERBS)
def test_whoever_may_does_it_on_the_page(act: str, borough: Borough, browser: Browser) -> None:
    before, who, typed, expected = VERBS[act]
    referral = before(borough)
    browse = browser(getattr(borough, who))
    assert f'name="act" value="{act}"' in browse.get(page(referral)).content.decode()
    answer = browse.post(page(referral), filled(referral, act, **typed))
    assert (answer.status_code, answer.headers["Location"]) == (302, page(referral))
    after = make.fresh(referral)
    for name, value in expected.items():
        if name == "accountable":
            assert after.accountable_team_id == make.Team.objects.get(is_coordinator=True).pk
        else:
            wanted = getattr(borough, value).person_id if value == "officer" else value
            wanted = borough.housing.pk if value == "housing" else wanted
            assert getattr(after, name) == wanted
    assert browse.get(page(referral)).status_code == 200


@pytest.mark.parametrize("act", VERBS)
def test_a_stranger_is_offered_nothing_and_refused(act: str, borough: Borough, browser: Browser) -> None:
    before, _, typed, _ = VERBS[act]
    referral = before(borough)
    browse = browser(borough.stranger)
    assert f'name="act" value="{act}"' not in browse.get(page(referral)).content.decode()
    answer = browse.post(page(referral), filled(referral, act, **typed))
    assert answer.status_code == 404
    assert make.fresh(referral).version == referral.version


@pytest.mark.parametrize("act", VERBS)
def test_the_other_side_cannot_do_it_either(act: str, borough: Borough, browser: Browser) -> None:
    before, who, typed, _ = VERBS[act]
    referral = before(borough)
    other = borough.worker if who == "officer" else borough.officer
    assert browser(other).post(page(referral), filled(referral, act, **typed)).status_code in (404, 409)
    assert make.fresh(referral).version == referral.version


def test_passing_on_what_one_may_not_follow_leads_back_to_what_one_reads(browser: Browser) -> None:
    borough = Borough(Sensitivity.PARTNERS)
    referral = borough.sent()
    typed = filled(referral, "redirected", to_team=borough.police.pk, words="A matter for the police.")
    answer = browser(borough.officer).post(page(referral), typed, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, page(referral))


def test_passing_it_on_leads_to_the_referral_that_carries_it(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    typed = filled(referral, "redirected", to_team=borough.police.pk, words="A matter for the police.")
    answer = browser(borough.officer).post(page(referral), typed)
    with make.everything():
        onward = Referral.objects.get(redirected_from=referral)
    assert answer.headers["Location"] == page(onward)
    shown = browser(borough.officer).get(page(onward)).content.decode()
    assert "Carries on <a" in shown
    assert page(referral) in shown
    assert "A matter for the police." in shown
    assert f'href="{page(onward)}"' in browser(borough.worker).get(page(referral)).content.decode()


def test_not_ours_names_a_team(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    typed = filled(referral, "returned", reason="not-ours", to_team=borough.police.pk, words="Police matter.")
    assert browser(borough.officer).post(page(referral), typed).status_code == 302
    assert "They say it belongs to Police" in browser(borough.worker).get(page(referral)).content.decode()


def test_a_form_sent_twice_acts_once(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    browse, typed = browser(borough.officer), filled(referral, "accepted", words="On Thursday.")
    first, second = browse.post(page(referral), typed), browse.post(page(referral), typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    with make.everything():
        assert Step.objects.filter(referral=referral, kind="accepted").count() == 1


def test_whoever_is_second_hears_what_happened_and_keeps_their_words(
    borough: Borough, browser: Browser
) -> None:
    referral = acknowledged(borough)
    browser(borough.second).post(page(referral), filled(referral, "accepted", words="I go on Thursday."))
    answer = browser(borough.officer).post(
        page(referral), filled(referral, "noted", words="Half is gone, the rest on Friday.")
    )
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody got there first" in shown
    assert "Sofia Second took it on" in shown
    assert "Half is gone, the rest on Friday.</textarea>" in shown
    again = re.search(r'name="version" value="(\d+)" id="noted_version"', shown)
    assert again
    assert int(again[1]) == make.fresh(referral).version


def test_words_whose_form_is_gone_are_given_back_to_copy(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    typed = filled(referral, "returned", reason="not-ours", words="Not a matter for us.")
    browser(borough.second).post(page(referral), typed)
    answer = browser(borough.officer).post(
        page(referral), filled(referral, "accepted", words="I go there today.")
    )
    assert answer.status_code == 409
    assert "You can copy it" in answer.content.decode()
    assert "I go there today." in answer.content.decode()


def test_the_second_to_claim_hears_who_was_first(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    browser(borough.second).post(page(referral), filled(referral, "claimed"))
    answer = browser(borough.officer).post(page(referral), filled(referral, "claimed"))
    assert answer.status_code == 409
    assert "Sofia Second got there first." in answer.content.decode()
    assert make.fresh(referral).claimed_by_id == borough.second.person_id


BAD = {
    "no words": ("asked", {"words": "  "}, "Say it in a sentence"),
    "a hidden character": ("asked", {"words": "a\x00b"}, "hidden character"),
    "too many words": ("asked", {"words": "x" * 20_001}, "20,001 characters"),
    "no reason": ("returned", {"words": "Sorry."}, "Choose why you send it back"),
    "an unknown reason": ("returned", {"reason": "bored", "words": "Sorry."}, "Choose why you send it back"),
    "a reason without words": ("returned", {"reason": "below-threshold"}, "Say it in a sentence"),
    "an unknown team": (
        "returned",
        {"reason": "not-ours", "words": "No.", "to_team": "999999999"},
        "Choose a team from the list",
    ),
    "a team that is no number": (
        "redirected",
        {"to_team": "police", "words": "Yours."},
        "Choose a team from the list",
    ),
    "no date for room": (
        "returned",
        {"reason": "no-capacity", "words": "Full."},
        "Say from when you have room",
    ),
    "a date that has passed": (
        "paused",
        {"reason": "waiting-for-part", **day(timedelta(days=-1))},
        "Give a date that is still to come",
    ),
    "a date too far off": (
        "paused",
        {"reason": "waiting-for-part", **day(timedelta(days=400))},
        "That is too long",
    ),
    "no real date": (
        "paused",
        {"reason": "waiting-for-part", "until_0": "31", "until_1": "2", "until_2": "2026"},
        "not a real date",
    ),
    "the last year there is": (
        "paused",
        {"reason": "waiting-for-part", "until_0": "31", "until_1": "12", "until_2": "9999"},
        "That is too long",
    ),
    "an outcome without words": ("closed", {"reason": "could-not"}, "Say it in a sentence"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_filled_in_badly_is_refused_with_a_reason_and_nothing_changes(
    what: str, borough: Borough, browser: Browser
) -> None:
    act, typed, said = BAD[what]
    referral = acknowledged(borough)
    answer = browser(borough.officer).post(page(referral), filled(referral, act, **typed))
    shown = answer.content.decode()
    assert (answer.status_code, said in shown) == (422, True)
    assert "Not done yet. Everything you wrote is kept." in shown
    assert make.fresh(referral).version == referral.version


def test_ten_megabytes_are_refused_politely(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    answer = browser(borough.officer).post(page(referral), filled(referral, "asked", words="x" * 10_000_000))
    assert answer.status_code in (400, 413)
    assert make.fresh(referral).version == referral.version


@pytest.mark.parametrize(
    "words", ["Bins 🗑️ are full 👍🏽", "کوڑا دان بھرا ہوا ہے", "<script>alert(1)</script>"]
)
def test_words_in_any_script_are_kept_as_typed(words: str, borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    browser(borough.officer).post(page(referral), filled(referral, "asked", words=words))
    with make.everything():
        assert Step.objects.get(referral=referral, kind="asked").words == words
    assert "<script>alert" not in browser(borough.worker).get(page(referral)).content.decode()


@pytest.mark.parametrize("typed", [{"act": "explode"}, {"act": "sent"}, {}, {"act": "claimed"}])
def test_an_act_that_is_none_does_nothing(typed: dict, borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    answer = browser(borough.officer).post(page(referral), typed)
    assert 400 <= answer.status_code < 500
    assert make.fresh(referral).version == referral.version


def test_a_team_that_has_ended_cannot_be_chosen(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    ended = make.a_team("Long gone")
    ended.ended_on = make.TUESDAY.date() - timedelta(days=30)
    ended.save()
    typed = filled(referral, "redirected", to_team=ended.pk, words="Yours.")
    assert browser(borough.officer).post(page(referral), typed).status_code == 422
    assert make.fresh(referral).version == referral.version


def test_a_note_for_the_team_is_never_shown_to_the_sender(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    typed = filled(referral, "note", words="Joel knows the owner.")
    assert browser(borough.officer).post(page(referral), typed).status_code == 302
    assert "Joel knows the owner." in browser(borough.second).get(page(referral)).content.decode()
    assert "Joel knows" not in browser(borough.worker).get(page(referral)).content.decode()
    assert "Joel knows" not in browser(borough.stranger).get(page(referral)).content.decode()
    assert (
        browser(borough.worker).post(page(referral), filled(referral, "note", words="x")).status_code == 404
    )
    with make.everything():
        assert TeamNote.objects.count() == 1


def test_what_is_added_is_read_by_both_sides(borough: Borough, browser: Browser) -> None:
    referral = acknowledged(borough)
    assert (
        browser(borough.worker).post(page(referral), filled(referral, "add", words="Three now.")).status_code
        == 302
    )
    assert "Three now." in browser(borough.officer).get(page(referral)).content.decode()
    assert browser(borough.worker).post(page(referral), filled(referral, "add", words=" ")).status_code == 422
    with make.everything():
        assert Addition.objects.count() == 1


def test_a_partners_referral_is_not_there_for_a_stranger(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    assert browser(borough.stranger).get(page(referral)).status_code == 404
    assert browser(borough.worker).get(page(referral)).status_code == 200


def test_whoever_sees_only_that_work_moves_reads_no_words(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
    answer = browser(administrator).get(page(referral))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "mattress" not in shown
    assert "Please clear it" not in shown
    assert "garages" not in shown.lower()
    assert "Sent, not acknowledged yet" in shown
    assert 'name="act"' not in shown
    answer = browser(administrator).post(page(referral), filled(referral, "claimed"))
    assert answer.status_code == 404


def test_who_is_concerned_is_shown_and_the_look_is_kept(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(people=[actions.Concerned(name="Mr Test Person", contact="07700 900142")])
    assert "Mr Test Person" in browser(borough.officer).get(page(referral)).content.decode()
    look = Look.objects.get(page="referrals:referral")
    assert (look.actor_id, look.opened) == (borough.officer.id, True)
    assert f"people:{referral.observation_id}" in look.subjects


def test_a_protected_referral_is_a_number_to_its_lead_and_nothing_to_everybody_else(
    browser: Browser,
) -> None:
    borough = Borough(Sensitivity.PROTECTED)
    referral = borough.sent(
        words="Secret words.", people=[actions.Concerned(name="Mx Hidden Name")], place_words="Secret place"
    )
    for nobody in (borough.worker, borough.officer, borough.stranger):
        assert browser(nobody).get(page(referral)).status_code == 404
    lead = browser(borough.lead)
    shown = lead.get(page(referral)).content.decode()
    assert f"<title>Protected {referral.reference}" in shown
    assert "Mx Hidden Name" not in shown
    people = f"people:{referral.observation_id}"
    assert people not in Look.objects.get().subjects
    assert "Mx Hidden Name" in lead.post(page(referral), {"act": "look"}).content.decode()
    assert people in Look.objects.latest("id").subjects
    inbox = lead.get("/inbox").content.decode()
    assert f"Protected {referral.reference}" in inbox
    assert "Secret words" not in inbox
    assert "Secret place" not in inbox
    assert referral.reference not in browser(borough.officer).get("/inbox").content.decode()


def test_the_page_says_what_is_due_why_then_and_what_comes_when_if_nobody_acts(
    borough: Borough, browser: Browser
) -> None:
    """R1.3, R1.4: acknowledged by Wed 10:00, and each rung after it at its time, as things stand."""
    make.an_actor(RoleName.TEAM_LEAD, team=borough.cleansing)
    answer = browser(borough.officer).get(page(borough.sent())).content.decode()
    seen = " ".join(re.sub(r"<[^>]+>", " ", answer).split())
    assert (
        "Acknowledge by 10:00 tomorrow. If nobody does, it goes up to the team’s lead: Thu 5 Mar 10:00"
        in seen
    )
    assert "1 working day from Tue 3 Mar 10:00, when it was sent" in seen
    coming = seen.partition("What happens if nobody acts")[2]
    moments = [coming.index(line) for line in (
        "16:00 today : a reminder that it is nearly out of time",
        "10:00 tomorrow : its time is over, and it is late",
        "Thu 5 Mar 10:00 : it goes up to the team’s lead",
        "Fri 6 Mar 10:00 : it goes up to the coordinator",
        "Mon 9 Mar 10:00 : it lapses, and is its sender’s again",
    )]  # fmt: skip
    assert moments == sorted(moments)


def test_what_ends_says_no_more_of_what_would_come(borough: Borough, browser: Browser) -> None:
    assert (
        "What happens if nobody acts"
        not in browser(borough.officer).get(page(closed(borough))).content.decode()
    )


def test_the_page_needs_at_most_fifteen_queries_however_long_the_story(
    borough: Borough, browser: Browser, settings: LazySettings
) -> None:
    settings.WARDMOTE_MAP_RECHECK = 60  # the map is held, as it is at work
    referral = asked(borough, people=[actions.Concerned(name="Mr Test Person")])
    for words in ("One.", "Two.", "Three."):
        with as_actor(borough.worker):
            observation = make.Observation.objects.get(pk=referral.observation_id)
            actions.add_to_observation(by=borough.worker, observation=observation, words=words)
        with as_actor(borough.officer):
            referral = actions.note_progress(by=borough.officer, referral=referral, words=words)
            actions.keep_team_note(by=borough.officer, referral=referral, words=words)
    queries = queries_of(browser(borough.officer), page(referral))
    assert len(queries) <= 15, "\n".join(
        queries
    )  # one says who was told what of people, one who stands on the rungs
