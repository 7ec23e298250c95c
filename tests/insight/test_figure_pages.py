"""An analyst or administrator sees what came in, and brings more after having looked at it (R3.3, R3.5)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.pages.conftest import Borough, an_ordinary_tuesday, borough, browse
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.modules.insight import jobs
from wardmote.modules.insight.actions import bring_figures
from wardmote.modules.insight.actions import waiting as waiting_actions
from wardmote.modules.insight.adapters.shipped import shipped_mappings
from wardmote.modules.insight.models import Figure, Indicator, Lookup, Release, WaitingTable
from wardmote.modules.insight.web.figures import bringing
from wardmote.shared.partnerships.rules import RoleName

__all__ = ["an_ordinary_tuesday", "borough", "browse"]

pytestmark = pytest.mark.django_db
BRING = "/figures/bring"
MAPPING = """
release: {key: small, title: Small <b>table</b>, source: a test}
period: "2020"
area: {column: Code, set: wards-2020}
indicators:
  - {key: people, name: People, topic: population, unit: residents, kind: count, column: People}
"""
TABLE = "Code,People\nE1,100\nE2,a few\nE3,-5\n,7\n"


@pytest.fixture
def analyst(borough: Borough, browse):
    return browse(borough.somebody(RoleName.ANALYST))


def a_file(text: str, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def send(browser, data):
    return browser.post(BRING, {"form_key": uuid4().hex, **data})


def words_of(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def brought(browser, table: str = TABLE, mapping: str = MAPPING, **more: object):
    return send(browser, {"file": a_file(table), "own": a_file(mapping, "mine.yaml"), "mapping": "", **more})


def settled(browser, how: str = "keep"):
    return send(browser, {"settle": how, "waiting": WaitingTable.objects.get().pk})


def test_a_table_is_looked_at_first_and_then_kept_with_what_was_found(analyst) -> None:
    assert "No figures yet" in words_of(analyst, "/figures")
    assert brought(analyst).status_code == 302
    seen = words_of(analyst, BRING)
    assert "3 figures of 1 indicator for 3 areas" in seen
    assert "1 row cannot be used" in seen
    assert "Small &lt;b&gt;table" in seen
    assert not Release.objects.exists()
    rows = list(csv.reader(io.StringIO(analyst.get(f"{BRING}/rejected.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["5"]

    answer = settled(analyst)
    release = Release.objects.get()
    assert answer["Location"] == f"/figures/releases/{release.pk}"
    assert not WaitingTable.objects.exists()
    page = words_of(analyst, answer["Location"])
    assert "Kept." in page
    assert "outside what is possible" in page
    assert "a few" in page
    assert "a few" in words_of(analyst, f"{answer['Location']}?show=flagged")
    assert analyst.get(f"{answer['Location']}.yaml").content.decode() == MAPPING
    table = list(
        csv.DictReader(io.StringIO(analyst.get(f"{answer['Location']}.csv").content.decode("utf-8-sig")))
    )
    assert [(row["area"], row["value"]) for row in table[:1]] == [("E1", "100")]
    assert "People" in words_of(analyst, "/figures")
    assert "Small" in words_of(analyst, "/figures/releases")


def test_what_waits_is_thrown_away_and_leaves_nothing(analyst) -> None:
    brought(analyst)
    assert settled(analyst, "drop").status_code == 302
    assert not WaitingTable.objects.exists()
    assert not Figure.objects.exists()
    assert "Thrown away" in words_of(analyst, "/figures")
    assert analyst.get(f"{BRING}/rejected.csv").status_code == 404
    again = send(analyst, {"settle": "keep", "waiting": "1"})
    assert again.status_code == 409


def test_a_mapping_that_cannot_be_used_is_mended_while_the_table_waits(analyst) -> None:
    brought(analyst, mapping="release: {key: small}\nperiod: x\n")
    seen = words_of(analyst, BRING)
    assert "The mapping cannot be used" in seen
    assert "Line 1" in seen
    assert send(analyst, {"settle": "keep", "waiting": WaitingTable.objects.get().pk}).status_code == 200
    assert not Release.objects.exists()
    send(analyst, {"own": a_file(MAPPING), "mapping": ""})
    assert "3 figures" in words_of(analyst, BRING)


def test_a_table_that_is_none_says_so_and_the_mapping_waits(analyst) -> None:
    brought(analyst, table="nothing of use")
    assert "The table cannot be read" in words_of(analyst, BRING)
    send(analyst, {"file": a_file(TABLE), "mapping": ""})
    assert "3 figures" in words_of(analyst, BRING)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"mapping": "ours-imd-2010"}, "Choose a file"),
        ({"file": a_file(TABLE), "mapping": ""}, "Choose a mapping, or bring one"),
        ({"file": a_file(TABLE), "mapping": "ours-imd-2010", "own": a_file(MAPPING)}, "not both"),
        ({"file": a_file(TABLE), "mapping": "", "own": SimpleUploadedFile("a.yaml", b"\xff\xfe")}, "UTF-8"),
        ({"file": a_file(TABLE), "mapping": "", "own": a_file("a\x00b")}, "no text"),
        ({"file": a_file(TABLE), "mapping": "nothing"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_the_choice_is_kept(analyst, sent, words) -> None:
    for file in sent.values():
        if not isinstance(file, str):
            file.seek(0)
    answer = send(analyst, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ('value="ours-imd-2010" selected' in answer.content.decode()) == (
        sent["mapping"] == "ours-imd-2010"
    )


def test_a_table_that_is_too_large_is_refused(analyst, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "MOST_CELLS", 5)
    brought(analyst)
    assert "ask whoever runs Wardmote" in words_of(analyst, BRING)
    settled(analyst, "drop")
    monkeypatch.setattr(bringing, "MAX_BYTES", 10)
    assert brought(analyst).status_code == 422
    assert not WaitingTable.objects.exists()


def test_a_lookup_comes_in_by_a_mapping_that_comes_with_wardmote(analyst) -> None:
    of = next(name for name, one in shipped_mappings().items() if one.is_lookup)
    assert of == "lookup-lsoa-2001-2011"
    table = "lsoa01_code,lsoa11_code,change_code\nE01000001,E01000001,U\nE01000002,E01000003,S\nE01000002,E01000004,S\n"
    send(analyst, {"file": a_file(table), "mapping": f"ours-{of}"})
    assert "1 were split" in words_of(analyst, BRING)
    assert settled(analyst)["Location"] == "/figures/releases"
    assert Lookup.objects.get().from_set == "lsoa-2001"
    assert "lsoa-2011" in words_of(analyst, "/figures/releases")


def test_the_next_edition_comes_by_the_mapping_of_the_last_and_takes_its_place(analyst) -> None:
    brought(analyst)
    settled(analyst)
    first = Release.objects.get()
    send(analyst, {"file": a_file("Code,People\nE1,101\n"), "mapping": f"release-{first.pk}"})
    settled(analyst)
    second = Release.objects.latest("pk")
    assert "took its place" in words_of(analyst, f"/figures/releases/{first.pk}")
    assert "It took the place of" in words_of(analyst, f"/figures/releases/{second.pk}")
    assert "superseded" in words_of(analyst, "/figures/releases")


def test_a_large_table_is_kept_by_a_job_and_the_page_says_how_far_it_is(analyst, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "LARGE", 5)
    brought(analyst)
    assert settled(analyst)["Location"] == BRING
    assert "It begins in a moment" in words_of(analyst, BRING)
    assert settled(analyst).status_code == 409  # it is being kept already
    waiting = WaitingTable.objects.get()
    with monkeypatch.context() as killed:
        killed.setattr(waiting_actions, "bring_figures", _dies_half_way)
        with pytest.raises(KeyboardInterrupt):
            jobs.keep_table(waiting.pk)
    assert not Release.objects.exists()
    WaitingTable.objects.update(heard_at=clock.now() - timedelta(hours=1), how_far="5 of 9 figures")
    assert "has not moved for a while" in words_of(analyst, BRING)
    assert settled(analyst)["Location"] == BRING
    jobs.keep_table(waiting.pk)
    jobs.keep_table(waiting.pk)  # a second time, as jobs may run
    release = Release.objects.get()
    assert Figure.objects.count() == 3
    assert f'href="/figures/releases/{release.pk}"' in words_of(analyst, BRING)
    assert brought(analyst).status_code == 302
    assert "Nothing is kept yet" in words_of(analyst, BRING)


def test_what_is_thrown_away_while_a_job_keeps_it_is_not_kept(analyst, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "LARGE", 5)
    brought(analyst)
    settled(analyst)
    waiting = WaitingTable.objects.get()

    def thrown_away_meanwhile(**said: object) -> object:
        found = bring_figures(**said)
        WaitingTable.objects.all().delete()
        return found

    monkeypatch.setattr(waiting_actions, "bring_figures", thrown_away_meanwhile)
    jobs.keep_table(waiting.pk)
    assert not Release.objects.exists()


def test_a_job_that_cannot_keep_a_table_says_why(analyst, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "LARGE", 5)
    brought(analyst)
    settled(analyst)
    settled(analyst, "drop")
    brought(analyst, mapping=MAPPING.replace("count", "score"))
    settled(analyst)
    Indicator.objects.create(key="people", name="People", topic="population", unit="residents", kind="count")
    jobs.keep_table(WaitingTable.objects.get().pk)
    seen = words_of(analyst, BRING)
    assert "“people” is known already" in seen
    assert "Begin again" in seen
    assert not Release.objects.exists()


def _dies_half_way(**said: object) -> None:
    bring_figures(**said)
    raise KeyboardInterrupt


def test_the_pages_ask_little_however_much_there_is(analyst) -> None:
    rows = "".join(f"E{n},{n}\n" for n in range(120))
    brought(analyst, table=f"Code,People\n{rows}")
    settled(analyst)
    release = Release.objects.get()
    address = f"/figures/releases/{release.pk}"
    analyst.get("/figures")
    for path, most in (("/figures", 18), ("/figures/releases", 18), (address, 18)):
        assert len(queries_of(analyst, path)) <= most, path
    assert words_of(analyst, address).count("<tr>") == 51
    assert "Next page" in words_of(analyst, address)


def test_only_who_may_bring_figures_does_and_one_table_is_not_seen_by_another(
    borough: Borough, browse
) -> None:
    mine, other = (
        browse(borough.somebody(role)) for role in (RoleName.ANALYST, RoleName.PARTNERSHIP_ADMINISTRATOR)
    )
    brought(mine)
    assert "Nothing is kept yet" not in words_of(other, BRING)
    assert send(other, {"settle": "keep", "waiting": WaitingTable.objects.get().pk}).status_code == 409
    auditor = browse(borough.somebody(RoleName.AUDITOR))
    assert auditor.get(BRING).status_code == 404
    assert brought(auditor).status_code == 404
    assert auditor.get("/figures").status_code == 200
    assert auditor.get("/figures/releases/999999").status_code == 404
