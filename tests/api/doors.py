"""Random histories in which somebody comes in by the page and by the API, and both must say and do the same."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import uuid4

from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.referrals.facts import Rows, check_everything, works
from tests.referrals.histories import REFUSALS, Cast, Histories

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals.api.schemas import VERBS
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.modules.referrals.rules import (
    ON_A_DESK,
    OUTCOMES,
    PAUSE_REASONS,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    StepKind,
)
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import NEED_SECOND_FACTOR, RoleName, Scope, Sensitivity

ROUNDS = 6
WORDS = "Said at both doors."
NAMED = "Arthur Invented"
REASONS = {
    StepKind.CLOSED: sorted(OUTCOMES),
    StepKind.RETURNED: sorted(RETURN_REASONS),
    StepKind.PAUSED: sorted(PAUSE_REASONS),
    StepKind.WITHDRAWN: sorted(WITHDRAW_REASONS),
}
_OFFERED = re.compile(r'name="act" value="([a-z_]+)"')


@dataclass(frozen=True)
class Entrant:
    """Somebody with a browser and a token that acts just as they do.

    `carried` says how much of them reaches through a token as it is really made: all, less, or nothing.
    """

    actor: Actor
    person: Person
    browser: Client
    system: System
    carried: Literal["all", "less", "nothing"]


class Crowd(Cast):
    """Everybody of the histories, and somebody whose second role waits for a second factor."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        both = make.a_person("Wilma Bothroles")
        make.a_role(both, RoleName.WORKER, team=self.cleansing)
        make.a_role(both, RoleName.SAFEGUARDING_LEAD, team=self.cleansing)
        actor = make.as_they_are(both)
        self.people[both.pk] = self.staff.ever[both.pk] = actor
        self.entrants = [self.entrant(actor, tokens) for actor in self.people.values()]

    def entrant(self, actor: Actor, tokens: Tokens) -> Entrant:
        person = Person.objects.get(pk=actor.known_person_id)
        browser = Client()
        browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        roles = {RoleName(role.name) for role in actor.roles}
        waiting = roles & NEED_SECOND_FACTOR
        carried = "all" if not waiting else "less" if roles - waiting else "nothing"
        return Entrant(actor, person, browser, System(tokens.give(actor)), carried)


class TwoDoors(Histories):
    """One history, in which somebody comes to both doors after each thing that happens."""

    cast: Crowd
    tried: Counter[str] = Counter()

    def act(self, name: str, by: Actor, do: Callable[[], Any]) -> Any:
        """Do it as this actor; None when refused. What must hold after it is looked at by the histories themselves."""
        with clock.fixed(self.at):
            try:
                with as_actor(by):
                    done = do()
            except REFUSALS:
                return None
            self.rows = Rows(self.cast.coordinators)
        return done if done is not None else True

    def check_news(self) -> None:
        """Not asked here."""

    def check_entitled(self, kind: StepKind, by: Actor, before: Referral) -> None:
        """Not asked here."""

    def teardown(self) -> None:
        """Forget the history."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def live(self, data: st.DataObject) -> None:
        """Something happens, somebody comes; and so on."""
        for _ in range(3):
            self.record_one(data)
            self.send(data)
        for _ in range(ROUNDS):
            happens = [self.record_one, self.scribble, self.send, self.send, self.add_or_end]
            lying = [row for row in self.rows.referrals.values() if row.state in ON_A_DESK]
            if lying:
                happens += [self.hand_over, *[self.go_on] * 6]
            else:
                happens += [self.send] * 4
            if any(row.state == "closed" for row in self.rows.referrals.values()):
                happens.append(self.open_again)
            data.draw(st.sampled_from(happens), label="happens")(data=data)
            self.reads_an_observation(data)
            self.goes_through_a_list(data)
            if self.rows.referrals:
                self.goes_to_a_referral(data)

    def goes_through_a_list(self, data: st.DataObject) -> None:
        """It holds the same at both doors."""
        own = [entrant for entrant in self.cast.entrants if self.cast.own_teams(entrant.actor)]
        who = data.draw(st.sampled_from([*own, *own, *self.cast.entrants]), label="who")
        lists = [
            ("O", "/observations", "/observations"),
            ("O", "/observations/mine", "/observations?mine=true"),
        ]
        for team in self.cast.own_teams(who.actor):
            lists.append(("R", f"/sent?team={team.key}", f"/referrals?side=sent&team={team.key}"))
            for box in ("to-do", "overdue", "nobody-yet", "mine", "paused", "returned"):
                # The page shows what comes next in an empty box; its table holds the box alone.
                filters = f"team={team.key}&box={box}"
                lists.append(("R", f"/inbox.csv?{filters}", f"/referrals?{filters}"))
        letter, page, path = data.draw(st.sampled_from([*lists[:3] * 3, *lists[3:]]), label="list")
        with clock.fixed(self.at):
            shown = listed(who.browser.get(page), letter)
            assert shown == told(who.system, path), f"{page} for {who.actor.name}"
            if who.carried == "all":
                assert shown == told(a_real_token(who), path), f"{path} for {who.actor.name}"
        self.tried[f"list {'empty' if not shown else 'of some'}"] += 1

    def reads_an_observation(self, data: st.DataObject) -> None:
        """It is there at both doors or at none, with the same people; and both let the same be done with it."""
        row = data.draw(st.sampled_from(list(self.rows.observations.values())), label="observation")
        who = data.draw(st.sampled_from(self.cast.entrants), label="who")
        ends = data.draw(st.booleans(), label="ends")
        where = f"{row.reference} ({row.state}, {row.sensitivity}) for {who.actor.name}"
        with clock.fixed(self.at):
            page = who.browser.get(f"/observations/{row.reference}")
            answer = who.system.get(f"/observations/{row.reference}")
            self.agree(page, answer, who, row, where)
            readable = page.status_code == 200
            self.tried[f"observation {'read' if readable else 'not there'}"] += 1
            if readable:
                assert (NAMED in said(page)) == bool(answer.json()["people"]), where
            verb, field = ("end", "end-words") if ends else ("additions", "add-words")
            offered = readable and f'name="{field}"' in said(page)

            def by_page() -> Any:
                typed = {"form_key": uuid4(), field: WORDS}
                return who.browser.post(f"/observations/{row.reference}", typed)

            def by_api() -> Any:
                return who.system.post(
                    f"/observations/{row.reference}/{verb}", {"words": WORDS}, If_Match="*"
                )

            self.same_outcome(verb, offered, by_page, by_api, lambda: standing(row), where)

    def goes_to_a_referral(self, data: st.DataObject) -> None:
        """It is there at both doors or at none, offers the same steps, and any step ends the same way."""
        row = data.draw(st.sampled_from(list(self.rows.referrals.values())), label="referral")
        protected = row.sensitivity == Sensitivity.PROTECTED
        desk = row.accountable_team_id or row.receiver_team_id
        sides = [
            entrant
            for team in (desk, desk, row.sender_team_id)
            for entrant in self.cast.entrants
            if works(entrant.actor, {team}, protected=protected)
        ]
        anybody = not sides or data.draw(st.integers(0, 3), label="anybody") == 3
        who = data.draw(st.sampled_from(self.cast.entrants if anybody else sides), label="who")
        where = f"{row.reference} ({row.state}, {row.hold}, {row.sensitivity}) for {who.actor.name}"
        with clock.fixed(self.at):
            page = who.browser.get(f"/referrals/{row.reference}")
            answer = who.system.get(f"/referrals/{row.reference}")
            self.agree(page, answer, who, row, where)
            offered: set[str] = set()
            if page.status_code == 200:
                offered = set(_OFFERED.findall(said(page)))
                story = answer.json()
                kinds = {kind for kind in VERBS if kind.value in offered}
                assert {VERBS[kind] for kind in kinds} == set(story["can"]), where
                assert ("add" in offered) == (story["told"] is not None), where
                if who.carried != "nothing":
                    carried = a_real_token(who).get(f"/referrals/{row.reference}")
                    can = set(carried.json()["can"] if carried.status_code == 200 else ())
                    assert can <= set(story["can"]), where
                    assert who.carried == "less" or can == set(story["can"]), where
                if story["told"]:
                    assert (NAMED in said(page)) == bool(story["told"]["people"]), where
                    assert ("look" in offered) == story["told"]["people_withheld"], where
            usual = sorted(set(offered) & {kind.value for kind in VERBS})
            strange = not usual or data.draw(st.integers(0, 2), label="strange") == 2
            kind = data.draw(st.sampled_from([*sorted(VERBS), "note"] if strange else usual), label="kind")
            by_page, by_api = self.both_ways(who, row, kind, data)
            self.same_outcome(kind, kind in offered, by_page, by_api, lambda: standing(row), where)
            if kind in offered:
                self.stays_done(by_api, where)

    def both_ways(
        self, who: Entrant, row: Referral, kind: str, data: st.DataObject
    ) -> tuple[Callable[[], Any], Callable[[], Any]]:
        """One act as a form and as a call."""
        reasons = REASONS.get(StepKind(kind), [""]) if kind != "note" else [""]
        reason = data.draw(st.sampled_from(reasons), label="reason")
        team: Team = data.draw(st.sampled_from(self.cast.teams), label="team")
        day = (
            self.at.astimezone(LONDON) + timedelta(days=data.draw(st.integers(1, 9), label="days"))
        ).replace(hour=0, minute=0, second=0, microsecond=0)
        path = f"/referrals/{row.reference}"
        until = {"until_0": day.day, "until_1": day.month, "until_2": day.year}
        typed = {"act": kind, "version": row.version, "form_key": uuid4(), "words": WORDS, "reason": reason}
        body: dict[str, Any] | None = {"words": WORDS}
        match kind:
            case StepKind.CLAIMED | StepKind.RELEASED:
                body = None
            case StepKind.ACKNOWLEDGED:
                typed["their_reference"], body = "C-7", {"their_reference": "C-7"}
            case StepKind.RESUMED:
                body = {}
            case StepKind.PAUSED:
                body = {"reason": reason, "until": day.isoformat(), "words": WORDS}
                typed |= until
            case StepKind.RETURNED:
                body = {"reason": reason, "words": WORDS}
                if reason == "not-ours":
                    body["named_team"], typed["to_team"] = team.key, team.pk
                if reason == "no-capacity":
                    body["until"] = day.isoformat()
                    typed |= until
            case StepKind.REDIRECTED:
                body = {"to_team": team.key, "words": WORDS}
                typed["to_team"] = team.pk
            case StepKind.WITHDRAWN:
                body = {"reason": reason, "words": WORDS}
            case StepKind.CLOSED:
                body = {"outcome": reason, "words": WORDS}
        verb = "notes" if kind == "note" else VERBS[StepKind(kind)]
        etag = f'"{row.version}-{"0" * 16}"'
        return (
            lambda: who.browser.post(path, typed),
            lambda: who.system.post(f"{path}/{verb}", body, If_Match="" if kind == "note" else etag),
        )

    def same_outcome(
        self,
        act: str,
        offered: bool,
        by_page: Callable[[], Any],
        by_api: Callable[[], Any],
        stands: Callable[[], Any],
        where: str,
    ) -> None:
        """Do it at each door from the same moment; it is done at both, with the same end, or at none.

        What was not offered is done at none. In the end nothing has been done.
        """
        before = stands()
        with forgotten():
            page = by_page()
            paged = stands()
        with forgotten():
            answer = by_api()
            asked = stands()
        assert page.status_code < 500 > answer.status_code, where
        done, taken = page.status_code == 302, answer.status_code in (200, 201)
        assert done == taken, f"{act} of {where}: page {page.status_code}, API {answer.content!r}"
        assert paged == asked, f"{act} of {where}"
        assert (paged != before) == done, f"{act} of {where}"
        assert offered or not done, f"{act} of {where} was done and not offered"
        self.tried[f"{'offered' if offered else 'not offered'} and {'done' if done else 'refused'}"] += 1

    def stays_done(self, by_api: Callable[[], Any], where: str) -> None:
        """Let a call go on with the history, and look at all that must hold after any step."""
        answer = by_api()
        self.rows = Rows(self.cast.coordinators)
        check_everything(self.rows, self.cast.staff)
        if answer.status_code == 200:
            assert answer["ETag"].startswith(f'"{answer.json()["version"]}-'), where
            self.tried["called and stayed"] += 1

    def agree(self, page: Any, answer: Any, who: Entrant, row: Observation | Referral, where: str) -> None:
        """It is there at both doors or at none; with a real token too, but for what needs a second factor."""
        path = page.request["PATH_INFO"]
        assert (page.status_code, answer.status_code) in ((200, 200), (404, 404)), (
            f"{where}: {page.status_code}, {answer.status_code}"
        )
        if who.carried != "nothing":
            status = a_real_token(who).get(path).status_code
            closed = who.carried == "less" and row.sensitivity == Sensitivity.PROTECTED
            own = isinstance(row, Observation) and row.recorded_by_id == who.person.pk
            assert status == (404 if closed and not own else answer.status_code), where


def a_real_token(who: Entrant) -> System:
    """A token as somebody makes it for themselves, with every scope."""
    given = partnerships.make_token(by=who.actor, person=who.person, name="Script", scopes=list(Scope))
    return System(given[1])


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever is done within is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def standing(row: Observation | Referral) -> dict[str, Any]:
    """Everything a row says, and how much hangs on it; without what differs from one try to the next."""
    with make.everything():
        fresh = type(row).objects.get(pk=row.pk)
        said = {field.attname: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields}
        hanging = ["steps", "notes"] if isinstance(fresh, Referral) else ["additions", "referrals"]
        onward = Referral.objects.filter(redirected_from=row.pk).values_list("receiver_team", "state")
        return {
            **said,
            **{name: getattr(fresh, name).count() for name in hanging},
            "onward": list(onward) if isinstance(fresh, Referral) else [],
        }


def said(page: Any) -> str:
    return str(page.content.decode())


def listed(page: Any, letter: str) -> set[str]:
    """The references that a list leads to, or that a table names."""
    assert page.status_code == 200, page
    if page["Content-Type"].startswith("text/csv"):
        return set(re.findall(rf"^({letter}-[0-9A-Z-]+),", said(page), re.MULTILINE))
    main = said(page).partition("<main")[2].partition("</main>")[0]
    return set(re.findall(rf'href="/(?:observations|referrals)/({letter}-[0-9A-Z-]+)[#"]', main))


def told(system: System, path: str) -> set[str]:
    answer = system.get(path)
    assert answer.status_code == 200, answer.content
    assert answer.json()["next"] is None
    return {row["reference"] for row in json.loads(answer.content)["items"]}
