"""The pages of retention: what is due, periods, holds, certificates (R10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from tests import factories as make
from tests.retention.test_runs import LATER, Scene, a_hold

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals.actions import Concerned, withdraw_referral
from wardmote.project.cli.retention import certificates as listed
from wardmote.project.cli.retention import preview
from wardmote.shared.accounts.models import Person
from wardmote.shared.retention import actions
from wardmote.shared.retention.jobs import count_due
from wardmote.shared.retention.models import Certificate, Run, Tally
from wardmote.shared.retention.rules import HoldOn, sealed

pytestmark = pytest.mark.django_db

DUE = "/data-protection/retention"


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.known_person_id))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def send(client: Client, path: str, **fields: Any) -> Any:
    return client.post(path, {"form_key": f"key-{make.number()}", **fields})


def test_an_officer_looks_ahead_approves_and_finds_the_certificate(scene: Scene) -> None:
    scene.ended()
    assert "the oldest from" in page(client_of(scene.officer), f"{DUE}?on=2033-04-01")
    with clock.fixed(LATER):
        officer = client_of(scene.officer)
        asked = page(officer, f"{DUE}/approve")
        seen = asked.split('name="seen" value="')[1].split('"')[0]
        assert "7 years after it ended" in asked
        assert send(officer, f"{DUE}/approve", seen="other").status_code == 409
        answer = send(officer, f"{DUE}/approve", seen=seen)
        assert (answer.status_code, answer.url) == (302, DUE), answer.content.decode()[-3000:]
        assert "It begins in the night of" in page(officer, DUE)
        assert scene.carry_out() == 1
        certificate = Certificate.objects.get()
        assert certificate.reference in page(officer, "/data-protection/certificates")
        shown = page(officer, f"/data-protection/certificates/{certificate.pk}")
        assert "its digest fits" in shown
        sent = json.loads(officer.get(f"/data-protection/certificates/{certificate.pk}.json").content)
        assert sealed(sent["says"]) == sent["sha256"] == certificate.digest
        assert officer.get("/data-protection/certificates/99").status_code == 404


def test_a_run_is_stopped_with_a_reason(scene: Scene) -> None:
    officer = client_of(scene.other)
    assert officer.get(f"{DUE}/stop").status_code == 404
    run = scene.approve()
    assert send(officer, f"{DUE}/stop", reason=" ").status_code == 422
    assert send(officer, f"{DUE}/stop", reason="A claim").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.stopped_reason) == ("stopped", "A claim")


def test_a_period_is_changed_and_what_cannot_be_is_said_beside_the_field(scene: Scene) -> None:
    administrator = client_of(scene.administrator)
    assert "Protected matters" in page(administrator, f"{DUE}/periods")
    refused = send(administrator, f"{DUE}/periods/matter", part="", months="3", reason="Too short")
    assert refused.status_code == 422
    assert "It may be kept for 1 year to 25 years" in refused.content.decode()
    assert "Too short" in refused.content.decode(), "what was typed is kept"
    assert (
        send(administrator, f"{DUE}/periods/matter", part="", months="96", reason="As decided").status_code
        == 302
    )
    assert "8 years after it ended" in page(administrator, f"{DUE}/periods")
    for nothing in ("nothing", "feed"):
        assert administrator.get(f"{DUE}/periods/{nothing}").status_code == 404


@pytest.mark.parametrize("on", list(HoldOn))
def test_each_hold_is_placed_by_a_form_and_lifted_by_another(scene: Scene, on: HoldOn) -> None:
    officer = client_of(scene.officer)
    subject = {
        HoldOn.RECORD: {"record": "o 7k3m9 qxt4b"},
        HoldOn.PERSON: {"name": "Jo Bloggs"},
        HoldOn.TEAM: {"team": scene.team.pk},
        HoldOn.CATEGORY: {"category": scene.category.pk},
        HoldOn.COLLEAGUE: {"colleague": Person.objects.get(pk=scene.worker.known_person_id).email},
    }[on]
    where = f"/data-protection/holds/place/{on}"
    assert where in page(officer, "/data-protection/holds/place")
    page(officer, where)
    day = {"review_on_0": "1", "review_on_1": "6", "review_on_2": "2026"}
    assert send(officer, where, **subject, **day, reason="").status_code == 422
    placed = send(officer, where, **subject, **day, reason="A claim was made.")
    assert placed.status_code == 302, placed.content.decode()[-2500:]
    assert "A claim was made." in page(officer, "/data-protection/holds")
    pk = a_hold(scene, record_reference="O-00000-00000").pk - 1
    page(officer, f"/data-protection/holds/{pk}/review")
    assert (
        send(officer, f"/data-protection/holds/{pk}/review", **day | {"review_on_1": "7"}).status_code == 302
    )
    assert send(officer, f"/data-protection/holds/{pk}/lift", words="Settled").status_code == 302
    assert "Settled" in page(officer, "/data-protection/holds?lifted=yes")
    assert send(officer, f"/data-protection/holds/{pk}/lift", words="Again").status_code == 409


def test_others_find_none_of_it(scene: Scene) -> None:
    worker, administrator = client_of(scene.worker), client_of(scene.administrator)
    for path in ("", "/approve", "/stop", "/periods", "/periods/matter"):
        assert worker.get(DUE + path).status_code == 404, path
    for path in ("holds", "holds/place", "holds/place/record", "holds/1/lift", "certificates"):
        assert worker.get(f"/data-protection/{path}").status_code == 404, path
    assert administrator.get(DUE).status_code == 200
    assert administrator.get(f"{DUE}/approve").status_code == 404
    assert administrator.get("/data-protection/holds").status_code == 404
    assert not Run.objects.exists()


@pytest.mark.parametrize("typed", ["soon", "2026-02-30", "9999-01-01", "\x00"])
def test_a_day_that_is_none_is_said_plainly(scene: Scene, typed: str) -> None:
    assert client_of(scene.officer).get(DUE, {"on": typed}).status_code in (400, 422)


def test_the_desk_says_what_waits(scene: Scene) -> None:
    scene.ended()
    a_hold(scene, record_reference="O-00000-00000")
    with clock.fixed(LATER):
        assert "Something has been kept" not in page(client_of(scene.officer), "/data-protection")
        count_due(timestamp=0)
        shown = page(client_of(scene.officer), "/data-protection")
    assert "Something has been kept for its time" in shown
    assert "1 legal hold to" in shown
    assert "Counted 09:00 today" in shown
    assert "more than two days ago" not in shown


def test_the_desk_says_when_nobody_has_counted_for_days(scene: Scene) -> None:
    count_due(timestamp=0)
    with clock.fixed(make.TUESDAY + timedelta(days=3)):
        shown = page(client_of(scene.officer), "/data-protection")
    assert "That is more than two days ago." in shown


def test_a_count_keeps_no_small_number_of_what_is_protected(scene: Scene) -> None:
    scene.ended(scene.guarded)
    with clock.fixed(LATER.replace(year=LATER.year + 20)):
        count_due(timestamp=0)
        count_due(timestamp=0)
    tally = Tally.objects.get()
    told = {line["part"]: line["due"] for line in tally.lines if line["kind"] == "matter"}
    assert told["protected"] is None


def test_once_what_was_due_has_gone_the_desk_says_so(scene: Scene) -> None:
    scene.ended()
    with clock.fixed(LATER):
        count_due(timestamp=0)
        scene.approve()
        assert "A run is on its way" in page(client_of(scene.officer), "/data-protection")
        scene.carry_out()
        assert "Something has been kept" not in page(client_of(scene.officer), "/data-protection")


def test_the_command_line_previews_and_lists_and_finds_what_was_altered(scene: Scene) -> None:
    scene.ended()
    said = CliRunner().invoke(preview.command, ["--on", "2033-04-01"]).output
    assert "Observations, with their referrals: 1 due, the oldest from 3 March 2026; 0 held." in said
    assert "protected matters: not told." in said
    assert "Nothing has gone yet." in CliRunner().invoke(listed.command).output
    with clock.fixed(LATER):
        scene.approve()
        scene.carry_out()
        done = CliRunner().invoke(listed.command)
    assert (done.exit_code, Certificate.objects.get().reference in done.output) == (0, True)
    run = Certificate.objects.get().run
    other = Run.objects.create(
        as_of_on=run.as_of_on, state="done", approved_by=run.approved_by, approved_at=run.approved_at,
        begins_on=run.begins_on, ended_at=run.ended_at + timedelta(days=1),
    )  # fmt: skip
    Certificate.objects.create(run=other, issued_at=run.ended_at, says={"lines": []}, digest="0" * 64)
    assert CliRunner().invoke(listed.command).exit_code == 2


def test_who_may_read_a_record_sees_that_it_is_held_and_that_nothing_is_kept(scene: Scene) -> None:
    observation = scene.ended()
    worker = client_of(scene.worker)
    where = f"/observations/{observation.reference}"
    assert "A legal hold keeps this" not in page(worker, where)
    hold = a_hold(scene, record_reference=observation.reference)
    assert "A legal hold keeps this" in page(worker, where)
    assert "A claim was made" not in page(worker, where)
    actions.lift_hold(by=scene.officer, hold=hold, words="Settled.")
    with clock.fixed(LATER):
        scene.approve()
        scene.carry_out()
        assert "What was said is not kept any more." in page(client_of(scene.worker), where)


@pytest.mark.parametrize("on", [HoldOn.RECORD, HoldOn.TEAM, HoldOn.CATEGORY, HoldOn.PERSON])
def test_who_may_read_a_referral_that_has_ended_sees_that_it_is_held_but_not_by_whose_name(
    scene: Scene, on: HoldOn
) -> None:
    other = make.a_team("Other")
    referral = make.a_referral(
        scene.worker, scene.team, other, scene.category, people=[Concerned(name="Jo Bloggs")]
    )
    with as_actor(scene.worker):
        withdraw_referral(by=scene.worker, referral=referral, reason="sorted-itself")
    where, worker = f"/referrals/{referral.reference}", client_of(scene.worker)
    assert "A legal hold keeps this" not in page(worker, where)
    a_hold(
        scene,
        on,
        **{
            HoldOn.RECORD: {"record_reference": referral.reference},
            HoldOn.TEAM: {"team": other},
            HoldOn.CATEGORY: {"category": scene.category},
            HoldOn.PERSON: {"name": "Jo Bloggs"},
        }[on],
    )
    assert ("A legal hold keeps this" in page(worker, where)) is (on is not HoldOn.PERSON)
