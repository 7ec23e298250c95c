"""The administrator invites many people from a file, looks at roles again and lets somebody leave (R1.1, R1.2)."""

from datetime import timedelta
from pathlib import Path

from tests import factories as make

from wardmote.kernel.clock import now
from wardmote.shared.partnerships import jobs
from wardmote.shared.partnerships.models import Invitation, PeopleFile, RoleHolding
from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks

WITH_FAULTS = """name;email;role;team
Nora New;nora@people.example;worker;Streets and cleansing
Nora New;nora@people.example;duty officer;Larkfield repairs desk
Olaf Other;olaf@people.example;worker;Street and cleansing
Olaf Other;olaf@people;worker;Streets and cleansing
Nora New;NORA@people.example;Worker;streets and cleansing
"""


@in_two_looks
def test_many_are_invited_from_a_file_and_its_faults_are_mended_and_brought_again(
    visitor, borough, tmp_path
) -> None:
    page = visitor.page
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    visitor.goes_to("/people")
    visitor.presses("Invite many")
    bring(visitor, tmp_path / "people.csv", "name,role\n")
    visitor.sees("We found no column “email”")
    bring(visitor, tmp_path / "people.csv", WITH_FAULTS)
    visitor.sees("1 person gets a link")
    visitor.sees("say the same as a row above")
    visitor.sees("Did you mean “Streets and cleansing”?")
    visitor.opens("Who is invited")
    visitor.looks()
    assert not Invitation.objects.exists()
    visitor.presses("Invite 1 person")
    visitor.sees("People are being invited")
    there = page.url.removeprefix(visitor.address)
    visitor.presses("Stop")
    visitor.sees("Stopped on the way")
    visitor.presses("Go on")
    jobs.invite_from_file(PeopleFile.objects.get().pk)
    if not visitor.has_script:
        visitor.goes_to(there)
    visitor.sees("2 invited")
    visitor.looks()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download these rows").click()
    mended = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert mended.count("Olaf Other") == 2
    mended = mended.replace("olaf@people,", "olaf@people.example,").replace("Street and", "Streets and")
    visitor.follows("Bring the mended table", within="main")
    bring(visitor, tmp_path / "mended.csv", mended)
    visitor.sees("Will be invited")
    assert Invitation.objects.count() == 2


def bring(visitor, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    visitor.page.get_by_label("File of people").set_input_files(file)
    visitor.presses("Look at it")


@in_two_looks
def test_roles_are_looked_at_again_and_somebody_leaves_and_comes_back(visitor, borough) -> None:
    page, officer = visitor.page, borough.officer
    RoleHolding.objects.update(reviewed_at=now())
    RoleHolding.objects.filter(person=officer.person_id).update(reviewed_at=now() - timedelta(days=400))
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    RoleHolding.objects.filter(person__name="Ada Administrator").update(reviewed_at=now())
    visitor.goes_to("/people")
    visitor.sees("waited more than a month")
    visitor.follows("Roles to review", within="main")
    page.get_by_label("Otto Officer").check()
    visitor.presses("Confirm those chosen")
    visitor.sees("Every role has been looked at")
    visitor.follows("People and roles", within="main")
    visitor.follows("Otto Officer", within="main")
    visitor.follows("They leave", within="main")
    visitor.presses("They leave")
    visitor.sees("Otto Officer has left")
    visitor.presses("They come back")
    visitor.presses("They come back")
    visitor.sees("Give the first role")
