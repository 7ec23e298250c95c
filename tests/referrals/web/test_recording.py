"""Recording and passing on, through the pages (R1.1, R1.2, R2.1, R1.8)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests import factories as make

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Observation, PersonConcerned, Referral
from wardmote.shared.accounts.models import Person
from wardmote.shared.documents.models import Document
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Scene:
    """A worker at a team, and a team that takes fly-tipping."""

    def __init__(self) -> None:
        make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category()
        self.own, self.cleansing = make.a_team("Housing"), make.a_team("Cleansing")
        make.a_remit(self.cleansing, self.category)
        self.worker = make.an_actor(RoleName.WORKER, team=self.own, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing)
        self.client = signed_in_as(self.worker)

    def filled(self, **changes: object) -> dict[str, object]:
        """The form as somebody fills it in."""
        given: dict[str, object] = {
            "form_key": str(make.number()),
            "words": "Two mattresses by the garages",
            "category": self.category.key,
            "place": "52.58, -1.98",
            "seriousness": "2",
            "band": "3",
            "sensitivity": "open",
            "channel": "worker",
            "team": str(self.own.pk),
            "next": "yes",
        }
        return {**given, **changes}

    def draft(self, **changes: object) -> Observation:
        self.client.post("/record", self.filled(**changes))
        with make.everything():
            return Observation.objects.latest("pk")


def signed_in_as(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.known_person_id))
    return client


def a_photo() -> SimpleUploadedFile:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    Image.new("RGB", (60, 40), "green").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("../../etc/passwd.jpg", content.getvalue(), content_type="text/html")


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_form_shows_and_needs_no_script(scene: Scene) -> None:
    page = scene.client.get("/record")
    assert page.status_code == 200
    assert b"Fly-tipping" in page.content
    assert b"Call 999" in page.content


def test_the_kind_of_matter_is_found_by_the_words_with_everything_typed_kept(scene: Scene) -> None:
    other = make.a_category("Noise at night")
    typed = scene.filled(words="nois from next door", category="", band="", place="Test Row")
    page = scene.client.post("/record", {**typed, "fits": ""})
    assert page.status_code == 200
    content = page.content.decode()
    assert "Your words fit:" in content
    assert f'name="fits" value="{other.key}"' in content
    assert "govuk-error" not in content
    page = scene.client.post("/record", {**typed, "fits": other.key}).content.decode()
    assert f'<option value="{other.key}" selected' in page
    assert "nois from next door</textarea>" in page
    assert 'value="Test Row"' in page
    with make.everything():
        assert not Observation.objects.exists()


def test_words_that_fit_nothing_and_choices_that_are_none_leave_the_form_as_it_was(scene: Scene) -> None:
    for words, fits in (("xylophone", ""), ("xylophone", "nothing"), ("\x00", ""), ("x" * 20_000, "")):
        page = scene.client.post("/record", {**scene.filled(words=words), "fits": fits}).content.decode()
        assert "We know no kind of matter by these words" in page
        assert f'<option value="{scene.category.key}" selected' in page


def test_a_need_that_is_not_kept_or_not_ours_begins_an_empty_form(scene: Scene) -> None:
    page = scene.client.get("/record?category=nothing&need=no-such").content.decode()
    assert "></textarea>" in page.replace("\n", "")


def test_what_is_written_becomes_a_draft_that_only_its_writer_sees(scene: Scene) -> None:
    answer = scene.client.post("/record", scene.filled())
    with make.everything():
        draft = Observation.objects.get()
    assert answer.headers["Location"] == f"/observations/{draft.reference}/pass-on"
    assert (draft.state, draft.people_affected, draft.ward_id) == ("draft", 21, scene.ward.pk)
    assert signed_in_as(scene.officer).get(f"/observations/{draft.reference}").status_code == 404


def test_a_draft_can_be_kept_corrected_and_thrown_away(scene: Scene) -> None:
    draft = scene.draft(keep="yes", next="")
    page = scene.client.get(f"/record/{draft.reference}")
    assert b"Two mattresses by the garages" in page.content
    scene.client.post(
        f"/record/{draft.reference}", scene.filled(words="Three mattresses", version=draft.version)
    )
    with make.everything():
        assert Observation.objects.get().words == "Three mattresses"
    scene.client.post(f"/record/{draft.reference}/discard")
    assert scene.client.get(f"/record/{draft.reference}").status_code == 404


def test_the_team_that_takes_it_is_suggested_with_its_reasons_and_gets_it(scene: Scene) -> None:
    draft = scene.draft()
    page = scene.client.get(f"/observations/{draft.reference}/pass-on").content.decode()
    assert "Cleansing" in page
    assert "Takes fly-tipping in the whole borough" in page
    sent = scene.client.post(
        f"/observations/{draft.reference}/pass-on",
        {
            "form_key": "1",
            "teams": [scene.cleansing.pk],
            "words": "Please clear it",
            "from_team": scene.own.pk,
        },
    )
    assert sent.status_code == 302
    with make.everything():
        assert Referral.objects.get().receiver_team_id == scene.cleansing.pk


def test_sending_twice_sends_once(scene: Scene) -> None:
    draft = scene.draft()
    form = {
        "form_key": "1",
        "teams": [scene.cleansing.pk],
        "words": "Please clear it",
        "from_team": scene.own.pk,
    }
    answers = [scene.client.post(f"/observations/{draft.reference}/pass-on", form) for _ in range(2)]
    assert {a.headers["Location"] for a in answers} == {f"/observations/{draft.reference}"}
    with make.everything():
        assert Referral.objects.count() == 1


def test_choosing_nobody_is_said_and_leaves_the_draft_a_draft(scene: Scene) -> None:
    draft = scene.draft()
    answer = scene.client.post(
        f"/observations/{draft.reference}/pass-on",
        {"form_key": "1", "words": "Kept words", "from_team": scene.own.pk},
    )
    assert answer.status_code == 422
    assert b"Choose at least one team" in answer.content
    assert b"Kept words" in answer.content
    with make.everything():
        assert Observation.objects.get().state == "draft"


def test_an_ended_team_cannot_be_chosen(scene: Scene) -> None:
    draft = scene.draft()
    scene.cleansing.ended_on = make.TUESDAY.date()
    scene.cleansing.save()
    answer = scene.client.post(
        f"/observations/{draft.reference}/pass-on",
        {"form_key": "1", "teams": [scene.cleansing.pk], "words": "Please", "from_team": scene.own.pk},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "Write what you saw or heard"),
        ({"words": "   \n"}, "Write what you saw or heard"),
        ({"words": "a\x00b"}, "hidden character"),
        ({"words": "x" * 20_001}, "20,001 characters"),
        ({"category": "no-such"}, "Select a valid choice"),
        ({"seriousness": "9"}, "Select a valid choice"),
        ({"people_affected": "-3"}, "greater than or equal to 1"),
        ({"people_affected": "99999999999999999999"}, "less than or equal to"),
        ({"latitude": "nan", "longitude": "1"}, "Enter a number"),
        ({"latitude": "95", "longitude": "1"}, "less than or equal to 90"),
        ({"team": "999999"}, "Select a valid choice"),
        (
            {"observed_at_0": "1", "observed_at_1": "1", "observed_at_2": "2999", "observed_at_3": "10:00"},
            "still to come",
        ),
        (
            {"observed_at_0": "31", "observed_at_1": "2", "observed_at_2": "2026", "observed_at_3": "10:00"},
            "real date",
        ),
    ],
)
def test_bad_input_gets_a_clear_error_and_changes_nothing(
    scene: Scene, changes: dict[str, object], said: str
) -> None:
    answer = scene.client.post("/record", scene.filled(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with make.everything():
        assert not Observation.objects.exists()


def test_emoji_and_right_to_left_words_are_kept_as_they_are(scene: Scene) -> None:
    words = "بس اسٹاپ کے پاس کی بتی خراب ہے 🚏‏"
    assert scene.draft(words=words).words == words


def test_ten_megabytes_of_words_are_refused_plainly(scene: Scene) -> None:
    assert scene.client.post("/record", scene.filled(words="x" * 10_000_000)).status_code == 413


def test_a_place_outside_the_borough_is_accepted_with_a_warning(scene: Scene) -> None:
    draft = scene.draft(place="51.50, -0.12")
    assert draft.outside_borough
    page = scene.client.get(f"/observations/{draft.reference}/pass-on")
    assert b"outside the borough" in page.content


def test_a_photo_loses_its_metadata_and_its_name_and_is_served_to_readers_only(scene: Scene) -> None:
    draft = scene.draft(photos=a_photo(), sensitivity="partners")
    with make.everything():
        kept = Document.objects.get()
    assert kept.media_type == "image/jpeg"
    assert "passwd" not in kept.path
    served = scene.client.get(f"/observations/{draft.reference}/photos/0")
    assert served.headers["Content-Type"] == "image/jpeg"
    assert b"SECRETCAMERA" not in served.content
    assert signed_in_as(scene.officer).get(f"/observations/{draft.reference}/photos/0").status_code == 404


def test_a_file_that_is_not_what_it_claims_is_refused_and_the_draft_is_not_half_kept(scene: Scene) -> None:
    lie = SimpleUploadedFile("photo.jpg", b"<html>not a photo</html>", content_type="image/jpeg")
    answer = scene.client.post("/record", scene.filled(photos=lie))
    assert answer.status_code == 422
    assert "could not read this file as a photo" in answer.content.decode()
    with make.everything():
        assert not Observation.objects.exists()


def test_two_windows_on_one_draft_lose_nothing(scene: Scene) -> None:
    draft = scene.draft()
    seen = draft.version
    scene.client.post(f"/record/{draft.reference}", scene.filled(words="First window", version=seen))
    answer = scene.client.post(
        f"/record/{draft.reference}", scene.filled(words="Second window", version=seen)
    )
    assert answer.status_code == 409
    assert b"Second window" in answer.content
    with make.everything():
        assert Observation.objects.get().words == "First window"


def test_who_is_concerned_is_shown_only_when_shared(scene: Scene) -> None:
    for ticked, sees in [({}, False), ({"shows": ["name"]}, True)]:
        draft = scene.draft(person_name="Arthur Invented", sensitivity="partners")
        scene.client.post(
            f"/observations/{draft.reference}/pass-on",
            {
                "form_key": "1",
                "teams": [scene.cleansing.pk],
                "words": "Please help",
                "from_team": scene.own.pk,
                **ticked,
            },
        )
        page = signed_in_as(scene.officer).get(f"/observations/{draft.reference}")
        assert page.status_code == 200
        assert (b"Arthur Invented" in page.content) is sees
    with make.everything():
        assert PersonConcerned.objects.count() == 2


def test_a_household_is_added_person_by_person_with_everything_typed_kept(scene: Scene) -> None:
    typed = scene.filled(person_name="Arthur Invented", person_date_of_birth_0="31", words="", people="1")
    page = scene.client.post("/record", {**typed, "another": "yes"})
    content = page.content.decode()
    assert page.status_code == 200
    assert "govuk-error" not in content, "nothing is found wrong while somebody is still writing"
    assert 'value="Arthur Invented"' in content
    assert 'value="31"' in content
    assert "Person 2</legend>" in content
    two = scene.filled(people="2", person_name="Arthur Invented", person1_name="Beth Invented")
    draft = scene.draft(**two, keep="yes", person1_age_band="5-10", person1_address="1 Test Row")
    with make.everything():
        people = queries.people_in(draft)
    assert [one.name for one in people] == ["Arthur Invented", "Beth Invented"]
    assert people[1].address == "1 Test Row"
    assert draft.sensitivity == "partners"
    assert 'value="Beth Invented"' in scene.client.get(f"/record/{draft.reference}").content.decode()


def test_a_person_is_left_out_and_the_others_stay_as_they_were(scene: Scene) -> None:
    typed = scene.filled(
        people="3",
        person_name="Arthur",
        person1_name="Beth",
        person2_name="Carl",
        person2_date_of_birth_2="1980",
    )
    content = scene.client.post("/record", {**typed, "without": "1"}).content.decode()
    assert "Beth" not in content
    assert 'name="person1_name" value="Carl"' in content
    assert 'value="1980"' in content
    assert 'name="people" value="2"' in content
    content = scene.client.post("/record", {**typed, "without": "7"}).content.decode()
    assert all(f'value="{name}"' in content for name in ("Arthur", "Beth", "Carl"))


def test_what_is_wrong_of_the_second_person_is_said_beside_the_second(scene: Scene) -> None:
    born = dict(zip([f"person1_date_of_birth_{part}" for part in range(3)], ("1", "2", "2190"), strict=True))
    answer = scene.client.post("/record", scene.filled(people="2", person_name="Arthur", **born))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_person1_date_of_birth_0"' in content
    assert 'value="Arthur"' in content


def test_no_more_people_are_asked_for_than_a_record_takes(scene: Scene) -> None:
    for said in ("20", "9" * 5_000, "-1", "x", ""):
        page = scene.client.post("/record", {**scene.filled(people=said), "another": "yes"})
        assert page.status_code == 200
        assert "Person 21" not in page.content.decode()
    assert (
        "No more than 20 people"
        in scene.client.post("/record", {**scene.filled(people="20"), "another": "yes"}).content.decode()
    )


def test_who_chose_photos_is_told_that_they_must_be_chosen_again(scene: Scene) -> None:
    typed = scene.filled(words="", photos=a_photo())
    assert "Choose your photos again" in scene.client.post("/record", typed).content.decode()


def test_a_protected_observation_is_not_there_for_others_and_its_words_are_in_no_list(scene: Scene) -> None:
    scene.category.sensitivity = Sensitivity.PROTECTED
    scene.category.save()
    draft = scene.draft(words="Zebrafish words", sensitivity="open")
    scene.client.post(
        f"/observations/{draft.reference}/pass-on",
        {"form_key": "1", "only_record": "yes", "from_team": scene.own.pk},
    )
    other = signed_in_as(make.an_actor(RoleName.WORKER, team=scene.own))
    for path in ("/observations", "/observations/mine", f"/observations/{draft.reference}"):
        assert b"Zebrafish" not in other.get(path).content
    assert b"Zebrafish" not in scene.client.get("/observations/mine").content
    assert scene.client.get(f"/observations/{draft.reference}").status_code == 200


def test_recording_takes_at_most_twenty_five_queries(scene: Scene) -> None:
    for _ in range(30):
        make.a_remit(make.a_team(), scene.category, scene.ward)
    scene.client.get("/record")
    with CaptureQueriesContext(connection) as asked:
        answer = scene.client.post("/record", scene.filled())
    assert count(asked) <= 25, listed(asked)
    with CaptureQueriesContext(connection) as asked:
        assert scene.client.get(answer.headers["Location"]).status_code == 200
    assert count(asked) <= 25, listed(asked)


def test_my_observations_take_as_many_queries_for_forty_as_for_two(scene: Scene) -> None:
    scene.client.get("/observations/mine")
    taken = []
    for more in (2, 38):
        for _ in range(more):
            make.an_observation(scene.worker, scene.own, scene.category)
        with CaptureQueriesContext(connection) as asked:
            assert scene.client.get("/observations/mine").status_code == 200
        taken.append(count(asked))
    assert taken[0] == taken[1] <= 15


def count(asked: CaptureQueriesContext) -> int:
    """Without savepoints, and without saying whose eyes to see with: those touch no table."""
    return len([q for q in asked if "SAVEPOINT" not in q["sql"] and "set_config" not in q["sql"]])


def listed(asked: CaptureQueriesContext) -> str:
    return "\n".join(q["sql"][:140] for q in asked)


def test_how_it_ended_is_said_in_words(scene: Scene) -> None:
    referral = make.a_referral(scene.worker, scene.own, scene.cleansing, scene.category)
    with as_actor(scene.officer):
        actions.acknowledge_referral(by=scene.officer, referral=referral)
        actions.close_referral(
            by=scene.officer, referral=referral, outcome="advice-given", words="Ring the pantry."
        )
    assert b"Advice given" in scene.client.get("/observations/mine").content


def test_open_words_that_tell_of_somebody_are_asked_about_before_they_are_sent(scene: Scene) -> None:
    draft = scene.draft(words="Mrs Invented at the corner has no heating.")
    there = f"/observations/{draft.reference}/pass-on"
    assert b"Mrs Invented" in scene.client.get(there).content
    sending = {"form_key": "9", "teams": [scene.cleansing.pk], "words": "Go.", "from_team": scene.own.pk}
    asked = scene.client.post(there, sending)
    assert asked.status_code == 422
    assert b"Does it tell of somebody?" in asked.content
    with make.everything():
        assert not Referral.objects.exists()
    assert scene.client.post(there, sending | {"personal": "partners"}).status_code == 302
    with make.everything():
        sent = Referral.objects.get()
        assert (sent.sensitivity, sent.items) == ("partners", ["words"])


def test_words_that_tell_of_nobody_are_sent_without_a_question(scene: Scene) -> None:
    draft = scene.draft(words="The lamp is out.")
    there = f"/observations/{draft.reference}/pass-on"
    assert b"Does it tell of somebody?" not in scene.client.get(there).content
    sending = {"form_key": "9", "teams": [scene.cleansing.pk], "words": "Go.", "from_team": scene.own.pk}
    assert scene.client.post(there, sending).status_code == 302
