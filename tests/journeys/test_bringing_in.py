"""The administrator brings in a file of another system, mends what was rejected, and undoes it (R1.5)."""

from pathlib import Path

from tests import factories as make

from wardmote.modules.referrals import jobs
from wardmote.modules.referrals.models import ImportDraft, ImportRun
from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks

FILE = """\
Enquiry number,Date logged,Date closed,Service type,Description,Street name,Easting,Northing
ENQ1,03/04/2024 09:30,,Fly tipping,Two mattresses behind the garages,Test Row,401453,298070
ENQ2,05/06/2024 17:05,07/06/2024 08:00,Fly tipping,A sofa on the path,Mill Lane,401460,298080
ENQ3,soon,,Fly tipping,Bags by the bridge,Sand Street,401470,298090
"""


@in_two_looks
def test_an_administrator_brings_a_file_in_mends_a_row_and_undoes_it(
    visitor, borough, tmp_path: Path, settings
) -> None:
    settings.WARDMOTE_DATA = tmp_path
    page = visitor.page

    def uploads(content: str, name: str) -> None:
        page.get_by_label("File of reports").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
        )
        visitor.presses("Upload it")

    def looks() -> None:
        visitor.presses("Look at what it will be")
        visitor.sees("Looking through the file")
        draft = ImportDraft.objects.latest("pk")
        jobs.look_through_import(draft.pk, draft.version)
        if visitor.has_script:
            visitor.presses("See what it will be")
        else:
            visitor.follows("Look again", within="main")

    def imports(button: str) -> None:
        visitor.presses(button)
        visitor.sees("0 rows read")
        jobs.run_import(ImportDraft.objects.latest("pk").pk)
        if visitor.has_script:
            visitor.presses("See the result")
        else:
            visitor.follows("Look again", within="main")

    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    visitor.goes_to("/partnership")
    visitor.follows("Imports", within="main")
    visitor.presses("Bring a file in")
    uploads("", "empty.csv")
    visitor.sees("empty.csv is empty")
    uploads(FILE, "street-desk.csv")
    visitor.presses("Go on to the values")
    visitor.sees("Name the system the file comes from")
    page.get_by_label("Name of the system the file comes from").fill("Street desk")
    visitor.presses("Go on to the values")
    visitor.sees("03/04/2024 09:30 is 3 April 2024, 09:30")
    visitor.presses("Look at what it will be")
    visitor.sees("Choose how the dates are written")
    page.get_by_label("day/month/year hour:minute", exact=True).check()
    looks()
    visitor.sees("3 = 2 new + 0 already here + 1 rejected")
    visitor.sees("Date logged is no time in the formats of the mapping.")
    imports("Import 2 reports")
    visitor.sees("3 = 2 imported + 0 already here + 1 rejected")
    first = ImportRun.objects.get()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejected rows with all their columns").click()
    rejected = Path(download.value.path()).read_text(encoding="utf-8-sig")
    visitor.follows("Load the corrected file", within="main")
    uploads(rejected.replace("soon", "04/04/2024 10:00"), "corrected.csv")
    visitor.presses("Go on to the values")
    looks()
    imports("Import 1 report")
    visitor.sees("1 = 1 imported + 0 already here + 0 rejected")

    visitor.goes_to(f"/imports/{first.pk}")
    visitor.follows("Undo this import", within="main")
    visitor.sees("2 observations")
    visitor.presses("Undo the import")
    jobs.undo_import(first.pk)
    visitor.goes_to(f"/imports/{first.pk}")
    visitor.sees("Everything it had brought was removed")
