"""A file of reports is brought in by the pages: upload, columns, values, a look, the work, the rest (R1.5)."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import a_partnership, a_person, a_role, a_team

from wardmote.kernel import clock
from wardmote.kernel.database import as_system
from wardmote.modules.referrals import jobs
from wardmote.modules.referrals.models import ImportDraft, ImportRun, Observation, SavedMapping
from wardmote.modules.referrals.rules.importing import FILE_KEPT, SILENCE, DraftState
from wardmote.modules.referrals.rules.mapping import Everything, from_yaml, read_mapping, to_yaml
from wardmote.modules.referrals.web.imports.column_answers import answers_in, mapping_with
from wardmote.modules.referrals.web.imports.column_form import QUESTIONS
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography.models import Postcode
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName

from .conftest import HEADING, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories", "folder")]

MAPPINGS = Path(__file__).parents[3] / "examples" / "mappings"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where uploaded files stand."""
    settings.WARDMOTE_DATA = tmp_path
    return tmp_path / "imports"


class Administrator:
    """Somebody who brings a file in by the pages, changing only what a test says."""

    def __init__(self, name: str = "Ada Administrator") -> None:
        a_partnership()
        self.person: Person = a_person(name)
        a_role(self.person, RoleName.PARTNERSHIP_ADMINISTRATOR)
        self.client = Client()
        self.client.force_login(self.person)

    @property
    def draft(self) -> ImportDraft:
        """Their latest upload."""
        return ImportDraft.objects.filter(started_by=self.person).latest("pk")

    def sees(self, path: str = "") -> str:
        """A page of the upload, or any other, as they see it."""
        return self.client.get(self.at(path), follow=True).content.decode()

    def at(self, path: str) -> str:
        """The address of a step of the upload; an address stays as it is."""
        return path if path.startswith("/") else f"/imports/drafts/{self.draft.pk}/{path}".rstrip("/")

    def uploads(self, content: bytes, name: str = "reports.csv", like: ImportDraft | None = None) -> Any:
        """Upload a file, with the mapping of an earlier one."""
        query = f"?like={like.pk}" if like else ""
        return self.client.post(
            f"/imports/new{query}", {"form_key": uuid4().hex, "file": SimpleUploadedFile(name, content)}
        )

    def sends(self, path: str, **changes: Any) -> Any:
        """Send the form of a page as it stands there, with some answers changed."""
        page = self.client.get(self.at(path))
        assert page.status_code == 200, path
        form = page.context["form"]
        given: dict[str, Any] = {}
        for name in form.fields:
            value = form[name].value()
            if (value not in (None, "") and not isinstance(value, list)) or (
                isinstance(value, list) and value
            ):
                given[name] = value
        key = re.search(r'name="form_key" value="([^"]+)"', page.content.decode())
        assert key
        return self.client.post(self.at(path), {**given, "form_key": key[1], **changes})

    def acts(self, what: str, version: int | None = None) -> Any:
        """Press a button on the page of the work."""
        sent = {"form_key": uuid4().hex, "act": what, "version": version or self.draft.version}
        return self.client.post(self.at("act"), sent)

    def looks(self, columns: dict[str, Any] | None = None, values: dict[str, Any] | None = None) -> str:
        """Go from the upload to the preview, and see it."""
        assert self.sends("columns", **{"system": "Street desk", **(columns or {})}).status_code == 302
        assert self.sends("values", **{"default": "pothole", **(values or {})}).status_code == 302
        self.job_looks()
        return self.sees("preview")

    def job_looks(self) -> None:
        """The worker does what was asked for."""
        jobs.look_through_import(self.draft.pk, self.draft.version)

    def imports(self) -> ImportRun:
        """Press the button on the preview, and let the worker do it."""
        assert self.acts("start").status_code == 302
        jobs.run_import(self.draft.pk)
        run = self.draft.run
        assert run
        return run


@pytest.fixture
def ada() -> Administrator:
    """The partnership administrator."""
    return Administrator()


def table(*lines: str, heading: str = HEADING) -> bytes:
    """A file of comma-separated values."""
    return "\n".join([heading, *lines, ""]).encode()


def kept() -> list[Observation]:
    """Every observation here."""
    with as_system("a test counts"):
        return list(Observation.objects.order_by("pk"))


def test_a_file_becomes_observations_without_a_mapping_being_written(ada: Administrator) -> None:
    assert ada.uploads(table(*(row(n) for n in range(30)), row(99, seen="?"))).status_code == 302
    page = ada.looks()
    assert "31 = 30 new + 0 already here + 1 rejected" in page
    assert "Import 30 reports" in page
    assert not kept()
    run = ada.imports()
    assert (run.imported, run.rejected, run.started_by) == (30, 1, ada.person)
    first = kept()[0]
    assert (first.words, first.their_system, first.their_reference) == (
        "A hole in the road",
        "Street desk",
        "0",
    )
    assert "31 = 30 imported + 0 already here + 1 rejected" in ada.sees()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "is empty"),
        (b"id,what,when\n", "headings.csv", "one line only"),
        (b"\x89PNG\r\n\x1a\n", "picture.csv", "is a picture"),
        (b"PK\x03\x04 and so on", "book.xlsx", "Excel workbook"),
        (b"%PDF-1.7", "letter.pdf", "is a PDF"),
        (b"<html><p>Sign in", "export.csv", "web page"),
        (b"a,b\n1\x00,2\n", "nulls.csv", "no text"),
        (b'{"id": 1', "cut.json", "none at line 1"),
        (b'{"id": 1}', "one.json", "no list of reports"),
        (b"\x1f\x8b\x08broken", "broken.gz", "broken gzip"),
        (",".join(f"c{n}" for n in range(501)).encode() + b"\n1\n", "wide.csv", "501 columns"),
    ],
)
def test_what_is_no_file_of_reports_is_refused_at_once_with_what_to_do(
    ada: Administrator, folder: Path, content: bytes, name: str, said: str
) -> None:
    answer = ada.uploads(content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ImportDraft.objects.exists()
    assert not list(folder.glob("*"))


def test_a_file_that_is_too_large_is_refused_and_not_kept(
    ada: Administrator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.import_drafts.MAX_FILE_BYTES", 1_000_000)
    answer = ada.uploads(table(*(row(n) for n in range(20_000))))
    assert answer.status_code == 422
    assert "over 1 MB" in answer.content.decode()
    assert not list(folder.glob("*"))


def test_letters_of_an_older_windows_are_read_as_they_were_meant(ada: Administrator) -> None:
    ada.uploads(table(row(1, what="The café’s bin – £5")).decode().encode("windows-1252"))
    assert "The café’s bin – £5" in ada.looks()


def test_a_file_of_a_hundred_columns_is_asked_about_in_a_bounded_time_and_space(ada: Administrator) -> None:
    more = [f"extra {n}" for n in range(92)]
    ada.uploads(table(row(1) + ",x" * 92, row(2) + ",y" * 92, heading=",".join([HEADING, *more])))
    page = ada.sees("columns")
    assert "extra 91" in page
    assert len(page) < 400_000
    assert "2 new" in ada.looks()


def test_dates_that_could_be_read_two_ways_are_not_guessed(ada: Administrator) -> None:
    ada.uploads(table(row(1, seen="03/04/2024"), row(2, seen="05/06/2024")))
    ada.sends("columns", system="Street desk")
    page = ada.sees("values")
    assert "03/04/2024 is 3 April 2024" in page
    assert "03/04/2024 is 4 March 2024" in page
    refused = ada.sends("values", default="pothole")
    assert refused.status_code == 422
    assert "Choose how the dates are written" in refused.content.decode()
    ada.looks(values={"written_as": "1"})
    ada.imports()
    assert f"{kept()[0].observed_at:%d %m %Y}" == "04 03 2024"


def test_dates_that_can_be_read_in_one_way_only_need_no_answer(ada: Administrator) -> None:
    ada.uploads(table(row(1, seen="03/04/2024"), row(2, seen="25/06/2024"), row(3, seen="n/a")))
    assert "2 new + 0 already here + 1 rejected" in ada.looks()


def test_a_column_of_dates_that_nobody_can_read_says_so(ada: Administrator) -> None:
    ada.uploads(table(*(row(n, seen="last week") for n in range(3))))
    ada.sends("columns", system="Street desk", observed_at="2")
    assert "We cannot read these dates" in ada.sees("values")
    refused = ada.sends("values", default="pothole")
    assert refused.status_code == 422
    assert "We cannot tell how “last week” is a date" in refused.content.decode()


@pytest.mark.parametrize(
    ("heading", "one"),
    [
        ("id,what,seen,lat,lon", "1,A hole,2024-01-02,52.5800,-1.9800"),
        ("id,what,seen,easting,northing", "1,A hole,2024-01-02,401453,298070"),
    ],
)
def test_a_place_is_understood_in_degrees_and_on_the_national_grid(
    ada: Administrator, heading: str, one: str
) -> None:
    ada.uploads(table(one, heading=heading))
    ada.looks()
    ada.imports()
    found = kept()[0]
    assert found.latitude == pytest.approx(52.58, abs=0.001)
    assert found.longitude == pytest.approx(-1.98, abs=0.001)


def test_a_report_without_a_point_is_put_at_its_postcode_where_that_is_known(ada: Administrator) -> None:
    Postcode.objects.create(postcode="WS1 1AA", latitude=52.59, longitude=-1.97)
    point = {"lat": "", "lon": ""}
    ada.uploads(
        table(
            row(1, where="4 Sand Street ws11aa", **point),
            row(2, where="Mill Lane WS9 9ZZ", **point),
            row(3, where="WS1 1AA"),
        )
    )
    assert "52.5900, -1.9700" in ada.looks()
    ada.imports()
    assert [one.latitude for one in kept()] == [52.59, None, 52.58]


def test_half_a_place_is_asked_for_whole(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    refused = ada.sends("columns", system="Street desk", second="")
    assert refused.status_code == 422
    assert "A place needs both numbers, or neither" in refused.content.decode()


def test_what_cannot_be_left_out_is_asked_for_and_what_was_said_is_kept(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    refused = ada.sends("columns", system="", reference="", words="", place="6")
    for said in ("Name the system", "their own number", "what was said"):
        assert said in refused.content.decode()
    assert refused.context["form"]["place"].value() == "6"
    assert ada.draft.version == 0


def test_each_of_their_kinds_is_one_of_our_categories_or_left_out_or_rejected(ada: Administrator) -> None:
    kinds = ["Hole", "Hole", "Hole", "Test", "Test", "Whatever"]
    ada.uploads(table(*(row(n, kind=kind) for n, kind in enumerate(kinds))))
    ada.sends("columns", system="Street desk")
    page = ada.sees("values")
    assert "Whatever" in page
    refused = ada.sends("values", kind_0="pothole", kind_1="leave-out", default="reject")
    assert "Say why some are left out" in refused.content.decode()
    given = {"kind_0": "pothole", "kind_1": "leave-out", "default": "reject", "because": "Only tried out."}
    assert ada.sends("values", **given).status_code == 302
    ada.job_looks()
    page = ada.sees("preview")
    assert "3 new + 0 already here + 3 rejected" in page
    assert "Only tried out." in page
    assert "no category for “Whatever”" in page
    again = ada.client.get(ada.at("values")).context["form"]
    assert {name: again[name].value() for name in given} == given


def test_a_choice_of_values_that_rejects_every_row_is_refused(ada: Administrator) -> None:
    ada.uploads(table(row(1, kind="Unheard of")))
    ada.sends("columns", system="Street desk")
    assert "Every row would be rejected" in ada.sends("values", default="reject").content.decode()


def test_a_level_that_nobody_named_is_as_usual_for_its_category(ada: Administrator) -> None:
    heading = HEADING + ",urgency"
    ada.uploads(table(row(1) + ",High", row(2) + ",Low", heading=heading))
    assert "2 new" in ada.looks(values={"level_0": "5"})
    ada.imports()
    assert sorted(one.seriousness for one in kept()) == [2, 5]


def test_only_some_statuses_mean_that_a_report_is_closed(ada: Administrator) -> None:
    closed = "2024-02-01 10:00"
    lines = [row(1, closed=closed) + ",Closed", row(2, closed=closed) + ",Reopened"]
    ada.uploads(table(*lines, heading=HEADING + ",status"))
    ada.looks()
    ada.imports()
    assert [one.ended_at is None for one in kept()] == [False, True]


def test_the_same_file_again_brings_nothing_and_says_so(ada: Administrator) -> None:
    content = table(*(row(n) for n in range(5)))
    for told in ("5 new + 0 already here", "0 new + 5 already here"):
        ada.uploads(content)
        page = ada.looks()
        assert told in page
        if told.startswith("5"):
            ada.imports()
    assert "Every report of this file is here already" in page


def test_rejected_rows_are_downloaded_corrected_and_loaded_again(ada: Administrator) -> None:
    wrong = row(2, seen="soon", what='"=1+1, he said"')
    ada.uploads(table(row(1), wrong, row(3)))
    ada.looks()
    run = ada.imports()
    assert "Download the rejected rows with all their columns" in ada.sees(f"/imports/{run.pk}")
    content = ada.client.get(f"/imports/{run.pk}/rejected-rows.csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(content)))
    assert [(one["id"], one["row in the first file"]) for one in found] == [("2", "2")]
    assert found[0]["what"] == "'=1+1, he said"  # no spreadsheet runs it
    assert "seen is no time" in found[0]["why it was rejected"]
    corrected = content.replace("soon", "2024-01-05 09:00")
    assert ada.uploads(corrected.encode(), "corrected.csv", like=ada.draft).status_code == 302
    assert "1 = 1 new + 0 already here + 0 rejected" in ada.looks()
    assert ada.imports().imported == 1
    assert [one.words for one in kept()] == ["A hole in the road", "A hole in the road", "=1+1, he said"]


def test_nobody_else_opens_a_file_on_its_way_in_nor_what_was_rejected_of_it(ada: Administrator) -> None:
    ada.uploads(table(row(1), row(2, seen="?"), row(3)))
    number = ada.draft.pk
    steps = ["", "/columns", "/samples", "/values", "/preview", "/act", "/discard", "/load", "/save"]
    addresses = [f"/imports/drafts/{number}{step}" for step in [*steps, "/mapping.yaml"]]
    other = Administrator("Otto Other").client
    for address in addresses:
        assert other.get(address).status_code == 404, address
        assert other.post(address, {"form_key": "k", "act": "start"}).status_code == 404, address
    assert other.get("/imports/new", {"like": number}).status_code == 404
    ada.looks()
    run = ada.imports()
    assert other.get(f"/imports/{run.pk}").status_code == 200
    assert "with all their columns" not in other.get(f"/imports/{run.pk}").content.decode()
    assert other.get(f"/imports/{run.pk}/rejected-rows.csv").status_code == 404


def test_others_see_that_a_file_is_on_its_way_but_not_into_it(ada: Administrator) -> None:
    ada.uploads(table(row(1)), "street-desk.csv")
    page = Administrator("Otto Other").sees("/imports")
    assert "street-desk.csv" in page
    assert "Ada Administrator" in page
    assert f"/imports/drafts/{ada.draft.pk}" not in page


def test_a_file_left_overnight_is_gone_on_with_where_it_was(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.sends("columns", system="Street desk", place="")
    jobs.shed_import_files(0)
    assert f"/imports/drafts/{ada.draft.pk}" in ada.sees("/imports")
    form = ada.client.get(ada.at("columns")).context["form"]
    assert (form["system"].value(), form["place"].value()) == ("Street desk", None)


@pytest.mark.parametrize("state", [DraftState.MAPPING, DraftState.READY, DraftState.STOPPED, DraftState.DONE])
def test_a_file_that_nobody_goes_on_with_is_removed_after_a_fortnight(
    ada: Administrator, folder: Path, state: DraftState
) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    if state is DraftState.DONE:
        ada.imports()
    draft = ada.draft
    ImportDraft.objects.filter(pk=draft.pk).update(state=state, changed_at=clock.now() - FILE_KEPT)
    jobs.shed_import_files(0)
    draft.refresh_from_db()
    assert draft.file_removed_at
    assert draft.state == (DraftState.DONE if state is DraftState.DONE else DraftState.DISCARDED)
    assert draft.written == {}


def test_the_bytes_of_a_removed_file_are_gone_and_of_one_in_use_are_not(
    ada: Administrator, folder: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ada.uploads(table(row(1)), "old.csv")
    old = ada.draft
    ImportDraft.objects.filter(pk=old.pk).update(changed_at=clock.now() - FILE_KEPT)
    ada.uploads(table(row(1)), "new.csv")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.shed_import_files(0)
    assert [file.name for file in folder.iterdir()] == [ada.draft.path]
    jobs.shed_import_files(0)
    assert "old.csv" not in ada.sees("/imports")


def test_a_file_that_was_thrown_away_is_gone(
    ada: Administrator, folder: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ada.uploads(table(row(1)))
    with django_capture_on_commit_callbacks(execute=True):
        assert ada.client.post(ada.at("discard"), {"form_key": "k"}).status_code == 302
    assert not list(folder.iterdir())
    assert "reports.csv" not in ada.sees("/imports")
    assert ada.client.post(ada.at("columns"), {"form_key": "k"}).status_code == 302


def test_what_was_changed_in_another_window_is_not_overwritten(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.sends("columns", system="Street desk")
    late = ada.sends("columns", system="Another name", version=0)
    assert late.status_code == 409
    assert "changed in another window" in late.content.decode()
    assert "Another name" in late.content.decode()
    assert ada.draft.written["system"] == "Street desk"


def test_only_what_was_shown_is_imported(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    shown = ada.draft.version
    ada.looks({"place": ""})
    refused = ada.acts("start", version=shown)
    assert refused.status_code == 409
    assert "changed in another window" in refused.content.decode()
    assert ada.draft.state == DraftState.READY


def test_asked_for_twice_an_import_is_begun_once(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    version = ada.draft.version
    for _ in range(2):
        assert ada.acts("start", version).status_code == 302
    assert ada.draft.version == version + 1
    jobs.run_import(ada.draft.pk)
    jobs.run_import(ada.draft.pk)
    assert ImportRun.objects.count() == 1


def test_the_page_says_how_far_it_is_and_a_person_can_stop_and_go_on(
    ada: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.imports.BATCH", 2)
    ada.uploads(table(*(row(n) for n in range(5))))
    ada.looks()
    ada.acts("start")
    page = ada.sees("preview")
    assert "0 rows read, 0% of the file" in page
    assert 'hx-trigger="every 2s"' in page
    ada.acts("stop")
    assert "The import is stopping" in ada.sees("preview")
    jobs.run_import(ada.draft.pk)
    assert "The import has stopped" in ada.sees("preview")
    ada.acts("start")
    jobs.run_import(ada.draft.pk)
    assert (ada.draft.state, len(kept())) == (DraftState.DONE, 5)


def test_a_file_that_was_stopped_and_undone_is_imported_from_its_beginning(
    ada: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.imports.BATCH", 2)
    ada.uploads(table(*(row(n) for n in range(5))))
    ada.looks()
    ada.acts("start")
    tell = jobs.imports._telling

    def stopping(draft: ImportDraft) -> Callable[[int, int, int], None]:
        def told(rows: int, done: int, size: int) -> None:
            if rows:
                ada.acts("stop")
            tell(draft)(rows, done, size)

        return told

    with monkeypatch.context() as patched:
        patched.setattr(jobs.imports, "_telling", stopping)
        jobs.run_import(ada.draft.pk)
    run = ada.draft.run
    assert run
    assert len(kept()) == 2
    ada.client.post(f"/imports/{run.pk}/undo", {"form_key": "k"})
    jobs.undo_import(run.pk)
    assert not kept()
    assert "imports the file from its beginning" in ada.sees("preview")
    ada.acts("start")
    jobs.run_import(ada.draft.pk)
    assert len(kept()) == 5


def test_a_job_whose_worker_died_goes_on_after_the_last_rows_it_kept(
    ada: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.imports.BATCH", 2)
    ada.uploads(table(*(row(n) for n in range(5))))
    ada.looks()
    ada.acts("start")
    with monkeypatch.context() as patched:
        tell = jobs.imports._telling

        def dying(draft: ImportDraft) -> Callable[[int, int, int], None]:
            def told(rows: int, done: int, size: int) -> None:
                tell(draft)(rows, done, size)
                if rows >= 2:
                    raise KeyboardInterrupt

            return told

        patched.setattr(jobs.imports, "_telling", dying)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_import(ada.draft.pk)
    draft = ada.draft
    assert (draft.state, draft.rows_done, len(kept())) == (DraftState.IMPORTING, 2, 2)
    assert draft.run
    jobs.run_import(draft.pk)  # as the rescue of jobs does
    assert (len(kept()), ImportRun.objects.get().imported) == (5, 5)
    assert ada.draft.state == DraftState.DONE


def test_an_import_that_nobody_rescues_says_so_and_can_be_gone_on_with(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    ada.acts("start")
    assert not ada.draft.is_silent(clock.now())
    ImportDraft.objects.update(heard_at=clock.now() - SILENCE * 2)
    assert "It has not moved for a while" in ada.sees("preview")
    version = ada.draft.version
    ada.acts("start")
    assert ada.draft.version == version + 1
    jobs.run_import(ada.draft.pk)
    assert len(kept()) == 1


def test_a_look_that_fell_silent_can_be_asked_for_again(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.sends("columns", system="Street desk")
    ada.sends("values", default="pothole")
    first = ada.draft.version
    ImportDraft.objects.update(heard_at=clock.now() - SILENCE * 2)
    assert 'value="look"' in ada.sees("preview")
    ada.acts("look")
    jobs.look_through_import(ada.draft.pk, first)  # the one that was silent comes back, and is not heard
    assert ada.draft.state == DraftState.LOOKING
    ada.job_looks()
    assert ada.draft.state == DraftState.READY


def test_a_look_can_be_stopped(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.sends("columns", system="Street desk")
    ada.sends("values", default="pothole")
    ada.acts("stop")
    ada.job_looks()
    assert (ada.draft.state, ada.draft.seen) == (DraftState.MAPPING, None)


def test_who_loses_the_role_imports_nothing_more_and_the_reason_is_kept(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    ada.acts("start")
    RoleHolding.objects.update(ended_at=clock.now())
    jobs.run_import(ada.draft.pk)
    assert (ada.draft.state, kept()) == (DraftState.STOPPED, [])
    assert ada.draft.problem == "Whoever uploaded it may not import any more."


def test_a_fault_of_ours_is_told_and_what_was_kept_stays(
    ada: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    ada.acts("start")

    def breaks(**_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs.imports, "import_reports", breaks)
    with pytest.raises(ZeroDivisionError):
        jobs.run_import(ada.draft.pk)
    page = ada.sees("preview")
    assert "It could not go on" in page
    assert "Something went wrong on our side" in page


def test_a_file_of_only_protected_matters_for_a_team_that_may_not_read_them_is_rejected_with_the_reason(
    ada: Administrator,
) -> None:
    ada.uploads(table(row(1, kind="Child")))
    page = ada.looks(values={"kind_0": "child"})
    assert "Nothing would be imported" in page
    assert "the team has no safeguarding lead" in page


def test_a_mapping_is_kept_under_a_name_and_used_again(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    ada.looks()
    for name in ("Desk", " Desk "):
        assert ada.client.post(ada.at("save"), {"form_key": name, "name": name}).status_code == 302
    saved = SavedMapping.objects.get(ended_at__isnull=True)
    source = ada.client.get(f"/imports/mappings/{saved.pk}.yaml").content.decode()
    assert read_mapping(source, {"pothole"}).system == "Street desk"
    ada.uploads(table(row(2)), "second.csv")
    assert ada.sends("load", which=f"saved-{saved.pk}").status_code == 302
    assert ada.draft.written["system"] == "Street desk"
    assert ada.client.get(ada.at("columns")).context["form"]["words"].value() == "1"
    assert "Desk" in ada.sees("/imports/mappings")
    ada.client.post("/imports/mappings", {"form_key": "k", "end": saved.pk})
    assert "No mapping is kept yet" in ada.sees("/imports/mappings")


def test_a_mapping_cannot_be_kept_before_it_was_tried(ada: Administrator) -> None:
    ada.uploads(table(row(1)))
    refused = ada.client.post(ada.at("save"), {"form_key": "k", "name": "Desk"})
    assert refused.status_code == 422
    assert "once the file was looked through" in refused.content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"system: Desk\n", "their_reference"),
        (b"\xff\xfe\x00", "not a text in UTF-8"),
        (b"&a [*a, *a]", "key: value"),
        (b"system: [" * 500, "This mapping cannot be used"),
    ],
)
def test_a_mapping_file_that_is_none_is_refused_with_its_faults(
    ada: Administrator, content: bytes, said: str
) -> None:
    ada.uploads(table(row(1)))
    sent = {"form_key": "k", "which": "", "file": SimpleUploadedFile("mapping.yaml", content)}
    refused = ada.client.post(ada.at("load"), sent)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert ada.draft.version == 0


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_mapping_that_says_more_than_the_pages_ask_keeps_what_it_says(path: Path) -> None:
    written = from_yaml(path.read_text(encoding="utf-8"))
    said = read_mapping(to_yaml(written), Everything())
    columns = list(said.columns)
    answers = dict.fromkeys((asked.name for asked in QUESTIONS), "") | answers_in(written, columns).given
    kept_so = read_mapping(to_yaml(mapping_with(written, answers, columns)), Everything())
    assert replace(kept_so, source="") == replace(said, source="")


def test_each_step_costs_the_same_few_queries_however_many_rows(ada: Administrator) -> None:
    for rows in (3, 400):
        ada.uploads(table(*(row(n) for n in range(rows))))
        ada.looks({"system": f"Desk {rows}"})
        for step, most in (("columns", 3), ("values", 3), ("preview", 4)):
            with CaptureQueriesContext(connection) as made:
                assert ada.client.get(ada.at(step)).status_code == 200
            own = [query for query in made if "referrals_" in query["sql"]]
            assert len(own) <= most, (step, own)


def test_a_worker_of_a_team_finds_none_of_these_pages(ada: Administrator, client: Client) -> None:
    ada.uploads(table(row(1)))
    worker = a_person()
    a_role(worker, RoleName.WORKER, team=a_team())
    client.force_login(worker)
    for address in ("/imports/new", "/imports/mappings", ada.at("columns")):
        assert client.get(address).status_code == 404


def test_an_upload_takes_a_name_that_tells_of_no_other_place(ada: Administrator, folder: Path) -> None:
    ada.uploads(table(row(1)), "../../etc/\x07name.csv")
    assert ada.draft.file_name.endswith("name.csv")
    assert [file.parent for file in folder.iterdir()] == [folder]
