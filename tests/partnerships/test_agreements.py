"""Sharing agreements: what holds when, who is a party, what may rest on which, and the pages that keep them (R1.8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import AgreementDetails
from wardmote.shared.partnerships.models import AgreementParty, SharingAgreement
from wardmote.shared.partnerships.rules import RoleName, Sensitivity
from wardmote.shared.partnerships.rules.agreements import (
    AgreementFacts,
    PartyFacts,
    Share,
    SharedItem,
    fitting,
    items_in_words,
    pairs_without,
    why_none_fits,
)

DAY = date(2026, 3, 3)

days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
items = st.frozensets(st.sampled_from([item.value for item in SharedItem]), min_size=1)


@st.composite
def parties(draw: st.DrawFn) -> PartyFacts:
    begins = draw(days)
    ends = draw(st.none() | st.integers(0, 90).map(lambda n: begins + timedelta(days=n)))
    return PartyFacts(organisation_id=draw(st.integers(1, 3)), begins_on=begins, ended_on=ends)


@st.composite
def agreements(draw: st.DrawFn) -> AgreementFacts:
    begins = draw(days)
    return AgreementFacts(
        id=draw(st.integers(1, 9)),
        title=draw(st.sampled_from(["Homes", "Streets"])),
        purpose=draw(st.sampled_from(["children", "crime"])),
        begins_on=begins,
        ended_on=draw(st.none() | st.integers(0, 90).map(lambda n: begins + timedelta(days=n))),
        items=draw(items),
        parties=tuple(draw(st.lists(parties(), max_size=4))),
    )


shares = st.builds(
    Share, sender=st.just(1), receiver=st.just(2), items=items, is_protected=st.booleans(), day=days
)


@given(st.lists(agreements(), max_size=4), shares)
def test_a_share_rests_only_on_what_holds_that_day_between_the_two_and_covers_all_of_it(found, share) -> None:
    for one in fitting(found, share):
        assert one.begins_on <= share.day
        assert one.ended_on is None or share.day < one.ended_on
        for side in (share.sender, share.receiver):
            assert any(
                p.organisation_id == side
                and p.begins_on <= share.day
                and (p.ended_on is None or share.day < p.ended_on)
                for p in one.parties
            )
        assert share.items <= one.items
        assert share.is_protected or one.purpose != "children"


@given(st.lists(agreements(), max_size=4), shares)
def test_less_never_needs_more_and_it_does_not_matter_who_sends(found, share) -> None:
    fits = fitting(found, share)
    for fewer in ({item} for item in share.items):
        assert set(fits) <= set(fitting(found, replace(share, items=frozenset(fewer))))
    assert fits == fitting(found, replace(share, sender=share.receiver, receiver=share.sender))


@given(agreements(), shares)
def test_what_names_both_and_does_not_fit_says_why(one, share) -> None:
    names_both = {share.sender, share.receiver} <= {p.organisation_id for p in one.parties}
    assert bool(why_none_fits([one], share)) == (names_both and not fitting([one], share))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3))), st.lists(agreements(), max_size=3), days)
def test_a_pair_without_agreement_is_named_once_whichever_way_round(pairs, found, day) -> None:
    without = pairs_without(pairs, found, day)
    assert without == pairs_without([(b, a) for a, b in pairs], found, day)
    assert all(a < b for a, b in without)
    assert len(set(without)) == len(without)
    assert not [pair for pair in without if any(f.in_force(day) and f.joins(*pair, day) for f in found)]


def test_items_are_said_as_a_person_says_them() -> None:
    assert items_in_words(["photos", "name", "address"]) == "names, addresses and photos"
    assert (items_in_words(["photos"]), items_in_words([])) == ("photos", "")


pytest_db = pytest.mark.django_db


@pytest.fixture
def administrator(db) -> Actor:
    make.a_partnership()
    with clock.fixed(make.TUESDAY):
        yield make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)


def protocol(**changes: object) -> AgreementDetails:
    given: dict[str, object] = {
        "title": "Testborough protocol",
        "purpose": "early_help",
        "purpose_words": "So that help comes from who can give it.",
        "lawful_basis": "public_task",
        "items": ["words", "name"],
        "begins_on": DAY - timedelta(days=30),
        "review_on": DAY + timedelta(days=30),
    }
    return AgreementDetails(**{**given, **changes})  # type: ignore[arg-type]  # a test names its changes


@pytest.fixture
def kept(administrator) -> SharingAgreement:
    two = [make.a_team().organisation, make.a_team().organisation]
    return actions.add_agreement(by=administrator, details=protocol(), parties=two)


def test_a_change_is_a_new_edition_and_the_old_one_says_for_ever_what_it_said(administrator, kept) -> None:
    new = actions.change_agreement(
        by=administrator,
        agreement=kept,
        details=protocol(
            items=["words"], begins_on=DAY + timedelta(days=7), review_on=DAY + timedelta(days=372)
        ),
        version=0,
    )
    kept.refresh_from_db()
    assert (kept.items, kept.ended_on) == (["words", "name"], new.begins_on)
    assert (new.key, new.edition, new.items) == (kept.key, 2, ["words"])
    assert {p.organisation_id for p in new.parties.all()} == {p.organisation_id for p in kept.parties.all()}
    facts = queries.agreements_naming(administrator, [p.organisation_id for p in kept.parties.all()])
    for day in (DAY, new.begins_on, new.begins_on + timedelta(days=400)):
        assert [a.in_force(day) for a in facts].count(True) == 1
    with pytest.raises(Conflict):
        actions.change_agreement(by=administrator, agreement=kept, details=protocol())


def test_a_party_leaves_and_may_come_back_and_its_time_is_kept(administrator, kept) -> None:
    party = kept.parties.first()
    actions.leave_agreement(by=administrator, party=party, ends_on=DAY)
    with pytest.raises(Conflict):
        actions.leave_agreement(by=administrator, party=party, ends_on=DAY)
    actions.join_agreement(by=administrator, agreement=kept, organisation=party.organisation, begins_on=DAY)
    assert kept.parties.filter(organisation=party.organisation).count() == 2
    with pytest.raises(NotReady, match="already"):
        actions.join_agreement(
            by=administrator, agreement=kept, organisation=party.organisation, begins_on=DAY
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"items": []}, "items"),
        ({"items": ["shoe_size"]}, "items"),
        ({"lawful_basis": "because"}, "lawful_basis"),
        ({"special_condition": "because"}, "special_condition"),
        ({"review_on": DAY - timedelta(days=31)}, "review_on"),
        ({"title": " "}, "title"),
        ({"purpose_words": "x" * 3000}, "purpose_words"),
    ],
)
def test_what_cannot_be_agreed_is_refused_beside_its_field(administrator, changes, field) -> None:
    with pytest.raises(NotReady) as refused:
        actions.add_agreement(by=administrator, details=protocol(**changes))
    assert refused.value.field == field
    assert not SharingAgreement.objects.exists()


def test_the_database_holds_it_too(kept) -> None:
    for broken in (
        {"items": ["shoe_size"]},
        {"items": []},
        {"lawful_basis": "?"},
        {"review_on": kept.begins_on},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SharingAgreement.objects.filter(pk=kept.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(
            agreement=kept, organisation=kept.parties.first().organisation, begins_on=DAY
        )


def test_only_the_administrator_keeps_agreements(kept) -> None:
    worker = make.an_actor(team=make.a_team())
    with pytest.raises(NotAllowed):
        actions.end_agreement(by=worker, agreement=kept, ends_on=DAY)
    with pytest.raises(NotAllowed):
        queries.agreement_kept(worker, kept.key)


def test_who_shares_with_no_agreement_is_named_and_what_is_protected_is_not(administrator, kept) -> None:
    first, second = make.a_team(), make.a_team()
    sender = make.an_actor(team=first)
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=second)
    guarded = make.a_category(sensitivity=Sensitivity.PROTECTED)
    make.a_referral(sender, first, second, make.a_category())
    make.a_referral(sender, first, second, guarded)
    assert queries.exchanging_without_agreement(administrator) == []
    make.a_referral(sender, first, second, make.a_category(sensitivity=Sensitivity.PARTNERS))
    (pair,) = queries.exchanging_without_agreement(administrator)
    assert {pair.first, pair.second} == {first.organisation, second.organisation}
    for team in (first, second):
        actions.join_agreement(
            by=administrator, agreement=kept, organisation=team.organisation, begins_on=DAY
        )
    assert queries.exchanging_without_agreement(administrator) == []


@pytest.fixture
def client(administrator) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=administrator.person_id))
    return client


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def test_the_administrator_keeps_an_agreement_in_pages(client, administrator) -> None:
    organisation = make.a_team().organisation
    fields = {
        "form_key": "one", "title": "Warm homes", "purpose": "housing", "purpose_words": "To make homes warm.",
        "lawful_basis": "public_task", "items": ["words", "address"], "parties": [str(organisation.pk)],
        **day_of("begins_on", DAY), **day_of("review_on", DAY + timedelta(days=20)),
    }  # fmt: skip
    refused = client.post("/partnership/add-agreement", fields | {"items": []})
    assert refused.status_code == 422
    assert "To make homes warm." in refused.content.decode()
    made = client.post("/partnership/add-agreement", fields, follow=True)
    assert "Warm homes" in made.content.decode()
    assert organisation.name in made.content.decode()
    assert queries.agreements_due(administrator) == 1
    assert "soon" in client.get("/partnership/agreements?due=yes").content.decode()
    later = day_of("begins_on", DAY + timedelta(days=1)) | day_of("review_on", DAY + timedelta(days=300))
    changed = fields | later | {"form_key": "two", "version": "0", "purpose_words": "To make homes safe."}
    page = client.post("/partnership/agreements/warm-homes/change", changed, follow=True).content.decode()
    assert "To make homes safe." in page
    assert "Edition 1" in page
    assert (
        "To make homes warm." in client.get("/partnership/agreements/warm-homes?edition=1").content.decode()
    )
    ends = {"form_key": "three", "version": "0", **day_of("ends_on", DAY + timedelta(days=1))}
    page = client.post("/partnership/agreements/warm-homes/end", ends, follow=True).content.decode()
    assert "It ends 4 March" in page or "ends" in page


def test_the_list_is_read_in_a_handful_of_queries_however_many_there_are(client, administrator, kept) -> None:
    few = len(queries_of(client, "/partnership/agreements"))
    for n in range(5):
        parties = [make.a_team().organisation for _ in range(3)]
        actions.add_agreement(by=administrator, details=protocol(title=f"Another {n}"), parties=parties)
    assert len(queries_of(client, "/partnership/agreements")) == few


def test_from_when_a_ground_is_asked_for_is_the_administrators_to_say(client, administrator) -> None:
    assert not queries.grounds_asked_on(DAY)
    past = client.post(
        "/partnership/agreements/grounds", {"form_key": "a", **day_of("begins_on", DAY - timedelta(days=1))}
    )
    assert past.status_code == 422
    client.post("/partnership/agreements/grounds", {"form_key": "b", **day_of("begins_on", DAY)})
    assert queries.grounds_asked_on(DAY)
    assert not queries.grounds_asked_on(DAY - timedelta(days=1))
