"""Somebody's own copy: found, chosen by a person, others' data kept out, packed, taken for a time (R1.4, R1.8)."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.audit.models import AuditEntry, Look
from wardmote.kernel.database import as_actor
from wardmote.kernel.privacy import declared, own_copy
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.models import PersonConcerned
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.rules import RoleName
from wardmote.shared.rights import actions, jobs, queries
from wardmote.shared.rights.models import Matter, Pack, PackPart, Request

from .conftest import SECRET, Borough, browse

pytestmark = pytest.mark.django_db


def all_given(borough: Borough, matter: Matter, **hide: str) -> None:
    """The officer gives whatever waits to be read, with some words blacked out."""
    said = {}
    with as_actor(borough.dora):
        for row in queries.gathered_for(borough.dora, matter):
            for item in row.items:
                if item.waits:
                    said[item.code] = (
                        ("part", "other-person", "\n".join(hide.values())) if hide else ("give", "", "")
                    )
        actions.decide(by=borough.dora, matter=matter, decisions=said)


def packed(borough: Borough, request: Request) -> Pack:
    """The copy, made by its job."""
    with as_actor(borough.dora):
        pack = actions.ask_for_pack(by=borough.dora, request=request)
    jobs.make_pack(pack.pk)
    with as_actor(borough.dora):
        return queries.copy_to_read(borough.dora, request)


def test_a_copy_holds_what_is_theirs_and_nothing_of_anybody_else(borough: Borough) -> None:
    mine = borough.sent("Ava Example", "Bo Neighbour").observation
    other = borough.seen("Ava Example", words="Another Ava Example, of whom nobody must read here.")
    request = borough.searched()
    (matter,) = borough.chosen(request, mine.reference)
    all_given(borough, matter, hide="Bo Neighbour", where="Number Nine")
    pack = packed(borough, request)
    for whole in (pack.readable, pack.data):
        assert "Ava Example" in whole
        assert "1 Test Row" in whole
        assert "shouts at night" in whole
        assert "known to you" in whole  # what was said when it was passed on
        for hidden in (
            "Bo Neighbour",
            "Number Nine",
            "2 Test Row",
            "Wanda Worker",
            "Another Ava",
            other.reference,
        ):
            assert hidden not in whole
    assert "schedule 2, paragraph 16" in pack.readable
    assert borough.police.organisation.name in pack.readable  # who was told
    kept = make.everything
    with kept():
        assert not PackPart.objects.exclude(body="").exists()


def test_forty_people_of_one_name_are_listed_apart_and_none_is_chosen(borough: Borough) -> None:
    for n in range(40):
        borough.seen("Ava Example", words=f"Number {n} of many.", place_words=f"{n} Long Road")
    request = borough.searched(address="1 Test Row")
    client, found, there = browse(borough.dora), 0, f"/data-protection/requests/{request.reference}/people"
    pages = []
    while there:
        page = client.get(there).content.decode()
        pages.append(page)
        assert "checked" not in page
        found += page.count('name="theirs"')
        following = client.post(there, {"form_key": there, "go_on": "yes"}).headers["Location"]
        there = following if "people?after" in following else ""
    assert found == 40
    assert len(pages) == 2
    assert "37 Long Road" in pages[0]
    assert "agrees in: name, address" in pages[0]
    with as_actor(borough.dora):
        assert not request.matters.exists()
        with pytest.raises(NotReady):
            actions.ask_for_pack(by=borough.dora, request=request)


def test_what_only_another_organisation_keeps_is_not_found(borough: Borough) -> None:
    borough.seen("Ava Example", by=borough.constable, words="Only the police know this.")
    request = borough.searched()
    with as_actor(borough.dora):
        assert queries.possible(borough.dora, request).rows == []


def test_what_is_protected_is_for_its_safeguarding_lead_and_the_officer_sees_only_the_decision(
    borough: Borough,
) -> None:
    hidden = borough.seen("Ava Example", words=SECRET, category=borough.child)
    request = borough.searched()
    page = f"/data-protection/requests/{request.reference}"
    officer, lead = browse(borough.dora), browse(borough.lead)
    for shown in (page, f"{page}/people"):
        body = officer.get(shown).content.decode()
        assert SECRET not in body
        assert hidden.reference not in body
        assert "Child protection" not in body
    assert officer.get(f"{page}/records/1").status_code == 404
    with make.everything():
        told = Message.objects.filter(person_id=borough.lead.person_id)
        assert [one.kind for one in told] == ["messaging.protected"]
        assert not Message.objects.filter(person_id=borough.dora.person_id).exists()
    with as_actor(borough.dora), pytest.raises(NotReady, match="safeguarding lead"):
        actions.ask_for_pack(by=borough.dora, request=request)
    assert SECRET in lead.get(f"{page}/records/1/release").content.decode()
    assert lead.post(f"{page}/records/1/release", {"form_key": "k", "theirs": "yes"}).status_code == 422
    said = {"form_key": "k", "theirs": "yes", "choice": "withhold", "reason": "child-abuse"}
    assert lead.post(f"{page}/records/1/release", said).status_code == 302
    body = officer.get(page).content.decode()
    assert "nothing is told" in body
    pack = packed(borough, request)
    for whole in (pack.readable, pack.data):
        assert SECRET not in whole
        assert "schedule 3" not in whole  # not even that something is left out
    stranger = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=borough.police, name="Lara Other")
    assert browse(stranger).get(page).status_code == 404


def test_a_protected_record_is_told_as_far_as_its_lead_decides(borough: Borough) -> None:
    borough.seen("Ava Example", words=f"Ava likes to draw. {SECRET}", category=borough.child)
    request = borough.searched()
    with as_actor(borough.lead):
        asked = queries.request_for(borough.lead, request.reference)
        matter = queries.matter_for(borough.lead, asked, 1)
        rows = queries.gathered_for(borough.lead, matter)
        words = next(i.code for row in rows for i in row.items if i.name == "Words")
        actions.decide(by=borough.lead, matter=matter, decisions={words: ("part", "child-abuse", SECRET)})
        actions.release(by=borough.lead, matter=matter, theirs=True, choice="give")
    pack = packed(borough, request)
    assert "Ava likes to draw" in pack.readable
    assert SECRET not in pack.readable
    with as_actor(borough.dora):
        assert not request.decisions.exists()  # what was blacked out is not the officer's to read


def test_a_job_that_was_stopped_goes_on_where_it_was(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [borough.seen("Ava Example", words=f"Matter number {n}.") for n in range(3)]
    request = borough.searched()
    for matter in borough.chosen(request, *(one.reference for one in seen)):
        all_given(borough, matter)
    with as_actor(borough.dora):
        pack = actions.ask_for_pack(by=borough.dora, request=request)
    assert actions.make_part(by=jobs.BY, pack=pack)  # and then the worker is killed
    body = browse(borough.dora).get(f"/data-protection/requests/{request.reference}").content.decode()
    assert "1 of 3 records are in it" in body
    made = []
    was = actions.make_part
    monkeypatch.setattr(actions, "make_part", lambda **given: made.append(was(**given)) or made[-1])
    jobs.make_pack(pack.pk)
    assert made == [True, True, False]
    jobs.make_pack(pack.pk)  # a job may run twice
    with as_actor(borough.dora):
        content = json.loads(queries.copy_as_data(borough.dora, request).data)
    assert sorted(m["title"] for m in content["matters"]) == sorted(one.reference for one in seen)


def test_a_fault_is_said_on_the_page_and_the_copy_can_be_asked_for_again(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = borough.seen("Ava Example")
    request = borough.searched()
    all_given(borough, borough.chosen(request, mine.reference)[0])
    with as_actor(borough.dora):
        pack = actions.ask_for_pack(by=borough.dora, request=request)
    with monkeypatch.context() as patch:
        patch.setattr("wardmote.shared.rights.actions.packing.as_page", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.make_pack(pack.pk)
    body = browse(borough.dora).get(f"/data-protection/requests/{request.reference}").content.decode()
    assert "Something went wrong on our side" in body
    assert "shouts" in packed(borough, request).readable


def test_a_copy_is_taken_by_its_officer_alone_for_a_fortnight_and_each_time_is_kept(borough: Borough) -> None:
    mine = borough.seen("Ava Example")
    request = borough.searched()
    all_given(borough, borough.chosen(request, mine.reference)[0])
    pack = packed(borough, request)
    there = f"/data-protection/requests/{request.reference}/copy"
    officer = browse(borough.dora)
    taken = officer.get(f"{there}.html")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert taken.headers["Cache-Control"] == "no-store"
    assert json.loads(officer.get(f"{there}.json").content)["request"] == request.reference
    assert AuditEntry.objects.filter(what="rights.pack_taken").count() == 2
    other = borough.officer_of(borough.police, "Odd Officer")
    for actor in (other, borough.worker, borough.lead):
        assert browse(actor).get(f"{there}.html").status_code == 404
    with clock.fixed(make.TUESDAY + timedelta(days=14)):
        assert officer.get(f"{there}.html").status_code == 404
        jobs.empty_packs(0)
    with as_actor(borough.dora):
        pack.refresh_from_db()
        assert (pack.readable, pack.data) == ("", "")
        assert pack.emptied_at


def test_a_thing_that_came_after_the_decisions_stays_out(borough: Borough) -> None:
    from wardmote.modules.referrals import actions as referrals

    mine = borough.seen("Ava Example")
    request = borough.searched()
    all_given(borough, borough.chosen(request, mine.reference)[0])
    with as_actor(borough.dora):
        pack = actions.ask_for_pack(by=borough.dora, request=request)
    with as_actor(borough.worker):
        referrals.add_to_observation(by=borough.worker, observation=mine, words="Bo Neighbour called again.")
    jobs.make_pack(pack.pk)
    with as_actor(borough.dora):
        copy = queries.copy_to_read(borough.dora, request)
    assert "called again" not in copy.readable
    assert "It came after we had gathered your copy" in copy.readable


def test_who_works_here_gets_their_account_and_what_they_did(borough: Borough) -> None:
    borough.seen("Bo Neighbour")
    request = borough.searched(name="Wanda Worker")
    (matter,) = borough.chosen(request, "Their own account")
    pack = packed(borough, request)
    content = json.loads(pack.data)
    tables = {row["kept_as"] for row in content["matters"][0]["rows"]}
    assert tables >= {"accounts.Person", "partnerships.RoleHolding", "audit.AuditEntry"}
    assert "Bo Neighbour" not in pack.data
    assert matter.title == "Their own account"


def test_looking_and_searching_is_kept_under_the_officers_name(borough: Borough) -> None:
    mine = borough.seen("Ava Example")
    request = borough.searched()
    browse(borough.dora).get(f"/data-protection/requests/{request.reference}/people")
    look = Look.objects.get(page="rights:people", via=f"request:{request.pk}")
    assert look.actor_id == borough.dora.id
    assert f"people:{mine.pk}" in look.subjects


def test_a_copy_goes_to_nobody_who_has_not_proved_who_they_are(borough: Borough) -> None:
    request = borough.asked(identity_by="")
    with as_actor(borough.dora):
        with pytest.raises(Conflict, match="who they are"):
            actions.search(by=borough.dora, request=request)
        assert request.due_on is None
        heard = actions.hear_from_them(by=borough.dora, request=request, identity_by="seen")
        assert heard.due_on == date(2026, 4, 7)  # Good Friday, and Easter after it
    with as_actor(borough.worker), pytest.raises((NotAllowed, Request.DoesNotExist)):
        actions.search(by=borough.worker, request=request)


@settings(max_examples=15)
@given(st.text(max_size=300))
def test_whatever_was_written_stands_in_the_copy_as_words(words: str) -> None:
    from wardmote.shared.rights.adapters import as_page

    item = {"name": "Words", "value": f"<script>{words}", "left_out": None}
    row = {"heading": "x", "facts": [], "items": [item]}
    page = as_page({"from": "H", "about": words, "matters": [{"title": "t", "rows": [row]}]})
    assert "<script>" not in page


OUT = {
    # Fields that a person's copy must hold stand in these tables too, and why no copy is gathered from them.
    "partnerships.AgreementPaper": "who added the paper of an agreement: told by the trail of acts",
    "partnerships.CapacityStatement": "who said that a team is full: told by the trail of acts",
    "partnerships.Handover": "who handed a team's work over: told by the trail of acts",
    "partnerships.AccountRequest": "somebody at a small partner who asks for an account: gone once it is answered",
    "partnerships.PeopleFile": "a file of people to invite, dropped within a week; who brought it: the trail of acts",
    "partnerships.RejectedPerson": "a row of such a file that was turned away: it goes with the file",
    "insight.Release": "who brought a table of published figures: told by the trail of acts",
    "insight.Lookup": "who brought a list of which area became which: the same",
    "insight.Resource": "who entered what an area is given: the same",
    "insight.WaitingTable": "who brought a table that is not used yet: the same",
    "issues.Act": "who gathered what in an issue: told by the trail of acts",
    "issues.Weighing": "who weighed an issue, and why: the same",
    "issues.LevelChange": "who raised an issue or handed it back: the same",
    "issues.Decision": "who wrote a decision down: the same",
    "issues.TakenOn": "who wrote down that residents took an issue on: the same",
    "issues.Referred": "who passed an issue on: told by the trail of acts",
    "issues.ModifierSwitch": "who switched what counts: the same",
    "issues.Issue": "who opened an issue: the same; its words may name nobody",
    "issues.Voice": "whom to tell of what they told without an account: they have it by their private link",
    "issues.PublicWords": "what everybody may read of a report, and which colleague let it: the trail of acts",
    "issues.ToldCount": "how often a place told: a number that tells of nobody",
    "reviews.Procedure": "who keeps how reviews are run: told by the trail of acts",
    "messaging.Wording": "who worded a message: told by the trail of acts",
    "documents.Document": "a photo's bytes: handed over beside the copy, as the copy says",
    "oversight.LookDay": "how much a colleague looked at in a day, counted from looks that are in the copy",
    "oversight.Finding": "the officer’s own question about a colleague’s looks: given, or not, by the officer by hand",
    "oversight.FindingStep": "what came of such a question: the same",
    "referrals.Reach": "which keys reach an observation: in the copy by the observation itself",
    "referrals.SearchText": "what search makes from words that are in the copy themselves",
    "referrals.AnswerLink": "that a team was mailed a link: a number that tells of nobody",
    "referrals.LinkTries": "how often a place tried links: a number that tells of nobody",
    "referrals.ImportRun": "who imported a file: told by the trail of acts",
    "referrals.ImportRejection": "a row that never became a record: its reference, and nothing of anybody",
    "referrals.ImportDraft": "a file on its way in: what it holds is removed after a fortnight",
    "referrals.SavedMapping": "who saved how a file is read: told by the trail of acts",
    "retention.PeriodChange": "who keeps periods and holds, and for what: told by the trail of acts",
    "retention.Hold": "a hold on a name is for a court or an inquiry: told by the officer by hand, if at all",
    "retention.Run": "who keeps periods and holds, and for what: told by the trail of acts",
    "retention.Certificate": "who keeps periods and holds, and for what: told by the trail of acts",
    "rights.Request": "what they asked themselves: they have it in their letters",
    "rights.Waiting": "for what they were asked: they have it in their letters",
    "rights.Matter": "which records were chosen: they stand in the copy",
    "rights.Decision": "why something stays out: said where it stays out",
    "rights.Pack": "that a copy was made: it is the copy",
    "rights.PackPart": "a part of a copy while it is made",
    "rights.Mark": "that they had something marked: they have it in their letters",
}


def test_no_table_with_fields_for_a_persons_copy_is_forgotten() -> None:
    told = own_copy.tables_told()
    for model in apps.get_models():
        if model.__module__.startswith("wardmote.") and any(k.own_copy for k in declared(model).values()):
            label = model._meta.label
            said = f"Gather {label} for a person's copy (queries/own_copy.py of its app), or say here why not"
            assert (label in told) is not (label in OUT), said


def test_every_field_that_is_declared_for_the_copy_of_a_row_stands_in_it(borough: Borough) -> None:
    mine = borough.sent("Ava Example").observation
    request = borough.searched()
    (matter,) = borough.chosen(request, mine.reference)
    with as_actor(borough.dora):
        rows = queries.gathered_for(borough.dora, matter)
    found = {item.code for row in rows for item in row.items}
    with make.everything():
        mine.refresh_from_db()
        here = [mine, *PersonConcerned.objects.filter(observation=mine), *mine.referrals.all()]
        steps = [step for referral in mine.referrals.all() for step in referral.steps.all()]
        for row in [*here, *steps]:
            for name, keep in declared(type(row)).items():
                if keep.own_copy and getattr(row, name) not in (None, ""):
                    assert f"{row._meta.label}:{row.pk}:{name}" in found
    assert {"referrals.Disclosure", "referrals.Step"} <= {row.table for row in rows}
