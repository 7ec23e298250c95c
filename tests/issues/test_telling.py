"""Anybody tells us something without an account; a person reads it before everybody may (R2.1, R1.7, R1.10)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests import factories as make

from tools import translations
from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.database import as_actor, as_system
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.issues import actions, handlers, queries
from wardmote.modules.issues.models import PublicWords, Voice
from wardmote.modules.issues.rules.telling import MOST_FROM_ONE_ADDRESS, Sign, WordsState, signs_in
from wardmote.modules.referrals.actions import Told
from wardmote.modules.referrals.events import ReferralStepped
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.shared.messaging.models import Message
from wardmote.shared.messaging.rules import Channel
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

WORDS = "Two mattresses by the garages, every week."


@pytest.fixture
def kind():
    cache.clear()
    make.a_partnership()
    make.a_ward()
    category = make.a_category()
    make.a_remit(make.a_team("Cleansing"), category)
    return category


@pytest.fixture
def reader(kind):
    return make.an_actor(RoleName.DUTY_OFFICER, team=partnerships.coordinator_desk())


def spoken(kind, *, contact: str = "", words: str = WORDS, **changes) -> Voice:
    who = actions.Who(
        browser=f"browser-{make.number()}",
        contact_by=Channel.EMAIL if contact else None,
        contact=contact,
    )
    told = Told(
        category=kind, words=words, latitude=52.58, longitude=-1.98, place_words="Test Row", **changes
    )
    with as_actor(NOBODY):
        return actions.speak(by=NOBODY, told=told, who=who)


def words_of(voice: Voice) -> PublicWords:
    with as_system("a test looks"):
        return PublicWords.objects.get(observation=voice.observation_id)


def shown(voice: Voice, reader) -> PublicWords:
    with as_actor(reader):
        return actions.show_words(by=reader, row=words_of(voice), words=WORDS, place_words="Test Row")


def with_form(client: Client, path: str, **typed: str):
    return client.post(path, {"form_key": f"key-{make.number()}", **typed})


def filled_in(client: Client, kind, words: str = WORDS):
    assert client.get("/tell-us").status_code == 200
    assert client.get(f"/tell-us/in/{kind.group.key}").status_code == 200
    told = client.post(f"/tell-us/about/{kind.key}", {"words": words})
    assert told.headers.get("Location") == "/tell-us/where", told.content.decode()
    placed = client.post("/tell-us/where", {"place": "Test Row", "latitude": "52.58", "longitude": "-1.98"})
    assert placed.headers["Location"] == "/tell-us/near"
    return client.get("/tell-us/near")


def test_somebody_tells_it_page_by_page_and_follows_it_by_a_private_link(kind) -> None:
    client = Client()
    assert filled_in(client, kind).headers["Location"] == "/tell-us/check"
    page = client.get("/tell-us/check")
    assert WORDS in page.content.decode()
    sent = with_form(client, "/tell-us/check", contact="", website="")
    assert sent.status_code == 302, sent.content.decode()
    link = sent.headers["Location"]
    page = client.get(link)
    assert "We have it. Thank you." in page.content.decode()
    assert "Cleansing" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    with as_system("a test looks"):
        assert Observation.objects.get().words == WORDS
        assert Referral.objects.get().accountable_team_id is not None
        assert words_of(Voice.objects.get()).state == WordsState.WAITING
    path = link.partition("?")[0]
    assert with_form(client, path, act="more", words="Now a fridge too.").status_code == 302
    assert "Now a fridge too." in client.get(path).content.decode()
    assert with_form(client, path, act="over").status_code == 302
    assert "You said that it is over" in client.get(path).content.decode()
    assert client.get(path[:-2] + "xx").status_code == 404, "a secret that is nearly right opens nothing"


def test_what_tells_of_somebody_comes_back_and_may_stay_with_the_teams(kind) -> None:
    client = Client()
    words = "Ring Mr Invented on 07700 900123 about the mattresses."
    path = f"/tell-us/about/{kind.key}"
    back = client.post(path, {"words": words})
    assert back.status_code == 422
    assert "07700 900123" in back.content.decode()
    assert client.post(path, {"words": words, "seen": words, "keep": "yes"}).status_code == 302
    client.post("/tell-us/where", {"place": "", "latitude": "52.58", "longitude": "-1.98"})
    with_form(client, "/tell-us/check", contact="", website="")
    with as_system("a test looks"):
        assert Observation.objects.get().sensitivity == Sensitivity.PARTNERS
        assert not PublicWords.objects.exists(), "it never waits to be shown"


def test_a_protected_matter_leads_to_a_telephone_and_asks_for_nothing(kind) -> None:
    protected = make.a_category("Harm to a child", sensitivity=Sensitivity.PROTECTED)
    client = Client()
    for answer in (
        client.get(f"/tell-us/about/{protected.key}"),
        client.post(f"/tell-us/about/{protected.key}", {"words": "x"}),
    ):
        assert answer.status_code == 200
        assert "please ring" in answer.content.decode()
        assert "<textarea" not in answer.content.decode()


def test_the_pages_are_read_in_urdu_from_right_to_left_and_in_polish(kind) -> None:
    client = Client()
    urdu = client.get("/tell-us?language=ur").content.decode()
    assert 'lang="ur" dir="rtl"' in urdu
    assert "آپ نے کیا دیکھا یا سنا؟" in urdu
    assert "آپ نے کیا دیکھا یا سنا؟" in client.get("/tell-us").content.decode(), "the choice is kept"
    polish = Client(headers={"accept-language": "pl-PL,pl;q=0.9"}).get("/tell-us").content.decode()
    assert "Co widzisz lub słyszysz?" in polish
    assert 'lang="en"' in client.get("/").content.decode(), "what is not translated stays English"


@pytest.mark.parametrize("language", ["ur", "pl"])
def test_nothing_that_these_pages_say_is_missing_in_a_language(language: str) -> None:
    assert translations.missing(language) == []


def test_one_person_counts_once_by_browser_and_by_contact(kind, reader) -> None:
    voice = spoken(kind)
    shown(voice, reader)
    one = actions.Who(browser="b" * 64)
    with as_actor(NOBODY):
        observation = queries.near_by_key(NOBODY, f"told-{words_of(voice).pk}").observation
        _, is_new = actions.join(by=NOBODY, who=one, observation=observation)
        assert is_new
        _, is_new = actions.join(by=NOBODY, who=one, observation=observation)
        assert not is_new
        by_mail = {"contact_by": Channel.EMAIL, "contact": "somebody@people.example"}
        _, is_new = actions.join(
            by=NOBODY, who=actions.Who(browser="c" * 64, **by_mail), observation=observation
        )
        assert is_new
        _, is_new = actions.join(
            by=NOBODY, who=actions.Who(browser="d" * 64, **by_mail), observation=observation
        )
        assert not is_new
    near = queries.near(NOBODY, kind, (52.58, -1.98))
    assert [one.voices for one in near] == [3]


def test_me_too_comes_before_sending_and_shows_only_words_that_were_read(kind, reader) -> None:
    waiting = spoken(kind, words="Nobody has read this yet.")
    client = Client()
    assert filled_in(client, kind).headers["Location"] == "/tell-us/check"
    with as_actor(reader):
        actions.show_words(by=reader, row=words_of(waiting), words="Mattresses in Test Row.")
    page = filled_in(client, kind)
    assert "Mattresses in Test Row." in page.content.decode()
    assert "Nobody has read this yet." not in page.content.decode()
    client.post("/tell-us/near", {"same": f"told-{words_of(waiting).pk}"})
    assert with_form(client, "/tell-us/check", contact="", website="").status_code == 302
    with as_system("a test looks"):
        assert Observation.objects.count() == 1, "it is no second report"
        assert Voice.objects.filter(is_teller=False).count() == 1
        assert Observation.objects.get().additions.get().words == WORDS, "and nothing they wrote is lost"


def test_a_reader_shows_refuses_and_takes_down_and_never_shows_a_name(kind, reader) -> None:
    voice = spoken(kind)
    client = Client()
    client.force_login(make.Person.objects.get(pk=reader.person_id))
    assert "Words to check" in client.get("/words-to-check").content.decode()
    row = words_of(voice)
    path = f"/words-to-check/{row.pk}"
    assert WORDS in client.get(path).content.decode()
    named = with_form(client, path, act="show", words="It was Mr Invented.", version="0")
    assert named.status_code == 422
    assert with_form(client, path, act="show", words=WORDS, version="0").status_code == 302
    assert with_form(client, path, act="take_down", reason="x", version="0").status_code == 409, (
        "somebody was faster"
    )
    assert (
        with_form(client, path, act="take_down", reason="It points at a home.", version="1").status_code
        == 302
    )
    row = words_of(voice)
    assert (row.state, row.is_public, row.words) == (WordsState.TAKEN_DOWN, False, "")
    other = spoken(kind)
    with as_actor(reader):
        actions.refuse_words(by=reader, row=words_of(other), reason="It is abuse.")
    assert "It is abuse." in Client().get(queries.path_of(str(other.pk))).content.decode()
    stranger = make.an_actor(team=make.a_team())
    with as_actor(stranger), pytest.raises(Exception, match="lacks"):
        actions.show_words(by=stranger, row=words_of(other), words=WORDS)


def test_whoever_spoke_is_written_to_once_for_each_step_by_a_link_alone(kind) -> None:
    voice = spoken(kind, contact="somebody@people.example")
    with as_system("a test looks"):
        referral = Referral.objects.get(observation=voice.observation_id)
    event = ReferralStepped(referral_id=referral.pk, step="acknowledged", position=2)
    handlers.tell_whoever_told_it(event)
    handlers.tell_whoever_told_it(event)
    with as_system("a test looks"):
        sent = list(Message.objects.filter(address="somebody@people.example").order_by("pk"))
    assert [message.kind for message in sent] == [actions.TOLD, actions.MOVED]
    assert all(message.values == {} and message.link == str(voice.pk) for message in sent)
    with as_actor(NOBODY):
        actions.take_back(by=NOBODY, voice=voice)
    handlers.tell_whoever_told_it(ReferralStepped(referral_id=referral.pk, step="closed", position=3))
    with as_system("a test looks"):
        assert Message.objects.filter(address="somebody@people.example").count() == 2
        assert Voice.objects.get(pk=voice.pk).contact == ""


def test_a_flood_is_stopped_with_what_was_written_kept(kind) -> None:
    client = Client()
    for turn in range(MOST_FROM_ONE_ADDRESS + 1):
        filled_in(client, kind, words=f"{WORDS} {turn}")
        answer = with_form(client, "/tell-us/check", contact="", website="")
        assert answer.status_code == (302 if turn < MOST_FROM_ONE_ADDRESS else 429)
    assert f"{WORDS} {turn}" in client.get("/tell-us/check").content.decode()
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        assert with_form(client, "/tell-us/check", contact="", website="").status_code == 302


def test_what_fills_in_every_field_is_asked_once_more_and_marked(kind) -> None:
    client = Client()
    filled_in(client, kind)
    asked = with_form(client, "/tell-us/check", contact="", website="http://spam.example")
    assert asked.status_code == 422
    assert "press once more" in asked.content.decode()
    with_form(client, "/tell-us/check", contact="", website="x", again="yes")
    with as_system("a test looks"):
        assert Sign.SCRIPTED in PublicWords.objects.get().signs


def test_signs_say_why_to_look_twice() -> None:
    assert signs_in("Buy at www.example.com, you bastards") == [Sign.ABUSE, Sign.LINK]
    assert signs_in("Ring 07700 900123", has_photo=True) == [Sign.PERSONAL, Sign.PHOTO]
    assert signs_in("Scunthorpe Road is dark. St. Ann's too.") == []


def test_what_is_not_shown_any_more_takes_no_voice(kind, reader) -> None:
    voice = spoken(kind)
    with as_actor(NOBODY), pytest.raises(Conflict):
        actions.join(by=NOBODY, who=actions.Who(browser="e" * 64), observation=voice.observation)
    with as_actor(NOBODY), pytest.raises(NotReady):
        actions.say_more(by=NOBODY, voice=voice, words=" ")
