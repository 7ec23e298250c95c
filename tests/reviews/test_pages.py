"""The ASB case review on real pages: the watch, the letter, the request, the panel and the figures (R2.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from tests import factories as make
from tests.factories import TUESDAY

from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.actions import Concerned
from wardmote.modules.referrals.models import Observation
from wardmote.modules.reviews import actions, queries
from wardmote.modules.reviews.models import IncidentSaid, Review
from wardmote.modules.reviews.rules import Move, State, Verdict, Year
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships.models import Category, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

VICTIM = Concerned(name="Vera Invented", address="14 Tumbler Street, Testborough", contact="01632 960111")


@dataclass
class Borough:
    """Two agencies that are told of noise, and the desk that reviews."""

    noise: Category
    council: Team
    police: Team
    desk: Team
    worker: Actor
    officer: Actor
    chair: Actor

    def told(self, by: Actor, team: Team, at: datetime, **changes: object) -> Observation:
        given = {"people": [VICTIM], "observed_at": at, "sensitivity": Sensitivity.PARTNERS} | changes
        with clock.fixed(at + timedelta(hours=1)):
            return make.an_observation(by, team, self.noise, **given)

    def as_visitor(self, actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person_id))
        return client


@pytest.fixture
def borough() -> Iterator[Borough]:
    make.a_partnership()
    make.a_ward()
    noise = make.a_category("Noise at night", sensitivity=Sensitivity.PARTNERS)
    council, police, desk = (make.a_team(name) for name in ("Noise team", "Beat team", "Review panel"))
    made = Borough(
        noise,
        council,
        police,
        desk,
        make.an_actor(team=council, name="Wanda Worker"),
        make.an_actor(team=police),
        make.an_actor(RoleName.DUTY_OFFICER, team=desk),
    )
    admin = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with clock.fixed(TUESDAY), as_actor(admin):
        actions.keep_procedure(
            by=admin,
            new=actions.NewProcedure(
                begins_on=clock.today() - timedelta(days=500),
                desk=desk,
                categories=[noise.pk],
                contact_words="Ring 01632 960000.",
            ),
        )
        yield made


def count(actor: Actor, observation: Observation) -> int:
    with as_actor(actor):
        watched = queries.watch(actor, observation, 0)
    assert watched is not None
    return watched.count.number


def test_what_several_agencies_were_told_counts_once_and_protected_only_for_protected_eyes(
    borough: Borough,
) -> None:
    first = borough.told(borough.worker, borough.council, TUESDAY - timedelta(days=9))
    borough.told(borough.officer, borough.police, TUESDAY - timedelta(days=9, hours=2))
    assert count(borough.worker, first) == 1
    borough.told(borough.officer, borough.police, TUESDAY - timedelta(days=4))
    assert count(borough.worker, first) == 2
    secret = borough.told(
        borough.officer, borough.police, TUESDAY - timedelta(days=2), sensitivity=Sensitivity.PROTECTED
    )
    assert count(borough.worker, first) == 2
    assert count(borough.officer, secret) == 3  # its writer reads it
    other = borough.told(
        borough.worker, borough.council, TUESDAY - timedelta(days=1), people=[Concerned(name="Otto Other")]
    )
    assert count(borough.worker, other) == 1


def test_a_person_parts_and_takes_back_and_says_why(borough: Borough) -> None:
    first = borough.told(borough.worker, borough.council, TUESDAY - timedelta(days=9))
    second = borough.told(borough.worker, borough.council, TUESDAY - timedelta(days=3))
    visitor = borough.as_visitor(borough.worker)
    page = f"/observations/{first.reference}/people/0/case-review"
    assert "One more reported by" in visitor.get(page).content.decode()
    assert "One more reported by" in visitor.get(f"/observations/{first.reference}").content.decode()
    form = {"form_key": "1", "do": "one", "report": first.reference, "other": second.reference}
    assert visitor.post(page, form).status_code == 422
    assert visitor.post(page, form | {"reason": "One long party"}).status_code == 302
    assert count(borough.worker, first) == 1
    said = IncidentSaid.objects
    with make.everything():
        number = said.get(verdict=Verdict.ONE).pk
    assert visitor.post(page, {"form_key": "2", "do": "back", "said": number}).status_code == 302
    assert count(borough.worker, first) == 2
    stranger = borough.as_visitor(borough.officer)
    assert stranger.get(page).status_code == 404


def test_the_team_is_told_before_and_the_letter_tells_no_more_than_the_right(borough: Borough) -> None:
    borough.told(borough.officer, borough.police, TUESDAY - timedelta(days=9))
    lead = make.an_actor(RoleName.DUTY_OFFICER, team=borough.police)
    referral = make.a_referral(
        borough.worker,
        borough.council,
        borough.police,
        borough.noise,
        people=[VICTIM],
        observed_at=TUESDAY - timedelta(days=3),
    )
    relay.run_once() if hasattr(relay, "run_once") else relay.drain()
    with make.everything():
        message = Message.objects.get(person=lead.person_id, kind="reviews.near")
        reference = Observation.objects.get(pk=referral.observation_id).reference
    assert message.link == f"/observations/{reference}/people/0/case-review"
    visitor = borough.as_visitor(borough.worker)
    made = visitor.post(message.link, {"form_key": "1", "do": "letter"})
    letter = visitor.get(made.url)
    words = letter.content.decode()
    assert "Dear Vera Invented" in words
    assert "3 times" in words
    assert "Noise" not in words.split("<article")[1]
    paper = visitor.get(f"{made.url}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert visitor.post(made.url, {"form_key": "2"}).status_code == 302
    assert "and <b>sent</b>" in visitor.get(message.link).content.decode()


def test_anybody_asks_without_an_account_and_the_desk_takes_it_to_a_panel(borough: Borough) -> None:
    anybody = Client()
    assert "told us" in anybody.get("/case-review").content.decode()
    typed = {"form_key": "1", "asked_by": "for_them", "victim": "Vera Invented", "contact": "01632 960111"}
    refused = anybody.post("/case-review", typed | {"words": "Bass, every night."})
    assert refused.status_code == 422
    assert b"Write your own name" in refused.content
    sent = anybody.post(
        "/case-review",
        typed | {"words": "Bass, every night.", "applicant": "Nora Niece", "consent": "She asked me."},
    )
    assert sent.url == "/case-review/asked"
    with make.everything():
        review = Review.objects.get()
    assert review.reference in anybody.get(sent.url).content.decode()
    assert Client().get(sent.url).status_code == 404

    chair = borough.as_visitor(borough.chair)
    page = f"/case-reviews/{review.reference}"
    assert borough.as_visitor(borough.officer).get(page).status_code == 404
    assert review.reference in chair.get("/case-reviews").content.decode()
    keys = iter(range(10, 99))

    def does(do: str, expects: int = 302, **more: object) -> None:
        answer = chair.post(page, {"form_key": next(keys), "do": do, **more})
        assert answer.status_code == expects, answer.content.decode()[-3000:]

    does("find_met", expects=409, words="Too early")
    does("acknowledge")
    does("find_met", words="Not three, but she is ill with it.")
    day = clock.today()
    does(
        "panel",
        on_0=day.day,
        on_1=day.month,
        on_2=day.year,
        words="Room 2, chaired by fire.",
        teams=[borough.police.pk],
    )
    does("agency", team=borough.police.pk, words="What were you told?")
    police = borough.as_visitor(borough.officer)
    with make.everything():
        ask = review.asks.get()
    given = police.post(page, {"form_key": "1", "do": "answer", "number": ask.pk, "words": "Two calls."})
    assert given.status_code == 302
    assert police.post(page, {"form_key": "2", "do": "close", "words": "no"}).status_code == 404
    does("hold_panel", words="All agreed.")
    does(
        "recommend", team=borough.police.pk, words="Name one officer.", due_on_0="", due_on_1="", due_on_2=""
    )
    does("close", words="Done", expects=422)
    does("tell_outcome", words="By telephone.")
    with make.everything():
        made = review.recommendations.get()
    answer = {"do": "respond", "number": made.pk, "response": "accepted", "words": "PC Invented."}
    assert police.post(page, {"form_key": "3", **answer}).status_code == 302
    does("close", words="She sleeps.")
    shown = chair.get(page).content.decode()
    assert "PC Invented." in shown
    assert "Closed" in shown
    figures = queries.figures_of(Year(2025))
    assert [number for _, number in figures.rows] == [1, 0, 1, 1]
    table = anybody.get("/case-review/figures.csv?year=2025-26").content.decode()
    assert "2025-26,ASB case reviews carried out,1" in table
    assert anybody.get("/case-review/figures?year=2025").status_code == 404


def test_the_law_leaves_no_choice_where_enough_count(borough: Borough) -> None:
    for days in (2, 5, 9):
        report = borough.told(borough.worker, borough.council, TUESDAY - timedelta(days=days))
    asked = actions.Request(victim="Vera Invented", contact="At home", words="Bass")
    with as_actor(borough.worker):
        actions.ask_for_review(by=borough.worker, request=asked, report=report, position=0)
    with as_actor(borough.chair):
        review = Review.objects.get()
        actions.move_review(by=borough.chair, review=review, move=Move.ACKNOWLEDGE)
        with pytest.raises(NotReady, match="3 incidents count"):
            actions.move_review(by=borough.chair, review=review, move=Move.FIND_NOT_MET, words="No")
        actions.move_review(by=borough.chair, review=review, move=Move.FIND_MET, words="Three")
        with pytest.raises(Conflict):
            actions.move_review(by=borough.chair, review=review, move=Move.FIND_MET, words="Again", version=1)
        review.refresh_from_db()
        assert (review.state, review.count_found) == (State.MET, 3)
    assert queries.figures_of(Year(2025)).not_met == 0


def test_a_flood_is_held_back(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.asking, "MOST_AN_HOUR", 1)
    asked = actions.Request(victim="Vera Invented", contact="At home", words="Bass")
    actions.ask_for_review(by=NOBODY, request=asked)
    with pytest.raises(actions.TooMany):
        actions.ask_for_review(by=NOBODY, request=asked)


def test_the_command_prints_the_numbers() -> None:
    from wardmote.project.cli.reviews.figures import command

    said = CliRunner().invoke(command, ["--year", "2024-25"])
    assert said.exit_code == 0
    assert "0  ASB case reviews carried out" in said.output
    assert CliRunner().invoke(command, ["--year", "soon"]).exit_code == 1
