"""`wardmote init` sets a partnership up from nothing, once, and goes on where it stopped (R1.1, R12.1)."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core import mail
from django.test import Client
from tests import factories as make

from wardmote.kernel.actor import system
from wardmote.kernel.refusals import NotReady
from wardmote.project import serve
from wardmote.project.cli import init
from wardmote.project.founding import ground
from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import AlreadyAdministered, AlreadyFounded, Described
from wardmote.shared.partnerships.models import (
    Category,
    ClockProfile,
    Invitation,
    Organisation,
    Partnership,
    Remit,
    Team,
)
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

BRYNMOR = Path(__file__).parents[2] / "examples" / "partnership"
LINK = re.compile(r"^http://localhost:8000(/invitation/\S+)$", re.MULTILINE)
NAMED = ("--name", "Brynmor Partnership", "--short-name", "Brynmor")
ANGHARAD = ("--administrator", "Angharad Pugh", "--email", "angharad@brynmor.example")
BY = system("a test")


@pytest.fixture(autouse=True)
def nothing_to_migrate(monkeypatch) -> None:
    monkeypatch.setattr(serve, "bring_database_up_to_date", lambda: None)


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(BRYNMOR, tmp_path / "brynmor"))


@pytest.fixture
def small(folder) -> Path:
    """A folder with the ground alone."""
    for name in ("logo.png", "organisations.csv", "teams.csv", "remits.csv", "people.csv"):
        (folder / name).unlink()
    (folder / "categories.yaml").write_text("groups: []\n")
    return folder


def wardmote_init(*words: str | Path, answers: str | None = None) -> Result:
    return CliRunner().invoke(init.command, [str(word) for word in words], input=answers)


def link_in(result: Result) -> str:
    assert result.exit_code == 0, result.output
    found = LINK.search(result.output)
    assert found, result.output
    return found[1]


def changes_in(result: Result) -> dict[str, str]:
    """What it says of each file."""
    return dict(line.split(maxsplit=1) for line in result.output.splitlines() if line.startswith("  "))


def test_with_a_name_and_an_administrator_it_founds_and_hands_over_a_link_that_works():
    done = wardmote_init(*NAMED, *ANGHARAD)
    page = Client().get(link_in(done)).content.decode()
    assert "Angharad Pugh" in page
    assert Partnership.objects.get().name == "Brynmor Partnership"
    assert (
        "Still to do, in the pages at http://localhost:8000/set-up:\n- Name and address\n- Wards"
        in done.output
    )


def test_what_is_not_given_is_asked(monkeypatch):
    monkeypatch.setattr(init, "_is_asked", lambda: True)
    done = wardmote_init(answers="Brynmor Partnership\nBrynmor\nAngharad Pugh\nangharad@brynmor.example\n")
    link_in(done)
    assert "Name of the partnership: " in done.output


def test_where_nobody_can_answer_it_says_which_option_is_missing():
    done = wardmote_init("--name", "Brynmor")
    assert done.exit_code == 1
    assert "give it with --short-name" in done.output
    assert not Partnership.objects.exists()


def test_run_again_before_the_link_is_used_it_hands_over_the_same_link():
    first = link_in(wardmote_init(*NAMED, *ANGHARAD))
    assert link_in(wardmote_init()) == first


def test_a_link_to_somebody_else_ends_the_first():
    first = link_in(wardmote_init(*NAMED, *ANGHARAD))
    second = link_in(wardmote_init("--administrator", "Bryn Tomos", "--email", "bryn@brynmor.example"))
    assert "does not work" in Client().get(first).content.decode()
    assert "Bryn Tomos" in Client().get(second).content.decode()


def test_once_it_is_administered_it_refuses_politely_and_changes_nothing():
    wardmote_init(*NAMED, *ANGHARAD)
    make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    again = wardmote_init("--name", "Another", *ANGHARAD)
    assert again.exit_code == 1
    assert "Brynmor Partnership is set up here and has its administrator" in again.output
    assert Partnership.objects.get().name == "Brynmor Partnership"
    with pytest.raises(AlreadyAdministered):
        actions.invite_first_administrator(by=BY, name="Bryn", email="bryn@brynmor.example")


def test_another_name_does_not_found_a_second_partnership():
    wardmote_init(*NAMED, *ANGHARAD)
    again = wardmote_init("--name", "Another")
    assert again.exit_code == 1
    assert "founded here already" in again.output
    with pytest.raises(AlreadyFounded):
        actions.found_partnership(by=BY, described=Described(name="Another", short_name="Another"))


def test_the_demo_borough_is_left_alone():
    Partnership.objects.create(name="Demo", short_name="Demo", is_demo=True)
    assert "The demo borough is in this database" in wardmote_init(*NAMED).output


@pytest.mark.parametrize(
    "given", [{"name": " "}, {"short_name": "x" * 61}, {"address": "x" * 501}, {"email": "nowhere"}]
)
def test_a_partnership_is_described_in_words_that_can_be_kept(given):
    with pytest.raises(NotReady):
        actions.found_partnership(by=BY, described=Described("Brynmor", "Brynmor")._replace(**given))
    assert not Partnership.objects.exists()


def test_an_address_that_is_none_is_told_and_what_came_before_is_kept():
    done = wardmote_init(*NAMED, "--administrator", "Angharad Pugh", "--email", "nowhere")
    assert done.exit_code == 1
    assert "Write an e-mail address like" in done.output
    assert Partnership.objects.exists()


def test_the_link_can_be_mailed_instead(settings):
    done = wardmote_init(*NAMED, *ANGHARAD, "--mail")
    assert done.exit_code == 0, done.output
    assert not LINK.search(done.output)
    (sent,) = mail.outbox
    assert sent.to == ["angharad@brynmor.example"]
    assert LINK.search(sent.body)


def test_mail_that_is_not_taken_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    done = wardmote_init(*NAMED, *ANGHARAD, "--mail")
    assert done.exit_code == 1
    assert "Run this again without --mail" in done.output


def test_a_folder_sets_up_a_whole_borough_and_the_same_again_changes_nothing():
    done = wardmote_init("--from", BRYNMOR)
    link_in(done)
    here = Partnership.objects.get()
    assert (here.name, here.short_name) == ("Brynmor Community Partnership", "Brynmor")
    assert here.brand == "#6a2c7a"
    assert queries.logo_kept() is not None
    assert Area.objects.filter(area_set__kind="wards").count() == 9
    assert Area.objects.filter(area_set__kind="areas").count() == 3
    assert Organisation.objects.count() >= 6
    assert Team.objects.count() >= 12
    assert Remit.objects.count() > 100
    assert "- Is everything covered?" in done.output
    revisions = set(AreaSet.objects.values_list("revision", flat=True))
    again = wardmote_init("--from", BRYNMOR)
    assert again.exit_code == 0, again.output
    said = changes_in(again)
    assert len(said) >= 8
    assert set(said.values()) == {"as it was"}
    assert set(AreaSet.objects.values_list("revision", flat=True)) == revisions


def test_a_check_says_what_would_happen_and_changes_nothing(small):
    done = wardmote_init("--from", small, "--check")
    assert done.exit_code == 0, done.output
    assert changes_in(done)["wards.geojson"] == "9 wards"
    assert "Nothing was changed" in done.output
    assert not Partnership.objects.exists()
    assert not AreaSet.objects.exists()
    assert not Invitation.objects.exists()
    assert queries.face().name == ""


def test_everything_that_is_wrong_is_told_at_once_with_its_file_and_row(folder):
    for name, old, new in [
        ("areas.csv", "Cwm Hedd", "Cwm Heddd"),
        ("teams.csv", "Mon-Fri 08:00-18:00", "whenever"),
        ("partnership.yaml", '"#f0b429"', '"#400000"'),
    ]:
        file = folder / name
        file.write_text(file.read_text().replace(old, new, 1))
    (folder / "logo.png").write_bytes(b"<svg>")
    done = wardmote_init("--from", folder)
    assert done.exit_code == 1
    assert "partnership.yaml: colours.light: Dark text on it could not be read" in done.output
    assert "logo.png: This is an SVG" in done.output
    assert "areas.csv, row 2: There is no ward “Cwm Heddd”. Did you mean “Cwm Hedd”?" in done.output
    assert "teams.csv, row 2: " in done.output
    assert "remits.csv: not looked at. Mend teams.csv first." in done.output
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("nmae: Brynmor", "nmae: We do not know this. Did you mean “name”?"),
        ("name: [", "partnership.yaml, row"),
        ("name: 7", "name: Write words."),
        ("- a", "Write each of its lines"),
        ("wards: {name: W, since: soon}", "wards.1.since: Write a day like 2022-05-05."),
        ("name: B", "wards.geojson is there. Write “wards:”"),
        ("areas: [{name: A, since: 2024-01-01, file: ../x.csv}]", "must be a file in this folder"),
        ("areas: [{name: A, since: 2024-01-01, kind: wards}]", "wards.geojson is there"),
        ("areas: [{name: A, since: 2024-01-01, kind: towns}]", "areas.1.kind: Write one of: areas"),
    ],
)
def test_a_plan_that_cannot_be_read_is_told_by_its_place(folder, written, sentence):
    (folder / "partnership.yaml").write_text(written)
    done = wardmote_init("--from", folder)
    assert done.exit_code == 1
    assert sentence in done.output


def test_what_stopped_half_way_goes_on_where_it_stopped(small, monkeypatch):
    through = ground._use_areas
    times = []

    def stops(*given):
        times.append(given)
        if len(times) == 3:  # two sets were tried; now it is in earnest
            raise KeyboardInterrupt
        return through(*given)

    with monkeypatch.context() as patch:
        patch.setattr(ground, "_use_areas", stops)
        assert wardmote_init("--from", small).exit_code == 1
    assert {area_set.kind for area_set in AreaSet.objects.all()} == {"wards"}
    again = wardmote_init("--from", small)
    link_in(again)
    said = changes_in(again)
    assert said["wards.geojson"] == "as it was"
    assert said["areas.csv"] == "Areas of 2024: 3 areas"


def test_a_mended_folder_changes_what_differs(small):
    wardmote_init("--from", small)
    file = small / "partnership.yaml"
    file.write_text(file.read_text().replace("short_name: Brynmor", "short_name: Brynmôr"))
    file = small / "areas.csv"
    file.write_text(file.read_text().replace("The coast,Morfa Isaf", "The river,Morfa Isaf"))
    make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    again = wardmote_init("--from", small)
    assert again.exit_code == 0, again.output
    changed = [name for name, said in changes_in(again).items() if said != "as it was"]
    assert changed == ["partnership.yaml", "areas.csv"]
    assert Partnership.objects.get().short_name == "Brynmôr"


def test_categories_are_chosen_called_and_added_to(small):
    chosen, left = queries.shipped_offered(BY)[:2]
    first, second = chosen.free[:2]
    (small / "categories.yaml").write_text(
        f"groups: [{chosen.group.key}]\nwithout: [{first.key}]\n"
        f"rename:\n  {chosen.group.key}: Ein strydoedd\n  {second.key}: Sbwriel\n"
        "add_groups:\n  - {key: coast, name: The coast}\n"
        f"add:\n  - {{name: Harbour wall, group: coast, clock: {second.clock}, seriousness: 3}}\n"
    )
    link_in(wardmote_init("--from", small))
    keys = set(Category.objects.values_list("key", flat=True))
    assert first.key not in keys
    assert not keys & {category.key for category in left.free}
    renamed = Category.objects.get(key=second.key)
    assert (renamed.name, renamed.group.name) == ("Sbwriel", "Ein strydoedd")
    assert Category.objects.get(name="Harbour wall").group.key == "coast"
    assert changes_in(wardmote_init("--from", small))["categories.yaml"] == "as it was"


def test_clocks_with_their_waits_come_from_the_folder_and_follow_it(small):
    times = "acknowledge: 4wh, decide: 1wd, close: 9wd"
    clock = f"clocks:\n  - {{key: tide, name: Tide, {times}, wait_lead: %s, reason: It turns.}}\n"
    (small / "categories.yaml").write_text("groups: []\n" + clock % "2wh")
    link_in(wardmote_init("--from", small))
    tide = ClockProfile.objects.get(key="tide")
    assert (tide.wait_desk, tide.wait_lead, tide.remind_after) == ("1wh", "2wh", 75)
    assert changes_in(wardmote_init("--from", small))["categories.yaml"] == "as it was"
    (small / "categories.yaml").write_text("groups: []\n" + clock % "3wh")
    assert "1 clocks" in changes_in(wardmote_init("--from", small))["categories.yaml"]
    assert ClockProfile.objects.get(key="tide", ended_on=None).wait_lead == "3wh"


def test_the_files_that_the_guide_shows_are_taken_as_they_stand(small):
    guide = (BRYNMOR.parents[1] / "docs" / "how-to" / "set-up-a-partnership.md").read_text()
    plan, choice = re.findall(r"```yaml\n(.+?)```", guide, re.DOTALL)
    (small / "partnership.yaml").write_text(plan)
    (small / "categories.yaml").write_text(choice)
    done = wardmote_init("--from", small, "--check")
    assert done.exit_code == 0, done.output
    assert "renamed" in changes_in(done)["categories.yaml"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("groups: [none-such]", "groups: the set has no “none-such”. It has:"),
        ("groups: []\nrename: {none-such: Other}", "no category with the key “none-such”"),
        (
            "groups: []\nclocks: [{key: t, name: T, acknowledge: 1wd, decide: 1wd, close: 9wd,"
            " wait_desk: none, reason: R}]",
            "clocks: “t”, wait_desk: Every rung must lead to the next.",
        ),
        ("groups: []\nadd: [{name: Wall, group: none, clock: none}]", "“Wall”: there is no group “none”"),
    ],
)
def test_a_choice_of_categories_that_cannot_be_made_is_told(small, written, sentence):
    (small / "categories.yaml").write_text(written)
    assert sentence in wardmote_init("--from", small).output
